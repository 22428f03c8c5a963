/** What the overpotential of the next half-cycle should be, from the good ones before it. */
import { median } from "../fit/median.ts";
import { sameLevel } from "./event.ts";
import type { HalfCycle } from "./halfCycle.ts";

/** Good half-cycles of one direction and level that count. */
const KEPT = 6;

export interface Expectation {
  /** In V. */
  readonly overpotential: number;
  /** Relative scatter of the half-cycles around their course. */
  readonly scatter: number;
  /** The last good half-cycle of the direction. */
  readonly last: HalfCycle;
  /** Half-cycles behind it: 3 and more give the course and its scatter. */
  readonly count: number;
  /** Whether they had the same current; else the overpotential is the least that this current should give. */
  readonly same: boolean;
  readonly noise: number;
  /** Share of spikes, and three times its median absolute deviation. */
  readonly spikes: number;
  readonly spikesScatter: number;
}

export interface Reference {
  /** Undefined before the first good half-cycle of the direction. */
  expect(halfCycle: HalfCycle): Expectation | undefined;
  accept(halfCycle: HalfCycle): void;
  /** Forgets: the cell has become another. */
  reset(): void;
}

/**
 * The course is the line through ln η of the last six half-cycles of the same direction and current, with the median of all pairwise
 * slopes (H. Theil 1950; P. K. Sen 1968): slow activation continues in it, one bad half-cycle does not bend it. At another current η
 * does not fall when the current rises, and falls at most in proportion when it is lowered.
 */
export function openReference(): Reference {
  let good = new Map<string, HalfCycle[]>();
  return {
    expect: (halfCycle) => {
      const all = good.get(halfCycle.direction) ?? [];
      const last = all.at(-1);
      if (!last) return undefined;
      const same = all.filter(({ current }) => sameLevel(current, halfCycle.current)).slice(-KEPT);
      const recent = all.slice(-KEPT);
      const noise = median(recent.map((one) => one.noise));
      const spikes = median(recent.map((one) => one.spikes));
      const spikesScatter = 3 * median(recent.map((one) => Math.abs(one.spikes - spikes)));
      const before = { last, noise, spikes, spikesScatter };
      if (same.length === 0) {
        const lowered = Math.min(1, Math.abs(halfCycle.current / last.current));
        return { ...before, overpotential: etaOf(last) * lowered, scatter: 0.05, count: 1, same: false };
      }
      const x = same.map(({ index }) => index);
      const y = same.map((one) => Math.log(etaOf(one)));
      const slopes = x.flatMap((a, i) => x.slice(i + 1).map((b, k) => (y[i + 1 + k] - y[i]) / (b - a)));
      const slope = same.length >= 3 ? median(slopes) : 0;
      const level = median(y.map((value, i) => value - slope * x[i]));
      const residuals = y.map((value, i) => Math.abs(value - level - slope * x[i]));
      return {
        ...before,
        overpotential: Math.exp(level + slope * halfCycle.index),
        scatter: Math.max(1.4826 * median(residuals), 0.004),
        last: same[same.length - 1],
        count: same.length,
        same: true,
      };
    },
    accept: (halfCycle) => {
      if (!(etaOf(halfCycle) > 0)) return;
      const all = good.get(halfCycle.direction) ?? [];
      good.set(halfCycle.direction, [...all.slice(-3 * KEPT), halfCycle]);
    },
    reset: () => {
      good = new Map();
    },
  };
}

/** Plateau overpotential in V. */
export function etaOf(halfCycle: HalfCycle): number {
  return halfCycle.overpotential?.plateau ?? Number.NaN;
}
