/**
 * The page in headless Chromium: what its first load weighs, what the core of the package weighs in a bundle, and the time from a
 * change of the circuit to 1,000 refitted spectra with their trends redrawn.
 *
 * @import { Report, Settings } from "./section.js"
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { buildPage, fitted, openSite, wasmPolicy } from "../test/web/page.js";
import { alignedTable, median } from "./clock.js";

/** Circuits that one passes through while typing the one with two arcs, and others of its kind. */
const circuits = [
  "L0-R1-p(R2,CPE2)",
  "L0-R1-p(R2,CPE2)-p(R3,CPE3)",
  "R1-p(R2,CPE2)-p(R3,CPE3)",
  "L0-R1-p(R2,CPE2)-CPE3",
];

const compressed = (/** @type {Uint8Array} */ bytes) => gzipSync(bytes, { level: 9 }).length;
const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(1)} kB`;

/** @param {string} folder */
function bundleSize(folder) {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  // A browser loads one kernel: the others are for other work, or for those without SIMD or WebAssembly
  const used = files.filter((name) =>
    /\.js$/.test(name) ? !/\b(kernel|curves|series)-/.test(name) : /\bkernel\.simd\b.*\.wasm$/.test(name),
  );
  return used.map((name) => ({ name, bytes: compressed(readFileSync(join(folder, name))) }));
}

/** The core as a bundler makes it of `fit`, `fitMany`, `evaluate` and `parseCircuit`: script, worker and SIMD kernel. */
async function coreSize() {
  const folder = mkdtempSync(join(tmpdir(), "interphase-core-"));
  try {
    const library = fileURLToPath(new URL("../dist/index.js", import.meta.url));
    writeFileSync(
      join(folder, "core.js"),
      `import { evaluate, fit, fitMany, parseCircuit } from ${JSON.stringify(library)};\nglobalThis.core = { evaluate, fit, fitMany, parseCircuit };\n`,
    );
    writeFileSync(join(folder, "index.html"), '<script type="module" src="./core.js"></script>');
    await build({
      root: folder,
      configFile: false,
      logLevel: "error",
      worker: { format: "es" },
      resolve: { conditions: ["browser", "default"] },
      build: { assetsInlineLimit: 0, modulePreload: { polyfill: false }, outDir: join(folder, "out") },
    });
    return bundleSize(join(folder, "out"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Bytes that a browser asks for until the page can fit; as a server would compress them. @param {Awaited<ReturnType<typeof openSite>>} site */
async function firstLoad(site) {
  const { page } = await site.open({ serviceWorkers: "block" });
  await page.locator(".kernel[data-kernel]").waitFor();
  await page.waitForTimeout(1000);
  const urls = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
  const bodies = await Promise.all(
    [site.url, ...new Set(urls)].map(async (url) => new Uint8Array(await (await fetch(url)).arrayBuffer())),
  );
  await page.close();
  return bodies.reduce((sum, body) => sum + compressed(body), 0);
}

/**
 * Milliseconds from each change to its redrawn trends.
 * @param {Awaited<ReturnType<typeof openSite>>} site @param {number} rounds
 */
async function changes(site, rounds) {
  const { page } = await site.open({ serviceWorkers: "block" });
  await page.getByRole("button", { name: /^Five ageing cells/ }).click();
  await fitted(page);
  // The verdicts on 1,000 spectra are made when nothing else is: they would be measured too
  await page.getByRole("tab", { name: "Kramers–Kronig" }).click();
  await page.getByText(/^All spectra: [^,]* valid/).waitFor({ timeout: 60_000 });
  await page.getByRole("tab", { name: "Trends" }).click();
  const name = "interphase: change to redrawn";
  /** @type {Map<string, number[]>} */
  const times = new Map(circuits.map((circuit) => [circuit, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const circuit of circuits) {
      const before = await page.evaluate((entry) => performance.getEntriesByName(entry).length, name);
      await page.getByRole("combobox", { name: "Circuit" }).fill(circuit);
      await page.waitForFunction(
        ([entry, count]) => performance.getEntriesByName(String(entry)).length > Number(count),
        /** @type {const} */ ([name, before]),
      );
      const duration = await page.evaluate(
        (entry) => performance.getEntriesByName(entry).at(-1)?.duration ?? Number.NaN,
        name,
      );
      if (round > 0) times.get(circuit)?.push(duration);
    }
  }
  await page.close();
  return times;
}

/**
 * @param {Settings} settings
 * @returns {Promise<Report>}
 */
export async function benchPage({ rounds, quick }) {
  const built = await buildPage();
  const site = await openSite(built.folder, wasmPolicy);
  try {
    const core = await coreSize();
    const coreBytes = core.reduce((sum, { bytes }) => sum + bytes, 0);
    const load = await firstLoad(site);
    const times = await changes(site, quick ? 2 : Math.min(rounds, 10));
    const rows = [...times].map(([circuit, all]) => ({
      circuit,
      min: Math.min(...all),
      median: median(all),
    }));
    const slowest = rows.reduce((a, b) => (a.median > b.median ? a : b));
    return {
      text: [
        "page: milliseconds from a change of the circuit to 1,000 refitted spectra and redrawn trends",
        "",
        alignedTable(
          ["circuit", "min", "median"],
          rows.map((row) => [row.circuit, row.min.toFixed(0), row.median.toFixed(0)]),
        ),
        "",
        `first load ${kilobytes(load)} gzip; core ${core.map(({ name, bytes }) => `${name} ${kilobytes(bytes)}`).join(", ")}`,
      ].join("\n"),
      json: { milliseconds: rows, firstLoad: load, core },
      requirements: [
        {
          what: "page: from a change of the circuit to 1,000 refitted spectra and redrawn trends",
          must: "≤ 500 ms",
          measured: rows.map((row) => `${row.median.toFixed(0)} (min ${row.min.toFixed(0)})`).join(", "),
          pass: slowest.median <= 500,
          anchors: "–",
        },
        {
          what: "page: first load with kernel and worker, gzip",
          must: "≤ 200 kB",
          measured: kilobytes(load),
          pass: load <= 200_000,
          anchors: "–",
        },
        {
          what: "core in a bundle: fit, fitMany, evaluate, parseCircuit with worker and SIMD kernel, gzip",
          must: "≤ 80 kB",
          measured: kilobytes(coreBytes),
          pass: coreBytes <= 80_000,
          anchors: "–",
        },
      ],
    };
  } finally {
    await site.close();
    built.remove();
  }
}
