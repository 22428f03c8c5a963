import { describe, expect, test } from "vitest";
import {
  ageingImpedance,
  exponentialThrough,
  publishedAgeing,
  simulateAgeing,
} from "../../src/impedance/ageing.ts";

const life = simulateAgeing();
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe("simulated ageing", () => {
  test("five cells over 200 cycles, 70 points from 7 MHz to 0.1 Hz", () => {
    expect(life).toHaveLength(1000);
    for (const { spectrum } of life) {
      expect(spectrum.frequency).toHaveLength(70);
      expect(spectrum.frequency[0]).toBe(7e6);
      expect(spectrum.frequency[69]).toBeCloseTo(0.1, 12);
    }
  });

  test("the average cell has the published resistances at cycles 0, 60 and 110, to 1 %", () => {
    for (const { cycle, R1, arcs } of publishedAgeing) {
      const truths = life.filter((one) => one.cycle === cycle).map(({ truth }) => truth);
      expect(mean(truths.map((truth) => truth.R1)) / R1).toBeCloseTo(1, 2);
      expect(mean(truths.map((truth) => truth.R2 + truth.R3)) / arcs).toBeCloseTo(1, 2);
    }
  });

  test("the exponential passes through its three points and levels off", () => {
    const falling = exponentialThrough([
      [0, 7.4],
      [60, 4.6],
      [110, 4.1],
    ]);
    expect([0, 60, 110].map((x) => Number(falling(x).toFixed(9)))).toEqual([7.4, 4.6, 4.1]);
    const rising = exponentialThrough([
      [0, 4.5],
      [60, 7.9],
      [110, 10.4],
    ]);
    expect([0, 60, 110].map((x) => Number(rising(x).toFixed(9)))).toEqual([4.5, 7.9, 10.4]);
    expect(falling(200)).toBeGreaterThan(3.9);
    expect(rising(200) - rising(110)).toBeLessThan(9 * 0.5);
  });

  test("the noise has the stated level: 0.3 % in the first cell, 0.5 % in the last, and no bias", () => {
    for (const [cell, level] of [
      [1, 0.003],
      [5, 0.005],
    ]) {
      let square = 0;
      let bias = 0;
      let count = 0;
      for (const { spectrum, truth, cell: own } of life) {
        if (own !== cell) continue;
        spectrum.frequency.forEach((f, k) => {
          const [real, imaginary] = ageingImpedance(truth, f);
          const size = Math.hypot(real, imaginary);
          square += ((spectrum.real[k] - real) ** 2 + (spectrum.imaginary[k] - imaginary) ** 2) / size ** 2;
          bias += (spectrum.real[k] - real) / size;
          count++;
        });
      }
      expect(Math.sqrt(square / count) / level).toBeCloseTo(1, 1.3);
      expect(Math.abs(bias / count)).toBeLessThan((4 * level) / Math.SQRT2 / Math.sqrt(count));
    }
  });

  test("the impedance is R1 + R2 + R3 at low and jωL + R1 at high frequency", () => {
    const { truth } = life[0];
    expect(ageingImpedance(truth, 1e-9)[0]).toBeCloseTo(truth.R1 + truth.R2 + truth.R3, 6);
    const [real, imaginary] = ageingImpedance(truth, 1e12);
    expect(real).toBeCloseTo(truth.R1, 4);
    expect(imaginary / (2 * Math.PI * 1e12 * truth.L0)).toBeCloseTo(1, 6);
  });

  test("the same seed gives the same spectra, another seed others", () => {
    expect(simulateAgeing({ cycles: 2 })[3].spectrum).toEqual(simulateAgeing({ cycles: 2 })[3].spectrum);
    expect(simulateAgeing({ cycles: 2, seed: 2 })[3].spectrum.real).not.toEqual(
      simulateAgeing({ cycles: 2 })[3].spectrum.real,
    );
  });
});
