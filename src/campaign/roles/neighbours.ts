/** The value of one cycle from those about it: their scatter gives its error. */
import { openInputs } from "../../cell/quantity.ts";
import { fitCurve } from "../../fit/curve.ts";
import { chained, type Estimate } from "../../fit/propagation.ts";
import { type FoundNumber, numberOf, type Place } from "../finding.ts";
import type { Bench } from "../role.ts";
import { type About, listed } from "./record.ts";

/** Cycles on each side of the wanted one that a parabola goes through. */
const SMOOTHED = 6;
/** Fewest cycles for a parabola whose scatter says something. */
const LEAST = 5;

/** A value of each cycle; null where there is none. */
export type CycleRows = readonly { readonly cycle: number; readonly value: number | null }[];

/**
 * The parabola through the cycles about one, at that cycle; with too few of them the value alone, without an error. Undefined where the
 * cycle has none.
 * @param size what all values were divided by; its error counts
 */
export async function valueAt(
  rows: CycleRows,
  cycle: number,
  { size, bench, ...about }: About & { readonly size?: Estimate; readonly bench: Bench },
): Promise<FoundNumber | undefined> {
  const own = rows.find((one) => one.cycle === cycle)?.value;
  if (own === undefined || own === null) return undefined;
  const at: Place = { of: "cycle", value: cycle };
  const near = rows.filter((one) => one.value !== null && Math.abs(one.cycle - cycle) <= SMOOTHED);
  if (near.length < LEAST) {
    return listed(own, { ...about, at, source: "the cycle alone: its scatter is not known" });
  }
  const result = await fitCurve(
    "y = a + b*x + c*x^2",
    { x: near.map((one) => one.cycle - cycle), y: near.map((one) => one.value!) },
    { engine: bench.fitter.engine },
  );
  const inputs = openInputs({ confidence: bench.confidence });
  const a = inputs.fitted(result, `parabola through ${near.length} cycles`, {
    a: [about.name, "value of the parabola", about.unit],
  })("a");
  const quantity = inputs.quantity(
    {
      quantity: about.name,
      symbol: about.name,
      unit: about.unit,
      formula: `parabola through cycles ${near[0].cycle} to ${near[near.length - 1].cycle}`,
      source: about.source ?? "",
      definition: about.definition ?? [],
    },
    size
      ? chained(a.value, [a, 1], [inputs.given("m", "size of the sample", "", size), -a.value / size.value])
      : a,
  );
  return numberOf(quantity, { files: about.files, at });
}
