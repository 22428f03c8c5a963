/** The command lines that do what the page shows. */
import { fitDefaults } from "../../fit/options.ts";
import { namedFiles, quoted } from "../commandText.ts";
import { asSeries, groupsOf, type ImpedanceState, optionsOf } from "./state.ts";

/** What was done beside the fits, with the files it was done to. */
export interface DoneAnalyses {
  /** Intervals were looked at. */
  readonly intervals?: boolean;
  readonly validated?: boolean;
  /** Files whose relaxation times are drawn. */
  readonly relaxed?: readonly string[];
  readonly identified?: string;
}

/** One command per line: a series has a line of its own for each group of spectra; analyses beside the fits follow. */
export function commandLines(
  state: ImpedanceState,
  parameters: Parameters<typeof optionsOf>[1],
  { intervals = false, validated = false, relaxed = [], identified }: DoneAnalyses = {},
): readonly string[] {
  const { fmin, fmax } = state.band;
  const source = [
    ...given("--fmin", fmin),
    ...given("--fmax", fmax),
    ...(state.imaginary === undefined ? [] : ["--imaginary", state.imaginary]),
  ];
  const command = (name: string, files: readonly string[], options: readonly string[], report: string) =>
    [
      "interphase",
      name,
      ...namedFiles(files).map(quoted),
      ...[...options, ...source].map(quoted),
      "--report",
      report,
    ].join(" ");
  const fit = fitWords(state, parameters);
  const cell = cellWords(state);
  const certainty = intervals ? intervalWords(state) : [];
  const all = [...new Set(state.spectra.map(({ file }) => file ?? "spectra.csv"))];
  const fits = asSeries(state)
    ? [
        ...groupsOf(state.spectra).map(({ label }, i, groups) =>
          command(
            "series",
            label === "" ? all : [label],
            [...fit, ...cell],
            groups.length === 1 ? "report.html" : `report-${i + 1}.html`,
          ),
        ),
        // A series has no intervals of single spectra
        ...(certainty.length > 0 ? [command("fit", all, [...fit, ...certainty], "intervals.html")] : []),
      ]
    : [command("fit", all, [...fit, ...cell, ...certainty], "report.html")];
  return [
    ...fits,
    ...(validated ? [command("validate", all, [], "validity.html")] : []),
    ...(relaxed.length > 0 ? [command("drt", relaxed, [], "drt.html")] : []),
    ...(identified === undefined ? [] : [command("identify", [identified], [], "circuits.html")]),
  ];
}

function given(option: string, value: number | undefined): string[] {
  return value === undefined ? [] : [option, String(value)];
}

function fitWords(state: ImpedanceState, parameters: Parameters<typeof optionsOf>[1]): string[] {
  const { fixed = {}, bounds = {}, ties = {} } = optionsOf(state, parameters);
  const limits = new Map(parameters.map(({ name, lower, upper }) => [name, [lower, upper]]));
  const end = (value: number, limit: number | undefined): string => (value === limit ? "" : String(value));
  return [
    ["--circuit", state.circuit],
    ...(state.weighting === fitDefaults.weighting ? [] : [["--weighting", state.weighting]]),
    ...(state.loss === fitDefaults.loss ? [] : [["--loss", state.loss]]),
    ...Object.entries(fixed).map(([name, value]) => ["--fix", `${name}=${value}`]),
    ...Object.entries(bounds).map(([name, [lower, upper]]) => [
      "--bound",
      `${name}=${end(lower, limits.get(name)?.[0])}..${end(upper, limits.get(name)?.[1])}`,
    ]),
    ...Object.entries(ties).map(([name, text]) => ["--tie", `${name}=${text}`]),
  ].flat();
}

/** In the units of the options: cm² and µm. */
function cellWords({ cell: { area, thickness } }: ImpedanceState): string[] {
  const tidy = (value: number | undefined, factor: number): number | undefined =>
    value === undefined ? undefined : Number((value * factor).toPrecision(12));
  return [...given("--area", tidy(area, 1e4)), ...given("--thickness", tidy(thickness, 1e6))];
}

function intervalWords({ certainty: { method, confidence } }: ImpedanceState): string[] {
  return ["--intervals", method, "--confidence", String(confidence)];
}
