/**
 * The EIS job: 1,000 noisy spectra of `Rs-p(R1,CPE1)-p(R2,CPE2)-CPE3` with a start for each, the same work for every solver.
 * It is read from the shared folder (`INTERPHASE_SHARED`, else `../shared` beside the repository); without that folder a job
 * of the same kind is made here, and says so.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { fitJob } from "./handwritten.js";
import { normal, uniform } from "./random.js";

/**
 * @typedef {object} EisJob
 * @property {string} origin a sentence: where the spectra come from
 * @property {"shared" | "generated"} source
 * @property {number} spectra
 * @property {number} points frequencies per spectrum
 * @property {readonly string[]} parameters names, in the order of `start` and `truth`
 * @property {Float64Array} frequency [points] Hz, descending
 * @property {Float64Array} impedance [spectra][points][2] Ω, real and imaginary
 * @property {Float64Array} start [spectra][parameters] SI units
 * @property {Float64Array} truth [spectra][parameters] SI units
 * @property {Float64Array} bestCost [spectra] lowest cost known: Σ |Z_model − Z|²/|Z|²
 */

const parameters = ["Rs", "R1", "Q1", "a1", "R2", "Q2", "a2", "Q3", "a3"];
const N = parameters.length;
const resistances = [0, 1, 4];
const admittances = [2, 5, 7];
const exponents = [3, 6, 8];

/** The shared folder as an absolute path; it may not exist. */
export function sharedFolder() {
  const fromEnvironment = process.env.INTERPHASE_SHARED;
  if (fromEnvironment) return resolve(fromEnvironment);
  return fileURLToPath(new URL("../../shared", import.meta.url));
}

/**
 * The job of the shared folder, or one made here when that folder does not exist.
 *
 * @param {{ seed?: number }} [options] the seed of a job made here
 * @returns {EisJob}
 * @throws {Error} when the folder exists and one of its files is missing or has the wrong length
 */
export function eisJob({ seed = 1 } = {}) {
  const folder = join(sharedFolder(), "jobs");
  return existsSync(folder) ? readEisJob(folder) : makeEisJob({ seed });
}

/**
 * @param {string} folder holds eis_freq, eis_Z, eis_start, eis_true and eis_bestcost (.f64: little-endian doubles)
 * @returns {EisJob}
 * @throws {Error} naming the file that is missing or has the wrong length
 */
export function readEisJob(folder) {
  const frequency = readDoubles(join(folder, "eis_freq.f64"));
  const bestCost = readDoubles(join(folder, "eis_bestcost.f64"));
  const points = frequency.length;
  const spectra = bestCost.length;
  return {
    origin: "the shared job",
    source: "shared",
    spectra,
    points,
    parameters,
    frequency,
    impedance: readDoubles(join(folder, "eis_Z.f64"), spectra * points * 2),
    start: readDoubles(join(folder, "eis_start.f64"), spectra * N),
    truth: readDoubles(join(folder, "eis_true.f64"), spectra * N),
    bestCost,
  };
}

/**
 * The same kind of job from a seed: the distributions of the shared generator, other random numbers. The best cost is where
 * the hand-written solver arrives from the truth with tight tolerances.
 *
 * @param {{ seed?: number, spectra?: number }} [options]
 * @returns {EisJob}
 */
export function makeEisJob({ seed = 1, spectra = 1000 } = {}) {
  const random = uniform(seed);
  const gauss = normal(random);
  const points = 70;
  const nominal = [12, 80, 2e-7, 0.92, 350, 3e-5, 0.85, 4e-3, 0.62];
  const [first, last] = [Math.log(7e6), Math.log(0.1)];
  const frequency = Float64Array.from({ length: points }, (_, i) =>
    Math.exp(first + ((last - first) * i) / (points - 1)),
  );
  const impedance = new Float64Array(spectra * points * 2);
  const truth = new Float64Array(spectra * N);
  const start = new Float64Array(spectra * N);
  const sign = () => (random() < 0.5 ? 1 : -1);
  const between = (/** @type {number} */ lower, /** @type {number} */ upper) =>
    lower + (upper - lower) * random();

  for (let s = 0; s < spectra; s++) {
    const p = [...nominal];
    for (const k of resistances) p[k] *= Math.exp(0.25 * gauss());
    for (const k of admittances) p[k] *= Math.exp(0.35 * gauss());
    for (const k of exponents) p[k] = Math.min(1, Math.max(0.4, p[k] + 0.03 * gauss()));
    truth.set(p, s * N);
    for (let i = 0; i < points; i++) {
      const [real, imaginary] = impedanceOf(p, frequency[i]);
      const sigma = 0.01 * Math.hypot(real, imaginary);
      impedance[(s * points + i) * 2] = real + sigma * gauss();
      impedance[(s * points + i) * 2 + 1] = imaginary + sigma * gauss();
    }
    for (const k of [...resistances, ...admittances]) p[k] *= (1 + between(0.3, 0.5)) ** sign();
    for (const k of exponents) p[k] = Math.min(0.99, p[k] * (1 + sign() * between(0.05, 0.1)));
    start.set(p, s * N);
  }

  /** @type {EisJob} */
  const job = {
    origin: `made here with seed ${seed} because there is no shared folder: compare only within this run`,
    source: "generated",
    spectra,
    points,
    parameters,
    frequency,
    impedance,
    start,
    truth,
    bestCost: new Float64Array(spectra),
  };
  const tight = { ftol: 1e-15, xtol: 1e-13, evaluations: 500 };
  job.bestCost = fitJob({ ...job, start: truth }, undefined, tight).cost;
  return job;
}

/**
 * The job cut down to its first spectra, for contenders that are slow. The arrays are views.
 *
 * @param {EisJob} job
 * @param {number} spectra
 * @returns {EisJob}
 */
export function firstSpectra(job, spectra) {
  const n = Math.min(spectra, job.spectra);
  return {
    ...job,
    spectra: n,
    impedance: job.impedance.subarray(0, n * job.points * 2),
    start: job.start.subarray(0, n * N),
    truth: job.truth.subarray(0, n * N),
    bestCost: job.bestCost.subarray(0, n),
  };
}

/**
 * The cost of one spectrum by its definition, Σ |Z_model − Z|²/|Z|², term by term in complex numbers: it shares no line with
 * any contender, so that a contender's own word about its cost can be checked.
 *
 * @param {EisJob} job
 * @param {number} spectrum
 * @param {ArrayLike<number>} p [9] SI units
 */
export function costOf(job, spectrum, p) {
  let cost = 0;
  for (let i = 0; i < job.points; i++) {
    const at = (spectrum * job.points + i) * 2;
    const [real, imaginary] = [job.impedance[at], job.impedance[at + 1]];
    const [modelReal, modelImaginary] = impedanceOf(p, job.frequency[i]);
    cost += ((modelReal - real) ** 2 + (modelImaginary - imaginary) ** 2) / (real ** 2 + imaginary ** 2);
  }
  return cost;
}

/**
 * Z = Rs + R1/(1 + R1·Q1(jω)^a1) + R2/(1 + R2·Q2(jω)^a2) + 1/(Q3(jω)^a3).
 *
 * @param {ArrayLike<number>} p [9]
 * @param {number} frequency Hz
 * @returns {[real: number, imaginary: number]} Ω
 */
export function impedanceOf(p, frequency) {
  const omega = 2 * Math.PI * frequency;
  /** @param {number} Q @param {number} a @param {number} conductance 1/R of the resistor in parallel */
  const arc = (Q, a, conductance) => {
    const modulus = Q * omega ** a;
    const real = conductance + modulus * Math.cos((a * Math.PI) / 2);
    const imaginary = modulus * Math.sin((a * Math.PI) / 2);
    const square = real ** 2 + imaginary ** 2;
    return [real / square, -imaginary / square];
  };
  const one = arc(p[2], p[3], 1 / p[1]);
  const two = arc(p[5], p[6], 1 / p[4]);
  const tail = arc(p[7], p[8], 0);
  return [p[0] + one[0] + two[0] + tail[0], one[1] + two[1] + tail[1]];
}

/**
 * @param {string} file little-endian doubles without a header
 * @param {number} [length] what it must hold
 */
export function readDoubles(file, length) {
  if (!existsSync(file)) throw new Error(`job file ${file} is missing: restore it from the shared folder`);
  const bytes = readFileSync(file);
  if (bytes.length % 8 !== 0 || (length !== undefined && bytes.length !== length * 8))
    throw new Error(
      `job file ${file} has ${bytes.length} bytes, expected ${length === undefined ? "a multiple of 8" : length * 8}: restore it from the shared folder`,
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: bytes.length / 8 }, (_, i) => view.getFloat64(i * 8, true));
}
