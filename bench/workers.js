/**
 * Scaling with workers: 10,000 spectra through the pool, from spectra to results with uncertainties. 0 workers is the calling thread.
 *
 * @import { Report, Settings } from "./section.js"
 * @import { BatchOptions, FitResult, Fitter, Spectrum } from "../dist/index.js"
 * @import { EisJob } from "./jobs.js"
 */
import { openFitter } from "../dist/index.js";
import { alignedTable } from "./clock.js";
import { eisJob, impedanceOf } from "./jobs.js";
import { eisCircuit } from "./kernelcontender.js";
import { normal, uniform } from "./random.js";
import { ceilingOfTwo } from "./spinning.js";

/** The middle of the job's spectra: one start for all. */
const middle = {
  "R0.R": 12,
  "R1.R": 80,
  "CPE1.Q": 2e-7,
  "CPE1.n": 0.92,
  "R2.R": 350,
  "CPE2.Q": 3e-5,
  "CPE2.n": 0.85,
  "CPE3.Q": 4e-3,
  "CPE3.n": 0.62,
};

/** @type {readonly { name: string, options: BatchOptions }[]} */
const tasks = [
  { name: "no starting values", options: {} },
  { name: "one given start", options: { start: middle, starts: 0 } },
];

/**
 * The truths of the job with fresh noise of 1 %, over and over.
 *
 * @param {EisJob} job
 * @param {number} count
 * @param {number} seed
 * @returns {Spectrum[]}
 */
export function noisyCopies(job, count, seed) {
  const gauss = normal(uniform(seed));
  const width = job.parameters.length;
  const clean = Array.from({ length: Math.min(count, job.spectra) }, (_, s) =>
    Array.from(job.frequency, (f) => impedanceOf(job.truth.subarray(s * width, (s + 1) * width), f)),
  );
  return Array.from({ length: count }, (_, k) => {
    const Z = clean[k % clean.length];
    const noisy = Z.map(([x, y]) => {
      const sigma = 0.01 * Math.hypot(x, y);
      return [x + sigma * gauss(), y + sigma * gauss()];
    });
    return {
      name: String(k),
      frequency: job.frequency,
      real: Float64Array.from(noisy, ([x]) => x),
      imaginary: Float64Array.from(noisy, ([, y]) => y),
    };
  });
}

/**
 * Throughput of one batch by a fitter whose workers are already alive.
 *
 * @param {Fitter} fitter
 * @param {readonly Spectrum[]} spectra
 * @param {BatchOptions} options
 */
async function timed(fitter, spectra, options) {
  const started = performance.now();
  const results = await fitter.fitMany(eisCircuit, spectra, options);
  return { seconds: (performance.now() - started) / 1000, results };
}

/** @param {readonly FitResult[]} a @param {readonly FitResult[]} b */
const areSame = (a, b) =>
  a.every(
    (result, s) => result.chi2 === b[s].chi2 && result.values.every((value, i) => value === b[s].values[i]),
  );

/**
 * @param {Settings} settings
 * @returns {Promise<Report>}
 */
export async function benchWorkers({ seed, quick }) {
  const spectra = noisyCopies(eisJob({ seed }), quick ? 1000 : 10_000, seed);
  // a fitter for each, because a fitter keeps the workers that it has
  const counts = [1, 2, 0];
  const fitters = await Promise.all(counts.map(() => openFitter()));
  const entries = [];
  try {
    for (const [k, fitter] of fitters.entries())
      await fitter.fitMany(eisCircuit, spectra.slice(0, 200), { workers: counts[k] });
    for (const { name, options } of tasks) {
      const ceilings = [await ceilingOfTwo()];
      /** @type {Awaited<ReturnType<typeof timed>>[]} */
      const runs = [];
      for (const [k, fitter] of fitters.entries()) {
        runs.push(await timed(fitter, spectra, { ...options, workers: counts[k] }));
        ceilings.push(await ceilingOfTwo());
      }
      const [one, two, none] = runs;
      entries.push({
        name,
        spectra: spectra.length,
        seconds: Object.fromEntries(counts.map((workers, i) => [workers, runs[i].seconds])),
        spectraPerSecond: Object.fromEntries(
          counts.map((workers, i) => [workers, spectra.length / runs[i].seconds]),
        ),
        speedUp: one.seconds / two.seconds,
        overThread: none.seconds / two.seconds,
        ceilings,
        same: areSame(one.results, two.results) && areSame(one.results, none.results),
        failed: one.results.filter(({ status }) => status === "failed").length,
      });
    }
  } finally {
    await Promise.all(fitters.map((fitter) => fitter.close()));
  }
  return {
    text: [
      `workers: ${spectra.length} spectra, ${eisCircuit}, in the pool; workers already alive; ${fitters[0].kernel}`,
      "",
      alignedTable(
        [
          "job",
          "1 worker",
          "2 workers",
          "calling thread",
          "1 / 2",
          "thread / 2",
          "two bare threads",
          "same numbers",
        ],
        entries.map(({ name, seconds, speedUp, overThread, ceilings, same }) => [
          name,
          `${seconds[1].toFixed(2)} s`,
          `${seconds[2].toFixed(2)} s`,
          `${seconds[0].toFixed(2)} s`,
          `${speedUp.toFixed(2)}×`,
          `${overThread.toFixed(2)}×`,
          ceilings.map((c) => `${c.toFixed(2)}×`).join(" "),
          same ? "yes" : "NO",
        ]),
      ),
      "",
      "two bare threads: what two threads of plain arithmetic gain over one on this machine, before, between and after the runs.",
    ].join("\n"),
    json: { spectra: spectra.length, jobs: entries },
    requirements: entries.map(({ name, speedUp, ceilings, same, spectra: count }) => {
      const ceiling = Math.max(...ceilings);
      const isBusy = ceiling < 1.8;
      return {
        what: `pool, 2 workers against 1, ${count.toLocaleString("en")} spectra, ${name}`,
        must: "≥ 1.7×, same numbers",
        measured: `${speedUp.toFixed(2)}×, ${same ? "same numbers" : "OTHER NUMBERS"}${isBusy ? "; machine busy, cannot tell" : ""}`,
        // where two threads of bare arithmetic gain less than that, no pool can
        pass: !same ? false : speedUp >= 1.7 ? true : isBusy ? null : false,
        anchors: `two bare threads here: ${Math.min(...ceilings).toFixed(2)}–${ceiling.toFixed(2)}×`,
      };
    }),
  };
}
