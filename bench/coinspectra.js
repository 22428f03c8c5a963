/**
 * The measured coin cells of the shared data: 2,025 spectra of 60 points.
 *
 * @typedef {object} Spectrum
 * @property {string} name
 * @property {Float64Array} frequency Hz
 * @property {Float64Array} real Ω
 * @property {Float64Array} imaginary Ω
 */

/** Below the shared folder. */
export const coinFile = "data/impedance/coin-cells/coin-cells-2025x60.csv";

/**
 * All spectra of the coin cells, each with whether its cell was at rest.
 *
 * @param {string} text CSV with the columns spectrum, smooth, frequency_hz, z_real_ohm, z_imag_ohm
 * @returns {{ rested: boolean, spectrum: Spectrum }[]}
 */
export function coinSpectra(text) {
  /** @type {Map<string, { rested: boolean, points: number[][] }>} */
  const cells = new Map();
  for (const line of text.trim().split("\n").slice(1)) {
    const [name, smooth, ...numbers] = line.split(",");
    const cell = cells.get(name) ?? { rested: smooth === "1", points: [] };
    cells.set(name, cell);
    cell.points.push(numbers.map(Number));
  }
  return [...cells].map(([name, { rested, points }]) => ({
    rested,
    spectrum: {
      name,
      frequency: Float64Array.from(points, ([f]) => f),
      real: Float64Array.from(points, ([, re]) => re),
      imaginary: Float64Array.from(points, ([, , im]) => im),
    },
  }));
}

/**
 * Area under the curve of true against false positives: the chance that a restless cell scores above a rested one, ties half.
 *
 * @param {readonly number[]} scores
 * @param {readonly boolean[]} rested
 */
export function rankCurve(scores, rested) {
  const calm = scores.filter((_, i) => rested[i]);
  const restless = scores.filter((_, i) => !rested[i]);
  let sum = 0;
  for (const high of restless) for (const low of calm) sum += high > low ? 1 : high === low ? 0.5 : 0;
  return sum / (calm.length * restless.length);
}
