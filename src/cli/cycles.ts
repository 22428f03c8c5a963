import { Kernel } from "../kernel/kernel.ts";
import {
  type CyclesDocument,
  type CyclesFile,
  cyclesDocument,
  cyclesFile,
  halfCycleColumns,
} from "../report/cyclesDocument.ts";
import { type CyclesPart, cyclesReport } from "../report/cyclesPage.ts";
import { cyclesText } from "../report/cyclesText.ts";
import type { FailedInput } from "../report/table.ts";
import { type AnalysisOptions, analyseCycling } from "../series/analysis.ts";
import type { CellKind } from "../series/halfCycle.ts";
import { type HalfCycleTable, reduceSeries } from "../series/reduce.ts";
import type { Arguments, Command } from "./command.ts";
import { type FileEntry, fingerprint, openFileRecord, sizesOf } from "./fileRecord.ts";
import { recordOf } from "./inputs.ts";
import { hearInterruption } from "./interruption.ts";
import { UsageError } from "./mistake.ts";
import { choice, kernelOption, positive, readKernel, whole } from "./options.ts";
import { csvOf, formatOf, parquetOf, writeWhole } from "./outputs.ts";
import { showProgress } from "./progress.ts";
import { today, typedCommand } from "./report.ts";
import type { ResumeRecord, Settings } from "./resumeRecord.ts";
import { about, counted, say, sayAll } from "./say.ts";
import { openSeries, readSeriesOptions, seriesOptionKinds } from "./seriesSources.ts";
import { findSources } from "./sources.ts";
import { sentenceFor } from "./spectra.ts";
import { readTargets, type Targets, targetOptionKinds } from "./targets.ts";
import { version } from "./version.ts";

export const cyclesCommand: Command = {
  name: "cycles",
  operands: "FILE…",
  summary:
    "half-cycles of cycling records: overpotential, capacity, short circuits, depletion, critical current",
  options: [
    { name: "area", value: "CM2", text: "area of one electrode in cm²: currents and charges per area" },
    { name: "mass", value: "G", text: "active material in g: capacities per gram" },
    { name: "thickness", value: "UM", text: "thickness of the electrolyte in µm" },
    {
      name: "conductivity",
      value: "S/CM",
      text: "of the electrolyte: with --area and --thickness no overpotential can be below its own",
    },
    { name: "cell", value: "KIND", text: "symmetric or full; default: from the voltage" },
    { name: "reference", value: "N", text: "cycle that retention refers to; default: the first whole one" },
    {
      name: "threshold",
      value: "A",
      text: "largest current at rest; default: three times its noise, or 1e-4 of the largest current",
    },
    ...seriesOptionKinds,
    kernelOption,
    ...targetOptionKinds.map((option) =>
      option.name === "out"
        ? { ...option, text: "half-cycles as .csv or .parquet, one row each; everything as .json" }
        : option,
    ),
    { name: "resume", text: "keep the files that FILE of --out already has, read the rest" },
    { name: "json", text: "one JSON document on stdout and nothing else there" },
    {
      name: "quiet",
      text: "no progress, warnings or summary; no text when --out or --report gets the results",
    },
  ],
  notes: [
    "Files of cyclers are read as interphase info and convert read them; columns of other tables are named as in the Battery Data Format: test_time_second, voltage_volt, current_ampere (positive on charge), cycle_count, surface_pressure_pa.",
    "Beside --out FILE, FILE.resume records what --resume needs; delete it when you are done.\nExit code: 0 all read, 1 some input failed, 2 wrong usage, 130 interrupted.",
  ],
  examples: [
    "interphase cycles Li-Li.csv --area 0.785 --report cell.html",
    "interphase cycles ccd/*.ndax --area 1.13 --thickness 500 --conductivity 2.8e-3 --out halfcycles.csv",
  ],
  run: runCycles,
};

interface Request {
  readonly analysis: AnalysisOptions;
  readonly size: { readonly area_cm2?: number; readonly mass_g?: number };
  readonly cell?: CellKind;
  readonly threshold?: number;
}

function readRequest(given: Arguments): Request {
  const area_cm2 = positive(given, "area", "cm²");
  const mass_g = positive(given, "mass", "g");
  const thickness = positive(given, "thickness", "µm");
  const conductivity = positive(given, "conductivity", "S/cm");
  return {
    size: { area_cm2, mass_g },
    analysis: {
      ...(area_cm2 !== undefined && { area: area_cm2 / 1e4 }),
      ...(mass_g !== undefined && { mass: mass_g / 1e3 }),
      ...(thickness !== undefined && { thickness: thickness / 1e6 }),
      ...(conductivity !== undefined && { conductivity: 100 * conductivity }),
      reference: whole(given, "reference", 0),
    },
    cell: choice(given, "cell", ["symmetric", "full"] as const),
    threshold: positive(given, "threshold", "A"),
  };
}

async function runCycles(given: Arguments): Promise<number> {
  if (given.operands.length === 0) {
    throw new UsageError("interphase cycles needs files: name files, a folder, or a pattern in quotes");
  }
  const targets = readTargets(given, (out) => [recordOf(out)]);
  if (given.has("resume") && targets.out === undefined) {
    throw new UsageError("--resume needs the file of results that it shall complete: --out FILE");
  }
  const request = readRequest(given);
  const inputs = findSources(given, targets);
  const quiet = given.has("quiet");
  const kernel = await Kernel.load(readKernel(given), "series");
  const record =
    targets.out === undefined
      ? undefined
      : openFileRecord<CyclesFile>(targets.out, settingsOf(given), given.has("resume"));
  const interruption = hearInterruption();
  const began = performance.now();
  try {
    const reading = await readAll(given, inputs.files, request, kernel, {
      record,
      quiet,
      signal: interruption.signal,
      drawn: targets.report !== undefined,
    });
    const failures = [...inputs.failures, ...reading.failures];
    sayAll(
      failures.map(({ message }) => `Not read: ${message}`),
      Infinity,
      "",
    );
    if (!quiet) inputs.notes.forEach(say);
    const { parts } = reading;
    finish(given, targets, parts, failures, (performance.now() - began) / 1000);
    const code = interruption.exitCode();
    if (code !== undefined) {
      say(
        targets.out === undefined
          ? "Interrupted: with --out FILE an interrupted run could go on"
          : `Interrupted: ${parts.length} of ${counted(inputs.files.length, "file")} are in ${targets.out}; the same command with --resume goes on`,
      );
      return code;
    }
    return failures.length > 0 ? 1 : 0;
  } finally {
    interruption.release();
    record?.close();
  }
}

/** Everything that changes the numbers. */
function settingsOf(given: Arguments): Settings {
  const names = [
    "area",
    "mass",
    "thickness",
    "conductivity",
    "cell",
    "reference",
    "threshold",
    "dates",
    "sheet",
  ];
  return {
    ...Object.fromEntries(names.map((name) => [name, given.text(name)])),
    column: given.has("column") ? given.texts("column").join("; ") : undefined,
    version,
  };
}

async function readAll(
  given: Arguments,
  files: readonly string[],
  request: Request,
  kernel: Kernel,
  run: {
    readonly record: ResumeRecord<FileEntry<CyclesFile>> | undefined;
    readonly quiet: boolean;
    readonly signal: AbortSignal;
    readonly drawn: boolean;
  },
): Promise<{ readonly parts: CyclesPart[]; readonly failures: FailedInput[] }> {
  const options = { ...readSeriesOptions(given), kernel: readKernel(given) };
  const sizes = sizesOf(files);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const progress = showProgress("bytes", process.stderr, run.quiet);
  const parts: CyclesPart[] = [];
  const failures: FailedInput[] = [];
  let before = 0;
  for (const [i, file] of files.entries()) {
    if (run.signal.aborted) break;
    const earlier = run.record?.earlier.get(file);
    if (earlier && earlier.data === fingerprint(file)) {
      parts.push({ document: earlier.result });
      before += sizes[i];
      continue;
    }
    try {
      const data = fingerprint(file);
      const series = await openSeries(file, options, (bytes) => progress.update(before + bytes, total));
      const table = await reduceSeries(series, kernel, {
        cell: request.cell,
        threshold: request.threshold,
        signal: run.signal,
      });
      const analysis = analyseCycling(table, request.analysis);
      const document = cyclesFile(
        { file, format: series.format, remarks: series.warnings },
        table,
        analysis,
        request.size,
      );
      parts.push({ document, table: run.drawn ? drawing(table) : undefined });
      run.record?.append({ key: file, data, result: document });
    } catch (error) {
      if (run.signal.aborted) break;
      if (error instanceof RangeError) throw new UsageError(error.message);
      failures.push({ file, message: sentenceFor(error, file) });
    }
    before += sizes[i];
    progress.update(before, total);
  }
  progress.end();
  return { parts, failures };
}

/** What the page needs of a table. */
function drawing({ envelope, halfCycles, traces }: HalfCycleTable): CyclesPart["table"] {
  return { envelope, halfCycles, traces };
}

function finish(
  given: Arguments,
  { out, report, own }: Targets,
  parts: readonly CyclesPart[],
  failures: readonly FailedInput[],
  seconds: number,
): void {
  const quiet = given.has("quiet");
  const files = parts.map(({ document }) => document);
  const document: CyclesDocument = cyclesDocument(files, failures);
  const json = (): string => `${JSON.stringify(document, null, 1)}\n`;
  if (out !== undefined) {
    const format = formatOf(out, "out");
    if (format === "json") writeWhole(out, json());
    else {
      const columns = halfCycleColumns(files);
      writeWhole(out, format === "csv" ? csvOf(columns) : parquetOf(columns));
    }
  }
  if (report !== undefined) {
    writeWhole(report, cyclesReport({ parts, failures, version, date: today(), command: typedCommand() }));
  }
  if (given.has("json")) process.stdout.write(json());
  else if (!quiet || own.length === 0) process.stdout.write(cyclesText(files));
  if (quiet) return;
  sayAll(
    files.flatMap(({ file, warnings }) => warnings.map((warning) => `Warning: ${about(file, warning)}`)),
    20,
    "--json, --out FILE.json and --report have all of them",
  );
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  say(
    [
      files.length === 0
        ? `Nothing was read: ${counted(failures.length, "input")} failed`
        : `${counted(files.length, "file")} with ${counted(rows, "row")} in ${seconds.toPrecision(2)} s${failures.length > 0 ? `; ${counted(failures.length, "input")} failed` : ""}`,
      own.length > 0 ? `written: ${own.join(", ")}` : "",
    ]
      .filter(Boolean)
      .join("; "),
  );
}
