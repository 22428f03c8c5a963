import { basename, extname, join, resolve } from "node:path";
import type { ImaginaryConvention } from "../formats/index.ts";
import { FormatError, readImpedance } from "../formats/index.ts";
import type { Dataset } from "../impedance/spectrum.ts";
import { type Converted, convertDocument } from "../report/convertDocument.ts";
import { foldedNotes } from "../report/note.ts";
import { pointColumns } from "../report/points.ts";
import type { FailedInput } from "../report/table.ts";
import type { Arguments, Command } from "./command.ts";
import { findInputs } from "./inputs.ts";
import { UsageError } from "./mistake.ts";
import { choice } from "./options.ts";
import { checkWritable, csvOf, makeFolder, parquetOf, writeWhole } from "./outputs.ts";
import { showProgress } from "./progress.ts";
import { counted, say, sayAll } from "./say.ts";
import { convertSeries } from "./seriesConvert.ts";
import { seriesFormatOf, seriesOptionKinds } from "./seriesSources.ts";
import { type SeriesTableFormat, seriesFormatByEnding, seriesTableFormats } from "./seriesTable.ts";
import { readBytes, sentenceFor } from "./spectra.ts";

const conventions: readonly ImaginaryConvention[] = ["Z''", "-Z''"];
const pointFormats = ["csv", "parquet"] as const;
type PointFormat = (typeof pointFormats)[number];
const formats = [...pointFormats, ...seriesTableFormats] as const;
type TargetFormat = PointFormat | SeriesTableFormat;

function isSeriesFormat(format: TargetFormat): format is SeriesTableFormat {
  return format.startsWith("bdf.");
}

export const convertCommand: Command = {
  name: "convert",
  operands: "FILE…",
  summary:
    "impedance files as one tidy table of points, files of cyclers as Battery Data Format; CSV or Parquet",
  options: [
    {
      name: "to",
      value: "FORMAT",
      text: "csv (default) or parquet for impedance, bdf.csv or bdf.parquet for files of cyclers; the ending of --out says it too",
    },
    { name: "out", value: "FILE", text: "all points in one table; default: stdout" },
    { name: "out-dir", value: "DIR", text: "a table for each file, under its name, in this folder" },
    {
      name: "imaginary",
      value: "SIGN",
      text: "what the imaginary columns hold: \"Z''\" or \"-Z''\"; default: from the file",
    },
    ...seriesOptionKinds,
    {
      name: "json",
      text: "what was read, as one JSON document on stdout; the points only with --out or --out-dir",
    },
    { name: "quiet", text: "no progress, warnings or summary" },
  ],
  notes: [
    "Files of cyclers (--to bdf.csv, bdf.parquet): one row per record, columns named after the Battery Data Format in its units; current\nis positive on charge, cycles and steps are those of the file. Files of any length are read piece by piece.",
    "One row per point: file, spectrum, frequency_hertz, real_impedance_ohm, imaginary_impedance_ohm, sigma_ohm, then what the file\nsays about the spectrum: cycle_count, test_time_second, voltage_volt, … Capacitive points have a negative imaginary part.\nExit code: 0 all converted, 1 some input failed, 2 wrong usage.",
  ],
  examples: [
    "interphase convert cell.mpr > cell.csv",
    "interphase convert data/ --to parquet --out spectra.parquet",
    "interphase convert *.DTA --out-dir tables",
    "interphase convert cell.ndax --out cell.bdf.parquet",
    'interphase convert maccor.csv --column "current_ampere=Current[A]" --column "voltage_volt=Voltage[V]" --to bdf.csv',
  ],
  run: runConvert,
};

interface Targets {
  readonly format: TargetFormat;
  readonly out?: string;
  readonly folder?: string;
}

async function runConvert(given: Arguments): Promise<number> {
  if (given.operands.length === 0) {
    throw new UsageError("interphase convert needs files: name files, a folder, or a pattern in quotes");
  }
  const targets = readTargets(given);
  const imaginary = choice(given, "imaginary", conventions);
  const quiet = given.has("quiet");
  const inputs = findInputs(given.operands, targets.out === undefined ? [] : [targets.out]);
  const outputs = outputsFor(inputs.files, targets);
  if (targets.folder !== undefined) {
    makeFolder(targets.folder, "out-dir");
    checkWritable(join(targets.folder, "table"), "out-dir");
  }
  const { format } = targets;
  if (isSeriesFormat(format)) {
    const tables = outputs.map((own) => own ?? targets.out);
    return convertSeries(given, { ...inputs, outputs: tables, format });
  }

  const failures: FailedInput[] = [...inputs.failures];
  const converted: Converted[] = [];
  const progress = showProgress("reading", process.stderr, quiet);
  for (const [i, file] of inputs.files.entries()) {
    progress.update(i, inputs.files.length);
    let dataset: Dataset;
    try {
      dataset = readImpedance(readBytes(file), file, { imaginary });
    } catch (error) {
      const series = error instanceof FormatError ? await seriesFormatOf(file) : undefined;
      const hint =
        series === undefined ? "" : `; it holds the series of a cycler (${series}): --to bdf.csv converts it`;
      failures.push({ file, message: `${sentenceFor(error, file)}${hint}` });
      continue;
    }
    const own = outputs[i];
    try {
      if (own !== undefined) writeWhole(own, tableOf([dataset], format));
      converted.push({ dataset, written: own ?? targets.out ?? null });
    } catch (error) {
      failures.push({ file, message: (error as Error).message });
    }
  }
  progress.end();

  const datasets = converted.map(({ dataset }) => dataset);
  if (targets.out !== undefined && datasets.length > 0) {
    writeWhole(targets.out, tableOf(datasets, format));
  }
  sayAll(
    failures.map(({ message }) => `Not converted: ${message}`),
    Infinity,
    "",
  );
  if (!quiet) {
    inputs.notes.forEach(say);
    const warnings = datasets.flatMap((dataset) => dataset.warnings);
    sayAll(
      foldedNotes(warnings).map((warning) => `Warning: ${warning}`),
      20,
      "--json has all of them",
    );
  }
  const toStdout = targets.out === undefined && targets.folder === undefined;
  if (given.has("json")) {
    process.stdout.write(`${JSON.stringify(convertDocument(converted, failures), null, 1)}\n`);
  } else if (toStdout && datasets.length > 0) process.stdout.write(tableOf(datasets, format));
  if (!quiet) say(summaryOf(datasets, failures, targets));
  return failures.length > 0 ? 1 : 0;
}

function readTargets(given: Arguments): Targets {
  const out = given.text("out");
  const folder = given.text("out-dir");
  const asked = choice(given, "to", formats);
  if (out !== undefined && folder !== undefined) {
    throw new UsageError("--out makes one table and --out-dir one for each file; keep one of them");
  }
  if (out !== undefined) {
    const format = formatByEnding(out);
    if (asked !== undefined && asked !== format) {
      throw new UsageError(`--to ${asked} and --out ${out} contradict each other; keep one of them`);
    }
    checkWritable(out, "out");
    return { format, out };
  }
  const format = asked ?? "csv";
  if (format.endsWith("parquet") && folder === undefined && !given.has("json") && process.stdout.isTTY) {
    throw new UsageError("a Parquet file is not for the terminal; give --out FILE.parquet or --out-dir DIR");
  }
  return { format, folder };
}

function formatByEnding(file: string): TargetFormat {
  const ending = extname(file).slice(1).toLowerCase();
  const format = seriesFormatByEnding(file) ?? pointFormats.find((one) => one === ending);
  if (format !== undefined) return format;
  throw new UsageError(
    `--out ${file}: the ending says the format and must be .csv or .parquet (.bdf.csv or .bdf.parquet for files of cyclers), not "${ending && `.${ending}`}"`,
  );
}

/**
 * The table of each input under --out-dir: a.mpr becomes a.csv; a.mpr and a.mpt become a.mpr.csv and a.mpt.csv.
 * @throws UsageError when an output would be an input or when two inputs have the same name
 */
function outputsFor(files: readonly string[], { format, out, folder }: Targets): (string | undefined)[] {
  const named = new Set(files.map((file) => resolve(file)));
  const refuse = (path: string): never => {
    throw new UsageError(`${path} is named as an input and as an output; write to another place`);
  };
  if (out !== undefined && named.has(resolve(out))) refuse(out);
  if (folder === undefined) return files.map(() => undefined);
  const stem = (file: string): string => basename(file, extname(file));
  const times = new Map<string, number>();
  for (const file of files) times.set(stem(file), (times.get(stem(file)) ?? 0) + 1);
  const sources = new Map<string, string>();
  return files.map((file) => {
    const path = join(folder, `${times.get(stem(file)) === 1 ? stem(file) : basename(file)}.${format}`);
    if (named.has(resolve(path))) refuse(path);
    const other = sources.get(path);
    if (other !== undefined) {
      throw new UsageError(
        `${other} and ${file} would both become ${path}; convert them in two runs or use --out`,
      );
    }
    sources.set(path, file);
    return path;
  });
}

function tableOf(datasets: readonly Dataset[], format: PointFormat): string | Uint8Array {
  const columns = pointColumns(datasets);
  return format === "csv" ? csvOf(columns) : parquetOf(columns);
}

function summaryOf(
  datasets: readonly Dataset[],
  failures: readonly FailedInput[],
  { out, folder }: Targets,
): string {
  if (datasets.length === 0) return `Nothing was converted: ${counted(failures.length, "input")} failed`;
  const spectra = datasets.flatMap((dataset) => dataset.spectra);
  const points = spectra.reduce((sum, { frequency }) => sum + frequency.length, 0);
  return [
    `${counted(datasets.length, "file")} with ${counted(spectra.length, "spectrum", "spectra")} and ${counted(points, "point")} read`,
    failures.length > 0 ? `${counted(failures.length, "input")} not converted` : "",
    out !== undefined
      ? `written: ${out}`
      : folder !== undefined
        ? `written: ${counted(datasets.length, "table")} in ${folder}`
        : "",
  ]
    .filter(Boolean)
    .join("; ");
}
