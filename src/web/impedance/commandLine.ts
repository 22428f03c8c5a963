/** The command line that does what the page shows. */
import { fitDefaults } from "../../fit/options.ts";
import { namedFiles, quoted } from "../commandText.ts";
import { asSeries, groupsOf, type ImpedanceState, optionsOf } from "./state.ts";

/** One command per line: a series has a line of its own for each group of spectra. */
export function commandLines(
  state: ImpedanceState,
  parameters: Parameters<typeof optionsOf>[1],
): readonly string[] {
  const { fixed = {}, bounds = {}, ties = {} } = optionsOf(state, parameters);
  const limits = new Map(parameters.map(({ name, lower, upper }) => [name, [lower, upper]]));
  const end = (value: number, limit: number | undefined): string => (value === limit ? "" : String(value));
  const options = [
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
  const command = (name: string, files: readonly string[]): string =>
    [
      "interphase",
      name,
      ...namedFiles(files).map(quoted),
      ...options.map(quoted),
      "--report",
      "report.html",
    ].join(" ");
  const all = [...new Set(state.spectra.map(({ file }) => file ?? "spectra.csv"))];
  if (!asSeries(state)) return [command("fit", all)];
  return groupsOf(state.spectra).map(({ label }) => command("series", label === "" ? all : [label]));
}
