/** The report of a run of `interphase peaks`: one HTML page that opens offline. */
import type { Envelope } from "../series/envelope.ts";
import { failedInputs, figureHtml, notes, pageHeader, wideFigure } from "./html.ts";
import { commonFolder } from "./name.ts";
import { significant } from "./number.ts";
import { htmlPage } from "./page.ts";
import type { PeaksResult } from "./peaksDocument.ts";
import { selectSpectra } from "./selection.ts";
import { escapeXml } from "./svg.ts";
import type { FailedInput } from "./table.ts";
import { tracePlot } from "./tracePlot.ts";

export interface PeaksReport {
  readonly results: readonly PeaksResult[];
  /** What each trace spans; undefined of a result that an earlier run left. */
  readonly envelopes: readonly (Envelope | undefined)[];
  readonly valleys: boolean;
  /** The conditions as the user wrote them. */
  readonly conditions: string;
  readonly failures: readonly FailedInput[];
  readonly version?: string;
  readonly date?: string;
  readonly command?: string;
}

/** Peaks that are marked in a plot, and rows of a table: the most prominent ones. */
const MOST_MARKS = 1500;
const MOST_ROWS = 100;

export function peaksReport(report: PeaksReport): string {
  const { results, failures } = report;
  const noun = report.valleys ? "valleys" : "peaks";
  const total = results.reduce((sum, { peaks }) => sum + peaks.indices.length, 0);
  const samples = results.reduce((sum, result) => sum + result.samples, 0);
  const title = `${total} ${noun} in ${samples} samples`;
  const folder = commonFolder(results.map(({ file }) => file));
  const drawn = selectSpectra(results.map(({ peaks }) => -peaks.indices.length));
  const body = [
    pageHeader(title, [
      ["conditions", report.conditions],
      ["program", `Interphase${report.version ? ` ${report.version}` : ""}`],
      ["date", report.date ?? ""],
      ["command", report.command ?? ""],
    ]),
    failedInputs(failures, "searched"),
    notes(results.flatMap(({ warnings }) => warnings)),
    results.length > 1 ? overview(results, folder, noun) : "",
    ...drawn.map((i) => section(results[i]!, report.envelopes[i], folder, noun, i)),
    drawn.length < results.length ? `<p>${drawn.length} of ${results.length} files are drawn.</p>` : "",
    `<footer><p>Every vertical line of a plot spans the least and the greatest sample of its column. A prominence is the height of a peak above the higher of its two bases; a width is measured at the level width height.</p></footer>`,
  ].join("\n");
  return htmlPage(title, body, report.version);
}

function overview(results: readonly PeaksResult[], folder: string, noun: string): string {
  const rows = results.map(
    ({ file, samples, peaks }) =>
      `<tr><td>${escapeXml(file.slice(folder.length))}</td><td>${samples}</td><td>${peaks.indices.length}</td></tr>`,
  );
  return `<section><h2>Files</h2><div class="scroll"><table><thead><tr><th>file</th><th>samples</th><th>${noun}</th></tr></thead><tbody>${rows.join("")}</tbody></table></div></section>`;
}

function section(
  result: PeaksResult,
  envelope: Envelope | undefined,
  folder: string,
  noun: string,
  i: number,
): string {
  const { file, column, x, peaks, samples } = result;
  const ranked = mostProminent(result);
  const marked = ranked.slice(0, MOST_MARKS);
  const place = (k: number): number => (peaks.positions ?? peaks.indices)[k]!;
  const said =
    marked.length < ranked.length
      ? `; the ${marked.length} most prominent of ${ranked.length} are marked`
      : "";
  const rows = ranked.slice(0, MOST_ROWS).sort((a, b) => a - b);
  const figure =
    envelope === undefined
      ? `<p class="soft">An earlier run read this file, so its trace is not drawn; run without --resume to draw it.</p>`
      : figureHtml(
          tracePlot(
            {
              envelope,
              peaks: { x: marked.map(place), y: marked.map((k) => peaks.heights[k]!), label: noun },
              xLabel: x ?? "sample",
              yLabel: column,
            },
            { width: wideFigure, id: `trace${i}` },
          ),
          `${column} against ${x ?? "the number of the sample"}, measured; every line spans the least and the greatest sample of its column of the picture. Squares: ${noun}, ${peaks.indices.length} in ${samples} samples${said}.`,
          true,
        );
  return `<section><h2>${escapeXml(file.slice(folder.length))}</h2>${figure}${rows.length > 0 ? table(result, rows) : ""}</section>`;
}

/** Rows of the peaks, the most prominent first. */
export function mostProminent({ peaks }: PeaksResult): number[] {
  const key = peaks.prominences ?? peaks.heights;
  return Array.from(peaks.indices.keys()).sort((a, b) => key[b]! - key[a]! || a - b);
}

/** Columns of the tables for people. */
export function shownColumns({ peaks, lines, x }: PeaksResult): [name: string, of: (k: number) => string][] {
  const number = (column: ArrayLike<number>) => (k: number) => significant(column[k]!, 5);
  return [
    ["index", (k) => String(peaks.indices[k])],
    ...(lines ? [["line", (k) => String(lines[k])] as [string, (k: number) => string]] : []),
    ...(peaks.positions ? [[x ?? "x", number(peaks.positions)] as [string, (k: number) => string]] : []),
    ["height", number(peaks.heights)],
    ["prominence", number(peaks.prominences!)],
    ["width", number(peaks.widths!)],
  ];
}

function table(result: PeaksResult, rows: readonly number[]): string {
  const columns = shownColumns(result);
  const head = columns.map(([name]) => `<th>${escapeXml(name)}</th>`).join("");
  const body = rows
    .map((k) => `<tr>${columns.map(([, of]) => `<td>${escapeXml(of(k))}</td>`).join("")}</tr>`)
    .join("");
  const total = result.peaks.indices.length;
  const said =
    rows.length < total ? `<p class="soft">The ${rows.length} most prominent of ${total}.</p>` : "";
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>${said}`;
}
