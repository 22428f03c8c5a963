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

  /** Ends of the abscissa of the drawn spectrum. */
  const ends = (page: Page): Promise<number[]> =>
    page
      .locator(".spectra-fit .frame")
      .first()
      .evaluate((element) =>
        ((element as SVGPathElement).dataset.x ?? "").split(" ").slice(1, 3).map(Number),
      );

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
    await expect.poll(() => lines(page).locator("tr.line").count()).toBe(1);
    await fitted(page);
    await expect.poll(() => component(page, "L1").then((cells) => cells[1])).toBe("S 2p3/2");
    expect(Math.abs(Number.parseFloat((await component(page, "L1"))[2]) - 160.5)).toBeLessThan(0.3);
    expect(await page.locator(".command").textContent()).toContain("--model s2p.json");
    const figure = page.getByRole("group", { name: /^Spectrum/ });
    await figure.focus();
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await expect.poll(() => lines(page).locator("tr.line").count()).toBe(2);
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
    expect(Math.min(...(await ends(page)))).toBeCloseTo(158, 0);
    await page.getByRole("textbox", { name: "Li2S, FWHM" }).fill("1.3");
    await page.getByRole("checkbox", { name: "Li2S, hold the FWHM" }).check();
    await expect.poll(() => component(page, "Li₂S").then((cells) => cells[3])).toMatch(/^1\.3.*fixed/);
  });

  test("the region is dragged in the figure, or taken with Shift and arrow keys; Escape and Undo take it back", async () => {
    const { page } = await site.open();
    await openExample(page, example);
    const frame = await page.locator(".spectra-fit .frame").first().boundingBox();
    if (!frame) throw new Error("the spectrum is not drawn");
    const [from, to] = await ends(page);
    const middle = frame.y + frame.height / 2;
    await page.mouse.move(frame.x + 0.2 * frame.width, middle);
    await page.mouse.down();
    await page.mouse.move(frame.x + 0.5 * frame.width, middle, { steps: 4 });
    expect(await page.locator(".marks .span").count()).toBe(2);
    await page.mouse.move(frame.x + 0.8 * frame.width, middle, { steps: 4 });
    await page.mouse.up();
    // The abscissa runs from high to low energies
    const at = (share: number) => to - share * (to - from);
    const field = (end: string) => page.getByRole("textbox", { name: `Region, ${end} end` }).inputValue();
    await expect.poll(() => field("lower").then(Number)).toBeCloseTo(at(0.8), 1);
    expect(Number(await field("upper"))).toBeCloseTo(at(0.2), 1);
    expect(await lines(page).locator("tr.line").count(), "a drag adds no line").toBe(2);
    await fitted(page);
    expect(await page.locator(".command").textContent()).toContain("--model s2p.json");
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => field("lower").then(Number)).toBeCloseTo(156.8, 1);
    await fitted(page);
    const figure = page.getByRole("group", { name: /^Spectrum/ });
    await figure.focus();
    await page.keyboard.press("Home");
    for (let steps = 0; steps < 3; steps++) await page.keyboard.press("PageDown");
    for (let steps = 0; steps < 12; steps++) await page.keyboard.press("Shift+PageDown");
    expect(await page.locator(".marks .span").count()).toBe(2);
    await page.keyboard.press("Escape");
    expect(await page.locator(".marks .span").count()).toBe(0);
    await page.keyboard.press("Home");
    for (let steps = 0; steps < 12; steps++) await page.keyboard.press("Shift+PageDown");
    await page.keyboard.press("Enter");
    await expect
      .poll(async () => Number(await field("upper")) - Number(await field("lower")))
      .toBeCloseTo(6, 1);
  });

  test("shapes, bounds, ties and ratios of lines are set in their details, and undone step by step", async () => {
    const { page } = await site.open();
    await openExample(page, example);
    await page.getByRole("button", { name: "All parameters of Li6PS5Cl" }).click();
    await page.getByRole("combobox", { name: "Li6PS5Cl, shape" }).selectOption("gaussian");
    await fitted(page);
    const field = (name: string) => page.getByRole("textbox", { name });
    expect(await field("Li6PS5Cl.fraction, tie").count(), "a Gaussian has no mixing").toBe(0);
    await field("Li6PS5Cl.fwhm, tie").fill("Li2S.fwhm");
    await field("Li6PS5Cl.fwhm, tie").press("Tab");
    await expect
      .poll(async () => (await component(page, "Li₆PS₅Cl"))[3] === (await component(page, "Li₂S"))[3])
      .toBe(true);
    await field("Li6PS5Cl.center, lower bound in eV").fill("162");
    await field("Li6PS5Cl.center, lower bound in eV").press("Tab");
    await expect.poll(() => component(page, "Li₆PS₅Cl").then((cells) => cells[2])).toMatch(/at lower bound/);
    await field("Li6PS5Cl.center, lower bound in eV").fill("170");
    await field("Li6PS5Cl.center, lower bound in eV").press("Tab");
    await expect.poll(() => page.locator(".model .fault").textContent()).toContain("is not below");
    for (let steps = 0; steps < 3; steps++) await page.getByRole("button", { name: "Undo" }).click();
    await expect
      .poll(() => page.getByRole("combobox", { name: "Li6PS5Cl, shape" }).inputValue())
      .toBe("pseudovoigt");
    expect(await field("Li6PS5Cl.fwhm, tie").inputValue()).toBe("");
    await fitted(page);
    await page.getByRole("textbox", { name: "Li2S, splitting in eV" }).count();
    await page.getByRole("button", { name: /^Remove the ratio/ }).click();
    await expect.poll(() => page.locator(".components").textContent()).not.toContain("Li₂S / Li₆PS₅Cl");
    await page.getByRole("button", { name: "Add the ratio" }).click();
    await expect.poll(() => page.locator(".components").textContent()).toContain("Li₂S / Li₆PS₅Cl");
  });

  test("noise, loss and shift change the fit and the command line; a session keeps them", async () => {
    const { page } = await site.open();
    await openExample(page, example);
    await page.getByRole("textbox", { name: "Shift in eV" }).fill("0.4");
    await page.keyboard.press("Tab");
    await fitted(page);
    await expect
      .poll(() => component(page, "Li₂S").then((cells) => Number.parseFloat(cells[2])))
      .toBeCloseTo(160.9, 1);
    await page.getByRole("combobox", { name: "Noise" }).selectOption("unit");
    await page.getByRole("combobox", { name: "Loss" }).selectOption("huber");
    await fitted(page);
    expect(await page.locator(".command").textContent()).toBe(
      'interphase spectrum "cycled interphase" --preset s2p-argyrodite --noise unit --loss huber --shift 0.4 --report report-1.html\n' +
        'interphase spectrum "cycled interphase" --preset p2p-argyrodite --report report-2.html',
    );
    const table = await page.locator(".components table").first().innerText();
    const session = await takeAway(page, /^Session file/);
    const fresh = await site.open();
    await pickFiles(fresh.page, [{ name: session.name, text: session.bytes }]);
    await fitted(fresh.page);
    await expect.poll(() => fresh.page.locator(".components table").first().innerText()).toBe(table);
    await page.getByRole("textbox", { name: "Shift in eV" }).fill("a lot");
    await page.keyboard.press("Tab");
    await expect.poll(() => page.locator(".model .fault").textContent()).toMatch(/"a lot" is not a number/);
  });

  test("fits are stopped, and the next change goes on", async () => {
    const { page } = await site.open();
    await openExample(page, example);
    // In one task: these fits end before a hand could reach the button
    await page.evaluate(() => {
      const select = document.querySelector<HTMLSelectElement>(".spectra-fit optgroup")?.parentElement;
      if (!(select instanceof HTMLSelectElement)) throw new Error("there is no choice of backgrounds");
      select.value = "active:tougaard";
      select.dispatchEvent(new Event("change"));
      document.querySelector<HTMLButtonElement>(".spectra-fit .stop")?.click();
    });
    await expect.poll(() => page.locator(".summary").textContent()).toMatch(/^Stopped: 12 scans are fitted/);
    await page.getByRole("combobox", { name: "Background" }).selectOption("active:shirley");
    expect(await fitted(page)).toContain("24 scans");
  });

  test("a table that does not say what x is asks for it", async () => {
    const { page } = await site.open();
    const scan = cycledInterphase().scans[0];
    const text = Array.from(scan.x, (x, i) => `${x}\t${scan.y[i]}`).join("\n");
    await pickFiles(page, [{ name: "bare.txt", text }]);
    await page.getByRole("combobox", { name: "x is" }).selectOption("binding");
    await page.getByRole("combobox", { name: "Preset" }).selectOption("s2p-argyrodite");
    await fitted(page);
    expect(Number.parseFloat((await component(page, "Li₂S"))[2])).toBeCloseTo(160.5, 1);
    expect(await page.locator(".command").textContent()).toContain(
      "interphase spectrum bare.txt --preset s2p-argyrodite --axis binding",
    );
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
    expect(await lines(page).locator("tr.line").count()).toBeGreaterThanOrEqual(2);
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
