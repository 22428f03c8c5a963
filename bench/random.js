/**
 * Seeded random numbers: the same seed gives the same data and the same order of contenders in every run.
 */

/**
 * Uniform numbers in [0, 1) by mulberry32 (T. Ettinger, public domain): 32 bits of state, enough for data of a benchmark.
 *
 * @param {number} seed any integer
 * @returns {() => number}
 */
export function uniform(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Standard normal numbers by Box and Muller (1958), the cosine half only.
 *
 * @param {() => number} random uniform in [0, 1)
 * @returns {() => number}
 */
export function normal(random) {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/**
 * The numbers 0 … n − 1 in random order (Fisher–Yates).
 *
 * @param {number} n
 * @param {() => number} random uniform in [0, 1)
 * @returns {number[]}
 */
export function permutation(n, random) {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
