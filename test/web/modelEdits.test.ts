import { describe, expect, test } from "vitest";
import { presetModel } from "../../src/spectra/presetModel.ts";
import { simulateScan } from "../../src/spectra/simulate.ts";
import {
  emptyModel,
  levelOf,
  lineAt,
  startedAt,
  withHold,
  withLevel,
  withLine,
  withLineChanged,
  withoutLine,
  withShape,
} from "../../src/web/spectra/modelEdits.ts";
import { presetsFor, withScans } from "../../src/web/spectra/state.ts";

const preset = presetModel("p2p-argyrodite");

describe("a line is removed", () => {
  test("the next line takes over what others follow, the others follow that one, and its ratios go", () => {
    const [first, second, third] = preset.lines;
    expect(second.parameters.fraction).toBe("Li3P.fraction");
    const rest = withoutLine(preset, 0);
    expect(rest.lines.map(({ name }) => name)).toEqual(preset.lines.slice(1).map(({ name }) => name));
    expect(rest.lines[0].parameters.fraction).toEqual(first.parameters.fraction);
    expect(rest.lines[1].parameters.fraction).toBe("reduced_phosphorus.fraction");
    expect(third.parameters.fraction, "the model before is as it was").toBe("Li3P.fraction");
    expect(rest.ratios.flat()).not.toContain("Li3P");
  });

  test("a tie that is no plain equality is given up", () => {
    const [a, b] = preset.lines;
    const tied = {
      ...preset,
      lines: [a, { ...b, parameters: { ...b.parameters, center: "Li3P.center + 2" } }],
      ratios: [],
    };
    expect(withoutLine(tied, 0).lines[0].parameters.center).toBeUndefined();
  });
});

test("a line of another name takes its ties and ratios along; names that only begin alike stay", () => {
  const odd = { ...preset.lines[1], parameters: { center: "Li3P.center + 2*XLi3P.center" } };
  const model = { ...preset, lines: [preset.lines[0], odd, ...preset.lines.slice(2)] };
  const renamed = withLineChanged(model, 0, { ...preset.lines[0], name: "phosphide" });
  expect(renamed.lines[1].parameters.center).toBe("phosphide.center + 2*XLi3P.center");
  expect(renamed.lines[2].parameters.fraction).toBe("phosphide.fraction");
  expect(renamed.ratios.flat()).toContain("phosphide");
  expect(renamed.ratios.flat()).not.toContain("Li3P");
});

test("lines that are added have names of their own, one mixing, and the doublet of their level", () => {
  const scan = simulateScan({ from: 156, to: 170, step: 0.1, lines: [] }, 1);
  const one = withLine(emptyModel, lineAt(emptyModel, scan, 160.5, "S 2p"));
  const two = withLine(one, lineAt(one, scan, 162, ""));
  expect(two.lines.map(({ name }) => name)).toEqual(["L1", "L2"]);
  expect(two.lines[0]).toMatchObject({ element: "S", level: "2p" });
  expect(two.lines[1].parameters.fraction).toBe("L1.fraction");
  const three = withoutLine(two, 0);
  expect(withLine(three, lineAt(three, scan, 163, "")).lines.map(({ name }) => name)).toEqual(["L2", "L3"]);
});

test("the level of a line is what it was set to, and a doublet is only said where its splitting is known", () => {
  const [line] = preset.lines;
  expect(levelOf(line)).toBe("P 2p");
  expect(withLevel(line, "Fe 2p").doublet).toBe(false);
  expect(withLevel(line, "S 2p").doublet).toBeUndefined();
  expect(levelOf(withLevel(line, "kalpha"))).toBe("kalpha");
  expect(levelOf(withLevel(line, ""))).toBe("");
});

test("a start beyond its bounds takes them along", () => {
  expect(startedAt({ start: 160, bounds: [159, 161] }, 160.5, false)).toEqual({
    start: 160.5,
    bounds: [159, 161],
  });
  expect(startedAt({ start: 160, bounds: [159, 161] }, 165, false)).toEqual({
    start: 165,
    bounds: [164, 166],
  });
  expect(startedAt({ start: 160 }, 165, true)).toEqual({ fixed: 165 });
});

test("scans of one range share a group, also those that come later; presets are those whose lines lie there", () => {
  const sulfur = (seed: number) => simulateScan({ from: 156, to: 170, step: 0.1, lines: [] }, seed);
  const phosphorus = simulateScan({ from: 122, to: 138, step: 0.1, lines: [] }, 3);
  const groups = withScans(withScans([], [sulfur(1), phosphorus]), [sulfur(2)]);
  expect(groups.map(({ scans }) => scans.length)).toEqual([2, 1]);
  expect(presetsFor(phosphorus).map(({ name }) => name)).toContain("p2p-argyrodite");
  expect(presetsFor(phosphorus).map(({ name }) => name)).not.toContain("s2p-argyrodite");
});

describe("a line of another shape", () => {
  test("keeps what both shapes have; ties of others to the rest are handed on", () => {
    const turned = withShape(preset, 0, "gaussian");
    expect(Object.keys(turned.lines[0].parameters)).not.toContain("fraction");
    expect(turned.lines[0].parameters.center).toEqual(preset.lines[0].parameters.center);
    expect(turned.lines[1].parameters.fraction).toEqual(preset.lines[0].parameters.fraction);
    expect(turned.lines[2].parameters.fraction).toBe("reduced_phosphorus.fraction");
    expect(turned.lines[2].parameters.fwhm).toEqual(preset.lines[2].parameters.fwhm);
  });
});

test("a splitting is held, freed, and left to the table of levels again", () => {
  const { doublet: _preset, ...line } = preset.lines[0];
  const held = withHold(line, "splitting", 0.9);
  expect(held.doublet).toEqual({ splitting: 0.9 });
  const free = withHold(held, "ratio", "free");
  expect(free.doublet).toEqual({ splitting: 0.9, ratio: "free" });
  expect(withHold(withHold(free, "ratio", undefined), "splitting", undefined).doublet).toBeUndefined();
});
