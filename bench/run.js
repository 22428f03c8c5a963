#!/usr/bin/env node
/**
 * npm run bench [-- WORD…] [--json] [--rounds N] [--warmup N] [--seed N] [--reference NAME]
 *
 * Plain JavaScript with types in comments, because Node 20 runs no TypeScript: checked by `tsc -p bench`.
 *
 * @import { Section } from "./section.js"
 */
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { benchEis } from "./eis.js";
import { UsageError } from "./section.js";

/**
 * Sections in the order of the report. Single kernels, load time and workers register here.
 *
 * @type {readonly Section[]}
 */
const sections = [{ name: "eis", run: benchEis }];

const usage = `Usage: npm run bench -- [WORD…] [--json] [--rounds N] [--warmup N] [--seed N] [--reference NAME]
A WORD is a section (${sections.map(({ name }) => name).join(", ")}) or a part of a contender's name; without words all run.`;

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
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
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
  const named = sections.filter(({ name }) => positionals.includes(name));
  const settings = {
    words: positionals.filter((word) => !named.some(({ name }) => name === word)),
    rounds: integer("rounds", values.rounds, 1),
    warmup: integer("warmup", values.warmup, 0),
    seed: integer("seed", values.seed, 0),
    reference: values.reference,
  };

  const host = machine();
  if (!values.json)
    console.log(
      `node ${host.node}, ${host.platform}, ${host.processor}, ${host.cores} cores, load ${host.loadAverage.toFixed(2)}`,
    );
  /** @type {Record<string, unknown>} */
  const document = { machine: host };
  for (const { name, run } of named.length > 0 ? named : sections) {
    const { text, json } = await run(settings);
    document[name] = json;
    if (!values.json) console.log(`\n${text}`);
  }
  if (values.json) console.log(JSON.stringify(document, null, 2));
}

/** parseArgs reports unknown options by errors with such codes. @param {unknown} error */
const isUsage = (error) =>
  error instanceof UsageError ||
  (error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS"));

try {
  await main();
} catch (error) {
  console.error(isUsage(error) ? `${/** @type {Error} */ (error).message}\n${usage}` : error);
  process.exitCode = isUsage(error) ? 2 : 1;
}
