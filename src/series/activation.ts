/** Slow activation: the overpotential falls over many cycles, at no time quickly. It is no failure, and must not be taken for one. */
import { median } from "../fit/median.ts";
import { type CellEvent, placeOf, sameLevel, together } from "./event.ts";
import { cycleOf, type HalfCycle } from "./halfCycle.ts";
import { etaOf } from "./reference.ts";

/** Least fall, and least number of half-cycles that it takes. */
const FALL = 0.2;
const LEAST_HALF_CYCLES = 12;
/** Largest share of the fall that one cycle may bring. */
const STEEPEST = 0.5;

/** The slow fall of the overpotential before `until` (a half-cycle's index), if there is one; null without. */
export function findActivation(
  halfCycles: readonly HalfCycle[],
  until = Number.POSITIVE_INFINITY,
): CellEvent | null {
  const first = halfCycles[0];
  if (!first) return null;
  // One level: the first that lasts
  const level = halfCycles[Math.min(4, halfCycles.length - 1)].current;
  const own = halfCycles.filter(
    ({ index, current, samples }) => index < until && samples > 2 && sameLevel(current, level),
  );
  if (own.length < LEAST_HALF_CYCLES) return null;
  const smooth = own.map((_, k) => median(own.slice(Math.max(0, k - 2), k + 3).map(etaOf)));
  let top = 0;
  let best = { from: 0, to: 0, fall: 0 };
  smooth.forEach((value, k) => {
    if (value > smooth[top]) top = k;
    const fall = 1 - value / smooth[top];
    if (fall > best.fall) best = { from: top, to: k, fall };
  });
  const { from, to, fall } = best;
  if (fall < FALL || to - from < LEAST_HALF_CYCLES) return null;
  let steepest = 0;
  for (let k = from; k + 2 <= to; k++) steepest = Math.max(steepest, 1 - smooth[k + 2] / smooth[k]);
  if (steepest > Math.max(STEEPEST * fall, 0.15)) return null;
  const falling =
    smooth.slice(from, to).filter((value, k) => smooth[from + k + 1] <= value).length / (to - from);
  return {
    kind: "activation",
    ...placeOf(own[from]),
    lastCycle: cycleOf(own[to]),
    rule: `the overpotential falls by ${(100 * fall).toPrecision(2)} % over ${to - from} half-cycles, at most ${(100 * steepest).toPrecision(2)} % per cycle`,
    figures: { fall, steepest, from_V: smooth[from], to_V: smooth[to] },
    confidence: together([0.5, Math.max(0, falling - 0.5), Math.min(0.4, fall)]),
  };
}
