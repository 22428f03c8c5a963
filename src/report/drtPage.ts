/** The report of a run of `interphase drt`: one HTML page that opens offline. */
import { choiceNames } from "../impedance/relaxationOptions.ts";
import type { DrtResult } from "../impedance/relaxationResult.ts";
import type { Spectrum } from "../impedance/spectrum.ts";
import { criterionPlot, type DrtSeries, drtCurve, drtPlot } from "./drt.ts";
import { drtValues, peakRows } from "./drtTable.ts";
import { shortened } from "./name.ts";
import { percent, significant } from "./number.ts";
import { nyquistPlot } from "./nyquist.ts";
import { htmlPage } from "./page.ts";
import { selectSpectra } from "./selection.ts";
import { escapeXml } from "./svg.ts";
import type { FailedInput } from "./table.ts";
import { resultName } from "./text.ts";

export interface DrtReport {
  readonly results: readonly DrtResult[];
  /** The spectrum of each result. */
  readonly spectra: readonly Spectrum[];
  readonly failures: readonly FailedInput[];
  /** Sentences of the readers. */
  readonly notes: readonly string[];
  readonly version?: string;
  readonly date?: string;
  readonly command?: string;
}

/** Most spectra whose distributions are drawn over each other, and whose peaks are listed. */
const MOST_OVERLAID = 60;
const MOST_LISTED = 500;

/**
 * The report as a string: model, peaks with errors, γ with its credible band, Nyquist plot with residuals and the choice of λ for each of
 * up to twelve spectra, all spectra over each other, and what needs attention. No script, no address outside itself.
 */
export function drtReport(given: DrtReport): string {
  const report = { ...given, results: shortened(given.results) };
  const title = "Distributions of relaxation times";
  const body = [
    header(title, report),
    list("Inputs without a distribution", [
      ...report.failures.map(({ file, spectrum, message }) => ({
        name: spectrum ? `${file} · ${spectrum}` : file,
        message,
      })),
      ...report.results.flatMap((result, row) =>
        result.status === "failed" ? [{ name: resultName(result, row), message: result.message }] : [],
      ),
    ]),
    list(
      "Read before use",
      report.results.flatMap((result, row) =>
        result.warnings.map((message) => ({ name: resultName(result, row), message })),
      ),
    ),
    list(
      "Notes",
      report.notes.map((message) => ({ name: "", message })),
    ),
    peaks(report.results),
    figures(report),
    footer(),
  ].join("\n");
  return htmlPage(title, body, report.version);
}

function header(title: string, { results, version, date, command }: DrtReport): string {
  const first = results[0];
  const rule =
    first === undefined ? "" : first.choice === "given" ? "given" : `by ${choiceNames[first.choice]}`;
  const facts: (readonly [string, string])[] = first
    ? [
        ["model", modelOf(results)],
        [
          "penalty",
          `${["γ − γ₀", "slope of γ − γ₀", "curvature of γ − γ₀"][first.penalty]}, squared; ${meanOf(results)}`,
        ],
        ["λ", rule],
        ["weighting", first.weighting],
        ["kernel", first.kernel],
      ]
    : [];
  facts.push(
    ["program", `Interphase${version ? ` ${version}` : ""}`],
    ["date", date ?? ""],
    ["command", command ?? ""],
  );
  const rows = facts
    .filter(([, value]) => value !== "")
    .map(
      ([name, value]) =>
        `<dt>${name}</dt><dd>${name === "command" ? `<code>${escapeXml(value)}</code>` : escapeXml(value)}</dd>`,
    );
  return `<header><h1>${title}</h1><dl>${rows.join("")}</dl></header>`;
}

/** The model, with the tails of those spectra that have one. */
function modelOf(results: readonly DrtResult[]): string {
  const sound = results.filter(({ status }) => status !== "failed");
  const tails = (["capacitor", "warburg"] as const).flatMap((kind) => {
    const count = sound.filter(({ tail }) => tail === kind).length;
    const term = kind === "capacitor" ? "1/(jωC)" : "A(1 − j)/√ω";
    return count === 0 ? [] : [` + ${term}${among(count, sound.length)}`];
  });
  const inductive = sound.filter(({ inductance }) => inductance > 0).length;
  const inductance = inductive === 0 ? "" : ` + jωL${among(inductive, sound.length)}`;
  return `Z = R∞${inductance}${tails.join("")} + ∫ γ(ln τ)/(1 + jωτ) d ln τ, γ ≥ 0`;
}

function meanOf(results: readonly DrtResult[]): string {
  const sound = results.filter(({ status }) => status !== "failed");
  const count = sound.filter(({ arcs }) => arcs.length > 0).length;
  if (count === 0) return sound[0]?.prior === "arcs" ? "γ₀ = 0: no arcs explain a spectrum" : "γ₀ = 0";
  const rest = count === sound.length ? "" : ", 0 in the others";
  return `γ₀ from fitted Havriliak–Negami arcs${among(count, sound.length)}${rest}`;
}

function among(count: number, all: number): string {
  return count === all ? "" : ` (in ${count} of ${all} spectra)`;
}

function list(title: string, items: readonly { readonly name: string; readonly message: string }[]): string {
  if (items.length === 0) return "";
  const shown = items
    .slice(0, 200)
    .map(
      ({ name, message }) =>
        `<li>${name === "" ? "" : `<b>${escapeXml(name)}</b>: `}${escapeXml(message)}</li>`,
    );
  const rest = items.length > 200 ? `<p>${items.length - 200} more are in the table of results.</p>` : "";
  return `<section><h2>${title}</h2><ul class="list">${shown.join("")}</ul>${rest}</section>`;
}

function peaks(results: readonly DrtResult[]): string {
  const listed = results.filter(({ status }) => status !== "failed").slice(0, MOST_LISTED);
  const head = peakRows([])[0]!;
  const rows = listed.flatMap((result, row) => {
    const cells = peakRows(result.peaks).slice(1);
    const name = escapeXml(resultName(result, row));
    if (cells.length === 0) return [`<tr><th scope="row">${name}</th><td class="l">no peaks</td></tr>`];
    return cells.map(
      (cell, k) =>
        `<tr><th scope="row">${k === 0 ? name : ""}</th>${cell.map((text) => `<td>${escapeXml(text)}</td>`).join("")}</tr>`,
    );
  });
  const table = `<div class="scroll" tabindex="0" role="region" aria-label="Peaks"><table><thead><tr><th scope="col">spectrum</th>${head.map((text) => `<th scope="col">${escapeXml(text)}</th>`).join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
  const rest =
    results.length > listed.length && listed.length === MOST_LISTED
      ? `<p>The first ${MOST_LISTED} spectra are listed; the table of results (CSV, JSON, Parquet) has all of them.</p>`
      : "";
  return `<section><h2>Peaks</h2>${rest}${table}</section>`;
}

function figures({ results, spectra }: DrtReport): string {
  const all = results.map(
    (result, i): DrtSeries => ({ result, spectrum: spectra[i]!, label: resultName(result, i) }),
  );
  const sound = all.filter(({ result }) => result.status !== "failed");
  if (sound.length === 0) return "";
  const figure = (svg: string, caption: string): string =>
    svg === "" ? "" : `<figure>${svg}<figcaption>${escapeXml(caption)}</figcaption></figure>`;
  const rows: string[][] = [];
  if (sound.length > 1) {
    const chosen = selectSpectra(
      sound.map(() => 0),
      MOST_OVERLAID,
    ).map((i) => sound[i]!);
    const words =
      chosen.length === sound.length ? "All spectra" : `${chosen.length} of ${sound.length} spectra`;
    rows.push([figure(drtPlot(chosen, { id: "overlay" }), `${words}, coloured in their order.`)]);
  }
  for (const k of selectSpectra(sound.map(({ result }) => result.rms))) {
    const one = sound[k]!;
    const { result, spectrum, label } = one;
    const title = sound.length > 1 ? label : "";
    const pictures = [
      figure(
        drtPlot([one], { title, id: `drt${k}` }),
        `${label}: λ = ${significant(result.lambda, 2)}; ${drtValues(result).join(", ")}.`,
      ),
      figure(
        nyquistPlot([{ spectrum, curve: drtCurve(result, spectrum), label }], { title, id: `nyquist${k}` }),
        `Nyquist plot with the model's impedance and residuals; rms ${percent(result.rms)}.`,
      ),
    ];
    if (result.choice !== "given") {
      pictures.push(
        figure(
          criterionPlot(result, { title, id: `criterion${k}` }),
          `Choice of λ: ${choiceNames[result.choice]}${result.choice === "gcv" ? ", the largest λ within half a standard error of the least score" : ""}.`,
        ),
      );
    }
    rows.push(pictures);
  }
  // A grid of its own for each spectrum: its figures stand together
  const grids = rows.map((pictures) => `<div class="figures three">${pictures.join("")}</div>`);
  return `<section><h2>Spectra</h2><p class="soft">Filled markers: maxima; open markers: shoulders, arcs without a maximum of their own.</p>${grids.join("")}</section>`;
}

function footer(): string {
  return `<footer><p>γ is in Ω; its area over ln τ is a resistance. Where peaks overlap, γ is shared between them in proportion of the fitted arcs, or of ZARCs of the same areas and heights. Errors are standard errors; the band is pointwise, from the posterior in which the penalty is a Gaussian prior, for those unknowns that are above 0. Towards γ₀ = 0 the band does not hold the bias of the regularisation: sharp peaks are higher than it says.</p></footer>`;
}
