// The lobes of a sampled, non-negative function: its maxima by prominence, and how it is shared between overlapping ones. The share of a
// lobe at each place is that of a ZARC of the lobe's area and height, so that the shares add up to the function whatever their shape.

import { atan2, cosine, sincos, sine } from "./elementary";
import { exp } from "./exponential";
import { doubles, get, put } from "./memory";

const PI = 3.141592653589793;
const ROUNDS = 25;

export const MOST_LOBES = 12;
/** Sample of each lobe's maximum, in rising order; its prominence; area, half height width and height of its share. */
export let lobes = 0;
let place: usize = 0;
let rise: usize = 0;
let area: usize = 0;
let height: usize = 0;
let exponent: usize = 0;
let parts: usize = 0;
let capacity = 0;

export function bindLobes(samples: i32): bool {
  capacity = samples;
  place = doubles(MOST_LOBES);
  rise = doubles(MOST_LOBES);
  area = doubles(MOST_LOBES);
  height = doubles(MOST_LOBES);
  exponent = doubles(MOST_LOBES);
  parts = doubles(MOST_LOBES * samples);
  return parts !== 0;
}

export function lobePlace(k: i32): i32 {
  return <i32>get(place, k);
}

export function lobeProminence(k: i32): f64 {
  return get(rise, k);
}

export function lobeArea(k: i32): f64 {
  return get(area, k);
}

export function lobeExponent(k: i32): f64 {
  return get(exponent, k);
}

/** Samples of the share of lobe k. */
export function lobeShare(k: i32): usize {
  return parts + ((<usize>(k * capacity)) << 3);
}

/** Height of a maximum above the higher of the two valleys that part it from something higher (or from the end: the function's value there is no valley, 0 is). */
function prominence(g: usize, n: i32, at: i32): f64 {
  const top = get(g, at);
  let left = top;
  let i = at - 1;
  for (; i >= 0 && get(g, i) <= top; i--) left = min(left, get(g, i));
  if (i < 0) left = 0;
  let right = top;
  i = at + 1;
  for (; i < n && get(g, i) <= top; i++) right = min(right, get(g, i));
  if (i >= n) right = 0;
  return top - max(left, right);
}

/** Finds the maxima whose prominence exceeds `least` and, where `margin` is given, reaches their own entry in it; keeps the most prominent `most`. */
export function findLobes(g: usize, n: i32, least: f64, margin: usize, most: i32): void {
  lobes = 0;
  for (let i = 1; i < n - 1; i++) {
    if (!(get(g, i) > get(g, i - 1) && get(g, i) >= get(g, i + 1))) continue;
    const p = prominence(g, n, i);
    if (!(p > least)) continue;
    if (margin !== 0 && p < get(margin, i)) continue;
    addLobe(i, p, most);
  }
}

/** Adds a lobe in its place; of more than `most` the least prominent goes. */
export function addLobe(at: i32, p: f64, most: i32): void {
  if (lobes === min(most, MOST_LOBES)) {
    let least = 0;
    for (let k = 1; k < lobes; k++) if (get(rise, k) < get(rise, least)) least = k;
    if (!(p > get(rise, least))) return;
    for (let k = least; k < lobes - 1; k++) {
      put(place, k, get(place, k + 1));
      put(rise, k, get(rise, k + 1));
    }
    lobes--;
  }
  let k = lobes++;
  for (; k > 0 && get(place, k - 1) > <f64>at; k--) {
    put(place, k, get(place, k - 1));
    put(rise, k, get(rise, k - 1));
  }
  put(place, k, <f64>at);
  put(rise, k, p);
}

/** Keeps only the `count` most prominent lobes. */
export function keepLobes(count: i32): void {
  while (lobes > count) {
    let least = 0;
    for (let k = 1; k < lobes; k++) if (get(rise, k) < get(rise, least)) least = k;
    for (let k = least; k < lobes - 1; k++) {
      put(place, k, get(place, k + 1));
      put(rise, k, get(rise, k + 1));
    }
    lobes--;
  }
}

/** γ of a ZARC of area 1 at distance d from its maximum. */
function zarc(n: f64, d: f64): f64 {
  sincos((1.0 - n) * PI);
  const e = exp(-n * abs(d));
  return (sine * e) / (PI * (1.0 + e * e - 2.0 * cosine * e));
}

/** Exponent of the ZARC of which height/area is given: height/area = cot((1 − n)π/2)/(2π). */
function exponentOf(ratio: f64): f64 {
  return min(max(1.0 - (2.0 / PI) * atan2(1.0, 2.0 * PI * ratio), 0.2), 0.98);
}

/** Shares the samples g, `spacing` apart, between the lobes. */
export function shareLobes(g: usize, n: i32, spacing: f64): void {
  for (let k = 0; k < lobes; k++) {
    put(height, k, get(g, lobePlace(k)));
    put(exponent, k, 0.75);
    put(area, k, get(height, k) * 2.5);
  }
  const rounds = lobes > 1 ? ROUNDS : 1;
  for (let round = 0; round < rounds; round++) {
    for (let k = 0; k < lobes; k++) {
      const share = lobeShare(k);
      const at = lobePlace(k);
      for (let i = 0; i < n; i++) {
        put(share, i, get(area, k) * zarc(get(exponent, k), <f64>(i - at) * spacing));
      }
    }
    completeShares(g, n, spacing);
    for (let k = 0; k < lobes; k++) {
      put(height, k, get(lobeShare(k), lobePlace(k)));
      if (get(area, k) > 0) put(exponent, k, exponentOf(get(height, k) / get(area, k)));
    }
  }
}

/** Scales the shares so that they add up to g, and takes their areas. */
export function completeShares(g: usize, n: i32, spacing: f64): void {
  for (let k = 0; k < lobes; k++) put(area, k, 0);
  for (let i = 0; i < n; i++) {
    let total = 0.0;
    for (let k = 0; k < lobes; k++) total += get(lobeShare(k), i);
    const factor = total > 0 ? get(g, i) / total : 0;
    for (let k = 0; k < lobes; k++) {
      const part = get(lobeShare(k), i) * factor;
      put(lobeShare(k), i, part);
      put(area, k, get(area, k) + part * spacing);
    }
  }
}

/** Share of the area of lobe k that lies under others: ∫ s(g − s)/g over ∫ s, 0 for one that stands alone, ½ for one of two that are one. */
export function lobeOverlap(k: i32, g: usize, n: i32, spacing: f64): f64 {
  const share = lobeShare(k);
  let contested = 0.0;
  for (let i = 0; i < n; i++) {
    const all = get(g, i);
    const part = get(share, i);
    if (all > 0) contested += (part * (all - part)) / all;
  }
  const own = get(area, k);
  return own > 0 ? (contested * spacing) / own : 0;
}

/** Full width at half maximum of the share of lobe k, in samples; −1 when it does not fall to half on both sides. */
export function lobeWidth(k: i32, n: i32): f64 {
  const share = lobeShare(k);
  const at = lobePlace(k);
  const half = 0.5 * get(share, at);
  let left = at;
  while (left > 0 && get(share, left) > half) left--;
  let right = at;
  while (right < n - 1 && get(share, right) > half) right++;
  if (get(share, left) > half || get(share, right) > half) return -1.0;
  const a = <f64>left + (half - get(share, left)) / (get(share, left + 1) - get(share, left));
  const b = <f64>right - (half - get(share, right)) / (get(share, right - 1) - get(share, right));
  return b - a;
}
