import { describe, expect, test } from "vitest";
import { findChangePoints, openChangeFinder } from "../../src/series/changePoint.ts";
import { openExtremaFinder, segmentExtrema } from "../../src/series/extrema.ts";
import { findPeaks } from "../../src/series/peaks.ts";
import { openPyramid } from "../../src/series/pyramid.ts";
import { findSpikes, openSpikeFinder } from "../../src/series/spikes.ts";
import { randomSeries, uniform } from "./reference.ts";

/** Normal numbers by Box and Muller. */
function normal(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : 0.5 * (sorted[half - 1] + sorted[half]);
};

describe("spikes", () => {
  test("random series: the samples of the definition, and their medians", () => {
    const random = uniform(1);
    for (let k = 0; k < 120; k++) {
      const y = randomSeries(random);
      const window = 3 + 2 * Math.floor(random() * 6);
      const threshold = 1 + 5 * random();
      const found = findSpikes(y, { window, threshold });
      const expected: [number, number][] = [];
      y.forEach((value, i) => {
        const half = (window - 1) / 2;
        const near = Array.from(y.slice(Math.max(0, i - half), i + half + 1)).filter((v) => !Number.isNaN(v));
        if (Number.isNaN(value) || near.length < 3) return;
        const middle = median(near);
        const deviations = near.map((v) => Math.abs(v - middle));
        const mean = deviations.reduce((sum, d) => sum + d, 0) / near.length;
        // Both estimate σ of a normal distribution: 1.482602 MAD and √(π/2) of the mean deviation
        const mad = median(deviations) || (mean * Math.sqrt(Math.PI / 2)) / 1.482602218505602;
        if (Math.abs(value - middle) > threshold * mad) expected.push([i, middle]);
      });
      expect(Array.from(found.indices), `series ${k}`).toEqual(expected.map(([i]) => i));
      expect(Array.from(found.medians)).toEqual(expected.map(([, middle]) => middle));
    }
  });

  test("any chunks give the same", () => {
    const random = uniform(2);
    for (let k = 0; k < 40; k++) {
      const y = randomSeries(random, 500);
      const finder = openSpikeFinder();
      const indices: number[] = [];
      for (let from = 0; from < y.length; ) {
        const to = from + Math.ceil(random() * 30);
        indices.push(...finder.push(y.subarray(from, to)).indices);
        from = to;
      }
      indices.push(...finder.finish().indices);
      expect(indices).toEqual(Array.from(findSpikes(y).indices));
    }
  });

  test("spikes on a slow wave with noise are found, and in noise alone there are hardly any", () => {
    const random = uniform(3);
    const noise = normal(random);
    const y = Float64Array.from({ length: 100_000 }, (_, i) => Math.sin(i / 3000) + 0.01 * noise());
    const places = Array.from({ length: 50 }, (_, k) => 1000 + 1900 * k);
    for (const place of places) y[place] += 0.2 * (random() < 0.5 ? 1 : -1);
    const found = findSpikes(y, { floor: 0.1 });
    expect(Array.from(found.indices)).toEqual(places);
    found.medians.forEach((value, k) => {
      expect(Math.abs(value - Math.sin(places[k] / 3000))).toBeLessThan(0.02);
    });
    expect(findSpikes(y).indices.length).toBeLessThan(3000);
  });

  test("options that make no sense are sentences", () => {
    expect(() => findSpikes([1], { window: 4 })).toThrow("odd number of samples");
    expect(() => findSpikes([1], { threshold: 0 })).toThrow("threshold must be a number above 0");
    expect(findSpikes([]).indices.length).toBe(0);
    expect(findSpikes([1, 9]).indices.length).toBe(0);
  });
});

describe("change points", () => {
  test("CUSUM: the run length between false alarms is Siegmund's", () => {
    const noise = normal(uniform(4));
    const n = 400_000;
    const y = Float64Array.from({ length: n }, noise);
    for (const [drift, threshold] of [
      [0.5, 4],
      [0.25, 5],
    ]) {
      const { alarms } = findChangePoints(y, { drift, threshold, mean: 0, sd: 1 });
      // Sequential Analysis (1985), eq. 2.56 with the correction of the overshoot, 1.166; two sides halve it
      const b = threshold + 1.166;
      const length = (Math.exp(2 * drift * b) - 2 * drift * b - 1) / (2 * drift ** 2) / 2;
      expect(alarms.length * length).toBeGreaterThan(0.85 * n);
      expect(alarms.length * length).toBeLessThan(1.15 * n);
    }
  });

  test.each(["cusum", "page-hinkley"] as const)(
    "%s: steps are found where they are, noise alone gives none",
    (method) => {
      const noise = normal(uniform(5));
      const levels = [3.7, 3.72, 3.65, 3.65, 3.9];
      const y = Float64Array.from({ length: 5000 }, (_, i) => levels[Math.floor(i / 1000)] + 0.005 * noise());
      const found = findChangePoints(y, { method });
      expect(Array.from(found.directions)).toEqual([1, -1, 1]);
      [1000, 2000, 4000].forEach((place, k) => {
        // The sum may have been on its way up by chance when the change came
        expect(Math.abs(found.indices[k] - place)).toBeLessThanOrEqual(20);
        expect(found.alarms[k] - place).toBeLessThan(30);
        expect(Math.abs(found.before[k] - levels[place / 1000 - 1])).toBeLessThan(
          method === "cusum" ? 0.003 : 0.01,
        );
        // A handful of samples, some of them from before the step
        const step = levels[place / 1000] - levels[place / 1000 - 1];
        expect((found.after[k] - found.before[k]) / step).toBeGreaterThan(0.25);
        expect((found.after[k] - found.before[k]) / step).toBeLessThan(1.25);
      });
      const quiet = findChangePoints(Float64Array.from({ length: 200_000 }, noise), {
        method,
        mean: method === "cusum" ? 0 : undefined,
        sd: 1,
      });
      expect(quiet.indices.length).toBe(0);
    },
  );

  test("a step in a series without noise, NaN in between, any chunks", () => {
    const y = Float64Array.from({ length: 400 }, (_, i) => (i % 50 === 7 ? Number.NaN : i < 200 ? 1 : 2));
    const found = findChangePoints(y, { training: 50 });
    expect(Array.from(found.indices)).toEqual([200]);
    expect(Array.from(found.alarms)).toEqual([200]);
    const random = uniform(6);
    const noise = normal(random);
    const steps = Float64Array.from({ length: 3000 }, (_, i) => Math.floor(i / 300) * 3 + noise());
    const whole = findChangePoints(steps, { training: 50 });
    const finder = openChangeFinder({ training: 50 });
    const parts: number[] = [];
    for (let from = 0; from < steps.length; ) {
      const to = from + Math.ceil(random() * 70);
      parts.push(...finder.push(steps.subarray(from, to)).indices);
      from = to;
    }
    expect(parts).toEqual(Array.from(whole.indices));
    expect(parts.length).toBeGreaterThanOrEqual(9);
  });

  test("options that make no sense are sentences", () => {
    expect(() => findChangePoints([], { method: "mean" as "cusum" })).toThrow("none of cusum, page-hinkley");
    expect(() => findChangePoints([], { training: 2 })).toThrow("from 4");
    expect(() => findChangePoints([], { sd: 0 })).toThrow("sd must be a number above 0");
    expect(() => findChangePoints([], { method: "page-hinkley", mean: 1 })).toThrow("needs method cusum");
  });
});

describe("extrema of segments", () => {
  test("least, greatest and local extrema of each segment are those of the segment alone, for any chunks", async () => {
    const random = uniform(8);
    for (let k = 0; k < 25; k++) {
      const y = randomSeries(random, 600);
      let mark = 0;
      const marks = y.map(() => (random() < 0.03 ? ++mark : mark));
      const whole = await segmentExtrema(y, marks, { prominence: 0.2 });
      expect(whole.map(({ from }) => from)).toEqual(
        Array.from(marks.keys()).filter((i) => i === 0 || marks[i] !== marks[i - 1]),
      );
      for (const { segment, from, to, least, leastIndex, greatest, greatestIndex, maxima, minima } of whole) {
        const part = y.slice(from, to);
        expect(Array.from(marks.slice(from, to)).every((value) => value === segment)).toBe(true);
        const numbers = part.filter((value) => !Number.isNaN(value));
        if (numbers.length > 0) {
          expect(least).toBe(Math.min(...numbers));
          expect(greatest).toBe(Math.max(...numbers));
          expect(leastIndex - from).toBe(part.indexOf(least));
          expect(greatestIndex - from).toBe(part.indexOf(greatest));
        } else expect([leastIndex, greatestIndex]).toEqual([-1, -1]);
        const alone = await findPeaks(part, { prominence: 0.2 });
        expect(Array.from(maxima.indices, (i) => i - from)).toEqual(Array.from(alone.indices));
        expect(Array.from(maxima.leftBases!, (i) => i - from)).toEqual(Array.from(alone.leftBases!));
        const below = await findPeaks(part, { prominence: 0.2, valleys: true });
        expect(Array.from(minima.indices, (i) => i - from)).toEqual(Array.from(below.indices));
        expect(minima.heights).toEqual(below.heights);
      }
      const finder = await openExtremaFinder({ prominence: 0.2 });
      const parts = [];
      for (let from = 0; from < y.length; ) {
        const to = from + Math.ceil(random() * 60);
        parts.push(...finder.push(y.subarray(from, to), marks.subarray(from, to)));
        from = to;
      }
      expect([...parts, ...finder.finish()]).toEqual(whole);
    }
  });

  test("a mark per sample is needed", async () => {
    await expect(segmentExtrema([1, 2], [0])).rejects.toThrow("one number per sample, 2; it has 1");
  });
});

describe("pyramid", () => {
  const long = (n: number): Float64Array => {
    const noise = normal(uniform(11));
    let walk = 0;
    return Float64Array.from({ length: n }, (_, i) => {
      walk += noise() / 10;
      return i % 9973 === 0 ? 1e3 : walk;
    });
  };

  test("every sample lies within its column, at every zoom, and no column is wider than 32-bit numbers make it", () => {
    const y = long(300_007);
    const pyramid = openPyramid();
    const random = uniform(12);
    for (let from = 0; from < y.length; ) {
      const to = from + Math.ceil(random() * 5000);
      pyramid.push(y.subarray(from, to));
      from = to;
    }
    expect(pyramid.samples).toBe(y.length);
    expect(pyramid.bytes).toBeLessThan(y.length / 2);
    for (let k = 0; k < 60; k++) {
      const [a, b] = [Math.floor(random() * y.length), Math.floor(random() * y.length)];
      const [from, to] = k === 0 ? [0, y.length] : [Math.min(a, b), Math.max(a, b) + 1];
      const spans = pyramid.envelope(from, to, 1 + Math.floor(random() * 900));
      expect(spans.from[0]).toBeLessThanOrEqual(from);
      expect(spans.to.at(-1)).toBeGreaterThanOrEqual(to);
      for (let column = 0; column < spans.from.length; column++) {
        if (column > 0) expect(spans.from[column]).toBe(spans.to[column - 1]);
        let [low, high] = [Infinity, -Infinity];
        for (let i = spans.from[column]; i < spans.to[column]; i++)
          [low, high] = [Math.min(low, y[i]), Math.max(high, y[i])];
        expect(spans.least[column]).toBeLessThanOrEqual(low);
        expect(spans.greatest[column]).toBeGreaterThanOrEqual(high);
        expect(low - spans.least[column]).toBeLessThanOrEqual(Math.abs(low) * 2 ** -23);
        expect(spans.greatest[column] - high).toBeLessThanOrEqual(Math.abs(high) * 2 ** -23);
      }
    }
  });

  test("a deep zoom gets samples: its own of a short series, those that are read of a long one", () => {
    const y = long(200_000);
    const pyramid = openPyramid();
    pyramid.push(y);
    const asked: number[] = [];
    const spans = pyramid.envelope(100_000, 100_100, 200, (from, to) => {
      asked.push(from, to);
      return y.subarray(from, to);
    });
    expect(asked).toEqual([100_000, 100_100]);
    expect(Array.from(spans.least)).toEqual(Array.from(y.subarray(100_000, 100_100)));
    const short = openPyramid();
    const x = Float64Array.from({ length: 100 }, (_, i) => i * i);
    short.push(y.subarray(0, 100), x);
    const all = short.envelope(0, 100, 1000);
    expect(Array.from(all.greatest)).toEqual(Array.from(y.subarray(0, 100)));
    expect(Array.from(all.left)).toEqual(Array.from(x));
  });

  test("in limited memory levels are dropped: every sample still lies within its column, and x is that of the samples", () => {
    const y = long(1_200_000);
    const pyramid = openPyramid({ most: 1024 });
    const random = uniform(13);
    const x = (sample: number): number => 10 + 0.1 * sample;
    const sizes: number[] = [];
    for (let from = 0; from < y.length; ) {
      const to = Math.min(y.length, from + Math.ceil(random() * 9000));
      pyramid.push(
        y.subarray(from, to),
        Float64Array.from({ length: to - from }, (_, k) => x(from + k)),
      );
      from = to;
      sizes.push(pyramid.bytes);
    }
    // Once the samples themselves are no longer held
    expect(Math.max(...sizes.slice(sizes.length >> 1))).toBeLessThan(1024 * 32);
    for (const [from, to] of [
      [0, y.length],
      [234_567, 845_678],
      [1_100_000, y.length],
    ]) {
      const spans = pyramid.envelope(from, to, 500);
      expect(spans.from.length).toBeGreaterThan(4);
      expect(spans.from[0]).toBeLessThanOrEqual(from);
      expect(spans.to.at(-1)).toBeGreaterThanOrEqual(to);
      for (let column = 0; column < spans.from.length; column++) {
        expect(spans.left[column]).toBe(x(spans.from[column]));
        if (column > 0) expect(spans.from[column]).toBe(spans.to[column - 1]);
        let [low, high] = [Infinity, -Infinity];
        for (let i = spans.from[column]; i < spans.to[column]; i++)
          [low, high] = [Math.min(low, y[i]), Math.max(high, y[i])];
        expect(spans.least[column]).toBeLessThanOrEqual(low);
        expect(spans.greatest[column]).toBeGreaterThanOrEqual(high);
        expect(low - spans.least[column]).toBeLessThanOrEqual(Math.abs(low) * 2 ** -23);
        expect(spans.greatest[column] - high).toBeLessThanOrEqual(Math.abs(high) * 2 ** -23);
      }
    }
    expect(Math.abs(pyramid.sampleAt(x(700_000)) - 700_000)).toBeLessThan(64 * 256);
    expect(() => openPyramid({ most: 100 })).toThrow("a multiple of 16");
  });

  test("x of the columns, NaN, nothing at all", () => {
    const n = 100_000;
    const y = Float64Array.from({ length: n }, (_, i) => (i < 50_000 ? Number.NaN : i));
    const x = Float64Array.from({ length: n }, (_, i) => 0.5 * i);
    const pyramid = openPyramid();
    pyramid.push(y, x);
    const spans = pyramid.envelope(0, n, 10);
    expect(spans.least.length).toBe(10);
    expect(spans.least[0]).toBeNaN();
    expect(spans.greatest.at(-1)).toBe(n - 1);
    expect(spans.left[0]).toBe(0);
    expect(spans.right.at(-1)).toBe(0.5 * (n - 1));
    expect(Math.abs(pyramid.sampleAt(20_000) - 40_000)).toBeLessThan(64);
    expect(openPyramid().envelope(0, 10, 5).least.length).toBe(0);
    expect(() => pyramid.push([1])).toThrow("with every chunk or with none");
    expect(() => pyramid.envelope(0, 1, 0)).toThrow("whole number of columns");
  });
});
