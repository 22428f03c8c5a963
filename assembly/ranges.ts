// What the data of a spectrum can show: ranges of frequency and impedance, from which starts are drawn and scales are limited.

import { log } from "./elementary";
import { ofCurves } from "./job";
import { lower, upper } from "./levenberg";
import { put } from "./memory";
import {
  isLogarithmic,
  V_EXPONENT_VARIABLE,
  V_FIXED_EXPONENT,
  V_FREQUENCY,
  V_FREQUENCY_PER_EXPONENT,
  V_IMPEDANCE,
  V_LOWER,
  V_UPPER,
  variableCount,
  variableRecord,
} from "./parameters";
import * as points from "./points";

/** How far beyond the measured frequencies (in ln ω) an arc may peak, and a series member still show. */
const MARGIN = 2.0;

export let lnOmegaLeast = 0.0;
export let lnOmegaMost = 0.0;
export let lnSizeLeast = 0.0;
export let lnSizeMost = 0.0;

/** Makes the ranges those of the present spectrum. */
export function enterRanges(): void {
  lnOmegaLeast = points.lnOmegaLeast - MARGIN;
  lnOmegaMost = points.lnOmegaMost + MARGIN;
  lnSizeMost = points.modulusMost > 0 ? log(points.modulusMost) : 0;
  lnSizeLeast = points.modulusLeast < Infinity ? log(points.modulusLeast) : lnSizeMost;
}

/** How far (in ln) a scale may go beyond what could show in the data: 6.6e7 times. */
const BEYOND = 18.0;
/** The same for a curve, of which nothing is known: as far as numbers go. */
const WIDEST = 690.0;

/**
 * Bounds in the solver's coordinates for the present spectrum. A scale without a bound of its own stops where its element is
 * BEYOND anything that the data could show: further out the cost is flat, and a fit would drift until it is out of evaluations.
 */
export function limitVariables(): void {
  for (let v = 0; v < variableCount(); v++) {
    const record = variableRecord(v);
    const least = load<f64>(record, V_LOWER);
    const most = load<f64>(record, V_UPPER);
    if (!isLogarithmic(v)) {
      put(lower, v, least);
      put(upper, v, most);
      continue;
    }
    if (ofCurves) {
      put(lower, v, least > 0 ? log(least) : -WIDEST);
      put(upper, v, most < Infinity ? log(most) : WIDEST);
      continue;
    }
    const d = load<f64>(record, V_IMPEDANCE);
    const e = load<f64>(record, V_FREQUENCY);
    const perExponent = load<f64>(record, V_FREQUENCY_PER_EXPONENT);
    let low = Infinity;
    let high = -Infinity;
    for (let corner = 0; corner < 8; corner++) {
      const exponent =
        load<i32>(record, V_EXPONENT_VARIABLE) < 0 ? load<f64>(record, V_FIXED_EXPONENT) : <f64>(corner & 1);
      const lnW = (corner & 2) === 0 ? lnOmegaLeast : lnOmegaMost;
      const lnZ = (corner & 4) === 0 ? lnSizeLeast : lnSizeMost;
      const ln = d * lnZ + (e + perExponent * exponent) * lnW;
      low = min(low, ln);
      high = max(high, ln);
    }
    put(lower, v, least > 0 ? log(least) : low - BEYOND);
    put(upper, v, most < Infinity ? log(most) : high + BEYOND);
  }
}

/** Cost below which a fit reproduces the data to the last digits. */
export function exactCost(): f64 {
  return 1e-28 * points.dataNorm;
}
