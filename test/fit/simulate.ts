import { evaluateCircuit, type ParameterValues } from "../../src/fit/evaluate.ts";
import type { Spectrum } from "../../src/impedance/spectrum.ts";
import type { Kernel } from "../../src/kernel/kernel.ts";
import { parseCircuit } from "../../src/program/syntax.ts";
import { seeded } from "../program/random-circuit.ts";

/** `count` frequencies from `high` to `low`, evenly on a logarithmic scale. */
export function sweep(high: number, low: number, count: number): Float64Array {
  return Float64Array.from(
    { length: count },
    (_, i) => high * (low / high) ** (count === 1 ? 0 : i / (count - 1)),
  );
}

/** A spectrum of a circuit with complex normal noise of `noise`·|Z|. */
export function simulate(
  kernel: Kernel,
  circuit: string,
  values: ParameterValues,
  frequency: Float64Array,
  noise: number,
  seed = 1,
): Spectrum {
  const random = seeded(seed);
  const { real, imaginary } = evaluateCircuit(kernel, parseCircuit(circuit), values, frequency);
  for (let i = 0; i < frequency.length; i++) {
    const size = noise * Math.hypot(real[i], imaginary[i]) * Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    real[i] += size * Math.cos(angle);
    imaginary[i] += size * Math.sin(angle);
  }
  return { frequency, real, imaginary };
}
