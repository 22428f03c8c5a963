import type { FitResult } from "../../src/fit/result.ts";
import { StopReason } from "../../src/fit/result.ts";
import type { Spectrum } from "../../src/impedance/spectrum.ts";
import type { ModelCurve } from "../../src/report/series.ts";

/** `count` frequencies from `from` to `to` with a constant ratio. */
export function frequencies(from: number, to: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => from * (to / from) ** (i / Math.max(count - 1, 1)));
}

/** R0 + R/(1 + jωRC): a semicircle of diameter R with its left end at R0. */
export function semicircle(frequency: Float64Array, r0: number, r: number, c: number): ModelCurve & Spectrum {
  const omega = frequency.map((f) => 2 * Math.PI * f * r * c);
  return {
    frequency,
    real: omega.map((x) => r0 + r / (1 + x * x)),
    imaginary: omega.map((x) => (-r * x) / (1 + x * x)),
  };
}

/** A converged fit of R0-p(R1,C1); `change` replaces single fields. */
export function fitResult(change: Partial<FitResult> = {}): FitResult {
  return {
    circuit: "R0-p(R1,C1)",
    kernel: "simd",
    weighting: "modulus",
    loss: "linear",
    lossScale: Number.NaN,
    status: "converged",
    reason: StopReason.CostConverged,
    message: "converged: a further step would change the cost by less than the tolerance",
    warnings: [],
    parameters: ["R0.R", "R1.R", "C1.C"],
    units: ["Ω", "Ω", "F"],
    values: Float64Array.of(7.3984, 12345, 1.5e-6),
    stderr: Float64Array.of(0.031, 27, 4e-8),
    states: ["free", "free", "free"],
    covariance: new Float64Array(9),
    correlation: Float64Array.of(1, -0.5, 0.25, -0.5, 1, 0.75, 0.25, 0.75, 1),
    conditionNumber: 120,
    rms: 0.0042,
    chi2: 0.0035,
    degreesOfFreedom: 57,
    evaluations: 321,
    starts: 24,
    agreement: 21,
    file: "cell.mpt",
    spectrum: "1",
    ...change,
  };
}
