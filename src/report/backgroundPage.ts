/** The report of a run of `interphase background`: one HTML page that opens offline. */
import type { ComputedBackground } from "./backgroundDocument.ts";
import { backgroundPlot } from "./backgroundPlot.ts";
import { failedInputs, figureHtml, notes, pageHeader } from "./html.ts";
import { commonFolder } from "./name.ts";
import { heading, significant } from "./number.ts";
import { htmlPage } from "./page.ts";
import { statusHtml } from "./resulttable.ts";
import { selectSpectra } from "./selection.ts";
import { tableHtml } from "./spectrumTable.ts";
import { escapeXml } from "./svg.ts";
import type { FailedInput } from "./table.ts";

export interface BackgroundReport {
  /** As it was asked for: "snip:width=40". */
  readonly kind: string;
  readonly computed: readonly ComputedBackground[];
  readonly failures: readonly FailedInput[];
  readonly notes: readonly string[];
  readonly version?: string;
  readonly date?: string;
  readonly command?: string;
}

export function backgroundReport(report: BackgroundReport): string {
  const { kind, computed, failures } = report;
  const title = `Background: ${kind}`;
  const files = [...new Set(computed.map(({ file }) => file))];
  const folder = commonFolder(files);
  const nameOf = ({ file, scan }: ComputedBackground): string =>
    [file.slice(folder.length), scan.name].filter(Boolean).join(" · ");
  const sound = computed.filter(({ x }) => x.length > 0);
  const chosen = selectSpectra(sound.map(() => 0));
  const pictures = chosen.map((i) =>
    figureHtml(
      backgroundPlot(sound[i]!, {
        id: `background${i}`,
        ...(sound.length > 1 ? { title: nameOf(sound[i]!) } : { width: 110 }),
      }),
      `${nameOf(sound[i]!)}: net area ${areaText(sound[i]!)}`,
    ),
  );
  const rows = computed.map(
    (one) =>
      `<tr><th scope="row">${escapeXml(nameOf(one))}</th><td class="l">${statusHtml(one.status)}</td><td>${one.x.length === 0 ? "" : escapeXml(`${significant(Math.min(one.x[0]!, one.x.at(-1)!), 5)} … ${significant(Math.max(one.x[0]!, one.x.at(-1)!), 5)}`)}</td><td>${one.x.length}</td><td>${escapeXml(areaText(one))}</td><td class="l w">${escapeXml(one.message)}</td></tr>`,
  );
  const unit = computed[0]?.scan.xUnit ?? "";
  const head = ["scan", "status", heading("range", unit), "points", "net area", "message"].map(
    (text, k) => `<th scope="col"${k === 1 || k === 5 ? ' class="l"' : ""}>${escapeXml(text)}</th>`,
  );
  const said =
    chosen.length < sound.length ? `<p>${chosen.length} of ${sound.length} scans are drawn.</p>` : "";
  const body = [
    pageHeader(title, [
      files.length === 1 ? ["file", files[0]!] : ["folder", folder],
      ["background", kind],
      ["program", `Interphase${report.version ? ` ${report.version}` : ""}`],
      ["date", report.date ?? ""],
      ["command", report.command ?? ""],
    ]),
    failedInputs(failures, "treated"),
    `<section><h2>Spectra</h2>${said}<div class="figures${sound.length === 1 ? " wide" : ""}">${pictures.join("")}</div></section>`,
    rows.length === 0 ? "" : `<section><h2>Areas</h2>${tableHtml("Areas", head, rows)}</section>`,
    notes(report.notes),
    `<footer><p>The background is computed from the data alone; net = measured − background, and its area is ∫ net dx by the trapezoidal rule. For areas with errors fit the lines together with the background: interphase spectrum.</p></footer>`,
  ].join("\n");
  return htmlPage(title, body, report.version);
}

/** The net area with its unit. */
export function areaText({ area, scan }: ComputedBackground): string {
  if (!Number.isFinite(area)) return "–";
  return `${significant(area, 6)} ${[scan.yUnit, scan.xUnit].filter(Boolean).join("·")}`.trim();
}
