/** Which spectra of a large batch are drawn. */

/**
 * At most `most` of the indices 0 … rms.length − 1, rising: all if they are few enough; else the first, the last, the three
 * with the largest rms (not finite counts as largest), and the rest evenly spaced.
 */
export function selectSpectra(rms: ArrayLike<number>, most = 12): number[] {
  const count = rms.length;
  if (count <= most) return Array.from({ length: count }, (_, i) => i);
  const chosen = new Set<number>([0, count - 1]);
  const badness = (i: number) => (Number.isFinite(rms[i]!) ? rms[i]! : Number.POSITIVE_INFINITY);
  const worst = Array.from({ length: count }, (_, i) => i).sort((a, b) => {
    const [left, right] = [badness(a), badness(b)];
    return left === right ? a - b : right - left;
  });
  for (const i of worst.slice(0, 3)) if (chosen.size < most) chosen.add(i);
  const free = most - chosen.size;
  for (let k = 1; k <= free; k++) {
    let i = Math.round((k * (count - 1)) / (free + 1));
    while (chosen.has(i)) i = (i + 1) % count;
    chosen.add(i);
  }
  return [...chosen].sort((a, b) => a - b);
}
