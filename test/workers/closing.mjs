// A program that ends threads at a bad moment and must be told when they are gone. argv[2] says which moment:
// "run" WORKERS MILLISECONDS: the pool is closed that long after the start of a run of many long jobs;
// "restart": the pool is closed while the successor of a dead worker starts; "thread": one thread, without a pool.
import { setTimeout as pause } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { threadOf } from "../../dist/workers/node.js";
import { createPool } from "../../dist/workers/pool.js";
import { encode } from "./task.js";

const [moment, workers = "1", milliseconds = "1"] = process.argv.slice(2);
const threads = [];
let gone = 0;
let onStart = () => {};
const start = () => {
  const thread = threadOf(new Worker(new URL("./task.mjs", import.meta.url), { execArgv: [] }));
  threads.push(thread);
  thread.died.then(() => gone++);
  onStart();
  return thread;
};

if (moment === "thread") {
  const thread = start();
  const end = thread.terminate();
  thread.hold(false);
  await end;
  await thread.died;
  console.log("gone");
} else {
  const pool = await createPool({ kernel: {}, workers: Number(workers), start });
  const restarted = new Promise((resolve) => {
    onStart = resolve;
  });
  const job = moment === "restart" ? { op: "exit" } : { op: "sleep", ms: 70 };
  const run = pool.run(
    { count: 1000, makeJob: () => encode(job) },
    { onResult: () => {}, onLost: (index) => console.log(`job ${index} was lost`) },
  );
  const rejected = run.catch((error) => console.log(error.name, error.code));
  if (moment === "restart") await restarted;
  else await pause(Number(milliseconds));
  await pool.close();
  await rejected;
  const handles = process.getActiveResourcesInfo().filter((kind) => /Worker|MessagePort|Timeout/.test(kind));
  console.log(`closed, ${gone} of ${threads.length} gone, ${JSON.stringify(handles)}`);
}
