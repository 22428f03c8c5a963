/** Levels of a pyramid: least and greatest values of cells, each level of 16 cells of the one below, as 32-bit numbers rounded outward. */

/** Cells of one level in one of the level above. */
export const FACTOR = 16;

export interface Level {
  least: Float32Array;
  greatest: Float32Array;
  cells: number;
}

/** Least and greatest value of a stretch; infinite, and the wrong way round, before the first. */
export interface Span {
  readonly least: number;
  readonly greatest: number;
}

export const emptySpan: Span = { least: Infinity, greatest: -Infinity };

export function emptyLevel(): Level {
  return { least: new Float32Array(64), greatest: new Float32Array(64), cells: 0 };
}

export function bytesOf(levels: readonly Level[]): number {
  return levels.reduce((sum, { least }) => sum + 2 * least.byteLength, 0);
}

/** Adds a cell to a level, and where it completes one of the level above that too. */
export function addCell(levels: Level[], k: number, { least, greatest }: Span): void {
  if (levels.length === k) levels.push(emptyLevel());
  const level = levels[k];
  if (level.cells === level.least.length) {
    for (const name of ["least", "greatest"] as const) {
      const longer = new Float32Array(2 * level.cells);
      longer.set(level[name]);
      level[name] = longer;
    }
  }
  level.least[level.cells] = lowerFloat(least);
  level.greatest[level.cells] = -lowerFloat(-greatest);
  level.cells++;
  if (level.cells % FACTOR === 0) addCell(levels, k + 1, overCells(level, level.cells - FACTOR, level.cells));
}

function overCells(level: Level, from: number, to: number): Span {
  let [least, greatest] = [Infinity, -Infinity];
  for (let cell = from; cell < to; cell++) {
    least = Math.min(least, level.least[cell]);
    greatest = Math.max(greatest, level.greatest[cell]);
  }
  return { least, greatest };
}

/**
 * Over the cells a … b − 1 of a level, and below it what is not yet a whole cell of it.
 * @param open samples that are not yet a cell of the lowest level
 */
export function spanOf(levels: readonly Level[], open: Span, k: number, a: number, b: number): Span {
  const level = levels[k];
  const cells = level?.cells ?? 0;
  const whole = level ? overCells(level, a, Math.min(b, cells)) : emptySpan;
  if (b <= cells) return whole;
  // The last cell of the level is not complete
  const rest = k === 0 ? open : spanOf(levels, open, k - 1, Math.max(a, cells) * FACTOR, b * FACTOR);
  return {
    least: Math.min(whole.least, rest.least),
    greatest: Math.max(whole.greatest, rest.greatest),
  };
}

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** The largest 32-bit number that is not above the value. */
function lowerFloat(value: number): number {
  float[0] = value;
  if (!(float[0] > value)) return float[0];
  // The next below: bits of positive numbers rise with them, those of negative ones fall
  bits[0] += float[0] > 0 ? -1 : 1;
  return float[0];
}
