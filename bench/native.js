/**
 * The native anchor: the hand-tuned C++ solver of the shared folder, compiled here with the flags of its own script, and run once
 * in every round beside the kernels, so that their times can be compared as pairs of the same second.
 *
 * @import { Contender } from "./contenders.js"
 */
import { execFile } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { readDoubles, sharedFolder } from "./jobs.js";

/**
 * @typedef {object} Anchor
 * @property {string} name "anchor_log"
 * @property {string} job "eis"
 * @property {number} min seconds per fit
 * @property {number} median seconds per fit
 * @property {number} evaluations mean per fit
 *
 * @typedef {object} NativeSolver
 * @property {Contender} contender one run times the whole job 15 times and says the median
 * @property {() => void} close removes what was compiled
 *
 * @typedef {{ solver: NativeSolver, skipped?: undefined } | { skipped: string, solver?: undefined }} Native
 */

const run = promisify(execFile);

/** As in jobs/native.sh. */
const flags = ["-w", "-std=c++17", "-Ofast", "-march=native"];

/**
 * Compiles a program of the shared folder, with the jobs that it reads, into a folder of its own.
 *
 * @param {string} name of the source without its ending
 * @returns {Promise<{ program: string, folder: string, close: () => void, skipped?: undefined } | { skipped: string }>} `skipped` is a sentence
 * @throws {Error} when it does not compile although folder and compiler exist
 */
async function compile(name) {
  const jobs = join(sharedFolder(), "jobs");
  const source = join(jobs, `${name}.cpp`);
  if (!existsSync(source)) return { skipped: `skipped: no shared folder with jobs/${name}.cpp` };
  try {
    await run("g++", ["--version"]);
  } catch {
    return { skipped: "skipped: g++ is not installed" };
  }
  const folder = mkdtempSync(join(tmpdir(), "interphase-native-"));
  const close = () => rmSync(folder, { recursive: true, force: true });
  try {
    mkdirSync(join(folder, "out"));
    for (const file of readdirSync(jobs).filter((each) => each.endsWith(".f64")))
      copyFileSync(join(jobs, file), join(folder, file));
    const program = join(folder, name);
    await run("g++", [...flags, "-o", program, source, "-lm"]);
    return { program, folder, close };
  } catch (error) {
    close();
    throw error;
  }
}

/**
 * The solver of the EIS job.
 *
 * @returns {Promise<Native>}
 * @throws {Error} as `compile`
 */
export async function openNative() {
  const made = await compile("native");
  if (made.skipped !== undefined) return made;
  return { solver: { contender: nativeContender(made.program, made.folder), close: made.close } };
}

/**
 * @typedef {object} NativeBounded
 * @property {() => Promise<{ min: number, median: number, evaluations: number, cost: Float64Array }>} run times the XPS job nine times:
 *   seconds per fit, evaluations per fit, and the cost of each
 * @property {() => void} close
 * @property {undefined} [skipped]
 */

/**
 * The solver of the XPS job, with bounds.
 *
 * @param {number} parameters
 * @returns {Promise<NativeBounded | { skipped: string }>}
 * @throws {Error} as `compile`
 */
export async function openNativeBounded(parameters) {
  const made = await compile("native_bounded");
  if (made.skipped !== undefined) return made;
  const { program, folder, close } = made;
  return {
    close,
    run: async () => {
      const { stdout } = await run(program, [], { env: { ...process.env, JOBS: folder } });
      const line = /xps ms\/fit min ([\d.]+) med ([\d.]+) evals ([\d.]+)/.exec(stdout);
      if (!line) throw new Error(`native bounded: unexpected output "${stdout.trim()}"`);
      const rows = readDoubles(join(folder, "out", "xps_native_bounded.f64"));
      return {
        min: Number(line[1]) / 1000,
        median: Number(line[2]) / 1000,
        evaluations: Number(line[3]),
        cost: rows.filter((_, i) => i % (parameters + 2) === parameters),
      };
    },
  };
}

/**
 * @param {string} program
 * @param {string} folder where it reads the job and writes its results
 * @returns {Contender}
 */
function nativeContender(program, folder) {
  return {
    name: "native C++",
    secondsOf: ({ seconds }) => /** @type {number} */ (seconds),
    run: async (job) => {
      const { stdout } = await run(program, ["anchor"], { env: { ...process.env, JOBS: folder } });
      const anchor = /** @type {Anchor} */ (parseAnchors(stdout).find(isAnchor));
      // rows of nine parameters, the cost and the number of evaluations
      const width = job.parameters.length;
      const rows = readDoubles(join(folder, "out", "eis_anchor_log.f64"), job.spectra * (width + 2));
      const column = (/** @type {number} */ c) => rows.filter((_, i) => i % (width + 2) === c);
      return {
        cost: column(width),
        evaluations: column(width + 1),
        parameters: rows.filter((_, i) => i % (width + 2) < width),
        seconds: anchor.median * job.spectra,
      };
    },
  };
}

/** The solver that the kernels are compared with: R and Q in their logarithm, as theirs. @param {Anchor} anchor */
const isAnchor = ({ name, job }) => name === "anchor_log" && job === "eis";

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
  if (!anchors.some(isAnchor))
    throw new Error('native anchors: the program printed no line "anchor_log eis ms/fit min … median …"');
  return anchors;
}
