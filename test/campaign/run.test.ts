import { afterAll, beforeAll, expect, test } from "vitest";
import { campaignPage } from "../../src/campaign/page.ts";
import { type Plan, planCampaign } from "../../src/campaign/plan.ts";
import { type CampaignRun, runCampaign } from "../../src/campaign/run.ts";
import type { Shelf, Store } from "../../src/campaign/store.ts";
import { numberColumns, trendColumns } from "../../src/campaign/tables.ts";
import { ecLabImpedance } from "../../src/examples/instrument.ts";
import { bytesOf, memoryShelf, memoryStore } from "../../src/examples/memory.ts";
import { simulateSpectrum } from "../../src/examples/spectra.ts";
import { type Fitter, openFitter } from "../../src/fit/fitter.ts";
import { Kernel } from "../../src/kernel/kernel.ts";

let fitter: Fitter;
let kernel: Kernel;
beforeAll(async () => {
  fitter = await openFitter();
  kernel = await Kernel.load(undefined, "series");
});
afterAll(() => fitter.close());

const range = { from: 1e6, to: 0.1, points: 40, noise: 0.003 };
const spectrum = (R: number, seed: number) =>
  ecLabImpedance([simulateSpectrum({ L: 0, R: 20, arcs: [{ R, peak: 200, n: 0.9 }] }, { ...range, seed })]);

const campaign = {
  name: "two samples",
  samples: [
    {
      name: "a",
      area: "1cm2",
      thickness: "1mm",
      files: [{ role: "impedance", files: "a*.mpt", circuit: "R1-p(R2,CPE2)", conductivity: "R1.R" }],
    },
    { name: "b", files: [{ role: "impedance", files: "b.mpt", circuit: "R1-p(R2,CPE2)" }] },
  ],
};

async function filesOf(changed: Readonly<Record<string, string>> = {}): Promise<Store> {
  const texts: Record<string, string> = {
    "a1.mpt": spectrum(100, 1),
    "a2.mpt": spectrum(200, 2),
    "b.mpt": spectrum(50, 3),
    ...changed,
  };
  return memoryStore(await bytesOf(Object.entries(texts).map(([path, text]) => ({ path, text }))));
}

function planOf(store: Store, value: unknown = campaign): Plan {
  const planned = planCampaign(JSON.stringify(value), store);
  if (planned.faults) throw new Error(JSON.stringify(planned.faults));
  return planned.plan;
}

async function runOf(store: Store, shelf: Shelf, value: unknown = campaign): Promise<CampaignRun> {
  const plan = planOf(store, value);
  return runCampaign(
    plan,
    { store, fitter, kernel, confidence: plan.confidence, seed: plan.seed },
    { shelf, version: "test" },
  );
}

const kept = ({ results }: CampaignRun): boolean[] => results.map((one) => one.kept);

test("what has not changed is not computed again, and gives the same numbers", async () => {
  const shelf = memoryShelf();
  const first = await runOf(await filesOf(), shelf);
  const second = await runOf(await filesOf(), shelf);
  expect(kept(first)).toEqual([false, false]);
  expect(kept(second)).toEqual([true, true]);
  expect(numberColumns(second)).toEqual(numberColumns(first));
});

test("a changed file, option or size costs its own piece of work", async () => {
  const shelf = memoryShelf();
  await runOf(await filesOf(), shelf);
  expect(kept(await runOf(await filesOf({ "b.mpt": spectrum(51, 3) }), shelf))).toEqual([true, false]);
  const weighted = structuredClone(campaign) as { samples: { files: Record<string, unknown>[] }[] };
  weighted.samples[1].files[0].weighting = "unit";
  expect(kept(await runOf(await filesOf(), shelf, weighted))).toEqual([true, false]);
  const thicker = structuredClone(campaign);
  thicker.samples[0].thickness = "2mm";
  const run = await runOf(await filesOf(), shelf, thicker);
  expect(kept(run)).toEqual([false, true]);
});

test("one bad file costs that file", async () => {
  const run = await runOf(await filesOf({ "a1.mpt": "no spectrum at all" }), memoryShelf());
  expect(run.failures).toHaveLength(1);
  expect(run.failures[0].message).toMatch(/^a1\.mpt/);
  const numbers = run.results.flatMap((one) => one.numbers);
  expect(numbers.filter(({ name }) => name === "R2").map(({ files }) => files[0].file)).toEqual([
    "a2.mpt",
    "b.mpt",
  ]);
});

test("every number has its file with hash, model, options and version, and the interval holds the truth", async () => {
  const { results } = await runOf(await filesOf(), memoryShelf());
  const numbers = results.flatMap((one) => one.numbers);
  expect(numbers.length).toBeGreaterThanOrEqual(8);
  for (const number of numbers) {
    expect(number.version).toBe("test");
    expect(number.model).not.toBe("");
    expect(number.files.length).toBeGreaterThan(0);
    for (const { sha256 } of number.files) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(number.options)).toContain("R1-p(R2,CPE2)");
  }
  // σ = L/(R·S) with 20 Ω, 1 mm and 1 cm²
  const sigma = numbers.find(({ name }) => name === "ionic conductivity")!;
  expect(sigma.unit).toBe("S·cm⁻¹");
  expect(Math.abs(sigma.value! - 0.1 / 20)).toBeLessThan(4 * sigma.stderr!);
});

test("the page names every sample, no two parts of it share an id, and text of files is escaped", async () => {
  const named = structuredClone(campaign);
  named.samples[0].name = "<b>a</b>";
  const store = await filesOf();
  const plan = planOf(store, named);
  const run = await runOf(store, memoryShelf(), named);
  const html = campaignPage({ plan, run });
  expect(html).toContain("&lt;b&gt;a&lt;/b&gt;");
  expect(html).not.toContain("<b>a</b>");
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(trendColumns(run).every(({ data }) => data.length === 0)).toBe(true);
});
