// Line shapes: a value and its derivative with respect to each parameter, over a pair of planes.
// The kind of a line is 4·shape + 2 when it is mirrored at its centre + 1 when its amplitude is a height.

import { asymmetric, bindAsymmetric } from "./asymmetric";
import { bindDoniach, doniach } from "./doniach";
import { fermi, step } from "./edge";
import { fano } from "./fano";
import { bindLineParameters, setForm } from "./lineparameters";
import { exponentialGaussian, skewedGaussian } from "./modifiedgaussian";
import { pearson } from "./pearson";
import { productLine } from "./productline";
import { gaussian, lorentzian, pseudoVoigt, splitPseudoVoigt } from "./pseudovoigt";
import { bindVoigt, splitVoigt, voigt } from "./voigt";

export { setLineParameter } from "./lineparameters";

// The numbers of the catalogue `src/program/lineshape.ts`
const GAUSSIAN = 0;
const LORENTZIAN = 1;
const PSEUDO_VOIGT = 2;
const PRODUCT = 3;
const VOIGT = 4;
const PEARSON = 5;
const SPLIT_GAUSSIAN = 6;
const SPLIT_LORENTZIAN = 7;
const SPLIT_PSEUDO_VOIGT = 8;
const SPLIT_VOIGT = 9;
const SPLIT_PEARSON = 10;
const DONIACH = 11;
const ASYMMETRIC = 12;
const DAMPED_ASYMMETRIC = 13;
const TAILED_PRODUCT = 14;
const EXPONENTIAL_GAUSSIAN = 15;
const SKEWED_GAUSSIAN = 16;
const FANO = 17;
const FERMI = 18;
const ERF_STEP = 19;
const ARCTANGENT_STEP = 20;

export function bindLineShapes(): bool {
  return bindLineParameters() && bindVoigt() && bindDoniach() && bindAsymmetric();
}

/** Values of the line to `to`, derivatives with respect to parameter k to the k-th pair of planes of `partials`. */
export function lineShape(kind: i32, to: usize, partials: usize, x: usize, width: usize): void {
  setForm((kind & 2) !== 0, (kind & 1) !== 0);
  const shape = kind >> 2;
  if (shape === VOIGT) {
    voigt(to, partials, x, width);
    return;
  }
  if (shape === SPLIT_VOIGT) {
    splitVoigt(to, partials, x, width);
    return;
  }
  for (let half: usize = 0; half <= PLANE; half += PLANE) {
    plane(shape, to + half, partials + half, x + half, width);
  }
}

/** One of the two planes. */
function plane(shape: i32, to: usize, partials: usize, x: usize, width: usize): void {
  switch (shape) {
    case GAUSSIAN:
      gaussian(to, partials, x, width);
      break;
    case LORENTZIAN:
      lorentzian(to, partials, x, width);
      break;
    case PSEUDO_VOIGT:
      pseudoVoigt(to, partials, x, width);
      break;
    case PRODUCT:
      productLine(to, partials, x, width, false);
      break;
    case PEARSON:
      pearson(to, partials, x, width, false);
      break;
    case SPLIT_GAUSSIAN:
      splitPseudoVoigt(to, partials, x, width, false, 0);
      break;
    case SPLIT_LORENTZIAN:
      splitPseudoVoigt(to, partials, x, width, false, 1);
      break;
    case SPLIT_PSEUDO_VOIGT:
      splitPseudoVoigt(to, partials, x, width, true, 0);
      break;
    case SPLIT_PEARSON:
      pearson(to, partials, x, width, true);
      break;
    case DONIACH:
      doniach(to, partials, x, width);
      break;
    case ASYMMETRIC:
      asymmetric(to, partials, x, width, false);
      break;
    case DAMPED_ASYMMETRIC:
      asymmetric(to, partials, x, width, true);
      break;
    case TAILED_PRODUCT:
      productLine(to, partials, x, width, true);
      break;
    case EXPONENTIAL_GAUSSIAN:
      exponentialGaussian(to, partials, x, width);
      break;
    case SKEWED_GAUSSIAN:
      skewedGaussian(to, partials, x, width);
      break;
    case FANO:
      fano(to, partials, x, width);
      break;
    case FERMI:
      fermi(to, partials, x, width);
      break;
    case ERF_STEP:
      step(to, partials, x, width, false);
      break;
    case ARCTANGENT_STEP:
      step(to, partials, x, width, true);
      break;
  }
}
