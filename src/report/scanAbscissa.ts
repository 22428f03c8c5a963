/** Against what the fits of a series of scans are drawn: a fact that says how the scans differ. */
import type { Scan } from "../spectra/measurement.ts";
import type { SpectrumAbscissa } from "./spectrumTrends.ts";

/** Facts that are the variable of an experiment; places on the sample and settings of the instrument are none. */
const telling =
  /etch|sputter|depth|dose|fluence|cycle|time|temperature|potential|voltage|capacity|pressure|angle|exp(?:erimental)? ?variable/i;
const setting = /^(?:start_time|position|pass_energy|index)|dwell|escape|mfp/i;

/** Names of the facts that are a number of every scan. */
export function numericFacts(scans: readonly Pick<Scan, "facts">[]): string[] {
  return [...new Set(scans.flatMap(({ facts }) => Object.keys(facts ?? {})))].filter((name) =>
    valuesOf(scans, name).every(Number.isFinite),
  );
}

/** A fact of `numericFacts` as an abscissa. */
export function factAbscissa(scans: readonly Pick<Scan, "facts">[], name: string): SpectrumAbscissa {
  return { label: labelOf(name), values: valuesOf(scans, name) };
}

/** The fact that tells most scans apart, of those that are the variable of an experiment. */
export function tellingFact(scans: readonly Pick<Scan, "facts">[]): string | undefined {
  const distinct = (name: string): number => new Set(valuesOf(scans, name)).size;
  return numericFacts(scans)
    .filter((name) => telling.test(name) && !setting.test(name) && distinct(name) > 2)
    .sort((a, b) => distinct(b) - distinct(a))[0];
}

function valuesOf(scans: readonly Pick<Scan, "facts">[], name: string): number[] {
  return scans.map(({ facts }) => Number(facts?.[name] ?? Number.NaN));
}

/** "etch time (s)" for etch_time_second, "Angle (degree)" for Angle/degree. */
function labelOf(name: string): string {
  const units: Readonly<Record<string, string>> = {
    second: "s",
    electronvolt: "eV",
    volt: "V",
    celsius: "°C",
    kelvin: "K",
    degree: "°",
    nanometre: "nm",
  };
  const [, words, unit] = /^(.*?)[_/ ]\(?([a-z]+)\)?$/i.exec(name) ?? [];
  const known = unit === undefined ? undefined : units[unit.toLowerCase()];
  return (known === undefined ? name : `${words} (${known})`).replace(/_/g, " ");
}
