import { readFileSync } from "node:fs";
import type { Line } from "../../src/fit/linemeasures.ts";
import { lineKinds, lineParameters } from "../../src/program/lineshape.ts";
import { shared } from "../shared.ts";

export interface GoldenLine {
  readonly fn: string;
  readonly params: Readonly<Record<string, number>>;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

export interface Golden {
  readonly lineshapes: readonly GoldenLine[];
  readonly casa_style: readonly GoldenLine[];
  readonly fityk: {
    readonly area: number;
    readonly at_2: number;
    readonly at_3: number;
    readonly deriv_at_3_height_center_hwhm_shape_x: readonly number[];
  };
}

export const readGolden = (): Golden => JSON.parse(readFileSync(shared("golden/lineshapes.json"), "utf8"));

/** Full width of a Gaussian of σ = 1. */
export const perSigma = 2 * Math.sqrt(2 * Math.LN2);
/** Full width of Pearson VII written as (1 + (d/s)²)^(−m), for s = 1. */
const pearsonWidth = (m: number): number => 2 * Math.sqrt(2 ** (1 / m) - 1);

/** lmfit's parameters and CasaXPS's in the words of the catalogue. */
const translations: Readonly<Record<string, (p: Readonly<Record<string, number>>) => Line>> = {
  "lmfit.gaussian": (p) => ({ type: "gaussian", parameters: [p.amplitude, p.center, perSigma * p.sigma] }),
  "lmfit.lorentzian": (p) => ({ type: "lorentzian", parameters: [p.amplitude, p.center, 2 * p.sigma] }),
  "lmfit.voigt": (p) => ({
    type: "voigt",
    parameters: [p.amplitude, p.center, perSigma * p.sigma, 2 * p.gamma],
  }),
  "lmfit.pvoigt": (p) => ({
    type: "pseudovoigt",
    parameters: [p.amplitude, p.center, 2 * p.sigma, p.fraction],
  }),
  // lmfit's tail lies at low x: a kinetic-energy axis
  "lmfit.doniach": (p) => ({
    type: "doniach",
    axis: "kinetic",
    parameters: [p.amplitude / p.sigma ** (1 - p.gamma), p.center, 2 * p.sigma, p.gamma, 0],
  }),
  "lmfit.split_lorentzian": (p) => ({
    type: "splitlorentzian",
    parameters: [p.amplitude, p.center, 2 * p.sigma, 2 * p.sigma_r],
  }),
  "lmfit.pearson7": (p) => ({
    type: "pearson7",
    parameters: [p.amplitude, p.center, p.sigma * pearsonWidth(p.expon), p.expon],
  }),
  "lmfit.moffat": (p) => ({
    type: "pearson7",
    amplitude: "height",
    parameters: [p.amplitude, p.center, p.sigma * pearsonWidth(p.beta), p.beta],
  }),
  "lmfit.expgaussian": (p) => ({
    type: "emg",
    parameters: [p.amplitude, p.center, perSigma * p.sigma, 1 / p.gamma],
  }),
  "lmfit.skewed_gaussian": (p) => ({
    type: "skewedgaussian",
    parameters: [p.amplitude, p.center, perSigma * p.sigma, p.gamma],
  }),
  "lmfit.breit_wigner": (p) => ({
    type: "bwf",
    parameters: [p.amplitude * p.q ** 2, p.center, p.sigma, 1 / p.q],
  }),
  "lmfit.students_t": (p) => {
    const m = (p.sigma + 1) / 2;
    return {
      type: "pearson7",
      parameters: [p.amplitude, p.center, Math.sqrt(p.sigma) * pearsonWidth(m), m],
    };
  },
  GL_product: (p) => ({ type: "product", amplitude: "height", parameters: [1, p.E, p.F, p.m / 100] }),
  SGL_sum: (p) => ({ type: "pseudovoigt", amplitude: "height", parameters: [1, p.E, p.F, p.m / 100] }),
  LA_unconvolved: (p) => ({
    type: "la",
    amplitude: "height",
    parameters: [1, p.E, p.fwhm, p.alpha_right_of_E, p.beta_left_of_E, 0],
  }),
};

export function lineOfGolden({ fn, params }: GoldenLine): Line {
  return translations[fn](params);
}

/** Every shape in every form at parameters that a fit may meet, none of them special. */
export const sampleLines: readonly Line[] = lineKinds.flatMap(({ type, amplitudes, shapeParameters }) =>
  amplitudes.flatMap((amplitude) =>
    (["binding", "kinetic"] as const).map((axis): Line => {
      const shape = shapeParameters.map(({ start }, k) => start * (1 + 0.13 * k));
      return {
        type,
        amplitude,
        axis,
        parameters: [lineParameters(type, amplitude)[0].start * 7.3, 0.41, ...shape],
      };
    }),
  ),
);

/** Lines at the edges of what their methods are made for. */
export const extremeLines: readonly Line[] = [
  { type: "voigt", parameters: [2, 0.1, 1, 1e-3] },
  { type: "voigt", parameters: [2, 0.1, 1, 0.02] },
  { type: "voigt", parameters: [2, 0.1, 0.02, 1] },
  { type: "voigt", amplitude: "height", parameters: [2, 0.1, 0.3, 1.9] },
  { type: "product", parameters: [2, 0.1, 1, 0.004] },
  { type: "product", parameters: [2, 0.1, 1, 0.97] },
  { type: "pearson7", parameters: [2, 0.1, 1, 0.55] },
  { type: "pearson7", parameters: [2, 0.1, 1, 40] },
  { type: "doniach", parameters: [2, 0.1, 0.02, 0.2, 1.3] },
  { type: "doniach", parameters: [2, 0.1, 1.3, 0.02, 0.05] },
  { type: "doniach", parameters: [2, 0.1, 0.5, 0.9, 0.4] },
  { type: "la", parameters: [2, 0.1, 0.05, 1.1, 2.4, 1.1] },
  { type: "la", parameters: [2, 0.1, 1.2, 1.1, 2.4, 0.02] },
  { type: "la", amplitude: "height", parameters: [2, 0.1, 1.2, 0.7, 9, 0.6] },
  { type: "lf", parameters: [2, 0.1, 0.8, 0.7, 1.3, 1.5, 0.5] },
  { type: "emg", parameters: [2, 0.1, 0.05, 1.7] },
  { type: "emg", parameters: [2, 0.1, 1.5, 0.05] },
  { type: "skewedgaussian", parameters: [2, 0.1, 1.5, -4] },
  { type: "fermi", parameters: [2, 0.1, 0.5, 0.1] },
  { type: "fermi", parameters: [2, 0.1, 0.02, 0.3] },
  { type: "fermi", parameters: [2, 0.1, 0.005, 1.5] },
];

export const describeLine = ({ type, amplitude, axis, parameters }: Line): string =>
  [type, amplitude, axis, parameters.map((value) => Number(value.toPrecision(4))).join(", ")]
    .filter(Boolean)
    .join(" ");
