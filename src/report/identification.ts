/** The page of `identify`: per spectrum the ranking, and the best circuits with their residuals. */
import type { Candidate } from "../impedance/candidate.ts";
import type { Identification } from "../impedance/identify.ts";
import type { Spectrum } from "../impedance/spectrum.ts";
import { candidateRows } from "./candidates.ts";
import { failedInputs, figureHtml, longList, notes } from "./html.ts";
import { shortened } from "./name.ts";
import { percent, significant } from "./number.ts";
import { nyquistPlot } from "./nyquist.ts";
import { htmlPage } from "./page.ts";
import { selectSpectra } from "./selection.ts";
import type { ModelCurve } from "./series.ts";
import { escapeXml } from "./svg.ts";
import type { FailedInput } from "./table.ts";
import { resultName } from "./text.ts";

export interface IdentificationReport {
  readonly title: string;
  readonly identifications: readonly Identification[];
  /** The spectrum of each. */
  readonly spectra: readonly Spectrum[];
  /** Curves of the first candidates of each, see `drawnCandidates`; empty for spectra that `reportIdentifications` leaves out. */
  readonly curves: readonly (readonly (ModelCurve | undefined)[])[];
  readonly seconds: number;
  readonly notes?: readonly string[];
  readonly failures?: readonly FailedInput[];
  readonly version?: string;
  readonly date?: string;
  readonly command?: string;
}

/** Candidates of a spectrum that are drawn. */
const DRAWN = 3;
/** Candidates in the table of a spectrum. */
const ROWS = { sound: 10, redundant: 5 } as const;

/** The candidates of a spectrum whose curves the report draws. */
export function drawnCandidates({ candidates }: Identification): readonly Candidate[] {
  return candidates.slice(0, DRAWN);
}

/** The spectra that the report shows in full, by index: all of up to twelve, else first, last, the worst and evenly spaced ones. */
export function reportIdentifications(identifications: readonly Identification[]): number[] {
  return selectSpectra(identifications.map(({ candidates }) => candidates[0]?.rms ?? Number.NaN));
}

/** The report as a string, without script and outside address; text from files is escaped. */
export function identificationReport(given: IdentificationReport): string {
  const report = { ...given, identifications: shortened(given.identifications) };
  const { title, identifications, failures = [] } = report;
  const lost = identifications.flatMap(({ file, spectrum, message }, i) =>
    message === undefined ? [] : [{ file: file ?? `spectrum ${i + 1}`, spectrum, message }],
  );
  const body = [
    header(report),
    failedInputs([...failures, ...lost]),
    notes(report.notes ?? []),
    overview(identifications),
    ...reportIdentifications(identifications).map((i) => one(report, i)),
    footer(),
  ].join("\n");
  return htmlPage(title, body, report.version);
}

function header({ title, identifications, seconds, version, date, command }: IdentificationReport): string {
  const facts: (readonly [string, string])[] = [
    ["criterion", identifications[0]?.criterion === "aicc" ? "AICc" : "BIC"],
    ["spectra", `${identifications.length}`],
    ["time", `${significant(seconds, 3, true)} s`],
    ["program", `Interphase${version ? ` ${version}` : ""}`],
    ["date", date ?? ""],
    ["command", command ?? ""],
  ];
  const rows = facts
    .filter(([, value]) => value !== "")
    .map(
      ([name, value]) =>
        `<dt>${name}</dt><dd>${name === "command" ? `<code>${escapeXml(value)}</code>` : escapeXml(value)}</dd>`,
    );
  return `<header><h1>${escapeXml(title)}</h1><dl>${rows.join("")}</dl></header>`;
}

/** Which circuit comes first how often, for several spectra. */
function overview(identifications: readonly Identification[]): string {
  if (identifications.length < 2) return "";
  const counts = new Map<string, number>();
  for (const { candidates } of identifications) {
    const first = candidates[0]?.circuit;
    if (first !== undefined) counts.set(first, (counts.get(first) ?? 0) + 1);
  }
  const items = [...counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([circuit, count]) => `<code>${escapeXml(circuit)}</code>: first for ${count}`);
  return `<section><h2>Best circuits</h2>${longList(items)}</section>`;
}

function one({ identifications, spectra, curves }: IdentificationReport, i: number): string {
  const identification = identifications[i];
  if (identification.candidates.length === 0) return "";
  const name = escapeXml(resultName(identification, i));
  const drawn = drawnCandidates(identification);
  const pictures = curves[i].map((curve, k) => {
    const { circuit, rms, free } = drawn[k];
    const plot = nyquistPlot([{ spectrum: spectra[i], curve, label: circuit }], {
      title: `${k + 1}. ${circuit}`,
      id: `nyquist${i}-${k}`,
    });
    return figureHtml(plot, `${circuit}: rms ${percent(rms)}, ${free} parameters`);
  });
  const warnings = identification.warnings.length > 0 ? longList(identification.warnings.map(escapeXml)) : "";
  return `<section><h2>${name}</h2><p class="soft">${identification.tried} circuits were fitted.</p>${warnings}${table(identification)}<div class="figures">${pictures.join("")}</div></section>`;
}

function table(identification: Identification): string {
  const [head, ...rows] = candidateRows(identification, ROWS);
  // Rank and circuit share the first column, the remarks may wrap
  const line = ([rank, circuit, ...cells]: readonly string[], tag: "td" | "th"): string => {
    const name = rank === "" ? escapeXml(circuit) : `${rank}. <code>${escapeXml(circuit)}</code>`;
    const last = cells.length - 1;
    const others = cells.map(
      (text, k) => `<${tag}${k === last ? ' class="l w"' : ""}>${escapeXml(text)}</${tag}>`,
    );
    return `<tr><${tag} class="l">${name}</${tag}>${others.join("")}</tr>`;
  };
  return `<div class="scroll"><table class="ranking"><thead>${line(head, "th")}</thead><tbody>${rows.map((row) => line(row, "td")).join("")}</tbody></table></div>`;
}

function footer(): string {
  return `<footer><p>k is the number of free parameters; rms is √(mean |ΔZ|²/|Z|²). BIC and AICc are those of the weighted sum of squares that was minimised, with σ as one parameter more; a difference below 2 says little, one above 10 is decisive. Weights share the evidence among the circuits of the list that are not redundant. Redundant circuits hold something that these data do not determine; they stand behind the others. A series of arcs stands for every circuit with the same impedance, ladders for example.</p></footer>`;
}
