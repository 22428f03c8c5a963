import { differentiateCircuit } from "../../src/fit/evaluate.ts";
import type { Spectrum } from "../../src/impedance/spectrum.ts";
import type { Kernel } from "../../src/kernel/kernel.ts";
import { parseCircuit } from "../../src/program/syntax.ts";

/** A joint problem as one dense least-squares problem, for comparison: nothing of the sparse solver is used. */
export interface DenseProblem {
  readonly kernel: Kernel;
  readonly circuit: string;
  readonly spectra: readonly Spectrum[];
  /** Weight of each spectrum's cost. */
  readonly weights: readonly number[];
  /** Per parameter whether it is solved in its logarithm. */
  readonly logarithmic: readonly boolean[];
  /** Per parameter that is not free in each spectrum: offset and coefficients over the shared unknowns, per spectrum. */
  readonly links: ReadonlyMap<
    number,
    (spectrum: number) => { offset: number; coefficients: readonly number[] }
  >;
  readonly sharedCount: number;
  /** Per parameter the weight of its steps between neighbours. */
  readonly smooth?: readonly number[];
  /** 1/distance to the spectrum before. */
  readonly nearness?: readonly number[];
}

export interface DenseSolution {
  /** Values of all parameters, per spectrum. */
  readonly values: number[][];
  readonly stderr: number[][];
  readonly shared: number[];
  readonly sharedStderr: number[];
  readonly covariance: number[][];
  readonly cost: number;
  readonly penalty: number;
  readonly degreesOfFreedom: number;
}

/**
 * Gauss–Newton on the dense normal equations from given values. Standard errors are those of (JᵀJ + P)⁻¹·cost/ν with
 * ν = residuals − trace((JᵀJ + P)⁻¹JᵀJ).
 */
export function solveDense(
  problem: DenseProblem,
  start: readonly (readonly number[])[],
  shared: number[],
): DenseSolution {
  const { spectra, logarithmic, links, sharedCount } = problem;
  const own = logarithmic.map((_, p) => p).filter((p) => !links.has(p));
  const size = spectra.length * own.length + sharedCount;
  const unknowns = [
    ...start.flatMap((values) => own.map((p) => (logarithmic[p] ? Math.log(values[p]) : values[p]))),
    ...shared,
  ];
  const columnsOf = (s: number): { column: number; coefficient: number }[][] =>
    logarithmic.map((_, p) => {
      const link = links.get(p);
      if (!link) return [{ column: s * own.length + own.indexOf(p), coefficient: 1 }];
      return link(s).coefficients.map((coefficient, k) => ({ column: size - sharedCount + k, coefficient }));
    });
  const pointOf = (u: readonly number[], s: number): number[] =>
    logarithmic.map(
      (_, p) =>
        (links.get(p)?.(s).offset ?? 0) +
        columnsOf(s)[p].reduce((sum, { column, coefficient }) => sum + coefficient * u[column], 0),
    );
  const build = (u: readonly number[]) => {
    const a = Array.from({ length: size }, () => new Array<number>(size).fill(0));
    const data = Array.from({ length: size }, () => new Array<number>(size).fill(0));
    const g = new Array<number>(size).fill(0);
    let cost = 0;
    let penalty = 0;
    let residuals = 0;
    spectra.forEach((spectrum, s) => {
      const x = pointOf(u, s);
      const values = x.map((value, p) => (logarithmic[p] ? Math.exp(value) : value));
      const { real, imaginary, derivatives } = differentiateCircuit(
        problem.kernel,
        parseCircuit(problem.circuit),
        Float64Array.from(values),
        spectrum.frequency,
      );
      const columns = columnsOf(s);
      for (let i = 0; i < spectrum.frequency.length; i++) {
        const w = Math.sqrt(problem.weights[s]) / Math.hypot(spectrum.real[i], spectrum.imaginary[i]);
        for (const part of ["real", "imaginary"] as const) {
          const model = part === "real" ? real[i] : imaginary[i];
          const r = w * (model - spectrum[part][i]);
          cost += r * r;
          residuals++;
          const row = new Map<number, number>();
          derivatives.forEach((d, p) => {
            const slope = w * d[part][i] * (logarithmic[p] ? values[p] : 1);
            for (const { column, coefficient } of columns[p])
              row.set(column, (row.get(column) ?? 0) + coefficient * slope);
          });
          for (const [j, b] of row) {
            g[j] += b * r;
            for (const [k, c] of row) data[j][k] += b * c;
          }
        }
      }
    });
    data.forEach((row, j) => {
      row.forEach((value, k) => {
        a[j][k] = value;
      });
    });
    for (let s = 1; s < spectra.length; s++) {
      own.forEach((p, r) => {
        const q = (problem.smooth?.[p] ?? 0) ** 2 * (problem.nearness?.[s] ?? 1);
        const [i, j] = [(s - 1) * own.length + r, s * own.length + r];
        const change = u[j] - u[i];
        penalty += q * change * change;
        a[i][i] += q;
        a[j][j] += q;
        a[i][j] -= q;
        a[j][i] -= q;
        g[j] += q * change;
        g[i] -= q * change;
      });
    }
    return { a, data, g, cost, penalty, residuals };
  };
  let u = unknowns;
  let now = build(u);
  for (let step = 0; step < 60; step++) {
    const inverse = invert(now.a);
    const h = inverse.map((row) => -row.reduce((sum, value, k) => sum + value * now.g[k], 0));
    let t = 1;
    let trial = build(u.map((value, k) => value + t * h[k]));
    while (trial.cost + trial.penalty > (now.cost + now.penalty) * (1 + 1e-13) && t > 1e-6) {
      t /= 2;
      trial = build(u.map((value, k) => value + t * h[k]));
    }
    u = u.map((value, k) => value + t * h[k]);
    now = trial;
    if (h.every((value) => Math.abs(value) < 1e-12)) break;
  }
  const inverse = invert(now.a);
  let determined = 0;
  inverse.forEach((row, j) => {
    row.forEach((value, k) => {
      determined += value * now.data[k][j];
    });
  });
  const degreesOfFreedom = now.residuals - determined;
  const scale = now.cost / degreesOfFreedom;
  const values = spectra.map((_, s) =>
    pointOf(u, s).map((value, p) => (logarithmic[p] ? Math.exp(value) : value)),
  );
  const covariance = inverse.map((row) => row.map((value) => value * scale));
  return {
    values,
    stderr: values.map((own, s) =>
      columnsOf(s).map((columns, p) => {
        let variance = 0;
        for (const a of columns)
          for (const b of columns) variance += a.coefficient * b.coefficient * covariance[a.column][b.column];
        return Math.sqrt(variance) * (logarithmic[p] ? own[p] : 1);
      }),
    ),
    shared: u.slice(size - sharedCount),
    sharedStderr: u
      .slice(size - sharedCount)
      .map((_, k) => Math.sqrt(covariance[size - sharedCount + k][size - sharedCount + k])),
    covariance,
    cost: now.cost,
    penalty: now.penalty,
    degreesOfFreedom,
  };
}

/** Gauss–Jordan with pivoting, after scaling to a unit diagonal. */
function invert(matrix: readonly (readonly number[])[]): number[][] {
  const n = matrix.length;
  const scale = matrix.map((row, i) => 1 / Math.sqrt(row[i]));
  const rows = matrix.map((row, i) => [
    ...row.map((value, j) => value * scale[i] * scale[j]),
    ...Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)),
  ]);
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k; i < n; i++) if (Math.abs(rows[i][k]) > Math.abs(rows[best][k])) best = i;
    [rows[k], rows[best]] = [rows[best], rows[k]];
    const pivot = rows[k][k];
    rows[k] = rows[k].map((value) => value / pivot);
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = rows[i][k];
      if (factor !== 0) rows[i] = rows[i].map((value, j) => value - factor * rows[k][j]);
    }
  }
  return rows.map((row, i) => row.slice(n).map((value, j) => value * scale[i] * scale[j]));
}
