/** Fits to a polarisation curve at a given ohmic resistance. */
import { fitCurve } from "../fit/curve.ts";
import type { CurveResult } from "../fit/curveResult.ts";
import type { Engine } from "../workers/engine.ts";

/** Points that make a line. */
const LEAST = 4;

/** A steady-state polarisation curve. */
export interface PolarisationCurve {
  /** Potential against equilibrium in V, of the cell or of the electrode; 0 without current. */
  readonly overpotential: ArrayLike<number>;
  /** A·m⁻², of the sign of the overpotential. */
  readonly currentDensity: ArrayLike<number>;
}

/** Points of a line: what was measured over what, and what was fitted. */
export interface FittedLine {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly fit: CurveResult;
}

/** What was fitted at one ohmic resistance. */
export interface PolarisationFits {
  readonly eta: readonly number[];
  readonly branches: readonly (FittedLine & { readonly sign: 1 | -1; readonly hickling: CurveResult })[];
  /** Line through small overpotentials, and the factor of its covariance for errors that differ between the points. */
  readonly linear?: { readonly fit: CurveResult; readonly inflation: number };
  readonly butlerVolmer?: CurveResult;
}

/** How it is fitted. */
export interface PolarisationSettings {
  readonly resistance: number;
  readonly interfaces: number;
  readonly window: readonly [number, number];
  readonly linear: number;
  readonly thermal: number;
}

/** Tafel lines, the line at equilibrium and Butler–Volmer, as far as the data reach. */
export async function fitPolarisation(
  engine: Engine,
  { overpotential, currentDensity }: PolarisationCurve,
  { resistance, interfaces, window, linear, thermal }: PolarisationSettings,
): Promise<PolarisationFits> {
  const j = Array.from(currentDensity);
  const eta = j.map((value, i) => (overpotential[i] - value * resistance) / interfaces);
  const branches: PolarisationFits["branches"][number][] = [];
  for (const sign of [1, -1] as const) {
    const rows = eta
      .map((_, i) => i)
      .filter((i) => sign * eta[i] >= window[0] && sign * eta[i] <= window[1] && sign * j[i] > 0);
    if (rows.length < LEAST) continue;
    const x = rows.map((i) => sign * eta[i]);
    const y = rows.map((i) => Math.log10(sign * j[i]));
    // Without the reverse reaction (Allen and Hickling 1957): a straight line down to small overpotentials
    const forward = rows.map((i, k) => y[k] - Math.log10(1 - Math.exp(-Math.abs(eta[i]) / thermal)));
    branches.push({
      name: sign > 0 ? "anodic" : "cathodic",
      sign,
      x,
      y,
      fit: await fitCurve("y = a + s*x", { x, y }, { engine }),
      hickling: await fitCurve("y = a + s*x", { x, y: forward }, { engine }),
    });
  }
  const near = eta.map((_, i) => i).filter((i) => Math.abs(eta[i]) <= linear);
  // 2·(RT/nF)·sinh(nFη/2RT) is η to second order, and straight where j over η is bent already
  const x = near.map((i) => 2 * thermal * Math.sinh(eta[i] / (2 * thermal)));
  const micro =
    near.length >= LEAST
      ? await fitCurve("y = a + s*x", { x, y: near.map((i) => j[i]) }, { engine })
      : undefined;
  return {
    eta,
    branches,
    ...(micro && micro.status !== "failed" && { linear: { fit: micro, inflation: unequalErrors(x, micro) } }),
    ...(await butlerVolmerFit(engine, eta, j, thermal)),
  };
}

/** Variance of the slope for points of unequal errors over that for equal ones, at least 1 (HC3: MacKinnon and White 1985). */
function unequalErrors(x: readonly number[], { measured, fitted, residualSd }: CurveResult): number {
  const n = x.length;
  const mean = x.reduce((total, value) => total + value, 0) / n;
  const across = x.reduce((total, value) => total + (value - mean) ** 2, 0);
  const sum = x.reduce((total, value, i) => {
    const leverage = 1 / n + (value - mean) ** 2 / across;
    return total + ((value - mean) * ((measured[i] - fitted[i]) / (1 - leverage))) ** 2;
  }, 0);
  const ratio = sum / (across * residualSd ** 2);
  return ratio > 1 ? ratio : 1;
}

/** Both branches; relative errors above the exchange current, absolute ones below it. */
async function butlerVolmerFit(
  engine: Engine,
  eta: readonly number[],
  j: readonly number[],
  thermal: number,
): Promise<Pick<PolarisationFits, "butlerVolmer">> {
  const reach = Math.max(...eta.map(Math.abs));
  const both = Math.min(...eta) < -thermal && Math.max(...eta) > thermal;
  if (!both || eta.length < 2 * LEAST) return {};
  const estimates = eta.flatMap((x, i) =>
    Math.abs(x) > 0.02 * reach && x * j[i] > 0 ? [j[i] / (2 * Math.sinh(x / (2 * thermal)))] : [],
  );
  if (estimates.length < LEAST) return {};
  const j0 = Math.exp(estimates.reduce((total, value) => total + Math.log(value), 0) / estimates.length);
  const bound = [0.02 / thermal, 3 / thermal] as const;
  const fit = await fitCurve(
    "y = i0*(exp(ba*x) - exp(-bc*x))",
    { x: eta, y: j, sigma: j.map((value) => Math.hypot(value, j0)) },
    {
      engine,
      start: { i0: j0, ba: 0.5 / thermal, bc: 0.5 / thermal },
      bounds: { i0: [0, Infinity], ba: bound, bc: bound },
    },
  );
  return fit.status === "failed" ? {} : { butlerVolmer: fit };
}
