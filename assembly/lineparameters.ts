// What every line shape starts from: the parameters of the line, its direction, and the planes for its partial derivatives.

import { doubles, get, put } from "./memory";

const MOST_PARAMETERS = 8;
let parameters: usize = 0;
/** ∂ ln N/∂p of the normalisation N. */
let slopes: usize = 0;

/** 1: the tail of an asymmetric line lies at high x; −1: the line is mirrored at its centre. */
export let direction = 1.0;
/** Whether the first parameter is a height, not an area. */
export let isHeight: boolean = false;

export function bindLineParameters(): bool {
  parameters = doubles(MOST_PARAMETERS);
  slopes = doubles(MOST_PARAMETERS);
  return slopes !== 0;
}

/** The parameters of the next line. */
export function setLineParameter(k: i32, value: f64): void {
  put(parameters, k, value);
}

export function setForm(mirrored: boolean, height: boolean): void {
  direction = mirrored ? -1.0 : 1.0;
  isHeight = height;
}

/** Parameter k: 0 is the amplitude, 1 the centre. */
export function lineParameter(k: i32): f64 {
  return get(parameters, k);
}

/** Plane of the derivatives with respect to parameter k. */
export function partialPlane(partials: usize, k: i32): usize {
  return partials + <usize>k * 2 * PLANE;
}

/** Sets ∂ ln N/∂p for parameter k; see `normalise`. */
export function setSlope(k: i32, value: f64): void {
  put(slopes, k, value);
}

/**
 * From S to A·N·S: `to` and the derivatives of S are planes of a line of height 1 at its centre; `count` parameters follow the
 * amplitude A. N is 1 for a height; for an area it is 1/∫S dx, with its logarithmic slopes.
 */
export function normalise(to: usize, partials: usize, count: i32, n: f64, width: usize): void {
  const size = vsplat(lineParameter(0) * n);
  const unit = vsplat(n);
  for (let k = 1; k <= count; k++) {
    const slope = isHeight ? 0.0 : get(slopes, k);
    const p = partialPlane(partials, k);
    const extra = vsplat(slope);
    if (slope === 0) {
      for (let o: usize = 0; o < width; o += LANE_BYTES) vstore(p + o, vmul(size, vload(p + o)));
    } else {
      for (let o: usize = 0; o < width; o += LANE_BYTES) {
        vstore(p + o, vmul(size, vadd(vload(p + o), vmul(extra, vload(to + o)))));
      }
    }
  }
  for (let o: usize = 0; o < width; o += LANE_BYTES) {
    const s = vload(to + o);
    vstore(partials + o, vmul(unit, s));
    vstore(to + o, vmul(size, s));
  }
}
