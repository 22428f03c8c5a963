import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FoundNumber } from "../../src/campaign/finding.ts";
import type { Bench } from "../../src/campaign/role.ts";
import { bendOf } from "../../src/campaign/roles/bend.ts";
import { valueAt } from "../../src/campaign/roles/neighbours.ts";
import { meanOf } from "../../src/campaign/roles/record.ts";
import { type Fitter, openFitter } from "../../src/fit/fitter.ts";
import { seeded } from "../../src/series/simulate/random.ts";

let fitter: Fitter;
let bench: Bench;
beforeAll(async () => {
  fitter = await openFitter();
  bench = { fitter, confidence: 0.95 } as Bench;
});
afterAll(() => fitter.close());

const TRIALS = 300;
/** Four standard deviations of the binomial below 95 %. */
const LEAST = 0.95 - 4 * Math.sqrt((0.95 * 0.05) / TRIALS);

/** Share of the intervals that hold the truth. */
async function coverage(
  truth: number,
  run: (random: ReturnType<typeof seeded>) => FoundNumber | undefined | Promise<FoundNumber | undefined>,
): Promise<number> {
  const random = seeded(7);
  let inside = 0;
  for (let k = 0; k < TRIALS; k++) {
    const { lower, upper } = (await run(random))!;
    if (lower! <= truth && truth <= upper!) inside++;
  }
  return inside / TRIALS;
}

/** A mass that is stated as 4 mg, and is another one. */
const size = { value: 4, stderr: 0.02 };
const about = { name: "capacity", unit: "mAh·g⁻¹", files: ["cell.csv"] };

describe("a mean of cycles", () => {
  // Scatter far above, about as large as, and far below the error of the mass
  test.each([0.05, 0.012, 0.001])(
    "with scatter %s and a mass known to 0.5 %: held in 95 of 100",
    async (scatter) => {
      const held = await coverage(150, (random) => {
        const mass = size.value + size.stderr * random.normal();
        const values = Array.from(
          { length: 6 },
          () => (150 * mass * (1 + scatter * random.normal())) / size.value,
        );
        return meanOf(values, 0.95, { ...about, size });
      });
      expect(held).toBeGreaterThan(LEAST);
    },
  );

  test("of equal values has the error of the size alone, without one none", () => {
    const { stderr } = meanOf([150, 150, 150], 0.95, { ...about, size })!;
    expect(stderr).toBeCloseTo((150 * 0.02) / 4, 12);
    expect(meanOf([150, 150, 150], 0.95, about)!.stderr).toBe(0);
  });
});

describe("the value of a cycle by its neighbours", () => {
  const law = (cycle: number): number => 97 + 48 * Math.exp(-(cycle - 1) / 40);

  // In the middle, at the beginning, at the end
  test.each([20, 1, 60])("cycle %i: held in 95 of 100", async (cycle) => {
    const held = await coverage(law(cycle), (random) => {
      const mass = size.value + size.stderr * random.normal();
      const rows = Array.from({ length: 60 }, (_, k) => ({
        cycle: k + 1,
        value: (law(k + 1) * (1 + 0.004 * random.normal()) * mass) / size.value,
      }));
      return valueAt(rows, cycle, { ...about, size, bench });
    });
    expect(held).toBeGreaterThan(LEAST);
  });

  test("of few cycles is the value alone, of a cycle that is not there nothing", async () => {
    const rows = [1, 2, 3].map((cycle) => ({ cycle, value: 10 * cycle }));
    const alone = await valueAt(rows, 2, { ...about, bench });
    expect(alone).toMatchObject({ value: 20, stderr: null, lower: null });
    expect(await valueAt(rows, 4, { ...about, bench })).toBeUndefined();
  });
});

describe("a bend", () => {
  const cycles = Array.from({ length: 12 }, (_, k) => 10 * k);
  const trend = (y: readonly number[]) => ({
    name: "R2",
    of: "cycle",
    unit: "Ω",
    x: cycles,
    y,
    stderr: y.map(() => null),
    model: "",
    files: ["eis.mpt"],
  });

  test.each([
    [50, 0],
    [43, 0.8],
    [65, -0.5],
  ])("at cycle %d, behind it %d Ω per cycle: held in 95 of 100", async (bend, behind) => {
    const held = await coverage(bend, (random) =>
      bendOf(
        trend(
          cycles.map(
            (cycle) =>
              110 +
              2.2 * Math.max(0, bend - cycle) +
              behind * Math.max(0, cycle - bend) +
              0.6 * random.normal(),
          ),
        ),
        bench,
      ),
    );
    expect(held).toBeGreaterThan(LEAST);
  });

  test("is not found where one line does", async () => {
    const random = seeded(5);
    let found = 0;
    for (let k = 0; k < 100; k++) {
      if (await bendOf(trend(cycles.map((cycle) => 200 - cycle + random.normal())), bench)) found++;
    }
    expect(found).toBeLessThanOrEqual(3);
  });
});
