import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { describe, expect, test } from "vitest";
import type { SpectrumDocument } from "../../src/report/spectrumDocument.ts";
import { readMarkup } from "../report/markup.ts";
import { describeShared, shared } from "../shared.ts";
import { interphase, scratch } from "./interphase.ts";
import { argyrodite, csvOf, madeSpectrum, specsOf } from "./spectrumFiles.ts";

const folder = scratch();
const at = (name: string): string => join(folder, name);
writeFileSync(at("li2s.csv"), csvOf(madeSpectrum(argyrodite(0.73), [156, 170])));
writeFileSync(at("letter.txt"), "Dear colleague,\nno numbers here.\n");
mkdirSync(at("series"));
for (let k = 1; k <= 6; k++) {
  writeFileSync(
    at(`series/${k}.csv`),
    csvOf(madeSpectrum(argyrodite(0.2 * k), [156, 168], { seed: 10 + k })),
  );
}
/** S : P = 5 : 1 behind Scofield's cross sections and a transmission that differs; over three cycles S loses a fifth each. */
const sensitivity = { S: 1.677, P: 1.192 };
writeFileSync(
  at("depth.xy"),
  specsOf(
    [0, 1, 2].flatMap((cycle) => {
      const atoms = 4000;
      const sulfur = 5 * 0.8 ** cycle * atoms * sensitivity.S * 3;
      const phosphorus = atoms * sensitivity.P * 2;
      const range = [158, 168] as const;
      return [
        {
          ...madeSpectrum([{ center: 161.7, area: sulfur, splitting: 1.18 }], range, {
            seed: 20 + cycle,
            time: 2,
          }),
          region: "S2p",
          cycle,
          time: 2,
          transmission: 3,
        },
        {
          ...madeSpectrum([{ center: 131.9, area: phosphorus, splitting: 0.87 }], [127, 139], {
            seed: 30 + cycle,
            time: 5,
          }),
          region: "P2p",
          cycle,
          time: 5,
          transmission: 2,
        },
      ];
    }),
  ),
);
const line = (element: string, center: number) => ({
  name: element,
  element,
  level: "2p",
  center: { start: center, bounds: [center - 1, center + 1] },
  fwhm: { start: 1.2, bounds: [0.5, 3] },
});
writeFileSync(at("s.json"), JSON.stringify({ name: "S 2p", lines: [line("S", 161.7)] }));
writeFileSync(at("p.json"), JSON.stringify({ name: "P 2p", lines: [line("P", 131.9)] }));

/** Three lines that nobody told the program about. */
const three = [
  { center: 159.5, area: 9000 },
  { center: 161.2, area: 12000 },
  { center: 164, area: 20000 },
];
writeFileSync(at("three.csv"), csvOf(madeSpectrum(three, [156, 170], { seed: 3 })));
mkdirSync(at("threes"));
for (let k = 1; k <= 3; k++) {
  const lines = three.map((one) => ({ ...one, area: one.area * k }));
  writeFileSync(at(`threes/${k}.csv`), csvOf(madeSpectrum(lines, [156, 170], { seed: 40 + k })));
}

const run = async (...args: string[]): Promise<SpectrumDocument> => {
  const { code, stdout, stderr } = await interphase(["spectrum", ...args, "--json"]);
  expect(stderr).not.toContain("    at ");
  expect(code).toBe(0);
  return JSON.parse(stdout) as SpectrumDocument;
};
const near = (value: number | null, truth: number, stderr: number | null, sigmas = 4): void => {
  expect(stderr).toBeGreaterThan(0);
  expect(Math.abs(value! - truth)).toBeLessThan(sigmas * stderr!);
};

describe("interphase spectrum", () => {
  test("a preset finds the components of a made spectrum within their errors", async () => {
    const { fits, quantification, summary } = await run(at("li2s.csv"), "--preset", "s2p-argyrodite");
    expect(summary).toMatchObject({ fits: 1, converged: 1, failed: 0 });
    expect(quantification).toEqual([]);
    const [fit] = fits;
    expect(fit).toMatchObject({ region: null, status: "converged", noise: "poisson", xUnit: "eV" });
    expect(fit.background).toMatchObject({ kind: "shirley", mode: "active" });
    const step = fit.background!.parameters.find(({ name }) => name === "background.k")!;
    near(step.value, 0.03, step.stderr);
    expect(fit.reducedChi2).toBeGreaterThan(0.7);
    expect(fit.reducedChi2).toBeLessThan(1.3);
    const [sulfide, electrolyte] = fit.components;
    expect([sulfide.name, electrolyte.name]).toEqual(["Li2S", "Li6PS5Cl"]);
    near(sulfide.center, 160.5, sulfide.centerStderr);
    near(electrolyte.center, 161.7, electrolyte.centerStderr);
    near(sulfide.fwhm, 1.2, sulfide.fwhmStderr);
    near(sulfide.area, 14600, sulfide.areaStderr);
    near(electrolyte.fraction, 1 / 1.73, electrolyte.fractionStderr);
    near(fit.ratios[0].value, 0.73, fit.ratios[0].stderr);
    expect(sulfide.lines.map(({ name }) => name)).toEqual(["2p3/2", "2p1/2"]);
    expect(sulfide.lines[1].center! - sulfide.lines[0].center!).toBeCloseTo(1.18, 9);
    expect(sulfide.lines[0].area! + sulfide.lines[1].area!).toBeCloseTo(sulfide.area!, 6);
  });

  test("--region, --shift, --background, --fix, --bound, --tie, --noise, --loss reach the fit", async () => {
    const base = [at("li2s.csv"), "--preset", "s2p-argyrodite"];
    const [ranged, shifted, still, held] = await Promise.all([
      run(...base, "--region", "157..168"),
      run(...base, "--shift", "0.3"),
      run(...base, "--background", "static:shirley", "--noise", "relative"),
      run(
        ...base,
        ...["--fix", "Li2S.fwhm=1.2", "--tie", "Li6PS5Cl.fwhm=Li2S.fwhm", "--loss", "huber"],
        ...["--bound", "Li2S.center=160.6..161", "--retries", "3"],
      ),
    ]);
    expect(ranged.fits[0].range).toEqual([157, 168]);
    near(shifted.fits[0].components[0].center, 160.8, shifted.fits[0].components[0].centerStderr);
    expect(still.fits[0].background).toMatchObject({ kind: "shirley", mode: "static", parameters: [] });
    expect(still.fits[0].noise).toBe("relative");
    const value = (name: string) => held.fits[0].parameters.find((one) => one.name === name)!;
    expect(value("Li2S.fwhm")).toMatchObject({ value: 1.2, stderr: 0, state: "fixed" });
    expect(value("Li6PS5Cl.fwhm")).toMatchObject({ value: 1.2, state: "tied" });
    expect(value("Li2S.center")).toMatchObject({ value: 160.6, state: "at lower bound" });
    expect(held.fits[0].status).toBe("warning");
  });

  test("scans by the name of the region; two models give the composition of every cycle, which has the cycle as abscissa", async () => {
    const report = at("depth.html");
    const both = [at("depth.xy"), "--model", at("s.json"), "--model", at("p.json")];
    const [named, all] = await Promise.all([
      run(at("depth.xy"), "--model", at("s.json"), "--region", "s 2p"),
      run(...both, "--report", report),
    ]);
    expect(named.fits.map(({ region }) => region)).toEqual([
      "made, S2p, cycle 0",
      "made, S2p, cycle 1",
      "made, S2p, cycle 2",
    ]);
    expect(all.fits).toHaveLength(6);
    expect(all.quantification).toHaveLength(3);
    all.quantification.forEach((one, cycle) => {
      expect(one.transmissionCorrected).toBe(true);
      const ratio = 5 * 0.8 ** cycle;
      const [element] = one.ratios;
      expect([element.numerator, element.denominator]).toEqual(["S", "P"]);
      near(element.value, ratio, element.stderr);
      const [sulfur, phosphorus] = one.elements;
      near(sulfur.percent, (100 * ratio) / (1 + ratio), sulfur.percentStderr);
      expect(sulfur.percent! + phosphorus.percent!).toBeCloseTo(100, 9);
    });
    const page = readFileSync(report, "utf8");
    readMarkup(page);
    expect(page).toContain("against cycle");
    expect(page).toContain("Composition");
  });

  test("--out as CSV and Parquet: one row per fit and component; failures have a row", async () => {
    const args = [at("series"), at("letter.txt"), "--preset", "s2p-argyrodite"];
    const { code, stdout, stderr } = await interphase(["spectrum", ...args, "--out", at("shares.csv")]);
    expect(code).toBe(1);
    expect(stdout).toContain("Li6PS5Cl (%)");
    expect(stderr).toContain("6 scans fitted");
    expect(stderr).toContain("Not fitted: ");
    const rows = readFileSync(at("shares.csv"), "utf8").trimEnd().split("\r\n");
    expect(rows).toHaveLength(1 + 6 * 2 + 1);
    const names = rows[0].split(",");
    for (const name of ["file", "region", "component", "center_ev", "fwhm_stderr_ev", "area_counts_ev"]) {
      expect(names).toContain(name);
    }
    const first = rows[1].split(",");
    expect(Number(first[names.indexOf("ratio Li2S/Li6PS5Cl")])).toBeCloseTo(0.2, 1);
    expect(rows.at(-1)).toContain("failed");
    await interphase(["spectrum", ...args, "--out", at("shares.parquet"), "--quiet"]);
    const buffer = readFileSync(at("shares.parquet"));
    const table = await parquetReadObjects({
      file: buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.length) as ArrayBuffer,
    });
    expect(table).toHaveLength(13);
    expect(table[0].center_ev).toBeCloseTo(160.5, 1);
  });

  test("--save-model keeps the values: the saved model starts at its optimum", async () => {
    const base = [at("li2s.csv"), "--preset", "s2p-argyrodite", "--fix", "Li2S.fwhm=1.2"];
    const first = await run(...base, "--region", "157..168", "--save-model", at("saved.json"));
    const again = await run(at("li2s.csv"), "--model", at("saved.json"), "--retries", "0");
    expect(again.fits[0].range).toEqual(first.fits[0].range);
    expect(again.fits[0].chi2! / first.fits[0].chi2!).toBeCloseTo(1, 8);
    expect(again.fits[0].evaluations).toBeLessThan(12);
    expect(again.fits[0].parameters.find(({ name }) => name === "Li2S.fwhm")!.state).toBe("fixed");
  });

  test("--lines proposes lines within the range; a shape of one's own", async () => {
    const two = [
      { center: 100, area: 5000, fwhm: 2 },
      { center: 108, area: 9000, fwhm: 2 },
    ];
    writeFileSync(at("two.csv"), csvOf(madeSpectrum(two, [90, 120])));
    const [plain, own] = await Promise.all([
      run(at("two.csv"), "--lines", "2"),
      run(
        at("two.csv"),
        ...["--lines", "1", "--region", "104..112", "--background", "linear", "--shape"],
        "mine(area,center,width)=area/width*exp(-((x-center)/width)^2)",
      ),
    ]);
    plain.fits[0].components.forEach(({ center, centerStderr, area, areaStderr }, k) => {
      near(center, two[k].center, centerStderr);
      near(area, two[k].area, areaStderr);
    });
    expect(own.fits[0].components[0]).toMatchObject({ name: "L1", shape: "mine" });
    expect(own.fits[0].components[0].center).toBeCloseTo(108, 1);
  });

  test("--presets lists energies, sources and what was not checked", async () => {
    const text = await interphase(["spectrum", "--presets"]);
    expect(text.code).toBe(0);
    expect(text.stdout).toContain("s2p-argyrodite");
    expect(text.stdout).toContain("not checked");
    const { presets } = JSON.parse((await interphase(["spectrum", "--presets", "--json"])).stdout) as {
      presets: { name: string; lines: { substance: string; energy: number; splitting: number }[] }[];
    };
    expect(presets.find(({ name }) => name === "s2p-argyrodite")!.lines).toMatchObject([
      { substance: "Li2S", energy: 160.5, splitting: 1.18 },
      { substance: "Li6PS5Cl", energy: 161.7, splitting: 1.18 },
    ]);
  });

  test("--report of one spectrum: a figure whose energy runs from right to left, components, ratio", async () => {
    const { code } = await interphase([
      "spectrum",
      at("li2s.csv"),
      ...["--preset", "s2p-argyrodite", "--report", at("one.html"), "--quiet"],
    ]);
    expect(code).toBe(0);
    const elements = readMarkup(readFileSync(at("one.html"), "utf8"));
    const ticks = elements
      .filter(({ attributes }) => attributes.class === "tick-x")
      .map(({ text, attributes }) => [Number(text), Number(attributes.x)] as const)
      .sort((a, b) => a[1] - b[1]);
    expect(ticks.length).toBeGreaterThan(2);
    ticks.slice(1).forEach(([energy], k) => {
      expect(energy).toBeLessThan(ticks[k][0]);
    });
    expect(elements.some(({ text }) => text === "Binding energy (eV)")).toBe(true);
    expect(elements.filter(({ attributes }) => attributes.class === "band")).toHaveLength(2);
    expect(elements.some(({ name, text }) => name === "th" && text === "Li₂S / Li₆PS₅Cl")).toBe(true);
  });

  test.each<[string[], string, number]>([
    [[], "interphase spectrum needs a model", 2],
    [["--preset", "s2p-argyrodit"], 'no preset "s2p-argyrodit"; did you mean s2p-argyrodite?', 2],
    [["--preset", "s2p-argyrodite", "--background", "shirly"], '"shirly" is not a background', 2],
    [["--preset", "s2p-argyrodite", "--fix", "Li2S.centre=1"], "did you mean Li2S.center?", 2],
    [["--preset", "s2p-argyrodite", "--region", "20..30"], "no line of s2p-argyrodite lies there", 2],
    [["--preset", "s2p-argyrodite", "--region", "S 2p"], 'its scan has no name, so "S 2p" is not there', 1],
    [["--preset", "c1s-ether"], "the model does not belong to this scan: it has 156 … 170 eV", 1],
    [["--preset", "s2p-argyrodite", "--noise", "sigma"], "the scan has no standard deviations", 1],
    [["--preset", "s2p-argyrodite", "--over", "cycle"], "the scans have no number of that name", 2],
    [["--model", "none.json"], "--model none.json: there is no such file", 2],
    [["--lines", "0"], '--lines "0" must be a whole number from 1', 2],
    [["--lines", "2", "--shape", "triangle"], '--shape "triangle" is not known', 2],
  ])("%j", async (args, expected, exit) => {
    const { code, stdout, stderr } = await interphase(["spectrum", at("li2s.csv"), ...args]);
    expect(stdout + stderr).toContain(expected);
    expect(stderr).not.toContain("    at ");
    expect(code).toBe(exit);
  });

  test("a fault in a model file is named by its key", async () => {
    writeFileSync(at("bad.json"), '{"lines": [{"name": "a", "centr": 3}]}');
    writeFileSync(at("cut.json"), '{"lines": [');
    const bad = await interphase(["spectrum", at("li2s.csv"), "--model", at("bad.json")]);
    expect(bad.code).toBe(2);
    expect(bad.stderr).toContain('lines[0] (a): a line of shape pseudovoigt has no "centr"');
    const cut = await interphase(["spectrum", at("li2s.csv"), "--model", at("cut.json")]);
    expect(cut.code).toBe(2);
    expect(cut.stderr).toContain("it is not JSON");
  });
});

describeShared("interphase spectrum on files of instruments", () => {
  test("poly(ethylene glycol): O 1s and C 1s of one VAMAS file; the survey and the valence band are left out", async () => {
    const file = shared("data/spectra/vamas_vms/xps-analysis__pegCASA.vms");
    writeFileSync(
      at("peg.json"),
      JSON.stringify({
        lines: [
          {
            name: "ether",
            element: "C",
            level: "1s",
            center: { start: 286.5, bounds: [285.5, 287.5] },
            fwhm: { start: 1, bounds: [0.5, 2] },
          },
        ],
      }),
    );
    const { code, stdout, stderr } = await interphase([
      "spectrum",
      file,
      ...["--model", at("peg.json"), "--json"],
    ]);
    expect(code).toBe(0);
    const { fits } = JSON.parse(stdout) as SpectrumDocument;
    expect(fits.map(({ region }) => region)).toEqual(["C 1s"]);
    expect(fits[0].components[0].center).toBeCloseTo(286.6, 1);
    expect(stderr).toContain("scan Survey left out: its points are 1 eV apart");
    expect(stderr).toContain("scan Valence left out: it has");
  });

  test("FeO: the components that CasaXPS stored stand beside ours, its envelope is drawn", async () => {
    const model = {
      background: "shirley",
      region: [700, 749],
      lines: [709.7, 712, 715.5, 723.5, 730].map((center, k) => ({
        name: `Fe${k}`,
        center: { start: center, bounds: [center - 3, center + 3] },
        fwhm: { start: 3, bounds: [1, 9] },
      })),
    };
    writeFileSync(at("feo.json"), JSON.stringify(model));
    const { code } = await interphase([
      "spectrum",
      shared("data/spectra/xps_text_exports/pynxtools-xps__FeO_analyzed_lineshapes_cols.txt"),
      ...["--model", at("feo.json"), "--report", at("feo.html"), "--quiet"],
    ]);
    expect(code).toBe(0);
    const page = readFileSync(at("feo.html"), "utf8");
    const elements = readMarkup(page);
    expect(page).toContain("LF(0.54,10,80,100,6)");
    expect(page).toContain("stored envelope");
    // Each stored line names the line of ours that lies next to it, as far as there is one
    const rows = elements.filter(({ name, text }) => name === "th" && /^Fe 2p( · Fe\d)?$/.test(text));
    expect(rows).toHaveLength(4);
    expect(rows.some(({ text }) => /Fe\d/.test(text))).toBe(true);
  });
});

describe("interphase spectrum --lines auto", () => {
  test("finds as many lines as there are, and says how sure that is", async () => {
    const { fits } = await run(at("three.csv"), "--lines", "auto");
    const [fit] = fits;
    expect(fit.components.map(({ name }) => name)).toEqual(["L1", "L2", "L3"]);
    fit.components.forEach((component, k) => {
      near(component.center, three[k].center, component.centerStderr);
      near(component.area, three[k].area, component.areaStderr);
    });
    const lines = fit.lines!;
    expect(lines[0]).toMatchObject({ lines: 3, delta: 0 });
    expect(lines.map(({ bic }) => bic)).toEqual([...lines].map(({ bic }) => bic!).sort((a, b) => a - b));
    expect(lines.find((one) => one.lines === 2)!.delta).toBeGreaterThan(10);
    expect(lines.reduce((sum, { weight }) => sum + weight!, 0)).toBeCloseTo(1, 9);
  });

  test("lets the clearest of several scans of a range decide, and prints the ranking", async () => {
    const report = at("threes.html");
    const { stdout, stderr, code } = await interphase([
      "spectrum",
      at("threes"),
      ...["--lines", "auto", "--report", report],
    ]);
    expect(code).toBe(0);
    expect(stderr).toContain("3.csv decided for 3 scans of its range: 3 lines");
    expect(stdout).toMatch(/number of lines by BIC: 3 lines \(weight/);
    expect(readFileSync(report, "utf8")).toMatch(/umber of lines by BIC: 3 lines/);
    const { fits } = await run(at("threes"), "--lines", "auto");
    expect(fits.map(({ lines }) => lines !== null)).toEqual([false, false, true]);
    fits.forEach(({ components }, k) => {
      near(components[2].area, 20000 * (k + 1), components[2].areaStderr);
    });
  });

  test("fails on noise alone with a sentence, and on a number that is none", async () => {
    writeFileSync(at("flat.csv"), csvOf(madeSpectrum([], [156, 170], { seed: 5 })));
    const flat = await interphase(["spectrum", at("flat.csv"), "--lines", "auto", "--quiet"]);
    expect(flat.code).toBe(1);
    expect(flat.stderr).toMatch(/flat\.csv: no line stands out of the noise/);
    const wrong = await interphase(["spectrum", at("flat.csv"), "--lines", "many"]);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('--lines "many" is neither a whole number from 1 nor auto');
  });
});

describe("interphase spectrum --stored", () => {
  test("says which files hold no components", async () => {
    const { code, stderr } = await interphase(["spectrum", at("three.csv"), "--stored"]);
    expect(code).toBe(1);
    expect(stderr).toContain("no components are stored in it");
  });
});

describeShared("a fit that CasaXPS stored", () => {
  test("without limits in a text export keeps its lines within half a width of their places", async () => {
    const file = shared("data/spectra/xps_text_exports/pynxtools-xps__FeO_analyzed_lineshapes_cols.txt");
    const { fits, doubts } = await run(file, "--stored");
    const [fit] = fits;
    const stored = fit.stored!.components;
    expect(fit.components).toHaveLength(stored.length);
    fit.parameters.forEach(({ name, value }) => {
      const k = ["Fe_2p.center", "Fe_2p_2.center", "Fe_2p_3.center", "Fe_2p_4.center"].indexOf(name);
      if (k < 0) return;
      const { position, fwhm } = stored[k];
      expect(Math.abs(value! - position.value)).toBeLessThanOrEqual(0.5 * fwhm.value * (1 + 1e-9));
    });
    expect(doubts.join(" ")).toContain("no limits are stored");
  });

  test("is a model: its lines, its bounds, its background; saved it is the same", async () => {
    const file = shared("data/spectra/vamas_vms/pynxtools-xps__FeO_analyzed.vms");
    const saved = at("feo.json");
    const { fits, doubts } = await run(file, "--stored", "--save-model", saved);
    const [fit] = fits;
    expect(fit.model).toBe("stored Fe 2p");
    expect(fit.background).toMatchObject({ kind: "tougaard", mode: "static" });
    expect(fit.components.map(({ shape }) => shape)).toEqual(["lf", "pseudovoigt", "lf", "pseudovoigt"]);
    // As stored: within 1.2 eV of places that depend on how the program that stored them damps its asymmetric shape
    const stored = fit.stored!.components;
    fit.components.forEach(({ center }, k) => {
      expect(Math.abs(center! - stored[k].position.value)).toBeLessThan(1.2);
    });
    expect(doubts.join(" ")).toContain("CasaXPS gives it in channels");
    const model = JSON.parse(readFileSync(saved, "utf8"));
    expect(model.lines).toHaveLength(4);
    const again = await run(file, "--model", saved, "--retries", "0");
    expect(again.fits[0].chi2! / fit.chi2!).toBeCloseTo(1, 6);
  });
});
