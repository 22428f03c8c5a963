/** The page as its users work with it, in a real Chromium under a strict content security policy. */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fitMany } from "../../src/api.ts";
import { readImpedance } from "../../src/formats/index.ts";
import { publishedAgeing, simulateAgeing } from "../../src/impedance/ageing.ts";
import { pointColumns } from "../../src/report/points.ts";
import { csvOf } from "../../src/report/tableFile.ts";
import { cycledInterphase } from "../../src/web/spectra/example.ts";
import { describeShared, shared } from "../shared.ts";
import { buildPage, fitted, openSite, strictPolicy, wasmPolicy } from "./page.js";

type Site = Awaited<ReturnType<typeof openSite>>;

let built: Awaited<ReturnType<typeof buildPage>>;
let site: Site;
beforeAll(async () => {
  built = await buildPage();
  site = await openSite(built.folder, wasmPolicy);
});
afterAll(async () => {
  await site?.close();
  built?.remove();
});

const circuit = "L0-R1-p(R2,CPE2)-p(R3,CPE3)";

/** Text of an instrument's file with so many spectra of one simulated cell. */
function csvFile(cycles: number): string {
  const spectra = simulateAgeing({ cells: 1, cycles, seed: 7 }).map(({ spectrum }) => spectrum);
  return csvOf(pointColumns([{ file: "cell 1", format: "simulated", spectra, warnings: [] }]));
}

async function openExample(page: Page, name: string | RegExp): Promise<string> {
  await page.getByRole("button", { name }).click();
  return fitted(page);
}

async function pickFiles(page: Page, files: { name: string; text: string | Buffer }[]): Promise<void> {
  await page
    .locator('input[type="file"]')
    .first()
    .setInputFiles(files.map(({ name, text }) => ({ name, mimeType: "", buffer: Buffer.from(text) })));
}

/** The value cell of a parameter, with plain blanks. */
async function shownValue(page: Page, parameter: string): Promise<string> {
  const cell = page.locator(".parameters tr", { hasText: parameter }).locator("td.value").first();
  return ((await cell.textContent()) ?? "").replaceAll("\u00a0", " ");
}

/** Clicks an item of "Take away" and gives what is downloaded. */
async function takeAway(page: Page, label: string | RegExp): Promise<{ name: string; bytes: Buffer }> {
  await page.getByRole("button", { name: "Take away" }).click();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: label }).click(),
  ]);
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

describe("an example", () => {
  test("is simulated, fitted with the SIMD kernel in workers, and drawn; nothing is asked of another host", async () => {
    const { page, complaints } = await site.open();
    const summary = await openExample(page, /^An ageing cell/);
    expect(summary).toMatch(/^50 spectra fitted in .*: 50 converged\.$/);
    expect(await page.locator(".kernel").textContent()).toContain("SIMD");
    expect(page.workers().length).toBeGreaterThan(0);
    // The published resistance of the cell at cycle 0, and its scatter between simulated cells (one cell: none)
    expect(Number.parseFloat(await shownValue(page, "R1.R"))).toBeCloseTo(publishedAgeing[0].R1, 1);
    const ratios = await page
      .locator(".linked")
      .first()
      .evaluate((figure) => {
        const frame = figure.querySelector<SVGPathElement>(".frame");
        const [, , width, height] = (frame?.dataset.box ?? "").split(" ").map(Number);
        const span = (text = "") =>
          text
            .split(" ")
            .slice(1)
            .map(Number)
            .reduce((low, high) => high - low);
        return [width / span(frame?.dataset.x), height / span(frame?.dataset.y)];
      });
    expect(ratios[0] / ratios[1], "an ohm is equally long on both axes").toBeCloseTo(1, 2);
    expect(await page.locator(".trends svg").count()).toBe(8);
    expect(complaints).toEqual([]);
  });

  test("under a policy that forbids WebAssembly the JavaScript kernel finds the same, and the page says so", async () => {
    const strict = await openSite(built.folder, strictPolicy);
    try {
      const { page, complaints } = await strict.open();
      expect(await openExample(page, /^An ageing cell/)).toContain("50 converged");
      expect(await page.locator(".kernel").textContent()).toContain("JavaScript kernel, because");
      expect(Number.parseFloat(await shownValue(page, "R1.R"))).toBeCloseTo(publishedAgeing[0].R1, 1);
      // That WebAssembly was refused is what the policy is for
      expect(complaints.filter((text) => !/WebAssembly|wasm/i.test(text))).toEqual([]);
    } finally {
      await strict.close();
    }
  });

  test("of 1,000 spectra is refitted and its trends redrawn for every circuit that is typed", async () => {
    const { page, complaints } = await site.open();
    expect(await openExample(page, /^Five ageing cells/)).toMatch(
      /^1,000 spectra fitted .* from neighbour to neighbour: 1,000 converged/,
    );
    const field = page.getByRole("combobox", { name: "Circuit" });
    await field.fill("L0-R1-p(R2,CPE2)");
    await expect.poll(() => page.locator(".trends svg").count()).toBe(5);
    await field.press("End");
    await field.pressSequentially("-p(R3,CPE3)", { delay: 5 });
    await expect.poll(() => page.locator(".trends svg").count(), { timeout: 15_000 }).toBe(8);
    await fitted(page);
    expect(await page.locator(".summary").textContent()).toContain("1,000 converged");
    expect(complaints).toEqual([]);
  });
});

describe("files", () => {
  test("are read, fitted as the library fits them, and what cannot be read is listed with its sentence", async () => {
    const { page, complaints } = await site.open();
    await pickFiles(page, [
      { name: "cell.csv", text: csvFile(3) },
      { name: "notes.txt", text: "Tuesday: glovebox at 0.1 ppm." },
    ]);
    await fitted(page);
    const list = page.getByRole("region", { name: "Files that could not be read" });
    expect(await list.getByRole("listitem").allTextContents()).toEqual([
      expect.stringMatching(/^notes\.txt.*: expected .*; /),
    ]);
    expect(await page.getByRole("listbox", { name: "Spectra" }).getByRole("option").count()).toBe(3);
    await page.getByRole("combobox", { name: "Circuit" }).fill(circuit);
    await expect.poll(() => shownValue(page, "R3.R")).toMatch(/Ω$/);
    await fitted(page);
    const { bytes } = await takeAway(page, /^Parameters, JSON/);
    const document = JSON.parse(String(bytes));
    const spectra = simulateAgeing({ cells: 1, cycles: 3, seed: 7 }).map(({ spectrum }) => spectrum);
    const expected = await fitMany(circuit, spectra, { workers: 0 });
    expect(document.spectra.map((one: { values: number[] }) => one.values)).toEqual(
      expected.map(({ values }) => [...values]),
    );
    expect(complaints).toEqual([]);
  });

  test("can be dropped on the page", async () => {
    const { page } = await site.open();
    const data = await page.evaluateHandle((text) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], "dropped.csv"));
      return transfer;
    }, csvFile(2));
    await page.dispatchEvent("body", "drop", { dataTransfer: data });
    expect(await fitted(page)).toContain("2 spectra");
  });

  test("that hold nothing to show leave the page as it was, with the reason", async () => {
    const { page } = await site.open();
    await pickFiles(page, [{ name: "empty.mpr", text: "" }]);
    await page.getByRole("region", { name: "Files that could not be read" }).waitFor();
    expect(await page.getByRole("status").textContent()).toContain("Nothing was opened");
    await page.getByRole("button", { name: "Dismiss" }).click();
    expect(await page.getByRole("region", { name: "Files that could not be read" }).count()).toBe(0);
  });
});

describe("long work", () => {
  test("the reading of a large file is cancelled, and the page is as before", async () => {
    const { page } = await site.open();
    const data = await page.evaluateHandle(() => {
      const rows = Array.from({ length: 1000 }, (_, i) => `${1e6 / (i + 1)},${10 + i},${-i}\n`).join("");
      const transfer = new DataTransfer();
      transfer.items.add(
        new File(["frequency_hertz,z_real_ohm,z_imag_ohm\n", ...Array(2500).fill(rows)], "long.csv"),
      );
      return transfer;
    });
    await page.dispatchEvent("body", "drop", { dataTransfer: data });
    await page.getByRole("progressbar", { name: "Reading long.csv" }).waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await expect.poll(() => page.getByRole("status").textContent()).toBe("Reading long.csv: cancelled.");
    expect(await openExample(page, /^An ageing cell/)).toContain("50 converged");
  });

  test("nothing of spectra that were taken off the list stays beside the others", async () => {
    const { page } = await site.open();
    await openExample(page, /^An ageing cell/);
    await page.getByRole("combobox", { name: "Circuit" }).fill("L0-R1-");
    await page.getByRole("listbox", { name: "Spectra" }).focus();
    await page.keyboard.press("Delete");
    await expect.poll(() => shownValue(page, "R1.R")).toBe("…");
    expect(await page.locator(".trends svg").count()).toBe(0);
    expect(await page.locator(".summary").textContent()).toBe("");
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+z");
    expect(await fitted(page)).toContain("50 spectra");
    expect(await shownValue(page, "R1.R")).toMatch(/Ω$/);
  });

  test("fits are stopped, and the next change starts them again", async () => {
    const { page } = await site.open();
    await openExample(page, /^Five ageing cells/);
    await page.getByRole("combobox", { name: "Fits" }).selectOption("each");
    await page.getByRole("button", { name: "Stop" }).click();
    expect(await page.locator(".summary").textContent()).toMatch(
      /^Stopped; what is shown was fitted before\. 1,000 spectra/,
    );
    await page.getByRole("combobox", { name: "Fits" }).selectOption("series");
    expect(await fitted(page)).toContain("1,000 converged");
  });
});

describeShared("files of instruments", () => {
  const folder = shared("data/impedance/impedance.py");

  test("of a folder are read as in Node and fitted; the others are named", {
    timeout: 60_000,
  }, async () => {
    const { page, complaints } = await site.open();
    const files = readdirSync(folder);
    const inNode = files.map((name) => {
      try {
        return readImpedance(readFileSync(join(folder, name)), name).spectra.length;
      } catch {
        return 0;
      }
    });
    const unread = inNode.filter((spectra) => spectra === 0).length;
    await page.locator("input[webkitdirectory]").setInputFiles(folder);
    const summary = await fitted(page);
    const total = inNode.reduce((sum, spectra) => sum + spectra, 0);
    expect(total).toBeGreaterThan(5);
    expect(summary).toMatch(new RegExp(`^${total} spectra`));
    expect(await page.locator(".unread li").count()).toBe(unread);
    expect(complaints).toEqual([]);
  });
});

describe("the circuit", () => {
  test("shows a caret under a mistake, keeps the last fits, and completes elements by keyboard", async () => {
    const { page } = await site.open();
    await openExample(page, /^An ageing cell/);
    const field = page.getByRole("combobox", { name: "Circuit" });
    await field.fill("L0-R1-p(R2,XYZ2)");
    const mistake = page.locator(".mistake");
    expect(await mistake.locator("pre").textContent()).toBe("L0-R1-p(R2,XYZ2)\n           ^");
    expect(await mistake.textContent()).toContain("at character 12");
    expect(await field.getAttribute("aria-invalid")).toBe("true");
    expect(await shownValue(page, "R1.R"), "the earlier fit stays").toMatch(/Ω$/);
    await field.fill("R1-C");
    const options = page.getByRole("listbox", { name: "Completions" }).getByRole("option");
    expect(await options.allTextContents()).toEqual(
      expect.arrayContaining([expect.stringContaining("constant phase element")]),
    );
    await field.press("ArrowDown");
    await field.press("ArrowDown");
    await field.press("Enter");
    expect(await field.inputValue()).toMatch(/^R1-C(PE)?1$/);
    expect(await mistake.isHidden()).toBe(true);
  });
});

describe("parameters", () => {
  test("are fixed, bounded and tied, and every step can be undone", async () => {
    const { page } = await site.open();
    await openExample(page, /^An ageing cell/);
    const free = await shownValue(page, "R1.R");
    await page.getByRole("textbox", { name: "R1.R, held at in Ω" }).fill("7");
    await page.keyboard.press("Tab");
    await expect.poll(() => shownValue(page, "R1.R")).toBe("7 Ω");
    expect(await page.locator(".command").textContent()).toContain("--fix R1.R=7");
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => shownValue(page, "R1.R")).toBe(free);
    await page.getByRole("textbox", { name: "CPE3.n, tie" }).fill("CPE2.n");
    await page.keyboard.press("Tab");
    await expect
      .poll(() => page.locator(".parameters tr", { hasText: "CPE3.n" }).textContent())
      .toContain("tied");
    expect(await page.locator(".command").textContent()).toContain("--tie CPE3.n=CPE2.n");
    await page.getByRole("textbox", { name: "CPE3.n, tie" }).fill("CPE9.n");
    await page.keyboard.press("Tab");
    await expect.poll(() => page.locator(".fault").textContent()).toContain('no parameter "CPE9.n"');
    await page.getByRole("textbox", { name: "CPE3.n, tie" }).fill("");
    await page.keyboard.press("Tab");
    await page.getByRole("textbox", { name: "CPE2.n, upper bound" }).fill("0.8");
    await page.keyboard.press("Tab");
    await expect
      .poll(() => page.locator(".parameters tr", { hasText: "CPE2.n" }).textContent())
      .toContain("⚠ at upper bound");
  });
});

describe("linked figures", () => {
  test("a point under the pointer is marked in Nyquist, Bode and residuals; arrow keys do the same", async () => {
    const { page } = await site.open();
    await openExample(page, /^An ageing cell/);
    const nyquist = page.getByRole("group", { name: /^Nyquist plot/ });
    const marked = () => page.locator(".three .marks circle").count();
    const readout = async () => (await page.locator(".readout").textContent())?.replaceAll("\u00a0", " ");
    await nyquist.focus();
    await page.keyboard.press("End");
    expect(await readout()).toMatch(/^100 mHz {3}Z′ = \d+\.\d+ Ω {3}.*ΔZ″ = /);
    await page.keyboard.press("Home");
    for (let page10 = 0; page10 < 3; page10++) await page.keyboard.press("PageDown");
    // Nyquist, |Z|, phase, both residuals
    expect(await marked()).toBe(5);
    const byKeys = await readout();
    const mark = await nyquist.locator(".marks circle").boundingBox();
    if (!mark) throw new Error("the Nyquist plot has no mark");
    await page.keyboard.press("Escape");
    expect(await marked()).toBe(0);
    await page.mouse.move(mark.x + mark.width / 2, mark.y + mark.height / 2);
    expect(await marked()).toBe(5);
    expect(await readout()).toBe(byKeys);
    await page.mouse.move(0, 0);
    expect(await marked()).toBe(0);
  });
});

describe("analyses", () => {
  test("Kramers–Kronig, relaxation times and the ranking of circuits", async () => {
    const { page, complaints } = await site.open();
    await openExample(page, /^An ageing cell/);
    await page.getByRole("tab", { name: "Kramers–Kronig" }).click();
    await expect.poll(() => page.locator(".verdict-line").textContent()).toMatch(/valid/);
    await expect.poll(() => page.getByText(/^All spectra: /).textContent()).toBe("All spectra: 50 valid.");
    await page.getByRole("tab", { name: "Relaxation times" }).click();
    await page.locator(".tabbed .band").first().waitFor();
    expect(
      await page.getByRole("region", { name: "Peaks of the distribution" }).getByRole("row").count(),
    ).toBeGreaterThanOrEqual(3);
    await page.getByRole("tab", { name: "Circuits compared" }).click();
    await page.getByRole("button", { name: "Find circuits for this spectrum" }).click();
    const ranking = page.getByRole("region", { name: "Ranking of circuits" });
    await ranking.waitFor({ timeout: 30_000 });
    const best = ranking.getByRole("row").nth(1);
    // Two depressed arcs, a resistor and an inductor were simulated
    expect(await best.textContent()).toMatch(/L\d-R\d-p\(R\d,CPE\d\)-p\(R\d,CPE\d\)/);
    await best.getByRole("button").click();
    await fitted(page);
    expect(complaints).toEqual([]);
  });
});

describe("taking away", () => {
  test("tables, figures, report; what they hold", async () => {
    const { page, complaints } = await site.open();
    await openExample(page, /^An ageing cell/);
    const csv = String((await takeAway(page, /^Parameters, CSV/)).bytes);
    expect(csv.split("\r\n")[0]).toContain("R1.R (Ω),R1.R stderr (Ω),R1.R state");
    expect(csv.trim().split("\r\n").length).toBe(51);
    const { bytes } = await takeAway(page, /^Spectra, Parquet/);
    const rows = await parquetReadObjects({
      file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
    });
    const truth = simulateAgeing({ cells: 1, cycles: 50, seed: 1 })[49].spectrum;
    expect(rows.length).toBe(50 * 70);
    expect(rows.at(-1)).toMatchObject({
      frequency_hertz: truth.frequency[69],
      real_impedance_ohm: truth.real[69],
    });
    expect(String((await takeAway(page, /^Nyquist plot, SVG/)).bytes)).toMatch(/^<svg xmlns/);
    const png = (await takeAway(page, /^Trends, PNG/)).bytes;
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    // 170 mm at 300 dpi
    expect(png.readUInt32BE(16)).toBe(Math.round((170 / 25.4) * 300));
    const report = await takeAway(page, /^Report/);
    expect(report.name).toBe("report.html");
    expect(String(report.bytes)).toContain("<h1>Impedance fit: L0-R1-p(R2,CPE2)-p(R3,CPE3)</h1>");
    expect(complaints).toEqual([]);
  });

  test("a session file reopens exactly", async () => {
    const { page } = await site.open();
    await openExample(page, /^An ageing cell/);
    await page.getByRole("textbox", { name: "R1.R, lower bound in Ω" }).fill("7.5");
    await page.keyboard.press("Tab");
    await expect
      .poll(() => page.locator(".parameters tr", { hasText: "R1.R" }).textContent())
      .toContain("at lower bound");
    await fitted(page);
    await page.getByRole("option", { name: /cycle 3 / }).click();
    const before = {
      table: await page.locator(".parameters tbody").innerText(),
      json: (await takeAway(page, /^Parameters, JSON/)).bytes,
    };
    const session = await takeAway(page, /^Session file/);
    const fresh = await site.open();
    await pickFiles(fresh.page, [{ name: session.name, text: session.bytes }]);
    await fitted(fresh.page);
    expect(await fresh.page.locator(".parameters tbody").innerText()).toBe(before.table);
    const spectra = (text: Buffer) => JSON.parse(String(text)).spectra;
    expect(spectra((await takeAway(fresh.page, /^Parameters, JSON/)).bytes)).toEqual(spectra(before.json));
    expect(await fresh.page.locator(".row.current").textContent()).toContain("cycle 3");
    await pickFiles(fresh.page, [{ name: session.name, text: "{" }]);
    await expect
      .poll(() => fresh.page.getByRole("status").textContent())
      .toContain("not a whole session file");
  });
});

describe("spectra", () => {
  const example = /^S 2p of a cycled interphase/;
  const lines = (page: Page) => page.getByRole("region", { name: "Lines of the model" });
  /** Cells of a component, with plain blanks. */
  const component = async (page: Page, name: string): Promise<string[]> => {
    const row = page.locator(".components tr", { hasText: name }).first();
    return (await row.locator("th, td").allTextContents()).map((text) => text.replaceAll("\u00a0", " "));
  };

  test("the example opens with its presets: components, composition, trends over the profile", async () => {
    const { page, complaints } = await site.open();
    expect(await openExample(page, example)).toMatch(/^24 scans fitted in .*: \d+ converged/);
    const sulfide = await component(page, "Li₂S");
    // As simulated
    expect(Number.parseFloat(sulfide[2])).toBeCloseTo(160.5, 1);
    expect(Number.parseFloat(sulfide[3])).toBeCloseTo(1.2, 1);
    const composition = page.getByRole("region", { name: "Composition" });
    // Five sulfur atoms to one of phosphorus were simulated at every level
    const ratio = Number.parseFloat((await composition.locator("td").last().textContent()) ?? "");
    expect(Math.abs(ratio - 5)).toBeLessThan(0.6);
    expect(await page.locator(".series .trends svg").count()).toBe(6);
    expect(await page.locator(".command").textContent()).toContain(
      "--preset s2p-argyrodite --preset p2p-argyrodite",
    );
    await page.getByRole("option", { name: /^P 2p, level 12/ }).click();
    await expect.poll(() => component(page, "Li₃P").then(({ length }) => length)).toBeGreaterThan(3);
    expect(complaints).toEqual([]);
  });

  test("lines are added by clicking and by keyboard, removed, and every step can be undone", async () => {
    const { page } = await site.open();
    await openExample(page, example);
    await page.getByRole("button", { name: "Remove Li2S" }).click();
    await page.getByRole("button", { name: "Remove Li6PS5Cl" }).click();
    await expect.poll(() => page.locator(".components").isHidden()).toBe(true);
    await page.getByRole("combobox", { name: "A click in the spectrum adds" }).selectOption("S 2p");
    const frame = await page.locator(".spectra-fit .frame").first().boundingBox();
    if (!frame) throw new Error("the spectrum is not drawn");
    // The highest point: Li₂S at 160.5 eV; the axis runs from high to low energies
    const at = await page
      .locator(".spectra-fit .frame")
      .first()
      .evaluate((element) => {
        const [, low, high] = ((element as SVGPathElement).dataset.x ?? "").split(" ").map(Number);
        return (high - 160.5) / (high - low);
      });
    await page.mouse.click(frame.x + at * frame.width, frame.y + frame.height / 2);
    await expect.poll(() => lines(page).locator("tbody tr").count()).toBe(1);
    await fitted(page);
    await expect.poll(() => component(page, "L1").then((cells) => cells[1])).toBe("S 2p3/2");
    expect(Math.abs(Number.parseFloat((await component(page, "L1"))[2]) - 160.5)).toBeLessThan(0.3);
    expect(await page.locator(".command").textContent()).toContain("--model s2p.json");
    const figure = page.getByRole("group", { name: /^Spectrum/ });
    await figure.focus();
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await expect.poll(() => lines(page).locator("tbody tr").count()).toBe(2);
    for (let steps = 0; steps < 4; steps++) await page.getByRole("button", { name: "Undo" }).click();
    expect(await lines(page).locator("input.name").first().inputValue()).toBe("Li2S");
    await fitted(page);
    expect((await component(page, "Li₂S"))[1]).toBe("S 2p3/2");
  });

  test("region and background change the fit; what is no region is said in place", async () => {
    const { page } = await site.open();
    await openExample(page, example);
    const background = page.getByRole("combobox", { name: "Background" });
    await background.selectOption("static:shirley");
    await expect.poll(() => page.locator(".components").textContent()).toContain("background static shirley");
    await background.selectOption("active:shirley+linear");
    await expect.poll(() => page.locator(".components").textContent()).toContain("active shirley+linear");
    const low = page.getByRole("textbox", { name: "Region, lower end" });
    await low.fill("200");
    await low.press("Tab");
    await expect
      .poll(() => page.locator(".model .fault").textContent())
      .toMatch(/is none: give two numbers in eV/);
    await low.fill("158");
    await low.press("Tab");
    await fitted(page);
    const ends = await page
      .locator(".spectra-fit .frame")
      .first()
      .evaluate((element) =>
        ((element as SVGPathElement).dataset.x ?? "").split(" ").slice(1, 3).map(Number),
      );
    expect(Math.min(...ends)).toBeCloseTo(158, 0);
    await page.getByRole("textbox", { name: "Li2S, FWHM" }).fill("1.3");
    await page.getByRole("checkbox", { name: "Li2S, hold the FWHM" }).check();
    await expect.poll(() => component(page, "Li₂S").then((cells) => cells[3])).toMatch(/^1\.3.*fixed/);
  });

  test("lines are found without a model", async () => {
    const { page } = await site.open();
    const scan = cycledInterphase().scans[0];
    const text = Array.from(scan.x, (x, i) => `${x}\t${scan.y[i]}`).join("\n");
    await pickFiles(page, [{ name: "S2p.txt", text: `Binding energy (eV)\tCounts\n${text}\n` }]);
    await page
      .getByText(/click where they are/)
      .first()
      .waitFor();
    await page.getByRole("button", { name: "Find lines" }).click();
    await fitted(page);
    expect(await lines(page).locator("tbody tr").count()).toBeGreaterThanOrEqual(2);
    expect(await page.getByRole("status").last().textContent()).toContain("by BIC");
  });

  test("tables, figures, report, model, and a session that reopens exactly", async () => {
    const { page, complaints } = await site.open();
    await openExample(page, example);
    await page.getByRole("combobox", { name: "Background" }).selectOption("active:linear");
    await fitted(page);
    const csv = String((await takeAway(page, /^Components, CSV/)).bytes);
    // 12 levels with two and four components
    expect(csv.trim().split("\r\n").length).toBe(1 + 12 * 2 + 12 * 4);
    const model = JSON.parse(String((await takeAway(page, /^Model s2p, JSON/)).bytes));
    expect(model.background).toMatchObject({ kind: "linear", mode: "active" });
    expect(String((await takeAway(page, /^Spectrum, SVG/)).bytes)).toMatch(/^<svg xmlns/);
    expect(String((await takeAway(page, /^Report/)).bytes)).toContain("<h2>Composition</h2>");
    const fits = (text: Buffer) => JSON.parse(String(text)).fits;
    const before = fits((await takeAway(page, /^Components, JSON/)).bytes);
    const session = await takeAway(page, /^Session file/);
    const fresh = await site.open();
    await pickFiles(fresh.page, [{ name: session.name, text: session.bytes }]);
    await fitted(fresh.page);
    expect(fits((await takeAway(fresh.page, /^Components, JSON/)).bytes)).toEqual(before);
    expect(complaints).toEqual([]);
  });
});

describe("manners", () => {
  const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  const violations = async (page: Page): Promise<string[]> => {
    await page.evaluate(axeSource);
    return page.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: {
          run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>;
        };
      };
      const found = await axe.run();
      return found.violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
      );
    });
  };

  test.for(["light", "dark"] as const)(
    "axe finds nothing in the %s page: start, menus, every tab",
    { timeout: 60_000 },
    async (colorScheme) => {
      const { page } = await site.open({ colorScheme });
      expect(await violations(page), "start").toEqual([]);
      await pickFiles(page, [{ name: "notes.txt", text: "no data" }]);
      await openExample(page, /^An ageing cell/);
      expect(await violations(page), "trends").toEqual([]);
      await page.getByRole("combobox", { name: "Circuit" }).fill("L0-R1-p(R2,C");
      expect(await violations(page), "mistake and completions").toEqual([]);
      await page.getByRole("combobox", { name: "Circuit" }).fill(circuit);
      for (const tab of ["Kramers–Kronig", "Relaxation times", "Circuits compared"]) {
        await page.getByRole("tab", { name: tab }).click();
        if (tab === "Relaxation times") await page.locator(".tabbed .band").first().waitFor();
        expect(await violations(page), tab).toEqual([]);
      }
      await page.getByRole("button", { name: "Take away" }).click();
      expect(await violations(page), "menu").toEqual([]);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Open", exact: true }).click();
      await page.getByRole("menuitem", { name: /^S 2p of a cycled/ }).click();
      await page.locator(".components table").first().waitFor();
      await page.locator(".spectra-fit .summary[data-state='done']").waitFor();
      expect(await violations(page), "spectra").toEqual([]);
    },
  );

  test.for([360, 1280, 2560])("at %i px nothing runs off the page sideways", async (width) => {
    const { page } = await site.open({ viewport: { width, height: 900 } });
    await openExample(page, /^An ageing cell/);
    const total = () => page.evaluate(() => document.documentElement.scrollWidth);
    expect(await total()).toBeLessThanOrEqual(width);
    await page.getByRole("button", { name: "Open", exact: true }).click();
    await page.getByRole("menuitem", { name: /^S 2p of a cycled/ }).click();
    await page.locator(".spectra-fit .summary[data-state='done']").waitFor();
    expect(await total()).toBeLessThanOrEqual(width);
  });

  test("everything is reached and done by keyboard: open an example, go down the list, change the theme", async () => {
    const { page } = await site.open();
    const open = page.getByRole("button", { name: "Open", exact: true });
    await open.focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe("Files …");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await fitted(page);
    await page.getByRole("listbox", { name: "Spectra" }).focus();
    await page.keyboard.press("End");
    await expect.poll(() => page.locator(".row.current").textContent()).toContain("cycle 49");
    await page.keyboard.press("Delete");
    await expect.poll(() => page.locator(".summary").textContent()).toContain("49 spectra");
    await page.keyboard.press("Control+z");
    await expect.poll(() => page.locator(".summary").textContent()).toContain("50 spectra");
    const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
    const before = await theme();
    await page.getByRole("button", { name: "Light or dark" }).press("Enter");
    expect(await theme()).not.toBe(before);
  });

  test("opens and fits without a network after the first load", async () => {
    const { page } = await site.open();
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await page.context().setOffline(true);
    await page.reload();
    expect(await openExample(page, /^An ageing cell/)).toContain("50 converged");
    expect((await takeAway(page, /^Report/)).bytes.length).toBeGreaterThan(10_000);
  });
});
