/** Against what the fits of a series of scans are drawn: a fact that says how the scans differ, else their order. */
import { nearestNames } from "../program/circuit-error.ts";
import type { SpectrumAbscissa } from "../report/spectrumPage.ts";
import { UsageError } from "./mistake.ts";
import type { SpectrumJob } from "./spectrumJobs.ts";

/** Facts that are the variable of an experiment, most telling first; places on the sample and settings of the instrument are none. */
const telling =
  /etch|sputter|depth|dose|fluence|cycle|time|temperature|potential|voltage|capacity|pressure|angle|exp(?:erimental)? ?variable/i;
const setting = /^(?:start_time|position|pass_energy|index)|dwell|escape|mfp/i;

/** @throws UsageError for a fact that is not a number of every scan */
export function abscissaFor(
  fits: readonly Pick<SpectrumJob, "scan" | "name">[],
  wanted?: string,
): SpectrumAbscissa {
  const numeric = (name: string): number[] =>
    fits.map(({ scan }) => Number(scan.facts?.[name] ?? Number.NaN));
  const names = [...new Set(fits.flatMap(({ scan }) => Object.keys(scan.facts ?? {})))].filter((name) =>
    numeric(name).every(Number.isFinite),
  );
  if (wanted !== undefined) {
    const name = names.find((one) => one.toLowerCase() === wanted.toLowerCase());
    if (name !== undefined) return { label: labelOf(name), values: numeric(name) };
    const near = nearestNames(wanted, names)[0];
    throw new UsageError(
      `--over ${wanted}: the scans have no number of that name${near === undefined ? "" : `; did you mean ${near}?`} ${names.length === 0 ? "They have none at all" : `They have ${names.join(", ")}`}`,
    );
  }
  const distinct = (name: string): number => new Set(numeric(name)).size;
  const best = names
    .filter((name) => telling.test(name) && !setting.test(name) && distinct(name) > 2)
    .sort((a, b) => distinct(b) - distinct(a))[0];
  if (best !== undefined) return { label: labelOf(best), values: numeric(best) };
  const seen = new Map<string, number>();
  return {
    label: "scan",
    // Each model counts its own scans
    values: fits.map(({ name }) => {
      const next = (seen.get(name) ?? 0) + 1;
      seen.set(name, next);
      return next;
    }),
  };
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
