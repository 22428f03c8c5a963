import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { crc32, inflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { missingGlyphs } from "../../src/cli/glyphs.ts";
import { elementKinds } from "../../src/program/element.ts";
import { readMarkup } from "../report/markup.ts";
import { cellCircuit, interphase, scratch, writeSpectra } from "./interphase.ts";

const folder = scratch();
const at = (name: string): string => join(folder, name);
writeSpectra(at("series.csv"), 6);
writeSpectra(at("one.csv"), 1);
const fitted = ["--circuit", cellCircuit];

/** Chunks of a PNG with their checksums verified. */
function readPng(bytes: Buffer) {
  expect(bytes.subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");
  const chunks: { type: string; data: Buffer }[] = [];
  for (let start = 8; start < bytes.length; ) {
    const length = bytes.readUInt32BE(start);
    const body = bytes.subarray(start + 4, start + 8 + length);
    expect(bytes.readUInt32BE(start + 8 + length)).toBe(crc32(body));
    chunks.push({ type: body.toString("latin1", 0, 4), data: body.subarray(4) });
    start += 12 + length;
  }
  const header = chunks[0]!.data;
  const pixels = inflateSync(
    Buffer.concat(chunks.filter(({ type }) => type === "IDAT").map(({ data }) => data)),
  );
  const density = chunks.find(({ type }) => type === "pHYs")!.data;
  return { width: header.readUInt32BE(0), height: header.readUInt32BE(4), density, pixels };
}

/** What the legend, the labels and the notes of a figure say. */
const words = (svg: string): string[] =>
  readMarkup(svg.replace(/^<\?xml.*\?>\s*/, ""))
    .filter(({ name }) => name === "text")
    .map(({ text }) => text);

describe("interphase plot draws", () => {
  test.each([
    ["nyquist", "series.csv", ["Z′ (Ω)", "−Z″ (Ω)", "0", "5"]],
    ["bode", "series.csv", ["|Z| (Ω)", "−phase (°)", "f (Hz)"]],
    ["drt", "one.csv", ["γ(ln τ) (Ω)", "τ (s)"]],
    ["residuals", "one.csv", ["Δ (%)", "f (Hz)", "ΔZ′/|Z|", "ΔZ″/|Z|"]],
    ["trend", "series.csv", ["R1.R (Ω)", "R2.R (Ω)", "(a)", "(b)"]],
    ["correlation", "one.csv", ["R1.R", "CPE2.n"]],
  ])("%s as a stand-alone SVG of 85 mm", async (kind, file, expected) => {
    const out = at(`${kind}.svg`);
    const { code, stdout, stderr } = await interphase([
      "plot",
      kind,
      at(file as string),
      ...fitted,
      "--out",
      out,
    ]);
    expect(code, stderr).toBe(0);
    expect(stdout).toBe("");
    expect(stderr).toContain(`written: ${out}`);
    const svg = readFileSync(out, "utf8");
    const [root] = readMarkup(svg.replace(/^<\?xml.*\?>\s*/, ""));
    expect(root!.attributes).toMatchObject({ xmlns: "http://www.w3.org/2000/svg", width: "85mm" });
    expect(words(svg)).toEqual(expect.arrayContaining(expected as string[]));
  });

  test("without --out the SVG goes to stdout and nothing else does", async () => {
    const { code, stdout } = await interphase(["plot", "nyquist", at("one.csv")]);
    expect(code).toBe(0);
    expect(readMarkup(stdout.trim())[0]!.name).toBe("svg");
    expect(words(stdout)).not.toContain("fit");
  });

  test("a PNG has width × dpi pixels, says its resolution, and is a picture", async () => {
    for (const [width, dpi] of [
      [85, 300],
      [170, 96],
    ]) {
      const out = at("n.png");
      const options = ["--out", out, "--width", String(width), "--dpi", String(dpi)];
      const { code, stderr } = await interphase(["plot", "nyquist", at("one.csv"), ...fitted, ...options]);
      expect(code, stderr).toBe(0);
      expect(stderr).not.toContain("Warning");
      const svg = (await interphase(["plot", "nyquist", at("one.csv"), ...fitted, ...options.slice(2, 4)]))
        .stdout;
      const [, , viewWidth, viewHeight] = readMarkup(svg.trim())[0]!
        .attributes.viewBox!.split(" ")
        .map(Number);
      const png = readPng(readFileSync(out));
      expect(png.width).toBe(Math.round((width! / 25.4) * dpi!));
      expect(Math.abs(png.height - (png.width * viewHeight!) / viewWidth!)).toBeLessThanOrEqual(1);
      expect(png.density.readUInt32BE(0)).toBe(Math.round(dpi! / 0.0254));
      expect(png.density.readUInt8(8)).toBe(1);
      // Ink, paper and the vermillion of the fit
      expect(new Set(png.pixels).size).toBeGreaterThan(20);
    }
  });

  test("--background none leaves the paper out", async () => {
    const papers = async (...more: string[]) =>
      readMarkup((await interphase(["plot", "bode", at("one.csv"), ...more])).stdout.trim()).filter(
        (one) => one.attributes.class === "paper",
      ).length;
    expect(await papers()).toBe(1);
    expect(await papers("--background", "none")).toBe(0);
  });

  test("the spectra of one file as a series: rising lightness and their names, or the labels that the user gives", async () => {
    const { stdout } = await interphase(["plot", "nyquist", at("series.csv"), "--fmax", "1e5"]);
    const legend = (svg: string) =>
      readMarkup(svg.trim())
        .filter((one) => one.attributes.class === "legend")
        .map(({ text }) => text);
    expect(legend(stdout)).toEqual(["0", "1", "2", "3", "4", "5"]);
    expect(stdout).toMatch(/class="r15"/);
    const labels = ["--spectrum", "0", "--spectrum", "5", "--label", "new", "--label", "old"];
    const two = await interphase(["plot", "nyquist", at("series.csv"), ...labels]);
    expect(legend(two.stdout)).toEqual(["new", "old"]);
  });

  test("an input that cannot be read is named, the others are drawn, exit code 1", async () => {
    writeFileSync(at("bad.csv"), "nothing,of,the\nkind,1,2\n");
    const { code, stdout, stderr } = await interphase(["plot", "bode", at("bad.csv"), at("one.csv")]);
    expect(code).toBe(1);
    expect(stderr).toContain("Not drawn: ");
    expect(stderr).toContain("bad.csv");
    expect(readMarkup(stdout.trim())[0]!.name).toBe("svg");
  });

  test("letters that the font for PNG lacks are named", async () => {
    const { code, stderr } = await interphase([
      ...["plot", "nyquist", at("one.csv"), "--title", "电池", "--out", at("title.png")],
    ]);
    expect(code).toBe(0);
    expect(stderr).toContain("lacks 电 池");
  });
});

test("the font for PNG has every character that figures write, and is asked the right question", () => {
  const { resolve } = createRequire(import.meta.url);
  for (const path of ["400Regular/Arimo_400Regular.ttf", "700Bold/Arimo_700Bold.ttf"]) {
    const font = readFileSync(resolve(`@expo-google-fonts/arimo/${path}`));
    const ascii = Array.from({ length: 95 }, (_, k) => String.fromCharCode(32 + k)).join("");
    const units = elementKinds.flatMap(({ parameters }) => parameters.map(({ unit }) => unit)).join("");
    expect(missingGlyphs(font, `${units}${ascii}Ωωτγσεφµμ°Δ′″−–…·×±½¹²³⁰⁴⁵⁶⁷⁸⁹⁻⁺ⁿ√‖ü`)).toEqual([]);
    expect(missingGlyphs(font, "a电\u{1f50b}a池 电")).toEqual(["电", "\u{1f50b}", "池"]);
  }
});

describe("wrong usage of plot ends with exit code 2 and a sentence", () => {
  const one = at("one.csv");
  const cases: readonly (readonly [string, readonly string[], string])[] = [
    ["no kind", ["plot"], "needs a kind of figure"],
    ["a misspelt kind", ["plot", "niquist", one], "did you mean interphase plot nyquist?"],
    ["a file instead of a kind", ["plot", one], "the kinds are nyquist, bode"],
    ["no file", ["plot", "bode"], "needs files"],
    ["residuals without a circuit", ["plot", "residuals", one], "needs a circuit"],
    ["options of a fit without one", ["plot", "bode", one, "--fix", "R0.R=1"], "--fix says how to fit"],
    ["another ending", ["plot", "bode", one, "--out", at("x.pdf")], "must be .svg or .png"],
    ["dpi of an SVG", ["plot", "bode", one, "--out", at("x.svg"), "--dpi", "300"], "--dpi is for a PNG"],
    ["a width in cm", ["plot", "bode", one, "--width", "8.5"], "from 50 to 400 mm"],
    ["a spectrum that is not there", ["plot", "bode", one, "--spectrum", "7"], "there are 0"],
    ["labels that do not suffice", ["plot", "bode", at("series.csv"), "--label", "a"], "give one for each"],
    [
      "a matrix of several spectra",
      ["plot", "correlation", at("series.csv"), ...fitted],
      "name one with --spectrum",
    ],
    ["a trend of one spectrum", ["plot", "trend", one, ...fitted], "at least two spectra"],
    [
      "a parameter that the circuit does not have",
      ["plot", "trend", at("series.csv"), ...fitted, "--parameter", "R9.R"],
      "no such parameter",
    ],
    [
      "a fact that the files do not say",
      ["plot", "trend", at("series.csv"), ...fitted, "--against", "temperature"],
      "do not say it",
    ],
    ["--against beside another kind", ["plot", "bode", one, "--against", "cycle"], "is for trends"],
    [
      "the input as output",
      ["plot", "bode", at("in.svg"), "--out", at("in.svg")],
      "an input and as an output",
    ],
  ];
  writeFileSync(at("in.svg"), readFileSync(one));
  test.each(cases)("%s", async (_, args, sentence) => {
    const { code, stdout, stderr } = await interphase(args);
    expect(stderr).toContain(sentence);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

test("--json says what was drawn, and ten spectra have the frequencies of the first marked", async () => {
  writeSpectra(at("ten.csv"), 10);
  const { code, stdout } = await interphase([
    "plot",
    "nyquist",
    at("ten.csv"),
    "--out",
    at("ten.svg"),
    "--json",
  ]);
  expect(code).toBe(0);
  const { spectra, ...figure } = JSON.parse(stdout) as { spectra: { label: string; status: null }[] };
  expect(figure).toEqual({
    kind: "nyquist",
    file: at("ten.svg"),
    format: "svg",
    width_mm: 85,
    dpi: null,
    circuit: null,
    failures: [],
  });
  expect(spectra).toHaveLength(10);
  expect(spectra[3]).toMatchObject({ file: at("ten.csv"), status: null });
  const decades = readMarkup(readFileSync(at("ten.svg"), "utf8").replace(/^<\?xml.*\?>\s*/, "")).filter(
    ({ attributes }) => attributes.class === "decade",
  );
  expect(decades.length).toBeGreaterThan(3);
  expect(decades.map(({ text }) => text).join()).toContain("kHz");
});
