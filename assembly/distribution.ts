// The distribution of relaxation times of the present solution: the arcs that the penalty has for its mean, and what the basis functions
// add to them; sampled at the functions' centres and half way between them, with what is known of its uncertainty.

import { ARC_PARAMETERS, fillTangents, MOST_ARCS, oneArcAt, slopesAt } from "./arcs";
import { basisValue, functions, lnTauFirst, reach, spacing, sumAt } from "./debye";
import { free, MOST_FREE, MOST_TANGENTS, product, stride, tangent, unknowns } from "./design";
import { doubles, get, put } from "./memory";
import { points } from "./points";
import { addParameter, addUnknown, clearFunction, deviation, enterPosterior, isKnown } from "./posterior";
import { freedom, misfit, presentMean, presentSystem } from "./tikhonov";

/** Samples; γ at each, and half of its credible band; the arcs, and how many they are. */
export let samples = 0;
export let gamma: usize = 0;
export let band: usize = 0;
export let theta: usize = 0;
export let arcs = 0;
/** Coefficients of γ beside the arcs. */
let beside: usize = 0;
/** γ of each arc at the samples, and the sample at which it is highest. */
let arcSamples: usize = 0;
let arcTops: usize = 0;
/** Products of the arcs' tangents with the unknowns and with each other; derivatives of γ at the samples. */
let cross: usize = 0;
let inner: usize = 0;
let slopes: usize = 0;

export function bindDistribution(most: i32): bool {
  gamma = doubles(2 * most);
  band = doubles(2 * most);
  beside = doubles(most);
  arcSamples = doubles(2 * most * MOST_ARCS);
  arcTops = doubles(MOST_ARCS);
  theta = doubles(MOST_FREE + ARC_PARAMETERS * MOST_ARCS);
  cross = doubles(MOST_TANGENTS * (most + MOST_FREE));
  inner = doubles(MOST_TANGENTS * MOST_TANGENTS);
  slopes = doubles(2 * most * MOST_TANGENTS);
  return slopes !== 0;
}

/** Begins with the present grid, without arcs. */
export function beginDistribution(): void {
  samples = 2 * functions - 1;
  arcs = 0;
}

/** Takes the arcs that stand in `theta`. */
export function takeArcs(count: i32): void {
  arcs = count;
  sampleArcs();
}

/** ln τ of sample i: on the functions' centres and half way between them. */
export function sampleAt(i: i32): f64 {
  return lnTauFirst + 0.5 * <f64>i * spacing;
}

/** Samples γ of the solution x; returns its highest value. */
export function sampleGamma(x: usize): f64 {
  let highest = 0.0;
  const mean = presentMean();
  for (let i = 0; i < functions; i++) put(beside, i, get(x, free + i) - get(mean, free + i));
  for (let i = 0; i < samples; i++) {
    const at = sampleAt(i);
    const g = max(0.0, arcsSample(i) + sumAt(beside, at));
    put(gamma, i, g);
    highest = max(highest, g);
  }
  return highest;
}

function sampleArcs(): void {
  for (let k = 0; k < arcs; k++) {
    let highest = -1.0;
    for (let i = 0; i < samples; i++) {
      const g = oneArcAt(theta, k, sampleAt(i));
      put(arcSamples, k * samples + i, g);
      if (!(g > highest)) continue;
      highest = g;
      put(arcTops, k, <f64>i);
    }
  }
}

/** Sample at which arc k alone is highest. */
export function arcTop(k: i32): i32 {
  return <i32>get(arcTops, k);
}

/** γ of arc k at sample i. */
export function arcSample(k: i32, i: i32): f64 {
  return get(arcSamples, k * samples + i);
}

/** γ of all arcs at sample i. */
export function arcsSample(i: i32): f64 {
  let sum = 0.0;
  for (let k = 0; k < arcs; k++) sum += arcSample(k, i);
  return sum;
}

/** Sample at which a walk uphill from sample i ends. */
export function uphill(i: i32): i32 {
  while (true) {
    if (i > 0 && get(gamma, i - 1) > get(gamma, i)) i--;
    else if (i < samples - 1 && get(gamma, i + 1) > get(gamma, i)) i++;
    else return i;
  }
}

/** Prepares the posterior; returns σ², or NaN when it cannot be had. */
export function preparePosterior(): f64 {
  const left = 2.0 * <f64>points - freedom;
  const sigma2 = left > 0.5 ? misfit / left : NaN;
  if (!(sigma2 === sigma2)) return NaN;
  const parameters = ARC_PARAMETERS * arcs;
  if (arcs > 0) {
    fillTangents(theta, arcs);
    for (let t = 0; t < parameters; t++) {
      for (let i = 0; i < unknowns; i++) put(cross, t * unknowns + i, product(tangent(t), i));
      for (let q = t; q < parameters; q++) put(inner, t * parameters + q, product(tangent(t), tangent(q)));
    }
    // At the functions' centres; half way between them the mean of both does
    for (let i = 0; i < samples; i += 2) {
      const at = i * MOST_TANGENTS;
      slopesAt(theta, arcs, sampleAt(i), slopes + ((<usize>at) << 3));
      if (i === 0) continue;
      for (let t = 0; t < parameters; t++) {
        put(
          slopes,
          at - MOST_TANGENTS + t,
          0.5 * (get(slopes, at - 2 * MOST_TANGENTS + t) + get(slopes, at + t)),
        );
      }
    }
  }
  return enterPosterior(presentSystem(), stride, unknowns, parameters, cross, inner, sigma2) ? sigma2 : NaN;
}

/** Adds γ at sample i, times `factor`, to the linear function of the posterior. */
export function addSample(i: i32, factor: f64): void {
  addFunctions(i, factor);
  for (let t = 0; t < ARC_PARAMETERS * arcs; t++) {
    addParameter(t, factor * get(slopes, i * MOST_TANGENTS + t));
  }
}

/** The same for what γ has beside the arcs. */
export function addFunctions(i: i32, factor: f64): void {
  const at = sampleAt(i);
  const near = i >> 1;
  for (let k = max(0, near - reach); k <= min(functions - 1, near + reach + 1); k++) {
    addUnknown(free + k, factor * basisValue(k, at));
  }
}

/** Standard deviation of a free unknown; NaN where it is held at 0. */
export function freeDeviation(i: i32): f64 {
  if (!isKnown(i)) return NaN;
  clearFunction();
  addUnknown(i, 1.0);
  return deviation();
}

/** Half of the credible band at the samples, `width` standard deviations; NaN where nothing is certain. */
export function sampleBand(width: f64, certain: bool): void {
  // At the functions' centres; half way between them the mean of both does
  for (let i = 0; i < samples; i += 2) {
    let half = NaN;
    if (certain) {
      clearFunction();
      addSample(i, 1.0);
      half = width * deviation();
    }
    put(band, i, half);
    if (i > 0) put(band, i - 1, 0.5 * (get(band, i - 2) + half));
  }
}
