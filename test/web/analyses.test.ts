/** What the tabs beside the fits of the impedance view find. */
import { describe, expect, test } from "vitest";
import { fitted } from "./page.js";
import { openExample, site, takeAway, useSite } from "./site.ts";

useSite();

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
    const { bytes } = await takeAway(page, /^Circuits compared, report/);
    expect(String(bytes)).toContain("<title>Circuits for");
    expect(String(bytes)).not.toContain("NaN");
    await best.getByRole("button").click();
    await fitted(page);
    expect(complaints).toEqual([]);
  });
});
