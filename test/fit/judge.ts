import { differentiateCircuit } from "../../src/fit/evaluate.ts";
import type { FitResult } from "../../src/fit/result.ts";
import type { Spectrum } from "../../src/impedance/spectrum.ts";
import type { Kernel } from "../../src/kernel/kernel.ts";
import { parseCircuit } from "../../src/program/syntax.ts";

/** What a result should say about itself, computed anew at its values with modulus weights. */
export interface Judgement {
  readonly cost: number;
  /** Per direction: cosine between the residuals and the derivative along it. 0 at a free optimum. */
  readonly steepness: readonly number[];
  /** Covariance of the parameters, row-major: T·(TᵀJᵀJT)⁻¹·Tᵀ·χ²/ν. */
  readonly covariance: readonly number[];
}

/**
 * Judges a result by the Jacobian at its values. `directions` (T) are what may move: one vector over the parameters each, so that a
 * tie R2 = 2·R1 is the direction with 1 at R1 and 2 at R2.
 */
export function judge(
  kernel: Kernel,
  result: FitResult,
  spectrum: Spectrum,
  directions: readonly (readonly number[])[],
): Judgement {
  const { real, imaginary, derivatives } = differentiateCircuit(
    kernel,
    parseCircuit(result.circuit),
    result.values,
    spectrum.frequency,
  );
  const weight = spectrum.real.map((x, i) => 1 / Math.hypot(x, spectrum.imaginary[i]));
  const stack = (re: Float64Array, im: Float64Array): number[] => [
    ...re.map((x, i) => x * weight[i]),
    ...im.map((y, i) => y * weight[i]),
  ];
  const residuals = stack(
    real.map((x, i) => x - spectrum.real[i]),
    imaginary.map((y, i) => y - spectrum.imaginary[i]),
  );
  const columns = derivatives.map((d) => stack(d.real, d.imaginary));
  const moved = directions.map((direction) =>
    residuals.map((_, k) => direction.reduce((sum, t, p) => sum + t * columns[p][k], 0)),
  );
  const cost = dot(residuals, residuals);
  const norms = moved.map((column) => Math.sqrt(dot(column, column)));
  const inverse = invert(moved.map((a, i) => moved.map((b, j) => dot(a, b) / norms[i] / norms[j])));
  const scale = cost / (residuals.length - directions.length);
  const n = result.values.length;
  const covariance = Array.from({ length: n * n }, (_, k) => {
    const [p, q] = [Math.floor(k / n), k % n];
    let sum = 0;
    directions.forEach((a, i) => {
      directions.forEach((b, j) => {
        sum += (a[p] * b[q] * inverse[i][j]) / norms[i] / norms[j];
      });
    });
    return sum * scale;
  });
  return {
    cost,
    steepness: moved.map((column, i) => dot(column, residuals) / norms[i] / Math.sqrt(cost)),
    covariance,
  };
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, i) => sum + x * b[i], 0);
}

/** Gauss–Jordan with pivoting. */
function invert(matrix: readonly (readonly number[])[]): number[][] {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...Array.from({ length: n }, (_, j) => (i === j ? 1 : 0))]);
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k; i < n; i++) if (Math.abs(rows[i][k]) > Math.abs(rows[best][k])) best = i;
    [rows[k], rows[best]] = [rows[best], rows[k]];
    const pivot = rows[k][k];
    rows[k] = rows[k].map((x) => x / pivot);
    for (let i = 0; i < n; i++) {
      if (i !== k) {
        const factor = rows[i][k];
        rows[i] = rows[i].map((x, j) => x - factor * rows[k][j]);
      }
    }
  }
  return rows.map((row) => row.slice(n));
}
