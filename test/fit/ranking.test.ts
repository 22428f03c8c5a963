import { describe, expect, test } from "vitest";
import { aicc, bic, evidenceRatio, minusTwoLogLikelihood, weightsOf } from "../../src/fit/ranking.ts";

/** −2 Σ ln of normal densities, from the definition. */
function direct(residuals: readonly number[], sigma: number): number {
  return residuals.reduce(
    (sum, r) => sum - 2 * Math.log(Math.exp(-((r / sigma) ** 2) / 2) / (sigma * Math.sqrt(2 * Math.PI))),
    0,
  );
}

const residuals = [0.01, -0.02, 0.015, 0.005, -0.012, 0.018, -0.004, 0.011, -0.009, 0.002];
const chi2 = residuals.reduce((sum, r) => sum + r * r, 0);
const n = residuals.length;

describe("information criteria of the weighted sum of squares", () => {
  test("−2 ln L is that of normal residuals with σ² = χ²/n, the maximum over σ", () => {
    const value = minusTwoLogLikelihood({ chi2, residuals: n, free: 2 }, { floor: 1e-6 });
    const sigma = Math.sqrt(chi2 / n);
    expect(value).toBeCloseTo(direct(residuals, sigma), 10);
    for (const other of [0.9, 0.99, 1.01, 1.1]) {
      expect(value).toBeLessThan(direct(residuals, other * sigma));
    }
  });

  test("below the floor −2 ln L is that of normal residuals with σ at the floor", () => {
    const value = minusTwoLogLikelihood({ chi2, residuals: n, free: 2 }, { floor: 0.05 });
    expect(value).toBeCloseTo(direct(residuals, 0.05), 10);
  });

  test("with a measured σ it is χ² and a constant", () => {
    const difference =
      minusTwoLogLikelihood({ chi2: 12, residuals: n, free: 2 }, { known: true }) -
      minusTwoLogLikelihood({ chi2: 7, residuals: n, free: 2 }, { known: true });
    expect(difference).toBeCloseTo(5, 12);
  });

  test("BIC and AICc at χ² = 0.01, n = 100, three parameters and σ", () => {
    // 100·ln(2π·10⁻⁴) + 100 = −637.24633055668…; + 4·ln 100; + 8 + 40/95
    const misfit = { chi2: 0.01, residuals: 100, free: 3 };
    expect(bic(misfit, { floor: 1e-6 })).toBeCloseTo(-618.82564981273, 9);
    expect(aicc(misfit, { floor: 1e-6 })).toBeCloseTo(-628.8252779251, 9);
  });

  test("σ does not count where it was measured", () => {
    const misfit = { chi2: 90, residuals: 100, free: 3 };
    expect(bic(misfit, { known: true }) - minusTwoLogLikelihood(misfit, { known: true })).toBeCloseTo(
      3 * Math.log(100),
      12,
    );
  });

  test("AICc is infinite without residuals to spare, BIC is not", () => {
    expect(aicc({ chi2: 1, residuals: 5, free: 3 }, { floor: 1e-6 })).toBe(Infinity);
    expect(Number.isFinite(bic({ chi2: 1, residuals: 5, free: 3 }, { floor: 1e-6 }))).toBe(true);
  });

  test("differences do not change when all residuals are scaled, floor included", () => {
    const delta = (scale: number): number =>
      bic({ chi2: 0.02 * scale ** 2, residuals: 80, free: 4 }, { floor: 1e-4 * scale }) -
      bic({ chi2: 0.03 * scale ** 2, residuals: 80, free: 3 }, { floor: 1e-4 * scale });
    expect(delta(1000)).toBeCloseTo(delta(1), 9);
  });
});

describe("evidence", () => {
  test("weights are exp(−Δ/2) over their sum", () => {
    // Δ = 0, 2, 4: 1, e⁻¹, e⁻² over 1.503214724…
    const weights = weightsOf([102, 100, 104]);
    expect(weights[1]).toBeCloseTo(0.66524095577, 10);
    expect(weights[0]).toBeCloseTo(0.24472847105, 10);
    expect(weights[2]).toBeCloseTo(0.09003057317, 10);
  });

  test("weights add to 1 however far apart the criteria are, and are even where all are infinite", () => {
    expect(weightsOf([-1e5, 0, 1e5])).toEqual([1, 0, 0]);
    expect(weightsOf([Infinity, Infinity])).toEqual([0.5, 0.5]);
    expect(weightsOf([Infinity, 3])).toEqual([0, 1]);
  });

  test("the evidence ratio is exp(Δ/2)", () => {
    expect(evidenceRatio(104, 100)).toBeCloseTo(Math.E ** 2, 12);
    expect(evidenceRatio(Infinity, Infinity)).toBe(1);
  });
});
