/**
 * A thread that does nothing but arithmetic until its rounds are used up: how much a second thread gains on this machine at this
 * moment, without a pool and without a kernel.
 */
import { parentPort, Worker, workerData } from "node:worker_threads";

/** Arithmetic that no engine can drop, because its outcome is returned. @param {number} rounds */
function spin(rounds) {
  let x = 1;
  for (let i = 0; i < rounds; i++) x = Math.sqrt(x + i) * 1.000001;
  return x;
}

if (parentPort && workerData?.spin) {
  parentPort.on("message", (rounds) => parentPort?.postMessage(spin(rounds)));
}

/**
 * How many times faster two threads do the same arithmetic than one, right now: 2 on two free cores.
 *
 * @param {{ rounds?: number }} [options]
 */
export async function ceilingOfTwo({ rounds = 1e8 } = {}) {
  const threads = [1, 2].map(() => new Worker(new URL(import.meta.url), { workerData: { spin: true } }));
  const ask = (/** @type {Worker} */ thread, /** @type {number} */ n) =>
    new Promise((resolve, reject) => {
      thread.once("message", resolve);
      thread.once("error", reject);
      thread.postMessage(n);
    });
  try {
    await Promise.all(threads.map((thread) => ask(thread, rounds / 10)));
    const began = performance.now();
    await ask(threads[0], rounds);
    const alone = performance.now();
    await Promise.all(threads.map((thread) => ask(thread, rounds / 2)));
    return (alone - began) / (performance.now() - alone);
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}
