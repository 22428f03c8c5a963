/**
 * Simulated spectra of arcs and a tail, R0 + Σ Rₖ/(1 + (jωτₖ)^nₖ) + 1/(Q(jω)^n), for the search without starting values. They
 * come from the formulas of this file and from no kernel.
 */
import { normal, uniform } from "./random.js";

/**
 * @typedef {object} Simulated
 * @property {string} name
 * @property {Float64Array} frequency Hz, shared by all
 * @property {Float64Array} real Ω
 * @property {Float64Array} imaginary Ω
 * @property {Float64Array} truth in the order of the circuit's text: R0, then R, Q, n of each arc, then Q, n of the tail
 */

/**
 * Resistances uniform in the logarithm over four decades (1 Ω … 10 kΩ), time constants 0.1 µs … 0.3 s at least a decade apart,
 * exponents 0.65 … 1, a tail with exponent 0.5 … 0.95 and 10 Ω … 1 kΩ at 0.3 Hz; 70 points from 7 MHz to 0.1 Hz.
 *
 * @param {{ arcs: number, spectra: number, seed: number, noise?: number }} options `noise`: standard deviation of Z′ and of Z″
 *   relative to |Z|
 * @returns {Simulated[]}
 */
export function simulateArcs({ arcs, spectra, seed, noise = 0.005 }) {
  const random = uniform(seed);
  const gauss = normal(random);
  const points = 70;
  const frequency = Float64Array.from({ length: points }, (_, i) => 7e6 * (0.1 / 7e6) ** (i / (points - 1)));
  return Array.from({ length: spectra }, (_, s) => {
    const R0 = 10 ** (4 * random());
    const members = timeConstants(arcs, random).map((tau) => {
      const R = 10 ** (4 * random());
      const n = 0.65 + 0.35 * random();
      return { R, Q: tau ** n / R, n };
    });
    const n = 0.5 + 0.45 * random();
    const tail = { R: Infinity, Q: 1 / (10 ** (1 + 2 * random()) * (2 * Math.PI * 0.3) ** n), n };
    const real = new Float64Array(points);
    const imaginary = new Float64Array(points);
    for (let i = 0; i < points; i++) {
      const omega = 2 * Math.PI * frequency[i];
      let x = R0;
      let y = 0;
      for (const { R, Q, n } of [...members, tail]) {
        // admittance 1/R + Q(jω)ⁿ
        const conductance = 1 / R + Q * omega ** n * Math.cos((n * Math.PI) / 2);
        const susceptance = Q * omega ** n * Math.sin((n * Math.PI) / 2);
        const square = conductance ** 2 + susceptance ** 2;
        x += conductance / square;
        y -= susceptance / square;
      }
      const sigma = noise * Math.hypot(x, y);
      real[i] = x + sigma * gauss();
      imaginary[i] = y + sigma * gauss();
    }
    return {
      name: String(s),
      frequency,
      real,
      imaginary,
      truth: Float64Array.from([R0, ...members.flatMap(({ R, Q, n }) => [R, Q, n]), tail.Q, tail.n]),
    };
  });
}

/** Ascending, at least a decade apart. @param {number} count @param {() => number} random */
function timeConstants(count, random) {
  while (true) {
    const taus = Array.from({ length: count }, () => 10 ** (-7 + 6.5 * random())).sort((a, b) => a - b);
    if (taus.every((tau, i) => i === 0 || tau >= 10 * taus[i - 1])) return taus;
  }
}
