/**
 * BioLogic text export (.mpt) of EC-Lab and BT-Lab: two lines that name the program and the number N of header lines,
 * line N names the columns, tabs, decimal mark of the Windows that exported it. Exports without header begin with the column names.
 */
import { LOOP_HEADING, unreadImpedances } from "./biologicColumns.ts";
import type { Dialect } from "./dialect.ts";
import { parseNumber, splitCells } from "./dialect.ts";
import { FormatError, quote } from "./formatError.ts";
import { dialectBelow, forceColumns, type Header, readTableBelow, widthBelow } from "./header.ts";
import { readHeading } from "./heading.ts";
import type { Reader, Source } from "./reader.ts";
import { looksLikeFrequencies } from "./sweep.ts";
import { splitLines } from "./text.ts";
import { findTraces } from "./trace.ts";

const FIRST_LINE = /^(EC|BT)-Lab ASCII FILE/i;

function headerLine(source: Source, lines: readonly string[]): number {
  if (!FIRST_LINE.test(lines[0])) return 0;
  const match = /^Nb header lines\s*:\s*(\d+)/i.exec(lines[1] ?? "");
  const at = match === null ? -1 : Number(match[1]) - 1;
  if (at < 2 || at >= lines.length) {
    throw new FormatError({
      file: source.file,
      line: 2,
      expected: `"Nb header lines : N" with a line N in the file`,
      found: quote(lines[1] ?? ""),
      cure: "the file seems cut off or edited: export it again",
    });
  }
  return at;
}

function factsOf(lines: readonly string[], end: number): Record<string, string> {
  for (let i = 0; i < end; i++) {
    const match = /^Acquisition started on\s*:\s*(.+?)\s*$/i.exec(lines[i]);
    // The order of day and month depends on the Windows that wrote it, so it stays text.
    if (match !== null) return { start_time: match[1] };
  }
  return {};
}

/**
 * Lines with the number of the loop behind each row, when the header lists several: "Loop 1 from point number 60 to 119".
 * Rows are counted from 0.
 */
function withLoops(lines: string[], at: number): string[] {
  const loops: { loop: string; from: number; to: number }[] = [];
  for (let i = 0; i < at; i++) {
    const match = /^Loop (\d+) from point number (\d+) to (\d+)\s*$/i.exec(lines[i]);
    if (match !== null) loops.push({ loop: match[1], from: Number(match[2]), to: Number(match[3]) });
  }
  if (loops.length < 2) return lines;
  const marked = [...lines];
  const append = (i: number, cell: string): void => {
    marked[i] = `${lines[i].replace(/\t?$/, "\t")}${cell}`;
  };
  append(at, LOOP_HEADING);
  let row = 0;
  let current = 0;
  for (let i = at + 1; i < lines.length; i++) {
    if (lines[i].trim() === "") continue;
    while (current < loops.length - 1 && row > loops[current].to) current++;
    if (row >= loops[current].from && row <= loops[current].to) append(i, loops[current].loop);
    row++;
  }
  return marked;
}

/**
 * Names of the columns when the first one is missing: only if the rows have exactly one cell more than there are names, the first
 * cells run like frequencies, and |Z| under the shifted names is √(Z′² + Z″²) in every row. Else undefined.
 */
function withMissingFrequency(
  lines: readonly string[],
  at: number,
  names: readonly string[],
  dialect: Dialect,
): string[] | undefined {
  const below = widthBelow(lines, at, dialect);
  if (below === undefined || below.width !== names.length + 1) return undefined;
  const shifted = ["freq/Hz", ...names];
  const trace = findTraces(shifted.map((name) => readHeading(name)))[0];
  if (trace?.real === undefined || trace.imaginary === undefined || trace.modulus === undefined)
    return undefined;
  const frequencies: number[] = [];
  for (let i = below.first; i < lines.length; i++) {
    const cells = splitCells(lines[i], dialect.delimiter);
    if (cells.length < below.width) continue;
    const value = (column: number): number => parseNumber(cells[column], dialect.decimal);
    const modulus = Math.hypot(value(trace.real), value(trace.imaginary));
    if (!(Math.abs(modulus - value(trace.modulus)) <= 1e-4 * modulus)) return undefined;
    frequencies.push(value(0));
  }
  return looksLikeFrequencies(Float64Array.from(frequencies)) ? shifted : undefined;
}

export const biologicMpt: Reader = {
  name: "biologic-mpt",
  detect(source) {
    if (source.text === undefined) return 0;
    const head = source.text.slice(0, 2000);
    if (FIRST_LINE.test(head)) return 1;
    const first = /^[^\r\n]*/.exec(head)![0];
    return /\t/.test(first) && /freq\/Hz/.test(first) && /Re\(Z\)\/Ohm/.test(first) ? 0.8 : 0;
  },
  read(source) {
    const { file } = source;
    const text = splitLines(source.text!);
    const at = headerLine(source, text);
    const lines = withLoops(text, at);
    const facts = factsOf(lines, at);
    const options = { ...source.options, delimiter: "\t" };
    const dialect = dialectBelow(lines, at + 1, options) ?? { delimiter: "\t", decimal: "." as const };
    let names = splitCells(lines[at], "\t");
    while (names.length > 0 && names[names.length - 1] === "") names = names.slice(0, -1);
    const warnings: string[] = [];
    let found = forceColumns(
      names.map((name) => readHeading(name)),
      source.options,
    );
    if ((found?.traces.length ?? 0) === 0 && !names.some((name) => /^freq/i.test(name))) {
      const shifted = withMissingFrequency(lines, at, names, dialect);
      if (shifted !== undefined) {
        found = forceColumns(
          shifted.map((name) => readHeading(name)),
          source.options,
        );
        warnings.push(
          `${file}, line ${at + 1}: the name of the first column is missing; it was read as freq/Hz because its numbers run like frequencies and |Z| fits the other columns then`,
        );
      }
    }
    if (found === undefined || found.traces.length === 0) {
      const technique = lines[3]?.trim();
      throw new FormatError({
        file,
        line: at + 1,
        expected: "the columns freq/Hz, Re(Z)/Ohm and -Im(Z)/Ohm",
        found: `${FIRST_LINE.test(lines[0]) && technique ? `a BioLogic file of the technique ${quote(technique)} with ` : ""}the columns ${names.slice(0, 4).map(quote).join(", ")} …`,
        cure: "export the impedance measurement with these columns",
      });
    }
    warnings.push(...unreadImpedances(names, found.traces).map((sentence) => `${file}: ${sentence}`));
    const header: Header = { at, headings: found.headings, traces: found.traces };
    const below = readTableBelow(source, lines, header, dialect, { everyFact: false, facts });
    if (below === undefined) {
      throw new FormatError({
        file,
        line: at + 2,
        expected: "rows of numbers",
        found: "none",
        cure: "the measurement seems empty or the file cut off: export it again",
      });
    }
    return { spectra: below.reading.spectra, warnings: [...warnings, ...below.reading.warnings] };
  },
};
