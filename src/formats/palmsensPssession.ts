/**
 * PalmSens session (.pssession) of PSTrace: JSON in UTF-16, mostly with a byte-order mark behind its end. "measurements" hold
 * a "method" and a "dataset" whose "values" are arrays with "arraytype", "description", "unit" and "datavalues" [{"v": …}]; impedance
 * measurements have an "eisdatalist" of such datasets too, one for each channel. Names begin with small or capital letters, as the program is old
 * or new. ZIm holds −Z″ and its unit says so: "-Z''".
 *
 * Layout from published readers of such files; no file of the instrument was at hand.
 */
import { FormatError, quote } from "./formatError.ts";
import { type NumberColumn, readNumberColumns } from "./numberTable.ts";
import type { RawSpectrum, Reader, Reading, Source } from "./reader.ts";

/** Kinds of arrays by their number, and by their description where the number is missing. */
const KINDS = [
  { number: 0, description: "time", name: "time /s" },
  { number: 1, description: "potential", name: "E /V" },
  { number: 5, description: "frequency", name: "freq /Hz" },
  { number: 7, description: "zre", name: "Z' /ohm" },
  { number: 8, description: "zim", name: "Z'' /ohm" },
  { number: 10, description: "z", name: "|Z| /ohm" },
  { number: 6, description: "phase", name: "Phase /deg" },
  { number: undefined, description: "idc", name: "I /A" },
] as const;
const FREQUENCY = 2;
const REAL = 3;
const IMAGINARY = 4;
const PHASE = 6;

const PREFIXES: Readonly<Record<string, number>> = {
  Femto: 1e-15,
  Pico: 1e-12,
  Nano: 1e-9,
  Micro: 1e-6,
  Milli: 1e-3,
  Kilo: 1e3,
  Mega: 1e6,
  Giga: 1e9,
};

/** .NET counts 100 ns since the year 1; this many seconds lie between that and 1970. */
const YEAR_ONE_SECONDS = 62_135_596_800;

/** A member of an object, whatever the capitals of its name. */
function member(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  const key = Object.keys(value).find((one) => one.toLowerCase() === name);
  return key === undefined ? undefined : (value as Record<string, unknown>)[key];
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

interface SessionArray {
  readonly kind: number;
  readonly negated: boolean;
  readonly values: Float64Array;
}

function readArray(value: unknown): SessionArray | undefined {
  const number = member(value, "arraytype");
  const description = text(member(value, "description")).toLowerCase();
  const kind = KINDS.findIndex((one) =>
    one.number === undefined ? one.description === description : one.number === number,
  );
  const described = kind >= 0 ? kind : KINDS.findIndex((one) => one.description === description);
  if (described < 0) return undefined;
  const unit = member(value, "unit");
  const prefix = /\.Units\.(Femto|Pico|Nano|Micro|Milli|Kilo|Mega|Giga)/i.exec(
    text(member(unit, "type")),
  )?.[1];
  const capital = prefix === undefined ? "" : prefix[0].toUpperCase() + prefix.slice(1).toLowerCase();
  const factor = PREFIXES[capital] ?? 1;
  const quantity = text(member(unit, "q")).trim();
  const values = Float64Array.from(list(member(value, "datavalues")), (point) => {
    const stored = member(point, "v");
    return typeof stored === "number" ? stored * factor : Number.NaN;
  });
  // PSTrace plots −Z″ and −phase and stores what it plots
  const isPlotted = described === IMAGINARY || described === PHASE;
  return { kind: described, negated: isPlotted && (quantity === "" || quantity.startsWith("-")), values };
}

/** The spectra of a dataset as columns: the first array of each kind make the first spectrum, the second ones the second. */
function columnsOf(dataset: unknown): NumberColumn[][] {
  const byKind = KINDS.map((): SessionArray[] => []);
  for (const value of list(member(dataset, "values"))) {
    const array = readArray(value);
    if (array !== undefined) byKind[array.kind].push(array);
  }
  const count = Math.min(byKind[REAL].length, byKind[IMAGINARY].length);
  return Array.from({ length: byKind[FREQUENCY].length === 0 ? 0 : count }, (_, place) => {
    const rows = byKind[REAL][place].values.length;
    return KINDS.flatMap(({ name }, kind) => {
      const array = byKind[kind][place] ?? byKind[kind][0];
      if (array === undefined || array.values.length !== rows) return [];
      return [{ name: `${array.negated ? "-" : ""}${name}`, values: array.values }];
    });
  }).filter((columns) => columns.length > 0 && columns[0].values.length > 0);
}

function startOf(measurement: unknown): string | undefined {
  const ticks = Number(member(measurement, "utctimestamp"));
  const seconds = ticks / 1e7 - YEAR_ONE_SECONDS;
  // 1990 to 2100
  if (!(seconds > 631_152_000 && seconds < 4_102_444_800)) return undefined;
  return new Date(1000 * Math.round(seconds)).toISOString().replace(".000Z", "Z");
}

function parse({ text: content, file }: Source): readonly unknown[] {
  try {
    const session: unknown = JSON.parse(content!.slice(0, content!.lastIndexOf("}") + 1));
    return list(member(session, "measurements"));
  } catch {
    throw new FormatError({
      file,
      expected: "a complete PalmSens session",
      found: "JSON that breaks off or is damaged",
      cure: "copy the file again, or export the spectrum as CSV in PSTrace",
    });
  }
}

function readMeasurement(source: Source, measurement: unknown, title: string | undefined): Reading {
  const fromList = list(member(measurement, "eisdatalist")).flatMap((entry) =>
    columnsOf(member(entry, "dataset")),
  );
  const fromDataset = columnsOf(member(measurement, "dataset"));
  const pointsOf = (spectra: NumberColumn[][]): number =>
    spectra.reduce((sum, columns) => sum + columns[0].values.length, 0);
  // Both hold the same points; a list that is not complete does not count
  const chosen = pointsOf(fromList) >= pointsOf(fromDataset) ? fromList : fromDataset;
  const start = startOf(measurement);
  const spectra: RawSpectrum[] = [];
  const warnings: string[] = [];
  chosen.forEach((columns, place) => {
    const channel = chosen.length > 1 ? `channel ${place + 1}` : undefined;
    const found = readNumberColumns(source, columns, columns[0].values.length, {
      options: { ...source.options, columns: undefined },
      facts: start === undefined ? {} : { start_time: start },
      name: [title, channel].filter((part) => part !== undefined && part !== "").join(", ") || undefined,
    });
    spectra.push(...(found?.reading.spectra ?? []));
    warnings.push(...(found?.reading.warnings ?? []));
  });
  return { spectra, warnings };
}

export const palmsensPssession: Reader = {
  name: "palmsens-pssession",
  detect({ text: content }) {
    if (content === undefined) return 0;
    const head = content.slice(0, 20000);
    return /^\s*\{/.test(head) && /"MethodForMeasurement"|"type"\s*:\s*"PalmSens\./i.test(head) ? 1 : 0;
  },
  read(source) {
    const measurements = parse(source);
    const readings = measurements.map((measurement) =>
      readMeasurement(
        source,
        measurement,
        measurements.length > 1 ? text(member(measurement, "title")) : undefined,
      ),
    );
    const spectra = readings.flatMap((reading) => reading.spectra);
    if (spectra.length === 0) {
      const methods = measurements.map(
        (one) => /METHOD_ID=(\w+)/i.exec(text(member(one, "method")))?.[1] ?? text(member(one, "title")),
      );
      const names = [...new Set(methods)].filter((name) => name !== "").slice(0, 4);
      throw new FormatError({
        file: source.file,
        expected: "a measurement with Frequency, ZRe and ZIm",
        found: `a PalmSens session of ${measurements.length} measurement${measurements.length === 1 ? "" : "s"}${names.length === 0 ? "" : ` (${names.map(quote).join(", ")})`} without one`,
        cure: "give the session of an impedance measurement",
      });
    }
    return { spectra, warnings: [...new Set(readings.flatMap((reading) => reading.warnings))] };
  },
};
