// Writes schema/spectrum-model.json and schema/campaign.json, the JSON Schemas for editors, from the schemas that the readers check with.
// Usage: node schema/build.js, after the build of src.

import { writeFileSync } from "node:fs";
import { toJsonSchema } from "@valibot/to-json-schema";

/**
 * The JSON Schema of a valibot schema; checks that JSON Schema has no words for are left to the reader.
 * @param {import("valibot").GenericSchema} schema
 */
export function jsonSchemaOf(schema) {
  return toJsonSchema(schema, { errorMode: "ignore", target: "draft-07" });
}

if (process.argv[1] === import.meta.filename) {
  const { modelSchema } = await import("../dist/spectra/modelSchema.js");
  const { campaignSchema } = await import(/** @type {string} */ ("../dist/campaign/schema.js"));
  write("spectrum-model", modelSchema);
  write("campaign", campaignSchema);
}

/** @param {string} name @param {any} schema */
function write(name, schema) {
  const text = JSON.stringify(jsonSchemaOf(schema), null, 2);
  writeFileSync(new URL(`${name}.json`, import.meta.url), `${text}\n`);
}
