/**
 * The shape that every text format of cyclers has. Adding one: a file that exports a `TextFormat`, a line in `index.ts`. What the
 * formats share (units, kinds of cells, decimal mark, dates) is found in `plan.ts`.
 */
import type { KernelBuild } from "../../kernel/build.ts";
import type { ColumnFact, SeriesColumn } from "../../series/record.ts";
import type { TextEncoding } from "../text.ts";
import type { DateOrder } from "./clock.ts";

/** What the user may say where a file does not. */
export interface SeriesOptions {
  /**
   * Columns by name: `{ current_ampere: "I[mA]" }` takes the file's column "I" in mA, or the third with "3[mA]"; brackets are only
   * needed where the file names no unit. A name of your own keeps a column that has no name in the Battery Data Format.
   */
  readonly columns?: Readonly<Record<string, string>>;
  /** Columns without which the file is none: default time and voltage; a logger has time and, say, `surface_pressure_pa`. */
  readonly needs?: readonly SeriesColumn[];
  /**
   * Reads the columns of `columns` and no others, as a text has them: in its own units, whatever they mean. "*" stands for the only
   * column that is left. Blocks get a column `line` beside them: the line of each row, from 1.
   */
  readonly asWritten?: boolean;
  /** One character; " " stands for runs of blanks and tabs. */
  readonly delimiter?: string;
  readonly decimal?: "." | ",";
  /** Order of dates such as 5/11/2021. */
  readonly dateOrder?: DateOrder;
  /** Sheet of a workbook. Default: the first that holds a series. */
  readonly sheet?: string;
  /** Build of the kernel. */
  readonly kernel?: KernelBuild;
  /** Is told the bytes that were read. */
  readonly onProgress?: (bytes: number) => void;
}

/** The beginning of a text file. */
export interface TextHead {
  readonly file: string;
  readonly lines: readonly string[];
  readonly encoding: TextEncoding["encoding"];
  readonly options: SeriesOptions;
}

/** A name that a column may have. Earlier rules have the first choice; a column of the series is taken once. */
export interface NameRule {
  /** Of the name without unit, in small letters without blanks, dots, dashes, underscores and colons. */
  readonly name: RegExp;
  /** Names that begin with "#" are inputs of `derive` and no columns of the series. */
  readonly column: SeriesColumn;
  /** Only where the header writes a unit. */
  readonly stated?: boolean;
  /** Unit that the format defines for this name when the header writes none. */
  readonly unit?: string;
  /** Sign and zero point of a charge or an energy: part of the column's fact. */
  readonly counts?: string;
  /** Cells are words, kept as texts for `derive`. */
  readonly words?: boolean;
}

/** Facts of a file that says none. */
export const NO_FACTS: Readonly<Record<string, string>> = {};

/** Rows that were just read, for `derive` to complete. */
export interface Segment {
  readonly rows: number;
  /** Columns of the plan and the derived ones, `rows` long; write into them. */
  readonly numbers: Readonly<Record<string, Float64Array>>;
  readonly words: Readonly<Record<string, readonly string[]>>;
  /** Leaves a row out without a word: headings between the records. */
  drop(row: number): void;
}

/** Called with the rows in their order; keeps its own state from one call to the next. */
export type Derive = (segment: Segment) => void;

/** Where the table stands in a text, and what its names mean. */
export interface TableLayout {
  /** Line of the header, from 0; −1 when there is none and `cells` says the names. */
  readonly headerLine: number;
  readonly delimiter: string;
  /** Header cells; default: those of the header line. */
  readonly cells?: readonly string[];
  /** Cells of a row of units. */
  readonly units?: readonly string[];
  /** First line with data, from 0; default: the one behind the header. */
  readonly firstLine?: number;
  readonly rules: readonly NameRule[];
  readonly facts?: Readonly<Record<string, number | string>>;
  readonly warnings?: readonly string[];
  /** Which rows of the sample are records; default: all. */
  readonly isRecord?: (cells: readonly string[]) => boolean;
  /** Rows that are no records and need no word, by their text. */
  readonly skip?: RegExp;
  /** Columns that `derive` makes, given what was found: the series columns and inputs of the plan. */
  readonly derive?: (
    found: ReadonlySet<string>,
  ) => { columns: readonly ColumnFact[]; derive: Derive } | undefined;
}

export interface TextFormat {
  readonly name: string;
  /** The layout when the text is of this format. @throws FormatError when it is, and cannot be read */
  detect(head: TextHead): TableLayout | undefined;
}
