/** The part of a scan that is fitted: its points in the order of rising loss, and how sure each intensity is. */
import type { Abscissa } from "./abscissa.ts";
import type { KAlpha } from "./diffraction.ts";
import { kAlpha } from "./diffraction.ts";
import { onBindingEnergy, poissonSigma, type Scan } from "./measurement.ts";
import { checkRegion, type Direction, type Region } from "./region.ts";

/**
 * Standard deviation of the intensities. "sigma": those of the file; "poisson": √N of the counts; "relative": as √y, of unknown size,
 * which the residuals tell; "unit": all alike, of unknown size.
 */
export const noiseModels = ["sigma", "poisson", "relative", "unit"] as const;
export type NoiseModel = (typeof noiseModels)[number];

/** What is done to a scan before it is fitted. */
export interface ScanTreatment {
  /** [low, high] in units of x after the shift. */
  readonly region?: readonly [number, number];
  /** Added to x: a correction of charging, eV. */
  readonly shift?: number;
  /** eV; for scans over kinetic energy that do not tell it. */
  readonly photonEnergy?: number;
}

export interface ScanRegion extends Region {
  readonly direction: Direction;
  /** In the unit of y, or up to a factor; undefined for "unit". */
  readonly sigma: Float64Array | undefined;
}

/** The noise that a scan knows of. */
export function noiseOfScan(scan: Scan): NoiseModel {
  if (scan.sigma) return "sigma";
  if (poissonSigma(scan)) return "poisson";
  const counting = scan.axis === "binding" || scan.axis === "kinetic" || scan.axis === "two-theta";
  return counting && scan.y.every((y) => y > 0) ? "relative" : "unit";
}

/** On the axis of binding energy where that can be had; electrons lose energy towards high binding energy. */
export function directionOf({ axis, photonEnergy }: Scan, given?: number): Direction {
  return axis === "kinetic" && photonEnergy === undefined && given === undefined ? "kinetic" : "binding";
}

/** What the abscissa is, for the units and directions of lines. */
export function abscissaOf(scan: Scan, photonEnergy?: number): Abscissa {
  return {
    axis: directionOf(scan, photonEnergy),
    unit: scan.xUnit,
    yUnit: scan.yUnit,
    ...(scan.axis === "two-theta" && { anode: anodeOf(scan.wavelength) }),
  };
}

/** The anode whose Kα1 has this wavelength in Å; copper where the file does not tell. */
export function anodeOf(wavelength?: number): KAlpha {
  if (wavelength === undefined) return kAlpha.Cu;
  const near = Object.values(kAlpha).find(
    ({ first, second }) =>
      Math.abs(first.value - wavelength) < 2e-3 ||
      Math.abs((2 * first.value + second.value) / 3 - wavelength) < 2e-3,
  );
  return near ?? kAlpha.Cu;
}

/**
 * The region of a scan.
 * @param least points that are needed
 * @throws RangeError with what is wrong and the cure
 */
export function regionOfScan(
  scan: Scan,
  noise: NoiseModel,
  { region, shift = 0, photonEnergy }: ScanTreatment,
  least: number,
): ScanRegion {
  const direction = directionOf(scan, photonEnergy);
  const { x } = direction === "binding" ? onBindingEnergy(scan, scan.photonEnergy ?? photonEnergy) : scan;
  const sigma = sigmaOf(scan, noise);
  const kept: number[] = [];
  for (let i = 0; i < x.length; i++) {
    const at = x[i] + shift;
    if (!region || (at >= region[0] && at <= region[1])) kept.push(i);
  }
  if (kept.length < least) {
    const [first, last] = [x[0] + shift, x[x.length - 1] + shift];
    const range = `${short(Math.min(first, last))} … ${short(Math.max(first, last))} ${scan.xUnit}`;
    throw new RangeError(
      region
        ? `${kept.length} of ${x.length} points lie in the region ${short(region[0])} … ${short(region[1])} ${scan.xUnit}, ${least} are needed; the scan has ${range}`
        : `${x.length} points, ${least} are needed`,
    );
  }
  const rising = x[kept[kept.length - 1]] > x[kept[0]];
  if (rising !== (direction === "binding")) kept.reverse();
  const result: ScanRegion = {
    x: Float64Array.from(kept, (i) => x[i] + shift),
    y: Float64Array.from(kept, (i) => scan.y[i]),
    sigma: sigma && Float64Array.from(kept, (i) => sigma[i]),
    direction,
  };
  checkRegion(result, 2);
  return result;
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function sigmaOf(scan: Scan, noise: NoiseModel): Float64Array | undefined {
  switch (noise) {
    case "unit":
      return undefined;
    case "relative": {
      const largest = scan.y.reduce((most, y) => Math.max(most, y), 0);
      return Float64Array.from(scan.y, (y) => Math.sqrt(Math.max(y, 1e-6 * largest, 1e-300)));
    }
    case "sigma":
    case "poisson": {
      const sigma = noise === "sigma" ? scan.sigma : poissonSigma({ ...scan, sigma: undefined });
      if (sigma) return sigma;
      throw new RangeError(
        noise === "sigma"
          ? `the scan has no standard deviations; take another noise: poisson, relative or unit`
          : `the scan does not tell its counts (unit "${scan.yUnit}"${scan.dwell === undefined ? ", no dwell time" : ""}); take the noise relative or unit`,
      );
    }
  }
}
