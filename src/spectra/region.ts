/** A range of a spectrum, and its order along the energy that electrons lost. */

/** Which way x grows: with the binding energy, or with the kinetic energy of the electrons. */
export type Direction = "binding" | "kinetic";

/** Points of one range of a spectrum; x rises or falls strictly. */
export interface Region {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /**
   * Backgrounds of electrons rise from the side of low binding energy. Default "binding": from low x. Diffractograms and vibrational
   * spectra have no such side; their backgrounds do not ask for it.
   */
  readonly direction?: Direction;
}

/** The points of a region from low to high binding energy. */
export interface LossOrder {
  /** Rising; the binding energy, or minus the kinetic energy. */
  readonly loss: Float64Array;
  readonly y: Float64Array;
  /** Values in this order brought back to the order of the region, and the other way: the permutation is its own inverse. */
  restore(values: ArrayLike<number>): Float64Array;
}

/**
 * @throws RangeError when the arrays differ in length, hold fewer than `least` points or numbers that are not finite, or x is not
 * strictly monotonic
 */
export function checkRegion({ x, y }: Region, least = 3): void {
  if (x.length !== y.length) {
    throw new RangeError(`the region has ${x.length} x and ${y.length} y; they must be equally many`);
  }
  if (x.length < least) {
    throw new RangeError(`the region has ${x.length} points; at least ${least} are needed`);
  }
  const sign = Math.sign(x[1] - x[0]);
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(x[i]) || !Number.isFinite(y[i])) {
      throw new RangeError(`point ${i + 1} of the region is (${x[i]}, ${y[i]}); leave such points out`);
    }
    if (i > 0 && !((x[i] - x[i - 1]) * sign > 0)) {
      throw new RangeError(
        `x is neither rising nor falling at point ${i + 1} of the region (${x[i - 1]}, then ${x[i]}); sort the points and merge equal x`,
      );
    }
  }
}

/** The region along the energy loss. @throws RangeError as `checkRegion` */
export function alongLoss(region: Region, least = 3): LossOrder {
  checkRegion(region, least);
  const { x, y, direction = "binding" } = region;
  const sign = direction === "binding" ? 1 : -1;
  const reversed = (x[1] - x[0]) * sign < 0;
  const restore = (values: ArrayLike<number>): Float64Array => {
    const copy = Float64Array.from(values);
    return reversed ? copy.reverse() : copy;
  };
  return { loss: restore(x.map((value) => sign * value)), y: restore(y), restore };
}

/** Mean of y over `points` points at its start and at its end. @throws RangeError when that is not 1 … half of them */
export function endMeans(y: ArrayLike<number>, points = 1): readonly [first: number, last: number] {
  if (!(Number.isInteger(points) && points >= 1 && 2 * points <= y.length)) {
    throw new RangeError(
      `${points} points at each end of ${y.length}: give a whole number from 1 to ${y.length >> 1}`,
    );
  }
  let first = 0;
  let last = 0;
  for (let i = 0; i < points; i++) {
    first += y[i];
    last += y[y.length - 1 - i];
  }
  return [first / points, last / points];
}

/** ∫ y dx from the first point to each, by the trapezoidal rule. */
export function cumulative(x: ArrayLike<number>, y: ArrayLike<number>): Float64Array {
  const integral = new Float64Array(x.length);
  for (let i = 1; i < x.length; i++) {
    integral[i] = integral[i - 1] + 0.5 * (x[i] - x[i - 1]) * (y[i] + y[i - 1]);
  }
  return integral;
}
