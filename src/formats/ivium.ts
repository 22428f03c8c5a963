/**
 * IviumSoft files. Data files (.idf) and data sets (.ids, several data files one behind the other) are text with some binary bytes:
 * keys such as "Title=", "Method=", "starttime=", then "primary_data", the number of columns, the number of points and rows "Z1 Z2 freq".
 * Text exports have the header "freq. /Hz; Z1 /ohm; Z2 /ohm" with tabs or semicolons. Z1 is Z′, Z2 is Z″ with capacitive points negative.
 *
 * Layout from published readers of such files; no file of the instrument was at hand.
 */
import { type Block, type Facts, joinBlocks, readBlocks } from "./block.ts";
import { detectDialect } from "./dialect.ts";
import { FormatError, quote } from "./formatError.ts";
import { forceColumns } from "./header.ts";
import { readHeading } from "./heading.ts";
import type { Reader, Reading, Source } from "./reader.ts";
import { looksLikeFrequencies } from "./sweep.ts";
import { readRows, type Table } from "./table.ts";
import { readTabulated } from "./tabulated.ts";
import { decodeLatin, holdsAscii, splitLines } from "./text.ts";
import { wrongCount } from "./zplot.ts";

const HEADER = /^\s*freq\.\s*\/\s*Hz\s*[;,\t]\s*Z1\s*\/\s*ohm/im;
const PRIMARY = /^\s*primary_data\s*$/;
const DATA_COLUMNS = ["Z1 /ohm", "Z2 /ohm", "freq. /Hz"].map((name) => readHeading(name));

/** Text of a data file, whose binary bytes are no letters of it. */
function textOf({ text, bytes }: Source): string {
  return text ?? decodeLatin(bytes);
}

interface DataFile {
  readonly title: string;
  readonly method: string;
  readonly facts: Facts;
  /** Index of "primary_data". */
  readonly at: number;
}

/** Data files of a data set, each with the keys since the one before. */
function findDataFiles(lines: readonly string[]): DataFile[] {
  const files: DataFile[] = [];
  let keys = new Map<string, string>();
  lines.forEach((line, at) => {
    const match = /([A-Za-z][\w ]*)=(.*)$/.exec(line);
    if (match !== null) keys.set(match[1].trim().toLowerCase(), match[2].trim());
    if (!PRIMARY.test(line)) return;
    const started = keys.get("starttime") ?? "";
    files.push({
      title: keys.get("title") ?? "",
      method: keys.get("method") ?? keys.get("technique") ?? "",
      facts: started === "" ? {} : { start_time: started },
      at,
    });
    keys = new Map();
  });
  return files;
}

/** The rows of a data file: as many as it states, or fewer when the text ends before. */
function readPoints(
  source: Source,
  lines: readonly string[],
  at: number,
): { table: Table; stated: number } | undefined {
  const width = Number(lines[at + 1]);
  const stated = Number(lines[at + 2]);
  if (width !== DATA_COLUMNS.length || !Number.isInteger(stated) || stated < 1) return undefined;
  const rows = lines.slice(at + 3, at + 3 + stated);
  const dialect = detectDialect(rows, { ...source.options, delimiter: " " });
  if (dialect === undefined) return undefined;
  const plan = {
    dialect,
    width,
    wanted: [0, 1, 2],
    texts: [],
    isEnd: (line: string) => /[a-z_]{3}/i.test(line),
  };
  const table = readRows(rows, 0, plan);
  return { table: { ...table, line: table.line.map((line) => line + at + 3) }, stated };
}

function readDataFiles(source: Source, lines: readonly string[]): Reading {
  const { file } = source;
  const files = findDataFiles(lines);
  const blocks: Block[] = [];
  for (const { title, facts, at } of files) {
    const points = readPoints(source, lines, at);
    if (points === undefined || !looksLikeFrequencies(points.table.columns[2])) continue;
    const { table, stated } = points;
    const forced = forceColumns(DATA_COLUMNS, { ...source.options, columns: undefined })!;
    const reading = readTabulated({
      source,
      table,
      headings: forced.headings,
      traces: forced.traces,
      hasHeader: true,
      headerLine: at + 1,
      everyFact: false,
      facts,
      name: files.length > 1 && title !== "" ? title : undefined,
    });
    const warnings = [...reading.warnings];
    if (table.rows !== stated) warnings.push(wrongCount(file, stated, table.rows));
    blocks.push({ at, rows: table.rows, spectra: reading.spectra, warnings });
  }
  if (blocks.length === 0) {
    const methods = [...new Set(files.map(({ method }) => method))].filter((method) => method !== "");
    throw new FormatError({
      file,
      expected: "rows of Z1, Z2 and frequency",
      found: `an Ivium file${methods.length === 0 ? "" : ` of the method ${methods.slice(0, 4).map(quote).join(", ")}`} without them`,
      cure: "give the file of an impedance measurement, or export it as text in IviumSoft",
    });
  }
  return joinBlocks(blocks);
}

export const ivium: Reader = {
  name: "ivium",
  detect(source) {
    const { text, bytes } = source;
    if (text !== undefined && HEADER.test(text.slice(0, 4000))) return 1;
    const holds = text === undefined ? holdsAscii(bytes, "primary_data") : text.includes("primary_data");
    return holds && /^\s*primary_data\s*$/m.test(textOf(source)) ? 0.9 : 0;
  },
  read(source) {
    const lines = splitLines(textOf(source));
    if (source.text === undefined || !HEADER.test(source.text.slice(0, 4000)))
      return readDataFiles(source, lines);
    const blocks = readBlocks(source, lines, { isHeader: (line) => HEADER.test(line) });
    if (blocks.length === 0) {
      throw new FormatError({
        file: source.file,
        expected: "rows under freq. /Hz, Z1 /ohm and Z2 /ohm",
        found: "none",
        cure: "the file seems cut off: export it again",
      });
    }
    return joinBlocks(blocks);
  },
};
