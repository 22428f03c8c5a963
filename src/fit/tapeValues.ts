import { encodeCurveJob } from "../kernel/curvejob.ts";
import { Mode, type Variable } from "../kernel/job.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Tape } from "../program/tape.ts";

/** A quantity on a linear scale that nothing limits and nobody draws. */
export const plainVariable: Variable = {
  scale: "linear",
  lower: -Infinity,
  upper: Infinity,
  branch: -1,
  element: 0,
  impedance: 0,
  frequency: 0,
  frequencyOfExponent: 0,
  exponent: -1,
  fixedExponent: 0.5,
  drawFrom: Number.NaN,
  drawTo: Number.NaN,
};

/** Values of a tape over its predictors, and their derivatives with respect to each of its parameters. */
export function evaluateTape(
  kernel: Kernel,
  tape: Tape,
  predictors: readonly Float64Array[],
  parameters: readonly number[],
): { readonly values: Float64Array; readonly derivatives: readonly Float64Array[] } {
  const n = predictors[0].length;
  const out = run(kernel, tape, predictors, parameters, Mode.Differentiate);
  return {
    values: out.slice(0, n),
    derivatives: parameters.map((_, p) => out.slice((p + 1) * n, (p + 2) * n)),
  };
}

/** The values alone. */
export function valuesOfTape(
  kernel: Kernel,
  tape: Tape,
  predictors: readonly Float64Array[],
  parameters: readonly number[],
): Float64Array {
  return run(kernel, tape, predictors, parameters, Mode.Evaluate);
}

function run(
  kernel: Kernel,
  tape: Tape,
  predictors: readonly Float64Array[],
  parameters: readonly number[],
  mode: Mode,
): Float64Array {
  const job = encodeCurveJob(
    tape,
    parameters.map((_, variable) => ({ offset: 0, terms: [{ variable, coefficient: 1 }] })),
    parameters.map(() => plainVariable),
    [{ predictors }],
    Float64Array.from(parameters),
    {
      mode,
      weighting: 0,
      loss: 0,
      lossScale: 1,
      evaluations: 1,
      starts: 0,
      draws: 0,
      patience: 0,
      seed: 1,
      costTolerance: 1e-15,
      stepTolerance: 1e-15,
      gradientTolerance: 1e-15,
      damping: 1e-3,
    },
  );
  return new Float64Array(kernel.run(job));
}
