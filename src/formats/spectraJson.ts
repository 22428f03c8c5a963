/**
 * Spectra as JSON: one object per line (.jsonl), an array of objects, or one object. An object holds arrays named as the columns of
 * a table would be ("frequency_hz", "z_real_ohm", "z_imag_ohm"; "frequency_hertz", "real_impedance_ohm", …), a name ("id",
 * "name", "spectrum" …) and facts: numbers and texts. Z″ has the sign that its name says.
 */
import { counted } from "./cleaning.ts";
import { FormatError } from "./formatError.ts";
import { readHeading } from "./heading.ts";
import { readNumberColumns } from "./numberTable.ts";
import type { RawSpectrum, Reader, Source } from "./reader.ts";
import { snakeCase } from "./tabulated.ts";
import { splitLines } from "./text.ts";

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

interface Entry {
  readonly object: JsonObject;
  /** "line 3", "entry 3": what follows the name of the file in a sentence. */
  readonly where: string;
}

interface Entries {
  readonly entries: readonly Entry[];
  /** Where text stands that is no JSON. */
  readonly broken: readonly string[];
}

function readLines(text: string): Entries {
  const entries: Entry[] = [];
  const broken: string[] = [];
  splitLines(text).forEach((line, i) => {
    if (line.trim() === "") return;
    const where = `line ${i + 1}`;
    try {
      const value: unknown = JSON.parse(line);
      if (isObject(value)) entries.push({ object: value, where });
      else broken.push(where);
    } catch {
      broken.push(where);
    }
  });
  return { entries, broken };
}

function readEntries(text: string): Entries {
  let whole: unknown;
  try {
    whole = JSON.parse(text);
  } catch {
    return readLines(text);
  }
  const nested = isObject(whole) && Array.isArray(whole.spectra) ? whole.spectra : whole;
  const list: unknown[] = Array.isArray(nested) ? nested : [nested];
  const entries = list.map((object, i) => ({ object, where: `entry ${i + 1}` }));
  return {
    entries: entries.filter((entry): entry is Entry => isObject(entry.object)),
    broken: entries.filter(({ object }) => !isObject(object)).map(({ where }) => where),
  };
}

function numbersOf(values: readonly unknown[]): Float64Array {
  return Float64Array.from(values, (value) => (typeof value === "number" ? value : Number.NaN));
}

/** The name of an entry and its facts. Objects inside it are no facts. */
function describe(object: JsonObject): { name: string | undefined; facts: Record<string, number | string> } {
  let name: string | undefined;
  const facts: Record<string, number | string> = {};
  for (const [key, value] of Object.entries(object)) {
    if (typeof value !== "number" && typeof value !== "string") continue;
    const isName = /^(spectrum|name|label|id)$/i.test(key);
    if (isName && name === undefined) name = String(value);
    else facts[snakeCase(key)] = value;
  }
  return { name, facts };
}

/** The spectra of an entry, or what is wrong with it. */
function readEntry(
  source: Source,
  { object }: Entry,
): { spectra: RawSpectrum[]; warnings: readonly string[] } | string {
  const arrays = Object.entries(object).filter((pair): pair is [string, unknown[]] => Array.isArray(pair[1]));
  const needed = arrays.filter(([key]) => {
    const { quantity } = readHeading(key);
    return quantity !== "other" && quantity !== "spectrum";
  });
  const lengths = needed.map(([key, values]) => `${key} ${values.length}`);
  const rows = needed[0]?.[1].length ?? 0;
  if (needed.some(([, values]) => values.length !== rows)) {
    return `its arrays differ in length (${lengths.join(", ")})`;
  }
  const columns = needed.map(([name, values]) => ({ name, values: numbersOf(values) }));
  const { name, facts } = describe(object);
  const found = readNumberColumns(source, columns, rows, { facts, name, oneSpectrum: true });
  if (found === undefined) return "it has no arrays of frequency, real and imaginary impedance";
  if (rows === 0) return "its arrays are empty";
  const { spectra, warnings } = found.reading;
  return { spectra: [...spectra], warnings };
}

export const spectraJson: Reader = {
  name: "spectra-json",
  detect({ text }) {
    if (text === undefined || !/^\s*[[{]/.test(text.slice(0, 200))) return 0;
    // A key that names a frequency, followed by an array
    for (const [, key] of text.slice(0, 200_000).matchAll(/"([^"\\\n]{1,60})"\s*:\s*\[/g)) {
      if (readHeading(key).quantity === "frequency") return 0.9;
    }
    return 0;
  },
  read(source) {
    const { file } = source;
    const { entries, broken } = readEntries(source.text!);
    const spectra: RawSpectrum[] = [];
    const warnings = new Set<string>();
    const refused: string[] = broken.map((where) => `${where}: it is no JSON object`);
    for (const entry of entries) {
      const result = readEntry(source, entry);
      if (typeof result === "string") refused.push(`${entry.where}: ${result}`);
      else {
        spectra.push(...result.spectra);
        for (const warning of result.warnings) warnings.add(warning);
      }
    }
    if (spectra.length === 0) {
      throw new FormatError({
        file,
        expected: "JSON objects with arrays of frequency, real and imaginary impedance",
        found: refused.length === 0 ? "none" : `none (${refused[0]})`,
        cure: 'name the arrays, for example "frequency_hertz", "real_impedance_ohm" and "imaginary_impedance_ohm"',
      });
    }
    if (refused.length > 0) {
      warnings.add(
        `${file}: ${counted(refused.length, "entry was", "entries were")} left out (${refused.slice(0, 4).join("; ")}${refused.length > 4 ? " …" : ""})`,
      );
    }
    return { spectra, warnings: [...warnings] };
  },
};
