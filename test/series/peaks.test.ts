import { beforeAll, describe, expect, test } from "vitest";
import type { PeakCondition, PeakOptions } from "../../src/series/peakOptions.ts";
import { findPeaks, openPeakFinder, peakProminences, peakWidths } from "../../src/series/peaks.ts";
import type { Peaks } from "../../src/series/peakTable.ts";
import { describeShared } from "../shared.ts";
import { columnOf, type Golden, numbers, optionsOf, readGolden } from "./golden.ts";
import { type ReferenceOptions, randomSeries, referencePeaks, uniform } from "./reference.ts";

const builds = ["simd", "scalar", "js"] as const;

describeShared("the golden results of SciPy", () => {
  let golden: Golden;
  beforeAll(() => {
    golden = readGolden();
  });

  describe.each(builds)("build %s", (kernel) => {
    test("find_peaks: indices and every property, to the last bit", async () => {
      expect(golden.fixed.length + golden.random.length).toBeGreaterThan(250);
      for (const one of [...golden.fixed, ...golden.random]) {
        const found = await findPeaks(numbers(one.x), { ...optionsOf(one.options), kernel });
        const stable = one.peaks_stable_argsort ?? one.peaks;
        expect(Array.from(found.indices), one.name).toEqual(stable);
        // The properties belong to SciPy's own choice among equals
        if (stable.join() !== one.peaks.join()) continue;
        for (const [name, values] of Object.entries(one.properties)) {
          expect(Array.from(found[columnOf[name]]!), `${one.name}: ${name}`).toEqual(numbers(values));
        }
      }
    });

    test("all maxima of the random cases with prominences, bases, widths, crossings", async () => {
      for (const one of golden.random) {
        const found = await findPeaks(numbers(one.x), { prominence: [], width: [], kernel });
        expect(Array.from(found.indices), one.name).toEqual(one.all_maxima);
        expect(Array.from(found.prominences!), one.name).toEqual(numbers(one.all_prominences!));
        expect(Array.from(found.leftBases!), one.name).toEqual(one.all_left_bases);
        expect(Array.from(found.rightBases!), one.name).toEqual(one.all_right_bases);
        expect(Array.from(found.widths!), one.name).toEqual(numbers(one.all_widths_rh05!));
        expect(Array.from(found.leftIps!), one.name).toEqual(numbers(one.all_left_ips!));
        expect(Array.from(found.rightIps!), one.name).toEqual(numbers(one.all_right_ips!));
      }
    });

    test("peak_prominences and peak_widths of named samples", async () => {
      for (const one of golden.direct) {
        const wlen = one.wlen ?? undefined;
        const x = numbers(one.x);
        const alone = await peakProminences(x, one.peaks, { wlen, kernel });
        const found = await peakWidths(x, one.peaks, { wlen, relHeight: one.rel_height, kernel });
        expect(Array.from(alone.prominences!)).toEqual(one.prominences);
        for (const name of Object.keys(columnOf).filter((property) => one[property] !== undefined)) {
          expect(Array.from(found[columnOf[name]]!), `${one.name}: ${name}`).toEqual(one[name]);
        }
      }
    });
  });
});

/** Conditions at random; intervals may be open. */
function randomOptions(
  random: () => number,
  unit: number,
): { ours: PeakOptions; reference: ReferenceOptions } {
  const interval = (scale: number, whole = false): [number | null, number | null] => {
    const ends = [random() * scale, random() * scale].map((v) => (whole ? Math.round(v) : v));
    const least = Math.min(...ends);
    return [random() < 0.3 ? null : least, random() < 0.6 ? null : Math.max(...ends)];
  };
  const ours: Record<string, unknown> = {};
  const reference: Record<string, unknown> = {};
  const add = (name: string, value: unknown): void => {
    if (random() < 0.55) return;
    ours[name] = value;
    reference[name] = value;
  };
  add("height", interval(1.5));
  add("threshold", interval(0.6));
  add("plateauSize", interval(4, true));
  add("distance", unit * (1 + random() * 20));
  add("prominence", interval(2));
  add("width", interval(8 * unit));
  add("relHeight", random() * 1.4);
  if (random() < 0.35) {
    const half = 1 + Math.floor(random() * 30);
    ours.wlen = 2 * half * unit;
    reference.reach = half * unit;
  }
  return { ours: ours as PeakOptions, reference: reference as ReferenceOptions };
}

const rows = (peaks: Peaks): Record<string, number>[] =>
  Array.from(peaks.indices, (index, k) => ({
    index,
    left: peaks.leftEdges![k],
    right: peaks.rightEdges![k],
    prominence: peaks.prominences![k],
    leftBase: peaks.leftBases![k],
    rightBase: peaks.rightBases![k],
    leftIp: peaks.leftIps![k],
    rightIp: peaks.rightIps![k],
    leftX: peaks.leftPositions?.[k] ?? peaks.leftIps![k],
    rightX: peaks.rightPositions?.[k] ?? peaks.rightIps![k],
  }));

const all: PeakOptions = { plateauSize: [], prominence: [], width: [] };

describe.each(builds)("definitions, build %s", (kernel) => {
  test("random series and options: the peaks of the definition", async () => {
    const random = uniform(20);
    for (let k = 0; k < 400; k++) {
      const y = randomSeries(random);
      const { ours, reference } = randomOptions(random, 1);
      const places = y.map((_, i) => i);
      const expected = referencePeaks(y, places, reference);
      const found = await findPeaks(y, { ...all, ...ours, kernel });
      expect(rows(found), `series ${k} ${JSON.stringify(ours)}`).toEqual(expected);
    }
  });

  test("the same along an axis of uneven steps", async () => {
    const random = uniform(30);
    for (let k = 0; k < 300; k++) {
      const y = randomSeries(random);
      let place = 0;
      // Halves and quarters: sums and differences are exact
      const x = y.map(() => (place += 0.25 * (1 + Math.floor(random() * 8))));
      const { ours, reference } = randomOptions(random, 1);
      const found = await findPeaks(y, { ...all, ...ours, x, kernel });
      const expected = referencePeaks(y, x, reference);
      expect(rows(found), `series ${k} ${JSON.stringify(ours)}`).toEqual(expected);
      expect(Array.from(found.positions!)).toEqual(expected.map(({ index }) => x[index]));
    }
  });

  test("any chunks give the peaks of the whole", async () => {
    const random = uniform(40);
    for (let k = 0; k < 60; k++) {
      const y = randomSeries(random, 900);
      let place = 0;
      const x = random() < 0.4 ? y.map(() => (place += 0.5 + random())) : undefined;
      const { ours } = randomOptions(random, 1);
      const options = { ...all, threshold: [] as PeakCondition, ...ours, kernel };
      const whole = await findPeaks(y, { ...options, x });
      for (let cut = 0; cut < 4; cut++) {
        const finder = await openPeakFinder({ ...options, axis: x !== undefined });
        const parts: Peaks[] = [];
        const longest = [1, 3, 40, 1000][cut];
        for (let from = 0; from < y.length; ) {
          const to = Math.min(y.length, from + Math.floor(random() * (longest + 1)));
          parts.push(finder.push(y.subarray(from, to), x?.subarray(from, to)));
          from = to;
        }
        parts.push(finder.finish());
        expect(finder.samples).toBe(y.length);
        const joined = parts.flatMap((part) =>
          Array.from(part.indices, (_, i) => columnsAt(part, i)).map((row) => JSON.stringify(row)),
        );
        const expected = Array.from(whole.indices, (_, i) => JSON.stringify(columnsAt(whole, i)));
        expect(joined.sort(), `series ${k}, chunks to ${longest} ${JSON.stringify(ours)}`).toEqual(
          expected.sort(),
        );
      }
    }
  });
});

function columnsAt(peaks: Peaks, i: number): Record<string, number> {
  return Object.fromEntries(
    Object.entries(peaks)
      .filter(([name]) => name !== "warnings")
      .map(([name, column]) => [name, (column as Float64Array)[i]]),
  );
}

describe("long series", () => {
  /** 0.1 mV of resolution over half-cycles with noise: most neighbours are equal or one step apart, so ties are everywhere. */
  const quantised = (n: number): Float64Array => {
    const random = uniform(7);
    return Float64Array.from({ length: n }, (_, i) => {
      const sign = Math.floor(i / 500) % 2 === 0 ? 1 : -1;
      return Math.round((sign * 0.05 + 0.0004 * (random() + random() + random() - 1.5)) * 1e4) / 1e4;
    });
  };

  test.each(builds)(
    "quantised: prominences, bases and widths as SciPy's walk has them, build %s",
    async (kernel) => {
      const y = quantised(30_000);
      const found = await findPeaks(y, { plateauSize: [], prominence: [], width: [], kernel });
      const walked = await peakWidths(y, found.indices, { kernel });
      expect(found.indices.length).toBeGreaterThan(5000);
      for (const name of [
        "prominences",
        "leftBases",
        "rightBases",
        "widths",
        "leftIps",
        "rightIps",
      ] as const) {
        expect(found[name], name).toEqual(walked[name]);
      }
      expect(new Set(found.heights).size).toBeLessThan(200);
    },
  );

  test("the three builds agree over several of the kernel's chunks, with and without every option", async () => {
    const random = uniform(9);
    let walk = 0;
    const y = Float64Array.from({ length: 150_000 }, () => (walk += random() - 0.5));
    for (const options of [
      {},
      { prominence: 1, width: 3 },
      { distance: 200, prominence: [] },
      { distance: 50 },
      { wlen: 301, prominence: 0.5, width: [] },
    ] satisfies PeakOptions[]) {
      const [simd, scalar, js] = await Promise.all(
        builds.map((kernel) => findPeaks(y, { ...options, kernel })),
      );
      expect(simd.indices.length).toBeGreaterThan(100);
      expect(scalar).toEqual(simd);
      expect(js).toEqual(simd);
    }
  });

  test("a stream over a series with few open maxima stays small; a peak is returned as soon as it is final", async () => {
    const finder = await openPeakFinder({ prominence: 0.5, distance: 20, wlen: 400, width: [] });
    let got = 0;
    const chunk = new Float64Array(10_000);
    for (let k = 0; k < 100; k++) {
      for (let i = 0; i < chunk.length; i++) chunk[i] = Math.sin((k * chunk.length + i) / 16);
      got += finder.push(chunk).indices.length;
      if (k === 0) expect(got).toBeGreaterThan(90);
    }
    got += finder.finish().indices.length;
    expect(Math.abs(got - 1e6 / (2 * Math.PI * 16))).toBeLessThan(1);
  });
});

describe("options and edges", () => {
  test("empty series, one and two samples, all equal, plateaus at the ends: no peaks", async () => {
    for (const y of [[], [1], [1, 2], [2, 1, 2], [1, 1, 1, 1], [3, 3, 1, 2, 2], [Number.NaN, Number.NaN]]) {
      for (const options of [{}, all, { distance: 3 }, { wlen: 3, prominence: [] }] satisfies PeakOptions[]) {
        expect((await findPeaks(y, options)).indices.length).toBe(0);
      }
    }
  });

  test("NaN: no peak beside one, a prominence ends at one, and it is said", async () => {
    const found = await findPeaks([0, 3, Number.NaN, 1, 2, 1, 0, Number.NaN, -5, 1, 0, 9], {
      prominence: [],
    });
    expect(Array.from(found.indices)).toEqual([4, 9]);
    expect(Array.from(found.prominences!)).toEqual([1, 1]);
    expect(found.warnings).toEqual([expect.stringContaining("2 samples are NaN")]);
  });

  test("a limit per sample: the one at the peak counts, in each condition", async () => {
    const random = uniform(50);
    const properties = {
      height: "heights",
      plateauSize: "plateauSizes",
      prominence: "prominences",
      width: "widths",
    } as const;
    for (let k = 0; k < 60; k++) {
      const y = randomSeries(random);
      const limit = Float64Array.from(y, () => random() * 2);
      const every = await findPeaks(y, { ...all, height: [] });
      for (const [name, column] of Object.entries(properties)) {
        const least = await findPeaks(y, { ...all, [name]: limit });
        const most = await findPeaks(y, { ...all, [name]: [null, limit] });
        const values = every[column]!;
        const keep = (test: (value: number, limit: number) => boolean): number[] =>
          Array.from(every.indices).filter((index, i) => test(values[i], limit[index]));
        expect(Array.from(least.indices)).toEqual(keep((value, at) => value >= at));
        expect(Array.from(most.indices)).toEqual(keep((value, at) => value <= at));
      }
    }
    const y = [0, 2, 1, 3, 0];
    const thresholds = await findPeaks(y, { threshold: [Float64Array.of(0, 1.5, 0, 1.5, 0), null] });
    expect(Array.from(thresholds.indices)).toEqual([3]);
  });

  test("valleys are the peaks of −series, with the heights of the series", async () => {
    const random = uniform(60);
    for (let k = 0; k < 50; k++) {
      const y = randomSeries(random);
      const options = { ...all, ...randomOptions(random, 1).ours };
      const found = await findPeaks(y, { ...options, valleys: true });
      const turned = await findPeaks(
        y.map((v) => -v),
        options,
      );
      expect(found.indices).toEqual(turned.indices);
      expect(found.prominences).toEqual(turned.prominences);
      // + 0: a plateau may hold zeros of both signs
      expect(Array.from(found.heights, (v) => v + 0)).toEqual(Array.from(found.indices, (i) => y[i] + 0));
      expect(Array.from(found.widthHeights!, (v) => 0 - v)).toEqual(
        Array.from(turned.widthHeights!, (v) => v + 0),
      );
    }
  });

  test("count keeps the highest, or the first by sortBy; among equals the earlier", async () => {
    const y = [0, 2, 0, 5, 4, 4.5, 0, 2, -1, 3, 0];
    const order = async (options: PeakOptions): Promise<number[]> =>
      Array.from((await findPeaks(y, options)).indices);
    expect(await order({ count: 2 })).toEqual([3, 5]);
    expect(await order({ count: 2, sortBy: "prominence" })).toEqual([3, 9]);
    expect(await order({ sortBy: "height" })).toEqual([3, 5, 9, 1, 7]);
    expect(await order({ count: 0 })).toEqual([]);
    expect(await order({ count: 1, sortBy: "height", valleys: true })).toEqual([8]);
    const widest = await findPeaks(y, { count: 1, sortBy: "width" });
    expect(widest.widths![0]).toBe(Math.max(...(await findPeaks(y, { width: [] })).widths!));
  });

  test("mistakes are sentences", async () => {
    const y = [0, 1, 0];
    const rejects = (options: object, words: string | RegExp): Promise<void> =>
      expect(findPeaks(y, options)).rejects.toThrow(words);
    await rejects({ distance: 0.5 }, "distance must be at least 1 sample, it is 0.5");
    await rejects({ wlen: 1 }, "wlen must be larger than 1 sample, it is 1");
    await rejects({ relHeight: -1 }, "relHeight must be a number from 0");
    await rejects({ height: [3, 1] }, "the interval [3, 1] is empty");
    await rejects({ height: [1, 2, 3] }, "an interval is [least, most]");
    await rejects({ height: Number.NaN }, "height must be a number");
    await rejects({ height: new Float64Array(2) }, "one for each of the 3 samples");
    await rejects({ prominance: 1 }, 'no option "prominance"');
    await rejects({ sortBy: "size" }, "sortBy");
    await rejects({ count: 1.5 }, "count must be a whole number");
    await rejects({ x: [0, 1] }, "as many numbers as the series");
    await rejects({ x: [0, 1, 1] }, "at sample 2 it is 1 after 1");
    await expect(findPeaks("abc" as unknown as number[])).rejects.toThrow("must be an array of numbers");
    await expect(peakProminences(y, [3])).rejects.toThrow("indices[0] is 3");
    await expect(openPeakFinder({ count: 3 } as object)).rejects.toThrow("ranks all peaks");
    await expect(openPeakFinder({ height: new Float64Array(3) })).rejects.toThrow("whole series at once");
    const finder = await openPeakFinder({ axis: true });
    expect(() => finder.push(y)).toThrow("needs its x");
    finder.push(y, [0, 1, 2]);
    expect(() => finder.push(y, [2, 3, 4])).toThrow("at sample 3 it is 2 after 2");
    finder.finish();
    expect(() => finder.push(y, [5, 6, 7])).toThrow("was finished");
  });

  test("a peak without prominence in its window is said to have none", async () => {
    const found = await findPeaks([0, 1, 1, 1, 1, 1, 0], { wlen: 3, prominence: [] });
    expect(Array.from(found.prominences!)).toEqual([0]);
    expect(found.warnings[0]).toContain("prominence of 0: wlen holds nothing but their plateau");
  });
});
