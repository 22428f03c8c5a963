/**
 * Scaling with workers: 10,000 spectra through the pool, from spectra to results with uncertainties. 0 workers is the calling thread.
 *
 * @import { Report, Settings } from "./section.js"
 * @import { BatchOptions, FitResult, Fitter, Spectrum } from "../dist/index.js"
 * @import { EisJob } from "./jobs.js"
 */
import { openFitter } from "../dist/index.js";
import { alignedTable, median, pairedRatio } from "./clock.js";
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

/** @type {readonly { name: string, options: BatchOptions, rounds: number }[]} */
const tasks = [
  { name: "no starting values", options: {}, rounds: 1 },
  // takes a second or two: one disturbance would decide it
  { name: "one given start", options: { start: middle, starts: 0 }, rounds: 5 },
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
 * One batch by a fitter whose workers are already alive. Time of the processor counts all threads: what the pool costs shows in it
 * even on a busy machine.
 *
 * @param {Fitter} fitter
 * @param {readonly Spectrum[]} spectra
 * @param {BatchOptions} options
 */
async function timed(fitter, spectra, options) {
  const before = process.cpuUsage();
  const started = performance.now();
  const results = await fitter.fitMany(eisCircuit, spectra, options);
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  return { seconds, processorSeconds: (user + system) / 1e6, results };
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
    for (const { name, options, rounds } of tasks) {
      const ceilings = [await ceilingOfTwo()];
      /** @type {Awaited<ReturnType<typeof timed>>[][]} one list of rounds per count of workers */
      const runs = counts.map(() => []);
      for (let round = 0; round < rounds; round++)
        for (const [k, fitter] of fitters.entries())
          runs[k].push(await timed(fitter, spectra, { ...options, workers: counts[k] }));
      ceilings.push(await ceilingOfTwo());
      const seconds = runs.map((own) => own.map((run) => run.seconds));
      const [one, two, none] = seconds;
      const byCount = (/** @type {(k: number) => number} */ of) =>
        Object.fromEntries(counts.map((workers, k) => [workers, of(k)]));
      entries.push({
        name,
        spectra: spectra.length,
        rounds,
        seconds: byCount((k) => median(seconds[k])),
        processorSeconds: byCount((k) => median(runs[k].map((run) => run.processorSeconds))),
        spectraPerSecond: byCount((k) => spectra.length / median(seconds[k])),
        speedUp: pairedRatio(one, two),
        overThread: pairedRatio(none, two),
        ceilings,
        same: runs.flat().every(({ results }) => areSame(results, runs[0][0].results)),
        failed: runs[0][0].results.filter(({ status }) => status === "failed").length,
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
        entries.map(({ name, seconds, processorSeconds, speedUp, overThread, ceilings, same }) => [
          name,
          ...[1, 2, 0].map((k) => `${seconds[k].toFixed(2)} s (${processorSeconds[k].toFixed(2)})`),
          `${speedUp.toFixed(2)}×`,
          `${overThread.toFixed(2)}×`,
          ceilings.map((c) => `${c.toFixed(2)}×`).join(" "),
          same ? "yes" : "NO",
        ]),
      ),
      "",
      "In parentheses: seconds of the processor, all threads together.",
      "two bare threads: what two threads of plain arithmetic gain over one on this machine, before and after the runs.",
    ].join("\n"),
    json: { spectra: spectra.length, jobs: entries },
    requirements: entries.map(
      ({ name, seconds, processorSeconds, speedUp, ceilings, same, spectra: count }) => {
        const ceiling = Math.max(...ceilings);
        // two threads of bare arithmetic gain less than a pool must, or the calling thread did not have a core to itself
        const isBusy = ceiling < 1.8 || processorSeconds[0] < 0.9 * seconds[0];
        return {
          what: `pool, 2 workers against 1, ${count.toLocaleString("en")} spectra, ${name}`,
          must: "≥ 1.7×, same numbers",
          measured: `${speedUp.toFixed(2)}×, ${same ? "same numbers" : "OTHER NUMBERS"}${isBusy ? "; machine busy, cannot tell" : ""}`,
          // on a busy machine a good figure is as accidental as a bad one
          pass: !same ? false : isBusy ? null : speedUp >= 1.7,
          anchors: `two bare threads here: ${Math.min(...ceilings).toFixed(2)}–${ceiling.toFixed(2)}×`,
        };
      },
    ),
  };
}
