/** The kernel's reader of text tables (`assembly/tokenizer.ts`): bytes to columns of numbers, nothing kept between calls. */
import { MAGIC, Mode } from "./block.ts";
import type { Kernel } from "./kernel.ts";

const HEADER_BYTES = 256;
const PLAN_BYTES = 16;
const HEAD_BYTES = 32;
const FLAG_BYTES = 24;
/** Flags of one call: it ends early when there are more. */
const FLAGS = 4096;

/** What is made of a column of the file. */
export interface TableColumn {
  /** Its number, or the place of its cell in the text. */
  readonly kind: "number" | "range";
  /** A row without this cell is flagged. */
  readonly required: boolean;
  /** Power of ten of the unit: −3 reads milliamperes as amperes, still correctly rounded. */
  readonly shift: number;
}

export interface TablePlan {
  /** One ASCII character; " " stands for runs of blanks and tabs. */
  readonly delimiter: string;
  readonly decimal: "." | ",";
  /** Per column of the file; undefined ones are skipped. */
  readonly columns: readonly (TableColumn | undefined)[];
}

/** A cell that is no plain number, a required one that is empty, or (column −1) a row without its required cells. */
export interface TableFlag {
  readonly row: number;
  readonly column: number;
  readonly from: number;
  readonly length: number;
  /** Cells that the row has, for column −1. */
  readonly cells: number;
}

/** Rows of one call: views that hold until the next one. */
export interface TableRows {
  readonly rows: number;
  /** Bytes that were read: the rest belongs in front of the next text. */
  readonly consumed: number;
  readonly lines: number;
  /** Cells of the last row, no more than planned. */
  readonly cells: number;
  readonly flags: readonly TableFlag[];
  /** The text as the places count. */
  readonly text: Uint8Array;
  /** Place and line of each row, in pairs; lines from 0. */
  readonly places: Int32Array;
  /** Values of a column of kind "number". */
  numbers(column: number): Float64Array;
  /** Place and length of the cells of a column of kind "range", in pairs. */
  ranges(column: number): Int32Array;
}

/**
 * Reads complete lines (LF, CR, CR LF, CR CR LF) of a text that comes in pieces, at most `rows` rows. Numbers are those of
 * `Number(text + "e" + shift)`, decimal comma and Fortran's D included; cells of another kind are flagged.
 */
export function readTableRows<T>(
  kernel: Kernel,
  { delimiter, decimal, columns }: TablePlan,
  pieces: readonly Uint8Array[],
  rows: number,
  take: (rows: TableRows) => T,
): T {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  let slots = 1;
  const slotOf = columns.map((column) => (column === undefined ? 0 : slots++));
  const atPlan = HEADER_BYTES;
  const atText = atPlan + columns.length * PLAN_BYTES;
  const atResults = (atText + length + 16) & ~7;
  const atSlots = atResults + HEAD_BYTES;
  const atFlags = atSlots + slots * rows * 8;
  return kernel.runInPlace(
    atFlags + FLAGS * FLAG_BYTES,
    (buffer, at) => {
      const words = new Int32Array(buffer, at, HEADER_BYTES / 4);
      words.fill(0);
      words[0] = MAGIC;
      words[1] = delimiter === " " ? Mode.TableOfBlanks : Mode.Table;
      words.set(
        [
          length,
          atText,
          delimiter.charCodeAt(0),
          decimal.charCodeAt(0),
          columns.length,
          atPlan,
          rows,
          FLAGS,
          slots,
        ],
        3,
      );
      words[31] = atResults;
      const plan = new Int32Array(buffer, at + atPlan, (columns.length * PLAN_BYTES) / 4);
      plan.fill(0);
      columns.forEach((column, i) => {
        if (column === undefined) return;
        plan[4 * i] = (column.kind === "number" ? 1 : 2) | (column.required ? 4 : 0);
        plan[4 * i + 1] = slotOf[i];
        plan[4 * i + 2] = column.shift;
      });
      const text = new Uint8Array(buffer, at + atText, length + 8);
      let end = 0;
      for (const piece of pieces) {
        text.set(piece, end);
        end += piece.length;
      }
      text.fill(0, end);
    },
    (buffer, at) => {
      const [made, consumed, lines, flags, cells] = new Int32Array(buffer, at + atResults, 8);
      const listed = new Int32Array(buffer, at + atFlags, (flags * FLAG_BYTES) / 4);
      const slot = (column: number): number => at + atSlots + slotOf[column] * rows * 8;
      return take({
        rows: made,
        consumed,
        lines,
        cells,
        flags: Array.from({ length: flags }, (_, i) => ({
          row: listed[6 * i],
          column: listed[6 * i + 1],
          from: listed[6 * i + 2],
          length: listed[6 * i + 3],
          cells: listed[6 * i + 4],
        })),
        text: new Uint8Array(buffer, at + atText, length),
        places: new Int32Array(buffer, at + atSlots, 2 * made),
        numbers: (column) => new Float64Array(buffer, slot(column), made),
        ranges: (column) => new Int32Array(buffer, slot(column), 2 * made),
      });
    },
  );
}
