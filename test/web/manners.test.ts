/** Manners of the page: screen readers, keyboard, widths, without a network. */
import { describe, expect, test } from "vitest";
import { violations } from "../axe.ts";
import { fitted } from "./page.js";
import { circuit, openExample, pickFiles, site, takeAway, useSite } from "./site.ts";

useSite();

describe("manners", () => {
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
      for (const tab of ["Arcs", "Certainty", "Kramers–Kronig", "Relaxation times", "Circuits compared"]) {
        await page.getByRole("tab", { name: tab }).click();
        if (tab === "Certainty") await page.locator(".small-figures svg").first().waitFor();
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
      await page.getByRole("button", { name: "All parameters of Li2S" }).click();
      await page.getByRole("group", { name: /^Spectrum/ }).focus();
      for (const key of ["Home", "PageDown", "Shift+PageDown"]) await page.keyboard.press(key);
      expect(await violations(page), "details of a line, and a stretch of the spectrum").toEqual([]);
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
    await page.getByRole("button", { name: "All parameters of Li2S" }).click();
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
    await open.press("Enter");
    await page.getByRole("menuitem", { name: /^S 2p of a cycled/ }).press("Enter");
    const views = page.getByRole("tablist", { name: "Views" });
    await views.getByRole("tab", { name: "Spectra" }).press("ArrowLeft");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Impedance");
    await page.getByRole("listbox", { name: "Spectra" }).waitFor();
    await page.keyboard.press("ArrowRight");
    await page.getByRole("listbox", { name: "Scans" }).waitFor();
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
