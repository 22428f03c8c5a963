/**
 * The linear Kramers–Kronig test as the kernel makes it: encodes its job, decodes what it found; see `assembly/kramers.ts`.
 */
import { encodeSpectraJob, type Measured, Mode } from "../kernel/block.ts";
import type { Spectrum } from "./spectrum.ts";

/** Whether the elements add up to Z (RC elements in series with R, L, C) or to Y = 1/Z (R–C branches in parallel with R, C, L). */
export type Representation = "impedance" | "admittance";

/**
 * What the resistances are fitted to. "complex": Z′ and Z″ together. "real": Z′, then L and C to what is left of Z″.
 * "imaginary": Z″, then R₀ to what is left of Z′.
 */
export const fitKinds = ["real", "imaginary", "complex"] as const;
export type FitKind = (typeof fitKinds)[number];

/** A spectrum as a sum of elements that obey the Kramers–Kronig relations. Arrays over points have the order of the spectrum. */
export interface LinKK {
  readonly representation: Representation;
  readonly fitKind: FitKind;
  /** Number M of RC elements. */
  readonly elements: number;
  /** 1 − Σ|R_k < 0| / Σ|R_k ≥ 0|: 1 when no resistance is negative, near 0 when signs alternate (overfitting). */
  readonly mu: number;
  /** F: the time constants reach from 1/(F·ω_max) to F/ω_min. */
  readonly extension: number;
  /** R₀ in Ω, in series (impedance) or in parallel (admittance). */
  readonly resistance: number;
  /** R_k in Ω; as an admittance the resistance of the branch whose capacity is τ_k/R_k. */
  readonly resistances: Float64Array;
  /** τ_k in s, rising. */
  readonly timeConstants: Float64Array;
  /** H; absent when it was not fitted. */
  readonly inductance?: number;
  /** F; absent when it was not fitted, infinite (impedance) when the data show none. */
  readonly capacitance?: number;
  /** Z at the points in Ω. */
  readonly fit: { readonly real: Float64Array; readonly imaginary: Float64Array };
  /** (Z′ − Z′_fit)/|Z| and (Z″ − Z″_fit)/|Z| per point. */
  readonly residualReal: Float64Array;
  readonly residualImaginary: Float64Array;
  /** Root mean squares of the residuals of Z′ and Z″, and √(mean |ΔZ|²/|Z|²). */
  readonly rmsReal: number;
  readonly rmsImaginary: number;
  readonly rms: number;
  /** Σ |ΔZ|²/|Z|² (Boukamp 1995). */
  readonly pseudoChi2: number;
}

/** How well Z′ and Z″ share their resistances. */
export interface Reconciliation {
  /** Relative; see `validity.ts`. NaN where there are too few points. */
  readonly violation: number;
  readonly scatter: number;
  readonly tolerance: number;
  /** violation / tolerance. */
  readonly score: number;
  /** RC elements of the test, and degrees of freedom of the scatter. */
  readonly elements: number;
  readonly degreesOfFreedom: number;
  /** The score of each representation that was tried. */
  readonly scores: { readonly impedance?: number; readonly admittance?: number };
}

export interface KramersOptions {
  readonly representation: Representation | "auto";
  readonly fitKind: FitKind;
  readonly inductance: boolean;
  readonly capacitance: boolean;
  /** Elements of the fit: those of the test, chosen by μ, or their number. */
  readonly elements: "auto" | "mu" | number;
  readonly c: number;
  readonly maxElements: number;
  readonly extension: number | "optimal";
  /** Limits of the verdict; see `validity.ts`. */
  readonly limit: number;
  readonly leastMultiple: number;
  readonly mostMultiple: number;
  readonly floor: number;
}

/** Extension of the time constants in the test, and of a fit with its elements; the published test has none. */
export const testExtension = 3;

const HEAD = 20;
/** Most elements of the test: enough for 15 decades. */
const MOST_OF_TEST = 96;

/** Room for elements in a result. */
function roomFor({ elements, maxElements }: KramersOptions): number {
  return Math.max(MOST_OF_TEST, elements === "mu" ? maxElements : elements === "auto" ? 0 : elements);
}

export function encodeKramers(spectra: readonly Measured[], options: KramersOptions): ArrayBuffer {
  const room = roomFor(options);
  const { elements, extension } = options;
  return encodeSpectraJob({
    mode: Mode.Kramers,
    weighting: 0,
    spectra,
    words: [
      ["impedance", "admittance", "auto"].indexOf(options.representation),
      fitKinds.indexOf(options.fitKind),
      options.inductance ? 1 : 0,
      options.capacitance ? 1 : 0,
      elements === "auto" ? 0 : elements === "mu" ? -options.maxElements : elements,
      room,
      extension === "optimal" ? 1 : 0,
    ],
    doubles: [
      options.c,
      extension === "optimal" ? (elements === "auto" ? testExtension : 1) : extension,
      options.limit,
      options.leastMultiple,
      options.mostMultiple,
      options.floor,
    ],
    results: spectra.reduce((sum, { frequency }) => sum + HEAD + 2 * room + 2 * frequency.length, 0),
  });
}

export function decodeKramers(
  results: ArrayBuffer,
  spectra: readonly Spectrum[],
  options: KramersOptions,
): { readonly linKK: LinKK; readonly test: Reconciliation }[] {
  const room = roomFor(options);
  let at = 0;
  return spectra.map((spectrum) => {
    const count = spectrum.frequency.length;
    const take = (length: number): Float64Array => {
      const values = new Float64Array(results, at * 8, length);
      at += length;
      return values;
    };
    const head = take(HEAD);
    const resistances = take(room).slice(0, head[7]);
    const timeConstants = take(room).slice(0, head[7]);
    const fit = { real: take(count).slice(), imaginary: take(count).slice() };
    const admittance = head[0] === 1;
    const inverse = (x: number): number => 1 / x;
    const [squareReal, squareImaginary] = [head[13], head[14]];
    return {
      linKK: {
        representation: admittance ? "admittance" : "impedance",
        fitKind: options.fitKind,
        elements: head[7],
        mu: head[8],
        extension: head[9],
        resistance: admittance ? inverse(head[10]) : head[10],
        resistances: admittance ? resistances.map(inverse) : resistances,
        timeConstants,
        ...termsOf(options, admittance, head[11], head[12]),
        fit,
        ...residualsOf(spectrum, fit),
        rmsReal: Math.sqrt(squareReal / count),
        rmsImaginary: Math.sqrt(squareImaginary / count),
        rms: Math.sqrt((squareReal + squareImaginary) / count),
        pseudoChi2: squareReal + squareImaginary,
      },
      test: {
        violation: head[1],
        scatter: head[2],
        tolerance: head[3],
        score: head[4],
        elements: head[5],
        degreesOfFreedom: head[6],
        scores: {
          ...(Number.isNaN(head[15]) ? {} : { impedance: head[15] }),
          ...(Number.isNaN(head[16]) ? {} : { admittance: head[16] }),
        },
      },
    };
  });
}

/**
 * jω·rising + falling/(jω) is jωL + 1/(jωC) of an impedance and jωC + 1/(jωL) of an admittance. The options name what stands in
 * series with an impedance; in an admittance the term in jω is the capacitance.
 */
function termsOf(
  { inductance, capacitance }: KramersOptions,
  admittance: boolean,
  rising: number,
  falling: number,
): Pick<LinKK, "inductance" | "capacitance"> {
  const terms = { ...(inductance ? { rising } : {}), ...(capacitance ? { falling: 1 / falling } : {}) };
  return admittance
    ? { inductance: terms.falling, capacitance: terms.rising }
    : { inductance: terms.rising, capacitance: terms.falling };
}

function residualsOf(
  { real, imaginary }: Spectrum,
  fit: LinKK["fit"],
): Pick<LinKK, "residualReal" | "residualImaginary"> {
  const modulus = real.map((re, i) => Math.hypot(re, imaginary[i]));
  return {
    residualReal: real.map((re, i) => (re - fit.real[i]) / modulus[i]),
    residualImaginary: imaginary.map((im, i) => (im - fit.imaginary[i]) / modulus[i]),
  };
}
