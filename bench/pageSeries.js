/**
 * A file of 10⁷ rows on the page in headless Chromium: time to open it, time to draw a window of any length, the longest task that stops
 * the page meanwhile, and the memory of the page and its workers as the browser counts it.
 *
 * @import { Report, Settings } from "./section.js"
 * @import { Page } from "playwright-core"
 */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildPage, openSite, wasmPolicy } from "../test/web/page.js";
import { alignedTable, median } from "./clock.js";
import { longRecord, textOf } from "./recordText.js";

const megabytes = (/** @type {number} */ bytes) => `${(bytes / 1e6).toFixed(0)} MB`;

/** @param {number} rows @param {string} file */
async function writeRecord(rows, file) {
  const handle = await open(file, "w");
  for await (const piece of textOf(longRecord(rows))) await handle.write(piece);
  await handle.close();
}

/** The browser tells its memory only to pages that are alone in their process. @param {Page} page */
async function isolate(page) {
  await page.route("**", async (route) => {
    const response = await route.fetch();
    const headers = {
      ...response.headers(),
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
    };
    await route.fulfill({ response, headers });
  });
  await page.reload();
  if (!(await page.evaluate("crossOriginIsolated")))
    throw new Error("pageseries: the page is not isolated, so the browser does not tell its memory");
}

/** Bytes of the page and all of its workers. @param {Page} page @returns {Promise<number>} */
function memoryOf(page) {
  return page.evaluate(async () => {
    const own = /** @type {{ measureUserAgentSpecificMemory(): Promise<{ bytes: number }> }} */ (
      /** @type {unknown} */ (performance)
    );
    return (await own.measureUserAgentSpecificMemory()).bytes;
  });
}

/** Milliseconds of the tasks of the page since it was called. @param {Page} page */
function watchTasks(page) {
  return page.evaluate(`
    globalThis.tasks = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration);
    }).observe({ entryTypes: ["longtask"] });
  `);
}

/** @param {Page} page @returns {Promise<number>} */
function longestTask(page) {
  return page.evaluate(() => {
    const { tasks } = /** @type {{ tasks: number[] }} */ (/** @type {unknown} */ (globalThis));
    const longest = Math.max(0, ...tasks);
    tasks.length = 0;
    return longest;
  });
}

/**
 * Milliseconds to draw windows from the whole record down to some seconds, and back.
 * @param {Page} page @param {number} rounds
 */
async function zoom(page, rounds) {
  await page.getByRole("group", { name: /^Record against time/ }).focus();
  /** @type {Map<string, number[]>} */
  const times = new Map();
  for (let round = 0; round < rounds; round++) {
    await page.keyboard.press("Home");
    for (let step = 0; step < 20; step++) {
      await page.keyboard.press(step % 4 === 3 ? "ArrowRight" : "+");
      /** @type {[number, number]} */
      const [from, to] = await page.evaluate(`new Promise((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(() => {
          resolve([...document.querySelectorAll("input.end")].map(({ value }) => Number(value)));
        }));
      })`);
      const duration = await page.evaluate(
        () => performance.getEntriesByName("interphase: window drawn").at(-1)?.duration ?? Number.NaN,
      );
      const name = to - from > 1 ? "hours" : to - from > 0.05 ? "minutes" : "seconds";
      times.set(name, [...(times.get(name) ?? []), duration]);
    }
  }
  return times;
}

/**
 * @param {Settings} settings
 * @returns {Promise<Report>}
 */
export async function benchPageSeries({ rounds, quick }) {
  const rows = quick ? 1e6 : 1e7;
  const folder = mkdtempSync(join(tmpdir(), "interphase-pageseries-"));
  const file = join(folder, "long.bdf.csv");
  await writeRecord(rows, file);
  const built = await buildPage();
  const site = await openSite(built.folder, wasmPolicy);
  try {
    const { page } = await site.open({ serviceWorkers: "block" });
    await isolate(page);
    await page.locator(".kernel[data-kernel]").waitFor();
    const empty = await memoryOf(page);
    await watchTasks(page);
    const began = performance.now();
    await page.locator('input[type="file"]').first().setInputFiles(file);
    let isOpen = false;
    let peak = 0;
    const watching = (async () => {
      while (!isOpen) peak = Math.max(peak, await memoryOf(page));
    })();
    await page.getByText(/^1 record with .* rows opened/).waitFor({ timeout: 300_000 });
    const seconds = (performance.now() - began) / 1000;
    isOpen = true;
    const opening = await longestTask(page);
    await watching;
    const after = await memoryOf(page);
    const times = await zoom(page, quick ? 2 : Math.min(rounds, 5));
    const zooming = await longestTask(page);
    const zoomed = await memoryOf(page);
    peak = Math.max(peak, after, zoomed);
    const all = [...times.values()].flat();
    const frames = [...times].map(([window, one]) => ({
      window,
      median: median(one),
      most: Math.max(...one),
    }));
    const size = statSync(file).size;
    return {
      text: [
        `pageseries: ${rows.toExponential(0)} rows (${megabytes(size)}) opened in ${seconds.toFixed(1)} s; longest task of the page ${opening.toFixed(0)} ms while opening, ${zooming.toFixed(0)} ms while zooming`,
        `memory by the browser: ${megabytes(empty)} before, at most ${megabytes(peak)}, ${megabytes(after)} open, ${megabytes(zoomed)} zoomed`,
        "",
        "milliseconds to draw a window",
        "",
        alignedTable(
          ["window", "median", "most"],
          frames.map(({ window, median: middle, most }) => [window, middle.toFixed(1), most.toFixed(1)]),
        ),
      ].join("\n"),
      json: { rows, bytes: size, seconds, opening, zooming, memory: { empty, peak, after, zoomed }, frames },
      requirements: [
        {
          what: `page: memory with a file of ${rows.toExponential(0)} rows opened and zoomed, as the browser counts it`,
          must: "≤ 150 MB",
          measured: `${megabytes(peak)} at most, ${megabytes(zoomed)} in the end`,
          pass: peak <= 150e6,
          anchors: "–",
        },
        {
          what: "page: a window of that record drawn",
          must: "≤ 33 ms",
          measured: `median ${median(all).toFixed(1)}, most ${Math.max(...all).toFixed(1)}`,
          pass: median(all) <= 33,
          anchors: "–",
        },
      ],
    };
  } finally {
    await site.close();
    built.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}
