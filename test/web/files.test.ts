/** Opening files, and work that takes long. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fitMany } from "../../src/api.ts";
import { readImpedance } from "../../src/formats/index.ts";
import { simulateAgeing } from "../../src/impedance/ageing.ts";
import { describeShared, shared } from "../shared.ts";
import { fitted } from "./page.js";
import { circuit, csvFile, openExample, pickFiles, shownValue, site, takeAway, useSite } from "./site.ts";

useSite();

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

  test("that hold −Z″ where they say Z″ are turned by a word, on the command line too", async () => {
    const { page } = await site.open();
    const [{ spectrum }] = simulateAgeing({ cells: 1, cycles: 1, seed: 7 });
    const rows = Array.from(
      spectrum.frequency,
      (f, i) => `${f},${spectrum.real[i]},${spectrum.imaginary[i]}`,
    );
    await pickFiles(page, [{ name: "cell.csv", text: ["freq_hz,re_ohm,minus_im_ohm", ...rows].join("\n") }]);
    await fitted(page);
    const sign = page.getByRole("combobox", { name: "Imaginary column" });
    const capacitive = async (): Promise<number> => {
      const { bytes } = await takeAway(page, /^Spectra, JSON/);
      const { imaginary_impedance_ohm: all } = JSON.parse(String(bytes)).spectra[0];
      return all.filter((value: number) => value < 0).length / all.length;
    };
    const before = await capacitive();
    const found = await sign.locator("option").first().textContent();
    expect(found).toMatch(/^as found: −?Z″$/);
    await sign.selectOption(found?.includes("−") ? "Z''" : "-Z''");
    await fitted(page);
    expect(await capacitive()).toBeCloseTo(1 - before, 6);
    expect(await page.locator(".command").textContent()).toMatch(/--imaginary "-?Z''"/);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(capacitive).toBe(before);
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
