import { expect, test } from "vitest";
import type { CompiledKernel } from "../../src/kernel/kernel.ts";
import { createPool, type Pool } from "../../src/workers/pool.ts";
import type { Thread } from "../../src/workers/thread.ts";

// Threads without threads: what a real one does only by bad luck, these do every time. A job is one byte, its name.

interface Call {
  readonly job: string;
  answer(result: string): void;
  die(): void;
}

/** A thread whose jobs `handle` gets as they arrive; `calls` are those that arrived before and are not answered. */
function puppet(handle: (call: Call, calls: Call[]) => void): Thread {
  let hear: (event: { data: unknown }) => void = () => {};
  let die: (cause: Error) => void = () => {};
  const died = new Promise<Error>((resolve) => {
    die = resolve;
  });
  const calls: Call[] = [];
  return {
    died,
    hold: () => {},
    terminate: async () => die(new Error("terminated")),
    endpoint: {
      addEventListener: (_type, listener) => {
        hear = listener as unknown as typeof hear;
      },
      removeEventListener: () => {},
      postMessage: ({ id, path, argumentList }) => {
        if (!path) return; // comlink says goodbye when the proxy of a buried worker was collected
        const reply = (value: unknown): void => hear({ data: { id, type: "RAW", value } });
        if (path[0] === "load") return queueMicrotask(() => reply(false));
        const call: Call = {
          job: String.fromCharCode(new Uint8Array(argumentList[0].value)[0] ?? 0),
          answer: (result) => reply(Uint8Array.of(result.charCodeAt(0)).buffer),
          die: () => die(new Error("the puppet fell")),
        };
        setTimeout(() => handle(call, calls));
      },
    },
  };
}

async function collect(
  pool: Pool,
  names: string,
): Promise<{ results: string[]; lost: string; order: string }> {
  const results: string[] = [];
  let lost = "";
  let order = "";
  await pool.run(
    [...names].map((name) => Uint8Array.of(name.charCodeAt(0)).buffer),
    {
      onResult: (index, bytes) => {
        results.push(`${names[index]}${String.fromCharCode(new Uint8Array(bytes)[0] ?? 0)}`);
        order += names[index];
      },
      onLost: (index) => {
        lost += names[index];
      },
    },
  );
  return { results: results.sort(), lost, order };
}

const poolOf = (workers: number, start: () => Thread): Promise<Pool> =>
  createPool({ kernel: {} as CompiledKernel, workers, start });

test("a job whose answer is lost with its worker is not given up for the job behind it that kills the worker", async () => {
  // Every answer waits in an outbox until the next job has arrived; "x" kills the thread and the outbox with it.
  const start = () =>
    puppet((call, outbox) => {
      if (call.job === "x") {
        outbox.length = 0;
        call.die();
        return;
      }
      outbox.push(call);
      setTimeout(() => {
        for (const { answer, job } of outbox.splice(0)) answer(job);
      }, 5);
    });
  const pool = await poolOf(1, start);
  expect(await collect(pool, "axbxcx")).toMatchObject({ results: ["aa", "bb", "cc"], lost: "xxx" });
  await pool.close();
});

test("an answer that arrives from a worker after its death does not count: the repetition does", async () => {
  let threads = 0;
  const start = () => {
    const name = String(threads++);
    return puppet((call) => {
      if (name !== "0") {
        setTimeout(() => call.answer(name), 20);
        return;
      }
      call.die();
      setTimeout(() => call.answer(name), 10);
    });
  };
  const pool = await poolOf(1, start);
  expect(await collect(pool, "a")).toMatchObject({ results: ["a1"], lost: "" });
  await pool.close();
});

test.each([2, 3])(
  "jobs of a dead worker are repeated soon and with nothing beside them, even when it has no successor: %i workers",
  async (workers) => {
    let threads = 0;
    const orphans: string[] = [];
    const companions = new Set<string>();
    const start = () => {
      if (threads === workers) throw new Error("no further thread");
      const doomed = threads++ === 0;
      return puppet((call, calls) => {
        if (doomed) {
          orphans.push(call.job);
          if (orphans.length === 2) call.die();
          return;
        }
        calls.push(call);
        for (const { job } of calls) {
          if (calls.length > 1 && orphans.includes(job))
            companions.add(calls.map((other) => other.job).join(""));
        }
        // One after the other, as a real worker does it.
        const work = (): void => {
          const [first] = calls.splice(0, 1);
          first?.answer(first.job);
          if (calls.length > 0) setTimeout(work, 5);
        };
        if (calls.length === 1) setTimeout(work, 5);
      });
    };
    const pool = await poolOf(workers, start);
    const names = "abcdefghijklmnopqrstuvwxyz";
    const { order, lost } = await collect(pool, names);
    expect(lost).toBe("");
    expect([...order].sort().join("")).toBe(names);
    expect(orphans.length).toBe(2);
    expect([...companions]).toEqual([]);
    for (const orphan of orphans) expect(order.indexOf(orphan)).toBeLessThan(12);
    await pool.close();
  },
);
