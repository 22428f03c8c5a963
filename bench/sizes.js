/**
 * What a page downloads until its spectra are fitted in workers, counted in Chromium: every file that was asked for, once, as a server would
 * compress it. The core is what fits impedance spectra: script, worker, and one kernel.
 *
 * @import { Report, Settings } from "./section.js"
 */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { chromium } from "playwright-core";
import { build } from "vite";
import { chromiumFlags, findChromium } from "../test/chromium.js";
import { serve } from "../test/package/serve.js";
import { buildPage } from "../test/web/page.js";
import { alignedTable } from "./clock.js";

const top = fileURLToPath(new URL("..", import.meta.url));
const circuit = "R0-p(R1,C1)";

/** Z of R0 + R1 ∥ C1, as a script of the page makes it. */
const arc = `const frequency = Float64Array.from({ length: 61 }, (_, i) => 10 ** (6 - i / 10));
const x = frequency.map((f) => 1.07e-3 * f);
const spectrum = { frequency, real: x.map((v) => 12 + 85 / (1 + v * v)), imaginary: x.map((v) => (-85 * v) / (1 + v * v)) };`;

/** @param {string} library the names come from there */
const fitting = (library) => `import { evaluate, fit, fitMany, parseCircuit } from ${JSON.stringify(library)};
${arc}
const many = await fitMany("${circuit}", Array(40).fill(spectrum), { workers: 2 });
const one = await fit(parseCircuit("${circuit}"), spectrum);
await evaluate("${circuit}", one.values, frequency);
document.title = many.length === 40 ? "done" : "lost";
`;

const html =
  '<!doctype html><meta charset="utf-8"><title></title><script type="module" src="./app.js"></script>';

const withElements = `import "./interphase/elements.js";
${arc}
const element = document.querySelector("interphase-fit");
element.addEventListener("fit", () => { document.title = "done"; });
if (!element.src) element.spectra = spectrum;
`;

/** @typedef {{ name: string, gzip: number, brotli: number }} File */

/** Sizes of what pages ask for. @param {string} folder @param {(page: import("playwright-core").Page) => Promise<unknown>} wait */
async function downloads(folder, wait) {
  const server = await serve(folder);
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumFlags });
  try {
    const page = await browser.newPage({ serviceWorkers: "block" });
    /** @type {Set<string>} */
    const asked = new Set();
    page.context().on("request", (request) => asked.add(request.url()));
    await page.goto(server.url);
    await wait(page);
    const files = await Promise.all(
      [...asked].filter((url) => url.startsWith(server.url)).map((url) => sizeOf(url, server.url)),
    );
    return files.sort((a, b) => b.gzip - a.gzip);
  } finally {
    await browser.close();
    await server.close();
  }
}

/** @param {string} url @param {string} base @returns {Promise<File>} */
async function sizeOf(url, base) {
  const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
  return {
    name: url.slice(base.length) || "index.html",
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes).length,
  };
}

const done = (/** @type {import("playwright-core").Page} */ page) =>
  page.waitForFunction(`document.title === "done"`, undefined, { timeout: 30_000 });

/** The core as a bundler makes it. @param {string} folder */
async function bundled(folder) {
  writeFileSync(join(folder, "app.js"), fitting(join(top, "dist/index.js")));
  writeFileSync(join(folder, "index.html"), html);
  await build({
    root: folder,
    base: "./",
    configFile: false,
    logLevel: "error",
    worker: { format: "es" },
    resolve: { conditions: ["browser", "default"] },
    build: { assetsInlineLimit: 0, modulePreload: { polyfill: false }, outDir: join(folder, "out") },
  });
  return downloads(join(folder, "out"), done);
}

/** A page beside a copy of build/browser. @param {string} folder @param {string} script @param {string} [body] */
async function plain(folder, script, body = "") {
  cpSync(join(top, "build/browser"), join(folder, "interphase"), { recursive: true });
  writeFileSync(join(folder, "app.js"), script);
  writeFileSync(join(folder, "index.html"), html + body);
  return downloads(folder, done);
}

/** @template T @param {(folder: string) => Promise<T>} work */
async function inFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), "interphase-sizes-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Files that are the page's own, not the library's. */
const isLibrary = (/** @type {File} */ { name }) => !/^(index\.html|app\.js|cell\.csv)$/.test(name);

/**
 * @param {Settings} _settings
 * @returns {Promise<Report>}
 */
export async function benchSizes(_settings) {
  const fits = `<interphase-fit circuit="${circuit}"><interphase-nyquist></interphase-nyquist></interphase-fit>`;
  const core = (await inFolder(bundled)).filter(({ name }) => name !== "index.html");
  const alone = (await inFolder((folder) => plain(folder, fitting("./interphase/fit.js")))).filter(isLibrary);
  const elements = (await inFolder((folder) => plain(folder, withElements, fits))).filter(isLibrary);
  const reading = (
    await inFolder((folder) => {
      writeFileSync(
        join(folder, "cell.csv"),
        "frequency_hertz,real_impedance_ohm,imaginary_impedance_ohm\n1000,12,-3\n100,15,-6\n10,20,-7\n1,22,-1\n",
      );
      return plain(folder, withElements, fits.replace("circuit", 'src="cell.csv" circuit'));
    })
  ).filter(isLibrary);
  const site = await buildPage();
  const whole = await downloads(site.folder, async (page) => {
    await page.locator(".kernel[data-kernel]").waitFor();
    await page.waitForTimeout(1000);
  }).finally(() => site.remove());
  const rows = [
    { what: "core in a bundle by Vite: script, worker, SIMD kernel", files: core },
    { what: "the same without a bundler: fit.js", files: alone },
    { what: "<interphase-fit> with <interphase-nyquist>, without a bundler: elements.js", files: elements },
    { what: "the same with the readers of files (src)", files: reading },
    { what: "first load of the page of this repository", files: whole },
  ].map(({ what, files }) => ({
    what,
    files,
    gzip: files.reduce((sum, { gzip }) => sum + gzip, 0),
    brotli: files.reduce((sum, { brotli }) => sum + brotli, 0),
  }));
  return {
    text: [
      "sizes: what a page downloads, kB, gzip -9 and brotli",
      "",
      alignedTable(
        ["", "gzip", "brotli", "largest files, gzip"],
        rows.map(({ what, files, gzip, brotli }) => [
          what,
          kilobytes(gzip),
          kilobytes(brotli),
          files
            .slice(0, 4)
            .map((file) => `${file.name} ${kilobytes(file.gzip)}`)
            .join(", "),
        ]),
      ),
    ].join("\n"),
    json: rows,
    requirements: [
      { ...rows[0], most: 80_000 },
      { ...rows[4], most: 200_000 },
    ].map(({ what, gzip, most }) => ({
      what: `${what}, gzip`,
      must: `≤ ${most / 1000} kB`,
      measured: `${kilobytes(gzip)} kB`,
      pass: gzip <= most,
      anchors: "–",
    })),
  };
}

function kilobytes(/** @type {number} */ bytes) {
  return (bytes / 1000).toFixed(1);
}
