/** The Meyer–Neldel rule over several samples. Energies in eV. */
import { BOLTZMANN } from "../fit/link.ts";
import { OptionError } from "../fit/plan.ts";
import { quotient, scaled, sum } from "../fit/propagation.ts";
import { harmonicMean } from "./arrhenius.ts";
import { exact, type FittedInputs, openInputs, type Quantity, type QuantityOptions } from "./quantity.ts";

/** Samples that make a line. */
const LEAST = 3;

/** One sample of a Meyer–Neldel plot: its law as `arrheniusLaw` gives it. */
export interface MeyerNeldelSample {
  readonly name: string;
  /** "E" in eV, "lnA". */
  readonly fit: FittedInputs;
  /** K, lowest and highest temperature of its values. */
  readonly range: readonly [number, number];
}

export interface MeyerNeldel {
  /** E_MN in eV. */
  readonly quantity: Quantity;
  /** ln A = lnA00 + Ea/E_MN */
  readonly lnA00: number;
  readonly slope: number;
  /** √(χ²/ν) of the samples about the line, in units of their errors. */
  readonly scatter: number;
}

/**
 * Meyer–Neldel energy of several samples, ln A = ln A00 + Ea/E_MN: a line through points with errors in both coordinates that are correlated
 * (York and others 2004). Ea and ln A of one sample are correlated by the fit alone: samples that differ by chance lie on a line with
 * E_MN = kT̄, T̄ being the harmonic mean of the temperatures (Krug, Hunter and Grieger 1976); that is tested and said.
 * @throws OptionError for fewer than three samples
 */
export function meyerNeldel(
  samples: readonly MeyerNeldelSample[],
  options: QuantityOptions = {},
): MeyerNeldel {
  if (samples.length < LEAST) {
    throw new OptionError(`${samples.length} samples; a Meyer–Neldel line needs at least ${LEAST}`);
  }
  const points = samples.map(({ name, fit }) => {
    const [e, a] = ["E", "lnA"].map((parameter) => fit.parameters.indexOf(parameter));
    const size = fit.parameters.length;
    const point = {
      x: fit.values[e],
      y: fit.values[a],
      vx: fit.covariance[e * size + e],
      vy: fit.covariance[a * size + a],
      c: fit.covariance[e * size + a],
    };
    if (!(point.vx > 0 && point.vy > 0)) {
      throw new OptionError(`${name}: its Arrhenius line has no error; give it more than two values`);
    }
    return point;
  });
  const line = york(points);
  const freedom = points.length - 2;
  const scatter = freedom > 0 ? Math.sqrt(line.chi2 / freedom) : Number.NaN;
  // Samples scatter about the rule by more than their own errors: that counts, as in a fit without known errors
  const scale = Math.max(1, scatter || 1) ** 2;
  const inputs = openInputs(options);
  const of = inputs.fitted(
    {
      parameters: ["a", "b"],
      values: [line.a, line.b],
      covariance: [line.va * scale, line.cab * scale, line.cab * scale, line.vb * scale],
      degreesOfFreedom: freedom,
      absolute: scale === 1,
    },
    `line through ${samples.length} samples`,
    { a: ["ln A00", "intercept", ""], b: ["1/E_MN", "slope", "eV⁻¹"] },
  );
  const b = of("b");
  const energy = quotient(exact(1), b);
  const thermal = BOLTZMANN * harmonicMean(samples.flatMap(({ range }) => [...range]));
  const byChance = sum(b, exact(-1 / thermal));
  const spread = Math.sqrt(
    points.reduce(
      (total, { x }) => total + (x - points.reduce((s, p) => s + p.x, 0) / points.length) ** 2,
      0,
    ) /
      (points.length - 1),
  );
  const typical = Math.sqrt(points.reduce((total, { vx }) => total + vx, 0) / points.length);
  const warnings: string[] = [];
  if (spread < 3 * typical) {
    warnings.push(
      `the activation energies of the samples differ by ${spread.toPrecision(2)} eV, their errors are ${typical.toPrecision(2)} eV: the line may be that of correlated errors`,
    );
  }
  if (Math.abs(byChance.value) < 2 * inputs.estimate(byChance).stderr) {
    warnings.push(
      `E_MN is not told from kT̄ = ${thermal.toFixed(4)} eV, which correlated errors give by themselves: a compensation is not shown`,
    );
  }
  if (scatter > 2)
    warnings.push(
      `the samples scatter ${scatter.toPrecision(2)} times as much as their errors say; the error was raised by that`,
    );
  if (!(line.b > 0))
    warnings.push("the prefactor falls with the activation energy: an inverse rule, or none");
  return {
    quantity: inputs.quantity(
      {
        quantity: "Meyer–Neldel energy",
        symbol: "E_MN",
        unit: "eV",
        formula: "ln A = ln A00 + Ea/E_MN",
        source:
          "Meyer and Neldel 1937; line by York, Evensen, López Martínez and De Basabe Delgado, Am. J. Phys. 72 (2004) 367",
        definition: ["errors of Ea and ln A of each sample with their correlation"],
      },
      energy,
      [
        { name: "isokinetic temperature E_MN/k", unit: "K", of: scaled(energy, 1 / BOLTZMANN) },
        { name: "ln A00", unit: "", of: of("a") },
      ],
      warnings,
    ),
    lnA00: line.a,
    slope: line.b,
    scatter,
  };
}

interface ErrorPoint {
  readonly x: number;
  readonly y: number;
  readonly vx: number;
  readonly vy: number;
  readonly c: number;
}

/** York and others 2004, eq. 13: y = a + b·x with correlated errors in both coordinates; variances of a and b with their covariance. */
export function york(points: readonly ErrorPoint[]): {
  readonly a: number;
  readonly b: number;
  readonly va: number;
  readonly vb: number;
  readonly cab: number;
  readonly chi2: number;
} {
  const mx = points.reduce((s, { x }) => s + x, 0) / points.length;
  const my = points.reduce((s, { y }) => s + y, 0) / points.length;
  let b =
    points.reduce((s, { x, y }) => s + (x - mx) * (y - my), 0) /
    points.reduce((s, { x }) => s + (x - mx) ** 2, 0);
  const weight = ({ vx, vy, c }: ErrorPoint, slope: number): number =>
    1 / (vy + slope * slope * vx - 2 * slope * c);
  const centre = (slope: number): readonly [W: number, x: number, y: number] => {
    const W = points.reduce((s, p) => s + weight(p, slope), 0);
    return [
      W,
      points.reduce((s, p) => s + weight(p, slope) * p.x, 0) / W,
      points.reduce((s, p) => s + weight(p, slope) * p.y, 0) / W,
    ];
  };
  /** Adjusted abscissa about the centre, W·[U/ω(Y) + b·V/ω(X) − (b·U + V)·r/α]. */
  const beta = (p: ErrorPoint, slope: number, [, x, y]: readonly [number, number, number]): number => {
    const [U, V] = [p.x - x, p.y - y];
    return weight(p, slope) * (U * p.vy + slope * V * p.vx - (slope * U + V) * p.c);
  };
  for (let k = 0; k < 500; k++) {
    const middle = centre(b);
    let [above, below] = [0, 0];
    for (const p of points) {
      const w = weight(p, b) * beta(p, b, middle);
      above += w * (p.y - middle[2]);
      below += w * (p.x - middle[1]);
    }
    const next = above / below;
    if (!Number.isFinite(next)) break;
    const settled = Math.abs(next - b) <= 1e-15 * Math.abs(next);
    b = next;
    if (settled) break;
  }
  const middle = centre(b);
  const a = middle[2] - b * middle[1];
  const adjusted = points.map((p) => middle[1] + beta(p, b, middle));
  const mean = points.reduce((s, p, i) => s + weight(p, b) * adjusted[i], 0) / middle[0];
  const vb = 1 / points.reduce((s, p, i) => s + weight(p, b) * (adjusted[i] - mean) ** 2, 0);
  const chi2 = points.reduce((s, p) => s + weight(p, b) * (p.y - a - b * p.x) ** 2, 0);
  return { a, b, va: 1 / middle[0] + mean * mean * vb, vb, cab: -mean * vb, chi2 };
}
