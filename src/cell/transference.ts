/** The transference number of the cation by polarisation between reversible electrodes. */
import { OptionError } from "../fit/plan.ts";
import { product, quotient, scaled, sum } from "../fit/propagation.ts";
import {
  type FittedInputs,
  type Given,
  openInputs,
  type Quantity,
  type QuantityOptions,
} from "./quantity.ts";
import { type Resistance, resistanceInput } from "./resistance.ts";

export interface BruceVincentInput {
  /** Polarisation in V. */
  readonly voltage: Given;
  /** Current just behind the step and steady current in A; from a transient with their covariance (`analyseTransient`, `ends`). */
  readonly currents: { readonly initial: Given; readonly steady: Given } | FittedInputs;
  /** Resistance of the interfaces (charge transfer and passivating films) in Ω before and after the polarisation. */
  readonly before: Resistance;
  readonly after: Resistance;
  /** Resistance of the bulk in Ω before and after it; both, or none. */
  readonly bulkBefore?: Resistance;
  readonly bulkAfter?: Resistance;
}

/** 1 − I₀R₀/ΔV below which the difference in the formula is a small one of two large numbers; our choice. */
const ILL_CONDITIONED = 0.2;
/** V: the formula supposes small differences of concentration. */
const SMALL_VOLTAGE = 0.0105;

/**
 * t₊ = Is·(ΔV − I0·R0)/(I0·(ΔV − Is·Rs)). With both resistances of the bulk the form with their ratio,
 * t₊ = Is·Rb,s·(ΔV − I0·R0)/(I0·Rb,0·(ΔV − Is·Rs)), for electrolytes that change during the polarisation.
 * @throws OptionError
 */
export function bruceVincent(
  given: BruceVincentInput,
  options: QuantityOptions = {},
  about: { readonly warnings?: readonly string[]; readonly definition?: readonly string[] } = {},
): Quantity {
  if ((given.bulkBefore === undefined) !== (given.bulkAfter === undefined)) {
    throw new OptionError(
      "the resistance of the bulk is needed before and after the polarisation, or not at all",
    );
  }
  const inputs = openInputs(options);
  const V = inputs.positive("ΔV", "polarisation", "V", given.voltage);
  const { initial, steady } = currentsOf(inputs, given.currents);
  const before = resistanceInput(inputs, "R0", "resistance of the interfaces before", given.before);
  const after = resistanceInput(inputs, "Rs", "resistance of the interfaces after", given.after);
  const driveBefore = sum(V, scaled(product(initial, before.of), -1));
  const driveAfter = sum(V, scaled(product(steady, after.of), -1));
  if (!(driveBefore.value > 0) || !(driveAfter.value > 0)) {
    const [current, resistance] = driveBefore.value > 0 ? ["Is", "Rs"] : ["I0", "R0"];
    throw new OptionError(
      `${current}·${resistance} is not below ΔV: the interfaces alone would take more than the polarisation; check the currents (A), the resistances (Ω, of the interfaces only) and ΔV (V)`,
    );
  }
  const plain = quotient(product(steady, driveBefore), product(initial, driveAfter));
  const bulk =
    given.bulkBefore === undefined
      ? undefined
      : {
          before: resistanceInput(inputs, "Rb,0", "resistance of the bulk before", given.bulkBefore),
          after: resistanceInput(inputs, "Rb,s", "resistance of the bulk after", given.bulkAfter!),
        };
  const t = bulk ? product(plain, quotient(bulk.after.of, bulk.before.of)) : plain;
  const share = 1 - driveBefore.value / V.value;
  const expected = bulk && V.value / (bulk.before.of.value + before.of.value);
  return inputs.quantity(
    {
      quantity: "transference number of the cation",
      symbol: "t₊",
      unit: "",
      formula: bulk
        ? "t₊ = Is·Rb,s·(ΔV − I0·R0)/(I0·Rb,0·(ΔV − Is·Rs))"
        : "t₊ = Is·(ΔV − I0·R0)/(I0·(ΔV − Is·Rs))",
      source: bulk
        ? "Abraham, Jiang and Carroll, Chem. Mater. 9 (1997) 1978, after Bruce and Vincent"
        : "Evans, Vincent and Bruce, Polymer 28 (1987) 2324; Bruce and Vincent, J. Electroanal. Chem. 225 (1987) 1",
      definition: [
        "steady-state current fraction of a binary electrolyte, which is the transference number only in an ideal one",
        ...(about.definition ?? []),
      ],
    },
    t,
    [
      { name: "Is/I0, without resistances of the interfaces", unit: "", of: quotient(steady, initial) },
      { name: "I0·R0/ΔV", unit: "", of: quotient(product(initial, before.of), V) },
      ...(bulk ? [{ name: "t₊ without the resistances of the bulk", unit: "", of: plain }] : []),
    ],
    [
      ...(about.warnings ?? []),
      ...before.warnings,
      ...after.warnings,
      ...(bulk?.before.warnings ?? []),
      ...(bulk?.after.warnings ?? []),
      ...(V.value > SMALL_VOLTAGE
        ? [`a polarisation of ${1e3 * V.value} mV is not small: the formula holds to about 10 mV`]
        : []),
      ...(1 - share < ILL_CONDITIONED
        ? [
            `I0·R0 is ${(100 * share).toFixed(0)} % of ΔV: t₊ follows from a small difference, and a small error of R0 changes it much`,
          ]
        : []),
      ...(t.value < 0 || t.value > 1
        ? [
            "a transference number lies between 0 and 1: side reactions, a short circuit, or wrong resistances",
          ]
        : []),
      ...(steady.value > initial.value
        ? ["the steady current is larger than the initial one: the cell did not polarise, or it changed"]
        : []),
      ...(expected !== undefined && Math.abs(initial.value / expected - 1) > 0.2
        ? [
            `I0 is ${(initial.value / expected).toPrecision(2)} of ΔV/(Rb,0 + R0): the initial current was missed, or the impedance is of another state`,
          ]
        : []),
    ],
  );
}

function currentsOf(
  inputs: ReturnType<typeof openInputs>,
  currents: BruceVincentInput["currents"],
): { readonly initial: ReturnType<typeof quotient>; readonly steady: ReturnType<typeof quotient> } {
  if ("initial" in currents) {
    return {
      initial: inputs.positive("I0", "initial current", "A", currents.initial),
      steady: inputs.positive("Is", "steady current", "A", currents.steady),
    };
  }
  const [initial, steady] = ["I0", "Is"].map((name) => currents.values[currents.parameters.indexOf(name)]);
  if (!(initial > 0) || !(steady > 0)) {
    throw new OptionError(
      `the current runs from ${initial} to ${steady} A; both must be above 0: turn the signs of voltage and current`,
    );
  }
  const of = inputs.fitted(currents, "fit of the transient", {
    I0: ["I0", "initial current", "A"],
    Is: ["Is", "steady current", "A"],
  });
  return { initial: of("I0"), steady: of("Is") };
}
