import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Coverage, coverageOf, faultOf } from "../../src/examples/coverage.ts";
import type { Example } from "../../src/examples/example.ts";
import { examples } from "../../src/examples/index.ts";
import { runExample } from "../../src/examples/memory.ts";
import { type Recovered, recover } from "../../src/examples/recovery.ts";
import { type Fitter, openFitter } from "../../src/fit/fitter.ts";

/** The bench looks at fifty: npm run bench -- papers. */
const SEEDS = [3, 4, 5, 6];

let fitter: Fitter;
beforeAll(async () => {
  fitter = await openFitter();
});
afterAll(() => fitter.close());

const runs = new Map<string, Promise<Recovered[][]>>();

function recoveries(example: Example): Promise<Recovered[][]> {
  const known = runs.get(example.paper);
  if (known) return known;
  const all = (async () => {
    const found: Recovered[][] = [];
    for (const seed of SEEDS) {
      const run = await runExample(example, seed, fitter);
      expect(run.failures).toEqual([]);
      found.push(recover(example.published, run));
    }
    return found;
  })();
  runs.set(example.paper, all);
  return all;
}

/** The numbers that the papers print, in the units of the examples. */
const printed: Readonly<Record<string, readonly number[]>> = {
  "000": [
    0.605, 0.611, 1500, 500, 125, 6100, 43_000, 4700, 7900, 14, 37, 29, 90, 95, 145.4, 144.8, 130.6, 97, 67,
    400,
  ],
  "002": [7.51e-4, 0.36, 1.8, 1.2, 0.7, 0.2, 2000, 800, 30, 50, 300, 165.5, 152.9, 92.4, 153.9, 130.5],
  "003": [
    0.16, 0.14, 0.19, 0.56, 2.33e-15, 1.11e-14, 0.133, 0.171, 2.4, 4.7, 1200, 450, 166.0, 158.5, 149.4, 137.9,
    116.9, 101.2, 152.1, 145.5, 131.4, 124.9, 104.9, 51.6, 113.3, 80, 250, 370, 2100, 1100, 300, 60, 105.1,
    81.7, 133.7, 81.6, 0.021,
  ],
  "004": [
    2.8e-3, 7.4, 4.6, 4.1, 4.5, 7.9, 10.4, 9.5, 8.6, 8.5, 1.84, 1.6, 1.39, 1.13, 1.19, 1.33, 0.353, 320, 540,
    260, 220, 13.5, 13, 20, 22, 166, 79, 98.92, 150, 32, 0.73, 4.35, 0.15, 0.37,
  ],
};

describe.each(examples)("paper $paper", (example) => {
  test("every number that it prints is looked for", () => {
    for (const value of printed[example.paper]) {
      const near = example.published.some((one) => Math.abs(one.value / value - 1) < 1.5e-3);
      expect(near, `${value}`).toBe(true);
    }
  });

  test("raw files in, published numbers out: all found, none wide, none biased, events exact", async () => {
    const all = coverageOf(await recoveries(example));
    expect(all.map(faultOf).filter((fault) => fault !== undefined)).toEqual([]);
  }, 240_000);

  test("95 % intervals hold about 95 %, and their errors are as large as they are", async () => {
    const pulls = (await recoveries(example))
      .flat()
      .flatMap(({ pull }) => (Number.isFinite(pull) ? [pull] : []));
    const misses = pulls.filter((pull) => Math.abs(pull) > 1.96).length;
    // Numbers of one sample share its sizes: their misses come together
    const spread = 6 * Math.sqrt(0.05 * 0.95 * pulls.length);
    expect(misses).toBeLessThan(0.05 * pulls.length + spread);
    const rms = Math.sqrt(pulls.reduce((total, pull) => total + pull ** 2, 0) / pulls.length);
    expect(rms).toBeGreaterThan(0.7);
    expect(rms).toBeLessThan(1.35);
  }, 240_000);
});

describe("a row of the table", () => {
  const published = { sample: "cell", quantity: "R1", value: 10, unit: "Ω" };
  const right: Coverage = {
    published,
    name: "cell: R1",
    runs: 50,
    found: 50,
    inside: 47,
    narrow: 50,
    widest: 0.02,
    meanPull: 0.1,
    rmsPull: 1.05,
  };

  test("is at fault where it is missing, wide, biased, held too rarely, or has errors that are too large", () => {
    expect(faultOf(right)).toBeUndefined();
    expect(faultOf({ ...right, found: 49 })).toContain("not found in 1 of 50 seeds");
    expect(faultOf({ ...right, narrow: 48 })).toContain("too wide in 2 of 50 seeds");
    expect(faultOf({ ...right, meanPull: 0.7 })).toContain("biased by 0.7");
    expect(faultOf({ ...right, inside: 39 })).toContain("inside in 39 of 50 seeds");
    expect(faultOf({ ...right, rmsPull: 0.5 })).toContain("errors 2.0 times too large");
    const event = { ...right, published: { ...published, range: [10, 10] as const }, meanPull: Number.NaN };
    expect(faultOf({ ...event, inside: 50 })).toBeUndefined();
    expect(faultOf({ ...event, inside: 49 })).toContain("another one in 1 of 50 seeds");
  });

  test("of doctored results: another published value and another standard error are found out", async () => {
    const [example] = examples;
    const all = await recoveries(example);
    const doctored = all.map((run) => run.map((one) => ({ ...one, pull: one.pull + 3 })));
    const faults = coverageOf(doctored).map(faultOf);
    const intervals = coverageOf(all).filter(({ meanPull }) => Number.isFinite(meanPull)).length;
    expect(faults.filter((fault) => fault?.includes("biased")).length).toBeGreaterThan(0.8 * intervals);
  }, 240_000);
});
