import { describe, expect, test } from "vitest";
import { parseTie } from "../../src/fit/tie.ts";
import { presetDoubts, presetLines, presets, referenceLines } from "../../src/spectra/presets/index.ts";
import { sources } from "../../src/spectra/sources.ts";
import {
  areaRatio,
  doubletLabels,
  doubletTies,
  physicalDoublet,
  splittingDoubt,
  splittingOf,
  splittings,
} from "../../src/spectra/spinOrbit.ts";

describe("doublets", () => {
  test.each([
    ["2p", 1 / 2, "2p3/2", "2p1/2"],
    ["3d", 2 / 3, "3d5/2", "3d3/2"],
    ["4f", 3 / 4, "4f7/2", "4f5/2"],
  ])("%s: the ratio of 2j + 1", (level, ratio, first, second) => {
    const [j1, j2] = [first, second].map((label) => Number(label[2]) / 2);
    expect(areaRatio(level)).toBe(ratio);
    expect((2 * j2 + 1) / (2 * j1 + 1)).toBeCloseTo(ratio, 15);
    expect(doubletLabels(level)).toEqual([first, second]);
  });

  test("s levels and other text are refused", () => {
    expect(() => areaRatio("1s")).toThrow(/no doublet/);
    expect(() => areaRatio("2q")).toThrow(/2p, 3d or 4f/);
  });

  test("fixed: linear ties that the tie reader understands", () => {
    const { ties, parameters, linear } = doubletTies("A", "B", {
      ...physicalDoublet("S", "2p"),
      shared: ["eta"],
    });
    expect(ties).toEqual({
      "B.center": "A.center + 1.18",
      "B.area": "0.5*A.area",
      "B.fwhm": "A.fwhm",
      "B.eta": "A.eta",
    });
    expect(parameters).toEqual([]);
    expect(linear).toBe(true);
    const value = (text: string, at: Record<string, number>): number => {
      const { offset, coefficients } = parseTie(text);
      return [...coefficients].reduce((sum, [name, factor]) => sum + factor * at[name], offset);
    };
    expect(value(ties["B.center"], { "A.center": 161.7 })).toBeCloseTo(162.88, 12);
    expect(value(ties["B.area"], { "A.area": 300 })).toBe(150);
    const d = doubletTies("A", "B", physicalDoublet("In", "3d"));
    expect(value(d.ties["B.area"], { "A.area": 300 })).toBeCloseTo(200, 12);
  });

  test("bounded: parameters of their own; a kinetic axis turns the sign; free: no tie", () => {
    const { ties, parameters, linear } = doubletTies("A", "B", {
      splitting: { mode: "bounded", value: 1.18, lower: 1.16, upper: 1.2 },
      ratio: { mode: "bounded", value: 0.5, lower: 0.4, upper: 0.6 },
      width: { mode: "free" },
      direction: "kinetic",
    });
    expect(ties).toEqual({ "B.center": "A.center - A.splitting", "B.area": "A.ratio*A.area" });
    expect(parameters.map(({ name, start }) => [name, start])).toEqual([
      ["A.splitting", 1.18],
      ["A.ratio", 0.5],
    ]);
    expect(linear).toBe(false);
    expect(() =>
      doubletTies("A", "B", {
        splitting: { mode: "bounded", value: 3, lower: 1, upper: 2 },
        ratio: { mode: "free" },
      }),
    ).toThrow(/outside its bounds 1 … 2/);
  });

  test("the splittings that the pressiometry paper prints are doubted, physical ones are not", () => {
    expect(splittingDoubt("In", "3d", 8)).toMatch(/not physical: 7.54 eV/);
    expect(splittingDoubt("In", "3d", 9)).toMatch(/not physical/);
    expect(splittingDoubt("S", "2p", 1)).toMatch(/1.18 eV/);
    expect(splittingDoubt("S", "2p", 1.16)).toBeUndefined();
    expect(splittingDoubt("P", "2p", 0.84)).toBeUndefined();
    expect(splittingDoubt("Xe", "3d", 99)).toBeUndefined();
    expect(() => physicalDoublet("Xe", "3d")).toThrow(/S 2p/);
  });

  test("each splitting lies in its range and has a source", () => {
    for (const { value, range, source, level } of splittings) {
      expect(value).toBeGreaterThanOrEqual(range[0]);
      expect(value).toBeLessThanOrEqual(range[1]);
      expect(sources[source].citation.length).toBeGreaterThan(10);
      expect(areaRatio(level)).toBeGreaterThan(0);
    }
    expect(splittingOf("Zr", "3d")!.value).toBeCloseTo(2.4, 1);
  });
});

describe("presets", () => {
  test("every line stands in its range, has a source with DOI, address or handbook, and says whether it was checked", () => {
    for (const line of referenceLines) {
      const name = `${line.substance} ${line.element} ${line.level}`;
      expect(line.energy, name).toBeGreaterThanOrEqual(line.range[0]);
      expect(line.energy, name).toBeLessThanOrEqual(line.range[1]);
      expect(sources[line.source], name).toBeDefined();
      expect(typeof line.confirmed, name).toBe("boolean");
    }
    const keys = referenceLines.map((line) => `${line.substance} ${line.element} ${line.level}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test.each(presets.map(({ name }) => name))(
    "%s: every substance has a line, p and d levels their doublet",
    (name) => {
      const lines = presetLines(name);
      const { substances, level } = presets.find((one) => one.name === name)!;
      expect(lines.map((line) => line.substance).sort()).toEqual([...substances].sort());
      for (const line of lines) expect(line.doublet === undefined).toBe(level.endsWith("s"));
      expect(lines.map((line) => line.energy)).toEqual(
        lines.map((line) => line.energy).sort((a, b) => a - b),
      );
      expect(presetDoubts(name).length).toBe(lines.filter((line) => !line.confirmed).length);
    },
  );

  test("S 2p of Li₆PS₅Cl on lithium: energies of the paper, splitting not of the paper", () => {
    const lines = presetLines("s2p-argyrodite");
    expect(lines.map((line) => [line.substance, line.energy])).toEqual([
      ["Li2S", 160.5],
      ["Li6PS5Cl", 161.7],
    ]);
    expect(lines[0].doublet).toEqual({ splitting: 1.18, ratio: 0.5 });
    expect(presetDoubts("s2p-argyrodite")).toEqual([]);
    expect(presetLines("in3d-alloy")[0].doublet!.splitting).toBe(7.54);
    expect(presetDoubts("p2p-argyrodite").join()).toMatch(/Li3P was not checked/);
    expect(() => presetLines("s2p")).toThrow(/s2p-argyrodite/);
  });
});
