import { OptionError } from "../fit/plan.ts";
import { Kernel } from "../kernel/kernel.ts";
import { significant } from "../report/number.ts";
import {
  type PeaksDocument,
  type PeaksResult,
  peaksColumns,
  peaksDocument,
} from "../report/peaksDocument.ts";
import { mostProminent, peaksReport, shownColumns } from "../report/peaksPage.ts";
import type { FailedInput } from "../report/table.ts";
import { textTable } from "../report/text.ts";
import { type PeakCondition, type PeakOptions, peakOrders, peakSettings } from "../series/peakOptions.ts";
import { gatherSeries } from "../series/peaks.ts";
import { openPyramid, type Pyramid } from "../series/pyramid.ts";
import type { Arguments, Command } from "./command.ts";
import { interruptible } from "./interruptible.ts";
import { UsageError } from "./mistake.ts";
import { choice, kernelOption, readKernel, toNumber, whole } from "./options.ts";
import { csvOf, formatOf, parquetOf, writeWhole } from "./outputs.ts";
import { megabytes, showProgress } from "./progress.ts";
import { today, typedCommand } from "./report.ts";
import { counted, say, sayAll } from "./say.ts";
import { findSources } from "./sources.ts";
import { sentenceFor } from "./spectra.ts";
import { readTargets, type Targets, targetOptionKinds } from "./targets.ts";
import { bytesOf, openTrace, type TraceWishes } from "./traces.ts";
import { version } from "./version.ts";

const interval = "NUMBER|LOW..HIGH";

export const peaksCommand: Command = {
  name: "peaks",
  operands: "FILE…",
  summary: "peaks of a column of tables of any length, with the meaning of SciPy's find_peaks",
  options: [
    {
      name: "column",
      value: "COL",
      text: "the column, by its name or number in the file, or by its name in the Battery Data Format; needless when there is one",
    },
    {
      name: "x",
      value: "COL",
      text: "column of increasing x: --distance, --width and --wlen are in its unit then, not in samples",
    },
    { name: "height", value: interval, text: "value at the peak: at least NUMBER, or within LOW..HIGH" },
    {
      name: "threshold",
      value: interval,
      text: "vertical distance to the neighbouring samples",
    },
    {
      name: "distance",
      value: "LENGTH",
      text: "between neighbouring peaks; the highest stay, of equal ones the later",
    },
    { name: "prominence", value: interval, text: "height above the higher of the two bases" },
    { name: "width", value: interval, text: "at the height of --rel-height" },
    { name: "plateau-size", value: interval, text: "number of equal samples at the top" },
    { name: "wlen", value: "LENGTH", text: "window in which the bases are looked for; default: all" },
    {
      name: "rel-height",
      value: "NUMBER",
      text: "part of the prominence at which the width is measured, default 0.5",
    },
    { name: "valleys", text: "minima: the peaks of −column, to which all conditions apply" },
    { name: "count", value: "N", text: "keep the N highest, or the first N by --sort-by" },
    { name: "sort-by", value: "KEY", text: "index (default), height, prominence or width: largest first" },
    { name: "sheet", value: "NAME", text: "of a workbook: the sheet with the table" },
    kernelOption,
    ...targetOptionKinds.map((option) =>
      option.name === "out"
        ? { ...option, text: "results as .csv, .json or .parquet, one row per peak" }
        : option,
    ),
    { name: "json", text: "one JSON document on stdout and nothing else there" },
    {
      name: "quiet",
      text: "no progress, warnings or summary; no table when --out or --report gets the results",
    },
  ],
  notes: [
    "A column under its own name has the unit of the file. Files of cyclers also have their columns under the names of the Battery Data Format, in its units: voltage_volt, current_ampere, test_time_second. Files are read in pieces, whatever their length.",
    "Intervals may be open: 1.. or ..5; write negative ones as --height=-5..-1. Indices count rows with a number from 0; all properties are in the results, whatever is asked.",
    "Exit code: 0 all read, 1 some input failed, 2 wrong usage, 130 interrupted.",
  ],
  examples: [
    'interphase peaks cycling.csv --column "voltage/V" --prominence 0.01',
    "interphase peaks cell.mpr --column voltage_volt --prominence 0.01 --report peaks.html",
    "interphase peaks trace.csv --column I --x time --distance 30 --height 1..5 --json",
    "interphase peaks *.csv --column 2 --valleys --count 20 --sort-by prominence --report valleys.html",
  ],
  run: runPeaks,
};

async function runPeaks(given: Arguments): Promise<number> {
  if (given.operands.length === 0) {
    throw new UsageError("interphase peaks needs files: name files, a folder, or a pattern in quotes");
  }
  const options = readPeakOptions(given);
  // Wrong options are a mistake of usage, whatever the files hold
  const wishes: TraceWishes = { column: given.text("column"), x: given.text("x") };
  peakSettings(options, { axis: wishes.x !== undefined });
  const targets = readTargets(given);
  const inputs = findSources(given, targets);
  const quiet = given.has("quiet");
  return interruptible(async (signal) => {
    const kernel = await Kernel.load(readKernel(given), "series");
    const began = performance.now();
    const reading = { kernel: readKernel(given), sheet: given.text("sheet") };
    const found = await searchFiles(inputs.files, { wishes, reading, options, kernel, signal, quiet });
    const failures = [...inputs.failures, ...found.failures];
    sayAll(
      failures.map(({ message }) => `Not searched: ${message}`),
      Infinity,
      "",
    );
    if (!quiet) {
      inputs.notes.forEach(say);
      sayAll(
        found.results.flatMap(({ warnings }) => warnings).map((warning) => `Warning: ${warning}`),
        20,
        "--json and --report have all of them",
      );
    }
    const seconds = (performance.now() - began) / 1000;
    write(given, { ...found, failures, options, kernel, seconds, targets });
    return failures.length > 0 ? 1 : 0;
  });
}

function readPeakOptions(given: Arguments): PeakOptions {
  const plain = (name: string): number | undefined => {
    const text = given.text(name);
    return text === undefined ? undefined : toNumber(text, `--${name}`);
  };
  const count = whole(given, "count", 0);
  return {
    // Results have all properties: an open interval asks for one and filters nothing
    height: readCondition(given, "height"),
    threshold: readCondition(given, "threshold") ?? [null, null],
    prominence: readCondition(given, "prominence") ?? [null, null],
    width: readCondition(given, "width") ?? [null, null],
    plateauSize: readCondition(given, "plateau-size") ?? [null, null],
    distance: plain("distance"),
    wlen: plain("wlen"),
    relHeight: plain("rel-height"),
    valleys: given.has("valleys"),
    ...(count !== undefined && { count }),
    sortBy: choice(given, "sort-by", peakOrders) ?? "index",
  };
}

/** "1", "1..5", "1..", "..5". */
function readCondition(given: Arguments, name: string): PeakCondition | undefined {
  const text = given.text(name);
  if (text === undefined) return undefined;
  const [, low, high] = /^(.*?)\s*\.\.\s*(.*)$/.exec(text.trim()) ?? [];
  if (low === undefined) return toNumber(text, `--${name}`);
  if (low === "" && high === "") {
    throw new UsageError(`--${name} "${text}": expected NUMBER or LOW..HIGH, such as 1, 1..5, 1.. or ..5`);
  }
  const end = (word: string): number | null => (word === "" ? null : toNumber(word, `--${name}`));
  return [end(low), end(high)];
}

interface Found {
  readonly results: readonly PeaksResult[];
  readonly pyramids: readonly Pyramid[];
  readonly failures: readonly FailedInput[];
}

interface Search {
  readonly wishes: TraceWishes;
  readonly reading: Parameters<typeof openTrace>[2];
  readonly options: PeakOptions;
  readonly kernel: Kernel;
  readonly signal: AbortSignal;
  readonly quiet: boolean;
}

async function searchFiles(files: readonly string[], task: Search): Promise<Found> {
  const { signal, quiet } = task;
  const results: PeaksResult[] = [];
  const pyramids: Pyramid[] = [];
  const failures: FailedInput[] = [];
  const sizes = files.map(bytesOf);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const progress = showProgress("searching", process.stderr, quiet, megabytes);
  let done = 0;
  for (const [i, file] of files.entries()) {
    progress.update(done, total);
    // Gives the signal of an interruption its turn
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
    try {
      const { result, pyramid } = await search(file, task, (bytes) => progress.update(done + bytes, total));
      results.push(result);
      pyramids.push(pyramid);
    } catch (error) {
      signal.throwIfAborted();
      const message = error instanceof OptionError ? `${file}: ${error.message}` : sentenceFor(error, file);
      failures.push({ file, message });
    }
    done += sizes[i];
  }
  progress.end();
  return { results, pyramids, failures };
}

async function search(
  file: string,
  { wishes, reading, options, kernel, signal }: Search,
  onBytes: (bytes: number) => void,
): Promise<{ result: PeaksResult; pyramid: Pyramid }> {
  const trace = await openTrace(file, wishes, reading, onBytes);
  const gathering = gatherSeries(kernel, peakSettings(options, { axis: wishes.x !== undefined }));
  const pyramid = openPyramid();
  const lines = openLineIndex();
  for await (const { values, x, lines: part } of trace.chunks) {
    signal.throwIfAborted();
    gathering.push(values, x);
    pyramid.push(values, x);
    if (part) lines.add(part);
  }
  const peaks = gathering.finish();
  const { column, x, warnings } = trace;
  const result = {
    file,
    column,
    ...(x !== undefined && { x }),
    samples: pyramid.samples,
    peaks,
    ...(lines.rows > 0 && { lines: peaks.indices.map((row) => lines.lineOf(row)) }),
    warnings: [...warnings, ...peaks.warnings.map((warning) => `${file}: ${warning}`)],
  };
  return { result, pyramid };
}

interface LineIndex {
  readonly rows: number;
  add(lines: Float64Array): void;
  lineOf(row: number): number;
}

/** Lines of rows: kept where they do not follow one another, so a long table of rows without gaps takes one entry. */
function openLineIndex(): LineIndex {
  const starts: number[] = [];
  const offsets: number[] = [];
  let rows = 0;
  let offset = Number.NaN;
  return {
    get rows() {
      return rows;
    },
    add: (lines) => {
      for (let k = 0; k < lines.length; k++, rows++) {
        if (lines[k] - rows === offset) continue;
        offset = lines[k] - rows;
        starts.push(rows);
        offsets.push(offset);
      }
    },
    lineOf: (row) => {
      let low = 0;
      let high = starts.length;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (starts[middle] <= row) low = middle;
        else high = middle;
      }
      return row + offsets[low];
    },
  };
}

interface Done extends Found {
  readonly options: PeakOptions;
  readonly kernel: Kernel;
  readonly seconds: number;
  readonly targets: Targets;
}

function write(given: Arguments, done: Done): void {
  const { results, pyramids, failures, options, kernel, seconds, targets } = done;
  const { out, report, own } = targets;
  const quiet = given.has("quiet");
  const document = peaksDocument(results, { options, kernel: kernel.build, failures, seconds });
  if (out !== undefined) {
    const format = formatOf(out, "out");
    if (format === "json") writeWhole(out, jsonOf(document));
    else writeWhole(out, format === "csv" ? csvOf(peaksColumns(results)) : parquetOf(peaksColumns(results)));
  }
  if (report !== undefined) {
    writeWhole(
      report,
      peaksReport({
        results,
        pyramids,
        valleys: given.has("valleys"),
        conditions: conditionsText(given),
        failures,
        version,
        date: today(),
        command: typedCommand(),
      }),
    );
  }
  const noun = given.has("valleys") ? "valley" : "peak";
  if (given.has("json")) process.stdout.write(jsonOf(document));
  else if (!quiet || own.length === 0) process.stdout.write(peaksText(results, noun));
  if (quiet) return;
  const { samples, peaks } = document.summary;
  say(
    [
      results.length === 0
        ? `No file was searched: ${counted(failures.length, "input")} could not be read`
        : `${counted(peaks, noun)} in ${counted(samples, "sample")} of ${counted(results.length, "file")}, ${significant(seconds, 2)} s, ${kernel.build} kernel`,
      own.length > 0 ? `written: ${own.join(", ")}` : "",
    ]
      .filter(Boolean)
      .join("; "),
  );
}

/** On one line each: what a script reads, and a person skips. */
function jsonOf(document: PeaksDocument): string {
  try {
    return `${JSON.stringify(document)}\n`;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Error(
      `${document.summary.peaks} peaks are too many for one JSON text; narrow the conditions, or write --out FILE.parquet`,
    );
  }
}

function conditionsText(given: Arguments): string {
  const named = [
    "height",
    "threshold",
    "distance",
    "prominence",
    "width",
    "plateau-size",
    "wlen",
    "rel-height",
  ]
    .filter((name) => given.has(name))
    .map((name) => `${name} ${given.text(name)}`);
  return named.length > 0 ? named.join(", ") : "none: every local maximum";
}

/** Up to so many files get a table of peaks each, more become one table; rows of a table of peaks. */
const BLOCKS = 4;
const MOST_ROWS = 20;

function peaksText(results: readonly PeaksResult[], noun: string): string {
  if (results.length > BLOCKS) {
    const rows = results.map(({ file, samples, peaks }) => [
      file,
      String(samples),
      String(peaks.indices.length),
    ]);
    return `${textTable([["file", "samples", `${noun}s`], ...rows])}\n`;
  }
  return results
    .map((result) => {
      const { file, column, samples, peaks } = result;
      const total = peaks.indices.length;
      const head = `${file}, ${column}: ${counted(total, noun)} in ${counted(samples, "sample")}\n`;
      if (total === 0) return head;
      const columns = shownColumns(result);
      const every = Array.from(peaks.indices.keys());
      const shown = total > MOST_ROWS ? mostProminent(result).slice(0, MOST_ROWS) : every;
      const rows = shown.sort((a, b) => a - b).map((k) => columns.map(([, of]) => of(k)));
      const rest =
        total > MOST_ROWS
          ? `  the ${MOST_ROWS} most prominent of ${total}; --json, --out and --report have more\n`
          : "";
      return `${head}${textTable([columns.map(([name]) => name), ...rows]).replace(/^(?=.)/gmu, "  ")}\n${rest}`;
    })
    .join("\n");
}
