/**
 * Long simulated records, and as the text of a file.
 *
 * @import { SeriesRecord } from "../dist/index.js"
 */
import { simulateSymmetric } from "../dist/series/simulate/symmetric.js";

/** Rows of a half-cycle: ten a second for half an hour. */
const HALF_CYCLE = 18_001;

/** @param {number} rows about so many */
export function longRecord(rows) {
  return simulateSymmetric({
    halfCycles: Math.round(rows / HALF_CYCLE),
    duration: () => 1800,
    interval: 0.1,
  });
}

/**
 * A record in the Battery Data Format (CSV), in pieces of about a megabyte.
 * @param {SeriesRecord} record
 */
export async function* textOf({ columns, blocks }) {
  const names = columns.map(({ column }) => column);
  const encoder = new TextEncoder();
  let text = `${names.join(",")}\n`;
  for await (const block of blocks) {
    const values = names.map((name) => block.columns[name] ?? new Float64Array(block.rows));
    for (let row = 0; row < block.rows; row++) {
      // What instruments print
      text += `${values[0][row].toFixed(1)},${values[1][row].toFixed(5)},${values[2][row].toFixed(8)},${values[3][row]}\n`;
      if (text.length < 1 << 20) continue;
      yield encoder.encode(text);
      text = "";
    }
  }
  yield encoder.encode(text);
}
