import { fit, fitMany } from "interphase";
import { nyquistPlot } from "interphase/figures";

const circuit = "R0-p(R1,C1)";
const truth = { "R0.R": 12, "R1.R": 85, "C1.C": 2e-6 };

/**
 * Z = R0 + R1/(1 + jωR1C1) without noise at 61 frequencies from 1 MHz to 1.5 Hz. Only operations that every engine rounds alike: all fit
 * the same numbers.
 */
function arc() {
  const frequency = new Float64Array(61).fill(1e6);
  for (let i = 1; i < frequency.length; i++) frequency[i] = 0.8 * frequency[i - 1];
  const x = frequency.map((f) => 2 * Math.PI * f * truth["R1.R"] * truth["C1.C"]);
  return {
    frequency,
    real: x.map((v) => truth["R0.R"] + truth["R1.R"] / (1 + v * v)),
    imaginary: x.map((v) => (-truth["R1.R"] * v) / (1 + v * v)),
  };
}

/** The same with errors of a per cent, so that every last digit of the fit is work of the solver. */
function disturbed() {
  const { frequency, real, imaginary } = arc();
  const error = (/** @type {number} */ k) => 1 + 0.01 * (((k * 7919) % 101) / 50 - 1);
  return {
    frequency,
    real: real.map((v, i) => v * error(i)),
    imaginary: imaginary.map((v, i) => v * error(i + 61)),
  };
}

/**
 * Fits spectra whose parameters are known, without starting values, in this thread and in two workers; in Node and in a page.
 * @returns {Promise<{ kernel: string, values: number[] }>} the kernel that did it, and what it found in a spectrum with errors
 * @throws Error when a parameter is off
 */
export async function fitArcs() {
  const results = [await fit(circuit, arc()), ...(await fitMany(circuit, [arc(), arc()], { workers: 2 }))];
  for (const result of results) {
    for (const [name, value] of Object.entries(truth)) {
      const fitted = result.values[result.parameters.indexOf(name)];
      if (!(Math.abs(fitted - value) < 1e-6 * value))
        throw new Error(`${name} is ${fitted}, and ${value} made the spectrum`);
    }
  }
  if (!nyquistPlot([{ spectrum: arc() }]).startsWith("<svg")) throw new Error("the figure is no SVG");
  const kernels = new Set(results.map((result) => result.kernel));
  if (results.length !== 3 || kernels.size !== 1)
    throw new Error(`${results.length} results of kernels ${[...kernels]}`);
  const [noisy] = await fitMany(circuit, [disturbed(), disturbed()], { workers: 2 });
  return { kernel: results[0].kernel, values: [...noisy.values, ...noisy.stderr] };
}
