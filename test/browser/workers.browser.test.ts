import { afterEach, describe, expect, test } from "vitest";
import { fitMany, type Spectrum } from "../../src/index.ts";
import { type CompiledKernel, compileKernel } from "../../src/kernel/kernel.ts";
import { threadOf } from "../../src/workers/browser.ts";
import { createPool, type Pool } from "../../src/workers/pool.ts";
import { decode, encode } from "../workers/task.js";

const kernel = {} as CompiledKernel;
const open: Pool[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((pool) => pool.close()));
});

async function taskPool(workers: number): Promise<{ pool: Pool; raw: Worker[] }> {
  const raw: Worker[] = [];
  const start = () => {
    const worker = new Worker(new URL("../workers/task.mjs", import.meta.url), { type: "module" });
    raw.push(worker);
    return threadOf(worker);
  };
  const pool = await createPool({ kernel, workers, start });
  open.push(pool);
  return { pool, raw };
}

async function collect(pool: Pool, jobs: ArrayBuffer[], after = () => {}, signal?: AbortSignal) {
  const results = new Map<number, unknown[]>();
  const lost = new Map<number, Error>();
  await pool.run(jobs, {
    signal,
    onResult: (index, result) => {
      results.set(index, [...(results.get(index) ?? []), decode(result).value]);
      after();
    },
    onLost: (index, error) => {
      lost.set(index, error);
      after();
    },
  });
  return { results, lost };
}

const jobsOf = (count: number, op: (value: number) => string, ms = 5): ArrayBuffer[] =>
  Array.from({ length: count }, (_, value) => encode({ op: op(value), value, ms }));
const echo = (): string => "echo";
const eachOnce = (count: number): [number, number[]][] => Array.from({ length: count }, (_, i) => [i, [i]]);
const byIndex = (results: Map<number, unknown[]>) => [...results].sort(([a], [b]) => a - b);
const lifelines = async (): Promise<number> => {
  const { held = [] } = await navigator.locks.query();
  return held.filter((lock) => lock.name?.startsWith("interphase worker")).length;
};

describe("module workers", () => {
  test("deliver each job exactly once under its index", async () => {
    const { pool } = await taskPool(2);
    const { results, lost } = await collect(pool, jobsOf(200, echo));
    expect(byIndex(results)).toEqual(eachOnce(200));
    expect(lost.size).toBe(0);
  });

  test.each([
    ["close itself without a word", "exit"],
    ["throw an uncaught error", "uncaught"],
  ])("that %s on every attempt lose that job after three, and no other", async (_manner, op) => {
    const { pool } = await taskPool(2);
    const { results, lost } = await collect(
      pool,
      jobsOf(20, (value) => (value === 7 ? op : "echo")),
    );
    expect([...lost.keys()]).toEqual([7]);
    expect(lost.get(7)).toMatchObject({ name: "PoolError", code: "worker-lost" });
    expect(byIndex(results)).toEqual(eachOnce(20).filter(([index]) => index !== 7));
  });

  test("that are terminated behind the pool's back, in the middle of a job, have their jobs repeated", async () => {
    const { pool, raw } = await taskPool(2);
    let settled = 0;
    const { results, lost } = await collect(
      pool,
      jobsOf(40, () => "sleep"),
      () => {
        if (++settled % 12 === 6) raw[raw.length - 1]?.terminate();
      },
    );
    expect(byIndex(results)).toEqual(eachOnce(40));
    expect(lost.size).toBe(0);
    expect(raw.length).toBeGreaterThan(2);
  });

  test("whose job throws answer with its words, and go on", async () => {
    const { pool, raw } = await taskPool(1);
    const { results, lost } = await collect(
      pool,
      jobsOf(5, (value) => (value === 2 ? "throw" : "echo")),
    );
    expect(lost.get(2)).toMatchObject({
      code: "job-failed",
      cause: { name: "RangeError", code: "impossible" },
    });
    expect(results.size).toBe(4);
    expect(raw.length).toBe(1);
  });

  test("are freed by an abort from jobs that never end", async () => {
    const { pool } = await taskPool(2);
    const run = collect(
      pool,
      jobsOf(2, () => "hang"),
      undefined,
      AbortSignal.timeout(50),
    );
    await expect(run).rejects.toMatchObject({ name: "TimeoutError" });
    expect((await collect(pool, jobsOf(10, echo))).results.size).toBe(10);
  });

  test("and their locks are gone after close", async () => {
    await expect.poll(lifelines, { timeout: 10_000 }).toBe(0); // Chromium takes its time to end a worker that never rests
    const { pool } = await taskPool(3);
    expect(await lifelines()).toBe(3);
    await pool.close();
    await expect.poll(lifelines).toBe(0);
    await expect(collect(pool, jobsOf(1, echo))).rejects.toMatchObject({ code: "pool-closed" });
  });

  test("that cannot be loaded reject the pool with a sentence", async () => {
    const start = () => threadOf(new Worker("/no/such/worker.js", { type: "module" }));
    await expect(createPool({ kernel, workers: 2, start })).rejects.toMatchObject({
      code: "workers-unavailable",
      message: expect.stringMatching(/^worker pool: none of 2 workers could be started \(.+\); do the work/),
    });
  });

  test("that may not hold a lock, and say so, are not taken for dead", async () => {
    // A data: worker has an opaque origin; it answers comlink's calls by hand.
    const script = `
      addEventListener("message", async ({ data: { id, path, argumentList } }) => {
        let value;
        if (path[0] === "load") value = await navigator.locks.request("x", () => true).catch(() => false);
        else value = argumentList[0].value;
        postMessage({ id, type: "RAW", value });
      });`;
    const start = () => threadOf(new Worker(`data:text/javascript,${encodeURIComponent(script)}`));
    const pool = await createPool({ kernel, workers: 1, start });
    open.push(pool);
    expect((await collect(pool, jobsOf(5, echo))).results.size).toBe(5);
  });
});

describe("the kernel's own worker", () => {
  test.each([undefined, "js"] as const)(
    "is started by default with build %s, and answers in the kernel's words",
    async (build) => {
      const pool = await createPool({ kernel: await compileKernel(build), workers: 2 });
      open.push(pool);
      expect(pool.size).toBe(2);
      const { lost } = await collect(pool, [new ArrayBuffer(256)]);
      expect(lost.get(0)?.message).toMatch(/^worker pool: job 0 failed: kernel: /);
    },
  );

  test("fits the same numbers with no, one and two workers", async () => {
    const frequency = Float64Array.from({ length: 40 }, (_, i) => 10 ** (5 - i / 8));
    const spectra: Spectrum[] = Array.from({ length: 24 }, (_, k) => {
      const time = 1e-4 * (1 + k);
      const real = frequency.map((f) => 10 + 50 / (1 + (2 * Math.PI * f * time) ** 2));
      const imaginary = frequency.map((f) => {
        const x = 2 * Math.PI * f * time;
        return (-50 * x) / (1 + x * x);
      });
      return { frequency, real, imaginary };
    });
    const values = async (workers: number) =>
      (await fitMany("R0-p(R1,C1)", spectra, { workers })).map((result) => [...result.values]);
    const here = await values(0);
    expect(here[0]?.[1]).toBeCloseTo(50, 6);
    expect(await values(1)).toEqual(here);
    expect(await values(2)).toEqual(here);
  });
});
