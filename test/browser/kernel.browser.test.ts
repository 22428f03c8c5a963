import { describe, expect, test } from "vitest";
import { evaluate, fit, fitMany, Kernel, type KernelBuild, type Spectrum } from "../../src/index.ts";

const builds: readonly KernelBuild[] = ["simd", "scalar", "js", "debug"];
const circuit = "R0-p(R1,CPE1)";
const truth = { "R0.R": 12, "R1.R": 85, "CPE1.Q": 3e-5, "CPE1.n": 0.87 };
const frequency = Float64Array.from({ length: 61 }, (_, i) => 10 ** (6 - i / 10));

/** Z = R0 + 1/(1/R1 + Q(jω)ⁿ), with (jω)ⁿ = ωⁿ(cos nπ/2 + j sin nπ/2). */
function formula(): Spectrum {
  const real = new Float64Array(frequency.length);
  const imaginary = new Float64Array(frequency.length);
  frequency.forEach((f, i) => {
    const size = truth["CPE1.Q"] * (2 * Math.PI * f) ** truth["CPE1.n"];
    const angle = (truth["CPE1.n"] * Math.PI) / 2;
    const a = 1 / truth["R1.R"] + size * Math.cos(angle);
    const b = size * Math.sin(angle);
    real[i] = truth["R0.R"] + a / (a * a + b * b);
    imaginary[i] = -b / (a * a + b * b);
  });
  return { frequency, real, imaginary };
}

test("the tests of this folder run in a page that is not cross-origin isolated", () => {
  expect(window.crossOriginIsolated).toBe(false);
});

describe.each(builds)("kernel %s in a browser", (kernel) => {
  test("is the build that was asked for", async () => {
    expect((await Kernel.load(kernel)).build).toBe(kernel);
  });

  test("evaluates Z = R0 + 1/(1/R1 + Q(jω)ⁿ) to 1e-12", async () => {
    const { real, imaginary } = await evaluate(circuit, truth, frequency, { kernel });
    const expected = formula();
    for (let i = 0; i < frequency.length; i++) {
      const size = Math.hypot(expected.real[i]!, expected.imaginary[i]!);
      expect(Math.abs(real[i]! - expected.real[i]!) / size).toBeLessThan(1e-12);
      expect(Math.abs(imaginary[i]! - expected.imaginary[i]!) / size).toBeLessThan(1e-12);
    }
  });

  test("finds the parameters that made a noiseless spectrum, without starting values", async () => {
    const result = await fit(circuit, formula(), { kernel });
    expect(result.kernel).toBe(kernel);
    expect(result.parameters).toEqual(Object.keys(truth));
    Object.values(truth).forEach((value, i) => {
      expect(Math.abs(result.values[i]! / value - 1)).toBeLessThan(1e-6);
    });
  });
});

test("without a wish the browser gets the simd build", async () => {
  expect((await fit(circuit, formula())).kernel).toBe("simd");
});

test("results do not depend on the number of browser workers, to the last bit", async () => {
  const spectra = Array.from({ length: 40 }, (_, k) => {
    const { real, imaginary } = formula();
    // A deterministic misfit, different for each spectrum, so that the optimum is not the truth.
    return {
      frequency,
      real: real.map((z, i) => z * (1 + 0.003 * Math.sin(7 * i + k))),
      imaginary: imaginary.map((z, i) => z * (1 + 0.003 * Math.cos(5 * i + 3 * k))),
    };
  });
  const [none, one, two] = await Promise.all(
    [0, 1, 2].map((workers) => fitMany(circuit, spectra, { workers, seed: 7 })),
  );
  const values = (results: typeof none) => results!.map((result) => [...result.values, ...result.stderr]);
  expect(none).toHaveLength(spectra.length);
  expect(values(one)).toEqual(values(none));
  expect(values(two)).toEqual(values(none));
});
