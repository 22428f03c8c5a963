import { type CurveData, encodeCurveJob } from "../kernel/curvejob.ts";
import { Mode, type Variable } from "../kernel/job.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { type Amplitude, type LineAxis, lineKind, lineNumber, lineParameters } from "../program/lineshape.ts";
import { TapeBuilder } from "../program/tape.ts";

/** One line with its numbers. */
export interface Line {
  /** Type in the catalogue. */
  readonly type: string;
  /** What the first parameter is; default: the catalogue's. */
  readonly amplitude?: Amplitude;
  /** Default "binding": the tail lies at high x. */
  readonly axis?: LineAxis;
  /** Amplitude, center, shape parameters in the order of the catalogue. */
  readonly parameters: readonly number[];
}

/** What a line measures, whatever its parameters are called. */
export interface LineMeasures {
  /** The highest value; of an edge, its step. */
  readonly height: number;
  /** Where the highest value is; of an edge, its center. */
  readonly position: number;
  /** ∫ over all x; infinite where it is: then give the area of a window (`areaWithin`). */
  readonly area: number;
  /** Full width at half of the height; infinite where the line does not fall to half on both sides. */
  readonly fwhm: number;
}

function encode(line: Line, x: Float64Array, mode: Mode): ArrayBuffer {
  const { type, amplitude, axis, parameters } = line;
  const expected = lineParameters(type, amplitude);
  if (parameters.length !== expected.length) {
    throw new Error(
      `line shape "${type}" has ${expected.length} parameters (${expected.map(({ symbol }) => symbol).join(", ")}), ${parameters.length} values were given`,
    );
  }
  const tape = new TapeBuilder(["x"]);
  const nodes = expected.map(({ symbol }) => tape.parameter(symbol));
  tape.line(lineNumber(type, amplitude, axis), nodes, tape.predictor("x"));
  const variables = expected.map(
    (): Variable => ({
      scale: "linear",
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
    }),
  );
  const compositions = expected.map((_, i) => ({ offset: 0, terms: [{ variable: i, coefficient: 1 }] }));
  const curves: CurveData[] = [{ predictors: [x] }];
  return encodeCurveJob(tape.tape(), compositions, variables, curves, Float64Array.from(parameters), {
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

/** Values of a line. @throws when its type is unknown or the number of its parameters is wrong. */
export function evaluateLine(kernel: Kernel, line: Line, x: Float64Array): Float64Array {
  return new Float64Array(kernel.run(encode(line, x, Mode.Evaluate)));
}

/** Values of a line and its exact derivatives with respect to each parameter. @throws as `evaluateLine`. */
export function differentiateLine(
  kernel: Kernel,
  line: Line,
  x: Float64Array,
): { readonly values: Float64Array; readonly derivatives: readonly Float64Array[] } {
  const n = x.length;
  const out = new Float64Array(kernel.run(encode(line, x, Mode.Differentiate)));
  return {
    values: out.slice(0, n),
    derivatives: line.parameters.map((_, k) => out.slice((k + 1) * n, (k + 2) * n)),
  };
}

/** Points of one round of a search. */
const POINTS = 65;

const amplitudeOf = (line: Line): Amplitude => line.amplitude ?? lineKind(line.type).amplitudes[0];

/** The longest and the shortest of the lengths among the shape parameters that are not 0. */
function lengths(line: Line): { readonly longest: number; readonly shortest: number } {
  const all = lineParameters(line.type, line.amplitude)
    .map(({ unit }, i) => (i > 1 && unit === "x" ? line.parameters[i] : 0))
    .filter((value) => value > 0);
  return { longest: Math.max(...all), shortest: Math.min(...all) };
}

/** Where `values` change sign between two ends, by grids of `POINTS` points; the last bracket is as narrow as doubles are. */
function root(values: (x: Float64Array) => Float64Array, from: number, to: number): number {
  let [a, b] = [from, to];
  for (let round = 0; round < 12; round++) {
    const x = Float64Array.from({ length: POINTS }, (_, i) => a + ((b - a) * i) / (POINTS - 1));
    const y = values(x);
    const k = y.findIndex((value, i) => i > 0 && value <= 0 !== y[0] <= 0);
    if (k < 1) break;
    [a, b] = [x[k - 1], x[k]];
  }
  return 0.5 * (a + b);
}

/**
 * Height, position, area and full width at half maximum of a line: from its parameters where these say it, else from the kernel's
 * own values, to about 1e-12 (areas of tails and damped lines: 1e-9). The amplitude must be positive.
 * @throws as `evaluateLine`.
 */
export function measureLine(kernel: Kernel, line: Line): LineMeasures {
  const kind = lineKind(line.type, line.amplitude);
  const [amplitude, center, ...shape] = line.parameters;
  if (kind.isEdge) return { height: amplitude, position: center, area: Infinity, fwhm: Infinity };
  const position = kind.peaksAtCenter ? center : positionOf(kernel, line);
  const height = evaluateLine(kernel, line, Float64Array.of(position))[0];
  return {
    height,
    position,
    area: areaOf(kernel, line),
    fwhm: kind.fwhm ? kind.fwhm(shape) : widthOf(kernel, line, position, height),
  };
}

/** Where the derivative in x, which is minus that in the center, is 0 at the highest point. */
function positionOf(kernel: Kernel, line: Line): number {
  const center = line.parameters[1];
  const { longest, shortest } = lengths(line);
  const reach = Math.asinh((20 * longest) / shortest);
  const x = Float64Array.from(
    { length: 801 },
    (_, i) => center + shortest * Math.sinh(reach * (i / 400 - 1)),
  );
  const values = evaluateLine(kernel, line, x);
  const highest = values.reduce((best, value, i) => (value > values[best] ? i : best), 0);
  const from = x[Math.max(0, highest - 1)];
  const to = x[Math.min(x.length - 1, highest + 1)];
  return root((at) => differentiateLine(kernel, line, at).derivatives[1], from, to);
}

function widthOf(kernel: Kernel, line: Line, position: number, height: number): number {
  const { longest } = lengths(line);
  const above = (x: Float64Array): Float64Array =>
    evaluateLine(kernel, line, x).map((value) => value - 0.5 * height);
  let width = 0;
  for (const side of [-1, 1]) {
    // Outward in steps that grow: the first point below half
    const x = Float64Array.from(
      { length: 400 },
      (_, i) => position + side * longest * 0.02 * (1.05 ** i - 1),
    );
    const k = above(x).findIndex((value) => value < 0);
    if (k < 1) return Infinity;
    width += side * (root(above, x[k - 1], x[k]) - position);
  }
  return width;
}

function areaOf(kernel: Kernel, line: Line): number {
  const kind = lineKind(line.type);
  const [amplitude, , ...shape] = line.parameters;
  if (amplitudeOf(line) === "area") return amplitude;
  // A symmetric line of a kind whose asymmetry makes the area infinite is a Lorentzian, broadened or not
  if (!kind.finiteArea) return shape[1] === 0 ? 0.5 * Math.PI * amplitude * shape[0] : Infinity;
  if (kind.amplitudes.includes("area")) return withAmplitude(kernel, line, "area").parameters[0];
  return integral(kernel, line);
}

/** ∫ of a finite line that has no closed form: the double exponential rule on each side of the center. */
function integral(kernel: Kernel, line: Line): number {
  const center = line.parameters[1];
  const { longest } = lengths(line);
  const step = 1 / 64;
  const t = Float64Array.from({ length: 64 * 13 }, (_, i) => step * i - 5);
  const distance = t.map((s) => longest * Math.exp(s - Math.exp(-s)));
  let sum = 0;
  for (const side of [-1, 1]) {
    const values = evaluateLine(
      kernel,
      line,
      distance.map((d) => center + side * d),
    );
    values.forEach((value, i) => {
      sum += step * value * distance[i] * (1 + Math.exp(-t[i]));
    });
  }
  return sum;
}

/** ∫ of a line between two values of x, by Simpson's rule over `intervals` equal steps. @throws as `evaluateLine`. */
export function areaWithin(kernel: Kernel, line: Line, from: number, to: number, intervals = 20000): number {
  const h = (to - from) / intervals;
  const x = Float64Array.from({ length: intervals + 1 }, (_, i) => from + h * i);
  const values = evaluateLine(kernel, line, x);
  return (
    (h / 3) *
    values.reduce((sum, value, i) => sum + (i === 0 || i === intervals ? 1 : i % 2 === 1 ? 4 : 2) * value, 0)
  );
}

const gaussianArea = 0.5 * Math.sqrt(Math.PI / Math.LN2);
const lorentzianArea = 0.5 * Math.PI;

/** The fraction of a pseudo-Voigt line's area form from that of its height form. */
export function areaFraction(ofHeight: number): number {
  const l = ofHeight * lorentzianArea;
  return l / (l + (1 - ofHeight) * gaussianArea);
}

/** The fraction of a pseudo-Voigt line's height form from that of its area form. */
export function heightFraction(ofArea: number): number {
  const l = ofArea / lorentzianArea;
  return l / (l + (1 - ofArea) / gaussianArea);
}

/**
 * The line with the other form of amplitude: the same curve.
 * @throws when the shape has no such form, and as `evaluateLine`.
 */
export function withAmplitude(kernel: Kernel, line: Line, amplitude: Amplitude): Line {
  const kind = lineKind(line.type, amplitude);
  if (amplitudeOf(line) === amplitude) return { ...line, amplitude };
  const [size, center, ...shape] = line.parameters;
  const convert = amplitude === "area" ? areaFraction : heightFraction;
  const fractions = kind.type === "pseudovoigt" ? [shape[0], convert(shape[1])] : shape;
  const parameters = [1, center, ...fractions];
  const converted: Line = { ...line, amplitude, parameters };
  // One point is enough: the curves differ by a factor
  const at = Float64Array.of(center);
  const factor = evaluateLine(kernel, line, at)[0] / evaluateLine(kernel, converted, at)[0];
  return { ...converted, parameters: [size === 0 ? 0 : factor, center, ...fractions] };
}

/** What a line shall measure; a full width scales all its lengths together. */
export interface WantedMeasures {
  readonly height?: number;
  readonly area?: number;
  readonly fwhm?: number;
}

/**
 * The line of the same shape that measures what is wanted.
 * @throws when both height and area are given, or when the line has no such measure, and as `evaluateLine`.
 */
export function resizeLine(kernel: Kernel, line: Line, wanted: WantedMeasures): Line {
  if (wanted.height !== undefined && wanted.area !== undefined) {
    throw new Error("a line has one amplitude: give its height or its area, not both");
  }
  let parameters = line.parameters;
  if (wanted.fwhm !== undefined) {
    const { fwhm } = measureLine(kernel, line);
    if (!Number.isFinite(fwhm)) {
      throw new Error(
        `a ${lineKind(line.type).name} with these parameters has no full width at half maximum`,
      );
    }
    const factor = wanted.fwhm / fwhm;
    parameters = lineParameters(line.type, line.amplitude).map(({ unit }, i) =>
      i > 1 && unit === "x" ? parameters[i] * factor : parameters[i],
    );
  }
  const name = wanted.height !== undefined ? "height" : wanted.area !== undefined ? "area" : undefined;
  if (name === undefined) return { ...line, parameters };
  const unit = { ...line, parameters: [1, ...parameters.slice(1)] };
  const measured = measureLine(kernel, unit)[name];
  if (!Number.isFinite(measured)) {
    throw new Error(
      `a ${lineKind(line.type).name} with these parameters has no finite area; give its height`,
    );
  }
  return { ...line, parameters: [wanted[name]! / measured, ...parameters.slice(1)] };
}
