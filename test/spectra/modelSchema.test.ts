import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { jsonSchemaOf } from "../../schema/build.js";
import { parseSpectrumModel } from "../../src/spectra/modelFile.ts";
import { lineKeys, modelSchema } from "../../src/spectra/modelSchema.ts";

test("schema/spectrum-model.json is that of the reader; node schema/build.js writes it", () => {
  const file = new URL("../../schema/spectrum-model.json", import.meta.url);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(
    JSON.parse(JSON.stringify(jsonSchemaOf(modelSchema))),
  );
});

test("the schema knows every key of a line and refuses unknown keys of a model", () => {
  const { properties, additionalProperties } = jsonSchemaOf(modelSchema);
  expect(additionalProperties).toBe(false);
  const items = (properties!.lines as { items: { properties: object; additionalProperties: object } }).items;
  expect(new Set(Object.keys(items.properties))).toEqual(lineKeys);
  // Whatever else a line has is a parameter: a number, a tie, or a record
  expect(items.additionalProperties).toMatchObject({
    anyOf: [{ type: "number" }, { type: "string" }, { type: "object" }],
  });
});

test("the model of the README is read", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const [, json] = /### Model files\s+```json\n([\s\S]*?)```/.exec(readme)!;
  const model = parseSpectrumModel(json);
  expect(model.lines.map(({ name }) => name)).toEqual(["Li2S", "LPSCl"]);
  expect(model.ratios).toEqual([["Li2S", "LPSCl"]]);
});
