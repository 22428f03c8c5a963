// A worker whose jobs are JSON: what the pool must survive, on command. Runs in Node and in browsers.
import { parentEndpoint, serve } from "../../dist/workers/endpoint.js";
import { decode, diesAt, encode } from "./task.js";

const never = new Promise(() => {});

const deaths = {
  exit: () => (globalThis.process ? process.exit(7) : globalThis.close()),
  uncaught: () => {
    setTimeout(() => {
      throw new Error("uncaught in the worker");
    });
  },
  rejection: () => {
    Promise.reject(new Error("unhandled in the worker"));
    // Browsers report unhandled rejections of workers to nobody.
    if (!globalThis.process) globalThis.close();
  },
};
const waysToDie = Object.values(deaths);

serve(async ({ startFailure, attempts, instances = new Int32Array(1) }) => {
  if (startFailure === "throw") throw new Error("the kernel does not fit");
  if (startFailure === "silence") await never;
  const instance = Atomics.add(instances, 0, 1);
  return (job) => {
    const { op, value, ms, ...rest } = decode(job);
    switch (op) {
      case "echo":
        return encode({ value, instance });
      case "bytes":
        return new Uint8Array(job).map((byte) => byte ^ 255).buffer;
      case "sleep":
        for (const end = performance.now() + ms; performance.now() < end; );
        return encode({ value, instance });
      case "throw":
        throw Object.assign(new RangeError("the job is impossible."), { code: "impossible" });
      case "trap":
        return new Int32Array(-1).buffer;
      case "nothing":
        return undefined;
      case "hang":
        for (;;);
      case "allocate": {
        const hoard = [];
        for (;;) hoard.push(new Array(1e5).fill(Math.random()));
      }
      case "chaos": {
        const attempt = Atomics.add(attempts, value, 1);
        if (!diesAt(rest.seed, value, attempt, rest.rate)) return encode({ value, instance });
        waysToDie[(value + attempt) % waysToDie.length]();
        return never;
      }
      default:
        deaths[op]();
        return never;
    }
  };
}, parentEndpoint());
