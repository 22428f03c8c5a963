/**
 * Published numbers against recovered ones over seeds: how many lie inside the 95 % interval, and how wide the intervals are.
 *
 * @import { Settings, Report } from "./section.js"
 */
import { examples } from "../dist/examples/index.js";
import { runExample } from "../dist/examples/memory.js";
import { recover } from "../dist/examples/recovery.js";
import { openFitter } from "../dist/fit/fitter.js";
import { alignedTable } from "./clock.js";

const SEEDS = 50;

/** @param {Settings} settings @returns {Promise<Report>} */
export async function benchPapers({ quick, words, seed }) {
  const count = quick ? 5 : SEEDS;
  const fitter = await openFitter();
  const rows = [];
  const totals = [];
  let [inside, narrow, runs] = [0, 0, 0];
  try {
    for (const example of examples) {
      if (words.length > 0 && !words.some((word) => example.paper.includes(word))) continue;
      /** @type {Map<string, { inside: number, narrow: number, width: number, bias: number, spread: number, runs: number }>} */
      const found = new Map();
      const began = performance.now();
      for (let k = 0; k < count; k++) {
        const run = await runExample(example, seed + k, fitter);
        for (const { message } of run.failures) throw new Error(message);
        for (const one of recover(example.published, run)) {
          const key = `${one.published.sample}: ${one.name}`;
          const entry = found.get(key) ?? { inside: 0, narrow: 0, width: 0, bias: 0, spread: 0, runs: 0 };
          found.set(key, entry);
          entry.runs++;
          if (one.inside) entry.inside++;
          if (one.narrow) entry.narrow++;
          if (Number.isFinite(one.width)) entry.width = Math.max(entry.width, one.width);
          const value = one.number?.value ?? Number.NaN;
          const stderr = one.number?.stderr ?? Number.NaN;
          if (stderr > 0) {
            const pull = (value - one.published.value) / stderr;
            entry.bias += pull / count;
            entry.spread += pull ** 2 / count;
          }
        }
      }
      const seconds = (performance.now() - began) / 1000 / count;
      for (const [name, { inside, narrow, width, bias, spread, runs }] of found) {
        rows.push([
          example.paper,
          name,
          `${inside} of ${runs}`,
          `${narrow} of ${runs}`,
          width > 0 ? `${(100 * width).toFixed(2)} %` : "",
          spread > 0 ? bias.toFixed(2) : "",
          spread > 0 ? Math.sqrt(spread).toFixed(2) : "",
        ]);
      }
      const all = [...found.values()];
      const sum = (/** @type {"inside" | "narrow" | "runs"} */ key) =>
        all.reduce((total, one) => total + one[key], 0);
      inside += sum("inside");
      narrow += sum("narrow");
      runs += sum("runs");
      totals.push(
        `${example.paper}: ${((100 * sum("inside")) / sum("runs")).toFixed(1)} % of ${sum("runs")} recovered, ${((100 * sum("narrow")) / sum("runs")).toFixed(1)} % narrow enough, ${seconds.toFixed(2)} s per campaign with its simulation`,
      );
    }
  } finally {
    await fitter.close();
  }
  const head = ["paper", "number", "inside", "narrow", "widest ± half", "mean pull", "rms pull"];
  return {
    text: `Published against recovered, ${count} seeds; pull: distance over the standard error.\n\n${alignedTable(head, rows)}\n\n${totals.join("\n")}\n`,
    json: rows,
    requirements: [
      {
        what: `published numbers of ${examples.length} papers from simulated raw files, ${count} seeds`,
        must: "inside the 95 % interval, ± ≤ 5 % (Ea ≤ 0.01 eV)",
        measured: `${((100 * inside) / runs).toFixed(1)} % of ${runs} inside, ${((100 * narrow) / runs).toFixed(1)} % narrow enough`,
        // 95 % intervals hold 95 %, four binomial standard deviations less at the least
        pass: narrow === runs && inside / runs > 0.95 - 4 * Math.sqrt((0.95 * 0.05) / runs),
        anchors: "–",
      },
    ],
  };
}
