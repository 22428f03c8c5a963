/**
 * The EIS job by every contender in turns: the kernels, the hand-written JavaScript, the library, and the native solver.
 *
 * @import { Contender, Verdict } from "./contenders.js"
 * @import { EisJob } from "./jobs.js"
 * @import { Report, Settings } from "./section.js"
 * @import { Timing } from "./clock.js"
 */
import { alignedTable, pairedRatio, takeTurns } from "./clock.js";
import { eisContenders, judge } from "./contenders.js";
import { eisRequirements } from "./eisrequirements.js";
import { eisJob, firstSpectra } from "./jobs.js";
import { openNative } from "./native.js";
import { UsageError } from "./section.js";

/**
 * @typedef {object} Entry
 * @property {Timing} timing of whole runs
 * @property {Verdict} verdict
 * @property {readonly number[]} perFit seconds per fit, one per round
 * @property {number} minPerFit seconds per fit in the fastest run
 */

/**
 * @param {Settings} settings
 * @returns {Promise<Report>}
 */
export async function benchEis({ words, rounds, warmup, seed, reference, quick }) {
  const isWanted = (/** @type {string} */ name) =>
    words.length === 0 || words.some((word) => name.includes(word));
  const chosen = eisContenders.filter(({ name }) => isWanted(name));
  if (chosen.length === 0 && !isWanted("native C++"))
    throw new UsageError(
      `No contender has ${words.map((word) => `"${word}"`).join(" or ")} in its name. Choose from: ${[...eisContenders.map(({ name }) => name), "native C++"].join("; ")}.`,
    );
  const base = reference === undefined ? 0 : chosen.findIndex(({ name }) => name.includes(reference));
  if (base < 0)
    throw new UsageError(
      `No contender of this run has "${reference}" in its name. Choose from: ${chosen.map(({ name }) => name).join("; ")}.`,
    );

  const job = eisJob({ seed });
  const native = isWanted("native C++") ? await openNative() : undefined;
  const options = { rounds: quick ? Math.min(5, rounds) : rounds, warmup, seed };
  try {
    const contenders = native?.solver ? [...chosen, native.solver.contender] : chosen;
    const entries = await race(job, contenders, options);
    return report(job, entries, base, native?.skipped, options);
  } finally {
    native?.solver?.close();
  }
}

/**
 * @param {EisJob} job
 * @param {readonly Contender[]} contenders
 * @param {{ rounds: number, warmup: number, seed: number }} options
 * @returns {Promise<Entry[]>}
 */
async function race(job, contenders, options) {
  const jobs = contenders.map(({ sample }) => (sample ? firstSpectra(job, sample) : job));
  /** @type {Verdict[]} */
  const verdicts = [];
  for (const [k, { name, prepare, run }] of contenders.entries()) {
    await prepare?.(jobs[k]);
    verdicts.push(judge(jobs[k], name, await run(jobs[k])));
  }
  const timings = await takeTurns(
    contenders.map(({ name, run, repeats, secondsOf }, k) => ({
      name,
      repeats,
      secondsOf,
      run: () => run(jobs[k]),
    })),
    options,
  );
  return timings.map((timing, k) => ({
    timing,
    verdict: verdicts[k],
    perFit: timing.seconds.map((seconds) => seconds / jobs[k].spectra),
    minPerFit: timing.min / jobs[k].spectra,
  }));
}

/**
 * @param {EisJob} job
 * @param {readonly Entry[]} entries
 * @param {number} base index of the reference
 * @param {string | undefined} skipped why there is no native solver
 * @param {{ rounds: number, warmup: number, seed: number }} options
 * @returns {Report}
 */
function report(job, entries, base, skipped, { rounds, warmup, seed }) {
  return {
    text: describe(job, entries, base, skipped, { rounds, warmup, seed }),
    requirements: eisRequirements(entries, skipped),
    json: {
      job: {
        origin: job.origin,
        source: job.source,
        spectra: job.spectra,
        points: job.points,
        parameters: job.parameters.length,
      },
      rounds,
      warmup,
      seed,
      contenders: entries.map(({ timing, verdict, perFit, minPerFit }) => ({
        name: timing.name,
        ...verdict,
        worst: Number.isFinite(verdict.worst) ? verdict.worst : null,
        secondsPerFit: { min: minPerFit, median: timing.median / verdict.spectra, rounds: perFit },
      })),
      ratios: entries.flatMap((a) =>
        entries
          .filter((b) => b !== a)
          .map((b) => ({
            of: a.timing.name,
            to: b.timing.name,
            ratio: pairedRatio(a.perFit, b.perFit),
            ofMinima: a.minPerFit / b.minPerFit,
          })),
      ),
      ...(skipped === undefined ? {} : { native: skipped }),
    },
  };
}

/**
 * @param {EisJob} job
 * @param {readonly Entry[]} entries
 * @param {number} base
 * @param {string | undefined} skipped
 * @param {{ rounds: number, warmup: number, seed: number }} options
 */
function describe(job, entries, base, skipped, { rounds, warmup, seed }) {
  const native = entries.find(({ timing }) => timing.name === "native C++");
  const header = [
    "contender",
    "spectra",
    "min",
    "median",
    "× reference",
    "× native",
    "evaluations",
    "success",
    "worst cost",
  ];
  const rows = entries.map(({ timing, verdict, perFit, minPerFit }) => [
    timing.name,
    String(verdict.spectra),
    micro(minPerFit),
    micro(timing.median / verdict.spectra),
    pairedRatio(perFit, entries[base].perFit).toFixed(2),
    native ? pairedRatio(perFit, native.perFit).toFixed(2) : "–",
    verdict.evaluations === undefined ? "–" : verdict.evaluations.toFixed(2),
    `${verdict.successes}/${verdict.spectra}`,
    verdict.threw > 0 ? `${verdict.threw} threw` : `${verdict.worst.toFixed(4)} × best`,
  ]);
  return [
    `eis: ${job.spectra} spectra × ${job.points} points, ${job.parameters.length} parameters, one thread; ${job.origin}`,
    `${rounds} rounds after ${warmup} untimed runs of each, in turns (seed ${seed}); µs per fit`,
    "Given starts, relative tolerance 1e-8 as the native solver has it. The kernels also return covariance, condition number and rank.",
    "",
    alignedTable(header, rows),
    "",
    ...(entries.length > 0
      ? [
          `× reference: time over that of "${entries[base].timing.name}" in the same round, median of the rounds.`,
        ]
      : []),
    ...(native
      ? [
          "× native: the same against the native solver, which times itself: the median of 15 runs each round.",
        ]
      : []),
    "success: cost ≤ 1.01 × best known. Costs are computed here from the returned parameters.",
    ...(skipped === undefined ? [] : [`native C++: ${skipped}.`]),
  ].join("\n");
}

/** @param {number} seconds */
const micro = (seconds) => (seconds * 1e6).toFixed(seconds < 1e-3 ? 2 : 0);
