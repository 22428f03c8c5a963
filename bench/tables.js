/**
 * Text tables of cyclers: bytes to columns of numbers, on one thread, in pieces of 1 MB.
 *
 * The file is made once from a seed: 10⁷ rows of test time, voltage, current, cycle and temperature, as instruments print them. Beside
 * `readSeries` run papaparse, which reads the same pieces with its own numbers, a byte parser in plain JavaScript, which is what one would
 * write by hand without the kernel, and split with Number.
 *
 * @import { Report, Settings } from "./section.js"
 */
import { Readable } from "node:stream";
import papaparse from "papaparse";
import { readSeries } from "../dist/index.js";
import { Kernel } from "../dist/kernel/kernel.js";
import { reduceSeries } from "../dist/series/reduce.js";
import { builds } from "./build.js";
import { alignedTable, median, pairedRatio, takeTurns } from "./clock.js";
import { uniform } from "./random.js";

const PIECE = 1 << 20;
/** Rows of a half-cycle: an hour. */
const HALF_CYCLE = 36_000;
const header = "test_time_second,voltage_volt,current_ampere,cycle_count,surface_temperature_celsius\n";

const row10 = "bytes → columns, 10⁷ rows × 5 columns, over papaparse in the same run";
const must = "≥ 12×";
const rowTable = "bytes → half-cycle table of the same rows, over papaparse that makes columns only";

/**
 * A cycler's day: 0.1 s steps, 4 decimals of a second, 5 of a volt, 6 of an ampere.
 *
 * @param {number} rows
 * @param {number} seed
 * @returns {Uint8Array[]} pieces of 1 MB
 */
export function tablePieces(rows, seed) {
  const random = uniform(seed);
  const encoder = new TextEncoder();
  /** @type {Uint8Array[]} */
  const pieces = [];
  let left = new Uint8Array(0);
  /** @type {string[]} */
  let lines = [header];
  const flush = (/** @type {boolean} */ last) => {
    const more = encoder.encode(lines.join(""));
    const all = new Uint8Array(left.length + more.length);
    all.set(left);
    all.set(more, left.length);
    let at = 0;
    for (; at + PIECE <= all.length; at += PIECE) pieces.push(all.slice(at, at + PIECE));
    left = all.slice(at);
    if (last && left.length > 0) pieces.push(left);
    lines = [];
  };
  for (let row = 0; row < rows; row++) {
    const phase = (row % HALF_CYCLE) / HALF_CYCLE;
    const current = row % (2 * HALF_CYCLE) < HALF_CYCLE ? 0.5 : -0.5;
    lines.push(
      `${(row * 0.1 + 1e-4 * random()).toFixed(4)},${(3.2 + phase + 1e-3 * random()).toFixed(5)},${(current + 1e-5 * random()).toFixed(6)},${1 + Math.floor(row / (2 * HALF_CYCLE))},${(25 + random()).toFixed(2)}\n`,
    );
    if (lines.length === 20000) flush(false);
  }
  flush(true);
  return pieces;
}

/** Sums of the columns and rows: every contender must come to the same. @typedef {{ rows: number, sums: number[] }} Read */

/** @param {readonly Uint8Array[]} pieces @param {typeof builds[number]} kernel @returns {Promise<Read>} */
async function withKernel(pieces, kernel) {
  const record = await readSeries("made.bdf.csv", pieces, { kernel });
  const names = record.columns.map(({ column }) => column);
  const sums = names.map(() => 0);
  let rows = 0;
  for await (const block of record.blocks) {
    rows += block.rows;
    // the last value of each block: enough to see that the columns are there, without the time of a sum
    names.forEach((name, i) => {
      sums[i] += block.columns[name]?.[block.rows - 1] ?? Number.NaN;
    });
  }
  return { rows, sums };
}

/** On to the half-cycle table. @param {readonly Uint8Array[]} pieces @param {Kernel} kernel @returns {Promise<Read>} */
async function toHalfCycles(pieces, kernel) {
  const record = await readSeries("made.bdf.csv", pieces, { kernel: kernel.build });
  const { rows, halfCycles } = await reduceSeries(record, kernel);
  const made = Math.ceil(rows / HALF_CYCLE);
  if (halfCycles.length !== made) throw new Error(`${halfCycles.length} half-cycles instead of ${made}`);
  return { rows, sums: halfCycles.map(({ charge }) => charge) };
}

/** Papaparse with its own streaming and its own numbers. @param {readonly Uint8Array[]} pieces @returns {Promise<Read>} */
async function withPapaparse(pieces) {
  const columns = Array.from({ length: 5 }, () => new Float64Array(65536));
  let rows = 0;
  await new Promise((resolve, reject) => {
    const stream = papaparse.parse(papaparse.NODE_STREAM_INPUT, { dynamicTyping: true, header: false });
    stream.on("data", (/** @type {unknown[]} */ cells) => {
      if (rows > 0) for (let i = 0; i < 5; i++) columns[i][(rows - 1) & 65535] = Number(cells[i]);
      rows++;
    });
    stream.on("end", resolve);
    stream.on("error", reject);
    Readable.from(pieces.map((piece) => Buffer.from(piece.buffer, piece.byteOffset, piece.length))).pipe(
      stream,
    );
  });
  return { rows: rows - 1, sums: columns.map((column) => column[(rows - 2) & 65535]) };
}

/**
 * Papaparse on strings, piece by piece, which is faster than its stream: the lines are cut by us.
 *
 * @param {readonly Uint8Array[]} pieces
 * @returns {Read}
 */
function withPapaparseStrings(pieces) {
  const decoder = new TextDecoder();
  const columns = Array.from({ length: 5 }, () => new Float64Array(65536));
  let rows = 0;
  let left = "";
  let isFirst = true;
  for (const piece of pieces) {
    const text = left + decoder.decode(piece, { stream: true });
    const end = text.lastIndexOf("\n");
    left = text.slice(end + 1);
    const { data } = papaparse.parse(text.slice(0, end), {
      dynamicTyping: true,
      delimiter: ",",
      newline: "\n",
    });
    for (const cells of /** @type {number[][]} */ (data)) {
      if (isFirst) {
        isFirst = false;
        continue;
      }
      for (let i = 0; i < 5; i++) columns[i][rows & 65535] = cells[i];
      rows++;
    }
  }
  return { rows, sums: columns.map((column) => column[(rows - 1) & 65535]) };
}

/** @param {readonly Uint8Array[]} pieces @returns {Read} */
function withSplit(pieces) {
  const decoder = new TextDecoder();
  const columns = Array.from({ length: 5 }, () => new Float64Array(65536));
  let rows = 0;
  let left = "";
  let isFirst = true;
  for (const piece of pieces) {
    const lines = (left + decoder.decode(piece, { stream: true })).split("\n");
    left = lines.pop() ?? "";
    for (const line of lines) {
      if (isFirst) {
        isFirst = false;
        continue;
      }
      const cells = line.split(",");
      for (let i = 0; i < 5; i++) columns[i][rows & 65535] = Number(cells[i]);
      rows++;
    }
  }
  return { rows, sums: columns.map((column) => column[(rows - 1) & 65535]) };
}

const powers = Array.from({ length: 23 }, (_, n) => Number(`1e${n}`));

/** A byte parser by hand: no strings, no quotes, no exponents, no checks. @param {readonly Uint8Array[]} pieces @returns {Read} */
function byHand(pieces) {
  const columns = Array.from({ length: 5 }, () => new Float64Array(65536));
  let rows = 0;
  let column = 0;
  let mantissa = 0;
  let places = -1;
  let sign = 1;
  let isFirst = true;
  for (const piece of pieces) {
    for (let i = 0; i < piece.length; i++) {
      const c = piece[i];
      if (isFirst) {
        if (c === 10) isFirst = false;
        continue;
      }
      if (c >= 48 && c <= 57) {
        mantissa = 10 * mantissa + (c - 48);
        if (places >= 0) places++;
      } else if (c === 46) places = 0;
      else if (c === 45) sign = -1;
      else {
        columns[column][rows & 65535] = (sign * mantissa) / (places > 0 ? powers[places] : 1);
        mantissa = 0;
        places = -1;
        sign = 1;
        if (c === 10) {
          column = 0;
          rows++;
        } else column++;
      }
    }
  }
  return { rows, sums: columns.map((values) => values[(rows - 1) & 65535]) };
}

/**
 * @param {Settings} settings
 * @returns {Promise<Report>}
 */
export async function benchTables({ rounds, seed, quick }) {
  const rows = quick ? 1_000_000 : 10_000_000;
  const pieces = tablePieces(rows, seed);
  const megabytes = pieces.reduce((sum, piece) => sum + piece.length, 0) / 1e6;
  const kernel = await Kernel.load("simd", "series");
  /** @type {import("./clock.js").Turn[]} */
  const turns = [
    ...builds.map((build) => ({ name: `readSeries, ${build}`, run: () => withKernel(pieces, build) })),
    { name: "readSeries and reduceSeries, simd", run: () => toHalfCycles(pieces, kernel) },
    { name: "papaparse, stream", run: () => withPapaparse(pieces) },
    { name: "papaparse, strings", run: () => withPapaparseStrings(pieces) },
    { name: "split and Number", run: () => withSplit(pieces) },
    { name: "byte parser by hand, JavaScript", run: () => byHand(pieces) },
  ];
  for (const { name, run } of turns) {
    const read = /** @type {Read} */ (await run());
    if (read.rows !== rows) throw new Error(`${name} reads ${read.rows} of ${rows} rows`);
  }
  const timings = await takeTurns(turns, { rounds: Math.min(rounds, quick ? 5 : 3), warmup: 0, seed });
  const simd = timings[0].seconds;
  const papa = timings.filter(({ name }) => name.startsWith("papaparse"));
  const best = papa.reduce((a, b) => (a.median < b.median ? a : b));
  const ratio = pairedRatio(best.seconds, simd);
  const whole = timings.find(({ name }) => name.startsWith("readSeries and reduceSeries"))?.seconds ?? simd;
  const wholeRatio = pairedRatio(best.seconds, whole);
  return {
    text: [
      `tables: ${rows.toExponential(0)} rows × 5 columns, ${megabytes.toFixed(0)} MB in pieces of 1 MB, one thread`,
      "",
      alignedTable(
        ["reader", "MB/s", "ns per row", "times simd"],
        timings.map(({ name, seconds }) => [
          name,
          (megabytes / median(seconds)).toFixed(0),
          ((median(seconds) / rows) * 1e9).toFixed(0),
          pairedRatio(seconds, simd).toFixed(2),
        ]),
      ),
      "",
      `resident memory after the runs: ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB, of it ${megabytes.toFixed(0)} MB of pieces`,
    ].join("\n"),
    json: {
      rows,
      megabytes,
      seconds: Object.fromEntries(timings.map(({ name, seconds }) => [name, seconds])),
    },
    requirements: [
      {
        what: row10,
        must,
        measured: `${ratio.toFixed(1)}× ${best.name}; ${(megabytes / median(simd)).toFixed(0)} MB/s`,
        pass: ratio >= 12,
        anchors: `byte parser by hand ${(megabytes / median(timings[timings.length - 1].seconds)).toFixed(0)} MB/s`,
      },
      {
        what: rowTable,
        must: "≥ 8×",
        measured: `${wholeRatio.toFixed(1)}× ${best.name}; ${(megabytes / median(whole)).toFixed(0)} MB/s`,
        pass: wholeRatio >= 8,
        anchors: "–",
      },
    ],
  };
}
