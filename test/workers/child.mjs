// A program that uses a pool and ends without process.exit. argv[2] says how it leaves the pool.
import { Worker } from "node:worker_threads";
import { threadOf } from "../../dist/workers/node.js";
import { createPool } from "../../dist/workers/pool.js";
import { encode } from "./task.js";

const manner = process.argv[2];
const start = () => threadOf(new Worker(new URL("./task.mjs", import.meta.url), { execArgv: [] }));
const pool = await createPool({ kernel: {}, workers: 2, start });
let results = 0;
const settings = { onResult: () => results++, onLost: (_index, error) => console.log(error.code) };
const jobs = Array.from({ length: 20 }, (_, value) => encode({ op: value === 7 ? "exit" : "echo", value }));

await pool.run(jobs.slice(0, 10), settings);
await pool.run(jobs.slice(10), settings);
if (manner === "abort") {
  const controller = new AbortController();
  const run = pool.run([encode({ op: "hang" })], { ...settings, signal: controller.signal });
  setTimeout(() => controller.abort(new Error("enough")), 50);
  await run.catch((reason) => console.log(reason.message));
}
if (manner === "close") {
  await pool.close();
  console.log(
    JSON.stringify(
      process.getActiveResourcesInfo().filter((kind) => /Worker|MessagePort|Timeout/.test(kind)),
    ),
  );
}
console.log(results);
