/** Tables of a text export whose header line an instrument always writes alike, with the facts around them. */
import { detectDialect } from "./dialect.ts";
import { readTableBelow, recogniseHeader } from "./header.ts";
import type { RawSpectrum, Source } from "./reader.ts";

export type Facts = Readonly<Record<string, number | string>>;

export interface BlockPlan {
  readonly isHeader: (line: string) => boolean;
  /** What the export puts between cells, when it never differs. */
  readonly delimiter?: string;
  /** Facts of the table below the header in line `at` (from 0). */
  readonly facts?: (at: number) => Facts;
  readonly name?: (at: number) => string | undefined;
}

export interface Block {
  /** Index of the header line. */
  readonly at: number;
  /** Rows of numbers below it. */
  readonly rows: number;
  readonly spectra: readonly RawSpectrum[];
  readonly warnings: readonly string[];
}

/** Reads every table below a header line of the plan; a header without an impedance or without rows gives no block. */
export function readBlocks(source: Source, lines: readonly string[], plan: BlockPlan): Block[] {
  const blocks: Block[] = [];
  const options = { ...source.options, delimiter: source.options.delimiter ?? plan.delimiter };
  for (let at = 0; at < lines.length; at++) {
    if (!plan.isHeader(lines[at])) continue;
    const dialect = detectDialect(lines.slice(at + 1, at + 1001), options);
    const header = dialect && recogniseHeader(lines, at, dialect, source.options);
    if (dialect === undefined || header === undefined) continue;
    const below = readTableBelow(source, lines, header, dialect, {
      everyFact: false,
      facts: plan.facts?.(at),
      name: plan.name?.(at),
    });
    if (below === undefined || below.table.rows === 0) continue;
    const { spectra, warnings } = below.reading;
    blocks.push({ at, rows: below.table.rows, spectra, warnings });
    at = Math.max(at, below.end - 1);
  }
  return blocks;
}

/** All spectra of the blocks, and each of their sentences once. */
export function joinBlocks(blocks: readonly Block[]): { spectra: RawSpectrum[]; warnings: string[] } {
  return {
    spectra: blocks.flatMap(({ spectra }) => spectra),
    warnings: [...new Set(blocks.flatMap(({ warnings }) => warnings))],
  };
}
