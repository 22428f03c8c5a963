/** Rows to blocks of a fixed number of rows. */
import type { SeriesBlock } from "../../series/record.ts";

/** Rows of every block but the last. */
export const BLOCK_ROWS = 65536;

/** A block that is being filled. Names that begin with "#" are for readers only and are not handed on. */
export class BlockBuilder {
  readonly names: readonly string[];
  columns: Record<string, Float64Array<ArrayBuffer>>;
  fill = 0;
  #first = 0;
  /** Arrays that were given back. */
  readonly #spare: Record<string, Float64Array<ArrayBuffer>>[] = [];

  constructor(names: readonly string[]) {
    this.names = names;
    this.columns = this.#fresh();
  }

  #fresh(): Record<string, Float64Array<ArrayBuffer>> {
    return Object.fromEntries(this.names.map((name) => [name, new Float64Array(BLOCK_ROWS)]));
  }

  get room(): number {
    return BLOCK_ROWS - this.fill;
  }

  /** Keeps of the `rows` rows behind `fill` those that pass, and counts them in. */
  accept(rows: number, dropped: Uint8Array | undefined): void {
    if (dropped === undefined) {
      this.fill += rows;
      return;
    }
    let kept = 0;
    const from = this.fill;
    for (let row = 0; row < rows; row++) {
      if (dropped[row] !== 0) continue;
      if (kept !== row) {
        for (const name of this.names) {
          const column = this.columns[name];
          column[from + kept] = column[from + row];
        }
      }
      kept++;
    }
    this.fill += kept;
  }

  /** The rows so far as a block of their own arrays. */
  take(): SeriesBlock {
    const rows = this.fill;
    const first = this.#first;
    const taken = this.columns;
    const shown = this.names.filter((name) => !name.startsWith("#"));
    this.#first += rows;
    this.fill = 0;
    if (rows < BLOCK_ROWS) {
      return {
        rows,
        first,
        columns: Object.fromEntries(shown.map((name) => [name, taken[name].slice(0, rows)])),
      };
    }
    this.columns = this.#spare.pop() ?? this.#fresh();
    let isOut = true;
    return {
      rows,
      first,
      columns: Object.fromEntries(shown.map((name) => [name, taken[name]])),
      release: () => {
        if (isOut) this.#spare.push(taken);
        isOut = false;
      },
    };
  }
}

/** Blocks of columns that are in memory as a whole. */
export async function* blocksOf(
  columns: Readonly<Record<string, Float64Array>>,
): AsyncGenerator<SeriesBlock, void, undefined> {
  const names = Object.keys(columns);
  const rows = names.length === 0 ? 0 : columns[names[0]].length;
  for (let first = 0; first < rows; first += BLOCK_ROWS) {
    const count = Math.min(BLOCK_ROWS, rows - first);
    yield {
      rows: count,
      first,
      columns: Object.fromEntries(names.map((name) => [name, columns[name].slice(first, first + count)])),
    };
  }
}
