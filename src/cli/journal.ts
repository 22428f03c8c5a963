/**
 * The record beside a file of results that lets an interrupted run go on: one line of JSON that says how the fits were made, then
 * one line per spectrum, appended as it comes (and again with its intervals: the last line counts). A line that a crash cut off is ignored.
 */
import { createHash } from "node:crypto";
import { closeSync, existsSync, openSync, readFileSync, writeSync } from "node:fs";
import { correlationOf } from "../fit/correlation.ts";
import type { Intervals } from "../fit/intervals.ts";
import type { FitResult } from "../fit/result.ts";
import type { Spectrum } from "../impedance/spectrum.ts";
import { recordOf } from "./inputs.ts";
import { UsageError } from "./mistake.ts";
import { writeWhole } from "./outputs.ts";

/** Everything that changes the numbers of a fit, by the name of its option. Values are plain JSON. */
export type Settings = Readonly<Record<string, unknown>>;

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
  const file = recordOf(out);
  const earlier = new Map<string, Entry>();
  if (resume && existsSync(file)) {
    for (const entry of readRecord(file, out, settings)) earlier.set(entry.key, entry);
  } else if (resume && existsSync(out)) {
    throw new UsageError(
      `--resume: ${out} has no record ${file} beside it, so nobody can tell how its fits were made; write to another file, or leave out --resume to replace it`,
    );
  }
  // Written anew, so that a cut-off line of a crash does not stand in the middle
  const header = JSON.stringify({ interphase: "resume 1", settings });
  writeWhole(file, `${[header, ...[...earlier.values()].map(lineOf)].join("\n")}\n`);
  const handle = openSync(file, "a");
  return {
    find: (spectrum) => {
      const entry = earlier.get(keyOf(spectrum));
      return entry?.data === fingerprint(spectrum) ? entry.result : undefined;
    },
    others: (spectra) => {
      const named = new Set(spectra.map(keyOf));
      return [...earlier.values()].filter(({ key }) => !named.has(key)).map(({ result }) => result);
    },
    append: (spectrum, result) => {
      writeSync(handle, `${lineOf({ key: keyOf(spectrum), data: fingerprint(spectrum), result })}\n`);
    },
    close: () => closeSync(handle),
  };
}

function readRecord(file: string, out: string, settings: Settings): Entry[] {
  const [header, ...lines] = readFileSync(file, "utf8").split("\n");
  const head = parse(header) as { interphase?: string; settings?: Settings } | undefined;
  if (head?.interphase !== "resume 1" || head.settings === undefined) {
    throw new UsageError(
      `--resume: ${file} is not a record of this version of Interphase; write to another file, or leave out --resume`,
    );
  }
  const changed = [...new Set([...Object.keys(head.settings), ...Object.keys(settings)])].filter(
    (name) => JSON.stringify(head.settings?.[name]) !== JSON.stringify(settings[name]),
  );
  if (changed.length > 0) {
    const differences = changed.map(
      (name) => `${name} was ${words(head.settings?.[name])} and is now ${words(settings[name])}`,
    );
    throw new UsageError(
      `--resume: the results in ${out} were made in another way (${differences.join("; ")}); write to another file, or leave out --resume to fit all again`,
    );
  }
  return lines.flatMap((line) => {
    const entry = parse(line) as Stored | undefined;
    return entry?.key === undefined || entry.result === undefined ? [] : [revive(entry)];
  });
}

function words(value: unknown): string {
  if (value === undefined || value === null) return "not given";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
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
