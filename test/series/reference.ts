/** Peaks by their definitions, word for word and in O(n²): what the kernel does in one pass must be the same. */

type Interval = readonly [number | null, number | null];

export interface ReferenceOptions {
  readonly height?: Interval;
  readonly threshold?: Interval;
  readonly plateauSize?: Interval;
  readonly distance?: number;
  readonly prominence?: Interval;
  readonly width?: Interval;
  /** Half a window, along x. */
  readonly reach?: number;
  readonly relHeight?: number;
}

export interface ReferencePeak {
  readonly index: number;
  readonly left: number;
  readonly right: number;
  readonly prominence: number;
  readonly leftBase: number;
  readonly rightBase: number;
  readonly leftIp: number;
  readonly rightIp: number;
  readonly leftX: number;
  readonly rightX: number;
}

const within = (value: number, interval: Interval | undefined): boolean =>
  (interval?.[0] ?? null) === null || interval![0]! <= value
    ? (interval?.[1] ?? null) === null || value <= interval![1]!
    : false;

export function referencePeaks(
  y: ArrayLike<number>,
  x: ArrayLike<number>,
  options: ReferenceOptions,
): ReferencePeak[] {
  let candidates: [left: number, right: number, index: number][] = [];
  for (let left = 1; left < y.length - 1; left++) {
    if (!(y[left - 1] < y[left])) continue;
    let right = left;
    while (right + 1 < y.length && y[right + 1] === y[left]) right++;
    if (right + 1 < y.length && y[right + 1] < y[left]) {
      candidates.push([left, right, Math.floor((left + right) / 2)]);
    }
  }
  candidates = candidates.filter(([left, right, index]) => {
    const rises = [y[index] - y[index - 1], y[index] - y[index + 1]];
    return (
      within(right - left + 1, options.plateauSize) &&
      within(y[index], options.height) &&
      within(Math.min(...rises), [options.threshold?.[0] ?? null, null]) &&
      within(Math.max(...rises), [null, options.threshold?.[1] ?? null])
    );
  });
  if (options.distance !== undefined) {
    const distance = options.distance;
    const left = new Set(candidates);
    const kept: typeof candidates = [];
    while (left.size > 0) {
      let best: (typeof candidates)[number] | undefined;
      for (const one of left) if (!best || y[one[2]] >= y[best[2]]) best = one;
      kept.push(best!);
      for (const one of left) if (Math.abs(x[one[2]] - x[best![2]]) < distance) left.delete(one);
    }
    candidates = kept.sort((a, b) => a[2] - b[2]);
  }
  const reach = options.reach ?? Infinity;
  return candidates
    .map(([left, right, index]): ReferencePeak => {
      const side = (direction: 1 | -1): [low: number, base: number] => {
        let [low, base] = [y[index], index];
        for (let i = index; i >= 0 && i < y.length; i += direction) {
          if (Math.abs(x[i] - x[index]) > reach || !(y[i] <= y[index])) break;
          if (y[i] < low) [low, base] = [y[i], i];
        }
        return [low, base];
      };
      const [leftLow, leftBase] = side(-1);
      const [rightLow, rightBase] = side(1);
      const prominence = y[index] - Math.max(leftLow, rightLow);
      const level = y[index] - prominence * (options.relHeight ?? 0.5);
      const crossing = (direction: 1 | -1, base: number): [place: number, x: number] => {
        let i = index;
        while (i !== base && level < y[i]) i += direction;
        const next = i - direction;
        const inside = y[i] < level ? (level - y[i]) / (y[next] - y[i]) : 0;
        return [i - direction * inside, inside === 0 ? x[i] : x[i] + inside * (x[next] - x[i])];
      };
      const [leftIp, leftX] = crossing(-1, leftBase);
      const [rightIp, rightX] = crossing(1, rightBase);
      return { index, left, right, prominence, leftBase, rightBase, leftIp, rightIp, leftX, rightX };
    })
    .filter(
      ({ prominence, leftX, rightX }) =>
        within(prominence, options.prominence) && within(rightX - leftX, options.width),
    );
}

/** Uniform numbers in [0, 1): mulberry32. */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Series of several kinds: noise, walks, waves, few levels with many ties, ramps, decays, gaps. */
export function randomSeries(random: () => number, most = 300): Float64Array {
  const n = Math.floor(random() * most);
  const kind = Math.floor(random() * 8);
  const levels = 1 + Math.floor(random() * 6);
  let walk = 0;
  return Float64Array.from({ length: n }, (_, i) => {
    const u = random() - 0.5;
    walk += u;
    if (kind === 0) return u;
    if (kind === 1) return walk;
    if (kind === 2) return Math.sin(i / 5) + 0.3 * u;
    if (kind === 3) return Math.round(u * levels);
    if (kind === 4) return Math.round(walk * levels) / levels;
    if (kind === 5) return Math.exp(-i / 50) * Math.cos(i) + 0.01 * u;
    if (kind === 6) return Math.abs((i % 40) - 20) + Math.round(u * levels);
    return random() < 0.02 ? Number.NaN : Math.round(walk * 3);
  });
}
