import { weightings } from "../fit/options.ts";
import { drtMany } from "../impedance/relaxation.ts";
import {
  choiceNames,
  type DrtOptions,
  drtBases,
  drtChoices,
  drtPriors,
  drtTails,
} from "../impedance/relaxationOptions.ts";
import type { DrtResult } from "../impedance/relaxationResult.ts";
import type { Spectrum } from "../impedance/spectrum.ts";
import { drtReport } from "../report/drtPage.ts";
import { drtColumns, drtDocument, drtText, drtValues } from "../report/drtTable.ts";
import { percent, significant } from "../report/number.ts";
import type { FailedInput } from "../report/table.ts";
import { resultName } from "../report/text.ts";
import { openEngine } from "../workers/engine.ts";
import type { Arguments, Command } from "./command.ts";
import { hearInterruption } from "./interruption.ts";
import { UsageError } from "./mistake.ts";
import { choice, kernelOption, readKernel, toNumber, whole } from "./options.ts";
import { csvOf, formatOf, parquetOf, writeWhole } from "./outputs.ts";
import { showProgress } from "./progress.ts";
import { today, typedCommand } from "./report.ts";
import { counted, say } from "./say.ts";
import { findSources, readSourceOptions, readSources, sourceOptionKinds } from "./sources.ts";
import { readTargets, targetOptionKinds } from "./targets.ts";
import { version } from "./version.ts";

/** Spectra that are printed; --out has all of them. */
const MOST_PRINTED = 12;

export const drtCommand: Command = {
  name: "drt",
  operands: "FILE…",
  summary:
    "distribution of relaxation times of the spectra of files, folders or patterns: γ(τ) and its peaks",
  options: [
    { name: "lambda", value: "NUMBER", text: "strength of the regularisation; default: chosen" },
    {
      name: "choice",
      value: "RULE",
      text: "how it is chosen: gcv (default: generalised cross-validation), l-curve or re-im",
    },
    { name: "penalty", value: "ORDER", text: "order of the derivative in the penalty: 0, 1 or 2 (default)" },
    {
      name: "prior",
      value: "WORD",
      text: "arcs (default): γ is pulled towards Havriliak–Negami arcs that are fitted to the spectrum; none: towards 0, plain Tikhonov regularisation",
    },
    { name: "basis", value: "WORD", text: "gaussian (default) or linear" },
    {
      name: "density",
      value: "N",
      text: "basis functions per decade, default 10",
    },
    {
      name: "tail",
      value: "WORD",
      text: "auto (default: none, or the better of both where γ rises at low frequency), none, capacitor or warburg",
    },
    { name: "no-inductance", text: "leave jωL out of the model" },
    { name: "weighting", value: "W", text: "modulus (default: 1/|Z|), unit, proportional or sigma" },
    { name: "credibility", value: "SHARE", text: "probability of the band around γ, default 0.95" },
    ...sourceOptionKinds,
    {
      name: "workers",
      value: "N",
      text: "worker threads, 0 for none; default: one per core for large batches",
    },
    kernelOption,
    ...targetOptionKinds.map((option) =>
      option.name === "out"
        ? { ...option, text: "peaks as .csv or .parquet, one row per peak; .json has γ(τ) too" }
        : option,
    ),
    { name: "json", text: "one JSON document on stdout and nothing else there" },
    { name: "quiet", text: "no progress, warnings or summary; no peaks when --out or --report gets them" },
  ],
  notes: [
    "γ is that of Z = R∞ + jωL + tail + ∫ γ/(1 + jωτ) d ln τ, in Ω; its area over ln τ is a resistance. The width of a peak is its full width at half maximum in decades of τ.",
    "Exit code: 0 all done, 1 some input failed, 2 wrong usage, 130 interrupted.",
  ],
  examples: ["interphase drt cell.mpt --report drt.html", "interphase drt data/ --fmin 0.1 --out peaks.csv"],
  run: runDrt,
};

function readOptions(given: Arguments): DrtOptions {
  const lambda = given.text("lambda");
  const density = whole(given, "density", 3);
  const credibility = given.text("credibility");
  const order = choice(given, "penalty", ["0", "1", "2"] as const);
  if (lambda !== undefined && given.has("choice")) {
    throw new UsageError("--lambda gives λ and --choice chooses it; leave out one of them");
  }
  const options: DrtOptions = {
    lambda: lambda === undefined ? undefined : toNumber(lambda, "--lambda"),
    choice: choice(given, "choice", drtChoices),
    penalty: order === undefined ? undefined : (Number(order) as 0 | 1 | 2),
    prior: choice(given, "prior", drtPriors),
    basis: choice(given, "basis", drtBases),
    density,
    tail: choice(given, "tail", drtTails),
    inductance: given.has("no-inductance") ? false : undefined,
    weighting: choice(given, "weighting", weightings),
    credibility: credibility === undefined ? undefined : toNumber(credibility, "--credibility"),
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

async function runDrt(given: Arguments): Promise<number> {
  const sourceOptions = readSourceOptions(given, "drt");
  const options = readOptions(given);
  const workers = whole(given, "workers", 0);
  const targets = readTargets(given);
  const quiet = given.has("quiet");
  const engine = await openEngine({ kernel: readKernel(given) });
  const interruption = hearInterruption();
  try {
    // Options are judged before the files are read
    await drtMany([], { ...options, engine });
    const inputs = findSources(given, targets);
    const { reading, failures } = readSources(inputs, sourceOptions, {
      undone: "Not worked on",
      sigma: options.weighting === "sigma",
      quiet,
    });
    const progress = showProgress("distributions", process.stderr, quiet);
    const began = performance.now();
    let results: DrtResult[];
    try {
      results = await drtMany(reading.spectra, {
        ...options,
        engine,
        workers,
        signal: interruption.signal,
        onProgress: progress.update,
      });
    } catch (error) {
      if (!interruption.signal.aborted) throw error;
      say("Interrupted: nothing was written");
      return interruption.exitCode() ?? 130;
    } finally {
      progress.end();
    }
    const seconds = (performance.now() - began) / 1000;
    const told = results.map((result, i) => ({
      ...result,
      warnings: [...reading.remarks[i], ...result.warnings],
    }));
    write(told, failures, seconds, targets.out);
    if (targets.report !== undefined) {
      writeWhole(
        targets.report,
        drtReport({
          results,
          spectra: reading.spectra,
          failures,
          notes: reading.warnings,
          version,
          date: today(),
          command: typedCommand(),
        }),
      );
    }
    if (given.has("json")) {
      process.stdout.write(`${JSON.stringify(drtDocument(told, failures, seconds), null, 1)}\n`);
    } else if (!quiet || targets.own.length === 0) {
      process.stdout.write(peaksText(results, process.stdout, targets.out));
    }
    if (!quiet) say(summary(results, failures, reading.spectra, seconds, targets.own, engine.build));
    return failures.length > 0 || results.some(({ status }) => status === "failed") ? 1 : 0;
  } finally {
    interruption.release();
    await engine.close();
  }
}

function write(
  results: readonly DrtResult[],
  failures: readonly FailedInput[],
  seconds: number,
  out: string | undefined,
): void {
  if (out === undefined) return;
  const format = formatOf(out, "out");
  if (format === "json") {
    writeWhole(out, `${JSON.stringify(drtDocument(results, failures, seconds), null, 1)}\n`);
    return;
  }
  const columns = drtColumns(results, failures);
  writeWhole(out, format === "csv" ? csvOf(columns) : parquetOf(columns));
}

function peaksText(
  results: readonly DrtResult[],
  stream: { readonly columns?: number },
  out: string | undefined,
): string {
  const shown = results.slice(0, MOST_PRINTED);
  const rest = results.length - shown.length;
  const blocks = shown.map((result, row) => {
    const name = resultName(result, row);
    if (result.status === "failed") return failedLine(name, result);
    return [
      `${name}: ${counted(result.peaks.length, "peak")}, rms ${percent(result.rms)}`,
      `  ${result.message}`,
      `  ${drtValues(result).join(", ")}`,
      ...result.warnings.map((warning) => `  Warning: ${warning}`),
      drtText(result, stream.columns === undefined ? undefined : stream.columns - 2).replace(/^/gmu, "  "),
      "",
    ].join("\n");
  });
  const more =
    rest > 0
      ? `… the other ${counted(rest, "spectrum", "spectra")} are ${out === undefined ? "in --json, --out FILE and --report FILE" : `in ${out}`}\n`
      : "";
  return blocks.join("\n") + more;
}

/** The message about a spectrum that cannot be worked on begins with its file already. */
function failedLine(name: string, { file, message }: DrtResult): string {
  return file !== undefined && message.startsWith(file)
    ? `failed: ${message}\n`
    : `${name}: failed: ${message}\n`;
}

function summary(
  results: readonly DrtResult[],
  failures: readonly FailedInput[],
  spectra: readonly Spectrum[],
  seconds: number,
  written: readonly string[],
  build: string,
): string {
  if (spectra.length === 0) return `No spectrum: ${counted(failures.length, "input")} could not be read`;
  const of = (status: DrtResult["status"]): number =>
    results.filter((result) => result.status === status).length;
  const { choice: rule } = results[0];
  const parts = [
    `${of("done")} done`,
    of("warning") > 0 ? `${of("warning")} with warnings` : "",
    of("failed") > 0 ? `${of("failed")} failed` : "",
    failures.length > 0 ? `${counted(failures.length, "input")} not read` : "",
  ].filter(Boolean);
  return [
    `${counted(results.length, "distribution")} of relaxation times in ${significant(seconds, 2)} s, λ ${rule === "given" ? "as given" : `by ${choiceNames[rule]}`}, ${build} kernel: ${parts.join(", ")}`,
    written.length > 0 ? `written: ${written.join(", ")}` : "",
  ]
    .filter(Boolean)
    .join("; ");
}
