import { describe, expect, test } from "vitest";
import { builds } from "../kernel/builds.ts";
import {
  besides,
  byName,
  fitterOf,
  type Optimum,
  references,
  spectrumOf,
  worstRelative,
} from "./references.ts";

const cases = references.spectra.slice(0, 3);
const combinations = cases[0].fits.map(({ weighting, loss }) => ({ weighting, loss }));

describe.each(builds)("%s: weighting and loss", (build) => {
  test.each(combinations)(
    "$weighting with $loss loss ends in SciPy's optimum, with its covariance, over planted outliers",
    async ({ weighting, loss }) => {
      const fitter = await fitterOf(build);
      for (const one of cases) {
        const optimum = one.fits.find((fit) => fit.weighting === weighting && fit.loss === loss)!;
        const options = {
          weighting,
          loss,
          lossScale: optimum.lossScale,
          // Cauchy's loss has many minima: SciPy's is meant, found from close by
          start: loss === "cauchy" ? near(one.circuit, optimum.values) : besides(one.circuit, one.truth),
          starts: 0,
        };
        const spectrum = spectrumOf(one);
        const usual = await fitter.fit(one.circuit, spectrum, options);
        expect([usual.weighting, usual.loss], one.title).toEqual([weighting, loss]);
        expect(usual.message, one.title).toMatch(/^converged: /);
        // as it comes: a thousandth of the standard error
        usual.values.forEach((value, i) => {
          const error = Math.abs(value - optimum.values[i]) / usual.stderr[i];
          expect(error, `${one.title}: ${usual.parameters[i]}`).toBeLessThanOrEqual(1e-3);
        });
        expect(Math.abs(usual.chi2 / optimum.cost - 1), one.title).toBeLessThanOrEqual(1e-8);

        const tight = await fitter.fit(one.circuit, spectrum, {
          ...options,
          tolerance: 1e-15,
          evaluations: 3000,
        });
        expect(worstRelative(tight.values, optimum.values), one.title).toBeLessThanOrEqual(1e-6);
        expect(Math.abs(tight.chi2 / optimum.cost - 1), one.title).toBeLessThanOrEqual(1e-10);
        expectCovariance(tight, optimum, one.title);
      }
    },
  );

  test("proportional: parts of the data that are 0 weigh nothing", async () => {
    const fitter = await fitterOf(build);
    const one = references.spectra[3];
    const [optimum] = one.fits;
    const result = await fitter.fit(one.circuit, spectrumOf(one), {
      weighting: "proportional",
      start: besides(one.circuit, one.truth),
      starts: 0,
      tolerance: 1e-15,
    });
    expect(worstRelative(result.values, optimum.values)).toBeLessThanOrEqual(1e-6);
    expect(Math.abs(result.chi2 / optimum.cost - 1)).toBeLessThanOrEqual(1e-10);
  });

  test("residuals without weight are no degrees of freedom", async () => {
    const fitter = await fitterOf(build);
    const one = references.spectra[3];
    const [optimum] = one.fits;
    const result = await fitter.fit(one.circuit, spectrumOf(one), {
      weighting: "proportional",
      start: besides(one.circuit, one.truth),
      starts: 0,
    });
    expect(result.degreesOfFreedom).toBe(optimum.residuals - one.truth.length);
  });

  test("a loss whose scale is not given bends at 1.4826 times the median residual of the plain fit", async () => {
    const fitter = await fitterOf(build);
    const [, one] = cases;
    const options = {
      start: besides(one.circuit, one.truth),
      starts: 0,
      tolerance: 1e-15,
      evaluations: 3000,
    };
    const free = await fitter.fit(one.circuit, spectrumOf(one), { ...options, loss: "huber" });
    // the outliers lose their pull: closer to the truth than the plain fit
    const plain = await fitter.fit(one.circuit, spectrumOf(one), options);
    const misses = (values: Float64Array): number =>
      Math.hypot(...values.map((value, i) => Math.log(value / one.truth[i])));
    expect(misses(free.values)).toBeLessThan(0.5 * misses(plain.values));
  });
});

function near(circuit: string, values: readonly number[]): Record<string, number> {
  return byName(
    circuit,
    values.map((value, i) => value * (i % 2 ? 0.998 : 1.002)),
  );
}

/** (JᵀJ)⁻¹·χ²/ν, without the factor for measured σ; Huber's sandwich for robust losses. */
function expectCovariance(
  result: {
    readonly covariance: Float64Array;
    readonly correlation: Float64Array;
    readonly stderr: Float64Array;
    readonly conditionNumber: number;
    readonly degreesOfFreedom: number;
  },
  optimum: Optimum,
  title: string,
): void {
  const n = optimum.values.length;
  expect(result.degreesOfFreedom, title).toBe(optimum.residuals - n);
  for (let i = 0; i < n; i++) {
    const error = Math.sqrt(optimum.covariance[i * n + i]);
    expect(Math.abs(result.stderr[i] / error - 1), `${title}: standard error ${i}`).toBeLessThanOrEqual(1e-5);
    for (let j = 0; j < n; j++) {
      const scale = error * Math.sqrt(optimum.covariance[j * n + j]);
      const where = `${title}: ${i}, ${j}`;
      expect(
        Math.abs(result.covariance[i * n + j] - optimum.covariance[i * n + j]) / scale,
        where,
      ).toBeLessThanOrEqual(2e-5);
      expect(
        Math.abs(result.correlation[i * n + j] - optimum.covariance[i * n + j] / scale),
        where,
      ).toBeLessThanOrEqual(2e-5);
    }
  }
  // any norm will do: those of an n × n matrix differ by no more than √n each
  expect(result.conditionNumber / optimum.condition, title).toBeGreaterThan(1 / n);
  expect(result.conditionNumber / optimum.condition, title).toBeLessThan(n);
}
