/** Lithium that ends: the overpotential rises sharply at the end of stripping, where a short would lower it. */
import { type CellEvent, placeOf, together } from "./event.ts";
import { cycleOf, type Direction, type HalfCycle } from "./halfCycle.ts";

/** Overpotential at the end over that of the plateau that means depletion. */
const RISE = 2;
/** What the other direction may show meanwhile. */
const OTHER = 1.5;

/**
 * The first half-cycle from which on the overpotential at the end is more than twice the plateau, in one direction: in the next one of
 * that direction too, or in the last of the record. Null without one.
 */
export function findDepletion(halfCycles: readonly HalfCycle[]): CellEvent | null {
  const found = (["discharge", "charge"] as const)
    .map((direction) => depletionOf(halfCycles, direction))
    .filter((event) => event !== null)
    .sort((a, b) => a.time - b.time);
  return found[0] ?? null;
}

/** Overpotential at the end over the plateau. */
function endRise({ overpotential, voltageLast }: HalfCycle): number {
  if (!overpotential) return Number.NaN;
  return Math.max(overpotential.end, Math.abs(voltageLast)) / overpotential.plateau;
}

function depletionOf(halfCycles: readonly HalfCycle[], direction: Direction): CellEvent | null {
  const own = halfCycles.filter((one) => one.direction === direction);
  const place = own.findIndex((_, k) => {
    const next = own.slice(k, k + 3).map(endRise);
    return (
      next.every((rise) => rise > RISE) && own.slice(0, k).filter((b) => endRise(b) > RISE).length <= k / 4
    );
  });
  if (place < 0) return null;
  const first = own[place];
  const rise = endRise(first);
  const follow = own.slice(place, place + 3).length;
  const near = halfCycles.filter(
    (one) => one.direction !== direction && Math.abs(one.index - first.index) <= 3,
  );
  const oneSided = near.length > 0 && near.every((one) => !(endRise(one) > OTHER));
  const short =
    place > 0 && first.endTime - first.startTime < 0.97 * (own[place - 1].endTime - own[place - 1].startTime);
  return {
    kind: "depletion",
    ...placeOf(first, first.endTime),
    lastCycle: cycleOf(own[own.length - 1]),
    rule: [
      `the overpotential at the end of the half-cycle is ${rise.toPrecision(2)} times its plateau`,
      follow > 1 ? `so are the next ${follow - 1} of this direction` : "",
      oneSided ? "the other direction does not rise" : "both directions rise: both electrodes may be thin",
      short ? "the half-cycle ended early" : "",
    ]
      .filter(Boolean)
      .join("; "),
    figures: { end_over_plateau: rise },
    confidence: together([0.6, [0, 0, 0.4, 0.7][follow], oneSided ? 0.5 : 0, short ? 0.4 : 0]),
  };
}
