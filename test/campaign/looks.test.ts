import { afterAll, beforeAll, expect, test } from "vitest";
import { numberText } from "../../src/campaign/numberText.ts";
import { campaignPage } from "../../src/campaign/page.ts";
import { planCampaign } from "../../src/campaign/plan.ts";
import { runCampaign } from "../../src/campaign/run.ts";
import { examples } from "../../src/examples/index.ts";
import { bytesOf, memoryShelf, memoryStore } from "../../src/examples/memory.ts";
import { type Fitter, openFitter } from "../../src/fit/fitter.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import { figuresOf, pageFaults } from "../report/looks.ts";
import { readMarkup } from "../report/markup.ts";

let fitter: Fitter;
let kernel: Kernel;
beforeAll(async () => {
  fitter = await openFitter();
  kernel = await Kernel.load(undefined, "series");
});
afterAll(() => fitter.close());

test.each(examples)(
  "the report of paper $paper stands before a referee: words, units, captions, axes, numbers",
  async (example) => {
    const store = memoryStore(await bytesOf(example.files(2)));
    const planned = planCampaign(JSON.stringify(example.campaign), store);
    if (planned.faults) throw new Error(JSON.stringify(planned.faults));
    const { plan } = planned;
    const bench = { store, fitter, kernel, confidence: plan.confidence, seed: plan.seed };
    const run = await runCampaign(plan, bench, { shelf: memoryShelf(), version: "looks" });
    const page = campaignPage({ plan, run, version: "looks" });
    expect(pageFaults(page)).toEqual([]);
    expect(figuresOf(page).length).toBeGreaterThan(10);
    expect(readMarkup(page).filter(({ name }) => name === "figcaption").length).toBe(figuresOf(page).length);
    const cells = new Set(
      readMarkup(page)
        .filter(({ name }) => name === "td")
        .map(({ text }) => text.replace(" ⚠", "")),
    );
    for (const { numbers } of run.results)
      for (const number of numbers) if (number.summary) expect(cells).toContain(numberText(number));
  },
  240_000,
);
