/** The p-quantile of sorted numbers, type 6 of Hyndman and Fan (1996): order statistic k stands at k/(n + 1). NaN for none. */
export function quantileOf(sorted: ArrayLike<number>, p: number): number {
  const n = sorted.length;
  if (n === 0) return Number.NaN;
  const at = Math.min(Math.max(p * (n + 1) - 1, 0), n - 1);
  const k = Math.floor(at);
  const low = sorted[k];
  // An infinite neighbour must not turn a weight of 0 into NaN
  return at === k ? low : low + (at - k) * (sorted[k + 1] - low);
}
