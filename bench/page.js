/**
 * The page in headless Chromium: the time from a change of the circuit to 1,000 refitted spectra with their trends redrawn.
 *
 * @import { Report, Settings } from "./section.js"
 */
import { buildPage, fitted, openSite, wasmPolicy } from "../test/web/page.js";
import { alignedTable, median } from "./clock.js";

/** Circuits that one passes through while typing the one with two arcs, and others of its kind. */
const circuits = [
  "L0-R1-p(R2,CPE2)",
  "L0-R1-p(R2,CPE2)-p(R3,CPE3)",
  "R1-p(R2,CPE2)-p(R3,CPE3)",
  "L0-R1-p(R2,CPE2)-CPE3",
];

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
      ].join("\n"),
      json: { milliseconds: rows },
      requirements: [
        {
          what: "page: from a change of the circuit to 1,000 refitted spectra and redrawn trends",
          must: "≤ 500 ms",
          measured: rows.map((row) => `${row.median.toFixed(0)} (min ${row.min.toFixed(0)})`).join(", "),
          pass: slowest.median <= 500,
          anchors: "–",
        },
      ],
    };
  } finally {
    await site.close();
    built.remove();
  }
}
