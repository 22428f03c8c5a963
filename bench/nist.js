/**
 * The 27 nonlinear regressions of NIST's Statistical Reference Datasets as formulas, from both starts, with default options: digits of
 * the certified parameters and standard errors that are reproduced (−log₁₀ of the largest relative error, at most 11).
 * Scores of others on the same 54 runs, problems with six digits or more from start 1 and start 2: SciPy 1.10 `least_squares` 15 and 13 with
 * its defaults, 27 and 27 with method "trf", exact derivatives and tolerances of 1e-15; lmfit 1.1 16 and 15; cminpack 26 and 27; GSL 2.7
 * 24 and 27; Ceres 2.1 25 and 26; ml-levenberg-marquardt 5.1 none.
 *
 * @import { Report, Settings } from "./section.js"
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fitCurve, fitCurves, openEngine } from "../dist/index.js";
import { alignedTable, median } from "./clock.js";
import { sharedFolder } from "./jobs.js";
import { unmeasured } from "./requirement.js";

/** @typedef {{ name: string, model: string, data: { x: number[] | Record<string, number[]>, y: number[] }, starts: Record<string, number>[], certified: number[], errors: number[] }} Regression */

/** @typedef {{ name: string, start: number, parameters: number, errors: number | null, status: string, evaluations: number }} Run */

/** @param {string} file @returns {Regression[]} */
function readRegressions(file) {
  const { datasets } = JSON.parse(readFileSync(file, "utf8"));
  const named = (/** @type {number[]} */ start) =>
    Object.fromEntries(start.map((value, i) => [`b${i + 1}`, value]));
  return datasets.map((/** @type {any} */ one) => ({
    name: one.name,
    model: `${one.response} = ${one.formula}`,
    data: {
      x: Array.isArray(one.x[0])
        ? Object.fromEntries(
            [0, 1].map((k) => [`x${k + 1}`, one.x.map((/** @type {number[]} */ row) => row[k])]),
          )
        : one.x,
      y: one.y,
    },
    starts: [named(one.start1), named(one.start2)],
    certified: one.certified,
    errors: one.certified_sd,
  }));
}

/** @param {ArrayLike<number>} found @param {readonly number[]} certified */
const digits = (found, certified) =>
  Math.min(...certified.map((c, i) => Math.min(11, -Math.log10(Math.abs((found[i] - c) / c) || 1e-16))));

const builds = /** @type {const} */ (["simd", "scalar", "js"]);
const wanted = "NIST StRD, 27 regressions: six digits of parameters and standard errors, start 1 / start 2";
const must = "27 / 27 in every build";

/**
 * @param {Settings} settings
 * @returns {Promise<Report>}
 */
export async function benchNist({ rounds }) {
  const file = join(sharedFolder(), "golden", "nist-strd.json");
  if (!existsSync(file)) {
    const reason = "skipped: no shared folder with golden/nist-strd.json";
    return { text: `nist: ${reason}`, json: null, requirements: [unmeasured(wanted, must, reason)] };
  }
  const regressions = readRegressions(file);
  /** @type {{ build: typeof builds[number], runs: Run[], gauss1: { min: number, median: number } }[]} */
  const scores = [];
  for (const build of builds) {
    const engine = await openEngine({ kernel: build });
    try {
      /** @type {Run[]} */
      const runs = [];
      for (const { name, model, data, starts, certified, errors } of regressions) {
        for (const [which, start] of starts.entries()) {
          const fit = await fitCurve(model, data, { start, engine });
          const sd = name === "Lanczos1" ? null : digits(fit.stderr, errors);
          runs.push({
            name,
            start: which + 1,
            parameters: digits(fit.values, certified),
            errors: sd,
            status: fit.status,
            evaluations: fit.evaluations,
          });
        }
      }
      const gauss = regressions.find(({ name }) => name === "Gauss1");
      if (!gauss) throw new Error("Gauss1 is missing");
      const times = [];
      const options = { start: gauss.starts[1], retries: 0, engine };
      const copies = Array(100).fill(gauss.data);
      await fitCurves(gauss.model, copies, { ...options, workers: 0 });
      for (let round = 0; round < Math.max(5, rounds); round++) {
        const began = performance.now();
        await fitCurves(gauss.model, copies, { ...options, workers: 0 });
        times.push((performance.now() - began) / copies.length);
      }
      scores.push({ build, runs, gauss1: { min: Math.min(...times), median: median(times) } });
    } finally {
      await engine.close();
    }
  }
  const solved = (/** @type {typeof scores[number]} */ { runs }, /** @type {number} */ start, least = 6) =>
    runs.filter(
      (run) =>
        run.start === start &&
        run.parameters >= least &&
        (run.errors === null || run.errors >= least) &&
        run.status !== "failed",
    ).length;
  const mean = (/** @type {readonly number[]} */ list) => list.reduce((sum, v) => sum + v, 0) / list.length;
  const worst = (/** @type {typeof scores[number]} */ { runs }, /** @type {string} */ name) =>
    runs
      .filter((run) => run.name === name)
      .map((run) => `${run.parameters.toFixed(1)}/${run.errors?.toFixed(1) ?? "–"}`);
  const pass = scores.every((score) => solved(score, 1) === 27 && solved(score, 2) === 27);
  return {
    text: [
      "nist: 27 regressions as formulas, default options; digits of parameters/standard errors from start 1 and start 2",
      "",
      alignedTable(
        ["problem", ...builds.flatMap((build) => [`${build} 1`, `${build} 2`])],
        regressions.map(({ name }) => [name, ...scores.flatMap((score) => worst(score, name))]),
      ),
      "",
      alignedTable(
        [
          "build",
          "≥ 6 digits, start 1",
          "start 2",
          "mean digits",
          "evaluations",
          "Gauss1 from start 2, one try, ms min / median",
        ],
        scores.map((score) => [
          score.build,
          `${solved(score, 1)} of 27`,
          `${solved(score, 2)} of 27`,
          mean(score.runs.map(({ parameters }) => parameters)).toFixed(2),
          String(score.runs.reduce((sum, { evaluations }) => sum + evaluations, 0)),
          `${score.gauss1.min.toFixed(3)} / ${score.gauss1.median.toFixed(3)}`,
        ]),
      ),
      "",
      "Lanczos1 has no standard errors that a double could reproduce: its residuals are rounding.",
    ].join("\n"),
    json: scores,
    requirements: [
      {
        what: wanted,
        must,
        measured: scores
          .map((score) => `${score.build} ${solved(score, 1)} / ${solved(score, 2)}`)
          .join(", "),
        pass,
        anchors:
          "SciPy trf 27 / 27 (tuned), 15 / 13 (defaults); cminpack 26 / 27; Ceres 25 / 26; lmfit 16 / 15",
      },
    ],
  };
}
