/**
 * How the parameters of a defined element go with impedance and frequency, found from the formula itself: Z is homogeneous where
 * Σ dᵢ·∂ln Z/∂ln pᵢ = 1 at every frequency (Euler), and keeps its shape over frequency where Σ eᵢ·∂ln Z/∂ln pᵢ = −∂ln Z/∂ln ω.
 * Then pᵢ ∝ |Z|^dᵢ·ω^eᵢ, which is what draws need to know.
 */
import { type Complex, complexValue, logarithm } from "./complexFormula.ts";
import type { Definition } from "./definition.ts";
import type { ParameterKind } from "./element.ts";

type Scale = Pick<ParameterKind, "impedance" | "frequency" | "exponent" | "frequencyOfExponent">;

const SAMPLES = 24;
const STEP = 1e-4;
/** Least-squares misfit above which an element has no such law. */
const MISFIT = 1e-4;

/** Places at which the laws are tried: fixed numbers spread over (0, 1) (golden-ratio sequence). */
function spread(k: number): number {
  return (k * 0.6180339887498949) % 1;
}

/** Scales of the parameters that are no exponents; none where the formula has no law. */
export function scalesOf(definition: Definition, exponents: ReadonlySet<string>): Map<string, Scale> {
  const sizes = definition.parameters.filter((name) => !exponents.has(name));
  const [exponent, ...others] = exponents;
  const low = lawsAt(definition, sizes, exponents, 0.6);
  const high = lawsAt(definition, sizes, exponents, 0.9);
  if (!low || !high) return new Map();
  const laws = sizes.map((name, i): [string, Scale] => {
    const slope = (high.frequency[i] - low.frequency[i]) / 0.3;
    const impedance = rounded((low.impedance[i] + high.impedance[i]) / 2);
    if (exponent === undefined || others.length > 0 || Math.abs(slope) < 1e-3) {
      return [name, { impedance, frequency: rounded((low.frequency[i] + high.frequency[i]) / 2) }];
    }
    const frequency = rounded(low.frequency[i] - 0.6 * slope);
    return [name, { impedance, frequency, exponent, frequencyOfExponent: rounded(slope) }];
  });
  return new Map(laws);
}

function rounded(value: number): number {
  // Never −0
  return Math.round(value * 1e3) / 1e3 + 0;
}

/** dᵢ and eᵢ with all exponents at one value. */
function lawsAt(
  { formula }: Definition,
  sizes: readonly string[],
  exponents: ReadonlySet<string>,
  at: number,
): { impedance: number[]; frequency: number[] } | undefined {
  const rows: number[][] = [];
  const ones: number[] = [];
  const shifts: number[] = [];
  for (let k = 1; k <= SAMPLES; k++) {
    const place = new Map<string, number>([...exponents].map((name) => [name, at]));
    sizes.forEach((name, i) => {
      place.set(name, 0.5 + spread(k * (i + 2)));
    });
    place.set("w", 10 ** (1.5 * (2 * spread(k) - 1)));
    const value = (name: string, factor: number): Complex => {
      const names = new Map<string, Complex>([...place].map(([one, x]) => [one, [x, 0]]));
      names.set(name, [place.get(name)! * factor, 0]);
      names.set("f", [names.get("w")![0] / (2 * Math.PI), 0]);
      names.set("j", [0, 1]);
      return logarithm(complexValue(formula, names));
    };
    /** ∂ln Z/∂ln of a name, by central difference. */
    const slope = (name: string): Complex => {
      const [a, b] = value(name, Math.exp(STEP));
      const [c, d] = value(name, Math.exp(-STEP));
      return [(a - c) / (2 * STEP), (b - d) / (2 * STEP)];
    };
    const slopes = sizes.map(slope);
    const [re, im] = slope("w");
    rows.push(
      slopes.map((s) => s[0]),
      slopes.map((s) => s[1]),
    );
    ones.push(1, 0);
    shifts.push(-re, -im);
  }
  const impedance = leastSquares(rows, ones);
  const frequency = leastSquares(rows, shifts);
  return impedance && frequency ? { impedance, frequency } : undefined;
}

/** The shortest solution of rows·x = right, up to a ridge; undefined where there is none. */
function leastSquares(rows: readonly number[][], right: readonly number[]): number[] | undefined {
  const n = rows[0].length;
  const matrix = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n + 1 }, (_, c) =>
      rows.reduce((sum, row, k) => sum + row[i] * (c < n ? row[c] : right[k]), i === c ? 1e-9 : 0),
    ),
  );
  for (let i = 0; i < n; i++) {
    // Symmetric and positive definite: no pivoting
    for (let k = 0; k < n; k++) {
      if (k === i) continue;
      const factor = matrix[k][i] / matrix[i][i];
      for (let c = i; c <= n; c++) matrix[k][c] -= factor * matrix[i][c];
    }
  }
  const x = matrix.map((row, i) => row[n] / row[i]);
  const misfit = Math.sqrt(
    rows.reduce((sum, row, k) => sum + (row.reduce((s, v, i) => s + v * x[i], 0) - right[k]) ** 2, 0) /
      rows.length,
  );
  return misfit < MISFIT ? x : undefined;
}
