/**
 * What a point of each line shape costs, and the Voigt line beside SciPy's wofz in the same rounds.
 *
 * A kernel makes the value and all derivatives of a line in one pass. The model is the sum of the lines; the time of a line is that of
 * a tape of nine less that of one, by eight: the line and the addition of its value, nothing else. "with Jacobian": the sweep that
 * gathers the columns, one per parameter, is counted too.
 *
 * @import { Report, Settings } from "./section.js"
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { Kernel } from "../dist/index.js";
import { encodeCurveJob } from "../dist/kernel/curvejob.js";
import { Mode } from "../dist/kernel/job.js";
import { lineKinds, lineNumber, lineParameters } from "../dist/program/lineshape.js";
import { TapeBuilder } from "../dist/program/tape.js";
import { alignedTable, median } from "./clock.js";
import { unmeasured } from "./requirement.js";

const points = 5000;
const lines = 9;
/** Full widths of Gaussian and Lorentzian of the Voigt lines, and half the window in units of σ. */
const voigts = [
  [1, 0.01],
  [1, 0.3],
  [1, 1],
  [1, 4],
].flatMap(([gaussian, lorentzian]) =>
  [3, 10, 30].map((reach) => ({ gaussian, lorentzian, reach, sigma: gaussian / 2.3548200450309493 })),
);

const row = "Voigt value and derivatives per point, SciPy wofz (value only) over kernel";
const must = "≥ 10× in every window";

/**
 * @param {string} type
 * @param {readonly number[]} parameters
 * @param {number} count lines, a little apart
 * @param {Float64Array} x
 * @param {typeof Mode.Evaluate | typeof Mode.Differentiate} mode
 */
function encode(type, parameters, count, x, mode) {
  const tape = new TapeBuilder(["x"]);
  /** @type {number[]} */
  const values = [];
  const kind = lineNumber(type);
  let model = -1;
  for (let i = 0; i < count; i++) {
    const nodes = parameters.map((value, k) => {
      values.push(k === 1 ? value + 1e-3 * i : value);
      return tape.parameter(`p${i}_${k}`);
    });
    const line = tape.line(kind, nodes, tape.predictor("x"));
    // A tape keeps only what its last node needs: without the sum a single line would be left
    model = model < 0 ? line : tape.apply("+", [model, line]);
  }
  const built = tape.tape(model);
  const kept = built.nodes.filter(({ operands }) => operands).length;
  if (kept !== count) throw new Error(`${type}: the tape has ${kept} lines, wanted ${count}`);
  const variables = values.map(() => ({
    scale: /** @type {const} */ ("linear"),
    lower: -Infinity,
    upper: Infinity,
    branch: -1,
    element: 0,
    impedance: 0,
    frequency: 0,
    frequencyOfExponent: 0,
    exponent: -1,
    fixedExponent: 0,
    drawFrom: Number.NaN,
    drawTo: Number.NaN,
  }));
  const compositions = values.map((_, i) => ({ offset: 0, terms: [{ variable: i, coefficient: 1 }] }));
  return encodeCurveJob(built, compositions, variables, [{ predictors: [x] }], Float64Array.from(values), {
    mode,
    weighting: 0,
    loss: 0,
    lossScale: 1,
    evaluations: 1,
    starts: 0,
    draws: 0,
    patience: 0,
    seed: 1,
    costTolerance: 1e-10,
    stepTolerance: 1e-12,
    gradientTolerance: 1e-12,
    damping: 1e-3,
  });
}

/** @param {() => void} run @param {number} repeats */
function shortest(run, repeats) {
  let least = Infinity;
  for (let k = 0; k < repeats; k++) {
    const started = performance.now();
    run();
    least = Math.min(least, performance.now() - started);
  }
  return least;
}

/**
 * Nanoseconds per point and line.
 *
 * @param {Kernel} kernel
 * @param {string} type
 * @param {readonly number[]} parameters
 * @param {Float64Array} x
 * @param {typeof Mode.Evaluate | typeof Mode.Differentiate} mode
 * @param {number} repeats
 */
function perPoint(kernel, type, parameters, x, mode, repeats) {
  const one = encode(type, parameters, 1, x, mode);
  const all = encode(type, parameters, lines, x, mode);
  const difference = shortest(() => kernel.run(all), repeats) - shortest(() => kernel.run(one), repeats);
  if (!(difference > 0)) throw new Error(`${type}: ${lines} lines take no longer than one`);
  return (difference / (lines - 1) / x.length) * 1e6;
}

/** @param {number} reach @param {number} count */
const window = (reach, count) =>
  Float64Array.from({ length: count }, (_, i) => reach * ((2 * i) / (count - 1) - 1));

/** Times wofz over the grid of each line that it reads; answers with ns per point: the best of the repeats. */
const python = `
import sys, time
import numpy as np
from scipy import __version__
from scipy.special import wofz
print(__version__, flush=True)
for line in sys.stdin:
    reach, count, y, repeats = line.split()
    z = np.linspace(-float(reach), float(reach), int(count)) + 1j * float(y)
    best = 1e9
    for _ in range(int(repeats)):
        started = time.perf_counter()
        wofz(z)
        best = min(best, time.perf_counter() - started)
    print(best / len(z) * 1e9, flush=True)
`;

/** SciPy in a process that stays, or why there is none. */
async function openScipy() {
  const child = spawn("python3", ["-c", python], { stdio: ["pipe", "pipe", "ignore"] });
  const failed = new Promise((resolve) => child.once("error", () => resolve(undefined)));
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await Promise.race([answers.next(), failed]);
  if (first === undefined || first.done) return { skipped: "skipped: no python3 with SciPy" };
  return {
    version: first.value,
    /** @param {number} reach @param {number} y @param {number} repeats */
    ask: async (reach, y, repeats) => {
      child.stdin.write(`${reach} ${points} ${y} ${repeats}\n`);
      return Number((await answers.next()).value);
    },
    close: () => child.stdin.end(),
  };
}

/**
 * @param {Settings} settings
 * @returns {Promise<Report>}
 */
export async function benchLineShapes({ rounds, quick }) {
  const kernel = await Kernel.load(undefined, "curves");
  const repeats = quick ? 5 : 15;
  const x = window(8, points);
  const shapes = lineKinds.map(({ type }) => {
    const parameters = lineParameters(type).map(({ start }) => start);
    const [value, jacobian] = [Mode.Evaluate, Mode.Differentiate].map((mode) =>
      perPoint(kernel, type, parameters, x, mode, repeats),
    );
    return { type, value, jacobian };
  });
  const text = [
    `line shapes: ns per point of one line, kernel ${kernel.build}, ${points} points`,
    "",
    alignedTable(
      ["shape", "value and derivatives", "with Jacobian"],
      shapes.map(({ type, value, jacobian }) => [type, value.toFixed(1), jacobian.toFixed(1)]),
    ),
  ];
  const scipy = await openScipy();
  if (scipy.skipped !== undefined) {
    text.push("", `Voigt beside SciPy's wofz: ${scipy.skipped}`);
    return { text: text.join("\n"), json: { shapes }, requirements: [unmeasured(row, must, scipy.skipped)] };
  }
  /** @type {{ gaussian: number, lorentzian: number, reach: number, kernel: number[], wofz: number[] }[]} */
  const rows = voigts.map(({ gaussian, lorentzian, reach }) => ({
    gaussian,
    lorentzian,
    reach,
    kernel: [],
    wofz: [],
  }));
  for (let round = 0; round < Math.max(3, rounds); round++) {
    for (const [k, { gaussian, lorentzian, reach, sigma }] of voigts.entries()) {
      const grid = window(reach * sigma, points);
      const scale = 1 / (sigma * Math.SQRT2);
      rows[k].kernel.push(
        perPoint(kernel, "voigt", [1, 0, gaussian, lorentzian], grid, Mode.Evaluate, repeats),
      );
      rows[k].wofz.push(await scipy.ask(reach * sigma * scale, 0.5 * lorentzian * scale, repeats));
    }
  }
  scipy.close();
  const ratios = rows.map((entry) => median(entry.wofz.map((ns, round) => ns / entry.kernel[round])));
  const typical = median(ratios);
  text.push(
    "",
    `Voigt line beside wofz of SciPy ${scipy.version}: ns per point, medians of ${rows[0].kernel.length} rounds`,
    "",
    alignedTable(
      ["Gaussian, Lorentzian, window", "kernel: value and derivatives", "wofz: value", "ratio"],
      rows.map((entry, k) => [
        `${entry.gaussian}, ${entry.lorentzian}, ±${entry.reach} σ`,
        median(entry.kernel).toFixed(1),
        median(entry.wofz).toFixed(1),
        ratios[k].toFixed(1),
      ]),
    ),
  );
  return {
    text: text.join("\n"),
    json: { shapes, scipy: scipy.version, voigt: rows.map((entry, k) => ({ ...entry, ratio: ratios[k] })) },
    requirements: [
      {
        what: row,
        must,
        measured: `median ${typical.toFixed(1)}× (${Math.min(...ratios).toFixed(1)} … ${Math.max(...ratios).toFixed(1)})`,
        pass: ratios.every((ratio) => ratio >= 10),
        anchors: `SciPy ${scipy.version}`,
      },
    ],
  };
}
