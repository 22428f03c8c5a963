import { type ColumnTable, columnOf, missingColumn, readColumns } from "../formats/columns.ts";
import { significant } from "../report/number.ts";
import type { Column, FailedInput } from "../report/table.ts";
import {
  type DepthProfile,
  type Interface,
  interfaceWidth,
  type Normalization,
  normalizeProfile,
} from "../spectra/depthProfile.ts";
import type { Arguments, Command } from "./command.ts";
import { UsageError } from "./mistake.ts";
import { csvOf, formatOf, parquetOf, writeWhole } from "./outputs.ts";
import { counted, say, sayAll } from "./say.ts";
import { findSources } from "./sources.ts";
import { readBytes, sentenceFor } from "./spectra.ts";
import { readTargets } from "./targets.ts";

export const profileCommand: Command = {
  name: "profile",
  operands: "FILE…",
  summary: "depth profiles of secondary ions: normalised intensities and the widths of interfaces",
  options: [
    { name: "x", value: "COL", text: "column of depth, sputter time or dose; default: the first" },
    {
      name: "ion",
      value: "COL",
      repeatable: true,
      text: "an ion whose interface is measured; default: all other columns",
    },
    { name: "normalise", value: "HOW", text: "total (default), maximum, none, or the column of an ion" },
    {
      name: "levels",
      value: "LOW..HIGH",
      text: "parts of the step between which the width is measured, default 0.16..0.84",
    },
    { name: "range", value: "LOW..HIGH", text: "range of x that holds one interface; default: all" },
    {
      name: "out",
      value: "FILE",
      text: "the normalised profiles as .csv, .json or .parquet, one row per depth",
    },
    { name: "json", text: "one JSON document on stdout and nothing else there" },
    { name: "quiet", text: "no warnings" },
  ],
  notes: [
    "The position of an interface is half way between the means of the outer tenths of the range; its width is the distance of the two levels (16 % and 84 %: ±σ of a sharp step that a Gaussian broadens).",
  ],
  examples: [
    "interphase profile tof.csv --x sputter_time --normalise total",
    "interphase profile tof.csv --ion S- --ion Li2F+ --range 100..400 --json",
  ],
  run: runProfile,
};

interface ProfiledFile {
  readonly file: string;
  readonly x: Float64Array;
  readonly ions: Readonly<Record<string, Float64Array>>;
  readonly interfaces: readonly (Partial<Interface> & { readonly ion: string; readonly message?: string })[];
}

async function runProfile(given: Arguments): Promise<number> {
  if (given.operands.length === 0) {
    throw new UsageError("interphase profile needs files: name files, a folder, or a pattern in quotes");
  }
  const levels = readRange(given, "levels");
  if (levels && !(levels[0] > 0 && levels[1] < 1))
    throw new UsageError(`--levels ${given.text("levels")}: levels lie between 0 and 1, such as 0.16..0.84`);
  const range = readRange(given, "range");
  const targets = readTargets(given);
  const inputs = findSources(given, targets);
  const profiles: ProfiledFile[] = [];
  const failures: FailedInput[] = [...inputs.failures];
  for (const file of inputs.files) {
    try {
      profiles.push(profileOf(readColumns(readBytes(file), file), given, levels, range));
    } catch (error) {
      failures.push({
        file,
        message: error instanceof RangeError ? `${file}: ${error.message}` : sentenceFor(error, file),
      });
    }
  }
  sayAll(
    failures.map(({ message }) => `Not measured: ${message}`),
    Infinity,
    "",
  );
  const document = `${JSON.stringify(
    {
      profiles: profiles.map(({ file, x, ions, interfaces }) => ({
        file,
        x: Array.from(x),
        ions: Object.fromEntries(
          Object.entries(ions).map(([ion, values]) => [ion, Array.from(values, finite)]),
        ),
        interfaces: interfaces.map((one) => ({
          ion: one.ion,
          position: finite(one.position),
          width: finite(one.width),
          sigma: finite(one.sigma),
          plateaus: one.plateaus ?? null,
          message: one.message ?? one.doubt ?? null,
        })),
      })),
      failures,
    },
    null,
    1,
  )}\n`;
  if (targets.out !== undefined) {
    const format = formatOf(targets.out, "out");
    const columns = columnsOf(profiles);
    writeWhole(
      targets.out,
      format === "json" ? document : format === "csv" ? csvOf(columns) : parquetOf(columns),
    );
  }
  if (given.has("json")) process.stdout.write(document);
  else process.stdout.write(textOf(profiles));
  if (!given.has("quiet"))
    say(
      `${counted(profiles.length, "profile")} measured${targets.out === undefined ? "" : `; written: ${targets.out}`}`,
    );
  return failures.length > 0 ? 1 : 0;
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

/** "0.16..0.84". */
function readRange(given: Arguments, option: string): readonly [number, number] | undefined {
  const text = given.text(option);
  if (text === undefined) return undefined;
  const [low, high, ...rest] = text
    .split("..")
    .map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (rest.length > 0 || !(low < high)) {
    throw new UsageError(
      `--${option} ${text}: write the lower number, two dots and the higher one, such as 0.16..0.84`,
    );
  }
  return [low, high];
}

function profileOf(
  table: ColumnTable,
  given: Arguments,
  levels: readonly [number, number] | undefined,
  range: readonly [number, number] | undefined,
): ProfiledFile {
  const find = (wanted: string): number => {
    const column = columnOf(table, wanted);
    if (column === undefined) throw missingColumn(table, wanted);
    return column;
  };
  const x = find(given.text("x") ?? "1");
  const all = table.names.flatMap((_, column) => (column === x ? [] : [column]));
  const by = given.text("normalise") ?? "total";
  const reference = by === "total" || by === "maximum" || by === "none" ? undefined : find(by);
  const kept = Array.from(table.columns[x].keys()).filter(
    (row) =>
      Number.isFinite(table.columns[x][row]) &&
      all.every((column) => Number.isFinite(table.columns[column][row])),
  );
  const pick = (column: number): Float64Array => Float64Array.from(kept, (row) => table.columns[column][row]);
  const raw: DepthProfile = {
    x: pick(x),
    ions: Object.fromEntries(all.map((column) => [table.names[column], pick(column)])),
  };
  const how: Normalization =
    reference === undefined ? (by as "total" | "maximum") : { ion: table.names[reference] };
  const ions = by === "none" ? (raw.ions as Record<string, Float64Array>) : normalizeProfile(raw, how);
  const wanted = given.texts("ion").length > 0 ? given.texts("ion").map(find) : all;
  const inside = Array.from(raw.x, (value, i) =>
    !range || (value >= range[0] && value <= range[1]) ? i : -1,
  ).filter((i) => i >= 0);
  return {
    file: table.file,
    x: raw.x as Float64Array,
    ions,
    interfaces: wanted.map((column) => {
      const ion = table.names[column];
      try {
        const of = (values: ArrayLike<number>): Float64Array => Float64Array.from(inside, (i) => values[i]);
        return { ion, ...interfaceWidth(of(raw.x), of(ions[ion]), levels && { levels }) };
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        return { ion, message: error.message };
      }
    }),
  };
}

function columnsOf(profiles: readonly ProfiledFile[]): Column[] {
  const names = [...new Set(profiles.flatMap(({ ions }) => Object.keys(ions)))];
  const rows = profiles.flatMap(({ file, x, ions }) =>
    Array.from(x, (value, i) => ({ file, value, ions, i })),
  );
  return [
    { name: "file", type: "STRING", data: rows.map(({ file }) => file) },
    { name: "x", type: "DOUBLE", data: rows.map(({ value }) => value) },
    ...names.map(
      (name): Column => ({ name, type: "DOUBLE", data: rows.map(({ ions, i }) => finite(ions[name]?.[i])) }),
    ),
  ];
}

function textOf(profiles: readonly ProfiledFile[]): string {
  return profiles
    .map(({ file, interfaces }) =>
      [
        file,
        ...interfaces.map((one) =>
          one.width === undefined
            ? `  ${one.ion}: ${one.message}`
            : `  ${one.ion}: interface at ${significant(one.position!, 5)}, width ${significant(one.width, 4)}${one.doubt === undefined ? "" : ` (${one.doubt})`}`,
        ),
        "",
      ].join("\n"),
    )
    .join("\n");
}
