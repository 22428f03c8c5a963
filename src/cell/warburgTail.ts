/** The low-frequency tail of a spectrum: where it is, and its Warburg coefficient. */
import { fitCurve } from "../fit/curve.ts";
import type { CurveResult } from "../fit/curveResult.ts";
import { median } from "../fit/median.ts";
import { OptionError } from "../fit/plan.ts";
import type { Spectrum } from "../impedance/spectrum.ts";
import type { KernelBuild } from "../kernel/build.ts";
import { type Engine, withCurveEngine } from "../workers/engine.ts";
import type { FittedInputs } from "./quantity.ts";

export interface WarburgTail {
  /** Coefficient of Z′ = R + σ·ω^(−1/2) in Ω·s⁻½ as parameter "S", with the intercepts "R" of Z′ and "B" of −Z″ in Ω. */
  readonly fit: FittedInputs;
  readonly result: CurveResult;
  /** Hz */
  readonly band: readonly [low: number, high: number];
  /** Points in it; of each both parts of the impedance are used. */
  readonly points: number;
  /** Abscissa ω^(−1/2) in s½, Z′ and −Z″ in Ω, of all points from high to low frequency; and which of them lie in the tail. */
  readonly root: readonly number[];
  readonly real: readonly number[];
  readonly negativeImaginary: readonly number[];
  readonly inTail: readonly boolean[];
  /** Slopes of Z′ and of −Z″ by themselves in Ω·s⁻½: equal in a semi-infinite diffusion. */
  readonly slopes: readonly [real: number, imaginary: number];
  readonly warnings: readonly string[];
}

export interface WarburgTailOptions {
  /** Hz; default: found in the data. */
  readonly band?: readonly [low: number, high: number];
  readonly kernel?: KernelBuild;
  readonly engine?: Engine;
}

/** Rules of thumb of ours. */
const LEAST_POINTS = 6;
/** Least span in frequency: half a decade. */
const LEAST_SPAN = Math.sqrt(10);
/** Noise over |Z| below which deviations are not followed: no spectrum is known better. */
const NOISE_FLOOR = 5e-4;
/** Relative difference of the slopes of Z′ and −Z″ above which the tail is no Warburg impedance. */
const SLOPES = 0.1;

/**
 * Finds the tail in which Z′ and −Z″ rise with the same slope over ω^(−1/2), and that slope. The band is that of two change points: of all
 * stretches of at least six points and half a decade the one with the least Σ r²/s² + 2·ln(2N) per point outside it, r being the
 * deviations from the straight lines, s = noise·|Z|, and the noise from the third differences of the spectrum (penalised likelihood;
 * Killick, Fearnhead and Eckley 2012). Where the tail ends in an arc, the upper third of that stretch is left out, and what is left of
 * the arc is added to the error: the change of the coefficient tells how much.
 *
 * @throws OptionError for a spectrum that is too short, or a band with too few points
 */
export async function warburgTail(
  spectrum: Pick<Spectrum, "frequency" | "real" | "imaginary">,
  options: WarburgTailOptions = {},
): Promise<WarburgTail> {
  const order = Array.from(spectrum.frequency.keys())
    .filter((i) => spectrum.frequency[i] > 0)
    .sort((a, b) => spectrum.frequency[b] - spectrum.frequency[a]);
  const points: Points = {
    frequency: order.map((i) => spectrum.frequency[i]),
    root: order.map((i) => 1 / Math.sqrt(2 * Math.PI * spectrum.frequency[i])),
    real: order.map((i) => spectrum.real[i]),
    imaginary: order.map((i) => -spectrum.imaginary[i]),
  };
  if (order.length < LEAST_POINTS) {
    throw new OptionError(`a spectrum of ${order.length} points; a tail needs at least ${LEAST_POINTS}`);
  }
  const noise = Math.max(noiseOf(points), NOISE_FLOOR);
  const [upper, to] = options.band ? rowsWithin(points, options.band) : findTail(points, noise);
  const from = options.band || upper === 0 ? upper : trimmed(upper, to);
  const { result, free, wider } = await withCurveEngine(options, async (engine) => ({
    ...(await slopesOf(engine, points, from, to)),
    wider: from === upper ? undefined : (await slopesOf(engine, points, upper, to)).result,
  }));
  const at = result.parameters.indexOf("S");
  const count = result.parameters.length;
  const covariance = result.covariance.slice();
  if (wider) {
    // What an arc adds fades at least with the frequency of the upper end: so much less than the coefficient moved is left of it. Noise
    // moves it too: of nested bands the variance of the difference is that of the variances (J. A. Hausman, Econometrica 46, 1251 (1978))
    const moved = (wider.values[at] - result.values[at]) ** 2;
    const byNoise = Math.max(result.stderr[at] ** 2 - wider.stderr[at] ** 2, 0);
    const fading = points.frequency[upper] / points.frequency[from] - 1;
    covariance[at * count + at] += Math.max(moved - byNoise, 0) / Math.max(fading, 1) ** 2;
  }
  const slopes = ["S", "P"].map((name) => free.values[free.parameters.indexOf(name)]) as [number, number];
  return {
    fit: { ...result, covariance },
    result,
    band: [points.frequency[to - 1], points.frequency[from]],
    points: to - from,
    root: points.root,
    real: points.real,
    negativeImaginary: points.imaginary,
    inTail: points.root.map((_, i) => i >= from && i < to),
    slopes,
    warnings: doubtsOf(points, [from, to], slopes, free, result),
  };
}

/** Part of the stretch at its upper end that is left out: there the deviations are there already, only not yet larger than the noise. */
const MARGIN = 0.35;

function trimmed(from: number, to: number): number {
  return Math.max(from, Math.min(from + Math.ceil(MARGIN * (to - from)), to - LEAST_POINTS));
}

/** Lines through both parts with one slope, and with a slope each (S and P). */
async function slopesOf(
  engine: Engine,
  points: Points,
  from: number,
  to: number,
): Promise<{ readonly result: CurveResult; readonly free: CurveResult }> {
  const rows = Array.from({ length: to - from }, (_, k) => from + k);
  const size = rows.map((i) => Math.hypot(points.real[i], points.imaginary[i]));
  const column = (real: (k: number) => number, imaginary: (k: number) => number): Float64Array =>
    Float64Array.from([...rows.map((_, k) => real(k)), ...rows.map((_, k) => imaginary(k))]);
  const zero = (): number => 0;
  const one = (k: number): number => 1 / size[k];
  const root = (k: number): number => points.root[rows[k]] / size[k];
  // All over |Z|: each point has the same relative noise
  const x = { r: column(one, zero), i: column(zero, one), u: column(root, root) };
  const y = column(
    (k) => points.real[rows[k]] / size[k],
    (k) => points.imaginary[rows[k]] / size[k],
  );
  const apart = { ...x, u: column(root, zero), v: column(zero, root) };
  return {
    result: await fitCurve("y = R*r + B*i + S*u", { x, y }, { engine }),
    free: await fitCurve("y = R*r + B*i + S*u + P*v", { x: apart, y }, { engine }),
  };
}

interface Points {
  readonly frequency: readonly number[];
  readonly root: readonly number[];
  readonly real: readonly number[];
  readonly imaginary: readonly number[];
}

/** Noise over |Z|, from third differences over the logarithm of frequency, which a smooth spectrum hardly has: their variance is 20 s². */
function noiseOf({ real, imaginary }: Points): number {
  const sizes: number[] = [];
  for (const part of [real, imaginary]) {
    for (let i = 3; i < part.length; i++) {
      const modulus = Math.hypot(real[i - 1], imaginary[i - 1]);
      sizes.push(Math.abs(part[i] - 3 * part[i - 1] + 3 * part[i - 2] - part[i - 3]) / modulus);
    }
  }
  return (1.4826 * median(sizes)) / Math.sqrt(20);
}

function rowsWithin(
  { frequency }: Points,
  [low, high]: readonly [number, number],
): readonly [number, number] {
  const rows = frequency.map((_, i) => i).filter((i) => frequency[i] >= low && frequency[i] <= high);
  if (rows.length < LEAST_POINTS) {
    throw new OptionError(
      `${rows.length} points lie between ${low} and ${high} Hz; a tail needs at least ${LEAST_POINTS}: widen the band`,
    );
  }
  return [rows[0], rows[rows.length - 1] + 1];
}

/** First row and the one behind the last of the stretch with the least cost. */
function findTail(points: Points, noise: number): readonly [number, number] {
  const n = points.root.length;
  const penalty = 2 * Math.log(2 * n);
  let best: { readonly cost: number; readonly rows: readonly [number, number] } | undefined;
  for (let from = 0; from + LEAST_POINTS <= n; from++) {
    const sums = new Float64Array(8);
    for (let to = from + 1; to <= n; to++) {
      add(sums, points, to - 1, noise);
      if (to - from < LEAST_POINTS) continue;
      if (points.frequency[from] < LEAST_SPAN * points.frequency[to - 1]) continue;
      const { misfit, slope } = commonSlope(sums);
      if (!(slope > 0)) continue;
      const cost = misfit + penalty * 2 * (n - (to - from));
      if (best === undefined || cost < best.cost) best = { cost, rows: [from, to] };
    }
  }
  if (best) return best.rows;
  throw new OptionError(
    "no stretch of half a decade has an impedance that rises towards low frequency; measure to lower frequencies, or give the band",
  );
}

/** Weighted sums of one point: w, wx, wx², wy and wxy of both parts, wy². */
function add(sums: Float64Array, { root, real, imaginary }: Points, i: number, noise: number): void {
  const w = 1 / (noise * noise * (real[i] ** 2 + imaginary[i] ** 2));
  const terms = [
    w,
    w * root[i],
    w * root[i] ** 2,
    w * real[i],
    w * imaginary[i],
    w * root[i] * real[i],
    w * root[i] * imaginary[i],
    w * (real[i] ** 2 + imaginary[i] ** 2),
  ];
  terms.forEach((term, k) => {
    sums[k] += term;
  });
}

/** Σ r²/s² of two lines with one slope, and that slope. */
function commonSlope([w, wx, wxx, wa, wb, wxa, wxb, wyy]: Float64Array): { misfit: number; slope: number } {
  const across = wxx - (wx * wx) / w;
  const along = wxa + wxb - (wx * (wa + wb)) / w;
  const slope = along / (2 * across);
  const about = wyy - (wa * wa + wb * wb) / w;
  return { misfit: Math.max(0, about - slope * along), slope };
}

function doubtsOf(
  { frequency }: Points,
  [from, to]: readonly [number, number],
  [real, imaginary]: readonly [number, number],
  free: CurveResult,
  result: CurveResult,
): string[] {
  const n = frequency.length;
  const warnings: string[] = [];
  const difference = Math.abs(real / imaginary - 1);
  const [s, p] = ["S", "P"].map((name) => free.stderr[free.parameters.indexOf(name)]);
  if (!(difference <= SLOPES) && Math.abs(real - imaginary) > 3 * Math.hypot(s, p)) {
    warnings.push(
      `Z′ and −Z″ rise by ${real.toPrecision(3)} and ${imaginary.toPrecision(3)} Ω·s⁻½: with unequal slopes it is no semi-infinite diffusion (a constant-phase element, a finite layer, or two processes)`,
    );
  }
  if (to < n) {
    warnings.push(
      `${n - to} points below ${frequency[to - 1].toPrecision(3)} Hz do not belong to the tail: the layer is finite, or the cell drifted`,
    );
  }
  const decades = Math.log10(frequency[from] / frequency[to - 1]);
  if (decades < 1) {
    warnings.push(`the tail covers ${decades.toFixed(1)} decades of frequency; one or more make it certain`);
  }
  if (!(result.values[result.parameters.indexOf("S")] > 0)) {
    warnings.push(
      "the impedance does not rise towards low frequency in this band: it is no tail of diffusion",
    );
  }
  return warnings;
}
