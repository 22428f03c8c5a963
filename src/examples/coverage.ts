/** Published numbers against recovered ones over several seeds: do the intervals hold them as often as they say, and are they narrow? */
import { significant } from "../report/number.ts";
import type { Published } from "./example.ts";
import type { Recovered } from "./recovery.ts";

/** One published number over seeds. */
export interface Coverage {
  readonly published: Published;
  /** "RT-MCL: capacity at 0.85 mA (Rate capability)" */
  readonly name: string;
  readonly runs: number;
  /** Runs that give the number at all, hold it, and are narrow enough. */
  readonly found: number;
  readonly inside: number;
  readonly narrow: number;
  /** Largest half of an interval over the value; NaN where there is none. */
  readonly widest: number;
  /** Mean of the pulls and their root mean square, which are 0 and 1 where values and errors are right; NaN without intervals. */
  readonly meanPull: number;
  readonly rmsPull: number;
}

/** @param runs what each seed recovered, in the same order of the published numbers */
export function coverageOf(runs: readonly (readonly Recovered[])[]): Coverage[] {
  return runs[0].map(({ published, name }, k) => {
    const all = runs.map((run) => run[k]);
    const pulls = all.map(({ pull }) => pull).filter(Number.isFinite);
    const widths = all.map(({ width }) => width).filter(Number.isFinite);
    const mean = (values: readonly number[]): number =>
      values.reduce((total, value) => total + value, 0) / values.length;
    const count = (of: (one: Recovered) => boolean): number => all.filter(of).length;
    return {
      published,
      name: `${published.sample}: ${name}`,
      runs: all.length,
      found: count(({ number }) => typeof number?.value === "number"),
      inside: count(({ inside }) => inside),
      narrow: count(({ narrow }) => narrow),
      widest: widths.length > 0 ? Math.max(...widths) : Number.NaN,
      meanPull: mean(pulls),
      rmsPull: Math.sqrt(mean(pulls.map((pull) => pull ** 2))),
    };
  });
}

/** Probability below which a row is no chance; a hundred rows are looked at. */
const CHANCE = 1e-4;
/** Standard errors of the mean pull and of the rms pull that are no chance. */
const FAR = 4;

/** Probability of so many misses or more, when one in twenty misses. */
function missesByChance(misses: number, runs: number): number {
  let term = 0.95 ** runs;
  let below = 0;
  for (let k = 0; k < misses; k++) {
    below += term;
    term *= ((runs - k) / (k + 1)) * (0.05 / 0.95);
  }
  return 1 - below;
}

/**
 * What is wrong with a row: it is missing, wide, an event that is not exact, held less often than in 95 of 100, biased, or its errors are
 * too large. Undefined where it is as it should be, up to chance.
 */
export function faultOf({
  published,
  name,
  runs,
  found,
  inside,
  narrow,
  meanPull,
  rmsPull,
}: Coverage): string | undefined {
  const of = (count: number): string => `${count} of ${runs} seeds`;
  if (found < runs) return `${name}: not found in ${of(runs - found)}`;
  if (narrow < runs) return `${name}: too wide in ${of(runs - narrow)}`;
  if (published.range || Number.isNaN(meanPull)) {
    return inside < runs ? `${name}: another one in ${of(runs - inside)}` : undefined;
  }
  if (Math.abs(meanPull) * Math.sqrt(runs) > FAR)
    return `${name}: biased by ${significant(meanPull, 2)} standard errors`;
  if (missesByChance(runs - inside, runs) < CHANCE) return `${name}: inside in ${of(inside)}`;
  // χ² as a normal number (E. B. Wilson and M. M. Hilferty, Proc. Natl. Acad. Sci. 17, 684 (1931))
  const spread = 2 / (9 * runs);
  if ((rmsPull ** (2 / 3) - (1 - spread)) / Math.sqrt(spread) < -FAR)
    return `${name}: errors ${significant(1 / rmsPull, 2)} times too large`;
  return undefined;
}
