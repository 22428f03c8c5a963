import { resolve } from "node:path";
import type { SeriesOptions } from "../formats/series/index.ts";
import { Kernel } from "../kernel/kernel.ts";
import {
  type PressureFile,
  pressureColumns,
  pressureDocument,
  pressureFile,
} from "../report/pressureDocument.ts";
import { type PressurePart, pressureReport } from "../report/pressurePage.ts";
import { pressureText } from "../report/pressureText.ts";
import type { FailedInput } from "../report/table.ts";
import { analysePressure, type PressureOptions, type PressureSource } from "../series/pressure/analysis.ts";
import {
  forLogger,
  type LoadColumn,
  placeOfLoad,
  readLoadColumn,
  withLoadColumn,
} from "../series/pressure/loadColumn.ts";
import type { Arguments, Command } from "./command.ts";
import { type FileEntry, fingerprint, openFileRecord, sizesOf } from "./fileRecord.ts";
import { recordOf } from "./inputs.ts";
import { hearInterruption } from "./interruption.ts";
import { UsageError } from "./mistake.ts";
import { choice, kernelOption, positive, readKernel, toNumber, whole } from "./options.ts";
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

export const pressureCommand: Command = {
  name: "pressure",
  operands: "FILE…",
  summary: "stack pressure over cycling: swing per capacity, baseline, early warning of penetrating lithium",
  options: [
    { name: "mass", value: "G", text: "active material in g: swing per capacity in MPa·g·(A·h)⁻¹" },
    { name: "area", value: "CM2", text: "area of one electrode in cm²: swing in MPa·cm²·(mA·h)⁻¹" },
    {
      name: "pressure-file",
      value: "FILE",
      repeatable: true,
      text: "pressures from a logger with a clock of its own, one for each FILE in their order",
    },
    {
      name: "pressure-column",
      value: "COLUMN[UNIT]",
      text: '"Load[kgf]", "3[psi]", "Analog IN 1[0.5 MPa]": column and what its 1 is; a force needs --sensor-area or --area',
    },
    { name: "sensor-area", value: "CM2", text: "area on which a force acts; default: --area" },
    {
      name: "clock-offset",
      value: "S",
      text: "seconds to add to the logger's time, as far as known; default: from dates, else 0",
    },
    {
      name: "clock-range",
      value: "S",
      text: "how far from it to search; default: wherever the records overlap",
    },
    { name: "clock-drift", value: "SHARE", text: "largest drift that is looked for, default 0.002" },
    {
      name: "polarity",
      value: "WORD",
      text: "rises (default) or falls: what the pressure does on charge; only for setting the clocks",
    },
    {
      name: "temperature-term",
      text: "take off what follows the temperature column in the rests",
    },
    {
      name: "reference",
      value: "N",
      text: "first cycles that the warning takes its scatter from, default 8",
    },
    {
      name: "threshold",
      value: "A",
      text: "largest current at rest; default: three times its noise, or 1e-4 of the largest current",
    },
    ...seriesOptionKinds,
    kernelOption,
    ...targetOptionKinds.map((option) =>
      option.name === "out"
        ? { ...option, text: "cycles as .csv or .parquet, one row each; everything as .json" }
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
    "Columns are named as in the Battery Data Format: test_time_second, voltage_volt, current_ampere (positive on charge), cycle_count, surface_pressure_pa; a logger's file needs time and pressure.",
    "Per cycle, deltaP is the pressure at the beginning of the discharge less that at its end, deltaDeltaP its change from the cycle before, perCapacity is deltaP over the discharge capacity per mass.",
    "Beside --out FILE, FILE.resume records what --resume needs; delete it when you are done.\nExit code: 0 all read, 1 some input failed, 2 wrong usage, 130 interrupted. A warning is a result and no error.",
  ],
  examples: [
    "interphase pressure cell.bdf.csv --mass 0.00955 --report cell.html",
    'interphase pressure cell.mpr --pressure-file logger.csv --pressure-column "Load[kgf]" --sensor-area 1.327 --json',
  ],
  run: runPressure,
};

interface Request {
  readonly size: { readonly mass_g?: number; readonly area_cm2?: number };
  readonly options: PressureOptions;
  readonly clock: NonNullable<PressureSource["clock"]>;
  readonly column?: LoadColumn;
  readonly loggers: readonly string[];
}

function readRequest(given: Arguments): Request {
  const area_cm2 = positive(given, "area", "cm²");
  const mass_g = positive(given, "mass", "g");
  const offset = given.text("clock-offset");
  const loggers = given.texts("pressure-file");
  if (loggers.length === 0) {
    for (const option of ["clock-offset", "clock-range", "clock-drift", "polarity"]) {
      if (given.has(option)) throw new UsageError(`--${option} belongs to --pressure-file FILE`);
    }
  }
  return {
    size: { mass_g, area_cm2 },
    loggers,
    column: readColumn(given, positive(given, "sensor-area", "cm²") ?? area_cm2),
    clock: {
      polarity: choice(given, "polarity", ["rises", "falls"] as const),
      offset: offset === undefined ? undefined : toNumber(offset, "--clock-offset"),
      range: positive(given, "clock-range", "s"),
      drift: positive(given, "clock-drift", ""),
    },
    options: {
      threshold: positive(given, "threshold", "A"),
      temperature: given.has("temperature-term"),
      warning: { reference: whole(given, "reference", 8) ?? 8 },
    },
  };
}

/** @param area cm² on which a force acts */
function readColumn(given: Arguments, area: number | undefined): LoadColumn | undefined {
  const text = given.text("pressure-column");
  if (text === undefined) return undefined;
  try {
    return readLoadColumn(text, area);
  } catch (error) {
    throw new UsageError(`--pressure-column ${text}: ${(error as Error).message}`);
  }
}

async function runPressure(given: Arguments): Promise<number> {
  if (given.operands.length === 0) {
    throw new UsageError("interphase pressure needs files: name files, a folder, or a pattern in quotes");
  }
  const targets = readTargets(given, (out) => [recordOf(out)]);
  if (given.has("resume") && targets.out === undefined) {
    throw new UsageError("--resume needs the file of results that it shall complete: --out FILE");
  }
  const request = readRequest(given);
  const inputs = findSources(given, targets);
  if (request.loggers.length > 0 && request.loggers.length !== inputs.files.length) {
    throw new UsageError(
      `${counted(inputs.files.length, "file")} and ${counted(request.loggers.length, "--pressure-file")}: give one logger's file for each, in their order`,
    );
  }
  for (const path of targets.own) {
    if (request.loggers.some((logger) => resolve(logger) === resolve(path))) {
      throw new UsageError(`${path} is named as an input and as an output; write to another file`);
    }
  }
  const quiet = given.has("quiet");
  const kernel = await Kernel.load(readKernel(given), "series");
  const record =
    targets.out === undefined
      ? undefined
      : openFileRecord<PressureFile>(targets.out, settingsOf(given), given.has("resume"));
  const interruption = hearInterruption();
  const began = performance.now();
  try {
    const { parts, failures: unread } = await readAll(given, inputs.files, request, kernel, {
      record,
      quiet,
      signal: interruption.signal,
      drawn: targets.report !== undefined,
    });
    const failures = [...inputs.failures, ...unread];
    sayAll(
      failures.map(({ message }) => `Not read: ${message}`),
      Infinity,
      "",
    );
    if (!quiet) inputs.notes.forEach(say);
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
  const single = pressureCommand.options
    .filter(({ name }) => !["out", "report", "resume", "json", "quiet"].includes(name))
    .map(({ name, value, repeatable }) => {
      if (value === undefined) return [name, given.has(name)];
      return [name, repeatable && given.has(name) ? given.texts(name).join("; ") : given.text(name)];
    });
  return { ...Object.fromEntries(single), version };
}

async function readAll(
  given: Arguments,
  files: readonly string[],
  request: Request,
  kernel: Kernel,
  run: {
    readonly record: ResumeRecord<FileEntry<PressureFile>> | undefined;
    readonly quiet: boolean;
    readonly signal: AbortSignal;
    readonly drawn: boolean;
  },
): Promise<{ readonly parts: PressurePart[]; readonly failures: FailedInput[] }> {
  const options: SeriesOptions = { ...readSeriesOptions(given), kernel: readKernel(given) };
  const sizes = sizesOf(files);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const progress = showProgress("bytes", process.stderr, run.quiet);
  const parts: PressurePart[] = [];
  const failures: FailedInput[] = [];
  let before = 0;
  for (const [i, file] of files.entries()) {
    if (run.signal.aborted) break;
    const logger = request.loggers.at(i);
    try {
      const data = [file, ...(logger === undefined ? [] : [logger])].map(fingerprint).join(" ");
      const earlier = run.record?.earlier.get(file);
      if (earlier && earlier.data === data) {
        parts.push({ document: earlier.result });
      } else {
        const part = await analyse(file, logger, request, options, kernel, run.signal, (bytes) =>
          progress.update(before + bytes, total),
        );
        parts.push(run.drawn ? part : { document: part.document });
        run.record?.append({ key: file, data, result: part.document });
      }
    } catch (error) {
      if (run.signal.aborted) break;
      failures.push({ file, message: messageOf(error, file, logger) });
    }
    before += sizes[i];
    progress.update(before, total);
  }
  progress.end();
  return { parts, failures };
}

function messageOf(error: unknown, file: string, logger: string | undefined): string {
  const { message, code } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return `${logger ?? file}: there is no such file; check the path`;
  if (logger !== undefined && message.startsWith(`${logger}:`)) return message;
  return sentenceFor(error, file);
}

async function analyse(
  file: string,
  logger: string | undefined,
  { column, clock, options, size }: Request,
  reading: SeriesOptions,
  kernel: Kernel,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<PressurePart> {
  const own = logger === undefined;
  const series = await openSeries(file, own ? withLoadColumn(reading, column) : reading, onBytes);
  const source = own ? undefined : await openSeries(logger, forLogger(reading, column));
  const analysis = await analysePressure(series, kernel, {
    ...options,
    signal,
    ...(own
      ? placeOfLoad(series, column)
      : { logger: { record: source!, clock, ...placeOfLoad(source!, column) } }),
  });
  const document = pressureFile(
    {
      format: series.format,
      pressureFile: logger,
      remarks: [...series.warnings, ...(source?.warnings ?? [])],
    },
    analysis,
    size,
  );
  const { pressure, current, curves } = analysis;
  return { document, drawing: { pressure, current, curves } };
}

function finish(
  given: Arguments,
  { out, report, own }: Targets,
  parts: readonly PressurePart[],
  failures: readonly FailedInput[],
  seconds: number,
): void {
  const quiet = given.has("quiet");
  const files = parts.map(({ document }) => document);
  const json = (): string => `${JSON.stringify(pressureDocument(files, failures), null, 1)}\n`;
  if (out !== undefined) {
    const format = formatOf(out, "out");
    if (format === "json") writeWhole(out, json());
    else {
      const columns = pressureColumns(files);
      writeWhole(out, format === "csv" ? csvOf(columns) : parquetOf(columns));
    }
  }
  if (report !== undefined) {
    writeWhole(report, pressureReport({ parts, failures, version, date: today(), command: typedCommand() }));
  }
  if (given.has("json")) process.stdout.write(json());
  else if (!quiet || own.length === 0) process.stdout.write(pressureText(files));
  if (quiet) return;
  sayAll(
    files.flatMap(({ file, warnings }) => warnings.map((warning) => `Warning: ${about(file, warning)}`)),
    20,
    "--json, --out FILE.json and --report have all of them",
  );
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  const warned = files.filter(({ warning }) => warning !== null).length;
  say(
    [
      files.length === 0
        ? `Nothing was read: ${counted(failures.length, "input")} failed`
        : `${counted(files.length, "file")} with ${counted(rows, "row")} in ${seconds.toPrecision(2)} s${failures.length > 0 ? `; ${counted(failures.length, "input")} failed` : ""}`,
      warned > 0 ? `early warning in ${warned} of ${counted(files.length, "cell")}` : "",
      own.length > 0 ? `written: ${own.join(", ")}` : "",
    ]
      .filter(Boolean)
      .join("; "),
  );
}
