/** Rows of a text table as the kernel reads them: units, derived columns, cells that need more than digits, rows that cannot be read. */
import type { Kernel } from "../../kernel/kernel.ts";
import { readTableRows, type TableColumn, type TablePlan, type TableRows } from "../../kernel/table.ts";
import { isMissingNumber, parseNumber } from "../dialect.ts";
import { quote } from "../formatError.ts";
import type { TextEncoding } from "../text.ts";
import { BlockBuilder } from "./blocks.ts";
import { clockSeconds, dateSeconds } from "./clock.ts";
import type { PlannedColumn, TextPlan } from "./plan.ts";
import { UnreadableRows } from "./unreadable.ts";

export interface TextSource {
  readonly file: string;
  /** Of the pieces: UTF-8 where the file was UTF-16. */
  readonly encoding: TextEncoding["encoding"];
  readonly pieces: AsyncIterable<Uint8Array>;
  /** Bytes of the mark at the beginning. */
  readonly mark: number;
}

/** Reads the text that it is given, piece by piece, into blocks. */
export class TableReader {
  readonly block: BlockBuilder;
  readonly unreadable: UnreadableRows;
  /** Lines before the text of the next call. */
  line = 0;
  rows = 0;
  /** The text of this call is the last line of a file that does not end with a line end. */
  isCut = false;
  readonly #kernel: Kernel;
  readonly #file: string;
  readonly #plan: TextPlan;
  readonly #table: TablePlan;
  readonly #byColumn: (PlannedColumn | undefined)[];
  readonly #warnings: string[];
  readonly #decoder: TextDecoder;
  readonly #fallback = new TextDecoder("windows-1252");
  readonly #texts = new Map<string, string[]>();
  /** Cells of columns that are not required and hold no number, by column. */
  readonly #odd = new Map<string, { count: number; line: number; text: string }>();
  #widest = 0;

  constructor(kernel: Kernel, { file, encoding }: TextSource, plan: TextPlan, warnings: string[]) {
    this.#kernel = kernel;
    this.#file = file;
    this.#plan = plan;
    this.#warnings = warnings;
    this.#decoder = new TextDecoder(encoding === "gb18030" ? "gb18030" : "utf-8", {
      fatal: encoding !== "gb18030",
    });
    const width = Math.max(...plan.columns.map(({ at }) => at)) + 1;
    const byColumn = Array.from({ length: width }, (_, at) =>
      plan.columns.find((column) => column.at === at),
    );
    this.#byColumn = byColumn;
    this.#table = {
      delimiter: plan.delimiter,
      decimal: plan.decimal,
      columns: byColumn.map((column): TableColumn | undefined =>
        column === undefined
          ? undefined
          : {
              kind: column.kind === "number" ? "number" : "range",
              required: column.required,
              shift: column.shift,
            },
      ),
    };
    const names = plan.columns.filter(({ kind }) => kind !== "words").map(({ column }) => column);
    this.block = new BlockBuilder([...names, ...plan.derived]);
    this.unreadable = new UnreadableRows(file, warnings);
  }

  read(pieces: readonly Uint8Array[]): { consumed: number; rows: number } {
    return readTableRows(this.#kernel, this.#table, pieces, this.block.room, (made) => {
      if (made.rows > 0) this.#accept(made);
      this.line += made.lines;
      return { consumed: made.consumed, rows: made.rows };
    });
  }

  #accept(made: TableRows): void {
    const { rows } = made;
    const from = this.block.fill;
    const segment: Record<string, Float64Array> = {};
    for (const name of this.block.names) segment[name] = this.block.columns[name].subarray(from, from + rows);
    for (const column of this.#plan.columns) {
      if (column.kind === "words") this.#texts.set(column.column, this.#words(made, column.at));
      else this.#numbers(made, column, segment[column.column]);
    }
    if (this.#plan.lines) {
      const { line } = segment;
      for (let row = 0; row < rows; row++) line[row] = this.line + made.places[2 * row + 1] + 1;
    }
    const reasons = made.flags.length > 0 ? this.#resolve(made, segment) : undefined;
    for (const { kind, column, factor, offset } of this.#plan.columns) {
      if (kind !== "number" || (factor === 1 && offset === 0)) continue;
      const values = segment[column];
      for (let i = 0; i < rows; i++) values[i] = values[i] * factor + offset;
    }
    let dropped: Uint8Array | undefined;
    if (this.#plan.derive !== undefined) {
      this.#plan.derive({
        rows,
        numbers: segment,
        words: Object.fromEntries(this.#texts),
        drop: (row) => {
          dropped ??= new Uint8Array(rows);
          dropped[row] = 1;
        },
      });
    }
    const [first, second = first, ...others] = this.#plan.needs.map((column) => segment[column]);
    const lacks = (row: number): boolean =>
      Number.isNaN(first[row]) ||
      Number.isNaN(second[row]) ||
      (others.length > 0 && others.some((values) => Number.isNaN(values[row])));
    let least = rows;
    for (let row = 0; row < rows; row++) {
      if (lacks(row)) {
        least = row;
        break;
      }
    }
    if (reasons !== undefined) least = Math.min(least, ...reasons.keys());
    for (let row = least; row < rows; row++) {
      if (dropped?.[row] === 1 || !(lacks(row) || reasons?.has(row))) continue;
      dropped ??= new Uint8Array(rows);
      dropped[row] = 1;
      this.#refuse(made, row, reasons?.get(row));
    }
    // a last line without end and with fewer cells than the others was cut within a cell
    if (this.isCut && made.cells < this.#widest && dropped?.[rows - 1] !== 1) {
      dropped ??= new Uint8Array(rows);
      dropped[rows - 1] = 1;
      this.#refuse(made, rows - 1, "the file ends within the line");
    }
    this.#widest = Math.max(this.#widest, made.cells);
    const before = this.block.fill;
    this.block.accept(rows, dropped);
    this.rows += this.block.fill - before;
  }

  #refuse(made: TableRows, row: number, reason: string | undefined): void {
    const line = this.line + made.places[2 * row + 1];
    const from = made.places[2 * row];
    let end = from;
    while (end < made.text.length && made.text[end] !== 10 && made.text[end] !== 13 && end - from < 400)
      end++;
    const text = this.#decode(made.text, from, end - from);
    if (this.#plan.skip?.test(text)) return;
    // rows of delimiters alone are what spreadsheets leave behind a table
    if (/^[\s,;|"]*$/.test(text)) return;
    this.unreadable.add(
      line + 1,
      `${reason ?? `${this.#plan.needs.map(wordOf).join(" or ")} is missing`} (${quote(text)})`,
    );
  }

  #numbers(made: TableRows, { at, kind, order }: PlannedColumn, to: Float64Array): void {
    if (kind === "number") {
      to.set(made.numbers(at));
      return;
    }
    const ranges = made.ranges(at);
    for (let row = 0; row < made.rows; row++) {
      to[row] =
        kind === "clock"
          ? clockSeconds(made.text, ranges[2 * row], ranges[2 * row + 1])
          : dateSeconds(made.text, ranges[2 * row], ranges[2 * row + 1], order);
    }
  }

  #words(made: TableRows, at: number): string[] {
    const ranges = made.ranges(at);
    const words = new Array<string>(made.rows);
    let last = "";
    let lastFrom = 0;
    let lastLength = -1;
    for (let row = 0; row < made.rows; row++) {
      const from = ranges[2 * row];
      const length = ranges[2 * row + 1];
      let same = length === lastLength;
      for (let i = 0; same && i < length; i++) same = made.text[from + i] === made.text[lastFrom + i];
      if (!same) {
        last = this.#decode(made.text, from, length);
        lastFrom = from;
        lastLength = length;
      }
      words[row] = last;
    }
    return words;
  }

  /** Numbers that the kernel left to us; the rows that have none where they must, with the reason. */
  #resolve(made: TableRows, segment: Record<string, Float64Array>): Map<number, string> {
    const reasons = new Map<number, string>();
    for (const { row, column, from, length, cells } of made.flags) {
      if (column < 0) {
        reasons.set(row, `expected at least ${this.#byColumn.length} cells, found ${cells}`);
        continue;
      }
      const planned = this.#byColumn[column]!;
      const cell = this.#decode(made.text, from, length).trim().replace(/^"|"$/g, "").trim();
      const number = parseNumber(cell, this.#plan.decimal);
      // the exact decimal shift, as the kernel makes it
      const value =
        planned.shift === 0 || Number.isNaN(number)
          ? number
          : shifted(cell.replace(/^\u2212/, "-"), this.#plan.decimal, planned.shift);
      segment[planned.column][row] = value;
      if (Number.isFinite(value)) continue;
      if (planned.required) {
        if (cell === "" && planned.column === "current_ampere") continue;
        reasons.set(
          row,
          `expected a number in column ${column + 1} (${planned.column}), found ${cell === "" ? "an empty cell" : quote(cell)}`,
        );
      } else if (!isMissingNumber(cell)) {
        const odd = this.#odd.get(planned.column);
        if (odd !== undefined) odd.count++;
        else
          this.#odd.set(planned.column, {
            count: 1,
            line: this.line + made.places[2 * row + 1] + 1,
            text: cell,
          });
      }
    }
    return reasons;
  }

  #decode(bytes: Uint8Array, from: number, length: number): string {
    const part = bytes.slice(from, from + length);
    try {
      return this.#decoder.decode(part);
    } catch {
      return this.#fallback.decode(part);
    }
  }

  end(): void {
    this.unreadable.end();
    for (const [column, { count, line, text }] of this.#odd) {
      this.#warnings.push(
        `${this.#file}: ${count} cell${count === 1 ? "" : "s"} of ${column} hold${count === 1 ? "s" : ""} no number (first in line ${line}: ${quote(text)}) and count${count === 1 ? "s" : ""} as missing`,
      );
    }
  }
}

/** The number of a cell times a power of ten, rounded once. */
function shifted(cell: string, decimal: "." | ",", shift: number): number {
  const text = (decimal === "," ? cell.replace(",", ".") : cell).replace(/[dD]/, "e");
  const match = /^([^e]*)e([+-]?\d+)$/i.exec(text);
  return match === null ? Number(`${text}e${shift}`) : Number(`${match[1]}e${Number(match[2]) + shift}`);
}

/** "voltage" of "voltage_volt". */
function wordOf(column: string): string {
  return column === "test_time_second"
    ? "time"
    : column.replace(/_(volt|ampere|pa)$/, "").replaceAll("_", " ");
}
