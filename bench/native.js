/**
 * The native anchors: the hand-tuned C++ solvers of the shared folder, built and timed on this machine in the same minutes.
 * They cannot take turns with the others, because their script builds, runs and removes them in one go.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { sharedFolder } from "./jobs.js";

/**
 * @typedef {object} Anchor
 * @property {string} name "anchor_log"
 * @property {string} job "eis"
 * @property {number} min seconds per fit
 * @property {number} median seconds per fit
 * @property {number} evaluations mean per fit
 *
 * @typedef {{ anchors: readonly Anchor[], skipped?: undefined } | { skipped: string, anchors?: undefined }} Native
 */

const run = promisify(execFile);

/**
 * @returns {Promise<Native>} `skipped` is a sentence
 * @throws {Error} when the script fails although folder and compiler exist, or prints no "anchor_log" line
 */
export async function nativeAnchors() {
  const script = join(sharedFolder(), "jobs", "native.sh");
  if (!existsSync(script)) return { skipped: "skipped: no shared folder with jobs/native.sh" };
  try {
    await run("g++", ["--version"]);
  } catch {
    return { skipped: "skipped: g++ is not installed" };
  }
  const { stdout } = await run("sh", [script]);
  return { anchors: parseAnchors(stdout) };
}

/**
 * Lines such as `anchor_log  eis ms/fit min 0.00845 median 0.00853  evals/fit 8.18 accepted …`; others are passed over.
 *
 * @param {string} text
 * @returns {Anchor[]}
 * @throws {Error} when there is no line of the solver that the kernels are compared with
 */
export function parseAnchors(text) {
  const line = /^(\S+)\s+(\S+) ms\/fit min ([\d.]+) median ([\d.]+)\s+evals\/fit ([\d.]+)/gm;
  const anchors = [...text.matchAll(line)].map(([, name, job, min, median, evaluations]) => ({
    name,
    job,
    min: Number(min) / 1000,
    median: Number(median) / 1000,
    evaluations: Number(evaluations),
  }));
  if (!anchors.some(({ name, job }) => name === "anchor_log" && job === "eis"))
    throw new Error('native anchors: the script printed no line "anchor_log eis ms/fit min … median …"');
  return anchors;
}
