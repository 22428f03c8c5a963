/**
 * The EIS job by every contender in turns, and the native anchor before and after.
 *
 * @import { Contender, Verdict } from "./contenders.js"
 * @import { EisJob } from "./jobs.js"
 * @import { Anchor, Native } from "./native.js"
 * @import { Report, Settings } from "./section.js"
 * @import { Timing } from "./clock.js"
 */
import { alignedTable, pairedRatio, takeTurns } from "./clock.js";
import { eisContenders, judge } from "./contenders.js";
import { eisJob, firstSpectra } from "./jobs.js";
import { nativeAnchors } from "./native.js";
import { UsageError } from "./section.js";

/**
 * @typedef {object} Entry
 * @property {Timing} timing of whole runs
 * @property {Verdict} verdict
 * @property {readonly number[]} perFit seconds per fit, one per round
 */

/**
 * @param {Settings} settings
 * @returns {Promise<Report>}
 */
export async function benchEis({ words, rounds, warmup, seed, reference }) {
  const native = words.length === 0 || words.some((word) => "native".includes(word));
  const contenders = eisContenders.filter(
    ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
  );
  if (contenders.length === 0 && !native)
    throw new UsageError(
      `No contender has ${words.map((word) => `"${word}"`).join(" or ")} in its name. Choose from: ${[...eisContenders.map(({ name }) => name), "native"].join("; ")}.`,
    );
  const base = reference === undefined ? 0 : contenders.findIndex(({ name }) => name.includes(reference));
  if (base < 0)
    throw new UsageError(
      `No contender of this run has "${reference}" in its name. Choose from: ${contenders.map(({ name }) => name).join("; ")}.`,
    );

  const job = eisJob({ seed });
  const before = native ? await nativeAnchors() : undefined;
  const entries = await race(job, contenders, { rounds, warmup, seed });
  // a second time, so that a machine that changed its speed meanwhile is seen
  const after = before?.anchors && entries.length > 0 ? await nativeAnchors() : undefined;
  return {
    text: describe(job, entries, base, [before, after], { rounds, warmup, seed }),
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
      contenders: entries.map(({ timing, verdict, perFit }) => ({
        name: timing.name,
        ...verdict,
        worst: Number.isFinite(verdict.worst) ? verdict.worst : null,
        secondsPerFit: {
          min: timing.min / verdict.spectra,
          median: timing.median / verdict.spectra,
          rounds: perFit,
        },
      })),
      ratios: entries.flatMap((a) =>
        entries
          .filter((b) => b !== a)
          .map((b) => ({ of: a.timing.name, to: b.timing.name, ratio: pairedRatio(a.perFit, b.perFit) })),
      ),
      native: [before, after].filter((run) => run !== undefined),
    },
  };
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
    contenders.map(({ name, run }, k) => ({ name, run: () => run(jobs[k]) })),
    options,
  );
  return timings.map((timing, k) => ({
    timing,
    verdict: verdicts[k],
    perFit: timing.seconds.map((seconds) => seconds / jobs[k].spectra),
  }));
}

/** The anchor that the kernels are compared with, if the run has it. @param {Native | undefined} native */
const anchorOf = (native) => native?.anchors?.find(({ name, job }) => name === "anchor_log" && job === "eis");

/**
 * @param {EisJob} job
 * @param {readonly Entry[]} entries
 * @param {number} base index of the reference
 * @param {readonly (Native | undefined)[]} natives before and after
 * @param {{ rounds: number, warmup: number, seed: number }} options
 */
function describe(job, entries, base, natives, { rounds, warmup, seed }) {
  const anchors = /** @type {Anchor[]} */ (natives.map(anchorOf).filter((anchor) => anchor !== undefined));
  const anchorMedian = Math.min(...anchors.map(({ median }) => median));
  const lines = [
    `eis: ${job.spectra} spectra × ${job.points} points, ${job.parameters.length} parameters, one thread; ${job.origin}`,
    `${rounds} rounds after ${warmup} untimed runs of each, in turns (seed ${seed}); µs per fit`,
    "",
  ];
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
  const rows = entries.map(({ timing, verdict, perFit }) => [
    timing.name,
    String(verdict.spectra),
    micro(timing.min / verdict.spectra),
    micro(timing.median / verdict.spectra),
    pairedRatio(perFit, entries[base].perFit).toFixed(2),
    anchors.length > 0 ? (timing.median / verdict.spectra / anchorMedian).toFixed(2) : "–",
    verdict.evaluations === undefined ? "–" : verdict.evaluations.toFixed(2),
    `${(100 * verdict.success).toFixed(1)} %`,
    verdict.threw > 0 ? `${verdict.threw} threw` : `${verdict.worst.toFixed(4)} × best`,
  ]);
  const labels = ["native C++, before", "native C++, after"];
  anchors.forEach(({ min, median, evaluations }, k) => {
    rows.push([
      labels[k],
      String(job.spectra),
      micro(min),
      micro(median),
      "–",
      (median / anchorMedian).toFixed(2),
      evaluations.toFixed(2),
      "–",
      "–",
    ]);
  });
  lines.push(alignedTable(header, rows), "");
  if (entries.length > 0)
    lines.push(
      `× reference: time over that of "${entries[base].timing.name}" in the same round, median of the rounds.`,
    );
  if (anchors.length > 0)
    lines.push(
      "× native: median over the faster median of the anchor_log runs, which stand before and after the rounds.",
    );
  lines.push(
    "success: cost ≤ 1.01 × best known. Costs are computed here from the returned parameters where a contender returns them.",
  );
  for (const native of natives) if (native?.skipped) lines.push(`native C++: ${native.skipped}.`);
  return lines.join("\n");
}

/** @param {number} seconds */
const micro = (seconds) => (seconds * 1e6).toFixed(seconds < 1e-3 ? 2 : 0);
