#!/usr/bin/env node
/**
 * npm run bench [-- WORD…] [--json] [--quick] [--rounds N] [--warmup N] [--seed N] [--reference NAME]
 *
 * Plain JavaScript with types in comments, because Node 20 runs no TypeScript: checked by `tsc -p bench`.
 *
 * @import { Requirement } from "./requirement.js"
 */
import { cpus, loadavg } from "node:os";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { missingFiles } from "./build.js";
import { requirementTable } from "./requirement.js";
import { UsageError } from "./section.js";

/** @param {string} name @param {string} text @param {number} least */
function integer(name, text, least) {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least)
    throw new UsageError(`--${name} is "${text}", expected an integer ≥ ${least}.`);
  return value;
}

/** Processor, engine and load: without them the figures mean nothing. */
function machine() {
  return {
    node: process.version,
    v8: process.versions.v8,
    platform: `${process.platform} ${process.arch}`,
    processor: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    loadAverage: loadavg()[0],
  };
}

async function main() {
  const absent = missingFiles();
  if (absent.length > 0) {
    console.error(
      `The package is not built: ${absent.map((file) => basename(file)).join(", ")} missing. Run \`npm run build\` first.`,
    );
    process.exitCode = 1;
    return;
  }
  // The sections import the built package: only now is it known to exist
  const { sections } = await import("./sections.js");
  const usage = `Usage: npm run bench -- [WORD…] [--json] [--quick] [--rounds N] [--warmup N] [--seed N] [--reference NAME]
A WORD is a section, or a part of the name of a contender of eis; without words all sections run.
${sections.map(({ name, about }) => `  ${name.padEnd(9)} ${about}`).join("\n")}`;
  try {
    await measure(sections, usage);
  } catch (error) {
    if (!isUsage(error)) throw error;
    throw new UsageError(`${/** @type {Error} */ (error).message}\n${usage}`);
  }
}

/** @param {readonly import("./section.js").Section[]} sections @param {string} usage */
async function measure(sections, usage) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      rounds: { type: "string", default: "15" },
      warmup: { type: "string", default: "3" },
      seed: { type: "string", default: "1" },
      reference: { type: "string" },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const words = positionals.filter((word) => !sections.some(({ name }) => name === word));
  // A contender's name alone asks for the section that has contenders
  const wanted = positionals.length === 0 ? sections.map(({ name }) => name) : [...positionals];
  if (words.length > 0) wanted.push("eis");
  const settings = {
    words,
    rounds: integer("rounds", values.rounds, 1),
    warmup: integer("warmup", values.warmup, 0),
    seed: integer("seed", values.seed, 0),
    quick: values.quick,
    reference: values.reference,
  };

  const host = machine();
  if (!values.json)
    console.log(
      `node ${host.node}, ${host.platform}, ${host.processor}, ${host.cores} cores, load ${host.loadAverage.toFixed(2)}`,
    );
  /** @type {Record<string, unknown>} */
  const document = { machine: host, quick: values.quick };
  /** @type {Requirement[]} */
  const table = [];
  for (const { name, run } of sections.filter((section) => wanted.includes(section.name))) {
    const before = loadavg()[0];
    const { text, json, requirements } = await run(settings);
    const load = [before, loadavg()[0]];
    document[name] = { loadAverage: load, .../** @type {object} */ (json) };
    table.push(...requirements);
    if (!values.json)
      console.log(
        `\n${text}\nload average of the machine before and after: ${load.map((l) => l.toFixed(2)).join(", ")}`,
      );
  }
  document.requirements = table;
  if (values.json) console.log(JSON.stringify(document, null, 2));
  else if (table.length > 0) console.log(`\n${requirementTable(table)}`);
}

/** parseArgs reports unknown options by errors with such codes. @param {unknown} error */
const isUsage = (error) =>
  error instanceof UsageError ||
  (error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS"));

try {
  await main();
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
