/**
 * node test/web/screenshots.js FOLDER: the page at 360, 1280 and 2560 px, light and dark, to be looked at.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { buildPage, fitted, openSite, wasmPolicy } from "./page.js";

const [folder, only = ""] = process.argv.slice(2);
if (folder === undefined) {
  console.error("Usage: node test/web/screenshots.js FOLDER [part of a name]");
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
const built = await buildPage();
const site = await openSite(built.folder, wasmPolicy);

/** @type {readonly (readonly [name: string, go: (page: import("playwright-core").Page) => Promise<unknown>])[]} */
const scenes = [
  ["start", async () => {}],
  [
    "trends",
    async (page) => {
      await page.getByRole("button", { name: /^Five ageing cells/ }).click();
      await fitted(page);
      await page.getByRole("option", { name: /cycle 5 / }).click();
    },
  ],
  [
    "arcs",
    async (page) => {
      await page.getByRole("tab", { name: "Arcs" }).click();
      await page.getByRole("textbox", { name: /^Area of the electrodes/ }).fill("0.785");
      await page.keyboard.press("Tab");
    },
  ],
  [
    "certainty",
    async (page) => {
      await page.getByRole("tab", { name: "Certainty" }).click();
      await page.locator(".small-figures svg").first().waitFor();
    },
  ],
  ["validity", (page) => page.getByRole("tab", { name: "Kramers–Kronig" }).click()],
  [
    "relaxation",
    async (page) => {
      await page.getByRole("tab", { name: "Relaxation times" }).click();
      await page.locator(".tabbed .band").first().waitFor();
    },
  ],
  [
    "circuits",
    async (page) => {
      await page.getByRole("tab", { name: "Circuits compared" }).click();
      await page.getByRole("button", { name: /^Find circuits/ }).click();
      await page.getByRole("region", { name: "Ranking of circuits" }).waitFor({ timeout: 60_000 });
    },
  ],
  [
    "mistake",
    async (page) => {
      await page.getByRole("combobox", { name: "Circuit" }).fill("L0-R1-p(R2,CPE2)-p(R3,C");
    },
  ],
  ["menu", (page) => page.getByRole("button", { name: "Take away" }).click()],
  [
    "spectra",
    async (page) => {
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Open", exact: true }).click();
      await page.getByRole("menuitem", { name: /^S 2p of a cycled/ }).click();
      await page.getByRole("region", { name: "Components", exact: true }).first().waitFor();
      await fitted(page);
    },
  ],
  [
    "details",
    async (page) => {
      await page.getByRole("button", { name: "All parameters of Li2S" }).click();
      const figure = page.getByRole("group", { name: /^Spectrum/ });
      await figure.focus();
      for (const key of ["Home", "PageDown", "PageDown", "PageDown"]) await page.keyboard.press(key);
      for (let steps = 0; steps < 6; steps++) await page.keyboard.press("Shift+PageDown");
    },
  ],
];

try {
  for (const width of [360, 1280, 2560])
    for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
      if (!`${width}-${colorScheme}`.includes(only)) continue;
      const { page, complaints } = await site.open({
        viewport: { width, height: { 360: 740, 1280: 900 }[width] ?? 1440 },
        colorScheme,
      });
      for (const [name, go] of scenes) {
        await go(page);
        await page.waitForTimeout(400);
        const whole = !["mistake", "menu"].includes(name);
        await page.screenshot({ path: join(folder, `${width}-${colorScheme}-${name}.png`), fullPage: whole });
      }
      for (const complaint of complaints) console.log(`${width} ${colorScheme}: ${complaint}`);
      await page.close();
    }
} finally {
  await site.close();
  built.remove();
}
