/**
 * Published numbers against recovered ones over seeds: how many lie inside the 95 % interval, how wide the intervals are, and whether
 * values and errors are right (pulls).
 *
 * @import { Settings, Report } from "./section.js"
 */
import { coverageOf, faultOf } from "../dist/examples/coverage.js";
import { examples } from "../dist/examples/index.js";
import { runExample } from "../dist/examples/memory.js";
import { recover } from "../dist/examples/recovery.js";
import { openFitter } from "../dist/fit/fitter.js";
import { alignedTable } from "./clock.js";

const SEEDS = 50;
/** Inside of fewer than so many of 50 by chance: one interval in 85. */
const FEW = 44;

/** @param {Settings} settings @returns {Promise<Report>} */
export async function benchPapers({ quick, words, seed }) {
  const count = quick ? 5 : SEEDS;
  const fitter = await openFitter();
  const rows = [];
  const totals = [];
  /** @type {string[]} */
  const faults = [];
  let [inside, intervals, narrow, exact, events, few, wide, electronvolts] = [0, 0, 0, 0, 0, 0, 0, 0];
  try {
    for (const example of examples) {
      if (words.length > 0 && !words.some((word) => example.paper.includes(word))) continue;
      const runs = [];
      const began = performance.now();
      for (let k = 0; k < count; k++) {
        const run = await runExample(example, seed + k, fitter);
        for (const { message } of run.failures) throw new Error(message);
        runs.push(recover(example.published, run));
      }
      const seconds = (performance.now() - began) / 1000 / count;
      const all = coverageOf(runs);
      for (const one of all) {
        const hasInterval = Number.isFinite(one.meanPull);
        if (hasInterval) {
          inside += one.inside;
          intervals += one.runs;
          if (one.inside < (FEW / SEEDS) * one.runs) few++;
          if (one.published.width === undefined) wide = Math.max(wide, one.widest);
          else electronvolts = Math.max(electronvolts, one.widest * one.published.value);
        } else {
          exact += one.inside;
          events += one.runs;
        }
        narrow += one.narrow;
        rows.push([
          example.paper,
          one.name,
          one.published.printed ?? String(Number(one.published.value.toPrecision(4))),
          one.published.unit,
          `${one.inside} of ${one.runs}`,
          Number.isFinite(one.widest) ? `${(100 * one.widest).toFixed(2)} %` : "",
          hasInterval ? one.meanPull.toFixed(2) : "",
          hasInterval ? one.rmsPull.toFixed(2) : "",
        ]);
      }
      faults.push(...all.map(faultOf).filter((fault) => fault !== undefined));
      totals.push(
        `${example.paper}: ${all.length} numbers, ${seconds.toFixed(2)} s per campaign with its simulation`,
      );
    }
  } finally {
    await fitter.close();
  }
  const head = ["paper", "number", "published", "unit", "inside", "widest ± half", "mean pull", "rms pull"];
  const percent = (/** @type {number} */ of, /** @type {number} */ all) =>
    `${((100 * of) / all).toFixed(1)} %`;
  return {
    text: `Published against recovered, ${count} seeds; pull: distance over the standard error that belongs to the interval.\n\n${alignedTable(head, rows)}\n\n${totals.join("\n")}\n${faults.length > 0 ? `\nWrong beyond chance:\n${faults.join("\n")}\n` : ""}`,
    json: rows,
    requirements: [
      {
        what: `${rows.length} published numbers from simulated raw files, ${count} seeds`,
        must: "inside the 95 % interval, ± ≤ 5 % (Ea ≤ 0.01 eV)",
        measured: `${percent(inside, intervals)} of ${intervals} intervals hold theirs, widest ± ${(100 * wide).toFixed(1)} %, of an activation energy ± ${electronvolts.toFixed(4)} eV; ${few} numbers in fewer than ${FEW} of ${SEEDS}; ${exact} of ${events} events, steps and bounds right`,
        // 95 % intervals hold 95 %, four binomial standard deviations less at the least
        pass:
          faults.length === 0 &&
          narrow === rows.length * count &&
          inside / intervals > 0.95 - 4 * Math.sqrt((0.95 * 0.05) / intervals),
        anchors: "–",
      },
    ],
  };
}
