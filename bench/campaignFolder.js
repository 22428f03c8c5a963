/**
 * One campaign of all simulated papers in a folder: their own files, and per paper cells that were cycled for long, so that the whole
 * holds thousands of spectra and a million rows of cyclers.
 *
 * @import { Example } from "../dist/examples/example.js"
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeExample } from "../dist/cli/demoExample.js";
import { examples } from "../dist/examples/index.js";
import { ecLabCycling, ecLabImpedance } from "../dist/examples/instrument.js";
import { readImpedance } from "../dist/formats/index.js";
import { ageingCircuit, simulateAgeing } from "../dist/impedance/ageing.js";
import { simulateSymmetric } from "../dist/series/simulate/symmetric.js";

/** Per paper: cells with so many spectra each, and half-cycles of one record. */
const CELLS = 4;
const CYCLES = 125;
const HALF_CYCLES = 300;

/** @param {Example} example @param {number} seed */
async function* longLives({ paper }, seed) {
  const spectra = simulateAgeing({ cells: CELLS, cycles: CYCLES, seed });
  for (let cell = 1; cell <= CELLS; cell++) {
    const own = spectra.filter((one) => one.cell === cell);
    yield {
      path: `${paper}/cycled/cell-${cell}.mpt`,
      text: ecLabImpedance(own.map(({ spectrum, cycle }) => ({ ...spectrum, facts: { cycle } }))),
    };
  }
  const record = simulateSymmetric({
    halfCycles: HALF_CYCLES,
    duration: () => 3600,
    interval: 10,
    seed,
  });
  let text = "";
  for await (const piece of /** @type {AsyncIterable<string>} */ (ecLabCycling(record))) text += piece;
  yield { path: `${paper}/cycled/life.mpt`, text };
}

/** Cells behind the samples of the paper. @param {string} paper */
function cycledSample(paper) {
  return {
    name: `${paper}, cycled for long`,
    area: "1cm2",
    files: [
      ...Array.from({ length: CELLS }, (_, k) => ({
        role: "impedance-by-cycle",
        name: `Cell ${k + 1}`,
        files: `${paper}/cycled/cell-${k + 1}.mpt`,
        circuit: ageingCircuit,
        resistances: { R1: "R1.R", "R2+R3": "R2.R+R3.R" },
      })),
      {
        role: "cycling",
        name: "Life",
        files: `${paper}/cycled/life.mpt`,
        cell: "symmetric",
        means: [[10, 100]],
      },
    ],
  };
}

/** Paths of an entry, now below the folder of its paper. @param {any} entry @param {string} paper */
function moved(entry, paper) {
  const below = (/** @type {string} */ path) => `${paper}/${path}`;
  const copy = { ...entry, files: Array.isArray(entry.files) ? entry.files.map(below) : below(entry.files) };
  for (const key of ["before", "after", "logger"])
    if (typeof copy[key] === "string") copy[key] = below(copy[key]);
  return copy;
}

/**
 * Writes the campaign and its files; the same seed gives the same bytes.
 *
 * @param {string} folder
 * @param {number} seed
 * @returns {Promise<{ file: string, files: number, spectra: number, rows: number, bytes: number }>} what it holds, counted from what was written
 */
export async function writeCampaign(folder, seed) {
  const samples = [];
  const comparisons = [];
  for (const example of examples) {
    const { paper, campaign } = example;
    await writeExample(example, join(folder, paper), seed);
    for await (const { path, text } of longLives(example, seed + Number(paper))) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    for (const sample of campaign.samples) {
      samples.push({
        ...sample,
        name: `${paper}, ${sample.name}`,
        files: sample.files.map((entry) => moved(entry, paper)),
      });
    }
    samples.push(cycledSample(paper));
    for (const one of campaign.comparisons ?? []) {
      comparisons.push({
        ...one,
        title: `${one.title ?? one.show} (${paper})`,
        samples: (one.samples ?? campaign.samples.map(({ name }) => name)).map((name) => `${paper}, ${name}`),
      });
    }
  }
  const file = join(folder, "campaign.json");
  writeFileSync(file, `${JSON.stringify({ name: "Four papers", samples, comparisons }, null, 2)}\n`);
  return { file, ...countOf(folder) };
}

/** Files, spectra and rows of cyclers below a folder, by reading what is there. @param {string} folder */
function countOf(folder) {
  let [files, spectra, rows, bytes] = [0, 0, 0, 0];
  for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!/\.(mpt|DTA|csv|xy)$/.test(path)) continue;
    const content = readFileSync(join(folder, path));
    files++;
    bytes += content.length;
    if (/(life[^/]*|ladder)\.mpt$|(full-cell|rates)\.csv$|pressure/.test(path)) {
      rows += content.reduce((sum, byte) => sum + (byte === 10 ? 1 : 0), 0) - 5;
    } else if (/\.(mpt|DTA)$/.test(path)) spectra += readImpedance(content, path).spectra.length;
  }
  return { files, spectra, rows, bytes };
}
