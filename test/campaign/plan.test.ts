import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { jsonSchemaOf } from "../../schema/build.js";
import { type CampaignFault, planCampaign } from "../../src/campaign/plan.ts";
import { campaignSchema } from "../../src/campaign/schema.ts";
import { examples } from "../../src/examples/index.ts";
import { memoryStore } from "../../src/examples/memory.ts";
import { expected, faulty } from "./faulty.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const store = memoryStore(
  new Map([
    ["there.mpt", bytes("")],
    ["other.mpt", bytes("")],
    ["model.json", bytes('{ "lines": 3 }')],
  ]),
);
const faultsOf = (value: unknown): readonly CampaignFault[] =>
  planCampaign(typeof value === "string" ? value : JSON.stringify(value, null, 2), store).faults ?? [];

describe("a campaign with faults of many kinds", () => {
  const faults = faultsOf(faulty);

  test("holds twenty faults of twelve kinds and more", () => {
    expect(expected.length).toBeGreaterThanOrEqual(20);
    expect(new Set(expected.map(([, kind]) => kind)).size).toBeGreaterThanOrEqual(12);
  });

  test.each(expected)("%s (%s) is named with its cure", (key, _, words) => {
    const named = faults.filter((fault) => fault.key === key);
    expect(named).not.toHaveLength(0);
    expect(named.map(({ sentence }) => sentence).join("\n")).toMatch(words);
  });

  test("a fault is named once, and nothing sound is called one", () => {
    const all = faults.map(({ key, sentence }) => `${key}: ${sentence}`);
    expect(new Set(all).size).toBe(all.length);
    const known = new Set(["samples[0].files[6].before", ...expected.map(([key]) => key)]);
    expect(faults.filter(({ key }) => !known.has(key)).map(({ key }) => key)).toEqual([]);
  });

  test("each has the line of its key, in the order of the text", () => {
    const lines = JSON.stringify(faulty, null, 2).split("\n");
    for (const { key, line, sentence } of faults) {
      // What is missing is said where it is missed
      const name = /it is missing|neither a preset/.test(sentence)
        ? undefined
        : /([^.[\]]+)(?:\[\d+\])*$/.exec(key)?.[1];
      if (name !== undefined && !/\]$/.test(key) && !/R\d\.R|CPE/.test(key))
        expect(lines[line - 1], `${key} in line ${line}`).toContain(`"${name}"`);
    }
    expect(faults.map(({ line }) => line)).toEqual(faults.map(({ line }) => line).sort((a, b) => a - b));
  });
});

const sound = {
  name: "sound",
  samples: [{ name: "a", files: [{ role: "impedance", files: "there.mpt", circuit: "R0-p(R1,CPE1)" }] }],
};

test("a number that no entry gives is a fault of the comparison once the entries are sound", () => {
  expect(faultsOf({ ...sound, comparisons: [{ show: "nonsense" }] })).toMatchObject([
    { key: "comparisons[0].show", sentence: 'no entry gives "nonsense"; there are "R0", "R1"' },
  ]);
  expect(faultsOf({ ...sound, comparisons: [{ show: "R0", entries: ["Impedances"] }] })).toMatchObject([
    { key: "comparisons[0].entries[0]", sentence: 'there is no entry "Impedances"; there are "Impedance"' },
  ]);
});

test("conductivity of an impedance needs thickness and area, and the spelling of a model is looked into", () => {
  const entry = { ...sound.samples[0].files[0], conductivity: "R0.R" };
  expect(faultsOf({ ...sound, samples: [{ name: "a", files: [entry] }] }).map(({ key }) => key)).toEqual([
    "samples[0].area",
    "samples[0].thickness",
  ]);
});

describe("text that people write", () => {
  const text = JSON.stringify(sound, null, 2);

  test("a byte order mark, comments and a last comma are no faults", () => {
    const written = `\ufeff// the first study\n${text.replace('"name": "sound",', '"name": "sound", /* // no */')}\n`;
    expect(faultsOf(written)).toEqual([]);
    expect(faultsOf(text.replace(/(\s*\]\s*)}\s*$/, ",$1,}"))).toEqual([]);
  });

  test.each([
    ["text that is cut off", text.slice(0, -3), /never closed/],
    ["a text without end", text.replace('"sound"', '"sound'), /close it with "/],
    ["a comma too many", '{\n "name": "a",\n "samples": [,]\n}', /comma/],
    ["single quotes", text.replace('"sound"', "'sound'"), /write "…"/],
    ["a key without quotes", text.replace('"samples"', "samples"), /key in quotes/],
    ["nothing", "", /empty/],
    ["a table", "frequency,real\n1,2\n", /begins with frequency/],
  ])("%s is one fault with its line", (_, broken, words) => {
    const faults = faultsOf(broken);
    expect(faults).toHaveLength(1);
    expect(faults[0].sentence).toMatch(words);
    expect(faults[0].sentence).toMatch(/not JSON/);
    expect(faults[0].line).toBeGreaterThanOrEqual(1);
  });

  test("a comma that is missing, a key that stands twice and what is wrong behind them are named together", () => {
    const written = text.replace('"sound",', '"sound"').replace('"role"', '"role": "lsv", "role"');
    expect(faultsOf(written.replace("there.mpt", "gone.mpt")).map(({ sentence }) => sentence)).toEqual([
      expect.stringMatching(/comma is missing in front of "'samples'/),
      expect.stringMatching(/stands in line 8 already/),
      expect.stringMatching(/no file gone\.mpt/),
    ]);
  });
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
