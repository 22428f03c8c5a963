import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import type { Pool } from "../../src/workers/pool.ts";
import { encode } from "./task.js";
import { collect, echoes, taskPool, upTo } from "./threads.ts";

const open: Pool[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((pool) => pool.close()));
});

async function poolOf(...args: Parameters<typeof taskPool>): ReturnType<typeof taskPool> {
  const made = await taskPool(...args);
  open.push(made.pool);
  return made;
}

const sleeps = (count: number, ms: number): ArrayBuffer[] =>
  upTo(count).map((value) => encode({ op: "sleep", ms, value }));

describe("an abort", () => {
  test("before the run rejects with the signal's reason and takes no job", async () => {
    const { pool } = await poolOf(1);
    const reason = new Error("not needed any more");
    let taken = 0;
    const makeJob = (value: number): ArrayBuffer => {
      taken++;
      return encode({ op: "echo", value });
    };
    const run = collect(pool, { count: 5, makeJob }, { signal: AbortSignal.abort(reason) });
    await expect(run).rejects.toBe(reason);
    expect(taken).toBe(0);
  });

  test("during the run rejects with the signal's reason, makes no further callback, and the pool goes on", async () => {
    const { pool } = await poolOf(2);
    const controller = new AbortController();
    const reason = new Error("not needed any more");
    let calls = 0;
    const run = collect(pool, sleeps(50, 5), {
      signal: controller.signal,
      after: () => {
        if (++calls === 7) controller.abort(reason);
      },
    });
    await expect(run).rejects.toBe(reason);
    expect((await collect(pool, echoes(20))).order.length).toBe(20);
    expect(calls).toBe(7);
  });

  test("by the producer itself ends the run and closes the producer", async () => {
    const { pool } = await poolOf(1);
    const controller = new AbortController();
    let closed = false;
    function* producer(): Generator<ArrayBuffer> {
      try {
        yield encode({ op: "echo" });
        controller.abort(new Error("the file ends here"));
        for (;;) yield encode({ op: "echo" });
      } finally {
        closed = true;
      }
    }
    await expect(collect(pool, producer(), { signal: controller.signal })).rejects.toThrow(
      "the file ends here",
    );
    expect(closed).toBe(true);
  });

  test("frees workers from jobs that never end", async () => {
    const { pool, threads } = await poolOf(2);
    const signal = AbortSignal.timeout(50);
    const run = collect(pool, [encode({ op: "hang" }), encode({ op: "hang" })], { signal });
    await expect(run).rejects.toMatchObject({ name: "TimeoutError" });
    expect((await collect(pool, echoes(10))).order.length).toBe(10);
    expect(threads.length).toBe(4);
  });

  test("leaves a worker alone whose job is nearly done", async () => {
    const { pool, threads } = await poolOf(1);
    await expect(collect(pool, sleeps(2, 40), { signal: AbortSignal.timeout(20) })).rejects.toThrow();
    await collect(pool, echoes(3));
    expect(threads.length).toBe(1);
  });

  test("of one run does not touch another", async () => {
    const { pool } = await poolOf(2);
    const first = collect(pool, [encode({ op: "hang" })], { signal: AbortSignal.timeout(60) });
    const second = collect(pool, sleeps(30, 5));
    await expect(first).rejects.toThrow();
    expect((await second).order.length).toBe(30);
  });

  test("after the run is over has no effect, and the signal keeps no listener", async () => {
    const { pool } = await poolOf(1);
    const controller = new AbortController();
    let listeners = 0;
    const { signal } = controller;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners++;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners--;
      remove(...args);
    };
    await collect(pool, echoes(3), { signal });
    expect(listeners).toBe(0);
    controller.abort();
    expect((await collect(pool, echoes(3))).order.length).toBe(3);
  });
});

describe("close", () => {
  test("ends every thread, and may be called again", async () => {
    const { pool, threads } = await poolOf(3);
    await collect(pool, echoes(5));
    await Promise.all([pool.close(), pool.close()]);
    await pool.close();
    await Promise.all(threads.map((thread) => thread.died));
    expect(threads.length).toBe(3);
  });

  test("rejects runs under way, even with jobs that never end, and runs after it, with a sentence", async () => {
    const { pool } = await poolOf(2);
    const run = collect(pool, [encode({ op: "hang" }), ...sleeps(4, 10)]);
    const refusal = {
      name: "PoolError",
      code: "pool-closed",
      message: expect.stringContaining("createPool"),
    };
    const rejected = expect(run).rejects.toMatchObject(refusal);
    await pool.close();
    await rejected;
    await expect(collect(pool, echoes(1))).rejects.toMatchObject(refusal);
  });

  test("by the iterable of a run, when it is asked for its iterator, rejects that run", async () => {
    const { pool } = await poolOf(1);
    const jobs = {
      [Symbol.iterator]: () => {
        void pool.close();
        return [encode({ op: "echo" })].values();
      },
    };
    await expect(collect(pool, jobs)).rejects.toMatchObject({ code: "pool-closed" });
  });

  test("in a callback rejects the run without a further callback", async () => {
    const { pool } = await poolOf(2);
    let calls = 0;
    const run = collect(pool, echoes(100), {
      after: () => {
        calls++;
        void pool.close();
      },
    });
    await expect(run).rejects.toMatchObject({ code: "pool-closed" });
    expect(calls).toBe(1);
  });
});

/** Runs a program of this folder to its end: what it printed, and how it ended ("SIGKILL" when it did not by itself). */
async function programEnd(name: string, args: readonly string[]): Promise<{ code: unknown; output: string }> {
  const program = fileURLToPath(new URL(`./${name}`, import.meta.url));
  const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const limit = setTimeout(() => child.kill("SIGKILL"), 20_000);
  let output = "";
  child.stdout.on("data", (text) => {
    output += text;
  });
  const code = await new Promise((resolve) => child.on("close", (code, signal) => resolve(code ?? signal)));
  clearTimeout(limit);
  return { code, output };
}

describe("a program", () => {
  test.each([
    ["close", "worker-lost\n[]\n19\n"],
    ["idle", "worker-lost\n19\n"],
    ["abort", "worker-lost\nenough\n19\n"],
  ])("that leaves its pool by %s ends by itself, with no handle left", async (manner, expected) => {
    expect(await programEnd("child.mjs", [manner])).toEqual({ code: 0, output: expected });
  });

  // A run that is over lets the process end; close() is not over before its threads are gone.
  test.each(
    [1, 2].flatMap((workers) => [1, 50, 200, 300].map((milliseconds) => ({ workers, milliseconds }))),
  )(
    "that closes its pool of $workers $milliseconds ms into a run waits for the end of every thread, then goes on",
    async ({ workers, milliseconds }) => {
      const args = ["run", String(workers), String(milliseconds)];
      const output = `PoolError pool-closed\nclosed, ${workers} of ${workers} gone, []\n`;
      expect(await programEnd("closing.mjs", args)).toEqual({ code: 0, output });
    },
  );

  test("that closes its pool while the successor of a dead worker starts waits for that one as well", async () => {
    const output = "PoolError pool-closed\nclosed, 2 of 2 gone, []\n";
    expect(await programEnd("closing.mjs", ["restart"])).toEqual({ code: 0, output });
  });

  test("that terminates a thread and lets go of it is told when the thread is gone", async () => {
    expect(await programEnd("closing.mjs", ["thread"])).toEqual({ code: 0, output: "gone\n" });
  });
});
