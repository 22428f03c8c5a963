/**
 * A wall clock for whole jobs. Contenders take turns within rounds, in a new seeded order each round, so that a machine that
 * slows down for a while slows all of them; ratios are taken within rounds and then their median.
 *
 * @typedef {object} Turn
 * @property {string} name
 * @property {() => unknown} run what is timed; a promise is awaited
 * @property {number} [repeats] runs in a row that make up one turn, default 1; their median counts as the time of the turn
 * @property {(result: any) => number} [secondsOf] reads the time off the result of a run, for a program that times itself
 *
 * @typedef {object} Timing
 * @property {string} name
 * @property {readonly number[]} seconds one per round, in the order of the rounds
 * @property {number} min of all single runs
 * @property {number} median of the rounds
 */
import { performance } from "node:perf_hooks";
import { permutation, uniform } from "./random.js";

/**
 * @param {readonly Turn[]} turns
 * @param {{ rounds: number, warmup: number, seed: number, now?: () => number }} options `warmup` untimed runs of each first;
 *   `now` returns milliseconds
 * @returns {Promise<Timing[]>} in the order of `turns`
 */
export async function takeTurns(turns, { rounds, warmup, seed, now = () => performance.now() }) {
  for (const { run } of turns) for (let k = 0; k < warmup; k++) await run();
  const random = uniform(seed);
  const seconds = turns.map(() => new Array(rounds).fill(0));
  const least = turns.map(() => Infinity);
  for (let round = 0; round < rounds; round++) {
    for (const k of permutation(turns.length, random)) {
      const { run, repeats = 1, secondsOf } = turns[k];
      const runs = [];
      for (let repeat = 0; repeat < repeats; repeat++) {
        const started = now();
        let result = run();
        // a synchronous run is not charged for the queue of promises
        if (result instanceof Promise) result = await result;
        const elapsed = (now() - started) / 1000;
        runs.push(secondsOf ? secondsOf(result) : elapsed);
      }
      seconds[k][round] = median(runs);
      least[k] = Math.min(least[k], ...runs);
    }
  }
  return turns.map(({ name }, k) => ({
    name,
    seconds: seconds[k],
    min: least[k],
    median: median(seconds[k]),
  }));
}

/**
 * How many times longer `a` takes than `b`: the median of the ratios within rounds.
 *
 * @param {readonly number[]} a one value per round
 * @param {readonly number[]} b the same rounds
 */
export function pairedRatio(a, b) {
  if (a.length !== b.length)
    throw new Error(`paired ratio needs the same rounds on both sides, has ${a.length} and ${b.length}`);
  return median(a.map((value, round) => value / b[round]));
}

/**
 * The middle value; the mean of the two in the middle when their number is even.
 *
 * @param {readonly number[]} values
 */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/**
 * Aligned text: the first column to the left, the others to the right.
 *
 * @param {readonly string[]} header
 * @param {readonly (readonly string[])[]} rows
 */
export function alignedTable(header, rows) {
  const lines = [header, ...rows];
  const widths = header.map((_, c) => Math.max(...lines.map((line) => line[c].length)));
  return lines
    .map((line) =>
      line.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]) : cell.padStart(widths[c]))).join("  "),
    )
    .join("\n");
}
