import { readFileSync } from "node:fs";
import { type Fitter, openFitter } from "../../src/fit/fitter.ts";
import type { Loss, Weighting } from "../../src/fit/options.ts";
import type { FitResult } from "../../src/fit/result.ts";
import type { Spectrum } from "../../src/impedance/spectrum.ts";
import type { KernelBuild } from "../../src/kernel/build.ts";
import { compileCircuit } from "../../src/program/compile.ts";
import { parseCircuit } from "../../src/program/syntax.ts";
import type { Complex } from "../program/complex-oracle.ts";

/** An optimum that SciPy found, taken to rounding by `fixtures/fits.py`. */
export interface Optimum {
  readonly weighting: Weighting;
  readonly loss: Loss;
  readonly lossScale: number;
  readonly values: readonly number[];
  /** Σ of the squared weighted residuals, or of C²ρ((r/C)²). */
  readonly cost: number;
  /** Per parameter: −1 at its lower bound, 1 at its upper bound, else 0. */
  readonly held: readonly number[];
  /** Parameters that are not held, and their covariance, row-major. */
  readonly free: readonly number[];
  readonly covariance: readonly number[];
  /** 2-norm condition number of the Jacobian with columns of unit length. */
  readonly condition: number;
  /** Residuals that have a weight. */
  readonly residuals: number;
}

export interface Case {
  readonly title: string;
  readonly circuit: string;
  readonly truth: readonly number[];
  readonly bounds?: Readonly<Record<string, readonly [number, number]>>;
  readonly f: readonly number[];
  readonly re: readonly number[];
  readonly im: readonly number[];
  readonly sigma?: readonly number[];
  readonly fits: readonly Optimum[];
}

export interface GoldenCase {
  readonly circuit: string;
  readonly f: readonly number[];
  readonly Z: readonly Complex[];
  readonly initial_guess: readonly number[];
  readonly modulus_weighted_optimum: readonly number[];
  readonly sse: number;
}

interface References {
  readonly spectra: readonly Case[];
  readonly bounded: readonly Case[];
  readonly golden: readonly GoldenCase[];
}

export const references: References = JSON.parse(
  readFileSync(new URL("../fixtures/fits.json", import.meta.url), "utf8"),
);

export function spectrumOf(one: Pick<Case, "f" | "re" | "im" | "sigma">): Spectrum {
  return {
    frequency: Float64Array.from(one.f),
    real: Float64Array.from(one.re),
    imaginary: Float64Array.from(one.im),
    ...(one.sigma ? { sigma: Float64Array.from(one.sigma) } : {}),
  };
}

export function namesOf(circuit: string): string[] {
  return compileCircuit(parseCircuit(circuit)).parameters.map(({ name }) => name);
}

/** Values in the order of the circuit's text, by name. */
export function byName(circuit: string, values: ArrayLike<number>): Record<string, number> {
  return Object.fromEntries(namesOf(circuit).map((name, i) => [name, values[i]]));
}

/** A start beside the truth: scales 30 % off, exponents a little. */
export function besides(circuit: string, truth: readonly number[]): Record<string, number> {
  return Object.fromEntries(
    namesOf(circuit).map((name, i) => [
      name,
      /\.n$/.test(name) ? truth[i] - 0.05 : truth[i] * (i % 2 ? 0.77 : 1.3),
    ]),
  );
}

const fitters = new Map<KernelBuild, Promise<Fitter>>();

/** A fitter of a build, opened once per test file; without workers it holds no handle. */
export function fitterOf(build: KernelBuild): Promise<Fitter> {
  let fitter = fitters.get(build);
  if (!fitter) {
    fitter = openFitter({ kernel: build });
    fitters.set(build, fitter);
  }
  return fitter;
}

/** Largest |a − b|/|b|. */
export function worstRelative(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.max(...Array.from(b, (value, i) => Math.abs(a[i] - value) / Math.abs(value)));
}

/** Everything a result says in numbers, for comparisons bit by bit. */
export function numbersOf(result: FitResult): unknown {
  const { kernel: _, ...rest } = result;
  return rest;
}
