import type { Spectrum } from "../impedance/spectrum.ts";
import { Mode } from "../kernel/job.ts";
import type { Circuit } from "../program/circuit.ts";
import { type Analysis, analyse, type CertaintyOptions, Head, noEnds, wholeOption } from "./certainty.ts";
import { normalQuantile } from "./distribution.ts";
import { checkConfidence, type Intervals, parameterValues, reach } from "./intervals.ts";
import { OptionError, type Plan } from "./plan.ts";
import { quantileOf } from "./quantile.ts";
import { type FitResult, StopReason } from "./result.ts";

export interface BootstrapOptions extends CertaintyOptions {
  /** Data sets that are made and fitted again, default 1000. */
  readonly replicates?: number;
  /** "residual" (default): each point is given the complex residual of a point drawn at random; "wild": that of a near point, as it is or turned round. */
  readonly kind?: "residual" | "wild";
  /**
   * Neighbours by frequency on each side whose residuals a point of the wild bootstrap may be given too, default 3; 0 is the classical
   * wild bootstrap, which undercovers parameters that rest on two or three points.
   */
  readonly neighbours?: number;
  /** Whether the values of all replicates are returned, default true for one spectrum. */
  readonly values?: boolean;
}

/** Bootstrap of one spectrum; arrays over parameters in the order of the circuit's text. */
export interface BootstrapIntervals extends Intervals {
  readonly method: "residual-bootstrap" | "wild-bootstrap";
  /** Standard deviation of the replicates, in the units of the values: a standard error. */
  readonly stderr: Float64Array;
  /** Mean of the replicates less the fitted value. */
  readonly bias: Float64Array;
  /** Replicates that converged; those that did not are left out. */
  readonly replicates: number;
  /** Values of the replicates that converged, row-major, replicates × parameters; empty unless asked for. */
  readonly values: Float64Array;
  readonly evaluations: number;
}

/** See `neighbours`; found by simulation (`bench/certainty.js`). */
const NEIGHBOURS = 3;
/** A share of replicates without a fit above which the bootstrap is doubtful. */
const TOO_MANY_LOST = 0.05;
/** An end further than so many times the usual reach comes from replicates whose standard error collapsed, not from the data. */
const FAR = 10;

/**
 * Bootstrap intervals. Residuals are divided by √(1 − leverage); "residual" draws complex residuals, so it takes the weighted residuals
 * of all points for alike; "wild" gives each point the residual of a near one (see `neighbours`), turned round with probability ½ (Rademacher), so
 * that the noise may change with frequency, and its errors allow for that.
 * Intervals are studentised (bootstrap-t: Efron and Tibshirani 1993, section 12.5) in the coordinate of the solver, ln of scales: plain
 * percentiles take no account of the degrees of freedom. Where a standard error is missing or unstable (at a bound, sums of several free
 * parameters) they are percentiles, widened by t/z. Each replicate is fitted from the optimum: exchangeable arcs keep their order.
 *
 * @throws OptionError or CircuitError with a sentence about what is wrong
 */
export function bootstrap(
  circuit: string | Circuit,
  spectrum: Spectrum,
  options?: BootstrapOptions,
): Promise<BootstrapIntervals>;
export function bootstrap(
  circuit: string | Circuit,
  spectra: readonly Spectrum[],
  options?: BootstrapOptions,
): Promise<BootstrapIntervals[]>;
export async function bootstrap(
  circuit: string | Circuit,
  spectra: Spectrum | readonly Spectrum[],
  options: BootstrapOptions = {},
): Promise<BootstrapIntervals | BootstrapIntervals[]> {
  const confidence = checkConfidence(options.confidence);
  const replicates = wholeOption(options.replicates ?? 1000, "replicates", 10, 1_000_000);
  const kind = options.kind ?? "residual";
  if (kind !== "residual" && kind !== "wild") {
    throw new OptionError(`kind "${kind}" is not one of residual, wild`);
  }
  const neighbours = wholeOption(options.neighbours ?? NEIGHBOURS, "neighbours", 0);
  const method = `${kind}-bootstrap` as const;
  const keep = options.values ?? !Array.isArray(spectra);
  const analysis: Analysis<BootstrapIntervals> = {
    mode: Mode.Resample,
    options: () => [replicates, kind === "wild" ? 1 : 0, neighbours],
    stride: ({ variables }) => (replicates + 1) * (2 * variables.length + 1),
    perJob: Math.max(1, Math.min(8, Math.floor(8000 / replicates))),
    perWorker: 4,
    costTolerance: 1e-9,
    read: (head, numbers, plan, result) => ({
      method,
      ...read(numbers, plan, result, replicates, confidence, keep),
      confidence,
      evaluations: head[Head.Evaluations],
    }),
    failed: (result, sentence) => ({
      method,
      confidence,
      ...noEnds(result),
      stderr: noEnds(result).lower,
      bias: noEnds(result).lower,
      replicates: 0,
      values: new Float64Array(0),
      evaluations: 0,
      warnings: [sentence],
    }),
  };
  return analyse(circuit, spectra, options, ["replicates", "kind", "neighbours", "values"], analysis);
}

function read(
  numbers: Float64Array,
  plan: Plan,
  result: FitResult,
  made: number,
  confidence: number,
  keep: boolean,
): Omit<BootstrapIntervals, "method" | "confidence" | "evaluations"> {
  const n = plan.variables.length;
  const count = plan.compositions.length;
  const stride = 2 * n + 1;
  const rows: number[] = [];
  for (let b = 1; b <= made; b++) {
    if (numbers[b * stride] <= StopReason.ExactFit) rows.push(b * stride);
  }
  const user = plan.variables.map(({ scale }) => (scale === "log" ? Math.exp : (x: number) => x));
  const variables = new Float64Array(n);
  const valuesAt = (row: number, into: Float64Array): void => {
    for (let v = 0; v < n; v++) variables[v] = user[v](numbers[row + 1 + v]);
    parameterValues(plan, variables, into);
  };
  const fitted = new Float64Array(count);
  valuesAt(0, fitted);
  const values = new Float64Array(rows.length * count);
  rows.forEach((row, b) => {
    valuesAt(row, values.subarray(b * count, (b + 1) * count));
  });
  const lower = new Float64Array(count);
  const upper = new Float64Array(count);
  const stderr = new Float64Array(count);
  const bias = new Float64Array(count);
  const t = reach(result, confidence);
  const widening = t / normalQuantile(0.5 + 0.5 * confidence);
  const tail = 0.5 - 0.5 * confidence;
  const unstable: string[] = [];
  plan.compositions.forEach(({ offset, terms }, i) => {
    const column = Float64Array.from(rows, (_, b) => values[b * count + i]);
    const mean = column.reduce((sum, x) => sum + x, 0) / column.length;
    stderr[i] =
      terms.length === 0
        ? 0
        : Math.sqrt(column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (column.length - 1));
    bias[i] = terms.length === 0 ? 0 : mean - fitted[i];
    if (terms.length === 0) {
      lower[i] = upper[i] = offset;
      return;
    }
    const [{ variable, coefficient }] = terms;
    const studentised = terms.length === 1 ? studentisedEnds(numbers, rows, variable, n, tail) : undefined;
    const far = studentised?.some(
      (x) => Math.abs(x - numbers[1 + variable]) > FAR * t * numbers[1 + n + variable],
    );
    if (far) unstable.push(result.parameters[i]);
    if (studentised && !far) {
      const { lower: least, upper: most } = plan.variables[variable];
      const ends = studentised.map(
        (x) => offset + coefficient * Math.min(Math.max(user[variable](x), least), most),
      );
      lower[i] = Math.min(...ends);
      upper[i] = Math.max(...ends);
      return;
    }
    column.sort();
    lower[i] = fitted[i] + widening * (quantileOf(column, tail) - fitted[i]);
    upper[i] = fitted[i] + widening * (quantileOf(column, 1 - tail) - fitted[i]);
  });
  const warnings: string[] = [];
  if (unstable.length > 0) {
    warnings.push(
      `standard errors differ too much between replicates to studentise by them, intervals are percentiles: ${unstable.join(", ")}`,
    );
  }
  const lost = made - rows.length;
  if (lost > TOO_MANY_LOST * made) {
    warnings.push(
      `${lost} of ${made} replicates could not be fitted and were left out: the intervals are too short`,
    );
  }
  if (rows.length * tail < 5) {
    warnings.push(
      `${rows.length} replicates are few for ${100 * confidence} %: an end of the interval is one of the outermost; use ${Math.ceil(10 / tail)}`,
    );
  }
  return {
    lower,
    upper,
    stderr,
    bias,
    replicates: rows.length,
    values: keep ? values : new Float64Array(0),
    warnings,
  };
}

/** Ends in the solver's coordinate: x̂ − error·quantile of (x* − x̂)/error*; undefined where an error is missing. */
function studentisedEnds(
  numbers: Float64Array,
  rows: readonly number[],
  v: number,
  n: number,
  tail: number,
): readonly [number, number] | undefined {
  const x = numbers[1 + v];
  const error = numbers[1 + n + v];
  if (!(error > 0)) return undefined;
  const ratios = Float64Array.from(rows, (row) => (numbers[row + 1 + v] - x) / numbers[row + 1 + n + v]);
  const known = ratios.filter((ratio) => !Number.isNaN(ratio)).sort();
  if (known.length < 0.99 * rows.length) return undefined;
  return [x - error * quantileOf(known, 1 - tail), x - error * quantileOf(known, tail)];
}
