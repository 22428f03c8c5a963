/**
 * Kramers–Kronig verdicts: milliseconds per spectrum, and how the verdict does on the coin cells of the shared data.
 *
 * @import { Requirement } from "./requirement.js"
 * @import { Report, Settings } from "./section.js"
 * @import { Spectrum } from "../dist/index.js"
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openEngine, validateMany } from "../dist/index.js";
import { alignedTable, takeTurns } from "./clock.js";
import { coinFile, coinSpectra, rankCurve } from "./coinspectra.js";
import { sharedFolder } from "./jobs.js";
import { unmeasured } from "./requirement.js";
import { simulateArcs } from "./simulation.js";

/** impedance.py's linKK takes 28–36 ms a spectrum, pyimpspec's test with optimised F_ext 2.6–5.8 s (one thread each). */
const anchors = "impedance.py 28–36 ms, pyimpspec 2.6–5.8 s";

/**
 * @param {Settings} settings
 * @returns {Promise<Report>}
 */
export async function benchValidity({ rounds, warmup, seed, quick }) {
  const file = join(sharedFolder(), coinFile);
  const cells = existsSync(file) ? coinSpectra(readFileSync(file, "utf8")) : undefined;
  const simulated = simulateArcs({ arcs: 2, spectra: 300, seed });
  const timed = cells?.filter((_, i) => i % 7 === 0).map(({ spectrum }) => spectrum);
  const engine = await openEngine();
  const slow = quick ? 20 : 60;
  /** @type {(spectra: readonly Spectrum[], options?: object) => () => Promise<unknown>} */
  const work = (spectra, options) => () => validateMany(spectra, { engine, workers: 0, ...options });
  /** @type {(name: string, spectra: readonly Spectrum[], options?: object) => { name: string, count: number, run: () => Promise<unknown> }} */
  const job = (name, spectra, options) => ({ name, count: spectra.length, run: work(spectra, options) });
  const jobs = [
    ...(timed ? [job("coin cells, 60 points: verdict, residuals, Z-HIT", timed)] : []),
    job("simulated arcs, 70 points: verdict, residuals, Z-HIT", simulated),
    job("the same without Z-HIT", simulated, { zhit: false }),
    job("published lin-KK (real, elements by mu ≤ 0.5)", simulated.slice(0, slow), {
      fit: "real",
      elements: "mu",
      c: 0.5,
      capacitance: false,
      zhit: false,
    }),
    job("verdict and optimal extension", simulated.slice(0, slow), { extension: "optimal", zhit: false }),
  ];
  const timings = await takeTurns(jobs, { rounds: quick ? 3 : rounds, warmup, seed });
  const rows = timings.map(({ name, min, median }, k) => ({
    name,
    min: (1000 * min) / jobs[k].count,
    median: (1000 * median) / jobs[k].count,
  }));
  const lines = [
    `validity: milliseconds per spectrum, one thread, ${engine.build}`,
    alignedTable(
      ["what", "min", "median"],
      rows.map(({ name, min, median }) => [name, min.toFixed(3), median.toFixed(3)]),
    ),
  ];
  const own = rows[0];
  /** @type {Requirement[]} */
  const requirements = [
    {
      what: `Kramers–Kronig verdict, ${own.name}`,
      must: "≤ 1 ms a spectrum",
      measured: `${own.median.toFixed(2)} ms (fastest ${own.min.toFixed(2)})`,
      pass: own.median <= 1,
      anchors,
    },
  ];
  const what = "2,025 measured coin cells, rested against restless";
  const must = "area under the ROC curve ≥ 0.98";
  /** @type {object} */
  let judged = { skipped: "skipped: no shared data" };
  if (cells) {
    const results = await validateMany(
      cells.map(({ spectrum }) => spectrum),
      { engine, workers: 0 },
    );
    const rested = cells.map((cell) => cell.rested);
    const auc = rankCurve(
      results.map(({ score }) => score),
      rested,
    );
    const wrong = {
      rested: results.filter(({ valid }, i) => rested[i] && !valid).length,
      restless: results.filter(({ valid }, i) => !rested[i] && valid).length,
    };
    const count = rested.filter(Boolean).length;
    judged = { auc, wrong, rested: count, restless: rested.length - count };
    lines.push(
      `coin cells: AUC of the score ${auc.toFixed(5)}; flagged ${wrong.rested} of ${count} rested, passed ${wrong.restless} of ${rested.length - count} restless`,
    );
    requirements.push({
      what,
      must,
      measured: `${auc.toFixed(4)}; wrong verdicts ${wrong.rested + wrong.restless}`,
      pass: auc >= 0.98,
      anchors: "–",
    });
  } else requirements.push(unmeasured(what, must, "skipped: no shared data"));
  await engine.close();
  return { text: lines.join("\n"), json: { milliseconds: rows, coin: judged }, requirements };
}
