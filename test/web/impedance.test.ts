/** The impedance view as its users work with it, in a real Chromium under a strict content security policy. */
import { describe, expect, test } from "vitest";
import { publishedAgeing } from "../../src/impedance/ageing.ts";
import { fitted, openSite, strictPolicy } from "./page.js";
import { openExample, shownValue, site, useSite } from "./site.ts";

useSite();

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
    const strict = await openSite(site.folder, strictPolicy);
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
    await expect
      .poll(() => page.locator(".parameters .fault").textContent())
      .toContain('no parameter "CPE9.n"');
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
