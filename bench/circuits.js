/**
 * Fits whose optimum others have computed: the circuits of golden/circuits.json, from the starting values that stand there, against
 * the reference optimum and its standard errors; and without starting values, where the cost must not be higher than the reference's.
 * It may be lower: the reference of impedance.py's example is the optimum nearest to those starting values, and its arcs swapped fit better.
 *
 * @import { Report } from "./section.js"
 * @import { Spectrum, Weighting } from "../dist/index.js"
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openFitter, parseCircuit } from "../dist/index.js";
import { compileCircuit } from "../dist/program/compile.js";
import { alignedTable } from "./clock.js";
import { sharedFolder } from "./jobs.js";
import { unmeasured } from "./requirement.js";

/**
 * @typedef {object} Reference
 * @property {string} name
 * @property {string} circuit
 * @property {Spectrum} spectrum
 * @property {Weighting} weighting
 * @property {readonly number[]} start
 * @property {readonly number[]} values of the optimum
 * @property {number} cost there
 * @property {readonly number[]} [stderr]
 */

/** @param {readonly number[]} f @param {readonly (readonly [number, number])[]} Z @returns {Spectrum} */
const spectrumOf = (f, Z) => ({
  frequency: Float64Array.from(f),
  real: Float64Array.from(Z, ([real]) => real),
  imaginary: Float64Array.from(Z, ([, imaginary]) => imaginary),
});

/**
 * @param {string} folder the shared folder
 * @returns {Reference[]}
 */
function referencesIn(folder) {
  const golden = JSON.parse(readFileSync(join(folder, "golden", "circuits.json"), "utf8"));
  /** @type {Reference[]} */
  const references = golden.synthetic_solid_state.cases.map(
    (/** @type {any} */ { circuit, f, Z, ...rest }, /** @type {number} */ i) => ({
      name: `solid state, synthetic ${i + 1}`,
      circuit,
      spectrum: spectrumOf(f, Z),
      weighting: "modulus",
      start: rest.initial_guess,
      values: rest.modulus_weighted_optimum,
      cost: rest.sse,
    }),
  );
  // Measured data stay in the shared folder: columns f, Z′, Z″; only capacitive points were fitted
  const data = join(folder, "data", "impedance", "impedance.py", "exampleData.csv");
  if (existsSync(data)) {
    const rows = readFileSync(data, "utf8")
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map((line) => line.split(",").map(Number))
      .filter(([, , imaginary]) => imaginary < 0);
    const spectrum = spectrumOf(
      rows.map(([f]) => f),
      rows.map(([, real, imaginary]) => [real, imaginary]),
    );
    const example = golden.fits.find((/** @type {any} */ { id }) => id === "impedancepy_example");
    for (const [weighting, key] of /** @type {const} */ ([
      ["unit", "unweighted"],
      ["modulus", "modulus"],
    ])) {
      const { params, stderr, sse } = example.reference_optimum[key];
      references.push({
        name: `impedance.py's example, ${weighting}`,
        circuit: example.circuit_impedancepy,
        spectrum,
        weighting,
        start: example.initial_guess,
        values: params,
        cost: sse,
        stderr,
      });
    }
  }
  return references;
}

/** Largest relative difference; NaN where one is not a number. @param {ArrayLike<number>} a @param {readonly number[]} b */
const largestDifference = (a, b) => Math.max(...b.map((value, i) => Math.abs(a[i] / value - 1)));

/** @param {string} circuit @param {readonly number[]} values in the order of the text */
const byName = (circuit, values) =>
  Object.fromEntries(
    compileCircuit(parseCircuit(circuit)).parameters.map(({ name }, i) => [name, values[i]]),
  );

/** @returns {Promise<Report>} */
export async function benchCircuits() {
  const wanted = [
    { what: "circuits with a known optimum: parameters, from the file's starts", must: "1e-5 relative" },
    { what: "circuits with a known optimum: standard errors, from the file's starts", must: "1e-3 relative" },
    { what: "circuits with a known optimum: cost without starting values", must: "not above the reference" },
  ];
  if (!existsSync(join(sharedFolder(), "golden", "circuits.json"))) {
    const reason = "skipped: no shared folder with golden/circuits.json";
    return {
      text: `circuits: ${reason}`,
      json: { skipped: reason },
      requirements: wanted.map(({ what, must }) => unmeasured(what, must, reason)),
    };
  }
  const fitter = await openFitter();
  const entries = [];
  for (const { name, circuit, spectrum, weighting, start, values, cost, stderr } of referencesIn(
    sharedFolder(),
  )) {
    const near = await fitter.fit(circuit, spectrum, { weighting, start: byName(circuit, start), starts: 0 });
    const found = await fitter.fit(circuit, spectrum, { weighting });
    entries.push({
      name,
      circuit,
      values: largestDifference(near.values, values),
      stderr: stderr ? largestDifference(near.stderr, stderr) : null,
      costRatio: found.chi2 / cost,
    });
  }
  await fitter.close();
  const value = Math.max(...entries.map((entry) => entry.values));
  const errors = entries.flatMap(({ stderr }) => (stderr === null ? [] : [stderr]));
  const highest = Math.max(...entries.map(({ costRatio }) => costRatio));
  const measurements = [
    { measured: `${value.toExponential(1)} over ${entries.length} fits`, pass: value <= 1e-5 },
    errors.length > 0
      ? {
          measured: `${Math.max(...errors).toExponential(1)} over ${errors.length} fits`,
          pass: Math.max(...errors) <= 1e-3,
        }
      : { measured: "skipped: no shared data", pass: null },
    { measured: `at most ${highest.toFixed(6)} × over ${entries.length} fits`, pass: highest <= 1 + 1e-6 },
  ];
  return {
    text: [
      "circuits: fits against optima from outside; largest relative differences from the file's starts, cost without starting values",
      "",
      alignedTable(
        ["spectrum", "circuit", "parameters", "standard errors", "cost over reference"],
        entries.map((entry) => [
          entry.name,
          entry.circuit,
          entry.values.toExponential(1),
          entry.stderr === null ? "–" : entry.stderr.toExponential(1),
          entry.costRatio.toFixed(6),
        ]),
      ),
    ].join("\n"),
    json: { fits: entries },
    requirements: wanted.map((row, i) => ({
      ...row,
      ...measurements[i],
      anchors: i === 0 ? "impedance.py misses it" : "–",
    })),
  };
}
