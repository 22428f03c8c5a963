/** Spectra as a tidy table: one row per point, columns named after the Battery Data Format. */
import type { Dataset, Spectrum } from "../impedance/spectrum.ts";
import { type Column, finite } from "./table.ts";

/** Facts that the Battery Data Format has a name for. */
const NAMES: Readonly<Record<string, string>> = {
  cycle: "cycle_count",
  time_second: "test_time_second",
};

/** Columns that every table of points has, and σ where a spectrum has it. */
const FIXED = [
  "file",
  "spectrum",
  "frequency_hertz",
  "real_impedance_ohm",
  "imaginary_impedance_ohm",
  "sigma_ohm",
];

/** Facts of a spectrum under the names that they have as columns. */
export function namedFacts({ facts = {} }: Spectrum): Record<string, number | string> {
  return Object.fromEntries(
    Object.entries(facts).map(([key, value]) => {
      const name = NAMES[key] ?? key;
      return [FIXED.includes(name) ? `fact_${name}` : name, value];
    }),
  );
}

/**
 * `file, spectrum, frequency_hertz, real_impedance_ohm, imaginary_impedance_ohm`, `sigma_ohm` when a spectrum has standard
 * deviations, then the facts of the spectra (`cycle_count, test_time_second, voltage_volt, …`), null where a spectrum has none.
 * Numbers are those of the spectra to the last bit. Points and spectra keep their order.
 */
export function pointColumns(datasets: readonly Dataset[]): Column[] {
  const spectra = datasets.flatMap(({ file, spectra }) => spectra.map((spectrum) => ({ file, spectrum })));
  const facts = spectra.map(({ spectrum }) => namedFacts(spectrum));
  const names = [...new Set(facts.flatMap((one) => Object.keys(one)))];
  const texts = new Set(names.filter((name) => facts.some((one) => typeof one[name] === "string")));

  const repeated = (i: number, value: string | number | null): (string | number | null)[] =>
    Array<string | number | null>(spectra[i].spectrum.frequency.length).fill(value);
  const perSpectrum = (
    name: string,
    type: Column["type"],
    of: (i: number) => string | number | null,
  ): Column => ({ name, type, data: spectra.flatMap((_, i) => repeated(i, of(i))) });
  const perPoint = (name: string, of: (spectrum: Spectrum) => Float64Array | undefined): Column => ({
    name,
    type: "DOUBLE",
    data: spectra.flatMap(({ spectrum }, i) => {
      const values = of(spectrum);
      return values === undefined ? repeated(i, null) : Array.from(values);
    }),
  });

  return [
    perSpectrum("file", "STRING", (i) => spectra[i].file),
    perSpectrum("spectrum", "STRING", (i) => spectra[i].spectrum.name ?? null),
    perPoint("frequency_hertz", ({ frequency }) => frequency),
    perPoint("real_impedance_ohm", ({ real }) => real),
    perPoint("imaginary_impedance_ohm", ({ imaginary }) => imaginary),
    ...(spectra.some(({ spectrum }) => spectrum.sigma !== undefined)
      ? [perPoint("sigma_ohm", ({ sigma }) => sigma)]
      : []),
    ...names.map((name) => {
      const isText = texts.has(name);
      return perSpectrum(name, isText ? "STRING" : "DOUBLE", (i) => {
        const value = facts[i][name];
        if (value === undefined) return null;
        if (isText) return String(value);
        return typeof value === "number" ? finite(value) : null;
      });
    }),
  ];
}

/**
 * The same as JSON that the reader of spectra takes: `spectra`, each with arrays under the names of the columns, its facts and its name.
 */
export function pointDocument(datasets: readonly Dataset[]): {
  readonly spectra: readonly Readonly<Record<string, string | number | null | readonly number[]>>[];
} {
  return {
    spectra: datasets.flatMap(({ file, spectra }) =>
      spectra.map((spectrum) => ({
        file,
        spectrum: spectrum.name ?? null,
        ...namedFacts(spectrum),
        frequency_hertz: Array.from(spectrum.frequency),
        real_impedance_ohm: Array.from(spectrum.real),
        imaginary_impedance_ohm: Array.from(spectrum.imaginary),
        ...(spectrum.sigma && { sigma_ohm: Array.from(spectrum.sigma) }),
      })),
    ),
  };
}
