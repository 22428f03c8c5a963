import { OptionError } from "../fit/plan.ts";
import type { KernelBuild } from "../kernel/build.ts";
import { Kernel } from "../kernel/kernel.ts";
import { significant } from "../report/number.ts";
import {
  type PeaksDocument,
  type PeaksResult,
  peaksColumns,
  peaksDocument,
} from "../report/peaksDocument.ts";
import { peaksReport } from "../report/peaksPage.ts";
import { peaksText } from "../report/peaksText.ts";
import { TRACE_COLUMNS } from "../report/tracePlot.ts";
import type { Envelope } from "../series/envelope.ts";
import { type PeakOptions, peakSettings } from "../series/peakOptions.ts";
import { gatherSeries } from "../series/peaks.ts";
import { openPyramid } from "../series/pyramid.ts";
import type { Arguments, Command } from "./command.ts";
import {
  type FileResult,
  type FileRun,
  readFileInputs,
  resumeNote,
  resumeOption,
  runFiles,
} from "./fileRun.ts";
import { openLineIndex } from "./lineIndex.ts";
import { kernelOption, readKernel } from "./options.ts";
import { csvOf, formatOf, parquetOf, writeWhole } from "./outputs.ts";
import { conditionsText, peakOptionKinds, readPeakOptions } from "./peakConditions.ts";
import { peaksShelf } from "./peaksShelf.ts";
import { today, typedCommand } from "./report.ts";
import { counted, say, sayAll } from "./say.ts";
import { sentenceFor } from "./spectra.ts";
import { type Targets, targetOptionKinds } from "./targets.ts";
import { openTrace, type TraceWishes } from "./traces.ts";
import { version } from "./version.ts";

export const peaksCommand: Command = {
  name: "peaks",
  operands: "FILE…",
  summary: "peaks of a column of tables of any length, with the meaning of SciPy's find_peaks",
  options: [
    ...peakOptionKinds,
    kernelOption,
    ...targetOptionKinds.map((option) =>
      option.name === "out"
        ? { ...option, text: "results as .csv, .json or .parquet, one row per peak" }
        : option,
    ),
    resumeOption,
    { name: "json", text: "one JSON document on stdout and nothing else there" },
    {
      name: "quiet",
      text: "no progress, warnings or summary; no table when --out or --report gets the results",
    },
  ],
  notes: [
    "A column under its own name has the unit of the file. Files of cyclers also have their columns under the names of the Battery Data Format, in its units: voltage_volt, current_ampere, test_time_second. Files are read in pieces, whatever their length.",
    "Intervals may be open: 1.. or ..5; write negative ones as --height=-5..-1. Indices count rows with a number from 0; all properties are in the results, whatever is asked.",
    resumeNote,
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
  const files = readFileInputs(given, peaksCommand);
  const options = readPeakOptions(given);
  // Wrong options are a mistake of usage, whatever the files hold
  const wishes: TraceWishes = { column: given.text("column"), x: given.text("x") };
  peakSettings(options, { axis: wishes.x !== undefined });
  const kernel = await Kernel.load(readKernel(given), "series");
  const reading = { kernel: readKernel(given), sheet: given.text("sheet") };
  return runFiles<PeaksResult, Envelope>(given, files, {
    command: peaksCommand,
    undone: "Not searched",
    shelving: peaksShelf,
    work: (file, _, run) => search(file, { wishes, reading, options, kernel, ...run }),
    messageOf: (error, file) =>
      error instanceof OptionError ? `${file}: ${error.message}` : sentenceFor(error, file),
    finish: (run, targets) => finish(given, targets, run, options, kernel.build),
  });
}

interface Search {
  readonly wishes: TraceWishes;
  readonly reading: Parameters<typeof openTrace>[2];
  readonly options: PeakOptions;
  readonly kernel: Kernel;
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
}

/** Cells of what is drawn: its memory does not grow with the file. */
const CELLS = 65_536;

async function search(
  file: string,
  { wishes, reading, options, kernel, signal, onBytes }: Search,
): Promise<FileResult<PeaksResult, Envelope>> {
  const trace = await openTrace(file, wishes, reading, onBytes);
  const gathering = gatherSeries(kernel, peakSettings(options, { axis: wishes.x !== undefined }));
  const pyramid = openPyramid({ most: CELLS });
  const lines = openLineIndex();
  for await (const { values, x, lines: part } of trace.chunks) {
    signal.throwIfAborted();
    gathering.push(values, x);
    pyramid.push(values, x);
    if (part) lines.add(part);
  }
  const peaks = gathering.finish();
  const { column, x, warnings } = trace;
  const { samples } = pyramid;
  return {
    drawing: pyramid.envelope(0, samples, TRACE_COLUMNS),
    result: {
      file,
      column,
      ...(x !== undefined && { x }),
      samples,
      peaks,
      ...(lines.rows > 0 && { lines: peaks.indices.map((row) => lines.lineOf(row)) }),
      warnings: [...warnings, ...peaks.warnings.map((warning) => `${file}: ${warning}`)],
    },
  };
}

function finish(
  given: Arguments,
  { out, report, own }: Targets,
  { done, failures, seconds }: FileRun<PeaksResult, Envelope>,
  options: PeakOptions,
  build: KernelBuild,
): void {
  const quiet = given.has("quiet");
  const results = done.map(({ result }) => result);
  const document = peaksDocument(results, { options, kernel: build, failures, seconds });
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
        envelopes: done.map(({ drawing }) => drawing),
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
  sayAll(
    results.flatMap(({ warnings }) => warnings).map((warning) => `Warning: ${warning}`),
    20,
    "--json and --report have all of them",
  );
  const { samples, peaks } = document.summary;
  say(
    [
      results.length === 0
        ? `No file was searched: ${counted(failures.length, "input")} could not be read`
        : `${counted(peaks, noun)} in ${counted(samples, "sample")} of ${counted(results.length, "file")}, ${significant(seconds, 2)} s, ${build} kernel`,
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
