/** From a table of numbers and its headers to spectra: groups, sweeps, names, facts. */
import { quote } from "./formatError.ts";
import type { Heading } from "./heading.ts";
import { planeOf } from "./plane.ts";
import type { RawSpectrum, Reading, Source } from "./reader.ts";
import { groupRows, namesSpectra, sweepsOf } from "./sweep.ts";
import { pick, type Table } from "./table.ts";
import type { Trace } from "./trace.ts";

export interface Tabulated {
  readonly source: Source;
  readonly table: Table;
  /** What `table.line` counts; lines of text unless said. */
  readonly rowUnit?: RawSpectrum["rowUnit"];
  readonly headings: readonly Heading[];
  readonly traces: readonly Trace[];
  /** False when no line of the file names the columns. */
  readonly hasHeader: boolean;
  /** Line of the header, counted from 1. */
  readonly headerLine?: number;
  /** Whether every column with one value per spectrum is a fact, or only time, temperature, voltage and current. */
  readonly everyFact: boolean;
  /** Facts of the whole table. */
  readonly facts?: Readonly<Record<string, number | string>>;
  /** Name of the table, for files with several. */
  readonly name?: string;
  /** The file says that the rows are one spectrum: a restart of the frequency does not divide them. */
  readonly oneSpectrum?: boolean;
}

/** "Cycle Number", "loop_index": the word without its suffix. */
function nameOfKey(text: string): string {
  return text.replace(/[\s_]*(index|number|count|no\.?|nr\.?|id)$/i, "");
}

/** Header names whose values are names by themselves: "A3" needs no "cell" in front. */
const BARE = /^(spectrum|spectra|file|name|label|id|source|dataset|sample|cell|battery|series)/;

/** Values of a naming column: as written where they are names, else as plain numbers ("1,0000E+000" is 1). */
function keysOf(input: Tabulated, column: number): string[] {
  const texts = input.table.texts.get(column)!;
  if (BARE.test(input.headings[column].base)) return [...texts];
  const values = input.table.columns[column];
  return texts.map((text, row) => (Number.isFinite(values[row]) ? String(values[row]) : text));
}

/**
 * Which of the naming columns make the name of a spectrum: names by themselves, except a file that all rows share; then those
 * that tell groups apart which the ones chosen before do not. A cycle number adds nothing to a spectrum called "cycle 3".
 */
function namingKeys(
  bases: readonly string[],
  keys: readonly (readonly string[])[],
  groups: readonly Int32Array[],
): number[] {
  const places = bases.map((_, k) => k);
  const distinct = (chosen: readonly number[]): number =>
    new Set(groups.map((group) => chosen.map((k) => keys[k][group[0]]).join("\u0000"))).size;
  const chosen = places.filter((k) => {
    if (!BARE.test(bases[k])) return false;
    return !/^(file|source)/.test(bases[k]) || distinct([k]) > 1;
  });
  for (const k of places) {
    if (BARE.test(bases[k])) continue;
    if (distinct([...chosen, k]) > distinct(chosen)) chosen.push(k);
  }
  return chosen.sort((a, b) => a - b);
}

/** `Temp. (a) max` → `temp_a_max`. */
export function snakeCase(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "_")
    .replace(/^_+|_+$/g, "");
}

function factsOf(
  input: Tabulated,
  rows: Int32Array,
  used: ReadonlySet<number>,
): Record<string, number | string> {
  const facts: Record<string, number | string> = { ...input.facts };
  const put = (key: string, value: number): void => {
    if (key !== "" && !(key in facts)) facts[key] = value;
  };
  input.headings.forEach((heading, column) => {
    if (used.has(column)) return;
    const values = pick(input.table.columns[column], rows).filter((value) => Number.isFinite(value));
    if (values.length === 0) return;
    const { unit, quantity } = heading;
    const si = (value: number): number => (unit === undefined ? value : unit.factor * value + unit.offset);
    const isConstant = values.every((value) => value === values[0]);
    // the mean of equal numbers may differ from them in the last digit
    const mean = isConstant ? values[0] : values.reduce((sum, value) => sum + value, 0) / values.length;
    if (quantity === "time" && unit !== undefined) put("time_second", si(values[0]));
    // instruments without a sensor write −273 or −327 °C
    else if (quantity === "temperature" && unit !== undefined) {
      if (si(mean) > -200) put("temperature_celsius", si(mean));
    } else if (quantity === "voltage" && unit !== undefined) put("voltage_volt", si(mean));
    else if (quantity === "current" && unit !== undefined) put("current_ampere", si(mean));
    else if (input.everyFact && values.length === rows.length && isConstant) {
      put(snakeCase(heading.text), values[0]);
    }
  });
  return facts;
}

/** Spectra of a table in the order of the file. */
export function readTabulated(input: Tabulated): Reading {
  const { table, headings, traces, source } = input;
  const warnings = new Set<string>();
  const forcedKey = source.options.columns?.spectrum;
  const keyColumns = [...table.texts.keys()].filter(
    (column) => forcedKey !== undefined || namesSpectra(table.texts.get(column)!),
  );
  const keys = keyColumns.map((column) => keysOf(input, column));
  const groups = groupRows(keys, table.rows);
  const naming = namingKeys(
    keyColumns.map((column) => headings[column].base),
    keys,
    groups,
  );

  const used = new Set<number>(keyColumns);
  for (const trace of traces) {
    for (const column of [
      trace.frequency,
      trace.real,
      trace.imaginary,
      trace.modulus,
      trace.phase,
      trace.sigma,
    ]) {
      if (column !== undefined) used.add(column);
    }
  }
  headings.forEach((heading, column) => {
    if (["real", "imaginary", "modulus", "phase", "frequency"].includes(heading.quantity)) used.add(column);
  });

  warnOfLoneColumns(input, warnings);
  const spectra: RawSpectrum[] = [];
  const planes = traces.map((trace) => planeOf(input, trace, warnings));
  traces.forEach((trace, place) => {
    const { frequency, real, imaginary, sigma } = planes[place];
    const label =
      traces.length === 1
        ? ""
        : trace.label !== ""
          ? trace.label
          : isLabelled(traces)
            ? ""
            : String(place + 1);
    for (const group of groups) {
      // A wide table leaves the cells of shorter spectra empty.
      const rows =
        traces.length === 1
          ? group
          : group.filter((row) => !(Number.isNaN(real[row]) && Number.isNaN(imaginary[row])));
      if (rows.length === 0) continue;
      const groupName = naming
        .map((k) => {
          const { base, text } = headings[keyColumns[k]];
          const value = keys[k][group[0]];
          return BARE.test(base) ? value : `${nameOfKey(text)} ${value}`;
        })
        .filter((part) => part !== "")
        .join(", ");
      const sweeps = input.oneSpectrum ? [rows] : sweepsOf(frequency, rows);
      sweeps.forEach((sweep, k) => {
        const name = [input.name ?? "", label, groupName, sweeps.length > 1 ? `sweep ${k + 1}` : ""]
          .filter((part) => part !== "")
          .join(", ");
        const measured = sweep.filter((row) => frequency[row] > 0);
        const facts = factsOf(input, measured, used);
        keyColumns.forEach((column, c) => {
          const value = keys[c][group[0]];
          if (value === "" || BARE.test(headings[column].base)) return;
          facts[snakeCase(nameOfKey(headings[column].text))] = Number.isFinite(Number(value))
            ? Number(value)
            : value;
        });
        spectra.push({
          frequency: pick(frequency, sweep),
          real: pick(real, sweep),
          imaginary: pick(imaginary, sweep),
          sigma: sigma === undefined ? undefined : pick(sigma, sweep),
          row: sweep.map((row) => table.line[row]),
          rowUnit: input.rowUnit ?? "line",
          name: name === "" ? undefined : name,
          facts: Object.keys(facts).length > 0 ? facts : undefined,
        });
      });
    }
  });
  return { spectra, warnings: [...warnings] };
}

/** A real part without imaginary part (or the reverse) beside complete pairs may be a spectrum that the user misses. */
function warnOfLoneColumns(input: Tabulated, warnings: Set<string>): void {
  if (input.source.options.columns !== undefined || input.traces[0]?.real === undefined) return;
  const paired = new Set(input.traces.flatMap(({ real, imaginary }) => [real, imaginary]));
  input.headings.forEach(({ quantity, text }, column) => {
    if ((quantity !== "real" && quantity !== "imaginary") || paired.has(column)) return;
    warnings.add(
      `${input.source.file}: column ${column + 1} (${quote(text)}) has no partner and was not read; give both parts the same label`,
    );
  });
}

function isLabelled(traces: readonly Trace[]): boolean {
  return traces.some((trace) => trace.label !== "");
}
