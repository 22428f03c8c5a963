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
import { analysePressure } from "../series/pressure/analysis.ts";
import { forLogger, placeOfLoad, withLoadColumn } from "../series/pressure/loadColumn.ts";
import type { Arguments, Command } from "./command.ts";
import { readFileInputs, resumeNote, resumeOption, runFiles } from "./fileRun.ts";
import { UsageError } from "./mistake.ts";
import { kernelOption, readKernel } from "./options.ts";
import { csvOf, formatOf, parquetOf, writeWhole } from "./outputs.ts";
import { type PressureRequest, readRequest } from "./pressureRequest.ts";
import { today, typedCommand } from "./report.ts";
import { about, counted, say, sayAll } from "./say.ts";
import { openSeries, readSeriesOptions, seriesOptionKinds } from "./seriesSources.ts";
import { sentenceFor } from "./spectra.ts";
import { type Targets, targetOptionKinds } from "./targets.ts";
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
    resumeOption,
    { name: "json", text: "one JSON document on stdout and nothing else there" },
    {
      name: "quiet",
      text: "no progress, warnings or summary; no text when --out or --report gets the results",
    },
  ],
  notes: [
    "Columns are named as in the Battery Data Format: test_time_second, voltage_volt, current_ampere (positive on charge), cycle_count, surface_pressure_pa; a logger's file needs time and pressure.",
    "Per cycle, deltaP is the pressure at the beginning of the discharge less that at the beginning of the record, deltaDeltaP what it loses in the discharge (the swing), perCapacity is deltaDeltaP over the discharge capacity per mass.",
    `${resumeNote} A warning is a result and no error.`,
  ],
  examples: [
    "interphase pressure cell.bdf.csv --mass 0.00955 --report cell.html",
    'interphase pressure cell.mpr --pressure-file logger.csv --pressure-column "Load[kgf]" --sensor-area 1.327 --json',
  ],
  run: runPressure,
};

async function runPressure(given: Arguments): Promise<number> {
  const files = readFileInputs(given, pressureCommand);
  const request = readRequest(given);
  const { loggers } = request;
  const count = files.inputs.files.length;
  if (loggers.length > 0 && loggers.length !== count) {
    throw new UsageError(
      `${counted(count, "file")} and ${counted(loggers.length, "--pressure-file")}: give one logger's file for each, in their order`,
    );
  }
  for (const path of files.targets.own) {
    if (loggers.some((logger) => resolve(logger) === resolve(path))) {
      throw new UsageError(`${path} is named as an input and as an output; write to another file`);
    }
  }
  const options: SeriesOptions = { ...readSeriesOptions(given), kernel: readKernel(given) };
  const kernel = await Kernel.load(readKernel(given), "series");
  return runFiles<PressureFile, PressurePart["drawing"]>(given, files, {
    command: pressureCommand,
    undone: "Not read",
    beside: (k) => loggers.slice(k, k + 1),
    work: async (file, k, { signal, onBytes }) => {
      const { document, drawing } = await analyse(
        file,
        loggers.at(k),
        request,
        options,
        kernel,
        signal,
        onBytes,
      );
      return { result: document, drawing };
    },
    messageOf: (error, file, k) => messageOf(error, file, loggers.at(k)),
    finish: ({ done, failures, seconds }, targets) =>
      finish(
        given,
        targets,
        done.map(({ result, drawing }) => ({ document: result, drawing })),
        failures,
        seconds,
      ),
  });
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
  { column, clock, options, size }: PressureRequest,
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
