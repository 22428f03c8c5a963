import type { CurveData as Columns } from "../kernel/curvejob.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { type Model, responseTape } from "../program/model.ts";
import type { CurveWeighting } from "./curveOptions.ts";
import { evaluateTape } from "./tapeValues.ts";

/** A measured curve. All columns have the same length. */
export interface CurveData {
  /** The predictor x, or the predictors by their names in the model. */
  readonly x: ArrayLike<number> | Readonly<Record<string, ArrayLike<number>>>;
  /** What was measured. */
  readonly y: ArrayLike<number>;
  /** Standard deviations of y. */
  readonly sigma?: ArrayLike<number>;
  readonly name?: string;
  readonly file?: string;
}

/** A curve as the kernel gets it: the left side of the model, and the standard deviations that weigh it. */
export interface SoundCurve extends Required<Omit<Columns, "sigma">> {
  readonly sigma: Float64Array | undefined;
}

function isList(x: CurveData["x"]): x is ArrayLike<number> {
  return Array.isArray(x) || ArrayBuffer.isView(x);
}

/** The columns of predictors by name; a list alone is "x". */
export function predictorsOf({ x }: Pick<CurveData, "x">): Readonly<Record<string, ArrayLike<number>>> {
  return isList(x) ? { x } : x;
}

/** A curve as its user knows it. */
export function curveLabel({ file, name }: CurveData, index: number): string {
  return [file, name].filter((part) => part !== undefined).join(", ") || `curve ${index + 1}`;
}

/** The curve ready to be fitted, or a sentence that says why it cannot be: place and cure. */
export function readCurve(
  model: Model,
  data: CurveData,
  index: number,
  weighting: CurveWeighting,
  kernel: Kernel,
): SoundCurve | string {
  const label = curveLabel(data, index);
  const columns = predictorsOf(data);
  const n = data.y.length;
  if (n === 0) return `${label}: it has no points; leave it out`;
  for (const name of model.tape.predictors) {
    const column = columns[name];
    if (column === undefined) {
      return `${label}: the model needs ${name}, and the data have ${Object.keys(columns).join(", ")}; give x: { ${name}: … }`;
    }
    if (column.length !== n) {
      return `${label}: ${column.length} values of ${name} and ${n} of ${model.measured}; the columns must have the same length`;
    }
    const bad = findNotFinite(column);
    if (bad >= 0)
      return `${label}, point ${bad + 1}: ${name} is ${column[bad]}; leave the point out or mend it`;
  }
  const bad = findNotFinite(data.y);
  if (bad >= 0) {
    return `${label}, point ${bad + 1}: ${model.measured} is ${data.y[bad]}; leave the point out or mend it`;
  }
  if (weighting === "sigma") {
    const { sigma } = data;
    if (sigma === undefined)
      return `${label}: weighting "sigma" needs standard deviations; give sigma, or another weighting`;
    if (sigma.length !== n)
      return `${label}: ${sigma.length} standard deviations for ${n} points; give one each`;
    for (let i = 0; i < n; i++) {
      if (!(sigma[i] > 0 && sigma[i] < Infinity))
        return `${label}, point ${i + 1}: sigma is ${sigma[i]}; standard deviations are above 0 and finite`;
    }
  }
  return transformed(model, data, label, weighting, kernel);
}

function findNotFinite(column: ArrayLike<number>): number {
  for (let i = 0; i < column.length; i++) if (!Number.isFinite(column[i])) return i;
  return -1;
}

/** Applies the left side of the model to y; the errors of y go with its slope. */
function transformed(
  model: Model,
  data: CurveData,
  label: string,
  weighting: CurveWeighting,
  kernel: Kernel,
): SoundCurve | string {
  const columns = predictorsOf(data);
  const predictors = model.tape.predictors.map((name) => Float64Array.from(columns[name]));
  const y = Float64Array.from(data.y);
  const sigma = sigmaOf(data, weighting);
  const tape = responseTape(model);
  if (!tape) return { predictors, y, sigma };
  const { values, derivatives } = evaluateTape(kernel, tape, [y], [0]);
  const bad = findNotFinite(values);
  if (bad >= 0) {
    return `${label}, point ${bad + 1}: the left side of the model is not finite where ${model.measured} is ${y[bad]}; leave the point out`;
  }
  const change = derivatives[0];
  return { predictors, y: values, sigma: sigma?.map((s, i) => s * Math.abs(change[i])) };
}

/** Standard deviations up to a factor; 0 gives a point no weight. */
function sigmaOf({ y, sigma }: CurveData, weighting: CurveWeighting): Float64Array | undefined {
  switch (weighting) {
    case "unit":
      return undefined;
    case "sigma":
      return Float64Array.from(sigma!);
    case "proportional":
      return Float64Array.from(y, Math.abs);
    case "poisson":
      return Float64Array.from(y, (count) => Math.sqrt(Math.max(count, 1)));
  }
}

/** Curves with equal predictors share one grid. */
export function predictorSharer(): (curve: SoundCurve) => SoundCurve {
  let last: readonly Float64Array[] | undefined;
  return (curve) => {
    const { predictors } = curve;
    const same = last?.every(
      (column, c) =>
        column.length === predictors[c].length && column.every((value, i) => value === predictors[c][i]),
    );
    if (last && same) return { ...curve, predictors: last };
    last = predictors;
    return curve;
  };
}
