/**
 * Scribner ZPlot and ZView text (.z). "ZPLOT2 ASCII": keys, a line of names, "End Comments", rows. The older form
 * ("ZPlotW Data File"): quoted lines, a line with the number of points, a quoted line of names, rows.
 * Z''(b) is Z″ with capacitive points negative.
 */
import { detectDialect } from "./dialect.ts";
import { FormatError, quote } from "./formatError.ts";
import { type Header, readTableBelow, recogniseHeader } from "./header.ts";
import type { Reader, Reading, Source } from "./reader.ts";
import { splitLines } from "./text.ts";

const FIRST_LINE = /^\s*"?(ZPLOT2? ASCII|ZPlotW Data File)/i;

function findHeader(
  source: Source,
  lines: readonly string[],
): { header: Header; dialect: ReturnType<typeof detectDialect> } | undefined {
  for (let at = 0; at < lines.length && at < 1000; at++) {
    if (!/Z'/.test(lines[at])) continue;
    const dialect = detectDialect(lines.slice(at + 1), source.options);
    if (dialect === undefined) return undefined;
    const header = recogniseHeader(lines, at, dialect, source.options);
    if (header !== undefined) return { header, dialect };
  }
  return undefined;
}

function factsOf(lines: readonly string[], end: number): Record<string, number | string> {
  const facts: Record<string, number | string> = {};
  let date = "";
  let time = "";
  for (let i = 0; i < end; i++) {
    date ||= /\bDate:\s*([\d./-]+)/.exec(lines[i])?.[1] ?? "";
    time ||= /\bTime:\s*(\d+:[\d:.]+)/.exec(lines[i])?.[1] ?? "";
  }
  if (date !== "") facts.start_time = `${date} ${time}`.trim();
  return facts;
}

/** Number of points that the header states, or undefined. */
function statedPoints(lines: readonly string[], at: number): number | undefined {
  for (let i = Math.max(0, at - 3); i < at; i++) {
    const match = /^\s*(?:Data Points:\s*)?(\d+)\s*$/.exec(lines[i]);
    if (match !== null) return Number(match[1]);
  }
  return undefined;
}

/** Reads the table of a file in one of ZView's forms, whoever wrote it. `program` names the writer in sentences. */
export function readZView(source: Source, program: string): Reading {
  const { file } = source;
  const lines = splitLines(source.text!);
  const found = findHeader(source, lines);
  const below =
    found?.dialect === undefined
      ? undefined
      : readTableBelow(source, lines, found.header, found.dialect, {
          everyFact: false,
          facts: factsOf(lines, found.header.at),
        });
  if (found === undefined || below === undefined) {
    const type = lines.find((line) => /Experiment Type:/.test(line))?.split(":")[1] ?? "";
    throw new FormatError({
      file,
      expected: "rows under Freq(Hz), Z'(a) and Z''(b)",
      found:
        type.trim() === ""
          ? `${program} header without them`
          : `${program} file of the type ${quote(type)} without them`,
      cure: "give the file of an impedance measurement, complete to its last line",
    });
  }
  const warnings = [...below.reading.warnings];
  const stated = statedPoints(lines, found.header.at);
  if (stated !== undefined && stated !== below.table.rows) {
    warnings.push(wrongCount(file, stated, below.table.rows));
  }
  return { spectra: below.reading.spectra, warnings };
}

/** The sentence about a header that states another number of points. */
export function wrongCount(file: string, stated: number, rows: number): string {
  return `${file}: the header states ${stated} points, the file holds ${rows}; it may be cut off or edited`;
}

export const zplot: Reader = {
  name: "zplot",
  detect: (source) => (source.text !== undefined && FIRST_LINE.test(source.text) ? 1 : 0),
  read: (source) => readZView(source, "a ZPlot"),
};
