/** Where a trend over cycles bends: "falls for 50 cycles, then stays". */
import { openInputs } from "../../cell/quantity.ts";
import { fitCurve } from "../../fit/curve.ts";
import { strongestKink } from "../../series/pressure/kink.ts";
import { type FoundNumber, type FoundTrend, numberOf } from "../finding.ts";
import type { Bench } from "../role.ts";

/** Fewest points on either side of a bend. */
const SIDE = 3;
/** Change of the slope over its standard error from which on there is a bend. */
const SCORE = 5;

/**
 * The bend of the continuous line of two pieces that fits a trend best (broken-line regression, V. M. R. Muggeo, Statist. Med. 22, 3055
 * (2003)); its error comes from the scatter about the two pieces. Undefined where one line does.
 */
export async function bendOf(
  { name, of, x, y, files, model }: FoundTrend,
  bench: Bench,
): Promise<FoundNumber | undefined> {
  const rows = x.flatMap((at, k) => (y[k] === null ? [] : [{ at, value: y[k] }]));
  const [places, values] = [rows.map(({ at }) => at), rows.map(({ value }) => value)];
  if (rows.length < 2 * SIDE) return undefined;
  const kink = strongestKink(places, values, SIDE);
  if (!kink || !(Math.abs(kink.score) > SCORE)) return undefined;
  const result = await fitCurve(
    "y = a + b*x + c*abs(x - d)",
    { x: places, y: values },
    {
      engine: bench.fitter.engine,
      start: { d: places[kink.at] },
      bounds: { d: [places[1], places.at(-2)!] },
    },
  );
  const [b, c] = ["b", "c"].map((one) => result.values[result.parameters.indexOf(one)]);
  const inputs = openInputs({ confidence: bench.confidence });
  const quantity = inputs.quantity(
    {
      quantity: `${of} of the bend of ${name}`,
      symbol: "d",
      unit: "",
      formula: "y = a + b·x + c·|x − d|",
      source: "broken-line regression, Statist. Med. 22, 3055 (2003)",
      definition: [
        `slope ${(b - c).toPrecision(3)} Ω per ${of} before it, ${(b + c).toPrecision(3)} behind it`,
      ],
    },
    inputs.fitted(result, `two lines through ${rows.length} values`, { d: ["d", "bend", ""] })("d"),
  );
  return numberOf(quantity, { files, model });
}
