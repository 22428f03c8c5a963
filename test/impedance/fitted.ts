import type { FitResult, ParameterState } from "../../src/fit/result.ts";
import { compileCircuit } from "../../src/program/compile.ts";
import { parseCircuit, printCircuit } from "../../src/program/syntax.ts";
import { fitResult } from "../report/fixtures.ts";

/**
 * A converged fit with these values. The errors are `relative` of each value, all parameters correlated with each other by
 * `correlation` (alternating in sign, so that terms add and cancel); zero for a parameter named in `fixed`.
 */
export function fitted(
  circuit: string,
  values: Readonly<Record<string, number>>,
  options: {
    readonly relative?: number;
    readonly correlation?: number;
    readonly states?: Readonly<Record<string, ParameterState>>;
    readonly change?: Partial<FitResult>;
  } = {},
): FitResult {
  const { relative = 0.01, correlation = 0.6, states = {}, change = {} } = options;
  const tree = parseCircuit(circuit);
  const { parameters } = compileCircuit(tree);
  const names = parameters.map(({ name }) => name);
  const numbers = Float64Array.from(names, (name) => {
    if (values[name] === undefined) throw new Error(`no value for ${name}`);
    return values[name];
  });
  const state = names.map((name) => states[name] ?? "free");
  const stderr = Float64Array.from(numbers, (value, i) =>
    state[i] === "fixed" ? 0 : state[i].startsWith("at ") ? Number.NaN : relative * Math.abs(value),
  );
  const covariance = new Float64Array(names.length ** 2);
  names.forEach((_, i) => {
    names.forEach((__, j) => {
      const sign = (i + j) % 2 === 0 ? 1 : -1;
      covariance[i * names.length + j] = stderr[i] * stderr[j] * (i === j ? 1 : sign * correlation);
    });
  });
  return fitResult({
    circuit: printCircuit(tree),
    parameters: names,
    units: parameters.map(({ unit }) => unit),
    values: numbers,
    stderr,
    states: state,
    covariance,
    ...change,
  });
}

/** Draws from the normal distribution of a fit's parameters (Cholesky factor of its covariance). */
export function drawsOf(
  { values, covariance }: FitResult,
  count: number,
  random: () => number,
): Float64Array[] {
  const n = values.length;
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = covariance[i * n + j];
      for (let k = 0; k < j; k++) rest -= factor[i * n + k] * factor[j * n + k];
      factor[i * n + j] =
        i === j ? Math.sqrt(Math.max(rest, 0)) : factor[j * n + j] > 0 ? rest / factor[j * n + j] : 0;
    }
  }
  return Array.from({ length: count }, () => {
    const normal = Float64Array.from(
      { length: n },
      () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
    );
    return values.map((value, i) => {
      let drawn = value;
      for (let j = 0; j <= i; j++) drawn += factor[i * n + j] * normal[j];
      return drawn;
    });
  });
}
