/**
 * NIST's Gauss1 (8 parameters, 250 points) twice: as its formula, and with two Gaussians of the catalogue on the same exponential.
 * With F = b·√(4 ln 2) for their full widths the two are the same problem.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { plainVariable } from "../dist/fit/tapeValues.js";
import { encodeCurveJob } from "../dist/kernel/curvejob.js";
import { Mode } from "../dist/kernel/job.js";
import { parseFormula } from "../dist/program/formula.js";
import { lineNumber } from "../dist/program/lineshape.js";
import { compileModel, parseModel } from "../dist/program/model.js";
import { TapeBuilder } from "../dist/program/tape.js";
import { sharedFolder } from "./jobs.js";

/** @import { Tape } from "../dist/program/tape.js" */

const perWidth = Math.sqrt(4 * Math.LN2);
const widths = [4, 7];

/** With the catalogue's lines; parameters in the order of the formula's. */
function catalogueTape() {
  const builder = new TapeBuilder(["x"]);
  const b = Array.from({ length: 8 }, (_, i) => builder.parameter(`b${i + 1}`));
  const x = builder.predictor("x");
  const kind = lineNumber("gaussian", "height");
  const decay = builder.expression(parseFormula("b1*exp(-b2*x)"));
  const sum = builder.apply("+", [decay, builder.line(kind, [b[2], b[3], b[4]], x)]);
  return builder.tape(builder.apply("+", [sum, builder.line(kind, [b[5], b[6], b[7]], x)]));
}

/** @param {Tape} tape @param {readonly number[]} start @param {Float64Array} x @param {Float64Array} y @param {number} copies */
function encode(tape, start, x, y, copies) {
  const predictors = [x];
  return encodeCurveJob(
    tape,
    start.map((_, variable) => ({ offset: 0, terms: [{ variable, coefficient: 1 }] })),
    start.map(() => plainVariable),
    Array.from({ length: copies }, () => ({ predictors, y })),
    Float64Array.from(start),
    {
      mode: Mode.Solve,
      weighting: 0,
      loss: 0,
      lossScale: 0,
      evaluations: 1000,
      starts: 0,
      draws: 1,
      patience: 0,
      seed: 1,
      costTolerance: 1e-15,
      stepTolerance: 1e-15,
      gradientTolerance: 1e-12,
      damping: 1e-3,
    },
  );
}

/**
 * @typedef {object} GaussPair
 * @property {number} copies fits of a job
 * @property {number} certified residual sum of squares
 * @property {ArrayBuffer} formula
 * @property {ArrayBuffer} catalogue
 */

/** @param {number} copies @returns {GaussPair | undefined} from NIST's second start; undefined without the shared folder */
export function gaussPair(copies) {
  const file = join(sharedFolder(), "golden", "nist-strd.json");
  if (!existsSync(file)) return undefined;
  const { datasets } = JSON.parse(readFileSync(file, "utf8"));
  const one = datasets.find((/** @type {{ name: string }} */ { name }) => name === "Gauss1");
  const [x, y] = [Float64Array.from(one.x), Float64Array.from(one.y)];
  /** @type {number[]} */
  const start = one.start2;
  const { tape } = compileModel(parseModel(`y = ${one.formula}`), ["x"]);
  const scaled = start.map((value, i) => (widths.includes(i) ? value * perWidth : value));
  return {
    copies,
    certified: one.certified_rss,
    formula: encode(tape, start, x, y, copies),
    catalogue: encode(catalogueTape(), scaled, x, y, copies),
  };
}
