import { encodeJob, Mode, type Variable } from "../kernel/job.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Circuit } from "../program/circuit.ts";
import { compileCircuit } from "../program/compile.ts";
import { OptionError } from "./plan.ts";

/** Z = Z′ + jZ″ in Ω at each frequency in Hz. */
export interface Curve {
  readonly frequency: Float64Array;
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/** A curve and ∂Z/∂p for every parameter, in the order of the circuit's text and in SI units. */
export interface Differentiated extends Curve {
  readonly parameters: readonly string[];
  readonly derivatives: readonly { readonly real: Float64Array; readonly imaginary: Float64Array }[];
}

/** Parameter values by name, or in the order of the circuit's text. */
export type ParameterValues = Readonly<Record<string, number>> | ArrayLike<number>;

/** Z of a circuit. @throws OptionError when a value is missing or a name unknown. */
export function evaluateCircuit(
  kernel: Kernel,
  circuit: Circuit,
  values: ParameterValues,
  frequency: Float64Array,
): Curve {
  const n = frequency.length;
  const out = new Float64Array(kernel.run(encode(circuit, values, frequency, Mode.Evaluate)));
  return { frequency, real: out.slice(0, n), imaginary: out.slice(n, 2 * n) };
}

/** Z of a circuit and its exact derivatives. @throws OptionError when a value is missing or a name unknown. */
export function differentiateCircuit(
  kernel: Kernel,
  circuit: Circuit,
  values: ParameterValues,
  frequency: Float64Array,
): Differentiated {
  const n = frequency.length;
  const out = new Float64Array(kernel.run(encode(circuit, values, frequency, Mode.Differentiate)));
  const plane = (k: number): Float64Array => out.slice(k * n, (k + 1) * n);
  const parameters = compileCircuit(circuit).parameters.map((parameter) => parameter.name);
  return {
    frequency,
    real: plane(0),
    imaginary: plane(1),
    parameters,
    derivatives: parameters.map((_, i) => ({ real: plane(2 * i + 2), imaginary: plane(2 * i + 3) })),
  };
}

function encode(circuit: Circuit, values: ParameterValues, frequency: Float64Array, mode: Mode): ArrayBuffer {
  frequency.forEach((f, i) => {
    if (!(f > 0 && f < Infinity)) {
      throw new OptionError(`frequency ${i + 1} is ${f} Hz; frequencies must be above 0 and finite`);
    }
  });
  const program = compileCircuit(circuit);
  const start = valuesOf(program.parameters, values);
  start.forEach((value, i) => {
    if (!Number.isFinite(value)) {
      throw new OptionError(`parameter ${program.parameters[i].name} is ${value}; give a number`);
    }
  });
  const variables = program.parameters.map(
    (parameter, i): Variable => ({
      // A logarithm needs a positive value; below 0 the parameter is taken as it is
      scale: parameter.scale === "log" && start[i] > 0 ? "log" : "linear",
      lower: -Infinity,
      upper: Infinity,
      branch: -1,
      element: parameter.element,
      impedance: 0,
      frequency: 0,
      frequencyOfExponent: 0,
      exponent: -1,
      fixedExponent: 0,
      drawFrom: Number.NaN,
      drawTo: Number.NaN,
    }),
  );
  const compositions = program.parameters.map((_, i) => ({
    offset: 0,
    terms: [{ variable: i, coefficient: 1 }],
  }));
  return encodeJob(program, compositions, variables, [{ frequency }], start, {
    mode,
    weighting: 0,
    loss: 0,
    lossScale: 1,
    evaluations: 1,
    starts: 0,
    draws: 0,
    patience: 0,
    seed: 1,
    costTolerance: 1e-10,
    stepTolerance: 1e-12,
    gradientTolerance: 1e-12,
    damping: 1e-3,
  });
}

function valuesOf(
  parameters: readonly { readonly name: string; readonly fixed?: number; readonly start?: number }[],
  values: ParameterValues,
): Float64Array {
  const names = parameters.map(({ name }) => name);
  if (isList(values)) {
    if (values.length !== names.length) {
      throw new OptionError(
        `the circuit has ${names.length} parameters (${names.join(", ")}), ${values.length} values were given`,
      );
    }
    return Float64Array.from(values);
  }
  const unknown = Object.keys(values).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new OptionError(`the circuit has no parameter "${unknown}"; it has ${names.join(", ")}`);
  }
  return Float64Array.from(parameters, ({ name, fixed, start }) => {
    const value = values[name] ?? start ?? fixed;
    if (value === undefined) {
      throw new OptionError(`parameter ${name} has no value; give all of ${names.join(", ")}`);
    }
    return value;
  });
}

function isList(values: ParameterValues): values is ArrayLike<number> {
  return Array.isArray(values) || ArrayBuffer.isView(values);
}
