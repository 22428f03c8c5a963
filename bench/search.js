/**
 * The search without starting values: simulated two- and three-arc spectra, the package's defaults, one thread.
 *
 * "At the optimum" is decided by cost, against two yardsticks: a fit that starts at the truth (cost ≤ 1.0001 × its cost), and the
 * best that 100 local fits, each from the best of 40 draws, or the fit from the truth find (cost ≤ 1.01 × that).
 *
 * @import { Report, Settings } from "./section.js"
 * @import { Simulated } from "./simulation.js"
 */

import { planFit } from "../dist/fit/plan.js";
import { Kernel, openFitter, parseCircuit } from "../dist/index.js";
import { decodeResult, encodeJob } from "../dist/kernel/job.js";
import { compileCircuit } from "../dist/program/compile.js";
import { alignedTable } from "./clock.js";
import { eisOptions } from "./kernelcontender.js";
import { simulateArcs } from "./simulation.js";

const circuits = [
  { arcs: 2, text: "R0-p(R1,CPE1)-p(R2,CPE2)-CPE3" },
  { arcs: 3, text: "R0-p(R1,CPE1)-p(R2,CPE2)-p(R3,CPE3)-CPE4" },
];

/** As tight as the package's defaults, so that equal optima have equal costs. */
const thorough = { ...eisOptions, evaluations: 300, costTolerance: 1e-10, stepTolerance: 1e-12 };

/**
 * @param {Settings} settings
 * @returns {Promise<Report>}
 */
export async function benchSearch({ seed, quick }) {
  const spectra = quick ? 60 : 400;
  const kernel = await Kernel.load("simd");
  const fitter = await openFitter({ kernel: "simd" });
  const entries = [];
  try {
    for (const { arcs, text } of circuits) {
      const simulated = simulateArcs({ arcs, spectra, seed: 1000 * seed + arcs });
      // the first batch warms up the engine
      await fitter.fitMany(text, simulated.slice(0, 10), { workers: 0 });
      const cpu = process.cpuUsage();
      const started = performance.now();
      const results = await fitter.fitMany(text, simulated, { workers: 0 });
      const milliseconds = (performance.now() - started) / spectra;
      const { user, system } = process.cpuUsage(cpu);
      const yardsticks = yardsticksOf(kernel, text, simulated);
      const share = (/** @type {(cost: number, s: number) => boolean} */ isThere) =>
        results.filter(({ chi2 }, s) => isThere(chi2, s)).length / spectra;
      const mean = (/** @type {"evaluations" | "starts"} */ key) =>
        results.reduce((sum, result) => sum + result[key], 0) / spectra;
      entries.push({
        circuit: text,
        spectra,
        milliseconds,
        processorMilliseconds: (user + system) / 1000 / spectra,
        atTruthOptimum: share((cost, s) => cost <= 1.0001 * yardsticks[s].truth),
        withinBest: share((cost, s) => cost <= 1.01 * yardsticks[s].best),
        truthWithinBest: yardsticks.filter(({ truth, best }) => truth <= 1.01 * best).length / spectra,
        evaluations: mean("evaluations"),
        starts: mean("starts"),
        /** the worst few, for whoever improves the search */
        missed: results.flatMap(({ chi2, starts, agreement }, s) =>
          chi2 <= 1.0001 * yardsticks[s].truth && chi2 <= 1.01 * yardsticks[s].best
            ? []
            : [
                {
                  spectrum: s,
                  overTruth: chi2 / yardsticks[s].truth,
                  overBest: chi2 / yardsticks[s].best,
                  starts,
                  agreement,
                },
              ],
        ),
      });
    }
  } finally {
    await fitter.close();
  }
  const percent = (/** @type {number} */ fraction) => `${(100 * fraction).toFixed(2)} %`;
  return {
    text: [
      `search: ${spectra} spectra each, no starting values, the package's defaults, 0.5 % noise, resistances over 4 decades, one thread, simd`,
      "",
      alignedTable(
        [
          "circuit",
          "ms each",
          "processor ms",
          "as from truth",
          "≤ 1 % of best",
          "truth ≤ 1 % of best",
          "evaluations",
          "starts",
        ],
        entries.map((entry) => [
          entry.circuit,
          entry.milliseconds.toFixed(2),
          entry.processorMilliseconds.toFixed(2),
          percent(entry.atTruthOptimum),
          percent(entry.withinBest),
          percent(entry.truthWithinBest),
          entry.evaluations.toFixed(0),
          entry.starts.toFixed(1),
        ]),
      ),
      "",
      "as from truth: cost ≤ 1.0001 × that of the fit that starts at the truth. best: of 100 fits from the best of 40 draws each, and that fit.",
      ...entries
        .filter(({ missed }) => missed.length > 0)
        .map(
          ({ circuit, missed }) =>
            `missed, ${circuit}: ${missed
              .slice(0, 8)
              .map(
                ({ spectrum, overTruth, overBest }) =>
                  `${spectrum} (${overTruth.toFixed(4)} × truth, ${overBest.toFixed(4)} × best)`,
              )
              .join(", ")}${missed.length > 8 ? ` and ${missed.length - 8} more` : ""}`,
        ),
    ].join("\n"),
    json: { spectra, seed, circuits: entries },
    requirements: entries.map(
      ({ circuit, milliseconds, processorMilliseconds, atTruthOptimum, withinBest }) => ({
        what: `no starting values, ${circuit}`,
        must: "≥ 99.5 % at the optimum, ≤ 20 ms each",
        measured: `${percent(atTruthOptimum)} as from truth, ${percent(withinBest)} within 1 % of the best known, ${milliseconds.toFixed(1)} ms (of the processor ${processorMilliseconds.toFixed(1)} ms)`,
        pass: atTruthOptimum >= 0.995 && withinBest >= 0.995 && milliseconds <= 20,
        anchors: "prototype 100/100 in 12 ms",
      }),
    ),
  };
}

/**
 * The cost of the fit from the truth, and the lowest cost that is known.
 *
 * @param {Kernel} kernel
 * @param {string} text
 * @param {readonly Simulated[]} simulated
 */
function yardsticksOf(kernel, text, simulated) {
  const program = compileCircuit(parseCircuit(text));
  const plan = planFit(program, {});
  const width = plan.variables.length;
  const solve = (/** @type {Float64Array[] | null} */ starts, /** @type {object} */ options) =>
    kernel.run(
      encodeJob(program, plan.compositions, plan.variables, simulated, starts, { ...thorough, ...options }),
    );
  const fromTruth = solve(
    simulated.map(({ truth }) => truth),
    {},
  );
  const fromMany = solve(null, { starts: 100, draws: 40, patience: 1000, seed: 99 });
  return simulated.map((_, s) => {
    const truth = decodeResult(fromTruth, s, width).cost;
    return { truth, best: Math.min(truth, decodeResult(fromMany, s, width).cost) };
  });
}
