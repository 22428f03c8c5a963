/** What the parts of `transport` share: options with units, and how quantities are written. */
import type { Estimate } from "../cell/quantity.ts";
import { readMeasured } from "../cell/unit.ts";
import { checkConfidence } from "../fit/intervals.ts";
import { OptionError } from "../fit/plan.ts";
import {
  type QuantityFinding,
  quantityColumns,
  quantityText,
  transportDocument,
  transportReport,
} from "../report/quantity.ts";
import type { FailedInput } from "../report/table.ts";
import type { Arguments, OptionKind } from "./command.ts";
import { UsageError } from "./mistake.ts";
import { toNumber } from "./options.ts";
import { csvOf, formatOf, parquetOf, writeWhole } from "./outputs.ts";
import { today, typedCommand } from "./report.ts";
import { counted, say, sayAll } from "./say.ts";
import { sentenceFor } from "./spectra.ts";
import { readTargets, type Targets, targetOptionKinds } from "./targets.ts";
import { version } from "./version.ts";

/** The options of every part, behind its own. */
export const quantityOptionKinds: readonly OptionKind[] = [
  { name: "confidence", value: "P", text: "probability of the intervals, default 0.95" },
  ...targetOptionKinds.map((option) =>
    option.name === "out"
      ? { ...option, text: "quantities in SI units as .csv, .json or .parquet, one row per quantity" }
      : { ...option, text: "quantities as an HTML page, with a figure where there are data; opens offline" },
  ),
  { name: "json", text: "one JSON document on stdout and nothing else there" },
  { name: "quiet", text: "no notes on stderr; no text when --out or --report gets the quantities" },
];

export const exitNote = "Exit code: 0 done, 1 some input failed, 2 wrong usage.";
export const unitNote =
  'Numbers have their unit, and their standard error where it is known: 0.05cm, "0.0500±0.0005 cm", "120±2% ohm", 2mAh/cm2.';

export function readConfidence(given: Arguments): number {
  const text = given.text("confidence");
  return checkConfidence(text === undefined ? undefined : toNumber(text, "--confidence"));
}

/** A number with unit and error, in SI. @throws OptionError for text that is none */
export function measured(
  given: Arguments,
  option: string,
  unit: string,
  example: string,
): Estimate | undefined {
  const text = given.text(option);
  return text === undefined ? undefined : readMeasured(text, unit, `--${option}`, example);
}

/** The same, which the part cannot do without. */
export function needed(
  given: Arguments,
  command: string,
  option: string,
  unit: string,
  example: string,
): Estimate {
  const number = measured(given, option, unit, example);
  if (number) return number;
  throw new UsageError(`interphase ${command} needs --${option}, such as --${option} ${example}`);
}

/** The sentence about a file without a quantity: of its reader, or of the science. */
export function problemOf(error: unknown, file: string): string {
  return error instanceof OptionError ? `${file}: ${error.message}` : sentenceFor(error, file);
}

/** 1 or 2; the two mean different numbers, so that there is no default. */
export function readInterfaces(given: Arguments, command: string): 1 | 2 {
  const text = given.text("interfaces");
  if (text === "1" || text === "2") return text === "1" ? 1 : 2;
  throw new UsageError(
    `interphase ${command} needs --interfaces 2 (a symmetric cell: both electrodes count) or --interfaces 1${text === undefined ? "" : `, not "${text}"`}`,
  );
}

export const interfacesOption: OptionKind = {
  name: "interfaces",
  value: "N",
  text: "interfaces in series: 2 in a symmetric cell, 1 with a reference electrode",
};

/** Outcome of a part. */
export interface Outcome {
  readonly title: string;
  readonly findings: readonly QuantityFinding[];
  readonly failures?: readonly FailedInput[];
  /** What readers assumed. */
  readonly notes?: readonly string[];
}

/** Reads where to write, does the work, writes; the exit code. */
export async function withOutcome(
  given: Arguments,
  work: (targets: Targets) => Outcome | Promise<Outcome>,
): Promise<number> {
  const targets = readTargets(given);
  const { title, findings, failures = [], notes = [] } = await work(targets);
  const quiet = given.has("quiet");
  sayAll(
    failures.map(({ message }) => `Not worked on: ${message}`),
    Infinity,
    "",
  );
  if (!quiet)
    sayAll(
      notes.map((note) => `Note: ${note}`),
      20,
      "--report has all of them",
    );
  const { out, report, own } = targets;
  const json = `${JSON.stringify(transportDocument(findings, failures), null, 1)}\n`;
  if (out !== undefined) {
    const format = formatOf(out, "out");
    const columns = quantityColumns(findings, failures);
    writeWhole(out, format === "json" ? json : format === "csv" ? csvOf(columns) : parquetOf(columns));
  }
  if (report !== undefined) {
    writeWhole(
      report,
      transportReport({ title, findings, failures, notes, version, date: today(), command: typedCommand() }),
    );
  }
  if (given.has("json")) process.stdout.write(json);
  else if (!quiet || own.length === 0) {
    const blocks = findings.flatMap(({ file, quantities }) =>
      quantities.map((quantity) => quantityText(quantity, file)),
    );
    process.stdout.write(blocks.join("\n"));
  }
  if (!quiet && own.length > 0) {
    const count = findings.reduce((sum, { quantities }) => sum + quantities.length, 0);
    say(`${counted(count, "quantity", "quantities")}; written: ${own.join(", ")}`);
  }
  return failures.length > 0 ? 1 : 0;
}
