import { lnGamma } from "./distribution.ts";

/** Runs of equal sign in a sequence, against what independent signs would give. */
export interface RunsTest {
  readonly runs: number;
  readonly expected: number;
  /** Two-sided probability of as many or as few runs; NaN when all signs are equal. */
  readonly p: number;
}

/**
 * Wald and Wolfowitz's runs test (1940, Annals of Mathematical Statistics 11, 147) of the signs of a sequence about 0, with the exact
 * distribution. Zeros are left out.
 */
export function runsTest(values: ArrayLike<number>): RunsTest {
  const signs = Array.from(values)
    .filter((value) => value !== 0 && !Number.isNaN(value))
    .map((value) => value > 0);
  const above = signs.filter(Boolean).length;
  const below = signs.length - above;
  const runs = signs.filter((sign, i) => i === 0 || sign !== signs[i - 1]).length;
  if (above === 0 || below === 0) return { runs, expected: runs, p: Number.NaN };
  const atMost = probabilityUpTo(runs, above, below);
  const atLeast = 1 - (runs > 2 ? probabilityUpTo(runs - 1, above, below) : 0);
  return {
    runs,
    expected: 1 + (2 * above * below) / signs.length,
    p: Math.min(1, 2 * Math.min(atMost, Math.max(atLeast, 0))),
  };
}

function lnChoose(n: number, k: number): number {
  return k < 0 || k > n ? -Infinity : lnGamma(n + 1) - lnGamma(k + 1) - lnGamma(n - k + 1);
}

/** P(at most r runs) of m and n signs in random order. */
function probabilityUpTo(r: number, m: number, n: number): number {
  const all = lnChoose(m + n, m);
  let sum = 0;
  for (let k = 2; k <= r; k++) {
    const half = k >> 1;
    sum +=
      k % 2 === 0
        ? 2 * Math.exp(lnChoose(m - 1, half - 1) + lnChoose(n - 1, half - 1) - all)
        : Math.exp(lnChoose(m - 1, half) + lnChoose(n - 1, half - 1) - all) +
          Math.exp(lnChoose(m - 1, half - 1) + lnChoose(n - 1, half) - all);
  }
  return Math.min(sum, 1);
}
