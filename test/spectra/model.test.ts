import { describe, expect, test } from "vitest";
import { parseBackground } from "../../src/spectra/backgroundChoice.ts";
import { labelOf } from "../../src/spectra/model.ts";
import { parseSpectrumModel, readSpectrumModel, spectrumModelJson } from "../../src/spectra/modelFile.ts";
import { compileSpectrumModel } from "../../src/spectra/modelTape.ts";
import { presetModel } from "../../src/spectra/presetModel.ts";
import { presets } from "../../src/spectra/presets/index.ts";

const abscissa = { axis: "binding", unit: "eV", yUnit: "counts" } as const;

describe("a model file", () => {
  test("goes to JSON and back", () => {
    for (const { name } of presets) {
      const model = presetModel(name);
      expect(readSpectrumModel(JSON.parse(JSON.stringify(spectrumModelJson(model))))).toEqual(model);
    }
  });

  test("keeps the cross section of a Tougaard background", () => {
    for (const background of [
      { kind: "tougaard", mode: "static", C: 551, D: 436, points: 3 },
      { kind: "tougaard", mode: "static", C: 1600, sign: 1, B: 2500 },
    ]) {
      const model = readSpectrumModel({ background, lines: [{ name: "a" }] });
      expect(spectrumModelJson(model)).toMatchObject({ background });
      expect(readSpectrumModel(JSON.parse(JSON.stringify(spectrumModelJson(model))))).toEqual(model);
    }
    expect(parseBackground("static:tougaard:C=551:D=436")).toEqual({
      mode: "static",
      model: { kind: "tougaard", crossSection: { C: 551, D: 436 } },
    });
    expect(() => parseBackground("static:tougaard:D=436")).toThrow(/D and sign belong to a cross section/);
    expect(() => parseBackground("static:tougaard:C=551:sign=2")).toThrow(/is 1 or -1, it is 2/);
  });

  test("names every fault at once, with its key", () => {
    const faulty = {
      region: [170, 158],
      backgrund: "shirley",
      lines: [{ name: "a", center: "b.center" }, { nmae: "b" }, { name: "c", shape: "voigtt" }],
    };
    expect(() => readSpectrumModel(faulty, "m.json")).toThrow(/m\.json, region: .*the lower number first/);
    expect(() => readSpectrumModel(faulty, "m.json")).toThrow(/m\.json, backgrund: this key is not known/);
    expect(() => readSpectrumModel(faulty, "m.json")).toThrow(/m\.json, lines\[1\]\.name: it is missing/);
    expect(() => readSpectrumModel({ lines: [{ name: "c", shape: "voigtt", width: 1 }] })).toThrow(
      /lines\[0\] \(c\): shape "voigtt" is not known; known are gaussian, /,
    );
    expect(() => readSpectrumModel({ lines: [{ name: "c", fwmh: 1 }] })).toThrow(
      /a line of shape pseudovoigt has no "fwmh"; it has area, center, fwhm, fraction/,
    );
    expect(() => readSpectrumModel({ lines: [{ name: "c" }, { name: "c" }] })).toThrow(
      /lines\[0\] has that name/,
    );
    expect(() => readSpectrumModel({ lines: [{ name: "c" }], ratios: [["c", "d"]] })).toThrow(
      /there is no line "d"/,
    );
  });

  test("that is no JSON is refused with its place", () => {
    expect(() => parseSpectrumModel('{\n "lines": [,]\n}', "m.json")).toThrow(/m\.json: it is not JSON.*/);
  });
});

test.each([
  ["shirley", { mode: "active", terms: ["shirley"], degree: 2 }],
  ["active:shirley+linear", { mode: "active", terms: ["shirley", "linear"], degree: 2 }],
  ["static:shirley", { mode: "static", model: { kind: "shirley" } }],
  ["shirley:static", { mode: "static", model: { kind: "shirley" } }],
  ["snip:width=40", { mode: "static", model: { kind: "snip", width: 40 } }],
  ["polynomial:degree=3", { mode: "active", terms: ["polynomial"], degree: 3 }],
  ["none", { mode: "static", model: { kind: "none" } }],
])("background %s", (text, expected) => {
  expect(parseBackground(text)).toEqual(expected);
});

test.each([
  ["shirly", /"shirly" is not a background; there are constant/],
  ["snip", /snip needs its width/],
  ["active:snip", /computed from the data before the fit/],
  ["static:shirley+linear", /only active backgrounds are sums/],
])("background %s is refused", (text, message) => {
  expect(() => parseBackground(text)).toThrow(message);
});

describe("ties", () => {
  const model = (lines: unknown[]): ReturnType<typeof readSpectrumModel> => readSpectrumModel({ lines });
  test("that run in a circle are refused", () => {
    const circle = model([
      { name: "a", fwhm: "b.fwhm" },
      { name: "b", fwhm: "2*a.fwhm" },
    ]);
    expect(() => compileSpectrumModel(circle, abscissa)).toThrow(/ties run in a circle: .*a\.fwhm → b\.fwhm/);
  });
  test("to what is not there are refused with what is there", () => {
    expect(() => compileSpectrumModel(model([{ name: "a", fwhm: "c.fwhm" }]), abscissa)).toThrow(
      /the tie of a\.fwhm: there is no parameter "c\.fwhm"; there are a\.area, a\.center/,
    );
  });
  test("take parameters away", () => {
    const compiled = compileSpectrumModel(
      model([{ name: "a" }, { name: "b", center: "a.center + 1", fwhm: "a.fwhm" }]),
      abscissa,
    );
    expect(compiled.parameters.map(({ name }) => name)).toEqual([
      "a.area",
      "a.center",
      "a.fwhm",
      "a.fraction",
      "b.area",
      "b.fraction",
      "background.c0",
      "background.k",
    ]);
  });
});

test("labels are words", () => {
  expect(labelOf("polysulfide, bridging")).toBe("polysulfide_bridging");
  expect(labelOf("Li₂S")).toBe("Li2S");
  expect(labelOf("2nd")).toBe("L2nd");
});
