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
import { readFileInputs, resumeNote, resumeOption, runFiles } from "./fileRun.ts";
import { UsageError } from "./mistake.ts";
import { choice, kernelOption, positive, readKernel, whole } from "./options.ts";
import { csvOf, formatOf, parquetOf, writeWhole } from "./outputs.ts";
import { today, typedCommand } from "./report.ts";
import { about, counted, say, sayAll } from "./say.ts";
import { openSeries, readSeriesOptions, seriesOptionKinds } from "./seriesSources.ts";
import { sentenceFor } from "./spectra.ts";
import { type Targets, targetOptionKinds } from "./targets.ts";
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
    resumeOption,
    { name: "json", text: "one JSON document on stdout and nothing else there" },
    {
      name: "quiet",
      text: "no progress, warnings or summary; no text when --out or --report gets the results",
    },
  ],
  notes: [
    "Files of cyclers are read as interphase info and convert read them; columns of other tables are named as in the Battery Data Format: test_time_second, voltage_volt, current_ampere (positive on charge), cycle_count, surface_pressure_pa.",
    resumeNote,
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
  const files = readFileInputs(given, cyclesCommand);
  const request = readRequest(given);
  const options = { ...readSeriesOptions(given), kernel: readKernel(given) };
  const kernel = await Kernel.load(readKernel(given), "series");
  return runFiles<CyclesFile, CyclesPart["table"]>(given, files, {
    command: cyclesCommand,
    undone: "Not read",
    work: async (file, _, { signal, onBytes }) => {
      const series = await openSeries(file, options, onBytes);
      const table = await reduceSeries(series, kernel, {
        cell: request.cell,
        threshold: request.threshold,
        signal,
      });
      const result = cyclesFile(
        { file, format: series.format, remarks: series.warnings },
        table,
        analyseCycling(table, request.analysis),
        request.size,
      );
      return { result, drawing: drawing(table) };
    },
    messageOf: (error, file) => {
      if (!(error instanceof RangeError)) return sentenceFor(error, file);
      // A reference that a file does not have is a mistake of usage where there is no other file
      if (files.inputs.files.length === 1) throw new UsageError(error.message);
      return about(file, error.message);
    },
    finish: ({ done, failures, seconds }, targets) =>
      finish(
        given,
        targets,
        done.map(({ result, drawing: table }) => ({ document: result, table })),
        failures,
        seconds,
      ),
  });
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
