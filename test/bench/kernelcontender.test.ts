import { describe, expect, test } from "vitest";
import { judge } from "../../bench/contenders.js";
import { firstSpectra, makeEisJob, readEisJob } from "../../bench/jobs.js";
import { kernelContender } from "../../bench/kernelcontender.js";
import { describeShared, shared } from "../shared.ts";

const made = makeEisJob({ seed: 11, spectra: 60 });

describe.each(["simd", "scalar", "js"] as const)("the build %s as a contender", (build) => {
  test("with free exponents reaches every optimum, and its cost is that of its parameters", async () => {
    const contender = kernelContender(build, { highest: Infinity });
    await contender.prepare?.(made);
    const verdict = judge(made, contender.name, await contender.run(made));
    expect(verdict).toMatchObject({ success: 1, threw: 0, checked: true });
    expect(verdict.worst).toBeLessThan(1 + 1e-5);
  });

  test("holds the exponents at or below 1 otherwise", async () => {
    const contender = kernelContender(build);
    await contender.prepare?.(made);
    const { parameters } = await contender.run(made);
    for (let s = 0; s < made.spectra; s++)
      for (const k of [3, 6, 8]) expect(parameters![9 * s + k]).toBeLessThanOrEqual(1);
  });
});

describeShared("the simd build on the shared job", () => {
  test.each([
    [1, 998],
    [Infinity, 1000],
  ])("exponents up to %d: at the best cost of at least %i of 1,000", async (highest, least) => {
    const job = readEisJob(shared("jobs"));
    const contender = kernelContender("simd", { highest });
    await contender.prepare?.(job);
    expect(judge(job, contender.name, await contender.run(job)).successes).toBeGreaterThanOrEqual(least);
  });
});

test("a job cut short is fitted as its spectra are within the whole", async () => {
  const contender = kernelContender("simd");
  await contender.prepare?.(made);
  const whole = await contender.run(made);
  const few = firstSpectra(made, 7);
  await contender.prepare?.(few);
  expect((await contender.run(few)).parameters).toEqual(whole.parameters?.slice(0, 63));
});
