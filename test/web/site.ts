/** One built page and one browser for a file of tests, and what users do on the page. */
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { simulateAgeing } from "../../src/impedance/ageing.ts";
import { pointColumns } from "../../src/report/points.ts";
import { csvOf } from "../../src/report/tableFile.ts";
import { buildPage, fitted, openSite, wasmPolicy } from "./page.js";

type Site = Awaited<ReturnType<typeof openSite>>;

/** The page under a policy that lets WebAssembly through. Filled before the first test of the file. */
export const site: Pick<Site, "open"> & { folder: string } = { folder: "", open: () => notYet() };

function notYet(): never {
  throw new Error("the site is open inside of tests only");
}

let built: Awaited<ReturnType<typeof buildPage>> | undefined;
let opened: Site | undefined;

/** Called once in each file of tests. */
export function useSite(): void {
  beforeAll(async () => {
    built = await buildPage();
    opened = await openSite(built.folder, wasmPolicy);
    site.folder = built.folder;
    site.open = opened.open;
  });
  afterAll(async () => {
    await opened?.close();
    built?.remove();
  });
}

export const circuit = "L0-R1-p(R2,CPE2)-p(R3,CPE3)";

/** Text of an instrument's file with so many spectra of one simulated cell. */
export function csvFile(cycles: number): string {
  const spectra = simulateAgeing({ cells: 1, cycles, seed: 7 }).map(({ spectrum }) => spectrum);
  return csvOf(pointColumns([{ file: "cell 1", format: "simulated", spectra, warnings: [] }]));
}

export async function openExample(page: Page, name: string | RegExp): Promise<string> {
  await page.getByRole("button", { name }).click();
  return fitted(page);
}

export async function pickFiles(page: Page, files: { name: string; text: string | Buffer }[]): Promise<void> {
  await page
    .locator('input[type="file"]')
    .first()
    .setInputFiles(files.map(({ name, text }) => ({ name, mimeType: "", buffer: Buffer.from(text) })));
}

/** The value cell of a parameter, with plain blanks. */
export async function shownValue(page: Page, parameter: string): Promise<string> {
  const cell = page.locator(".parameters tr", { hasText: parameter }).locator("td.value").first();
  return ((await cell.textContent()) ?? "").replaceAll("\u00a0", " ");
}

/** Clicks an item of "Take away" and gives what is downloaded. */
export async function takeAway(page: Page, label: string | RegExp): Promise<{ name: string; bytes: Buffer }> {
  await page.getByRole("button", { name: "Take away" }).click();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: label }).click(),
  ]);
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}
