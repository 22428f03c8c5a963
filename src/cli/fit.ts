import type { FitResult } from "../fit/result.ts";
import type { Cell } from "../impedance/cell.ts";
import type { Spectrum } from "../impedance/spectrum.ts";
import { arcColumns } from "../report/arcs.ts";
import type { FitDocument } from "../report/document.ts";
import { fitDocument, summarize } from "../report/document.ts";
import type { Column, FailedInput } from "../report/table.ts";
import { fitColumns } from "../report/table.ts";
import { arcAnalyst } from "./arcs.ts";
import type { Arguments, Command } from "./command.ts";
import { recordOf } from "./inputs.ts";
import { hearInterruption } from "./interruption.ts";
import { certify, type IntervalRequest, intervalOptionKinds, readIntervals } from "./intervals.ts";
import { type Journal, openJournal } from "./journal.ts";
import { UsageError } from "./mistake.ts";
import { cellOptionKinds, fitOptionKinds, kernelOption, readCell } from "./options.ts";
import { csvOf, formatOf, parquetOf, writeWhole } from "./outputs.ts";
import { showProgress } from "./progress.ts";
import { writeReport } from "./report.ts";
import { type Request, readRequest } from "./request.ts";
import { resultsText, summaryText } from "./results.ts";
import type { Settings } from "./resumeRecord.ts";
import { counted, say } from "./say.ts";
import { findSources, readSourceOptions, readSources, sourceOptionKinds } from "./sources.ts";
import type { Reading } from "./spectra.ts";
import { readTargets, type Targets, targetOptionKinds } from "./targets.ts";
import { version } from "./version.ts";

export const fitCommand: Command = {
  name: "fit",
  operands: "FILE…",
  summary: "fit a circuit to the spectra of files, folders or patterns; no starting values needed",
  options: [
    {
      name: "circuit",
      value: "TEXT",
      text: 'R0-p(R1,CPE1)-W1, R(RQ)W or R1-[R2,P3]; "interphase info elements"',
    },
    ...fitOptionKinds,
    ...cellOptionKinds,
    ...intervalOptionKinds,
    ...sourceOptionKinds,
    {
      name: "workers",
      value: "N",
      text: "worker threads, 0 for none; default: one per core for large batches",
    },
    kernelOption,
    ...targetOptionKinds,
    { name: "resume", text: "keep the spectra that FILE of --out already has, fit the rest" },
    { name: "json", text: "one JSON document on stdout and nothing else there" },
    {
      name: "quiet",
      text: "no progress, warnings or summary; no table when --out or --report gets the results",
    },
  ],
  notes: [
    "Values are in SI units. Beside --out FILE, FILE.resume records what --resume needs; delete it when you are done.\nExit code: 0 all fitted, 1 some input failed, 2 wrong usage, 130 interrupted.",
  ],
  examples: ['interphase fit data/ --circuit "R0-p(R1,CPE1)-CPE2" --bound "CPE1.n=0.5..1" --out results.csv'],
  run: runFit,
};

async function runFit(given: Arguments): Promise<number> {
  const circuitText = given.text("circuit");
  if (circuitText === undefined) {
    throw new UsageError('interphase fit needs a circuit: --circuit "R0-p(R1,CPE1)-CPE2"');
  }
  const sourceOptions = readSourceOptions(given, "fit");
  const targets = readTargets(given, (out) => [recordOf(out)]);
  if (given.has("resume") && targets.out === undefined) {
    throw new UsageError("--resume needs the file of results that it shall complete: --out FILE");
  }
  const cell = readCell(given);
  const quiet = given.has("quiet");
  const intervals = readIntervals(given);
  const request = await readRequest(given, circuitText);
  try {
    const inputs = findSources(given, targets);
    const settings: Settings = {
      ...settingsOf(request, given.texts("element")),
      ...sourceOptions,
      ...intervals?.settings,
    };
    const journal =
      targets.out === undefined ? undefined : openJournal(targets.out, settings, given.has("resume"));
    try {
      const { reading, failures } = readSources(inputs, sourceOptions, {
        undone: "Not fitted",
        sigma: request.options.weighting === "sigma",
        quiet,
      });
      return await finish(given, request, { ...targets, cell }, reading, failures, journal, intervals);
    } finally {
      journal?.close();
    }
  } finally {
    await request.fitter.close();
  }
}

/** Everything that changes the numbers. */
function settingsOf({ circuitText, options, fitter }: Request, elements: readonly string[]): Settings {
  const list = (record: Readonly<Record<string, unknown>> | undefined): string | undefined => {
    const items = Object.entries(record ?? {}).map(([name, value]) => `${name}=${value}`);
    return items.length === 0 ? undefined : items.sort().join(",");
  };
  return {
    circuit: circuitText,
    element: elements.length === 0 ? undefined : elements.join("; "),
    weighting: options.weighting,
    loss: options.loss,
    fix: list(options.fixed),
    bound: list(
      Object.fromEntries(
        Object.entries(options.bounds ?? {}).map(([name, [low, high]]) => [name, `${low}..${high}`]),
      ),
    ),
    tie: list(options.ties),
    start: list(options.start),
    starts: options.starts,
    seed: options.seed,
    kernel: fitter.kernel,
    version,
  };
}

async function finish(
  given: Arguments,
  request: Request,
  targets: Targets & { readonly cell: Cell },
  reading: Reading,
  failures: readonly FailedInput[],
  journal: Journal | undefined,
  intervals: IntervalRequest | undefined,
): Promise<number> {
  const { spectra } = reading;
  const quiet = given.has("quiet");
  const results: (FitResult | undefined)[] = spectra.map((spectrum) => journal?.find(spectrum));
  const todo = spectra.map((_, i) => i).filter((i) => results[i] === undefined);
  const kept = spectra.length - todo.length;
  const earlier = journal?.others(spectra) ?? [];
  const began = performance.now();
  const arcsOf = arcAnalyst(targets.cell, spectra);

  const documentOf = (
    fitted: readonly FitResult[],
    failed: readonly FailedInput[],
    seconds: number,
  ): FitDocument =>
    fitDocument(
      fitted,
      {
        ...summarize(fitted, seconds, failed.length),
        spectraPerSecond: seconds > 0 ? Math.max(0, fitted.length - kept) / seconds : 0,
      },
      {
        failures: failed,
        circuit: request.circuitText,
        kernel: request.fitter.kernel,
        parameters: request.parameters,
        units: request.units,
        arcsOf,
      },
    );
  /** In the order of the inputs, with what the reader had to say about each. */
  const done = (): FitResult[] =>
    results.flatMap((result, i) =>
      result ? [{ ...result, warnings: [...reading.remarks[i], ...result.warnings] }] : [],
    );
  const write = (): void => {
    if (targets.out === undefined) return;
    const all = [...earlier, ...done()];
    const format = formatOf(targets.out, "out");
    const seconds = (performance.now() - began) / 1000;
    const columns = (): Column[] => [
      ...fitColumns(all, failures),
      ...arcColumns(all, all.map(arcsOf), failures.length),
    ];
    if (format === "csv") writeWhole(targets.out, csvOf(columns()));
    else if (format === "parquet") writeWhole(targets.out, parquetOf(columns()));
    else writeWhole(targets.out, `${JSON.stringify(documentOf(all, failures, seconds), null, 1)}\n`);
  };

  const interruption = hearInterruption();
  try {
    await fitTodo(request, spectra, todo, {
      signal: interruption.signal,
      quiet,
      write,
      take: (i, result) => {
        results[i] = result;
        // What was never fitted is fitted by the next run
        if (result.evaluations > 0) journal?.append(spectra[i], result);
      },
    });
    await certify(request, intervals, spectra, results, {
      signal: interruption.signal,
      quiet,
      keep: (i, result) => journal?.append(spectra[i], result),
    });
    const seconds = (performance.now() - began) / 1000;
    write();
    const unfinished = results.flatMap((result, i) => (result ? [] : [interruptedInput(spectra[i])]));
    const fitted = done();
    if (targets.report !== undefined) {
      await writeReport(targets.report, {
        request,
        results: results.filter((result) => result !== undefined),
        spectra: spectra.filter((_, i) => results[i] !== undefined),
        failures: [...failures, ...unfinished],
        notes: reading.warnings,
        summary: documentOf(fitted, failures, seconds).summary,
        arcsOf,
      });
    }
    if (given.has("json")) {
      process.stdout.write(
        `${JSON.stringify(documentOf(fitted, [...failures, ...unfinished], seconds), null, 1)}\n`,
      );
    } else if (!quiet || (targets.out === undefined && targets.report === undefined)) {
      const plain = results.filter((result) => result !== undefined);
      process.stdout.write(resultsText(plain, process.stdout, { out: targets.out, arcsOf }));
    }
    if (!quiet)
      say(summaryText(fitted, { kept, earlier: earlier.length, failures, seconds, request, ...targets }));
    const code = interruption.exitCode();
    if (code !== undefined) {
      say(
        targets.out === undefined
          ? `Interrupted: ${counted(unfinished.length, "spectrum", "spectra")} not fitted; with --out FILE an interrupted run could go on`
          : `Interrupted: ${fitted.length} of ${counted(spectra.length, "spectrum", "spectra")} are in ${targets.out}; the same command with --resume goes on`,
      );
      return code;
    }
    return failures.length > 0 || fitted.some((result) => result.status === "failed") ? 1 : 0;
  } finally {
    interruption.release();
  }
}

/** Milliseconds between two writings of the results while they come. */
const WRITE_EVERY = 5000;

async function fitTodo(
  { fitter, circuit, options, workers }: Request,
  spectra: readonly Spectrum[],
  todo: readonly number[],
  run: {
    readonly signal: AbortSignal;
    readonly quiet: boolean;
    readonly write: () => void;
    readonly take: (index: number, result: FitResult) => void;
  },
): Promise<void> {
  const progress = showProgress("fitting", process.stderr, run.quiet);
  let next = performance.now() + WRITE_EVERY;
  try {
    let finished = 0;
    const batch = todo.map((i) => spectra[i]);
    await fitter.fitMany(circuit, batch, {
      ...options,
      workers,
      signal: run.signal,
      onResult: (result, i) => {
        run.take(todo[i], result);
        finished++;
      },
      onProgress: () => {
        progress.update(finished, todo.length);
        const now = performance.now();
        if (now < next || finished === todo.length) return;
        run.write();
        const after = performance.now();
        // A large table must not take the time of the fits
        next = after + Math.max(WRITE_EVERY, 20 * (after - now));
      },
    });
  } catch (error) {
    if (!run.signal.aborted) throw error;
  } finally {
    progress.end();
  }
}

function interruptedInput({ file, name }: Spectrum): FailedInput {
  return {
    file: file ?? "",
    ...(name === undefined ? {} : { spectrum: name }),
    message: "it was not fitted because the run was interrupted",
  };
}
