import { afterEach, describe, expect, test } from "vitest";
import { Kernel } from "../../src/kernel/kernel.ts";
import { defaultWorkers } from "../../src/workers/cores.ts";
import { cores } from "../../src/workers/node.ts";
import { createPool, type Pool } from "../../src/workers/pool.ts";
import { encode } from "./task.js";
import { collect, echoes, sorted, type TaskKernel, taskPool, upTo } from "./threads.ts";

const open: Pool[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((pool) => pool.close()));
});

async function poolOf(workers: number, kernel?: TaskKernel): Promise<Pool> {
  const { pool } = await taskPool(workers, kernel);
  open.push(pool);
  return pool;
}

describe("a run", () => {
  test.each([1, 2, 4])("delivers each job exactly once under its index, with %i workers", async (workers) => {
    const pool = await poolOf(workers);
    expect(pool.size).toBe(workers);
    const { order, results } = await collect(pool, echoes(300));
    expect(sorted(order)).toEqual(upTo(300));
    for (const [index, [result]] of results) expect(result?.value).toBe(index);
  });

  test("of bytes returns the bytes that the job made of them", async () => {
    const pool = await poolOf(1);
    const job = Uint8Array.from(`{"op":"bytes"}`, (char) => char.charCodeAt(0));
    let result = new Uint8Array();
    await pool.run([job.slice().buffer], {
      onResult: (_index, bytes) => {
        result = new Uint8Array(bytes);
      },
      onLost: (_index, error) => {
        throw error;
      },
    });
    expect([...result]).toEqual([...job].map((byte) => 255 - byte));
  });

  test("without jobs ends at once, and without a callback", async () => {
    const pool = await poolOf(2);
    expect((await collect(pool, [])).order).toEqual([]);
    expect((await collect(pool, echoes(0))).order).toEqual([]);
  });

  test("gives every worker a first job before any worker gets a second", async () => {
    const pool = await poolOf(4, { instances: new Int32Array(new SharedArrayBuffer(4)) });
    const jobs = upTo(4).map((value) => encode({ op: "sleep", ms: 150, value }));
    const { results } = await collect(pool, jobs);
    expect(sorted([...results.values()].map(([result]) => Number(result?.instance)))).toEqual(upTo(4));
  });

  test("lets a free worker overtake one with a long job", async () => {
    const pool = await poolOf(2);
    const jobs = upTo(40).map((value) => encode({ op: value === 0 ? "sleep" : "echo", ms: 400, value }));
    const { order } = await collect(pool, jobs);
    // Job 0 holds one worker, and at most one more job waits behind it.
    expect(order.indexOf(0)).toBeGreaterThanOrEqual(38);
  });

  test("takes jobs lazily: never more than two per worker are taken and not settled", async () => {
    const workers = 3;
    const pool = await poolOf(workers);
    let taken = 0;
    let settled = 0;
    let most = 0;
    const makeJob = (value: number): ArrayBuffer => {
      taken++;
      most = Math.max(most, taken - settled);
      return encode({ op: value % 30 === 3 ? "exit" : "echo", value });
    };
    await collect(pool, { count: 100, makeJob }, { after: () => settled++ });
    expect(taken).toBe(100);
    expect(most).toBe(2 * workers);
  });

  test("takes the buffer of a job, so that its producer cannot change a job that may be repeated", async () => {
    const pool = await poolOf(1);
    const job = encode({ op: "echo", value: 0 });
    await collect(pool, [job]);
    expect(job.byteLength).toBe(0);
    await expect(collect(pool, [job])).rejects.toMatchObject({ code: "job-invalid", name: "PoolError" });
  });

  test("may follow another, and may share the workers with another", async () => {
    const pool = await poolOf(2);
    for (let round = 0; round < 5; round++) expect((await collect(pool, echoes(10))).order.length).toBe(10);
    const [first, second] = await Promise.all([collect(pool, echoes(50)), collect(pool, echoes(70))]);
    expect(sorted(first.order)).toEqual(upTo(50));
    expect(sorted(second.order)).toEqual(upTo(70));
  });

  test("may be started by a callback of another", async () => {
    const pool = await poolOf(2);
    let inner: Promise<{ order: number[] }> | undefined;
    await collect(pool, echoes(5), {
      after: () => {
        inner ??= collect(pool, echoes(7));
      },
    });
    expect(sorted((await inner)?.order ?? [])).toEqual(upTo(7));
  });

  test.each([-1, 1.5, Number.NaN])(
    "of %d jobs is refused, and says that a whole number is meant",
    async (count) => {
      const pool = await poolOf(1);
      await expect(collect(pool, { ...echoes(1), count } as never)).rejects.toThrow(/whole number/);
    },
  );
});

describe("a mistake of the caller", () => {
  test("in the producer rejects the run with the producer's own error, and the pool goes on", async () => {
    const pool = await poolOf(2);
    const mistake = new Error("no such spectrum");
    const makeJob = (value: number): ArrayBuffer => {
      if (value === 5) throw mistake;
      return encode({ op: "echo", value });
    };
    await expect(collect(pool, { count: 10, makeJob })).rejects.toBe(mistake);
    expect((await collect(pool, echoes(10))).order.length).toBe(10);
  });

  test("in a callback rejects the run with the callback's own error, closes the producer, and the pool goes on", async () => {
    const pool = await poolOf(2);
    const mistake = new Error("the disk is full");
    let closed = false;
    let calls = 0;
    function* producer(): Generator<ArrayBuffer> {
      try {
        for (let value = 0; ; value++) yield encode({ op: "echo", value });
      } finally {
        closed = true;
      }
    }
    const run = collect(pool, producer(), {
      after: () => {
        calls++;
        throw mistake;
      },
    });
    await expect(run).rejects.toBe(mistake);
    expect(closed).toBe(true);
    await collect(pool, echoes(10));
    expect(calls).toBe(1);
  });

  test.each([
    ["a typed array", new Uint8Array(8)],
    ["a string", "{}"],
    ["shared memory", new SharedArrayBuffer(8)],
  ])("that hands over %s rejects the run with a sentence that names the job", async (_what, job) => {
    const pool = await poolOf(1);
    const run = collect(pool, [encode({ op: "echo" }), job as unknown as ArrayBuffer]);
    await expect(run).rejects.toMatchObject({
      code: "job-invalid",
      message: expect.stringContaining("job 1"),
    });
  });

  test.each([0, -1, 1.5, Number.NaN])(
    "that asks for %d workers is told what is expected",
    async (workers) => {
      await expect(taskPool(workers)).rejects.toThrow(/whole number from 1/);
    },
  );
});

describe("a job that throws", () => {
  test("is lost after one attempt with the words and the code of its error; the others go on", async () => {
    const { pool, threads } = await taskPool(2);
    open.push(pool);
    const jobs = upTo(20).map((value) => encode({ op: value % 4 === 1 ? "throw" : "echo", value }));
    const { results, lost } = await collect(pool, jobs);
    expect(sorted(lost.keys())).toEqual([1, 5, 9, 13, 17]);
    expect(results.size).toBe(15);
    const [error] = lost.get(5) ?? [];
    expect(error).toMatchObject({
      name: "PoolError",
      code: "job-failed",
      message: "worker pool: job 5 failed: the job is impossible",
      cause: { name: "RangeError", code: "impossible" },
    });
    expect([...lost.values()].every((errors) => errors.length === 1)).toBe(true);
    expect(threads.length).toBe(2);
  });

  test("costs its worker the kernel instance, whose memory may be half written", async () => {
    const pool = await poolOf(1, { instances: new Int32Array(new SharedArrayBuffer(4)) });
    const jobs = ["echo", "echo", "trap", "echo", "throw", "throw", "echo"].map((op) => encode({ op }));
    const { results, lost } = await collect(pool, jobs);
    expect(sorted(lost.keys())).toEqual([2, 4, 5]);
    const instances = [0, 1, 3, 6].map((index) => results.get(index)?.[0]?.instance);
    // Numbered in the order in which they were made; the one after job 4 threw at once.
    expect(instances).toEqual([0, 0, 1, 3]);
  });

  test("or that returns no bytes is lost, not waited for", async () => {
    const pool = await poolOf(1);
    const { lost, results } = await collect(pool, [encode({ op: "nothing" }), encode({ op: "echo" })]);
    expect(lost.get(0)?.[0]).toMatchObject({ code: "job-failed" });
    expect(results.size).toBe(1);
  });
});

describe("the kernel's own worker", () => {
  test("is started by default, gets the compiled kernel, and reports a malformed job in the kernel's words", async () => {
    const { compileKernel } = await import("../../src/kernel/kernel.ts");
    const compiled = await compileKernel();
    const expected = await Kernel.instantiate(compiled).then((kernel) => {
      try {
        kernel.run(new ArrayBuffer(256));
      } catch (error) {
        return (error as Error).message;
      }
      return undefined;
    });
    const pool = await createPool({ kernel: compiled, workers: 1 });
    open.push(pool);
    const { lost } = await collect(pool, [new ArrayBuffer(256)]);
    expect(lost.get(0)?.[0]?.message).toBe(`worker pool: job 0 failed: ${expected}`);
  });
});

describe("the default number of workers", () => {
  test("is the number of cores, at least one and at most eight", () => {
    expect(defaultWorkers()).toBe(Math.min(8, cores()));
    expect(cores()).toBeGreaterThanOrEqual(1);
  });
});
