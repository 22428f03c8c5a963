// Peaks of a distribution of relaxation times: its maxima, and shoulders where an arc has no maximum of its own, each with its place, its
// resistance, its width and what is known of their errors.

import { ARC_PARAMETERS, arcBeyond, arcResistance, MOST_ARCS } from "./arcs";
import { spacing } from "./debye";
import {
  addFunctions,
  addSample,
  arcSample,
  arcs,
  arcsSample,
  arcTop,
  band,
  gamma,
  sampleAt,
  samples,
  theta,
  uphill,
} from "./distribution";
import {
  addLobe,
  completeShares,
  findLobes,
  lobeArea,
  lobeOverlap,
  lobePlace,
  lobeProminence,
  lobeShare,
  lobes,
  lobeWidth,
  MOST_LOBES,
  shareLobes,
} from "./lobes";
import { doubles, get, put } from "./memory";
import { addParameter, clearFunction, deviation } from "./posterior";

/**
 * Doubles of a peak: ln τ, resistance, width, height, 1 for a shoulder, standard errors of resistance and of ln τ, overlap, its largest arc
 * or −1 when γ is not shared by arcs.
 */
export const PEAK = 9;
/** Maxima below this share of the highest are no peaks. */
const LEAST_PEAK = 0.01;
/** An arc without a maximum of its own is a shoulder when it has this share of all resistance. */
const LEAST_SHOULDER = 0.03;

/** Prominence that a maximum must reach, per sample. */
let margin: usize = 0;
/** Lobe that each arc belongs to, and the largest arc of each lobe. */
let lobeOfArc: usize = 0;
let arcOfLobe: usize = 0;

export function bindPeaks(most: i32): bool {
  margin = doubles(2 * most);
  lobeOfArc = doubles(MOST_ARCS);
  arcOfLobe = doubles(MOST_LOBES);
  return arcOfLobe !== 0;
}

/** Writes the peaks; `highest` is the greatest γ, `total` all resistance. */
export function reportPeaks(out: usize, highest: f64, total: f64, certain: bool): void {
  const h = 0.5 * spacing;
  // What rises above its neighbourhood by less than the band is no peak, unless an arc stands there
  for (let i = 0; i < samples; i++) put(margin, i, certain ? get(band, i) : 0);
  for (let k = 0; k < arcs; k++) put(margin, uphill(arcTop(k)), 0);
  findLobes(gamma, samples, LEAST_PEAK * highest, margin, MOST_LOBES);
  if (arcs > 1) addShoulders(total);
  if (lobes === 0) return;
  const byArcs = assignArcs();
  if (byArcs) shareByArcs(h);
  else shareLobes(gamma, samples, h);
  let near = 0.0;
  let far = 0.0;
  for (let k = 0; k < arcs; k++) {
    near += arcBeyond(theta, k, sampleAt(0), false);
    far += arcBeyond(theta, k, sampleAt(samples - 1), true);
  }
  for (let k = 0; k < lobes; k++) {
    const i = lobePlace(k);
    const before = get(gamma, i - 1);
    const here = get(gamma, i);
    const after = get(gamma, i + 1);
    const curvature = before - 2.0 * here + after;
    const shoulder = lobeProminence(k) < 0;
    let place = sampleAt(i);
    if (!shoulder && curvature < 0) place += (0.5 * h * (before - after)) / curvature;
    const share = lobeShare(k);
    const arc = <i32>get(arcOfLobe, k);
    let resistance = lobeArea(k);
    if (byArcs) {
      // The arcs themselves, grid or no grid, and their part of what γ has beside the arcs
      resistance = 0;
      for (let a = 0; a < arcs; a++) {
        if (<i32>get(lobeOfArc, a) === k) resistance += arcResistance(theta, a);
      }
      for (let j = 0; j < samples; j++) {
        const g = get(gamma, j);
        if (g > 0) resistance += ((h * get(share, j)) / g) * (g - arcsSample(j));
      }
    } else {
      if (k === 0) resistance += near;
      if (k === lobes - 1) resistance += far;
    }
    put(out, PEAK * k, place);
    put(out, PEAK * k + 1, resistance);
    put(out, PEAK * k + 2, lobeWidth(k, samples) * h);
    put(out, PEAK * k + 3, here);
    put(out, PEAK * k + 4, shoulder ? 1.0 : 0);
    put(out, PEAK * k + 7, lobeOverlap(k, gamma, samples, h));
    put(out, PEAK * k + 8, byArcs ? <f64>arc : -1.0);
    if (!certain) continue;
    clearFunction();
    for (let j = 0; j < samples; j++) {
      const g = get(gamma, j);
      if (!(g > 0)) continue;
      const part = (h * get(share, j)) / g;
      if (byArcs) addFunctions(j, part);
      else addSample(j, part);
    }
    for (let a = 0; byArcs && a < arcs; a++) {
      if (<i32>get(lobeOfArc, a) === k) addParameter(ARC_PARAMETERS * a, arcResistance(theta, a));
    }
    put(out, PEAK * k + 5, deviation());
    clearFunction();
    if (shoulder && byArcs) {
      addParameter(ARC_PARAMETERS * arc + 1, 1.0);
      put(out, PEAK * k + 6, deviation());
      continue;
    }
    if (shoulder || !(curvature < 0)) continue;
    addSample(i + 1, 1.0);
    addSample(i - 1, -1.0);
    put(out, PEAK * k + 6, (0.5 * h * deviation()) / -curvature);
  }
}

/** Adds the arcs that have no maximum of their own: each maximum keeps the arc that is nearest. */
function addShoulders(total: f64): void {
  for (let a = 0; a < arcs; a++) {
    const top = arcTop(a);
    const home = uphill(top);
    let nearest = true;
    for (let other = 0; other < arcs; other++) {
      if (other === a || uphill(arcTop(other)) !== home) continue;
      const distance = abs(arcTop(other) - home) - abs(top - home);
      if (distance < 0 || (distance === 0 && other < a)) nearest = false;
    }
    if (nearest || arcResistance(theta, a) < LEAST_SHOULDER * total) continue;
    addLobe(top, -1.0, MOST_LOBES);
  }
}

/** Gives each arc to the lobe that it is part of; false when there is a lobe without an arc. */
function assignArcs(): bool {
  for (let k = 0; k < lobes; k++) put(arcOfLobe, k, -1.0);
  for (let a = 0; a < arcs; a++) {
    const top = arcTop(a);
    const home = uphill(top);
    let at = 0;
    for (let k = 1; k < lobes; k++) if (abs(lobePlace(k) - top) < abs(lobePlace(at) - top)) at = k;
    for (let k = 0; k < lobes; k++) {
      const place = lobePlace(k);
      // Its own shoulder before the maximum that it leans on
      if (lobeProminence(k) < 0 ? place === top : place === home) at = k;
      if (lobeProminence(k) < 0 && place === top) break;
    }
    put(lobeOfArc, a, <f64>at);
    const other = <i32>get(arcOfLobe, at);
    if (other < 0 || arcResistance(theta, a) > arcResistance(theta, other)) put(arcOfLobe, at, <f64>a);
  }
  for (let k = 0; k < lobes; k++) if (get(arcOfLobe, k) < 0) return false;
  return arcs > 0;
}

/** Shares γ between the lobes as their arcs share it. */
function shareByArcs(h: f64): void {
  for (let k = 0; k < lobes; k++) {
    const share = lobeShare(k);
    for (let i = 0; i < samples; i++) put(share, i, 0);
  }
  for (let a = 0; a < arcs; a++) {
    const share = lobeShare(<i32>get(lobeOfArc, a));
    for (let i = 0; i < samples; i++) put(share, i, get(share, i) + arcSample(a, i));
  }
  completeShares(gamma, samples, h);
}
