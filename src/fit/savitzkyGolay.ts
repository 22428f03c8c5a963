/** Smoothing and derivatives by moving polynomials (A. Savitzky and M. J. E. Golay, Anal. Chem. 36, 1627 (1964)), on a uniform grid. */

/**
 * Weights of the `derivative`-th derivative at the middle of 2·half + 1 points of spacing 1, for a polynomial of this degree.
 * Discrete orthogonal polynomials (Gram), P. A. Gorry, Anal. Chem. 62, 570 (1990).
 * @throws RangeError when the points do not determine the polynomial
 */
export function savitzkyGolay(half: number, degree: number, derivative = 0): Float64Array {
  if (!(Number.isInteger(half) && half >= 1 && 2 * half >= degree && degree >= derivative)) {
    throw new RangeError(
      `Savitzky–Golay filter of ${2 * half + 1} points, degree ${degree}, derivative ${derivative}: the points must exceed the degree, and the degree must reach the derivative`,
    );
  }
  const weights = new Float64Array(2 * half + 1);
  for (let k = 0; k <= degree; k++) {
    const factor = ((2 * k + 1) * falling(2 * half, k)) / falling(2 * half + k + 1, k + 1);
    const atMiddle = gram(0, half, k, derivative);
    if (atMiddle === 0) continue;
    for (let i = -half; i <= half; i++) weights[i + half] += factor * gram(i, half, k, 0) * atMiddle;
  }
  return weights;
}

/** The filter at every point where it fits; NaN at the `half` points of each end. */
export function convolved(y: ArrayLike<number>, weights: Float64Array): Float64Array {
  const half = weights.length >> 1;
  const result = new Float64Array(y.length).fill(Number.NaN);
  for (let i = half; i < y.length - half; i++) {
    let sum = 0;
    for (let j = 0; j < weights.length; j++) sum += weights[j] * y[i - half + j];
    result[i] = sum;
  }
  return result;
}

/** Gram polynomial of degree k over −m … m at i, or its s-th derivative (recursion of Gorry). */
function gram(i: number, m: number, k: number, s: number): number {
  if (k <= 0) return k === 0 && s === 0 ? 1 : 0;
  const slope = s > 0 ? s * gram(i, m, k - 1, s - 1) : 0;
  return (
    ((4 * k - 2) / (k * (2 * m - k + 1))) * (i * gram(i, m, k - 1, s) + slope) -
    (((k - 1) * (2 * m + k)) / (k * (2 * m - k + 1))) * gram(i, m, k - 2, s)
  );
}

/** a(a − 1)…(a − b + 1) */
function falling(a: number, b: number): number {
  let product = 1;
  for (let j = a - b + 1; j <= a; j++) product *= j;
  return product;
}
