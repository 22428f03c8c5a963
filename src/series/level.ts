/** Levels of current: half-cycles that were meant to have the same. */
import { LEVEL_GAP } from "./event.ts";

export interface Level {
  /** Mean |I| of the level in A. */
  readonly current: number;
  /** Places in the list given, in its order. */
  readonly members: readonly number[];
}

/**
 * Groups currents by size: sorted, with a new level where the next is more than 2 % above the first of the level. Least first.
 * @param currents signed or not, in A
 */
export function levelsOf(currents: readonly number[], gap = LEVEL_GAP): Level[] {
  const order = currents
    .map((current, place) => ({ size: Math.abs(current), place }))
    .filter(({ size }) => size > 0)
    .sort((a, b) => a.size - b.size);
  const groups: { size: number; place: number }[][] = [];
  for (const one of order) {
    const group = groups.at(-1);
    if (group && one.size <= group[0].size * (1 + gap)) group.push(one);
    else groups.push([one]);
  }
  return groups.map((group) => ({
    current: group.reduce((sum, { size }) => sum + size, 0) / group.length,
    members: group.map(({ place }) => place).sort((a, b) => a - b),
  }));
}
