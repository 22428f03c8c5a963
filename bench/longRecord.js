/**
 * A long simulated record to its half-cycle table, in a process of its own: rows, seconds and the largest resident memory as JSON.
 * With "csv" the record becomes the bytes of a CSV on the way, which are read as a file is.
 */
import { readSeries } from "../dist/index.js";
import { Kernel } from "../dist/kernel/kernel.js";
import { reduceSeries } from "../dist/series/reduce.js";
import { longRecord, textOf } from "./recordText.js";
import { residentPeak } from "./residentPeak.js";

const rows = Number(process.argv[2] ?? 1e6);
const asText = process.argv[3] === "csv";
let bytes = 0;

/** @param {AsyncIterable<Uint8Array>} pieces */
async function* counted(pieces) {
  for await (const piece of pieces) {
    bytes += piece.length;
    yield piece;
  }
}

const record = longRecord(rows);
const began = performance.now();
const source = asText ? await readSeries("long.bdf.csv", counted(textOf(record))) : record;
const table = await reduceSeries(source, await Kernel.load(undefined, "series"));
process.stdout.write(
  JSON.stringify({
    rows: table.rows,
    halfCycles: table.halfCycles.length,
    seconds: (performance.now() - began) / 1000,
    megabytes: residentPeak(),
    ...(asText && { text: bytes / 1e6 }),
  }),
);
