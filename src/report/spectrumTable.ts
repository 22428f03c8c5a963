/** The components of fitted spectra as tables: for terminals, and for HTML pages. */
import type { Estimate } from "../fit/propagation.ts";
import type { ParameterState } from "../fit/result.ts";
import type { Component } from "../spectra/components.ts";
import type { SpectrumResult } from "../spectra/spectrumResult.ts";
import { termName } from "./name.ts";
import { columnUnit, heading, quantity, significant, uncertain } from "./number.ts";
import { statusHtml } from "./resulttable.ts";
import { backgroundName, type FileComposition, type FittedSpectrum } from "./spectrumDocument.ts";
import { printedName } from "./substance.ts";
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

/** What only some spectra have: spacings of diffractograms, shifts of a series. */
interface Extra {
  readonly title: string;
  readonly of: (fit: Shifted, k: number) => Estimate | undefined;
}

type Shifted = Pick<FittedSpectrum, "result" | "shifts">;

function extrasOf(fits: readonly Shifted[]): Extra[] {
  const spacing: Extra = { title: heading("d", "Å"), of: ({ result }, k) => result.components[k]?.spacing };
  const shift: Extra = {
    title: heading("shift", fits[0]?.result.xUnit ?? ""),
    of: ({ shifts }, k) => shifts?.[k],
  };
  return [spacing, shift].filter(({ of }) =>
    fits.some((fit) => fit.result.components.some((_, k) => of(fit, k) !== undefined)),
  );
}

/** The components of one fit with their shares, and the ratios that the model asks for. */
export function componentText(fit: Shifted, options: { readonly width?: number } = {}): string {
  const { result } = fit;
  const { components, ratios } = result;
  const extras = extrasOf([fit]);
  const scales = measures.map(({ key }) =>
    columnUnit(
      components.map((component) => component[key].value),
      unitOf(result, key),
    ),
  );
  const rows = [
    [
      "component",
      ...measures.map(({ title }, m) => heading(title, scales[m]!.unit)),
      ...extras.map(({ title }) => title),
      "share (%)",
    ],
    ...components.map((component, k) => [
      component.name,
      ...measures.map(
        ({ key, symbol }, m) =>
          shown(result, component[key], scales[m]!.factor) +
          (marks[stateOf(result, component, symbol) ?? "free"] ?? ""),
      ),
      ...extras.map(({ of }) => shownExtra(result, of(fit, k))),
      shown(result, component.fraction, 0.01),
    ]),
  ];
  const table = components.length === 0 ? "" : textTable(rows, options);
  const lines = ratios.map(
    ({ numerator, denominator, ...ratio }) => `${numerator} / ${denominator} = ${shown(result, ratio, 1)}`,
  );
  return [table, lines.join("; ")].filter((part) => part !== "").join("\n");
}

function shownExtra(result: SpectrumResult, value: Estimate | undefined): string {
  if (value === undefined) return "";
  return value.value === 0 && value.stderr === 0 ? "0" : shown(result, value, 1);
}

/** How the number of lines was decided, the best first: "2 lines (weight 0.98), 3 lines (ΔBIC 7.9)". */
export function rankingText({ lines = [] }: Pick<FittedSpectrum, "lines">): string {
  if (lines.length === 0) return "";
  const said = lines.map(({ peaks, delta, weight }) => {
    const distance = delta > 0 ? [`ΔBIC ${significant(delta, 3)}`] : [];
    const share = `weight ${weight < 1e-3 ? "below 0.001" : significant(weight, 2)}`;
    return `${peaks} ${peaks === 1 ? "line" : "lines"} (${[...distance, share].join(", ")})`;
  });
  return `number of lines by BIC: ${said.join(", ")}`;
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
  return [misfit, `background ${termName(backgroundName(result))}`].filter(Boolean).join(", ");
}

/** Many fits: a row each with the position and share of every component. */
export function spectraText(
  fits: readonly FittedSpectrum[],
  options: { readonly width?: number } = {},
): string {
  const names = [...new Set(fits.flatMap(({ result }) => result.components.map(({ name }) => name)))];
  const unit = fits[0]?.result.xUnit ?? "";
  const extras = extrasOf(fits);
  const rows = [
    [
      "scan",
      "status",
      "χ²/ν",
      ...names.flatMap((name) => [heading(name, unit), ...extras.map(({ title }) => title), `${name} (%)`]),
    ],
    ...fits.map((fit) => [
      fitName(fit),
      fit.result.status,
      fit.result.noise === "sigma" || fit.result.noise === "poisson"
        ? significant(fit.result.reducedChi2, 3)
        : "–",
      ...names.flatMap((name) => {
        const component = fit.result.components.find((one) => one.name === name);
        if (!component) return ["", ...extras.map(() => ""), ""];
        const k = fit.result.components.indexOf(component);
        return [
          shown(fit.result, component.center, 1) +
            (marks[stateOf(fit.result, component, "center") ?? "free"] ?? ""),
          ...extras.map(({ of }) => shownExtra(fit.result, of(fit, k))),
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

export const th = (text: string, left = false): string =>
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
  const extras = extrasOf(fits);
  const withLine = all.some(({ element }) => element !== undefined);
  const head = [
    ...(several ? [th("scan"), th("status", true)] : []),
    th("component", true),
    ...(withLine ? [th("line", true)] : []),
    ...measures.map(({ title }, m) => th(heading(title, scales[m]!.unit))),
    ...extras.map(({ title }) => th(title)),
    th("share (%)"),
  ];
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
      const name = `${lead}${escapeXml(printedName(component))}${several ? "</td>" : "</th>"}`;
      const line = withLine
        ? `<td class="l">${escapeXml([component.element, component.lines[0]?.name === component.name ? component.level : component.lines[0]?.name].filter(Boolean).join(" "))}</td>`
        : "";
      const more = extras.map(({ of }) => `<td>${escapeXml(shownExtra(result, of(fit, k)))}</td>`);
      const share = `<td>${escapeXml(shown(result, component.fraction, 0.01))}</td>`;
      return `<tr>${name}${line}${cells.join("")}${more.join("")}${share}</tr>`;
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
    return th(`${printedName({ name: above })} / ${printedName({ name: below })}`);
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
