/** Which parameters `interphase plot trend` draws, and against what. */
import type { FitResult } from "../fit/result.ts";
import type { Spectrum } from "../impedance/spectrum.ts";
import { nearestNames } from "../program/circuit-error.ts";
import { abscissaOf } from "../report/abscissa.ts";
import type { Trend, TrendSeries } from "../report/figures.ts";
import { commonFolder } from "../report/name.ts";
import { isDoubtful } from "../report/resulttable.ts";
import type { Arguments } from "./command.ts";
import { UsageError } from "./mistake.ts";
import type { Request } from "./request.ts";

export interface TrendRequest {
  /** Names of parameters; none for all that are determined. */
  readonly parameters: readonly string[];
  /** A fact or "order"; undefined for the cycle if it tells the spectra apart, else the order. */
  readonly against: string | undefined;
}

const shortNames: Readonly<Record<string, string>> = {
  time: "time_second",
  temperature: "temperature_celsius",
  voltage: "voltage_volt",
  current: "current_ampere",
};

/** @throws UsageError when the options of trends stand beside another kind of figure */
export function readTrendRequest(given: Arguments, kind: string): TrendRequest {
  const parameters = given.texts("parameter").flatMap((text) => text.split(",").map((name) => name.trim()));
  const against = given.text("against");
  const useless = ["parameter", "against"].find(given.has);
  if (kind !== "trend" && useless !== undefined) {
    throw new UsageError(`--${useless} is for trends: interphase plot trend`);
  }
  return {
    parameters,
    against: against === undefined ? undefined : (shortNames[against] ?? against),
  };
}

/** @throws UsageError for a parameter that the circuit does not have */
export function checkTrend(trend: TrendRequest, { parameters, circuitText }: Request): void {
  for (const name of trend.parameters) {
    if (parameters.includes(name)) continue;
    const near = nearestNames(name, parameters)[0];
    throw new UsageError(
      `--parameter ${name}: ${circuitText} has no such parameter; ${near === undefined ? `it has ${parameters.join(", ")}` : `did you mean ${near}?`}`,
    );
  }
}

/**
 * One trend per parameter, a series per file when every file holds several spectra.
 *
 * @param results one for each spectrum
 * @throws UsageError when some spectrum does not have the fact of the abscissa
 */
export function trendsOf(
  { parameters, against }: TrendRequest,
  spectra: readonly Spectrum[],
  results: readonly FitResult[],
): Trend[] {
  const { parameters: names, units, states } = results[0];
  const determined = names.filter(
    (_, k) => states[k] !== "fixed" && results.some((result) => !isDoubtful(result, k)),
  );
  const files = [...new Set(spectra.map(({ file }) => file ?? ""))];
  const folder = commonFolder(files);
  const split = files.length > 1 && spectra.length >= 2 * files.length;
  const groups = split ? files : [undefined];
  const rowsOf = (file: string | undefined): number[] =>
    spectra.map((_, i) => i).filter((i) => file === undefined || spectra[i].file === file);
  const { label, x } = abscissa(spectra, against, groups.map(rowsOf));
  return (parameters.length > 0 ? parameters : determined).map((name) => {
    const k = names.indexOf(name);
    return {
      xLabel: label,
      yLabel: name,
      unit: units[k],
      series: groups.map((file): TrendSeries => {
        const rows = rowsOf(file);
        return {
          label: file?.slice(folder.length) ?? "",
          x: rows.map((i) => x[i]),
          y: rows.map((i) => results[i].values[k]),
          stderr: rows.map((i) => results[i].stderr[k]),
          doubtful: rows.map((i) => isDoubtful(results[i], k)),
        };
      }),
    };
  });
}

/** The order counts from 1 in each group. */
function abscissa(
  spectra: readonly Spectrum[],
  against: string | undefined,
  groups: readonly (readonly number[])[],
): { label: string; x: number[] } {
  const numbers = (fact: string): (number | undefined)[] =>
    spectra.map(({ facts }) => {
      const value = facts?.[fact];
      return typeof value === "number" && Number.isFinite(value) ? value : undefined;
    });
  const known = (values: readonly (number | undefined)[]): values is readonly number[] =>
    !values.includes(undefined);
  const cycles = numbers("cycle");
  const distinct = groups.every((rows) => new Set(rows.map((i) => cycles[i])).size === rows.length);
  if (against === undefined && known(cycles) && distinct) return { label: "cycle", x: [...cycles] };
  if (against === undefined || against === "order") {
    const x = new Array<number>(spectra.length).fill(Number.NaN);
    for (const rows of groups)
      rows.forEach((i, order) => {
        x[i] = order + 1;
      });
    return { label: "spectrum", x };
  }
  const values = numbers(against);
  if (!known(values)) {
    const shared = Object.keys(spectra[0].facts ?? {}).filter((fact) => known(numbers(fact)));
    const lacking = values.filter((value) => value === undefined).length;
    throw new UsageError(
      `--against ${against}: ${lacking} of ${spectra.length} spectra do not say it; ${shared.length === 0 ? "the files say nothing of the kind, use --against order" : `all of them say ${shared.join(", ")}`}`,
    );
  }
  const x: readonly number[] = values;
  return abscissaOf(against, x);
}
