/**
 * Statistics-sensitive non-linear iterative peak clipping, SNIP (C. G. Ryan et al., Nucl. Instrum. Methods B 34, 396 (1988);
 * M. Morháč et al., Nucl. Instrum. Methods A 401, 113 (1997)): every point is clipped to the mean of its two neighbours at distance
 * p, for p = 1 … M, on a scale log(log(√(y + 1) + 1) + 1) that treats small and large peaks alike.
 */
import { checkRegion, type Region } from "./region.ts";

export interface SnipOptions {
  /** M in points: about the widest peak at its base, from its middle to one side. */
  readonly width: number;
  /** Whether p rises to M or falls from it; falling leaves a smoother background. Default "rising". */
  readonly order?: "rising" | "falling";
  /** "none" clips the intensities themselves: then the background scales with the data. Default "lls". */
  readonly transform?: "lls" | "none";
}

/** @throws RangeError for a width that is not a whole number from 1 to half the points */
export function snipBackground(
  region: Region,
  { width, order = "rising", transform = "lls" }: SnipOptions,
): Float64Array {
  checkRegion(region, 3);
  const n = region.y.length;
  if (!(Number.isInteger(width) && width >= 1 && 2 * width < n)) {
    throw new RangeError(`SNIP width ${width}: give a whole number of points from 1 to ${(n - 1) >> 1}`);
  }
  // The transform is for counts; data that dip below 0 are lifted
  const lift = transform === "lls" ? Math.min(0, ...region.y) : 0;
  let present = region.y.map((y) => (transform === "lls" ? forward(y - lift) : y));
  for (let k = 1; k <= width; k++) {
    const p = order === "rising" ? k : width + 1 - k;
    const next = present.slice();
    for (let i = p; i < n - p; i++) next[i] = Math.min(present[i], 0.5 * (present[i - p] + present[i + p]));
    present = next;
  }
  return transform === "lls" ? present.map((v) => backward(v) + lift) : present;
}

function forward(y: number): number {
  return Math.log1p(Math.log1p(Math.sqrt(y + 1)));
}

function backward(v: number): number {
  const root = Math.expm1(Math.expm1(v));
  return root * root - 1;
}
