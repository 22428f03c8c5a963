/**
 * A long simulated record to its half-cycle table, in a process of its own: rows, seconds and the largest resident memory as JSON.
 * With "csv" the record becomes the bytes of a CSV on the way, which are read as a file is.
 *
 * @import { SeriesRecord } from "../dist/index.js"
 */
import { readSeries } from "../dist/index.js";
import { Kernel } from "../dist/kernel/kernel.js";
import { reduceSeries } from "../dist/series/reduce.js";
import { simulateSymmetric } from "../dist/series/simulate/symmetric.js";
import { residentPeak } from "./residentPeak.js";

const rows = Number(process.argv[2] ?? 1e6);
const asText = process.argv[3] === "csv";
let bytes = 0;

/** Pieces of about a megabyte. @param {SeriesRecord} record */
async function* csvOf({ columns, blocks }) {
  const names = columns.map(({ column }) => column);
  const encoder = new TextEncoder();
  let text = `${names.join(",")}\n`;
  for await (const block of blocks) {
    const values = names.map((name) => block.columns[name] ?? new Float64Array(block.rows));
    for (let row = 0; row < block.rows; row++) {
      // What instruments print
      text += `${values[0][row].toFixed(1)},${values[1][row].toFixed(5)},${values[2][row].toFixed(8)},${values[3][row]}\n`;
      if (text.length < 1 << 20) continue;
      const piece = encoder.encode(text);
      bytes += piece.length;
      yield piece;
      text = "";
    }
  }
  yield encoder.encode(text);
}

// 18,000 samples per half-cycle, ten a second
const record = simulateSymmetric({
  halfCycles: Math.round(rows / 18_001),
  duration: () => 1800,
  interval: 0.1,
});
const began = performance.now();
const source = asText ? await readSeries("long.bdf.csv", csvOf(record)) : record;
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
