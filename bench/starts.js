/**
 * What the relaxations of the data are worth as starts: random starts, one local fit from each, against the first heats of the search,
 * whose starts stand where a coarse distribution of relaxation times has its maxima, and where the residuals of the best point say.
 *
 * A random start has every time constant anywhere in the measured range and every impedance anywhere between the least and the
 * largest of the data. "Found": cost ≤ 1.0001 × that of the fit that starts at the truth.
 *
 * @import { Report, Settings } from "./section.js"
 * @import { Simulated } from "./simulation.js"
 * @import { Variable } from "../dist/kernel/job.js"
 */
import { planFit } from "../dist/fit/plan.js";
import { Kernel, parseCircuit } from "../dist/index.js";
import { decodeResult, encodeJob } from "../dist/kernel/job.js";
import { compileCircuit } from "../dist/program/compile.js";
import { alignedTable } from "./clock.js";
import { eisOptions } from "./kernelcontender.js";
import { uniform } from "./random.js";
import { simulateArcs } from "./simulation.js";

const circuits = [
  { arcs: 2, text: "R0-p(R1,CPE1)-p(R2,CPE2)-CPE3" },
  { arcs: 3, text: "R0-p(R1,CPE1)-p(R2,CPE2)-p(R3,CPE3)-CPE4" },
];
/** Local fits of the first two heats: where the data relax, and where the residuals of the best point say. */
const FITS = 8;
const tight = { ...eisOptions, evaluations: 300, costTolerance: 1e-10, stepTolerance: 1e-12 };

/**
 * @param {Settings} settings
 * @returns {Promise<Report>}
 */
export async function benchStarts({ seed, quick }) {
  const kernel = await Kernel.load("simd");
  const count = quick ? 60 : 200;
  const most = quick ? 100 : 300;
  const entries = circuits.map(({ arcs, text }) => {
    const simulated = simulateArcs({ arcs, spectra: count, seed: 2000 * seed + arcs });
    const program = compileCircuit(parseCircuit(text));
    const plan = planFit(program, {});
    const solve = (/** @type {Float64Array[] | null} */ starts, /** @type {object} */ options) => {
      const results = kernel.run(
        encodeJob(program, plan.compositions, plan.variables, simulated, starts, {
          ...tight,
          starts: 0,
          ...options,
        }),
      );
      return simulated.map((_, s) => decodeResult(results, s, plan.variables.length));
    };
    const truth = solve(
      simulated.map((one) => one.truth),
      {},
    );
    const isFound = (/** @type {number} */ cost, /** @type {number} */ s) => cost <= 1.0001 * truth[s].cost;
    const heat = (/** @type {boolean} */ proposals) => {
      const results = solve(null, { starts: FITS, patience: 1000, proposals });
      return {
        share: results.filter(({ cost }, s) => isFound(cost, s)).length / count,
        evaluations: results.reduce((sum, { evaluations }) => sum + evaluations, 0) / count,
      };
    };
    const proposed = heat(true);
    const drawn = heat(false);
    const random = uniform(7 * seed + arcs);
    const found = new Set();
    let starts = 0;
    let evaluations = 0;
    while (found.size < proposed.share * count && starts < most) {
      const results = solve(
        simulated.map((one) => randomStart(plan.variables, one, random)),
        {},
      );
      results.forEach((result, s) => {
        evaluations += result.evaluations / count;
        if (isFound(result.cost, s)) found.add(s);
      });
      starts++;
    }
    return { circuit: text, spectra: count, proposed, drawn, random: { starts, evaluations } };
  });
  const percent = (/** @type {number} */ fraction) => `${(100 * fraction).toFixed(1)} %`;
  return {
    text: [
      `starts: ${count} spectra each, 0.5 % noise, resistances over 4 decades; ${FITS} local fits from starts that follow the data, and the random starts that find as many optima`,
      "",
      alignedTable(
        [
          "circuit",
          "found",
          "local fits",
          "evaluations",
          "same budget, not following",
          "random starts",
          "evaluations",
        ],
        entries.map(({ circuit, proposed, drawn, random }) => [
          circuit,
          percent(proposed.share),
          String(FITS),
          proposed.evaluations.toFixed(0),
          percent(drawn.share),
          String(random.starts),
          random.evaluations.toFixed(0),
        ]),
      ),
    ].join("\n"),
    json: { seed, circuits: entries },
    requirements: entries.map(({ circuit, proposed, random }) => ({
      what: `starts from the data, ${circuit}`,
      must: "a tenth of the work of random ones",
      measured: `${FITS} find ${percent(proposed.share)}, random ones need ${random.starts} (${(random.evaluations / proposed.evaluations).toFixed(0)} times the evaluations)`,
      pass: random.evaluations >= 10 * proposed.evaluations,
      anchors: "prototype 200 starts",
    })),
  };
}

/**
 * @param {readonly Variable[]} variables
 * @param {Simulated} spectrum
 * @param {() => number} random
 */
function randomStart(variables, { frequency, real, imaginary }, random) {
  const moduli = real.map((x, i) => Math.hypot(x, imaginary[i]));
  const between = (/** @type {number} */ from, /** @type {number} */ to) => from + (to - from) * random();
  const anywhere = (/** @type {Float64Array} */ values, factor = 1) =>
    between(Math.log(factor * Math.min(...values)), Math.log(factor * Math.max(...values)));
  const start = new Float64Array(variables.length);
  variables.forEach(({ drawFrom, drawTo }, v) => {
    if (!Number.isNaN(drawFrom)) start[v] = between(drawFrom, drawTo);
  });
  variables.forEach((variable, v) => {
    if (!Number.isNaN(variable.drawFrom)) return;
    const exponent = variable.exponent >= 0 ? start[variable.exponent] : variable.fixedExponent;
    const powerOfFrequency = variable.frequency + variable.frequencyOfExponent * exponent;
    start[v] = Math.exp(
      variable.impedance * anywhere(moduli) + powerOfFrequency * anywhere(frequency, 2 * Math.PI),
    );
  });
  return start;
}
