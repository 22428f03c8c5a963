/** X-ray diffraction: lattice spacings from Bragg angles, and the pair of lines of a laboratory source. */
import type { Estimate } from "../fit/propagation.ts";

/** Wavelengths of the Kα lines of an anode in Å. */
export interface KAlpha {
  readonly first: Estimate;
  readonly second: Estimate;
}

/**
 * Measured wavelengths in Å with standard uncertainty (NIST Standard Reference Database 128; International Tables for Crystallography C,
 * table 4.2.2: Hölzer et al. 1997 for Cr … Cu, Deslattes and Kessler 1985 for Mo and Ag). Files may hold older values, such as 1.540598 Å
 * for Cu Kα₁: those of the file belong to its lattice parameters.
 */
export const kAlpha = {
  Cr: { first: { value: 2.289726, stderr: 3e-6 }, second: { value: 2.293651, stderr: 2e-6 } },
  Fe: { first: { value: 1.936041, stderr: 3e-6 }, second: { value: 1.939973, stderr: 3e-6 } },
  Co: { first: { value: 1.788996, stderr: 1e-6 }, second: { value: 1.792835, stderr: 1e-6 } },
  Cu: { first: { value: 1.5405929, stderr: 5e-7 }, second: { value: 1.5444274, stderr: 5e-7 } },
  Mo: { first: { value: 0.70931715, stderr: 4.1e-7 }, second: { value: 0.713607, stderr: 1.2e-5 } },
  Ag: { first: { value: 0.55942178, stderr: 7.6e-7 }, second: { value: 0.5638131, stderr: 2.6e-6 } },
} as const satisfies Record<string, KAlpha>;

/** Intensity of Kα₂ over Kα₁: the ratio of 2j + 1 of the levels. */
export const K_ALPHA_RATIO = 0.5;

const DEGREE = Math.PI / 180;

/**
 * Lattice spacing d = λ/(2·sin θ), with var d = (d·cot θ)²·var θ + (d/λ)²·var λ.
 * @param twoTheta in degrees; @param wavelength in Å (of Kα₁ when the line is that of Kα₁)
 * @throws RangeError for an angle outside 0 … 180° or a wavelength that is not positive
 */
export function latticeSpacing(twoTheta: Estimate, wavelength: Estimate): Estimate {
  checkAngle(twoTheta.value);
  if (!(wavelength.value > 0)) throw new RangeError(`wavelength ${wavelength.value} Å: it must be above 0`);
  const theta = 0.5 * twoTheta.value * DEGREE;
  const value = wavelength.value / (2 * Math.sin(theta));
  const ofAngle = (value / Math.tan(theta)) * 0.5 * twoTheta.stderr * DEGREE;
  const ofWavelength = (value / wavelength.value) * wavelength.stderr;
  return { value, stderr: Math.hypot(ofAngle, ofWavelength) };
}

/** Bragg angle 2θ in degrees of a spacing in Å; NaN when the wavelength is too long for it. */
export function braggAngle(spacing: number, wavelength: number): number {
  return (2 * Math.asin(wavelength / (2 * spacing))) / DEGREE;
}

/** 2θ of Kα₂ in degrees where Kα₁ stands at `twoTheta`. NaN beyond the last reflection of Kα₂. @throws RangeError for an angle outside 0 … 180° */
export function secondLine(twoTheta: number, { first, second }: KAlpha = kAlpha.Cu): number {
  checkAngle(twoTheta);
  return (2 * Math.asin((Math.sin(0.5 * twoTheta * DEGREE) * second.value) / first.value)) / DEGREE;
}

/** The position of Kα₂ as a formula of the parameter that holds 2θ of Kα₁ in degrees, for a model that is written as text. */
export function secondLineFormula(center: string, { first, second }: KAlpha = kAlpha.Cu): string {
  return `2*asin(${second.value / first.value}*sin(${center}*${DEGREE / 2}))/${DEGREE}`;
}

/**
 * Size of coherent domains along the normal of the planes, L = K·λ/(β·cos θ), in the unit of the wavelength (P. Scherrer, 1918).
 * @param broadening β in degrees of 2θ: the width of the sample alone, after that of the instrument has been taken off
 * @param shape K, about 0.9 for FWHM
 */
export function scherrerSize(
  twoTheta: number,
  broadening: Estimate,
  wavelength: number,
  shape = 0.9,
): Estimate {
  checkAngle(twoTheta);
  if (!(broadening.value > 0)) {
    throw new RangeError(
      `broadening ${broadening.value}°: it must be above 0; the line is not broader than the instrument`,
    );
  }
  const value = (shape * wavelength) / (broadening.value * DEGREE * Math.cos(0.5 * twoTheta * DEGREE));
  return { value, stderr: (value * broadening.stderr) / broadening.value };
}

function checkAngle(twoTheta: number): void {
  if (!(twoTheta > 0 && twoTheta < 180))
    throw new RangeError(`2θ = ${twoTheta}°: it must lie between 0 and 180°`);
}
