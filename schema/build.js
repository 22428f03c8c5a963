// Writes schema/spectrum-model.json, the JSON Schema of model files for editors, from the schema that the reader checks with.
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
  const text = JSON.stringify(jsonSchemaOf(modelSchema), null, 2);
  writeFileSync(new URL("spectrum-model.json", import.meta.url), `${text}\n`);
}
