/**
 * Single kernels by Benchmark.js: it chooses how often to call a short function so that the clock's resolution does not matter.
 */
/// <reference path="./benchmark.d.ts" />
import Benchmark from "benchmark";

/**
 * @typedef {object} Rate
 * @property {string} name
 * @property {number} opsPerSecond
 * @property {number} rme relative margin of error of the mean, percent (95 %)
 * @property {number} samples
 * @property {number} minSeconds the fastest sample, per call
 * @property {number} medianSeconds the middle sample, per call
 */

/**
 * Calls `fn` for about `seconds` and says how often it runs per second.
 *
 * @param {string} name
 * @param {() => unknown} fn synchronous; must keep its result somewhere, else the engine may drop the work
 * @param {{ seconds?: number }} [options]
 * @returns {Promise<Rate>}
 * @throws {Error} what `fn` threw, after the name of the kernel
 */
export function opsPerSecond(name, fn, { seconds = 1 } = {}) {
  return new Promise((resolve, reject) => {
    new Benchmark.Suite()
      .add(name, () => void fn(), { maxTime: seconds })
      .on("cycle", ({ target }) => {
        if (target.error) {
          const cause = target.error instanceof Error ? target.error.message : String(target.error);
          reject(new Error(`kernel "${name}" threw: ${cause}`, { cause: target.error }));
          return;
        }
        const sorted = [...target.stats.sample].sort((a, b) => a - b);
        resolve({
          name,
          opsPerSecond: target.hz,
          rme: target.stats.rme,
          samples: sorted.length,
          minSeconds: sorted[0],
          medianSeconds: sorted[sorted.length >> 1],
        });
      })
      .run({ async: true });
  });
}
