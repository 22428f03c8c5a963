/** The components of fitted spectra as tables: for terminals, and for HTML pages. */
import type { ParameterState } from "../fit/result.ts";
import type { Component } from "../spectra/components.ts";
import type { SpectrumResult } from "../spectra/spectrumResult.ts";
import type { StoredFit } from "../spectra/storedFit.ts";
import { columnUnit, heading, quantity, significant, uncertain } from "./number.ts";
import { statusHtml } from "./resulttable.ts";
import { backgroundName, type FileComposition, type FittedSpectrum } from "./spectrumDocument.ts";
import { formulaName } from "./substance.ts";
import { escapeXml } from "./svg.ts";
import { textTable } from "./text.ts";

const undetermined = "± –";
/** Error over value from which on a number is as good as not determined. */
const ABSURD = 1e4;

/** What is shown of a component, with the parameter of the model that it is, if it is one. */
const measures = [
  { key: "center", title: "position", symbol: "center" },
  { key: "fwhm", title: "FWHM", symbol: "fwhm" },
  { key: "height", title: "height", symbol: "height" },
  { key: "area", title: "area", symbol: "area" },
] as const;

type Measure = (typeof measures)[number]["key"];

/** The unit of an area. */
export function areaUnit({ xUnit, yUnit }: Pick<SpectrumResult, "xUnit" | "yUnit">): string {
  return [yUnit, xUnit].filter((unit) => unit !== "").join("·");
}

function unitOf(result: SpectrumResult, key: Measure): string {
  if (key === "height") return result.yUnit;
  return key === "area" ? areaUnit(result) : result.xUnit;
}

/** How the number of a component stands in the fit; undefined for one that follows from several parameters. */
export function stateOf(
  { parameters, states }: Pick<SpectrumResult, "parameters" | "states">,
  { label }: Pick<Component, "label">,
  symbol: string,
): ParameterState | undefined {
  return states[parameters.indexOf(`${label}.${symbol}`)];
}

const marks: Readonly<Partial<Record<ParameterState, string>>> = {
  fixed: " f",
  tied: " t",
  "at lower bound": " ↓",
  "at upper bound": " ↑",
  "not identifiable": " ?",
};
const doubtful: ReadonlySet<ParameterState | undefined> = new Set([
  "at lower bound",
  "at upper bound",
  "not identifiable",
]);

/** Whether a number of a component must not be read as a result. */
export function isDoubtfulComponent(result: SpectrumResult, component: Component, symbol: string): boolean {
  return result.status === "failed" || doubtful.has(stateOf(result, component, symbol));
}

function shown(result: SpectrumResult, { value, stderr }: Component["area"], factor: number): string {
  if (result.status === "failed") return Number.isFinite(value) ? `(${significant(value / factor, 4)})` : "–";
  // An error that exceeds all sizes belongs to a component that is not there
  const isKnown = stderr <= ABSURD * Math.max(Math.abs(value), Math.abs(factor));
  return uncertain(value / factor, isKnown ? stderr / factor : Number.NaN, undetermined);
}

/** The components of one fit with their shares, and the ratios that the model asks for. */
export function componentText(result: SpectrumResult, options: { readonly width?: number } = {}): string {
  const { components, ratios } = result;
  const scales = measures.map(({ key }) =>
    columnUnit(
      components.map((component) => component[key].value),
      unitOf(result, key),
    ),
  );
  const rows = [
    ["component", ...measures.map(({ title }, m) => heading(title, scales[m]!.unit)), "share (%)"],
    ...components.map((component) => [
      component.name,
      ...measures.map(
        ({ key, symbol }, m) =>
          shown(result, component[key], scales[m]!.factor) +
          (marks[stateOf(result, component, symbol) ?? "free"] ?? ""),
      ),
      shown(result, component.fraction, 0.01),
    ]),
  ];
  const table = components.length === 0 ? "" : textTable(rows, options);
  const lines = ratios.map(
    ({ numerator, denominator, ...ratio }) => `${numerator} / ${denominator} = ${shown(result, ratio, 1)}`,
  );
  return [table, lines.join("; ")].filter((part) => part !== "").join("\n");
}

/** What the marks behind numbers mean, where there are any. */
export function markedText(results: readonly SpectrumResult[]): string {
  const any = results.some((result) =>
    result.components.some((component) =>
      measures.some(({ symbol }) => marks[stateOf(result, component, symbol) ?? "free"] !== undefined),
    ),
  );
  return any ? "f fixed, t tied, ↓ at lower bound, ↑ at upper bound, ? not identifiable" : "";
}

/** How good a fit is, in words. */
export function qualityText(result: SpectrumResult): string {
  const misfit = Number.isFinite(result.reducedChi2)
    ? result.noise === "sigma" || result.noise === "poisson"
      ? `χ²/ν ${significant(result.reducedChi2, 3)}`
      : `R² ${significant(result.r2, 6)}`
    : "";
  return [misfit, `background ${backgroundName(result)}`].filter(Boolean).join(", ");
}

/** Many fits: a row each with the position and share of every component. */
export function spectraText(
  fits: readonly FittedSpectrum[],
  options: { readonly width?: number } = {},
): string {
  const names = [...new Set(fits.flatMap(({ result }) => result.components.map(({ name }) => name)))];
  const unit = fits[0]?.result.xUnit ?? "";
  const rows = [
    ["scan", "status", "χ²/ν", ...names.flatMap((name) => [heading(name, unit), `${name} (%)`])],
    ...fits.map((fit) => [
      fitName(fit),
      fit.result.status,
      fit.result.noise === "sigma" || fit.result.noise === "poisson"
        ? significant(fit.result.reducedChi2, 3)
        : "–",
      ...names.flatMap((name) => {
        const component = fit.result.components.find((one) => one.name === name);
        if (!component) return ["", ""];
        return [
          shown(fit.result, component.center, 1) +
            (marks[stateOf(fit.result, component, "center") ?? "free"] ?? ""),
          shown(fit.result, component.fraction, 0.01),
        ];
      }),
    ]),
  ];
  return textTable(rows, { ...options, align: ["left", "left"] });
}

/** The composition of one file in a line or two. */
export function compositionText({ composition }: FileComposition): string {
  const shares = composition.elements.map(
    ({ element, percent }) => `${element} ${uncertain(percent.value, percent.stderr, undetermined)}`,
  );
  const ratios = composition.ratios.map(
    ({ numerator, denominator, value, stderr }) =>
      `${numerator}/${denominator} ${uncertain(value, stderr, undetermined)}`,
  );
  return `atomic %: ${shares.join(", ")}\nratios: ${ratios.join(", ")}`;
}

/** "cell.vms · S 2p". */
export function fitName({ file, scan }: Pick<FittedSpectrum, "file" | "scan">): string {
  return [file, scan.name].filter((part) => part !== undefined && part !== "").join(" · ");
}

const th = (text: string, left = false): string =>
  `<th scope="col"${left ? ' class="l"' : ""}>${escapeXml(text)}</th>`;

export function tableHtml(label: string, head: readonly string[], rows: readonly string[]): string {
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escapeXml(label)}"><table><thead><tr>${head.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

function stateHtml(state: ParameterState | undefined): string {
  if (state === undefined || state === "free") return "";
  const bad = doubtful.has(state);
  return `<span class="flag${bad ? "" : " soft"}">${bad ? "⚠ " : ""}${state}</span>`;
}

/** The components of fits, a row each; with several fits the scan stands in front. */
export function componentTable(fits: readonly FittedSpectrum[]): string {
  const all = fits.flatMap(({ result }) => result.components);
  const first = fits[0]?.result;
  if (!first || all.length === 0) return "";
  const alike = (key: Measure): boolean =>
    fits.every(({ result }) => unitOf(result, key) === unitOf(first, key));
  const scales = measures.map(({ key }) =>
    columnUnit(
      all.map((component) => component[key].value),
      alike(key) ? unitOf(first, key) : "",
    ),
  );
  const several = fits.length > 1;
  const head = [
    ...(several ? [th("scan"), th("status", true)] : []),
    th("component", true),
    ...(all.some(({ element }) => element !== undefined) ? [th("line", true)] : []),
    ...measures.map(({ title }, m) => th(heading(title, scales[m]!.unit))),
    th("share (%)"),
  ];
  const withLine = head.length > measures.length + 2 + (several ? 2 : 0);
  const rows = fits.flatMap((fit) =>
    fit.result.components.map((component, k) => {
      const { result } = fit;
      const cells = measures.map(({ key, symbol }, m) => {
        const state = stateOf(result, component, symbol);
        const of = result.status === "failed" ? ' class="x"' : doubtful.has(state) ? ' class="f"' : "";
        const note =
          key === "area" && component.isAreaOfRegion ? '<span class="flag soft">in region</span>' : "";
        return `<td${of}>${escapeXml(shown(result, component[key], scales[m]!.factor))}${result.status === "failed" ? "" : stateHtml(state)}${note}</td>`;
      });
      const lead = several
        ? `<th scope="row">${k === 0 ? escapeXml(fitName(fit)) : ""}</th><td class="l">${k === 0 ? statusHtml(result.status) : ""}</td><td class="l">`
        : `<th scope="row">`;
      const name = `${lead}${escapeXml(formulaName(component))}${several ? "</td>" : "</th>"}`;
      const line = withLine
        ? `<td class="l">${escapeXml([component.element, component.lines[0]?.name === component.name ? component.level : component.lines[0]?.name].filter(Boolean).join(" "))}</td>`
        : "";
      const share = `<td>${escapeXml(shown(result, component.fraction, 0.01))}</td>`;
      return `<tr>${name}${line}${cells.join("")}${share}</tr>`;
    }),
  );
  return tableHtml("Components", head, rows);
}

/** The ratios of areas of fits, a row for each fit. */
export function ratioTable(fits: readonly FittedSpectrum[]): string {
  const names = [
    ...new Set(
      fits.flatMap(({ result }) => result.ratios.map((one) => `${one.numerator}\n${one.denominator}`)),
    ),
  ];
  if (names.length === 0) return "";
  const rows = fits.map((fit) => {
    const cells = names.map((name) => {
      const ratio = fit.result.ratios.find((one) => `${one.numerator}\n${one.denominator}` === name);
      return `<td>${ratio ? escapeXml(shown(fit.result, ratio, 1)) : ""}</td>`;
    });
    return `<tr><th scope="row">${escapeXml(fitName(fit))}</th>${cells.join("")}</tr>`;
  });
  const head = names.map((name) => {
    const [above, below] = name.split("\n") as [string, string];
    return th(
      `${formulaName({ name: above, substance: above })} / ${formulaName({ name: below, substance: below })}`,
    );
  });
  return tableHtml("Ratios", [th("scan"), ...head], rows);
}

/** All parameters of one fit, of the lines and of the background, folded away. */
export function parameterDetails({ result }: FittedSpectrum): string {
  const rows = result.parameters.map(
    (name, k) =>
      `<tr><th scope="row">${escapeXml(name)}</th><td>${escapeXml(result.status === "failed" ? `(${significant(result.values[k]!, 4)})` : quantity(result.values[k]!, result.stderr[k]!, result.units[k]!))}</td><td class="l">${result.states[k]}</td></tr>`,
  );
  return `<details><summary>All ${rows.length} parameters</summary>${tableHtml("Parameters", [th("parameter"), th("value ± standard error"), th("state", true)], rows)}</details>`;
}

/** The composition of each file, elements first. */
export function compositionTable(compositions: readonly FileComposition[]): string {
  const names = [
    ...new Set(compositions.flatMap(({ composition }) => composition.elements.map(({ element }) => element))),
  ];
  const ratios = [
    ...new Set(
      compositions.flatMap(({ composition }) =>
        composition.ratios.map(({ numerator, denominator }) => `${numerator}/${denominator}`),
      ),
    ),
  ];
  const rows = compositions.map(({ file, regions, composition }) => {
    const shares = names.map((name) => {
      const share = composition.elements.find(({ element }) => element === name);
      return `<td>${share ? escapeXml(uncertain(share.percent.value, share.percent.stderr, undetermined)) : ""}</td>`;
    });
    const pairs = ratios.map((name) => {
      const ratio = composition.ratios.find((one) => `${one.numerator}/${one.denominator}` === name);
      return `<td>${ratio ? escapeXml(uncertain(ratio.value, ratio.stderr, undetermined)) : ""}</td>`;
    });
    const scans = regions.filter((region) => region !== null).join(", ");
    return `<tr><th scope="row">${escapeXml([file, scans].filter(Boolean).join(" · "))}</th>${shares.join("")}${pairs.join("")}</tr>`;
  });
  return tableHtml(
    "Composition",
    [th("scans"), ...names.map((name) => th(`${name} (at.%)`)), ...ratios.map((name) => th(name))],
    rows,
  );
}

/**
 * The components that the file holds beside those of the fit, paired by their places. Stored areas
 * are in counts/s × unit of x.
 * @param perSecond factor from our areas to those of the file; undefined when it is not known
 */
export function storedTable(
  stored: StoredFit,
  { result }: FittedSpectrum,
  perSecond: number | undefined,
): string {
  const ours = result.components.flatMap((component) =>
    component.lines.map((line) => ({
      ...line,
      title: component.lines.length > 1 ? `${formulaName(component)} ${line.name}` : formulaName(component),
    })),
  );
  const pairs = nearestPairs(
    stored.components.map(({ position }) => position.value),
    ours.map(({ center }) => center),
    Math.max(0, ...ours.map(({ fwhm }) => fwhm)),
  );
  const rows = stored.components.map(({ name, shape, position, fwhm, area }, i) => {
    const near = ours[pairs[i] ?? -1];
    const cells = [
      significant(position.value, 6),
      near ? significant(near.center, 6) : "",
      near ? signed(near.center - position.value) : "",
      significant(fwhm.value, 4),
      near ? significant(near.fwhm, 4) : "",
      significant(area.value, 5),
      near && perSecond !== undefined ? significant(near.area * perSecond, 5) : "",
    ];
    return `<tr><th scope="row">${escapeXml(name)}</th><td class="l">${escapeXml(shape)}</td><td class="l">${escapeXml(near?.title ?? "")}</td>${cells.map((cell) => `<td>${escapeXml(cell)}</td>`).join("")}</tr>`;
  });
  const unit = result.xUnit;
  const head = [
    th("stored"),
    th("shape", true),
    th("here", true),
    th(heading("position stored", unit)),
    th("here"),
    th("Δ"),
    th(heading("FWHM stored", unit)),
    th("here"),
    th(heading("area stored", `counts/s·${unit}`)),
    th("here"),
  ];
  return tableHtml("Stored fit", head, rows);
}

/** For each place of a list its partner in another, nearest pairs first, each once and no further than `reach`. */
function nearestPairs(
  places: readonly number[],
  others: readonly number[],
  reach: number,
): (number | undefined)[] {
  const pairs = new Array<number | undefined>(places.length).fill(undefined);
  const taken = new Set<number>();
  const all = places
    .flatMap((place, i) => others.map((other, k) => ({ i, k, distance: Math.abs(place - other) })))
    .filter(({ distance }) => distance <= reach)
    .sort((a, b) => a.distance - b.distance);
  for (const { i, k } of all) {
    if (pairs[i] !== undefined || taken.has(k)) continue;
    pairs[i] = k;
    taken.add(k);
  }
  return pairs;
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;
}
