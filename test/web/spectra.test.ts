/** The view of spectra as its users work with it. */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { cycledInterphase } from "../../src/web/spectra/example.ts";
import { fitted } from "./page.js";
import { openExample, pickFiles, site, takeAway, useSite } from "./site.ts";

useSite();

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
