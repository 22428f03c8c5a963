import { fitKinds } from "../impedance/kramers.ts";
import { type ValidityOptions, type ValidityResult, validateMany } from "../impedance/validity.ts";
import { ruleOf, usualLimit } from "../impedance/verdict.ts";
import {
  type ValidityRun,
  validityColumns,
  validityDocument,
  validitySummary,
} from "../report/validityDocument.ts";
import { validityPage } from "../report/validityPage.ts";
import { type Engine, openEngine } from "../workers/engine.ts";
import type { Arguments, Command, OptionKind } from "./command.ts";
import { hearInterruption } from "./interruption.ts";
import { UsageError } from "./mistake.ts";
import { choice, kernelOption, positive, readKernel, toNumber, whole } from "./options.ts";
import { csvOf, formatOf, parquetOf, writeWhole } from "./outputs.ts";
import { showProgress } from "./progress.ts";
import { today, typedCommand } from "./report.ts";
import { say } from "./say.ts";
import { findSources, readSourceOptions, readSources, type Sources, sourceOptionKinds } from "./sources.ts";
import { readTargets, type Targets, targetOptionKinds } from "./targets.ts";
import { validitySentence, verdictsText } from "./verdicts.ts";
import { version } from "./version.ts";

const representations = ["auto", "impedance", "admittance"] as const;

/** Options that change the verdict or the fit that is shown. */
const testOptionKinds: readonly OptionKind[] = [
  {
    name: "representation",
    value: "R",
    text: "impedance, admittance, or auto (default: impedance, and admittance where that is not valid)",
  },
  { name: "limit", value: "SHARE", text: "largest violation of |Z| that is valid, default 0.015" },
  { name: "fit", value: "KIND", text: "lin-KK fit that is shown: complex (default), real or imaginary" },
  {
    name: "elements",
    value: "N",
    text: "its RC elements: auto (default: those of the verdict), mu (as published), or a number",
  },
  { name: "c", value: "NUMBER", text: "limit of mu for --elements mu, default 0.85" },
  { name: "max-elements", value: "N", text: "most elements for --elements mu, default 50" },
  {
    name: "extension",
    value: "F",
    text: "time constants from 1/(F·ω_max) to F/ω_min: a number or optimal; default 3, or 1 with --elements",
  },
  { name: "no-inductance", text: "leave the inductance out of the lin-KK fit" },
  { name: "no-capacitance", text: "leave the capacitance out of the lin-KK fit" },
  {
    name: "window",
    value: "LOW..HIGH",
    text: "frequencies that fix the constant of the Z-HIT, default 1..1000 Hz",
  },
  { name: "no-zhit", text: "no Z-HIT" },
];

export const validateCommand: Command = {
  name: "validate",
  operands: "FILE…",
  summary: "test spectra against the Kramers–Kronig relations (lin-KK, Z-HIT), with a verdict for each",
  options: [
    ...testOptionKinds,
    ...sourceOptionKinds,
    {
      name: "workers",
      value: "N",
      text: "worker threads, 0 for none; default: one per core for large batches",
    },
    kernelOption,
    ...targetOptionKinds,
    { name: "json", text: "one JSON document on stdout and nothing else there" },
    {
      name: "quiet",
      text: "no progress, warnings or summary; no table when --out or --report gets the results",
    },
  ],
  notes: [
    `A spectrum is valid if: ${ruleOf(usualLimit)}.\nThe violation is what Z' and Z" contradict each other by when both come from one distribution of relaxation times.\nExit code: 0 all examined, whatever the verdicts, 1 some input failed, 2 wrong usage, 130 interrupted.`,
  ],
  examples: [
    "interphase validate data/*.mpt --report validity.html",
    "interphase validate cell.z --fit real --elements mu --no-capacitance",
  ],
  run: runValidate,
};

async function runValidate(given: Arguments): Promise<number> {
  const sourceOptions = readSourceOptions(given, "validate");
  const targets = readTargets(given);
  const options = readTestOptions(given);
  const workers = whole(given, "workers", 0);
  const quiet = given.has("quiet");
  const engine = await openEngine({ kernel: readKernel(given) });
  try {
    // An empty batch checks the options
    await validateMany([], { ...options, engine });
    const inputs = findSources(given, targets);
    const sources = readSources(inputs, sourceOptions, { undone: "Not examined", quiet });
    const run = await examine(engine, sources, { ...options, workers }, quiet);
    return typeof run === "number" ? run : deliver(given, targets, sources, run, options, quiet);
  } finally {
    await engine.close();
  }
}

/** The results, or the exit code of an interruption. */
async function examine(
  engine: Engine,
  { reading, failures }: Sources,
  options: ValidityOptions & { readonly workers?: number },
  quiet: boolean,
): Promise<ValidityRun | number> {
  const interruption = hearInterruption();
  const progress = showProgress("examining", process.stderr, quiet);
  const began = performance.now();
  try {
    const results = await validateMany(reading.spectra, {
      ...options,
      engine,
      signal: interruption.signal,
      onProgress: progress.update,
    });
    return {
      results,
      spectra: reading.spectra,
      failures,
      rule: ruleOf(options.limit ?? usualLimit),
      kernel: engine.build,
      seconds: (performance.now() - began) / 1000,
    };
  } catch (error) {
    const code = interruption.exitCode();
    if (code === undefined) throw error;
    progress.end();
    say("Interrupted: nothing was written");
    return code;
  } finally {
    progress.end();
    interruption.release();
  }
}

function deliver(
  given: Arguments,
  { out, report }: Targets,
  { reading }: Sources,
  run: ValidityRun,
  options: ValidityOptions,
  quiet: boolean,
): number {
  /** With what the reader had to say about each; the page has that in its notes. */
  const remarked: ValidityRun = {
    ...run,
    results: run.results.map(
      (result, i): ValidityResult => ({ ...result, warnings: [...reading.remarks[i], ...result.warnings] }),
    ),
  };
  if (out !== undefined) {
    const format = formatOf(out, "out");
    if (format === "json") writeWhole(out, `${JSON.stringify(validityDocument(remarked), null, 1)}\n`);
    else
      writeWhole(
        out,
        format === "csv" ? csvOf(validityColumns(remarked)) : parquetOf(validityColumns(remarked)),
      );
  }
  if (report !== undefined) {
    const page = validityPage({
      ...run,
      title: "Validity of impedance spectra",
      settings: settingsText(options),
      notes: reading.warnings,
      version,
      date: today(),
      command: typedCommand(),
    });
    writeWhole(report, page);
  }
  if (given.has("json")) process.stdout.write(`${JSON.stringify(validityDocument(remarked), null, 1)}\n`);
  else if (!quiet || (out === undefined && report === undefined)) {
    process.stdout.write(verdictsText(run.results, process.stdout, out));
  }
  const summary = validitySummary(run);
  if (!quiet) say(validitySentence(summary, run.kernel ?? "", [out, report]));
  return summary.failed > 0 ? 1 : 0;
}

function readTestOptions(given: Arguments): ValidityOptions {
  const elements = given.text("elements");
  const extension = given.text("extension");
  const window = given.text("window");
  if (window !== undefined && given.has("no-zhit")) {
    throw new UsageError("--window is for the Z-HIT, which --no-zhit leaves out; keep one of them");
  }
  for (const name of ["c", "max-elements"]) {
    if (given.has(name) && elements !== "mu") throw new UsageError(`--${name} needs --elements mu`);
  }
  return {
    representation: choice(given, "representation", representations),
    limit: positive(given, "limit", "of |Z|"),
    fit: choice(given, "fit", fitKinds),
    elements:
      elements === undefined || elements === "auto" || elements === "mu"
        ? elements
        : whole(given, "elements", 1),
    c: positive(given, "c", ""),
    maxElements: whole(given, "max-elements", 1),
    extension:
      extension === undefined || extension === "optimal" ? extension : toNumber(extension, "--extension"),
    inductance: !given.has("no-inductance"),
    capacitance: !given.has("no-capacitance"),
    zhit: window === undefined ? !given.has("no-zhit") : readWindow(window),
  };
}

function readWindow(text: string): readonly [number, number] {
  const ends = text.split("..");
  if (ends.length !== 2) throw new UsageError(`--window ${text}: expected LOW..HIGH in Hz, such as 1..1000`);
  const [low, high] = ends.map((end) => toNumber(end, "--window"));
  if (!(low > 0 && high > low)) {
    throw new UsageError(`--window ${text}: two frequencies above 0 Hz, the lower one first`);
  }
  return [low, high];
}

function settingsText(options: ValidityOptions): string {
  const {
    fit = "complex",
    elements = "auto",
    representation = "auto",
    extension,
    inductance,
    capacitance,
  } = options;
  return [
    `${fit} fit`,
    `representation ${representation}`,
    elements === "auto"
      ? "as many elements as the verdict takes"
      : elements === "mu"
        ? `elements by mu ≤ ${options.c ?? 0.85}`
        : `${elements} elements`,
    extension === undefined ? "" : `extension ${extension}`,
    inductance === false ? "no inductance" : "",
    capacitance === false ? "no capacitance" : "",
  ]
    .filter(Boolean)
    .join(", ");
}
