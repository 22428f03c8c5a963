import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { jsonSchemaOf } from "../../schema/build.js";
import { planCampaign } from "../../src/campaign/plan.ts";
import { campaignSchema } from "../../src/campaign/schema.ts";
import { examples } from "../../src/examples/index.ts";
import { memoryStore } from "../../src/examples/memory.ts";
import { expected, faulty } from "./faulty.ts";

const store = memoryStore(new Map([["there.mpt", new Uint8Array()]]));

test("every fault of a campaign is named at once, by its key and with its cure", () => {
  const { faults = [] } = planCampaign(JSON.stringify(faulty), store);
  for (const [key, words] of expected) {
    const named = faults.filter((fault) => fault.key === key);
    expect(named, key).not.toHaveLength(0);
    expect(named.map(({ sentence }) => sentence).join("\n"), key).toMatch(words);
  }
});

test("a fault is named once, and nothing sound is called one", () => {
  const { faults = [] } = planCampaign(JSON.stringify(faulty), store);
  const keys = faults.map(({ key, sentence }) => `${key}: ${sentence}`);
  expect(new Set(keys).size).toBe(keys.length);
  const known = new Set(expected.map(([key]) => key));
  const others = faults.filter(({ key }) => !known.has(key)).map(({ key }) => key);
  expect(others).toEqual([]);
});

test("text that is no JSON has line and column", () => {
  const { faults = [] } = planCampaign('{\n "name": "a",\n "samples": [,]\n}', store);
  expect(faults).toHaveLength(1);
  expect(faults[0].sentence).toMatch(/not JSON.*line 3/);
});

test("schema/campaign.json is that of the reader; node schema/build.js writes it", () => {
  const file = new URL("../../schema/campaign.json", import.meta.url);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(
    JSON.parse(JSON.stringify(jsonSchemaOf(campaignSchema))),
  );
});

test.each(examples)("the campaign of paper $paper has no fault", ({ campaign, files }) => {
  const paths = [...files(1)].map(({ path }) => [path, new Uint8Array()] as const);
  expect(planCampaign(JSON.stringify(campaign), memoryStore(new Map(paths))).faults).toBeUndefined();
});
