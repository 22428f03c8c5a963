/** Atomic % of several fits against the law of error propagation for two and three areas by hand. */
import { describe, expect, test } from "vitest";
import { compositionOf, type FittedScan } from "../../src/spectra/composition.ts";
import type { Scan } from "../../src/spectra/measurement.ts";
import type { SpectrumModel } from "../../src/spectra/model.ts";
import type { SpectrumResult } from "../../src/spectra/spectrumResult.ts";

interface Area {
  readonly name: string;
  readonly element: string;
  readonly level: string;
  readonly area: number;
  readonly stderr: number;
  readonly state?: string;
}

/** A fit as `compositionOf` reads it: areas that know nothing of each other. */
function fit(areas: readonly Area[], scan: Partial<Scan> = {}): FittedScan {
  const components = areas.map(({ name, element, level, area, stderr }) => ({
    name,
    label: name,
    element,
    level,
    area: { value: area, stderr },
    center: { value: 160, stderr: 0.01 },
    isAreaOfRegion: false,
  }));
  const n = areas.length;
  const areaCovariance = Float64Array.from({ length: n * n }, (_, at) =>
    at % (n + 1) === 0
      ? areas[at / (n + 1)].stderr ** 2
      : areas.some(({ stderr }) => Number.isNaN(stderr)) &&
          Number.isNaN(areas[Math.floor(at / n)].stderr * areas[at % n].stderr)
        ? Number.NaN
        : 0,
  );
  return {
    scan: { x: Float64Array.of(159, 160, 161), axis: "binding", yUnit: "counts/s", ...scan } as Scan,
    model: { lines: [] } as unknown as SpectrumModel,
    result: {
      status: "converged",
      components,
      areaCovariance,
      parameters: areas.map(({ name }) => `${name}.area`),
      states: areas.map(({ state }) => state ?? "free"),
    } as unknown as SpectrumResult,
  };
}
const S = 1.677;
const P = 1.192;
const sulfur = (area: number, stderr: number, state?: string): Area => ({
  name: "Li6PS5Cl",
  element: "S",
  level: "2p",
  area: area * S,
  stderr: stderr * S,
  ...(state === undefined ? {} : { state }),
});
const phosphorus: Area = { name: "P", element: "P", level: "2p", area: 100 * P, stderr: 4 * P };

describe("compositionOf", () => {
  test("shares and ratio of two elements with the errors of both", () => {
    const { elements, ratios, doubts } = compositionOf([fit([sulfur(500, 10)]), fit([phosphorus])])!;
    expect(elements[0].percent.value).toBeCloseTo(500 / 6, 9);
    const stderr = (100 / 600 ** 2) * Math.hypot(100 * 10, 500 * 4);
    expect(elements[0].percent.stderr).toBeCloseTo(stderr, 9);
    expect(elements[1].percent.stderr).toBeCloseTo(stderr, 9);
    expect(ratios).toHaveLength(1);
    expect(ratios[0]).toMatchObject({ numerator: "S", denominator: "P" });
    expect(ratios[0].value).toBeCloseTo(5, 9);
    expect(ratios[0].stderr).toBeCloseTo(5 * Math.hypot(10 / 500, 4 / 100), 9);
    expect(doubts.join()).toContain("S 2p was not checked");
  });

  test("counts become rates by the time of counting; transmission counts where all scans state it", () => {
    const counts = { yUnit: "counts", dwell: 2, sweeps: 3 };
    const [one, two] = [fit([sulfur(500 * 6, 60)], counts), fit([phosphorus])];
    expect(compositionOf([one, two])!.ratios[0].value).toBeCloseTo(5, 9);
    const transmission = Float64Array.of(1, 2, 4);
    const corrected = compositionOf([
      fit([sulfur(500, 10)], { transmission }),
      fit([phosphorus], { transmission: Float64Array.of(9, 1, 9) }),
    ])!;
    expect(corrected.isTransmissionCorrected).toBe(true);
    expect(corrected.ratios[0].value).toBeCloseTo(2.5, 9);
    const half = compositionOf([fit([sulfur(500, 10)], { transmission }), two])!;
    expect(half.isTransmissionCorrected).toBe(false);
    expect(half.ratios[0].value).toBeCloseTo(5, 9);
    expect(() => compositionOf([fit([sulfur(1, 1)], { yUnit: "counts" }), two])).toThrow("different units");
  });

  test("a component at its bound is held for the others; one that could be anything leaves all open", () => {
    const gone: Area = { ...sulfur(0, Number.NaN, "at lower bound"), name: "Li2S" };
    const held = compositionOf([fit([sulfur(500, 10), gone]), fit([phosphorus])])!;
    expect(held.elements[0].percent.stderr).toBeCloseTo((100 / 600 ** 2) * Math.hypot(1000, 2000), 9);
    expect(held.components[1].percent).toEqual({ value: 0, stderr: Number.NaN });
    expect(held.doubts.join()).toContain("the area of Li2S is at lower bound");
    const lost = compositionOf([
      fit([sulfur(500, 10), { ...gone, state: "not identifiable" }]),
      fit([phosphorus]),
    ])!;
    expect(lost.elements[1].percent.stderr).toBeNaN();
  });

  test("an element of two levels counts once; one element is no composition; a component may be called as an element", () => {
    const second: Area = { ...sulfur(900, 10), level: "2s", name: "S2s" };
    const { elements, doubts } = compositionOf([fit([sulfur(500, 10)]), fit([second]), fit([phosphorus])])!;
    expect(elements[0].percent.value).toBeCloseTo(500 / 6, 9);
    expect(doubts).toContain("S was measured by 2p and 2s; only 2p counts");
    expect(compositionOf([fit([sulfur(500, 10)])])).toBeUndefined();
    const named = { ...sulfur(250, 5), name: "S" };
    const two = compositionOf([fit([named, sulfur(250, 5)]), fit([phosphorus])])!;
    expect(two.ratios[0].value).toBeCloseTo(5, 9);
  });
});
