import { afterAll, beforeAll, expect, test } from "vitest";
import { examples } from "../../src/examples/index.ts";
import { runExample } from "../../src/examples/memory.ts";
import { recover } from "../../src/examples/recovery.ts";
import { type Fitter, openFitter } from "../../src/fit/fitter.ts";

let fitter: Fitter;
beforeAll(async () => {
  fitter = await openFitter();
});
afterAll(() => fitter.close());

// Of 95 % intervals one in twenty misses: all misses of a seed stay within five standard errors, and few are there (bench: papers)
test.each(examples)(
  "paper $paper: raw files in, published numbers out",
  async (example) => {
    const run = await runExample(example, 3, fitter);
    expect(run.failures).toEqual([]);
    const recovered = recover(example.published, run);
    for (const { name, published, number, narrow, inside } of recovered) {
      const where = `${published.sample}, ${name}`;
      expect(number, where).toBeDefined();
      expect(narrow, `${where} is narrow enough`).toBe(true);
      if (published.range || number!.confidence === null) expect(inside, where).toBe(true);
      else expect(Math.abs(number!.value! - published.value) / number!.stderr!, where).toBeLessThan(5);
    }
    const misses = recovered.filter(({ inside }) => !inside).length;
    expect(misses).toBeLessThanOrEqual(2 + Math.round(0.1 * recovered.length));
  },
  60_000,
);
