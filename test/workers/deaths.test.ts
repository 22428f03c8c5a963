import { afterEach, describe, expect, test } from "vitest";
import type { CompiledKernel } from "../../src/kernel/kernel.ts";
import { createPool, type Pool } from "../../src/workers/pool.ts";
import { diesAt, encode } from "./task.js";
import { collect, echoes, sorted, taskPool, upTo } from "./threads.ts";

const open: Pool[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((pool) => pool.close()));
});

async function poolOf(...args: Parameters<typeof taskPool>): ReturnType<typeof taskPool> {
  const made = await taskPool(...args);
  open.push(made.pool);
  return made;
}

/** Attempts at a job until one survives or three have died. */
function attemptsAt(seed: number, index: number, rate: number): { attempts: number; lost: boolean } {
  for (let attempt = 0; attempt < 3; attempt++) {
    if (!diesAt(seed, index, attempt, rate)) return { attempts: attempt + 1, lost: false };
  }
  return { attempts: 3, lost: true };
}

describe("a worker that dies", () => {
  test.each([
    { workers: 4, rate: 0.1, count: 200, seed: 1 },
    { workers: 2, rate: 0.1, count: 100, seed: 2 },
    { workers: 1, rate: 0.1, count: 100, seed: 3 },
    { workers: 3, rate: 0.5, count: 40, seed: 4 },
  ])(
    "costs exactly one attempt at the job that killed it: $count jobs, $workers workers, $rate of the attempts fatal",
    async ({ workers, rate, count, seed }) => {
      const attempts = new Int32Array(new SharedArrayBuffer(4 * count));
      const { pool } = await poolOf(workers, { attempts });
      const makeJob = (value: number): ArrayBuffer => encode({ op: "chaos", value, seed, rate });
      const { results, lost, order } = await collect(pool, { count, makeJob });
      expect(sorted(order)).toEqual(upTo(count));
      for (const [index, deliveries] of results) expect(deliveries.map((r) => r.value)).toEqual([index]);
      const expected = upTo(count).map((index) => attemptsAt(seed, index, rate));
      expect([...attempts]).toEqual(expected.map((job) => job.attempts));
      expect(sorted(lost.keys())).toEqual(upTo(count).filter((index) => expected[index]?.lost));
    },
    60_000,
  );

  test.each(["exit", "uncaught", "rejection"])(
    "by %s on every attempt loses that job after three, says so, and loses no other",
    async (op) => {
      const { pool, threads } = await poolOf(2);
      const jobs = upTo(30).map((value) => encode({ op: value === 11 ? op : "echo", value }));
      const { results, lost } = await collect(pool, jobs);
      expect(sorted(lost.keys())).toEqual([11]);
      expect(lost.get(11)?.length).toBe(1);
      expect(lost.get(11)?.[0]).toMatchObject({
        name: "PoolError",
        code: "worker-lost",
        message: expect.stringMatching(
          /^worker pool: job 11 was given up, 3 workers died while they ran it \(.+\)$/,
        ),
      });
      expect(results.size).toBe(29);
      // The last death needs no successor when the other worker has done the rest by then.
      expect([4, 5]).toContain(threads.length);
    },
  );

  test("out of memory loses the job that needs too much, and no other", async () => {
    const { pool } = await poolOf(2, {}, { resourceLimits: { maxOldGenerationSizeMb: 24 } });
    const jobs = upTo(12).map((value) => encode({ op: value === 3 ? "allocate" : "echo", value }));
    const { results, lost } = await collect(pool, jobs);
    expect(sorted(lost.keys())).toEqual([3]);
    expect(lost.get(3)?.[0]).toMatchObject({ cause: { code: "ERR_WORKER_OUT_OF_MEMORY" } });
    expect(results.size).toBe(11);
  });

  test("by terminate() from outside, in the middle of a job, has its jobs repeated", async () => {
    const { pool, threads } = await poolOf(3);
    const jobs = upTo(60).map((value) => encode({ op: "sleep", ms: 8, value }));
    let settled = 0;
    const { results, lost, order } = await collect(pool, jobs, {
      after: () => {
        if (++settled % 10 === 5) void threads[threads.length - 1 - (settled % 3)]?.terminate();
      },
    });
    expect(sorted(order)).toEqual(upTo(60));
    expect(lost.size).toBe(0);
    for (const [index, deliveries] of results) expect(deliveries.map((r) => r.value)).toEqual([index]);
    expect(threads.length).toBeGreaterThan(3);
  });

  test("between two runs is replaced by the next one", async () => {
    const { pool, threads } = await poolOf(2);
    await collect(pool, echoes(4));
    await Promise.all(threads.map((thread) => thread.terminate()));
    expect((await collect(pool, echoes(10))).order.length).toBe(10);
    expect(threads.length).toBe(4);
  });
});

describe("a pool whose workers cannot be started", () => {
  const kernel = {} as CompiledKernel;

  test("rejects with the cause and the cure when the platform refuses", async () => {
    const refusal = new Error("Refused to create a worker");
    const start = (): never => {
      throw refusal;
    };
    await expect(createPool({ kernel, workers: 4, start })).rejects.toMatchObject({
      name: "PoolError",
      code: "workers-unavailable",
      message:
        "worker pool: none of 4 workers could be started (Refused to create a worker); do the work in the calling thread, " +
        "with 0 workers",
      cause: refusal,
    });
  });

  test("rejects when the file of the worker is missing", async () => {
    const { Worker } = await import("node:worker_threads");
    const { threadOf } = await import("../../src/workers/node.ts");
    const start = () => threadOf(new Worker(new URL("./missing.mjs", import.meta.url)));
    await expect(createPool({ kernel, workers: 1, start })).rejects.toThrow(
      /^worker pool: the worker could not be started \(Cannot find module .*missing\.mjs/,
    );
  });

  test("rejects when the kernel cannot be instantiated in them", async () => {
    await expect(taskPool(2, { startFailure: "throw" })).rejects.toMatchObject({
      code: "workers-unavailable",
      message: expect.stringContaining("the kernel does not fit"),
    });
  });

  test("any more rejects its run, which is not left waiting, and tries again at the next one", async () => {
    let refuse = false;
    const { Worker } = await import("node:worker_threads");
    const { threadOf } = await import("../../src/workers/node.ts");
    const start = () => {
      if (refuse) throw new Error("no thread left");
      return threadOf(new Worker(new URL("./task.mjs", import.meta.url), { execArgv: [] }));
    };
    const pool = await createPool({ kernel, workers: 2, start });
    open.push(pool);
    refuse = true;
    const jobs = upTo(10).map((value) => encode({ op: value < 2 ? "exit" : "echo", value }));
    await expect(collect(pool, jobs)).rejects.toMatchObject({
      code: "workers-unavailable",
      message: expect.stringContaining("no thread left"),
    });
    refuse = false;
    expect((await collect(pool, echoes(10))).order.length).toBe(10);
  });

  test("in part works with those that could", async () => {
    let started = 0;
    const { Worker } = await import("node:worker_threads");
    const { threadOf } = await import("../../src/workers/node.ts");
    const start = () => {
      if (started++ > 0) throw new Error("one is enough");
      return threadOf(new Worker(new URL("./task.mjs", import.meta.url), { execArgv: [] }));
    };
    const pool = await createPool({ kernel, workers: 3, start });
    open.push(pool);
    expect(pool.size).toBe(1);
    expect((await collect(pool, echoes(10))).order.length).toBe(10);
  });
});
