import { describe, expect, test } from "vitest";
import { capacityRatio, cellEnergy } from "../../src/cell/balance.ts";
import { mapMean, mapPair, otsu } from "../../src/cell/elementMap.ts";
import {
  capacityOfThickness,
  lithiumLoss,
  strippingCapacity,
  thicknessOfCharge,
} from "../../src/cell/lithium.ts";
import { levelPlane, roughness } from "../../src/cell/surface.ts";
import { hits, normals, off } from "./simulate.ts";

const mAh = 36_000; // 1 mAh·cm⁻² in C·m⁻²

describe("lithium", () => {
  test("Faraday: 10 µm hold 2.062 mAh/cm², with the rounded 3860 mAh/g of the papers 2.061; 1 mAh/cm² is 4.85 µm", () => {
    const exact = capacityOfThickness({ thickness: 1e-5 });
    expect(off(exact.value, (96485.33212 * 534 * 1e-5) / 6.94e-3)).toBeLessThan(1e-12);
    const paper = capacityOfThickness({ thickness: 1e-5, molarMass: 96485.33212 / (3860 * 3600) });
    expect(off(paper.value / mAh, 3.86 * 0.534)).toBeLessThan(1e-12);
    expect((paper.value / mAh).toFixed(3)).toBe("2.061");
    const layer = thicknessOfCharge({ charge: mAh, metal: { molarMass: 96485.33212 / (3860 * 3600) } });
    expect((layer.value * 1e6).toFixed(3)).toBe("4.851");
    // 2 mA/cm² for 3710 s are the 10 µm of paper 004
    const plated = thicknessOfCharge({ currentDensity: 20, time: 3710 });
    expect(off(plated.details[0].value / mAh, (2 * 3710) / 3600)).toBeLessThan(1e-12);
    expect(off(plated.value, 1e-5)).toBeLessThan(6e-4);
  });

  test("thickness and capacity are inverse, also in their errors", () => {
    const Q = capacityOfThickness({ thickness: { value: 2e-5, stderr: 1e-6 } });
    const h = thicknessOfCharge({ charge: { value: Q.value, stderr: Q.stderr } });
    expect(off(h.value, 2e-5)).toBeLessThan(1e-12);
    expect(off(h.stderr, 1e-6)).toBeLessThan(1e-12);
  });

  test("losses of paper 004: 35.3 % and 13.0 %; the printed 17.8 % for 1.60 to 1.33 lies outside of rounding", () => {
    const loss = (before: number, after: number) =>
      lithiumLoss({ before: before * mAh, after: after * mAh }).value;
    expect((100 * loss(1.84, 1.19)).toFixed(1)).toBe("35.3");
    expect((100 * loss(1.84, 1.6)).toFixed(1)).toBe("13.0");
    expect((100 * loss(1.6, 1.33)).toFixed(1)).toBe("16.9");
    expect(loss(1.605, 1.325)).toBeLessThan(0.1745);
    const tied = lithiumLoss(
      { before: { value: 2 * mAh, stderr: 0.02 * mAh }, after: { value: mAh, stderr: 0.01 * mAh } },
      { correlations: { "Q0,Q1": 1 } },
    );
    expect(tied.stderr).toBeLessThan(1e-9);
  });

  test("stripping capacity: charge over area up to the cut-off; coarse currents and both signs are said", () => {
    const time = Array.from({ length: 101 }, (_, i) => 36 * i);
    const voltage = time.map((_, i) => (i < 80 ? 0.05 : 1.5));
    const trace = { time, current: time.map(() => -1e-3), voltage };
    const whole = strippingCapacity({ trace, area: 1e-4 });
    expect(off(whole.value, (1e-3 * 3600) / 1e-4)).toBeLessThan(1e-12);
    const cut = strippingCapacity({ trace, area: { value: 1e-4, stderr: 1e-6 }, cutoff: 1 });
    expect(off(cut.value, (1e-3 * 2880) / 1e-4)).toBeLessThan(1e-12);
    // The last sample overshoots the cut-off by 0.5 of 1.45 V
    const late = (0.5 / 1.45) * 36;
    expect(off(cut.stderr / cut.value, Math.hypot(0.01, late / Math.sqrt(12) / 2880))).toBeLessThan(1e-12);
    const coarse = strippingCapacity({
      trace: { time, current: time.map((_, i) => (i % 7 === 0 ? 3e-4 : 2e-4)) },
      area: 1e-4,
    });
    expect(coarse.warnings.join()).toContain("take the capacity of the instrument");
    expect(() =>
      strippingCapacity({ trace: { time, current: time.map((_, i) => (i < 50 ? 1 : -1)) }, area: 1 }),
    ).toThrow("one half-cycle");
    // A rest at any voltage before the current, and a current that begins beyond the cut-off
    const rested = {
      time: [...time, ...time.map((t) => 3636 + t)],
      current: [...time.map(() => 0), ...trace.current],
      voltage: [...time.map(() => 2.1), ...voltage],
    };
    const later = strippingCapacity({ trace: rested, area: 1e-4, cutoff: 1 });
    // The step from rest to current counts half of one interval
    expect(off(later.value, (1e-3 * (2880 + 18)) / 1e-4)).toBeLessThan(1e-9);
    expect(() => strippingCapacity({ trace, area: 1e-4, cutoff: 0.01 })).toThrow(
      "beyond the cut-off of 0.01 V; give a higher cut-off",
    );
    expect(strippingCapacity({ trace, area: 1e-4, cutoff: 3 }).warnings.join()).toContain(
      "does not reach 3 V",
    );
  });
});

describe("the error of a charge", () => {
  /** 1 mA with noise of so many steps of 1 µA, written in those steps: deviations of 400 charges over their standard errors. */
  const pulls = (noise: number, value: (k: number) => number): number[] => {
    const gauss = normals(11);
    return Array.from({ length: 400 }, (_, k) => {
      const truth = value(k);
      const time = Array.from({ length: 300 }, (_, i) => 10 * i);
      const current = time.map(() => 1e-6 * Math.round(truth / 1e-6 + noise * gauss()));
      const Q = strippingCapacity({ trace: { time, current }, area: 1 });
      return (Q.value - truth * 2990) / Q.stderr;
    });
  };
  const rms = (values: readonly number[]): number =>
    Math.sqrt(values.reduce((total, value) => total + value ** 2, 0) / values.length);

  test.each([0.6, 1, 5])("noise of %s steps: the rounding goes under, the scatter counts", (noise) => {
    expect(Math.abs(rms(pulls(noise, (k) => 1e-3 + 1e-8 * k)) - 1)).toBeLessThan(0.12);
  });

  test("a current that rounding holds at one step: its error is q/√12, also where a few samples differ", () => {
    const time = Array.from({ length: 300 }, (_, i) => 10 * i);
    const held = time.map((_, i) => (i === 7 ? 1.001e-3 : 1e-3));
    const { stderr } = strippingCapacity({ trace: { time, current: held }, area: 1 });
    expect(off(stderr, (1e-6 / Math.sqrt(12)) * 2990)).toBeLessThan(0.01);
  });
});

describe("balance", () => {
  const positive = (loading: number, specific: number) =>
    ({
      basis: "theoretical",
      state: "as assembled",
      loading: loading / 100,
      specificCapacity: specific * 3600,
    }) as const;
  const negative = { basis: "theoretical", state: "before coating", arealCapacity: 2.061 * mAh } as const;

  test("N/P of paper 004: 1.53 needs 187 mAh/g, 1.02 needs 160 mAh/g with the same lithium: two definitions", () => {
    expect(capacityRatio({ negative, positive: positive(7.2, 187) }).value.toFixed(2)).toBe("1.53");
    expect(capacityRatio({ negative, positive: positive(12.6, 160) }).value.toFixed(2)).toBe("1.02");
    expect(capacityRatio({ negative, positive: positive(12.6, 187) }).value.toFixed(2)).toBe("0.87");
    const mixed = capacityRatio({
      negative: { ...negative, basis: "measured" },
      positive: positive(7.2, 187),
    });
    expect(mixed.definition).toEqual([
      "negative: measured capacity, before coating; positive: theoretical capacity, as assembled",
    ]);
    expect(mixed.warnings.join()).toContain("set against a theoretical one");
    expect(() =>
      capacityRatio({ negative, positive: { basis: "measured", state: "", loading: 0.07 } }),
    ).toThrow("positive electrode");
  });

  test("energy of a stack: by hand, with porosity, filler, shared layers and housing; errors", () => {
    const layers = [
      { name: "lithium", thickness: 2e-5, density: 534 },
      { name: "cathode", thickness: 7e-5, density: 4200, porosity: 0.2, filler: 1200 },
      { name: "aluminium", thickness: 1e-5, density: 2700, count: 0.5 },
    ];
    const [perMass, perVolume] = cellEnergy({ layers, capacity: 3 * mAh, voltage: 3.8, housing: 0.1 });
    const mass = 2e-5 * 534 + 7e-5 * (0.8 * 4200 + 0.2 * 1200) + 0.5 * 1e-5 * 2700;
    expect(off(perMass.value, (3 * mAh * 3.8) / (1.1 * mass))).toBeLessThan(1e-12);
    expect(off(perVolume.value, (3 * mAh * 3.8) / (1.1 * 9.5e-5))).toBeLessThan(1e-12);
    const parts = perMass.details.filter(({ name }) => name.startsWith("part of"));
    expect(parts.reduce((total, { value }) => total + value, 0)).toBeCloseTo(1, 12);
    const [uncertain] = cellEnergy({
      layers,
      capacity: { value: 3 * mAh, stderr: 0.03 * mAh },
      voltage: { value: 3.8, stderr: 0.038 },
    });
    expect(off(uncertain.stderr / uncertain.value, 0.01 * Math.SQRT2)).toBeLessThan(1e-12);
    expect(() => cellEnergy({ layers: [], capacity: 1, voltage: 1 })).toThrow("needs layers");
    expect(() => cellEnergy({ layers: [{ ...layers[0], porosity: 1 }], capacity: 1, voltage: 1 })).toThrow(
      "a porosity of 1",
    );
  });
});

describe("roughness", () => {
  const columns = 48;
  const grid = (height: (c: number, r: number) => number) => ({
    values: Float64Array.from({ length: columns * 40 }, (_, i) =>
      height(i % columns, Math.floor(i / columns)),
    ),
    columns,
  });

  test("the plane of least squares is found to rounding, with missing points too", () => {
    const plane = grid((c, r) => 3e-9 + 2e-10 * c - 5e-10 * r);
    const { values, plane: found } = levelPlane(plane);
    expect(Math.max(...values.map(Math.abs))).toBeLessThan(1e-21);
    expect(off(found.perColumn, 2e-10)).toBeLessThan(1e-11);
    plane.values[7] = Number.NaN;
    plane.values[700] = Number.NaN;
    const holed = levelPlane(plane);
    expect(off(holed.plane.perRow, -5e-10)).toBeLessThan(1e-11);
    expect(holed.values[7]).toBeNaN();
  });

  test("a square wave has Ra = Rq = its amplitude, a sine 2a/π and a/√2", () => {
    const square = roughness(grid((c, r) => ((c + r) % 2 === 0 ? 5e-9 : -5e-9))).quantities;
    for (const { value } of square) expect(off(value, 5e-9)).toBeLessThan(1e-3);
    // Whole periods in both directions and even about the middle: no plane is in it
    const sine = roughness(
      grid((c) => 4e-9 * Math.cos((2 * Math.PI * (c + 0.5)) / 8)),
      { levelling: "mean" },
    ).quantities;
    const mean = (f: (x: number) => number) =>
      Array.from({ length: 8 }, (_, c) => f(Math.cos((2 * Math.PI * (c + 0.5)) / 8))).reduce(
        (s, x) => s + x,
        0,
      ) / 8;
    expect(off(sine[0].value, 4e-9 * mean(Math.abs))).toBeLessThan(1e-12);
    expect(off(sine[1].value, 4e-9 * Math.SQRT1_2)).toBeLessThan(1e-12);
  });

  test("of Gaussian heights on a tilt: Rq within its interval in 95 of 100; kurtosis 3", () => {
    const normal = normals(31);
    let covered = 0;
    for (let k = 0; k < 100; k++) {
      const [, Rq] = roughness(grid((c, r) => 5e-9 * normal() + 1e-9 * c - 2e-9 * r)).quantities;
      if (Rq.lower < 5e-9 && 5e-9 < Rq.upper) covered++;
      expect(Math.abs(Rq.details[1].value - 3)).toBeLessThan(0.6);
    }
    expect(covered).toBeGreaterThanOrEqual(hits(100)[0]);
  });
});

describe("maps", () => {
  const columns = 40;
  const map = (value: (c: number, r: number) => number) => ({
    values: Float64Array.from({ length: 1600 }, (_, i) => value(i % columns, Math.floor(i / columns))),
    columns,
  });

  test("mean, ratio, Pearson and Manders of maps whose values are known", () => {
    const left = map((c) => (c < 20 ? 10 : 0));
    const top = map((_, r) => (r < 20 ? 4 : 0));
    expect(mapMean(left).value).toBe(5);
    const [ratio, pearson, M1, M2] = mapPair(left, top);
    expect(ratio.value).toBe(2.5);
    expect(Math.abs(pearson.value)).toBeLessThan(1e-12);
    expect(M1.value).toBe(0.5);
    expect(M2.value).toBe(0.5);
    const [, same, all] = mapPair(
      left,
      map((c) => (c < 20 ? 3 : 1)),
    );
    expect(off(same.value, 1)).toBeLessThan(1e-12);
    expect(all.value).toBe(1);
    expect(() => mapPair(left, { values: [1, 2], columns: 2 })).toThrow("the same place and size");
  });

  test("Otsu's threshold lies between two classes", () => {
    const normal = normals(2);
    const values = Array.from({ length: 4000 }, (_, i) => (i % 3 === 0 ? 50 : 10) + 2 * normal());
    expect(otsu(values)).toBeGreaterThan(17);
    expect(otsu(values)).toBeLessThan(43);
  });
});
