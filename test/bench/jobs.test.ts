import { expect, test } from "vitest";
import { judge } from "../../bench/contenders.js";
import { costOf, firstSpectra, makeEisJob, readEisJob } from "../../bench/jobs.js";
import { describeShared, shared } from "../shared.ts";

const small = makeEisJob({ seed: 7, spectra: 40 });

test("the same seed makes the same job, another seed another one", () => {
  expect(makeEisJob({ seed: 7, spectra: 40 })).toEqual(small);
  expect(makeEisJob({ seed: 8, spectra: 40 }).impedance).not.toEqual(small.impedance);
});

test("a job made here has 70 frequencies from 7 MHz down to 0.1 Hz", () => {
  expect(small.frequency).toHaveLength(70);
  expect(small.frequency[0]).toBeCloseTo(7e6, 3);
  expect(small.frequency[69]).toBeCloseTo(0.1, 12);
});

test("starts are 30–50 % off in R and Q and at most 10 % off in exponents, which stay below 1", () => {
  const isExponent = small.parameters.map((name) => name.startsWith("a"));
  for (let i = 0; i < small.start.length; i++) {
    const ratio = small.start[i] / small.truth[i];
    const off = Math.max(ratio, 1 / ratio) - 1;
    if (isExponent[i % 9]) {
      expect(small.start[i]).toBeLessThanOrEqual(0.99);
      expect(off).toBeLessThan(0.112);
    } else {
      expect(off).toBeGreaterThanOrEqual(0.3 - 1e-12);
      expect(off).toBeLessThanOrEqual(0.5 + 1e-12);
    }
  }
});

test("noise of 1 % leaves a best cost of about (140 residuals − 9 parameters) × 1e-4", () => {
  const { bestCost } = makeEisJob({ seed: 3, spectra: 400 });
  const mean = bestCost.reduce((a, b) => a + b, 0) / bestCost.length;
  // chi-square of 131 degrees of freedom: standard error of this mean is 0.8 of 131
  expect(Math.abs(mean / 1e-4 - 131)).toBeLessThan(4);
});

test("the first spectra of a job are views of the same numbers", () => {
  const first = firstSpectra(small, 3);
  expect(first.spectra).toBe(3);
  expect(first.impedance.buffer).toBe(small.impedance.buffer);
  expect(first.impedance).toHaveLength(3 * 140);
  expect(first.start).toHaveLength(27);
  expect(firstSpectra(small, 1000).spectra).toBe(40);
});

const truthfully = (job: typeof small, p: Float64Array) =>
  Float64Array.from({ length: job.spectra }, (_, s) => costOf(job, s, p.subarray(s * 9, s * 9 + 9)));

test("a fit succeeds when its cost is at most 1.01 × best, and one that threw does not", () => {
  const cost = small.bestCost.map((best, s) => best * (s < 10 ? 1.009 : 1.011));
  cost[0] = Infinity;
  const verdict = judge(small, "peer", { cost });
  expect(verdict).toMatchObject({ success: 9 / 40, threw: 1, worst: Infinity, checked: false });
});

test("a claimed cost that is not the cost of the parameters is refused, with the spectrum", () => {
  const parameters = small.truth.slice();
  const cost = truthfully(small, parameters);
  expect(judge(small, "peer", { cost, parameters })).toMatchObject({ threw: 0, checked: true });
  cost[17] *= 0.99;
  expect(() => judge(small, "peer", { cost, parameters })).toThrow(/"peer", spectrum 17: claims the cost/);
});

test("an outcome of the wrong length is refused", () => {
  expect(() => judge(small, "peer", { cost: new Float64Array(39) })).toThrow(/39 costs for 40 spectra/);
  const outcome = { cost: small.bestCost, parameters: new Float64Array(5) };
  expect(() => judge(small, "peer", outcome)).toThrow(/5 parameters, expected 40 × 9/);
});

describeShared("the shared job", () => {
  test("has 1,000 spectra of 70 points, and no truth costs less than the best known", () => {
    const job = readEisJob(shared("jobs"));
    expect([job.spectra, job.points]).toEqual([1000, 70]);
    const costs = truthfully(job, job.truth);
    expect(costs.every((cost, s) => cost >= job.bestCost[s])).toBe(true);
  });
});

test("a missing file of a job is named", () => {
  expect(() => readEisJob("nowhere")).toThrow(/eis_freq\.f64 is missing/);
});
