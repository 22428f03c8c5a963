/** The record of `fit --resume`: `resumeRecord.ts`; results of spectra, again with their intervals when these are known. */
import { createHash } from "node:crypto";
import { correlationOf } from "../fit/correlation.ts";
import type { Intervals } from "../fit/intervals.ts";
import type { FitResult } from "../fit/result.ts";
import type { Spectrum } from "../impedance/spectrum.ts";
import { openRecord, type Settings } from "./resumeRecord.ts";

export interface Journal {
  /** The earlier result of a spectrum; undefined if there is none or the data have changed since. */
  readonly find: (spectrum: Spectrum) => FitResult | undefined;
  /** Results of the earlier run whose spectra are not among these. */
  readonly others: (spectra: readonly Spectrum[]) => FitResult[];
  readonly append: (spectrum: Spectrum, result: FitResult) => void;
  readonly close: () => void;
}

interface Entry {
  readonly key: string;
  readonly data: string;
  readonly result: FitResult;
}

/**
 * Opens the record of `out`. Without `resume` an earlier one is overwritten.
 * @throws UsageError when the earlier run had other settings, or left no record.
 */
export function openJournal(out: string, settings: Settings, resume: boolean): Journal {
  const record = openRecord<Entry>(out, settings, resume, {
    keyOf: ({ key }) => key,
    lineOf,
    revive: (stored) => {
      const entry = stored as Stored | undefined;
      return entry?.key === undefined || entry.result === undefined ? undefined : revive(entry);
    },
  });
  return {
    find: (spectrum) => {
      const entry = record.earlier.get(keyOf(spectrum));
      return entry?.data === fingerprint(spectrum) ? entry.result : undefined;
    },
    others: (spectra) => {
      const named = new Set(spectra.map(keyOf));
      return [...record.earlier.values()].filter(({ key }) => !named.has(key)).map(({ result }) => result);
    },
    append: (spectrum, result) =>
      record.append({ key: keyOf(spectrum), data: fingerprint(spectrum), result }),
    close: record.close,
  };
}

/** File as the user named it, and spectrum: equal names in two folders are two spectra. */
function keyOf({ file, name }: Spectrum): string {
  return JSON.stringify([file ?? "", name ?? ""]);
}

/** Of the points that were fitted: a file measured again is fitted again. */
function fingerprint({ frequency, real, imaginary, sigma }: Spectrum): string {
  const hash = createHash("sha256");
  for (const values of [frequency, real, imaginary, sigma ?? new Float64Array()]) {
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    hash.update("|");
  }
  return hash.digest("hex").slice(0, 32);
}

/** JSON has no NaN and no infinity: numbers that are not finite are their names. */
type Stored = { readonly key: string; readonly data: string; readonly result: Record<string, unknown> };

function lineOf({ key, data, result }: Entry): string {
  // The correlation follows from the covariance, whose lower half is its upper half
  const { correlation, covariance, ...rest } = result;
  const n = result.values.length;
  const upper = Array.from(covariance).filter((_, k) => k % n >= Math.floor(k / n));
  return JSON.stringify({ key, data, result: { ...rest, covariance: upper } }, (_, value: unknown) =>
    value instanceof Float64Array
      ? Array.from(value, storable)
      : typeof value === "number"
        ? storable(value)
        : value,
  );
}

function storable(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

function revive({ key, data, result }: Stored): Entry {
  const numbers = (name: string): Float64Array =>
    Float64Array.from(result[name] as (number | string)[], Number);
  const values = numbers("values");
  const n = values.length;
  const upper = numbers("covariance");
  const covariance = new Float64Array(n * n);
  for (let i = 0, k = 0; i < n; i++) {
    for (let j = i; j < n; j++, k++) covariance[i * n + j] = covariance[j * n + i] = upper[k];
  }
  const stderr = numbers("stderr");
  const correlation = correlationOf(covariance, stderr);
  const single = Object.fromEntries(
    ["conditionNumber", "rms", "chi2", "lossScale"].map((name) => [name, Number(result[name])]),
  );
  const stored = result.intervals as Record<string, unknown> | undefined;
  const ends = (name: string): Float64Array =>
    Float64Array.from(stored?.[name] as (number | string)[], Number);
  const intervals = stored && {
    ...(stored as unknown as Intervals),
    lower: ends("lower"),
    upper: ends("upper"),
  };
  return {
    key,
    data,
    result: {
      ...(result as unknown as FitResult),
      ...single,
      values,
      stderr,
      covariance,
      correlation,
      ...(intervals ? { intervals } : {}),
    },
  };
}
