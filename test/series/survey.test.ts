/** What a page keeps of a record: samples in two bytes, pyramids as plain data, half-cycles and pressure from one pass. */
import { describe, expect, test } from "vitest";
import { Kernel } from "../../src/kernel/kernel.ts";
import { analysePressure } from "../../src/series/pressure/analysis.ts";
import { openPyramid } from "../../src/series/pyramid.ts";
import type { SeriesBlock, SeriesRecord } from "../../src/series/record.ts";
import { reduceSeries } from "../../src/series/reduce.ts";
import { openSamples, samplesOf } from "../../src/series/samples.ts";
import { simulatePressure } from "../../src/series/simulate/pressure.ts";
import { simulateSymmetric } from "../../src/series/simulate/symmetric.ts";
import { surveyRecord } from "../../src/series/survey.ts";

const kernel = await Kernel.load(undefined, "series");

/** Deterministic numbers from 0 to 1. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function recordOf(columns: Record<string, Float64Array>, rows: number): SeriesRecord {
  const block: SeriesBlock = { rows, first: 0, columns };
  return {
    file: "made",
    format: "made",
    columns: Object.keys(columns).map((column) => ({ column, from: column, factor: 1 })),
    warnings: [],
    facts: {},
    blocks: (async function* () {
      yield block;
    })(),
  };
}

describe("samples in two bytes", () => {
  test("are off by at most 1/131,068 of what their 64 neighbours span; what is no number stays none", () => {
    const random = numbers(1);
    const values = Float64Array.from({ length: 3_000_003 }, (_, i) =>
      i % 1009 === 0
        ? Number.NaN
        : 3.7 + 0.4 * Math.sin(i / 5000) + 1e-3 * random() + (i % 77_777 === 0 ? 4 : 0),
    );
    const store = openSamples();
    for (let at = 0; at < values.length; at += 65_537) store.push(values.subarray(at, at + 65_537));
    const stored = store.stored();
    expect(stored.length).toBe(values.length);
    const read = samplesOf(stored, 0, values.length);
    let worst = 0;
    for (let cell = 0; cell < values.length; cell += 64) {
      const part = values.subarray(cell, cell + 64).filter((value) => !Number.isNaN(value));
      const span = Math.max(...part) - Math.min(...part);
      for (let i = cell; i < Math.min(cell + 64, values.length); i++) {
        if (Number.isNaN(values[i])) expect(read[i]).toBeNaN();
        else worst = Math.max(worst, Math.abs(read[i] - values[i]) / span);
      }
    }
    expect(worst).toBeLessThanOrEqual(1 / 131_068 + 1e-9);
    expect(worst).toBeGreaterThan(1e-7);
    const bytes = stored.codes.reduce((sum, { byteLength }) => sum + byteLength, 0);
    expect(bytes).toBeLessThan(2.01 * values.length);
    expect([...samplesOf(stored, 1_048_570, 1_048_590)]).toEqual([...read.subarray(1_048_570, 1_048_590)]);
    expect(samplesOf(stored, values.length - 2, values.length + 9).length).toBe(2);
  });

  test("equal samples come back to the last bit, and a series may be empty", () => {
    const store = openSamples();
    store.push(new Float64Array(100).fill(0.1 + 0.2));
    expect(new Set(samplesOf(store.stored(), 0, 100))).toEqual(new Set([0.1 + 0.2]));
    expect(samplesOf(openSamples().stored(), 0, 10).length).toBe(0);
  });
});

describe("a pyramid as plain data", () => {
  test("answers as the one it was made of, and goes on", () => {
    const random = numbers(7);
    const n = 200_123;
    const x = Float64Array.from({ length: n }, (_, i) => i + 0.3 * random());
    const y = Float64Array.from({ length: n }, () => random() - 0.5);
    const whole = openPyramid();
    whole.push(y, x);
    const first = openPyramid();
    first.push(y.subarray(0, 100_001), x.subarray(0, 100_001));
    const second = openPyramid({ kept: structuredClone(first.stored()) });
    second.push(y.subarray(100_001), x.subarray(100_001));
    for (const [from, to, columns] of [
      [0, n, 700],
      [51_000, 151_000, 333],
      [n - 900, n, 50],
    ]) {
      expect(second.envelope(from, to, columns)).toEqual(whole.envelope(from, to, columns));
    }
    expect(second.sampleAt(150_000)).toBe(whole.sampleAt(150_000));
    const short = openPyramid();
    short.push(y.subarray(0, 500), x.subarray(0, 500));
    expect(openPyramid({ kept: short.stored() }).envelope(10, 90, 1000)).toEqual(
      short.envelope(10, 90, 1000),
    );
    const empty = openPyramid({ kept: openPyramid().stored() });
    empty.push(y, x);
    expect(empty.envelope(0, n, 100)).toEqual(whole.envelope(0, n, 100));
  });

  test("places samples by their own x where it is read", () => {
    const n = 100_000;
    // Nine of ten samples come in a burst: an interpolated x would be wrong by seconds
    const x = Float64Array.from({ length: n }, (_, i) => 10 * Math.floor(i / 10) + 0.01 * (i % 10));
    const pyramid = openPyramid();
    pyramid.push(x, x);
    const of = (from: number, to: number): Float64Array => x.subarray(from, to);
    const spans = pyramid.envelope(640, 700, 60, of, of);
    expect([...spans.left]).toEqual([...x.subarray(640, 700)]);
    expect([...spans.least]).toEqual([...x.subarray(640, 700)]);
  });
});

describe("a record surveyed in one pass", () => {
  const symmetric = () => simulateSymmetric({ halfCycles: 30, duration: () => 3600, interval: 1 });

  test("has the half-cycle table of the reduction, and every sample in its plots", async () => {
    const survey = await surveyRecord(symmetric(), kernel);
    const table = await reduceSeries(symmetric(), kernel);
    expect(survey.table).toEqual(table);
    expect(survey.rows).toBe(table.rows);
    expect(survey.rows).toBeGreaterThan(65_536);
    expect(survey.traces.map(({ column }) => column)).toEqual(["voltage_volt", "current_ampere"]);
    const all: number[] = [];
    const times: number[] = [];
    for await (const { columns } of symmetric().blocks) {
      all.push(...columns.voltage_volt!);
      times.push(...columns.test_time_second!);
    }
    const [voltage] = survey.traces;
    const read = samplesOf(voltage.samples!, 0, survey.rows);
    const clock = samplesOf(survey.times!, 0, survey.rows);
    for (let i = 0; i < all.length; i += 97) {
      expect(Math.abs(read[i] - all[i])).toBeLessThan(2e-5);
      expect(Math.abs(clock[i] - times[i])).toBeLessThan(1e-3);
    }
    const envelope = openPyramid({ kept: voltage.pyramid }).envelope(0, survey.rows, 500);
    expect(Math.max(...envelope.greatest)).toBeCloseTo(Math.max(...all.map((value) => value)), 6);
    expect([survey.firstTime, survey.lastTime]).toEqual([times[0], times.at(-1)]);
  });

  test("has the pressure analysis of the command line", async () => {
    const options = { cycles: 12 };
    const survey = await surveyRecord(simulatePressure(options), kernel);
    const analysis = await analysePressure(simulatePressure(options), kernel);
    const { table, ...rest } = analysis;
    expect(survey.pressure).toEqual(rest);
    expect(survey.table).toEqual(table);
    expect(survey.traces.length).toBe(3);
  });

  test("keeps the pyramids alone of what is too long, plots a record without current, and never goes back in time", async () => {
    const long = await surveyRecord(symmetric(), kernel, { mostBytes: 1e5 });
    expect(long.times).toBeNull();
    expect(long.traces.every(({ samples }) => samples === null)).toBe(true);
    const rows = 1000;
    const voltage = Float64Array.from({ length: rows }, (_, i) => 3 + i / rows);
    const time = Float64Array.from({ length: rows }, (_, i) => (i === 500 ? 3 : i));
    const open = await surveyRecord(
      recordOf({ test_time_second: time, voltage_volt: voltage }, rows),
      kernel,
    );
    expect(open.table).toBeNull();
    expect(open.remarks.join()).toMatch(/no current.*1 row lies earlier/);
    const { held } = open.traces[0].pyramid;
    expect([...held!.x.subarray(498, 502)]).toEqual([498, 499, 499, 501]);
    expect(open.lastTime).toBe(999);
  });
});
