/** Lines of known area for synthetic spectra, and seeded noise. */

/** Gaussian of this area. */
export function gaussian(x: number, center: number, fwhm: number, area: number): number {
  const sigma = fwhm / (2 * Math.sqrt(2 * Math.LN2));
  return (area / (sigma * Math.sqrt(2 * Math.PI))) * Math.exp(-0.5 * ((x - center) / sigma) ** 2);
}

/** ∫ of the Gaussian from −∞, by its error function as a fine sum: Simpson's rule over 12 σ. */
export function gaussianIntegral(x: number, center: number, fwhm: number, area: number): number {
  const sigma = fwhm / (2 * Math.sqrt(2 * Math.LN2));
  const from = center - 12 * sigma;
  if (x <= from) return 0;
  const n = 2000;
  const h = (x - from) / n;
  let sum = gaussian(from, center, fwhm, area) + gaussian(x, center, fwhm, area);
  for (let i = 1; i < n; i++) sum += (i % 2 === 1 ? 4 : 2) * gaussian(from + i * h, center, fwhm, area);
  return (sum * h) / 3;
}

export function grid(from: number, to: number, n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => from + ((to - from) * i) / (n - 1));
}

/** Normal numbers from a seed (mulberry32, Box–Muller). */
export function normals(seed: number): () => number {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

export function largest(values: ArrayLike<number>): number {
  return Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

export function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return largest(Array.from(a, (value, i) => value - b[i]));
}
