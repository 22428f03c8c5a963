/** Fits of spectra as a table with a row per component. */
import type { Estimate } from "../fit/propagation.ts";
import type { SpectrumResult } from "../spectra/spectrumResult.ts";
import { backgroundName, type FittedSpectrum, plainUnit } from "./spectrumDocument.ts";
import { type Column, type FailedInput, finite } from "./table.ts";

/** One row per fit and component, one for a fit without any. */
interface Row {
  readonly fit?: FittedSpectrum;
  readonly component?: SpectrumResult["components"][number];
  readonly failure?: FailedInput;
}

/**
 * The tidy table of a run: `file, region, x_um, y_um, cycle, …, model, status, message, component, element, level, center_ev, center_stderr_ev,
 * fwhm_ev, …, height_counts, …, area_counts_ev, …, spacing_angstrom, …, shift_per_cm, …, fraction, fraction_stderr, background, chi2, reduced_chi2,
 * ratio NAME/NAME, …, warnings`. Quantities with a unit have a column for each unit that occurs. Numbers that the files state and that differ
 * between the scans (places of a map, cycles, etch times) stand after the region.
 */
export function spectrumColumns(fits: readonly FittedSpectrum[], failures: readonly FailedInput[]): Column[] {
  const rows: Row[] = [
    ...fits.flatMap((fit): Row[] =>
      fit.result.components.length === 0
        ? [{ fit }]
        : fit.result.components.map((component) => ({ fit, component })),
    ),
    ...failures.map((failure) => ({ failure })),
  ];
  const strings = (name: string, of: (row: Row) => string | null | undefined): Column => ({
    name,
    type: "STRING",
    data: rows.map((row) => of(row) ?? null),
  });
  const numbers = (name: string, of: (row: Row) => number | undefined): Column => ({
    name,
    type: "DOUBLE",
    data: rows.map((row) => finite(of(row) ?? Number.NaN)),
  });
  const counts = (name: string, of: (result: SpectrumResult) => number): Column => ({
    name,
    type: "INT32",
    data: rows.map(({ fit }) => (fit ? of(fit.result) : null)),
  });
  const measured = (
    quantity: "center" | "fwhm" | "height" | "area",
    unitOf: (result: SpectrumResult) => string,
  ): Column[] =>
    [...new Set(fits.map(({ result }) => unitOf(result)))].flatMap((unit) => {
      const of =
        (which: "value" | "stderr") =>
        ({ fit, component }: Row): number | undefined =>
          fit && unitOf(fit.result) === unit ? component?.[quantity][which] : undefined;
      const tail = unit === "" ? "" : `_${unit}`;
      return [numbers(`${quantity}${tail}`, of("value")), numbers(`${quantity}_stderr${tail}`, of("stderr"))];
    });
  const only = (name: string, of: (row: Row) => Estimate | undefined): Column[] =>
    rows.some((row) => of(row) !== undefined)
      ? [
          numbers(name, (row) => of(row)?.value),
          numbers(`${name.replace(/^[a-z]+/, "$&_stderr")}`, (row) => of(row)?.stderr),
        ]
      : [];
  const shiftOf = ({ fit, component }: Row): Estimate | undefined =>
    component && fit?.shifts?.[fit.result.components.indexOf(component)];
  const xUnit = ({ xUnit: unit }: SpectrumResult): string => plainUnit(unit);
  const yUnit = ({ yUnit: unit }: SpectrumResult): string => plainUnit(unit);
  const ratios = [
    ...new Set(
      fits.flatMap(({ result }) =>
        result.ratios.map(({ numerator, denominator }) => `${numerator}/${denominator}`),
      ),
    ),
  ];
  const ratioOf = (name: string, row: Row) =>
    row.fit?.result.ratios.find(({ numerator, denominator }) => `${numerator}/${denominator}` === name);
  const taken = new Set(["file", "region", "model", "status", "message", "component", "element", "level"]);
  const facts = varyingFacts(fits).map((fact) => {
    const name = plainFact(fact);
    return numbers(taken.has(name) ? `fact_${name}` : name, ({ fit }) => numberOf(fit?.scan.facts?.[fact]));
  });
  return [
    strings("file", ({ fit, failure }) => fit?.file ?? failure?.file),
    strings("region", ({ fit, failure }) => fit?.scan.name ?? failure?.spectrum),
    ...facts,
    strings("model", ({ fit }) => fit?.model),
    strings("status", ({ fit }) => fit?.result.status ?? "failed"),
    strings("message", ({ fit, failure }) => fit?.result.message ?? failure?.message),
    strings("component", ({ component }) => component?.name),
    strings("element", ({ component }) => component?.element),
    strings("level", ({ component }) => component?.level),
    ...measured("center", xUnit),
    ...measured("fwhm", xUnit),
    ...measured("height", yUnit),
    ...measured("area", (result) => [yUnit(result), xUnit(result)].filter(Boolean).join("_")),
    ...only("spacing_angstrom", ({ component }) => component?.spacing),
    ...[...new Set(fits.map(({ result }) => xUnit(result)))].flatMap((unit) =>
      only(unit === "" ? "shift" : `shift_${unit}`, (row) =>
        row.fit && xUnit(row.fit.result) === unit ? shiftOf(row) : undefined,
      ),
    ),
    numbers("fraction", ({ component }) => component?.fraction.value),
    numbers("fraction_stderr", ({ component }) => component?.fraction.stderr),
    strings("background", ({ fit }) => fit && backgroundName(fit.result)),
    numbers("chi2", ({ fit }) => fit?.result.chi2),
    numbers("reduced_chi2", ({ fit }) => fit?.result.reducedChi2),
    counts("points", ({ x }) => x.length),
    ...ratios.flatMap((name) => [
      numbers(`ratio ${name}`, (row) => ratioOf(name, row)?.value),
      numbers(`ratio ${name} stderr`, (row) => ratioOf(name, row)?.stderr),
    ]),
    strings("warnings", ({ fit }) => fit?.result.warnings.join(" ")),
  ];
}

/** Names of numeric facts whose values differ between the scans. */
function varyingFacts(fits: readonly FittedSpectrum[]): string[] {
  const names = new Set(fits.flatMap(({ scan }) => Object.keys(scan.facts ?? {})));
  return [...names].filter((name) => {
    const values = new Set(fits.map(({ scan }) => numberOf(scan.facts?.[name])));
    values.delete(undefined);
    return values.size > 1;
  });
}

function numberOf(fact: number | string | undefined): number | undefined {
  return typeof fact === "number" && Number.isFinite(fact) ? fact : undefined;
}

/** "x_um" for x/µm, "etch_time_second" as it is. */
function plainFact(name: string): string {
  const [words, unit] = name.split("/");
  return [words, unit?.replace("µ", "u")]
    .filter((part) => part !== undefined)
    .map(plainUnit)
    .filter((part) => part !== "")
    .join("_");
}
