/** The page of `validate`: verdicts, the rule, and for each drawn spectrum its lin-KK fit, residuals and Z-HIT. */
import type { ValidityResult } from "../impedance/validity.ts";
import type { Verdict } from "../impedance/verdict.ts";
import { histogram } from "./histogram.ts";
import { failedInputs, longList, notes } from "./html.ts";
import { commonFolder, shortened } from "./name.ts";
import { percent, significant } from "./number.ts";
import { nyquistPlot } from "./nyquist.ts";
import { htmlPage } from "./page.ts";
import { selectSpectra } from "./selection.ts";
import { escapeXml } from "./svg.ts";
import { resultName } from "./text.ts";
import { type ValidityRun, validitySummary } from "./validityDocument.ts";
import { zhitPlot } from "./zhit.ts";

export interface ValidityReport extends ValidityRun {
  readonly title: string;
  /** What was not the default: "elements by mu, c 0.85". */
  readonly settings: string;
  readonly notes: readonly string[];
  readonly version?: string;
  readonly date?: string;
  readonly command?: string;
}

/** Most spectra that are drawn, and most rows of the table. */
const MOST_DRAWN = 12;
const MOST_ROWS = 3000;
const OPEN_ROWS = 300;

/** Contains no script, no address outside itself and no style attribute; text from files is escaped. */
export function validityPage(given: ValidityReport): string {
  const report = { ...given, results: shortened(given.results) };
  const { title, failures, results } = report;
  const body = [
    header(given),
    counts(report),
    failedInputs(failures, "examined"),
    attention(results),
    notes(report.notes),
    table(results),
    figures(report),
    footer(),
  ].join("\n");
  return htmlPage(title, body, report.version);
}

const marks: Readonly<Record<Verdict, readonly [mark: string, className: string, words: string]>> = {
  valid: ["✓", "good", "valid"],
  invalid: ["✗", "bad", "not valid"],
  undecided: ["?", "warn", "cannot tell"],
  failed: ["✗", "bad", "failed"],
};

function verdictHtml(verdict: Verdict): string {
  const [mark, className, words] = marks[verdict];
  return `<span class="${className}">${mark} ${words}</span>`;
}

function header(report: ValidityReport): string {
  const { seconds, spectraPerSecond } = validitySummary(report);
  const facts: (readonly [string, string])[] = [
    ["rule", report.rule],
    ["lin-KK", report.settings],
    ["kernel", report.kernel ?? ""],
    ["folder", commonFolder(report.results.map(({ file }) => file ?? ""))],
    [
      "time",
      `${significant(seconds, 3, true)} s, ${significant(spectraPerSecond, 3, true)} spectra per second`,
    ],
    ["program", `Interphase${report.version ? ` ${report.version}` : ""}`],
    ["date", report.date ?? ""],
    ["command", report.command ?? ""],
  ];
  const rows = facts
    .filter(([, value]) => value !== "")
    .map(([name, value]) => {
      const text = escapeXml(value);
      return `<dt>${name}</dt><dd>${name === "command" ? `<code>${text}</code>` : text}</dd>`;
    });
  return `<header><h1>${escapeXml(report.title)}</h1><dl>${rows.join("")}</dl></header>`;
}

function counts(report: ValidityReport): string {
  const { valid, invalid, undecided, failed } = validitySummary(report);
  const tile = (verdict: Verdict, count: number, words: string): string =>
    `<li class="${marks[verdict][1]}"><b>${marks[verdict][0]} ${count}</b>${words}</li>`;
  return `<ul class="counts">${tile("valid", valid, "valid")}${tile("invalid", invalid, "not valid")}${tile("undecided", undecided, "cannot tell")}${failed > 0 ? tile("failed", failed, "not examined") : ""}</ul>`;
}

/** Indices of the results, the worst first: failed, then by falling score; without a score behind the invalid ones. */
function worstFirst(results: readonly ValidityResult[]): number[] {
  const badness = ({ score, verdict }: ValidityResult): number =>
    verdict === "failed" ? Infinity : Number.isNaN(score) ? 1 : score;
  return Array.from(results.keys()).sort((a, b) => {
    const [left, right] = [badness(results[a]!), badness(results[b]!)];
    return left === right ? a - b : right - left;
  });
}

function attention(results: readonly ValidityResult[]): string {
  const items = worstFirst(results).flatMap((row) => {
    const { verdict, message, warnings } = results[row]!;
    if (verdict === "valid" && warnings.length === 0) return [];
    const sentences = [message, ...warnings.filter((warning) => !message.includes(warning))];
    return [
      `${verdictHtml(verdict)} <b>${escapeXml(resultName(results[row]!, row))}</b>: ${escapeXml(sentences.join(" · "))}`,
    ];
  });
  if (items.length === 0) return "";
  return `<section><h2>Spectra that need attention</h2>${longList(items)}</section>`;
}

function table(results: readonly ValidityResult[]): string {
  if (results.length === 0) return "";
  const head = [
    "spectrum",
    "verdict",
    "score",
    "violation",
    "scatter",
    "tolerance",
    "lin-KK rms",
    "Z-HIT rms",
    "elements",
    "representation",
  ];
  const share = (value: number | undefined): string =>
    value === undefined || Number.isNaN(value) ? "–" : percent(value);
  const rows = worstFirst(results)
    .slice(0, MOST_ROWS)
    .map((row) => {
      const result = results[row]!;
      const { linKK, zhit } = result;
      const cells = [
        Number.isNaN(result.score) ? "–" : significant(result.score, 3),
        share(result.violation),
        share(result.scatter),
        share(result.tolerance),
        share(linKK?.rms),
        share(zhit?.rms),
        linKK ? String(linKK.elements) : "–",
        linKK?.representation ?? "–",
      ].map((cell) => `<td>${escapeXml(cell)}</td>`);
      return `<tr><th scope="row">${escapeXml(resultName(result, row))}</th><td class="l">${verdictHtml(result.verdict)}</td>${cells.join("")}</tr>`;
    });
  const titles = head.map((name, k) => `<th scope="col"${k === 1 ? ' class="l"' : ""}>${name}</th>`);
  const html = `<div class="scroll" tabindex="0" role="region" aria-label="Verdicts"><table><thead><tr>${titles.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
  const cut =
    results.length > MOST_ROWS
      ? `<p>The worst ${MOST_ROWS} of ${results.length} spectra are listed; the table of results (CSV, JSON, Parquet) has all of them.</p>`
      : "";
  const shown =
    results.length > OPEN_ROWS
      ? `<details><summary>${rows.length} rows: open the table</summary>${cut}${html}</details>`
      : html;
  return `<section><h2>Verdicts, the worst first</h2>${scores(results)}${shown}</section>`;
}

function scores(results: readonly ValidityResult[]): string {
  if (results.length <= MOST_DRAWN) return "";
  const svg = histogram(
    results.map(({ score }) => score),
    { xLabel: "score: violation / tolerance", yLabel: "spectra", limit: 1, id: "scores" },
  );
  return `<div class="figures">${figureHtml(svg, "Scores; right of the dashed line spectra are not valid.")}</div>`;
}

function figures({ results, spectra }: ValidityReport): string {
  const examined = Array.from(results.keys()).filter((i) => results[i]!.linKK !== undefined);
  const chosen = selectSpectra(
    examined.map((i) => results[i]!.score),
    MOST_DRAWN,
  ).map((k) => examined[k]!);
  if (chosen.length === 0) return "";
  const pictures = worstFirst(results)
    .filter((i) => chosen.includes(i))
    .flatMap((i) => {
      const result = results[i]!;
      const spectrum = spectra[i]!;
      const { linKK, zhit } = result;
      const name = resultName(result, i);
      const title = results.length > 1 ? name : "";
      const curve = { frequency: spectrum.frequency, ...linKK!.fit };
      const tolerance = Number.isFinite(result.tolerance) ? 100 * result.tolerance : undefined;
      return [
        figureHtml(
          nyquistPlot([{ spectrum, curve, label: name }], { title, tolerance, id: `kk${i}` }),
          `${marks[result.verdict][2]}, score ${Number.isNaN(result.score) ? "–" : significant(result.score, 3)}; lin-KK with ${linKK!.elements} elements, ${linKK!.representation}, rms ${percent(linKK!.rms)}; band: ± tolerance.`,
        ),
        zhit
          ? figureHtml(
              zhitPlot(spectrum, zhit, { title, id: `zhit${i}` }),
              `Z-HIT, rms ${percent(zhit.rms)}.`,
            )
          : "",
      ];
    });
  const said =
    examined.length > chosen.length
      ? `<p>${chosen.length} of ${examined.length} spectra are drawn: the first, the last, the three with the largest scores, and evenly spaced ones.</p>`
      : "";
  return `<section><h2>Spectra</h2>${said}<p class="soft">Measured points with the linear Kramers–Kronig fit and its relative residuals over |Z|; |Z| measured and as the phase demands it (Z-HIT).</p><div class="figures">${pictures.join("")}</div></section>`;
}

function figureHtml(svg: string, caption: string): string {
  return `<figure>${svg}<figcaption>${escapeXml(caption)}</figcaption></figure>`;
}

function footer(): string {
  return `<footer><p>violation: what Z′ and Z″ contradict each other by, relative to |Z|, when both are to come from one distribution of relaxation times. scatter: what is left when each is described alone. score: violation over tolerance; above 1 a spectrum is not valid. "cannot tell": a violation could not be seen, or too few points make it mean nothing. lin-KK: R₀, L, C and RC elements with fixed time constants (Boukamp 1995; Schönleber, Klotz and Ivers-Tiffée 2014). Z-HIT: ln|Z| from the integral of the phase and −π/6 times its derivative; a semicircle comes out within 3.3 %, flatter arcs within 1 %.</p></footer>`;
}
