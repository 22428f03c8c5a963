import type { Tape } from "../program/tape.ts";
import { planBlock } from "./block.ts";
import type { Composition, JobOptions, Starts, Variable } from "./job.ts";
import { Mode, resultStride } from "./job.ts";

/** The job of a tape: see `assembly/job.ts`, MAGIC_CURVE. */
const MAGIC = 0x49506331;
const NODE_BYTES = 32;

/** One curve: predictors (one array each, equal lengths), values and their standard deviations. Equal predictor lists (same object) share a grid. */
export interface CurveData {
  readonly predictors: readonly Float64Array[];
  readonly y?: Float64Array;
  readonly sigma?: Float64Array;
}

/** Encodes one job of curves. Behind the results of a fit stand the fitted values: `decodeFitted`. */
export function encodeCurveJob(
  tape: Tape,
  compositions: readonly Composition[],
  variables: readonly Variable[],
  curves: readonly CurveData[],
  starts: Starts,
  options: JobOptions,
): ArrayBuffer {
  const operands: number[] = [];
  let partials = 0;
  const nodes = tape.nodes.map((node) => {
    if (!node.operands) return { ...node, partial: 0 };
    const placed = { ...node, a: operands.length, b: node.operands.length, partial: partials };
    operands.push(...node.operands);
    partials += node.operands.length;
    return placed;
  });
  const terms: { variable: number; coefficient: number }[] = [];
  const firstTerm = compositions.map(
    (composition) => terms.push(...composition.terms) - composition.terms.length,
  );
  const grids = [...new Set(curves.map((curve) => curve.predictors))];
  const gridIndex = new Map(grids.map((grid, i) => [grid, i]));
  const evaluating = options.mode === Mode.Evaluate || options.mode === Mode.Differentiate;
  const lengthOf = (curve: CurveData): number => curve.predictors[0].length;
  const points = curves.reduce((sum, curve) => sum + lengthOf(curve), 0);
  const startSets = starts === null ? 0 : starts instanceof Float64Array ? 1 : starts.length;
  const results = options.extension
    ? options.extension.results
    : evaluating
      ? points * (options.mode === Mode.Differentiate ? variables.length + 1 : 1)
      : curves.length * resultStride(variables.length) + points;
  const withSigma = curves.some((curve) => curve.sigma);

  const { loss } = tape;
  const plan = planBlock();
  const { section } = plan;
  const atNodes = section(nodes.length * NODE_BYTES);
  const atOperands = section(operands.length * 8);
  const atParameters = section(compositions.length * 16);
  const atTerms = section(terms.length * 16);
  const atVariables = section(variables.length * 80);
  const atGrids = section(grids.length * 8);
  const atCurves = section(curves.length * 32);
  const atPredictors = grids.map((grid) => section(8 * grid.reduce((sum, column) => sum + column.length, 0)));
  const zeros = evaluating ? section(8 * Math.max(0, ...curves.map(lengthOf))) : 0;
  const atData = curves.map((curve) =>
    evaluating ? zeros : section(8 * lengthOf(curve) * (withSigma ? 2 : 1)),
  );
  const atStarts = section(startSets * variables.length * 8);
  const atResults = section(results * 8);
  const { buffer, words, numbers, record } = plan.allocate();
  words.set([
    MAGIC,
    options.mode,
    curves.length,
    nodes.length,
    loss ? loss.lines + 1 : 0,
    0,
    compositions.length,
    variables.length,
    0,
    tape.predictors.length,
    0,
    0,
    evaluating ? 0 : options.weighting,
    options.loss,
    grids.length,
    options.evaluations,
    options.starts,
    options.draws,
    options.patience,
    options.seed | 0,
    atOperands,
    startSets === 0 ? 0 : starts instanceof Float64Array ? 1 : 2,
    atNodes,
    loss ? loss.step + 1 : 0,
    atParameters,
    atTerms,
    loss ? loss.slope + 1 : 0,
    atVariables,
    atGrids,
    atCurves,
    atStarts,
    atResults,
  ]);
  numbers.set(
    [
      options.costTolerance,
      options.stepTolerance,
      options.gradientTolerance,
      options.lossScale,
      options.damping,
    ],
    16,
  );
  nodes.forEach((node, i) => {
    record(
      atNodes + NODE_BYTES * i,
      [node.op, node.a, node.b, node.c, (node.uniform ? 1 : 0) | (node.moves ? 2 : 0), node.partial],
      [node.constant],
    );
  });
  numbers.set(operands, atOperands / 8);
  compositions.forEach((composition, i) => {
    record(atParameters + 16 * i, [firstTerm[i], composition.terms.length], [composition.offset]);
  });
  terms.forEach((term, i) => {
    record(atTerms + 16 * i, [term.variable, 0], [term.coefficient]);
  });
  variables.forEach((v, i) => {
    record(
      atVariables + 80 * i,
      [v.scale === "log" ? 1 : 0, v.branch, v.exponent, v.element],
      [
        v.lower,
        v.upper,
        v.impedance,
        v.frequency,
        v.frequencyOfExponent,
        v.fixedExponent,
        v.drawFrom,
        v.drawTo,
      ],
    );
  });
  grids.forEach((grid, i) => {
    record(atGrids + 8 * i, [grid[0].length, atPredictors[i]], []);
    grid.forEach((column, c) => {
      numbers.set(column, atPredictors[i] / 8 + c * column.length);
    });
  });
  curves.forEach((curve, i) => {
    const n = lengthOf(curve);
    const sigma = withSigma && !evaluating ? atData[i] + 8 * n : 0;
    record(atCurves + 32 * i, [gridIndex.get(curve.predictors)!, atData[i], 0, sigma, 0, 0, 0, 0], []);
    if (evaluating) return;
    numbers.set(curve.y!, atData[i] / 8);
    if (withSigma) numbers.set(curve.sigma!, sigma / 8);
  });
  if (starts instanceof Float64Array) numbers.set(starts, atStarts / 8);
  else if (starts)
    starts.forEach((start, i) => {
      numbers.set(start, atStarts / 8 + i * variables.length);
    });
  return buffer;
}

/** The fitted values of curve `index`; NaN without a fit. */
export function decodeFitted(
  results: ArrayBuffer,
  index: number,
  variables: number,
  lengths: readonly number[],
): Float64Array {
  const before = lengths.slice(0, index).reduce((sum, length) => sum + length, 0);
  const at = 8 * (lengths.length * resultStride(variables) + before);
  return new Float64Array(results, at, lengths[index]).slice();
}
