/**
 * The unit in which Neware's integers of current and charge count, by the range of the channel in mA (negative ranges: in other units).
 * The pairs are those of NewareNDA (© SES AI, BSD-3-Clause).
 */
const FACTORS: readonly (readonly [factor: number, ranges: readonly number[]])[] = [
  [10, [-100000000]],
  [
    1e-2,
    [
      -200000, -100000, -60000, -30000, -50000, -40000, -20000, -12000, -10000, -6000, -5000, -3000, -2000,
      -1000, 100, 200, 250, 500,
    ],
  ],
  [1e-3, [-500, -100, 10, 20, 25, 50]],
  [1e-4, [-50, -25, -20, -10, 1, 2, 5]],
  [1e-5, [-5, -2, -1]],
  [0, [0]],
  [1e-1, [1000, 6000, 10000, 12000, 20000, 30000, 40000, 50000, 60000, 100000, 200000]],
];

const BY_RANGE: ReadonlyMap<number, number> = new Map(
  FACTORS.flatMap(([factor, ranges]) => ranges.map((range) => [range, factor] as const)),
);

/** mA per count, or undefined for a range that is not known. */
export function rangeFactor(range: number): number | undefined {
  return BY_RANGE.get(range);
}
