import { describe, expect, test } from "vitest";
import { fitCurve } from "../../src/fit/curve.ts";
import type { KernelBuild } from "../../src/kernel/build.ts";
import { openEngine } from "../../src/workers/engine.ts";
import { describeShared } from "../shared.ts";
import { digits, regressions } from "./nist.ts";

const builds: readonly KernelBuild[] = ["simd", "scalar", "js"];

describeShared("NIST StRD nonlinear regression", () => {
  for (const build of builds) {
    describe(`build ${build}: six digits of the certified values from both starts, with default options`, async () => {
      const engine = await openEngine({ kernel: build });
      for (const { name, model, data, starts, certified, errors, rss, residualSd, df } of regressions()) {
        test.each([0, 1])(`${name}, start %#`, async (which) => {
          const fit = await fitCurve(model, data, { start: starts[which], engine });
          expect(fit.parameters).toEqual(certified.map((_, i) => `b${i + 1}`));
          expect(fit.status).not.toBe("failed");
          expect(digits(fit.values, certified)).toBeGreaterThanOrEqual(6);
          expect(fit.degreesOfFreedom).toBe(df);
          // The sum of squares of Lanczos1 (1e-25) is rounding of its 13-digit data
          if (name === "Lanczos1") return;
          expect(digits(fit.stderr, errors)).toBeGreaterThanOrEqual(6);
          expect(digits([fit.rss, fit.chi2, fit.residualSd], [rss, rss, residualSd])).toBeGreaterThanOrEqual(
            6,
          );
        });
      }
    });
  }
});
