import { describe, expect, it } from "vitest";
import {
  openReduction,
  type ReductionBlock,
  type Segment,
  segmentBins,
} from "../../src/kernel/halfCycles.ts";
import { builds, kernelOf } from "./builds.ts";

/** Columns from functions of the row. */
function columns(
  rows: number,
  of: (row: number) => { t?: number; v?: number; i: number; p?: number },
): ReductionBlock & { readonly pressure: Float64Array } {
  const [time, voltage, current, pressure] = Array.from({ length: 4 }, () => new Float64Array(rows));
  for (let k = 0; k < rows; k++) {
    const { t = k, v = 0, i, p = Number.NaN } = of(k);
    time[k] = t;
    voltage[k] = v;
    current[k] = i;
    pressure[k] = p;
  }
  return { rows, time, voltage, current, pressure };
}

function pieces(block: ReductionBlock, sizes: number): ReductionBlock[] {
  const made: ReductionBlock[] = [];
  for (let from = 0; from < block.rows; from += sizes) {
    const to = Math.min(block.rows, from + sizes);
    made.push({
      rows: to - from,
      time: block.time.slice(from, to),
      voltage: block.voltage.slice(from, to),
      current: block.current.slice(from, to),
      pressure: block.pressure?.slice(from, to),
      marks: block.marks?.filter((mark) => mark >= from && mark < to).map((mark) => mark - from),
      last: to === block.rows,
    });
  }
  return made;
}

const square = (row: number, half: number): number => (Math.floor(row / half) % 2 === 0 ? 1e-3 : -1e-3);

/** A seeded sequence of numbers that look random, in −1 … 1. */
function wobble(k: number): number {
  const x = Math.sin(12.9898 * k + 78.233) * 43758.5453;
  return 2 * (x - Math.floor(x)) - 1;
}

describe.each(builds)("half-cycle reducer, %s", (build) => {
  const reduce = async (block: ReductionBlock, size = block.rows, options = {}): Promise<Segment[]> => {
    const reduction = openReduction(await kernelOf(build), { threshold: 1e-6, ...options });
    return pieces(block, size).flatMap((piece) => reduction.push(piece));
  };

  it("integrates charge and energy by the trapezoidal rule within a direction, exactly for linear V and constant I", async () => {
    const half = 5000;
    const segments = await reduce(
      columns(4 * half, (k) => ({ t: 0.1 * k, v: 2 + 1e-4 * (k % half), i: square(k, half), p: 1e6 + k })),
    );
    expect(segments.map(({ direction }) => direction)).toEqual([1, -1, 1, -1]);
    for (const [s, segment] of segments.entries()) {
      const sign = s % 2 === 0 ? 1 : -1;
      const seconds = 0.1 * (half - 1);
      const meanV = 2 + (1e-4 * (half - 1)) / 2;
      expect(segment.samples).toBe(half);
      expect(segment.charge / (sign * 1e-3 * seconds)).toBeCloseTo(1, 12);
      expect(segment.energy / (sign * 1e-3 * seconds * meanV)).toBeCloseTo(1, 12);
      expect(segment.firstRow).toBe(s * half);
      expect(segment.lastRow).toBe((s + 1) * half - 1);
      expect(segment.bins.count.reduce((a, b) => a + b, 0)).toBe(half);
      expect(segment.bins.charge.at(-1)).toBeCloseTo(segment.charge, 12);
      // Σ of means times counts is the sum of the samples
      const pressure = segment.bins.pressure.reduce((sum, p, b) => sum + p * segment.bins.count[b], 0) / half;
      expect(pressure).toBeCloseTo(1e6 + s * half + (half - 1) / 2, 6);
      expect(segment.settledVoltage).toBeCloseTo(2 + 1e-3, 12);
    }
  });

  it("gives the same segments for every way of cutting the record into blocks", async () => {
    const block: ReductionBlock = {
      ...columns(9000, (k) => ({
        t: 0.5 * k,
        v: 0.1 * Math.sign(square(k, 700)) + 1e-3 * wobble(k),
        i: square(k, 700) + 1e-6 * wobble(k + 7),
        p: 1e6 + 1e3 * wobble(k + 3),
      })),
      marks: [10, 1500, 1501, 5000],
    };
    const whole = await reduce(block);
    for (const size of [1, 7, 512, 4096]) {
      const cut = await reduce(block, size);
      expect(cut.length).toBe(whole.length);
      cut.forEach((segment, s) => {
        expect([segment.firstRow, segment.lastRow, segment.samples, segment.direction]).toEqual([
          whole[s].firstRow,
          whole[s].lastRow,
          whole[s].samples,
          whole[s].direction,
        ]);
        expect(Math.abs(segment.charge - whole[s].charge)).toBeLessThan(1e-12 * 1.6);
        expect(segment.bins.count).toEqual(whole[s].bins.count);
        for (let b = 0; b < segment.bins.count.length; b++) {
          expect(segment.bins.voltage[b]).toBeCloseTo(whole[s].bins.voltage[b], 13);
          expect(segment.bins.step[b]).toBe(whole[s].bins.step[b]);
        }
      });
    }
  });

  it("ends a segment at a mark and integrates nothing across it", async () => {
    const [first, second] = await reduce({
      ...columns(200, () => ({ i: 1e-3 })),
      marks: [100],
    });
    expect([first.lastRow, second.firstRow]).toEqual([99, 100]);
    expect(first.marked).toBe(true);
    expect(first.charge).toBeCloseTo(0.099, 14);
    expect(second.charge).toBeCloseTo(0.099, 14);
  });

  it("takes a direction for one only when it lasts, and noise at rest for none", async () => {
    const rest = (k: number): boolean => k >= 1000 && k < 2000;
    const segments = await reduce(
      columns(3000, (k) => ({ i: k === 500 ? -1e-3 : rest(k) ? 5e-7 * wobble(k) : 1e-3 })),
    );
    expect(segments.map(({ direction }) => direction)).toEqual([1, 0, 1]);
    expect(segments.map(({ samples }) => samples)).toEqual([1000, 1000, 1000]);
    const sensitive = await reduce(
      columns(3000, (k) => ({ i: k === 500 ? -1e-3 : 1e-3 })),
      3000,
      { shortest: 1 },
    );
    expect(sensitive.map(({ direction }) => direction)).toEqual([1, -1, 1]);
  });

  it("leaves out rows without finite numbers and counts them; integrates nothing where time goes back", async () => {
    const reduction = openReduction(await kernelOf(build), { threshold: 1e-6 });
    const block = columns(100, (k) => ({
      t: k < 60 ? k : k - 30,
      v: k === 20 ? Number.NaN : 1,
      i: k === 30 ? Number.POSITIVE_INFINITY : 1e-3,
    }));
    const [segment] = reduction.push({ ...block, last: true });
    expect(reduction.tally()).toMatchObject({ rows: 100, skipped: 2, backward: 1 });
    expect(segment.samples).toBe(98);
    // 59 s before the step back (the gaps are bridged), 39 s behind
    expect(segment.charge).toBeCloseTo(1e-3 * (59 + 39), 13);
  });

  it("keeps quantiles of a monotonic voltage within a bin's share of those of the samples", async () => {
    const rows = 100_000;
    const curve = (x: number): number => x ** 3 + 0.2 * Math.log(1e-3 + x);
    const [segment] = await reduce(columns(rows, (k) => ({ v: curve(k / rows), i: 1e-3 })));
    const { voltage, count } = segment.bins;
    expect(voltage.length).toBeGreaterThanOrEqual(segmentBins / 2);
    expect(voltage.length).toBeLessThanOrEqual(segmentBins);
    let below = 0;
    for (let b = 0; b < voltage.length; b++) {
      expect(voltage[b]).toBeGreaterThanOrEqual(curve(below / rows));
      below += count[b];
      expect(voltage[b]).toBeLessThanOrEqual(curve((below - 1) / rows));
    }
  });

  it("sums a long half-cycle without losing digits", async () => {
    // 0.1 s is no binary number: naive sums drift
    const rows = 300_000;
    const [segment] = await reduce(columns(rows, (k) => ({ t: k / 10, i: 0.1 })));
    expect(Math.abs(segment.charge / (0.01 * (rows - 1)) - 1)).toBeLessThan(2e-15 * 10);
  });
});
