import { describe, expect, test } from "vitest";
import {
  fractionOf,
  linearAxis,
  logAxis,
  niceStep,
  padded,
  paddedLog,
  rangeOf,
} from "../../src/report/axis.ts";
import { readNumber } from "./markup.ts";

describe("linear axis", () => {
  test("ticks are multiples of 1, 2, 2.5 or 5 × 10ⁿ inside the range, at most one more than asked for, and labels read back to them", () => {
    for (let exponent = -12; exponent <= 12; exponent++) {
      for (const [low, high] of [
        [0, 1],
        [-3.7, 9.1],
        [96.2, 99.9],
        [-0.04, 0.013],
      ] as const) {
        const [min, max] = [low * 10 ** exponent, high * 10 ** exponent];
        const factor = 10 ** (3 * Math.floor(exponent / 3));
        const axis = linearAxis([min, max], { factor, count: 6 });
        expect(axis.ticks.length).toBeGreaterThanOrEqual(3);
        expect(axis.ticks.length).toBeLessThanOrEqual(7);
        const step = axis.ticks[1]!.value - axis.ticks[0]!.value;
        const mantissa = step / 10 ** Math.floor(Math.log10(step * (1 + 1e-9)));
        expect([1, 2, 2.5, 5].some((nice) => Math.abs(mantissa / nice - 1) < 1e-6)).toBe(true);
        for (const tick of axis.ticks) {
          expect(fractionOf(axis, tick.value)).toBeGreaterThan(-1e-6);
          expect(fractionOf(axis, tick.value)).toBeLessThan(1 + 1e-6);
          expect(Math.abs(readNumber(tick.label) * factor - tick.value)).toBeLessThan(1e-6 * step);
        }
      }
    }
  });

  test("the nice step divides the span into at most the wanted parts", () => {
    for (let span = 0.001; span < 1e4; span *= 1.37)
      expect(span / niceStep(span, 5)).toBeLessThanOrEqual(5.00001);
  });

  test("a range of a single number is opened, zero included", () => {
    expect(padded([5, 5])).toEqual([4.75, 5.25]);
    expect(padded([0, 0])).toEqual([-1, 1]);
  });
});

describe("logarithmic axis", () => {
  test("labels read back to their ticks, from a fifth of a decade to twelve decades", () => {
    for (const decades of [0.2, 0.5, 1, 2, 5, 8, 12]) {
      const axis = logAxis([3e-4, 3e-4 * 10 ** decades], { count: 8 });
      const labelled = axis.ticks.filter((tick) => tick.label !== "");
      expect(labelled.length).toBeGreaterThanOrEqual(2);
      expect(labelled.length).toBeLessThanOrEqual(9);
      for (const tick of labelled) expect(readNumber(tick.label) / tick.value).toBeCloseTo(1, 9);
    }
  });

  test("equal ratios are equally long; zero, negative and not finite numbers have no place", () => {
    const axis = logAxis([0.1, 1e7]);
    const decade = fractionOf(axis, 1) - fractionOf(axis, 0.1);
    expect(fractionOf(axis, 1e7) - fractionOf(axis, 1e6)).toBeCloseTo(decade, 12);
    for (const value of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(fractionOf(axis, value)).toBeNaN();
  });

  test("a single frequency is opened to a factor of two", () => {
    expect(paddedLog([10, 10])).toEqual([5, 20]);
  });
});

test("the range of data ignores what is not finite, and on request what is not positive", () => {
  expect(
    rangeOf([
      [Number.NaN, 3, -1],
      [Number.POSITIVE_INFINITY, 7],
    ]),
  ).toEqual([-1, 7]);
  expect(rangeOf([[Number.NaN, 3, -1, 0]], true)).toEqual([3, 3]);
  expect(rangeOf([[Number.NaN]])).toBeUndefined();
});
