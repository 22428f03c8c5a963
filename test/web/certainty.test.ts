/** Band of frequencies, arcs and intervals of the impedance view. */
import { describe, expect, test } from "vitest";
import { fit } from "../../src/api.ts";
import { profileIntervals } from "../../src/fit/profile.ts";
import { simulateAgeing } from "../../src/impedance/ageing.ts";
import { fitted } from "./page.js";
import { circuit, csvFile, openExample, pickFiles, shownValue, site, takeAway, useSite } from "./site.ts";

useSite();

const plain = (text: string | null) => (text ?? "").replaceAll("\u00a0", " ");

describe("the band of frequencies", () => {
  test("leaves points out of fits, figures and the command line; too narrow a band is refused in place", async () => {
    const { page, complaints } = await site.open();
    await openExample(page, /^An ageing cell/);
    const whole = await shownValue(page, "R1.R");
    const low = page.getByRole("textbox", { name: "Lowest frequency in Hz" });
    const high = page.getByRole("textbox", { name: "Highest frequency in Hz" });
    await high.fill("1e5");
    await high.press("Tab");
    await fitted(page);
    await expect.poll(() => shownValue(page, "R1.R")).not.toBe(whole);
    expect(await page.locator(".command").textContent()).toContain("--fmax 100000");
    const { bytes } = await takeAway(page, /^Spectra, JSON/);
    const frequencies: number[] = JSON.parse(String(bytes)).spectra[0].frequency_hertz;
    const [{ spectrum }] = simulateAgeing({ cells: 1, cycles: 1, seed: 1 });
    // The pow of two engines may differ in the last bit
    expect(frequencies.map((f) => f.toPrecision(12))).toEqual(
      [...spectrum.frequency].filter((f) => f <= 1e5).map((f) => f.toPrecision(12)),
    );
    await low.fill("9e4");
    await low.press("Tab");
    await expect
      .poll(() => page.locator(".model .fault").textContent())
      .toMatch(/^Between 90000 and 100000 Hz .* has no points; widen the band\.$/);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => shownValue(page, "R1.R")).toBe(whole);
    expect(await high.inputValue()).toBe("");
    expect(complaints).toEqual([]);
  });
});

describe("arcs", () => {
  test("have capacitances, per area where the area is given, with names of processes that they may be", async () => {
    const { page, complaints } = await site.open();
    await openExample(page, /^An ageing cell/);
    await page.getByRole("tab", { name: "Arcs" }).click();
    const arcs = page.getByRole("region", { name: "Arcs" });
    expect(plain(await arcs.textContent())).toMatch(/R2∥CPE2.*R3∥CPE3.*peak/);
    expect(await arcs.textContent()).not.toContain("R·A");
    await page.getByRole("textbox", { name: "Area of the electrodes in cm²" }).fill("0.785");
    await page.keyboard.press("Tab");
    await expect.poll(() => arcs.textContent()).toContain("R·A");
    const asr = plain(await arcs.getByRole("row", { name: /^R·A/ }).textContent());
    const resistance = Number.parseFloat(await shownValue(page, "R2.R"));
    expect(asr).toContain((resistance * 0.785).toFixed(2));
    expect(await page.locator(".command").textContent()).toContain("--area 0.785");
    const csv = String((await takeAway(page, /^Parameters, CSV/)).bytes);
    expect(csv.split("\r\n")[0]).toContain("R2∥CPE2 area-specific resistance (Ω·m²)");
    await page.getByRole("textbox", { name: "Area of the electrodes in cm²" }).fill("-1");
    await page.keyboard.press("Tab");
    expect(await page.locator(".arcs-panel .fault").textContent()).toContain("not a number above 0");
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => arcs.textContent()).not.toContain("R·A");
    expect(complaints).toEqual([]);
  });
});

describe("certainty", () => {
  test("intervals are those of the library by the same method; residuals are judged; all of it can be taken away", async () => {
    const { page, complaints } = await site.open();
    await pickFiles(page, [{ name: "cell.csv", text: csvFile(3) }]);
    await page.getByRole("combobox", { name: "Circuit" }).fill(circuit);
    await expect.poll(() => shownValue(page, "R3.R")).toMatch(/Ω$/);
    await fitted(page);
    await page.getByRole("tab", { name: "Certainty" }).click();
    const intervals = page.getByRole("region", { name: "Intervals" });
    await expect.poll(() => intervals.textContent()).toContain("95 % interval (covariance)");
    await page.getByRole("combobox", { name: "Intervals from" }).selectOption("profile");
    await expect.poll(() => intervals.textContent()).toContain("95 % interval (profile likelihood)");
    await page.getByRole("button", { name: "For all spectra" }).click();
    await expect.poll(() => page.getByRole("status").textContent()).toContain("Intervals of 3 spectra");
    expect(await page.locator(".certainty .list").textContent()).toMatch(/No objection|⚠/);
    expect(await page.locator(".small-figures svg").count()).toBe(3);
    expect(await page.locator(".command").textContent()).toContain("--intervals profile --confidence 0.95");
    const { bytes } = await takeAway(page, /^Parameters, JSON/);
    const document = JSON.parse(String(bytes));
    const spectra = simulateAgeing({ cells: 1, cycles: 3, seed: 7 }).map(({ spectrum }) => spectrum);
    const expected = await profileIntervals(circuit, spectra[2], {
      results: await fit(circuit, spectra[2]),
      confidence: 0.95,
    });
    const shown = document.spectra[2].intervals;
    expect(shown.method).toBe("profile");
    // The page fits with SIMD, as Node does
    shown.lower.forEach((value: number, k: number) => {
      expect(value / expected.lower[k]).toBeCloseTo(1, 6);
    });
    const report = String((await takeAway(page, /^Report/)).bytes);
    expect(report).toContain("<h2>Intervals</h2>");
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => intervals.textContent()).toContain("(covariance)");
    expect(complaints).toEqual([]);
  });
});

describe("tables", () => {
  test("of every analysis are JSON too, as the command line writes it", async () => {
    const { page } = await site.open();
    await openExample(page, /^An ageing cell/);
    await page.getByRole("tab", { name: "Relaxation times" }).click();
    await page.locator(".tabbed .band").first().waitFor();
    await page.getByRole("tab", { name: "Kramers–Kronig" }).click();
    await expect.poll(() => page.getByText(/^All spectra: /).textContent()).toBe("All spectra: 50 valid.");
    const json = async (label: RegExp) => JSON.parse(String((await takeAway(page, label)).bytes));
    expect((await json(/^Kramers–Kronig verdicts, JSON/)).summary).toMatchObject({ spectra: 50, valid: 50 });
    expect((await json(/^Relaxation times, JSON/)).spectra[0].peaks.length).toBeGreaterThan(1);
    const lines = (await page.locator(".command").textContent())?.split("\n") ?? [];
    expect(lines.map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
      "interphase fit",
      "interphase validate",
      "interphase drt",
    ]);
    for (const [label, words] of [
      [/^Kramers–Kronig, report/, "interphase validate"],
      [/^Relaxation times, report/, "interphase drt"],
    ] as const) {
      const report = String((await takeAway(page, label)).bytes);
      expect(report).toMatch(/^<!doctype html>/i);
      expect(report).toContain(words);
      expect(report).not.toContain("NaN");
    }
    // What is taken away opens again
    const { bytes } = await takeAway(page, /^Spectra, JSON/);
    const fresh = await site.open();
    await pickFiles(fresh.page, [{ name: "spectra.json", text: bytes }]);
    expect(await fitted(fresh.page)).toContain("50 spectra");
  });
});
