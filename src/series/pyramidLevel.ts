/** The levels of a pyramid: least and greatest value of every cell, as 32-bit numbers rounded outward. */

/** Samples in a cell of level 0, and cells in one of the level above. */
export const CELL = 64;
export const FACTOR = 16;

export interface Level {
  least: Float32Array;
  greatest: Float32Array;
  cells: number;
}

/** Plain data: both arrays have one number per cell. */
export interface StoredLevel {
  readonly least: Float32Array;
  readonly greatest: Float32Array;
}

export function emptyLevel(): Level {
  return { least: new Float32Array(64), greatest: new Float32Array(64), cells: 0 };
}

export function storedLevel({ least, greatest, cells }: Level): StoredLevel {
  return { least: least.slice(0, cells), greatest: greatest.slice(0, cells) };
}

/** Adds a cell to a level, and where it completes one of the level above that too. */
export function addCell(levels: Level[], k: number, least: number, greatest: number): void {
  if (levels.length === k) levels.push(emptyLevel());
  const level = levels[k];
  if (level.cells === level.least.length) {
    for (const name of ["least", "greatest"] as const) {
      const longer = new Float32Array(Math.max(64, 2 * level.cells));
      longer.set(level[name]);
      level[name] = longer;
    }
  }
  level.least[level.cells] = lowerFloat(least);
  level.greatest[level.cells] = -lowerFloat(-greatest);
  level.cells++;
  if (level.cells % FACTOR !== 0) return;
  let [low, high] = [Infinity, -Infinity];
  for (let cell = level.cells - FACTOR; cell < level.cells; cell++) {
    low = Math.min(low, level.least[cell]);
    high = Math.max(high, level.greatest[cell]);
  }
  addCell(levels, k + 1, low, high);
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

/** Over the cells a … b − 1 of a level, and below it what is not yet a whole cell of it. */
export function spanOf(
  levels: readonly Level[],
  open: { readonly least: number; readonly greatest: number },
  k: number,
  a: number,
  b: number,
): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  const level = levels[k];
  const whole = Math.min(b, level?.cells ?? 0);
  for (let cell = a; cell < whole; cell++) {
    low = Math.min(low, level.least[cell]);
    high = Math.max(high, level.greatest[cell]);
  }
  if (b > (level?.cells ?? 0)) {
    // The last cell of the level is not complete
    const [least, greatest] =
      k === 0
        ? [open.least, open.greatest]
        : spanOf(levels, open, k - 1, Math.max(a, level?.cells ?? 0) * FACTOR, b * FACTOR);
    low = Math.min(low, least);
    high = Math.max(high, greatest);
  }
  return low <= high ? [low, high] : [Number.NaN, Number.NaN];
}
