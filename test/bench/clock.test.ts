import { describe, expect, test } from "vitest";
import { alignedTable, median, pairedRatio, takeTurns } from "../../bench/clock.js";
import { parseAnchors } from "../../bench/native.js";
import { opsPerSecond } from "../../bench/suite.js";

/** A clock that moves only when a contender says so. */
function mechanicalClock() {
  let milliseconds = 0;
  const order: string[] = [];
  const turn = (name: string, cost: () => number) => ({
    name,
    run: () => {
      order.push(name);
      milliseconds += cost();
    },
  });
  return { order, turn, now: () => milliseconds };
}

describe("takeTurns", () => {
  test("runs each contender untimed first, then once per round in an order that the seed decides", async () => {
    const names = ["a", "b", "c", "d"];
    const orderOf = async (seed: number) => {
      const { order, turn, now } = mechanicalClock();
      await takeTurns(
        names.map((name) => turn(name, () => 1)),
        { rounds: 6, warmup: 2, seed, now },
      );
      return order;
    };
    const order = await orderOf(5);
    expect(order.slice(0, 8)).toEqual(["a", "a", "b", "b", "c", "c", "d", "d"]);
    const rounds = Array.from({ length: 6 }, (_, k) => order.slice(8 + 4 * k, 12 + 4 * k));
    for (const round of rounds) expect([...round].sort()).toEqual(names);
    expect(new Set(rounds.map(String)).size).toBeGreaterThan(1);
    expect(await orderOf(5)).toEqual(order);
    expect(await orderOf(6)).not.toEqual(order);
  });

  test("reports seconds per round, least and middle, without the warm-up", async () => {
    const { turn, now } = mechanicalClock();
    const costs = [9000, 4000, 1000, 3000];
    const [timing] = await takeTurns([turn("a", () => costs.shift()!)], {
      rounds: 3,
      warmup: 1,
      seed: 1,
      now,
    });
    expect(timing).toEqual({ name: "a", seconds: [4, 1, 3], min: 1, median: 3 });
  });

  test("a turn of several runs counts their median, and the least of all single runs is kept", async () => {
    const { order, turn, now } = mechanicalClock();
    const costs = [5000, 1000, 2000, 8000, 6000, 7000];
    const [timing] = await takeTurns([{ ...turn("a", () => costs.shift()!), repeats: 3 }], {
      rounds: 2,
      warmup: 0,
      seed: 1,
      now,
    });
    expect(order).toHaveLength(6);
    expect(timing).toEqual({ name: "a", seconds: [2, 7], min: 1, median: 4.5 });
  });

  test("believes a program that times itself", async () => {
    const { turn, now } = mechanicalClock();
    const inner = turn("a", () => 5000);
    const run = async () => {
      inner.run();
      return { seconds: 0.25 };
    };
    const [timing] = await takeTurns([{ name: "a", run, secondsOf: ({ seconds }) => seconds }], {
      rounds: 1,
      warmup: 0,
      seed: 1,
      now,
    });
    expect(timing.seconds).toEqual([0.25]);
  });

  test("waits for a promise within the time", async () => {
    const { turn, now } = mechanicalClock();
    const inner = turn("a", () => 5000);
    const run = async () => {
      await Promise.resolve();
      inner.run();
    };
    const [timing] = await takeTurns([{ name: "a", run }], { rounds: 1, warmup: 0, seed: 1, now });
    expect(timing.seconds).toEqual([5]);
  });
});

test("a paired ratio is the median of the ratios within rounds: a machine that slows down does not change it", () => {
  const slowdown = [1, 1, 7, 7, 7];
  expect(
    pairedRatio(
      slowdown.map((s) => 3 * s),
      slowdown.map((s) => 2 * s),
    ),
  ).toBe(1.5);
  expect(() => pairedRatio([1], [1, 2])).toThrow(/same rounds/);
});

test("the median of an even number of values is the mean of the two in the middle", () => {
  expect(median([10, 1, 2, 4])).toBe(3);
  expect(median([10, 1, 4])).toBe(4);
});

test("a table is aligned: first column to the left, the others to the right", () => {
  expect(
    alignedTable(
      ["name", "µs"],
      [
        ["a", "1.5"],
        ["longer", "10"],
      ],
    ),
  ).toBe(["name     µs", "a       1.5", "longer   10"].join("\n"));
});

test("native anchors are read in seconds per fit, and a script without anchor_log is an error", () => {
  const printed = [
    "anchor_raw             eis ms/fit min 0.01208 median 0.01223  evals/fit 11.97 accepted 9.21 chol 10.97",
    "anchor_log             eis ms/fit min 0.00845 median 0.00853  evals/fit 8.18 accepted 6.78 chol 7.18",
    "eis parts us: r+J 0.357  r only 0.147  JtJ+g 0.310  chol+solve 0.282 (113471)",
  ].join("\n");
  const [raw, log] = parseAnchors(printed);
  expect(raw.name).toBe("anchor_raw");
  expect(log).toMatchObject({ name: "anchor_log", job: "eis", evaluations: 8.18 });
  expect(log.min).toBeCloseTo(8.45e-6, 12);
  expect(log.median).toBeCloseTo(8.53e-6, 12);
  expect(() => parseAnchors("nothing")).toThrow(/no line "anchor_log/);
});

describe("opsPerSecond", () => {
  test("is the inverse of the time of one call", async () => {
    let sum = 0;
    const started = performance.now();
    const rate = await opsPerSecond(
      "two milliseconds",
      () => {
        const end = performance.now() + 2;
        while (performance.now() < end) sum++;
      },
      { seconds: 0.2 },
    );
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(rate.medianSeconds).toBeGreaterThanOrEqual(0.002);
    expect(rate.opsPerSecond).toBeLessThanOrEqual(500);
    expect(rate.minSeconds).toBeLessThanOrEqual(rate.medianSeconds);
    expect(sum).toBeGreaterThan(0);
  });

  test("says which kernel threw and what", async () => {
    const broken = () => {
      throw new Error("out of memory");
    };
    await expect(opsPerSecond("gather", broken)).rejects.toThrow('kernel "gather" threw: out of memory');
  });
});
