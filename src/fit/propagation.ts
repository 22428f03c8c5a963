/**
 * Numbers that follow from fitted parameters, with standard errors: each carries its exact derivatives with respect to the
 * parameters, so that the full covariance of the fit propagates to it (first order: var f = ∇fᵀ·Σ·∇f; JCGM 100:2008, eq. 13).
 */
import type { FitResult } from "./result.ts";

/** A value with its derivative with respect to each parameter that it depends on, by the index of the parameter. */
export interface Derived {
  readonly value: number;
  readonly slopes: ReadonlyMap<number, number>;
}

/** A number with its standard error, in the same unit; NaN where it is not determined. */
export interface Estimate {
  readonly value: number;
  readonly stderr: number;
}

/** A number without error: a constant, a measured area. */
export function exact(value: number): Derived {
  return { value, slopes: new Map() };
}

/** A fitted parameter by its name. @throws when the result has no such parameter. */
export function parameterOf(result: Pick<FitResult, "parameters" | "values">, name: string): Derived {
  const index = result.parameters.indexOf(name);
  if (index < 0) throw new Error(`the fit has no parameter ${name}; it has ${result.parameters.join(", ")}`);
  return { value: result.values[index], slopes: new Map([[index, 1]]) };
}

/** A function of derived numbers: its value, and its partial derivative with respect to each of them. */
export function chained(value: number, ...parts: (readonly [of: Derived, slope: number])[]): Derived {
  const slopes = new Map<number, number>();
  for (const [of, slope] of parts) {
    for (const [index, inner] of of.slopes) slopes.set(index, (slopes.get(index) ?? 0) + slope * inner);
  }
  return { value, slopes };
}

export function sum(...terms: readonly Derived[]): Derived {
  return chained(
    terms.reduce((total, { value }) => total + value, 0),
    ...terms.map((term) => [term, 1] as const),
  );
}

export function product(a: Derived, b: Derived): Derived {
  return chained(a.value * b.value, [a, b.value], [b, a.value]);
}

export function quotient(a: Derived, b: Derived): Derived {
  const value = a.value / b.value;
  return chained(value, [a, 1 / b.value], [b, -value / b.value]);
}

export function scaled(a: Derived, factor: number): Derived {
  return chained(a.value * factor, [a, factor]);
}

/** Natural logarithm; NaN for numbers below 0. */
export function logarithm(a: Derived): Derived {
  return chained(Math.log(a.value), [a, 1 / a.value]);
}

export function exponential(a: Derived): Derived {
  const value = Math.exp(a.value);
  return chained(value, [a, value]);
}

/** The value with its standard error; the error is NaN where a parameter behind it is not determined, 0 where all are fixed. */
export function estimate(
  { covariance, parameters }: Pick<FitResult, "covariance" | "parameters">,
  { value, slopes }: Derived,
): Estimate {
  let variance = 0;
  for (const [i, a] of slopes) {
    for (const [j, b] of slopes) variance += a * b * covariance[i * parameters.length + j];
  }
  // Opposite terms of nearly exchangeable parameters may cancel to a rounding error below 0
  return { value, stderr: Number.isFinite(value) ? Math.sqrt(Math.max(variance, 0)) : Number.NaN };
}

/** The covariances of several derived numbers, row by row. */
export function covariancesOf(
  { covariance, parameters }: Pick<FitResult, "covariance" | "parameters">,
  all: readonly Derived[],
): Float64Array {
  const n = all.length;
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (const [p, a] of all[i].slopes) {
        for (const [q, b] of all[j].slopes) sum += a * b * covariance[p * parameters.length + q];
      }
      result[i * n + j] = sum;
    }
  }
  return result;
}
