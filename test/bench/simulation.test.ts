import { describe, expect, test } from "vitest";
import { percentile } from "../../bench/coin.js";
import { coinSpectra, rankCurve } from "../../bench/coinspectra.js";
import { makeEisJob } from "../../bench/jobs.js";
import { simulateArcs } from "../../bench/simulation.js";
import { noisyCopies } from "../../bench/workers.js";
import { evaluate } from "../../dist/index.js";

describe("simulateArcs", () => {
  test.each([
    [2, "R0-p(R1,CPE1)-p(R2,CPE2)-CPE3"],
    [3, "R0-p(R1,CPE1)-p(R2,CPE2)-p(R3,CPE3)-CPE4"],
  ])("%i arcs: without noise they are the circuit %s at the truth", async (arcs, circuit) => {
    for (const { truth, frequency, real, imaginary } of simulateArcs({
      arcs,
      spectra: 5,
      seed: 3,
      noise: 0,
    })) {
      const Z = await evaluate(circuit, truth, frequency);
      for (let i = 0; i < frequency.length; i++) {
        const error = Math.hypot(Z.real[i] - real[i], Z.imaginary[i] - imaginary[i]);
        expect(error / Math.hypot(real[i], imaginary[i])).toBeLessThan(1e-11);
      }
    }
  });

  test("resistances span four decades, time constants are a decade apart, exponents are physical", () => {
    const truths = simulateArcs({ arcs: 3, spectra: 400, seed: 1 }).map(({ truth }) => truth);
    const R0 = truths.map((truth) => Math.log10(truth[0]));
    expect(Math.min(...R0)).toBeLessThan(0.1);
    expect(Math.max(...R0)).toBeGreaterThan(3.9);
    for (const truth of truths) {
      const taus = [1, 4, 7].map((k) => (truth[k] * truth[k + 1]) ** (1 / truth[k + 2]));
      expect(taus[1] / taus[0]).toBeGreaterThan(9.999);
      expect(taus[2] / taus[1]).toBeGreaterThan(9.999);
      for (const k of [3, 6, 9]) expect(Math.abs(truth[k] - 0.825)).toBeLessThanOrEqual(0.175);
    }
  });

  test("the noise of Z′ and of Z″ is the asked share of |Z|, and the same seed repeats it", () => {
    const noisy = simulateArcs({ arcs: 2, spectra: 200, seed: 5 });
    expect(simulateArcs({ arcs: 2, spectra: 200, seed: 5 })).toEqual(noisy);
    expect(simulateArcs({ arcs: 2, spectra: 1, seed: 6 })[0].real).not.toEqual(noisy[0].real);
    let squares = 0;
    // the sequence of random numbers is one: the first spectrum only is the same without noise
    const clean = simulateArcs({ arcs: 2, spectra: 1, seed: 5, noise: 0 })[0];
    clean.real.forEach((x, i) => {
      const size = Math.hypot(x, clean.imaginary[i]);
      squares +=
        ((noisy[0].real[i] - x) / size) ** 2 + ((noisy[0].imaginary[i] - clean.imaginary[i]) / size) ** 2;
    });
    // 140 draws: relative standard error of the variance is 12 %
    expect(squares / 140 / 0.005 ** 2).toBeGreaterThan(0.6);
    expect(squares / 140 / 0.005 ** 2).toBeLessThan(1.4);
  });
});

test("copies repeat the truths of a job, each with noise of its own", () => {
  const job = makeEisJob({ seed: 2, spectra: 3 });
  const copies = noisyCopies(job, 7, 1);
  expect(copies.map(({ name }) => name)).toEqual(["0", "1", "2", "3", "4", "5", "6"]);
  expect(copies.every(({ frequency }) => frequency === job.frequency)).toBe(true);
  expect(copies[3].real).not.toEqual(copies[0].real);
  for (let i = 0; i < 70; i++) {
    const size = Math.hypot(copies[0].real[i], copies[0].imaginary[i]);
    expect(Math.abs(copies[3].real[i] - copies[0].real[i]) / size).toBeLessThan(0.08);
  }
});

test("the coin cells are read in the order of the file, with their labels; the rank curve counts pairs, ties half", () => {
  const text =
    "spectrum,smooth,frequency_hz,z_real_ohm,z_imag_ohm\n4,1,10,1,-2\n4,1,1,3,-4\n5,0,10,1,1\n2,1,10,5,-6\n";
  const cells = coinSpectra(text);
  expect(cells.map(({ rested }) => rested)).toEqual([true, false, true]);
  expect(cells.filter(({ rested }) => rested).map(({ spectrum }) => spectrum)).toEqual([
    {
      name: "4",
      frequency: Float64Array.of(10, 1),
      real: Float64Array.of(1, 3),
      imaginary: Float64Array.of(-2, -4),
    },
    { name: "2", frequency: Float64Array.of(10), real: Float64Array.of(5), imaginary: Float64Array.of(-6) },
  ]);
  // restless 2 and 1 against rested 1 and 0: above, above, tie, above
  expect(rankCurve([1, 2, 0, 1], [true, false, true, false])).toBe(3.5 / 4);
});

test("a percentile is the least value that the fraction does not exceed (nearest rank)", () => {
  const sorted = Array.from({ length: 10 }, (_, i) => i + 1);
  expect([0.5, 0.9, 0.99, 0].map((p) => percentile(sorted, p))).toEqual([5, 9, 10, 1]);
});
