import { fitCurves, modelFor, planCurves } from "../fit/curve.ts";
import { type CurveBatchOptions, curveDefaults, curveWeightings } from "../fit/curveOptions.ts";
import type { CurveResult } from "../fit/curveResult.ts";
import { losses } from "../fit/options.ts";
import { valuesOfTape } from "../fit/tapeValues.ts";
import { type Model, parseModel } from "../program/model.ts";
import { curveColumns, curveDocument, curveQuality } from "../report/curveDocument.ts";
import { curveReport, reportCurves } from "../report/curvePage.ts";
import type { CurveSeries } from "../report/curvePlot.ts";
import { significant } from "../report/number.ts";
import type { FailedInput } from "../report/table.ts";
import { resultName, solutionText } from "../report/text.ts";
import { type Engine, openEngine } from "../workers/engine.ts";
import type { Arguments, Command } from "./command.ts";
import { type CurveReading, readCurves } from "./curveSources.ts";
import { hearInterruption } from "./interruption.ts";
import { UsageError } from "./mistake.ts";
import { choice, kernelOption, readKernel, readParameterOptions, whole } from "./options.ts";
import { csvOf, formatOf, parquetOf, writeWhole } from "./outputs.ts";
import { showProgress } from "./progress.ts";
import { today, typedCommand } from "./report.ts";
import { counted, say, sayAll } from "./say.ts";
import { findSources } from "./sources.ts";
import { readTargets, type Targets, targetOptionKinds } from "./targets.ts";
import { version } from "./version.ts";

export const curveCommand: Command = {
  name: "curve",
  operands: "FILE…",
  summary: "fit a formula of your own to the columns of tables",
  options: [
    {
      name: "model",
      value: "FORMULA",
      text: '"b1*(1-exp(-b2*x))" or "log(y) = b1-b2*x"; names that are no columns are parameters',
    },
    {
      name: "x",
      value: "COL,…",
      text: "columns of x, or of x1, x2, …, by name or number; default: from the model",
    },
    { name: "y", value: "COL", text: "the measured column; default: y, or the one that is left" },
    { name: "sigma", value: "COL", text: "column of standard deviations of y: weights 1/σ" },
    {
      name: "start",
      value: "NAME=NUMBER",
      repeatable: true,
      text: "start value; parameters that the model is linear in need none",
    },
    { name: "fix", value: "NAME=NUMBER", repeatable: true, text: "hold a parameter: b3=10" },
    {
      name: "bound",
      value: "NAME=LOW..HIGH",
      repeatable: true,
      text: "b2=0..1, open ends: b1=5.. or ..9",
    },
    { name: "tie", value: "NAME=EXPRESSION", repeatable: true, text: "a linear tie: b3=2*b2" },
    {
      name: "weighting",
      value: "W",
      text: "unit (default), sigma (default with --sigma), proportional (1/|y|) or poisson (1/√y)",
    },
    { name: "loss", value: "L", text: "linear (default), soft-l1, huber or cauchy: for outliers" },
    {
      name: "retries",
      value: "N",
      text: `most further tries from the start, default ${curveDefaults.retries}`,
    },
    { name: "seed", value: "N", text: "seed of the tries, default 1" },
    { name: "workers", value: "N", text: "worker threads, 0 for none; default: one per core for many files" },
    kernelOption,
    ...targetOptionKinds.map((option) =>
      option.name === "out"
        ? { ...option, text: "results as .csv, .json or .parquet, one row per file" }
        : option,
    ),
    { name: "json", text: "one JSON document on stdout and nothing else there" },
    {
      name: "quiet",
      text: "no progress, warnings or summary; no table when --out or --report gets the results",
    },
  ],
  notes: [
    "A formula has + − * / ^, comparisons, and, or, not, where(condition, a, b), pi and exp log log10 log1p expm1 sqrt sin cos tan asin acos atan atan2 sinh cosh tanh abs sign floor ceil erf erfc min max hypot. ^ binds before a sign: -x^2 is -(x^2).",
    "Exit code: 0 all fitted, 1 some input failed, 2 wrong usage, 130 interrupted.",
  ],
  examples: [
    'interphase curve decay.csv --model "A*exp(-t/tau)+c" --start tau=10',
    'interphase curve *.csv --model "log(y) = b1-b2*x1*exp(-b3*x2)" --x time,temperature --start b3=0.01 --report curves.html',
  ],
  run: runCurve,
};

async function runCurve(given: Arguments): Promise<number> {
  const text = given.text("model");
  if (text === undefined) {
    throw new UsageError('interphase curve needs a formula: --model "b1*(1-exp(-b2*x))"');
  }
  if (given.operands.length === 0) {
    throw new UsageError("interphase curve needs files: name files, a folder, or a pattern in quotes");
  }
  const written = parseModel(text);
  const options = readOptions(given);
  const targets = readTargets(given);
  const quiet = given.has("quiet");
  const inputs = findSources(given, targets);
  const reading = readTables(given, inputs, written, quiet);
  const failures = [...inputs.failures, ...reading.failures];
  const model = modelFor(text, reading.curves);
  checkColumns(given, model);
  // What cannot be read says nothing about the parameters
  if (reading.curves.length > 0) planCurves(model, options);
  const engine = await openEngine({ kernel: readKernel(given), of: "curves" });
  const interruption = hearInterruption();
  const progress = showProgress("fitting", process.stderr, quiet);
  try {
    const began = performance.now();
    let results: readonly CurveResult[];
    try {
      results =
        reading.curves.length === 0
          ? []
          : await fitCurves(text, reading.curves, {
              ...options,
              engine,
              signal: interruption.signal,
              onProgress: progress.update,
            });
    } catch (error) {
      if (!interruption.signal.aborted) throw error;
      progress.end();
      say("Interrupted: nothing was written");
      return interruption.exitCode() ?? 130;
    }
    progress.end();
    const seconds = (performance.now() - began) / 1000;
    finish(given, { text, model, engine, reading, failures, results, seconds, targets });
    return failures.length > 0 || results.some(({ status }) => status === "failed") ? 1 : 0;
  } finally {
    progress.end();
    interruption.release();
    await engine.close();
  }
}

/** @throws UsageError where the model speaks of more columns of x than were named: x2 is then no parameter */
function checkColumns(given: Arguments, { tape }: Model): void {
  const text = given.text("x");
  const left = tape.parameters.filter((name) => /^x\d*$/.test(name));
  if (text === undefined || left.length === 0) return;
  const named = text.split(",").filter((name) => name.trim() !== "").length;
  const own = named === 1 ? "x" : Array.from({ length: named }, (_, k) => `x${k + 1}`).join(", ");
  throw new UsageError(
    `--x ${text} names ${counted(named, "column")}, which the model calls ${own}, but it speaks of ${left.join(", ")}; name a column for each, or mend the formula`,
  );
}

function readOptions(given: Arguments): CurveBatchOptions {
  const weighting = choice(given, "weighting", curveWeightings);
  if (weighting === "sigma" && !given.has("sigma")) {
    throw new UsageError("--weighting sigma needs the column of the standard deviations: --sigma COL");
  }
  const loss = choice(given, "loss", losses);
  const retries = whole(given, "retries", 0);
  const seed = whole(given, "seed", 0);
  const workers = whole(given, "workers", 0);
  return {
    ...readParameterOptions(given, { parameters: [] }),
    ...(weighting !== undefined && { weighting }),
    ...(loss !== undefined && { loss }),
    ...(retries !== undefined && { retries }),
    ...(seed !== undefined && { seed }),
    ...(workers !== undefined && { workers }),
  };
}

function readTables(
  given: Arguments,
  inputs: ReturnType<typeof findSources>,
  written: ReturnType<typeof parseModel>,
  quiet: boolean,
): CurveReading {
  const progress = showProgress("reading", process.stderr, quiet);
  const x = (given.text("x") ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  const wishes = { x, y: given.text("y"), sigma: given.text("sigma") };
  const reading = readCurves(inputs.files, written, wishes, progress.update);
  progress.end();
  sayAll(
    [...inputs.failures, ...reading.failures].map(({ message }) => `Not fitted: ${message}`),
    Infinity,
    "",
  );
  if (!quiet) {
    inputs.notes.forEach(say);
    sayAll(
      reading.warnings.map((warning) => `Warning: ${warning}`),
      20,
      "--report has all of them",
    );
  }
  return reading;
}

interface Done {
  readonly text: string;
  readonly model: Model;
  readonly engine: Engine;
  readonly reading: CurveReading;
  readonly failures: readonly FailedInput[];
  readonly results: readonly CurveResult[];
  readonly seconds: number;
  readonly targets: Targets;
}

function finish(given: Arguments, done: Done): void {
  const { text, model, engine, reading, failures, results, seconds, targets } = done;
  const quiet = given.has("quiet");
  const { out, report, own } = targets;
  const document = curveDocument(results, {
    model: text,
    kernel: engine.build,
    parameters: model.tape.parameters,
    failures,
    seconds,
  });
  const json = `${JSON.stringify(document, null, 1)}\n`;
  if (out !== undefined) {
    const format = formatOf(out, "out");
    const columns = curveColumns(results, failures);
    writeWhole(out, format === "json" ? json : format === "csv" ? csvOf(columns) : parquetOf(columns));
  }
  if (report !== undefined) {
    const drawn = new Set(reportCurves(results));
    writeWhole(
      report,
      curveReport({
        model: text,
        results,
        series: results.map((result, i) => (drawn.has(i) ? seriesOf(done, result, i) : undefined)),
        failures,
        notes: reading.warnings,
        version,
        date: today(),
        command: typedCommand(),
      }),
    );
  }
  if (given.has("json")) process.stdout.write(json);
  else if (!quiet || own.length === 0) process.stdout.write(resultsText(results, out));
  if (quiet) return;
  if (results.length === 0) {
    say(`No curve was fitted: ${counted(failures.length, "input")} could not be read`);
    return;
  }
  const { converged, failed } = document.summary;
  const parts = [`${converged} converged`, failed > 0 ? `${failed} failed` : ""].filter(Boolean);
  say(
    [
      `${counted(results.length, "curve")} fitted in ${significant(seconds, 2)} s, ${engine.build} kernel: ${parts.join(", ")}`,
      own.length > 0 ? `written: ${own.join(", ")}` : "",
    ]
      .filter(Boolean)
      .join("; "),
  );
}

/** Up to so many curves get a block each, more become a table. */
const BLOCKS = 4;
const MOST_ROWS = 60;

function resultsText(results: readonly CurveResult[], out: string | undefined): string {
  const width = process.stdout.columns || undefined;
  if (results.length > BLOCKS) {
    const rows = out !== undefined ? results.slice(0, MOST_ROWS) : results;
    const named = results.flatMap((result, row) =>
      result.status === "converged" ? [] : [`${resultName(result, row)}: ${result.message}\n`],
    );
    const rest = results.length - rows.length;
    return [
      `${solutionText(rows, curveQuality, { width })}\n`,
      rest > 0 ? `… the other ${rest} are in ${out}\n` : "",
      named.length > 0 ? `\n${named.slice(0, 10).join("")}` : "",
    ].join("");
  }
  return results
    .map((result, row) =>
      [
        `${resultName(result, row)}: ${result.status}, residual sd ${significant(result.residualSd, 4)}, R² ${significant(result.r2, 6)}, ${result.agreement} of ${counted(result.starts, "try", "tries")} ended here`,
        [result.message, solutionText([result], curveQuality, { width: width && width - 2 })]
          .join("\n")
          .replace(/^(?=.)/gmu, "  "),
        "",
      ].join("\n"),
    )
    .join("\n");
}

/** Places between the points at which the model is drawn. */
const LINE_POINTS = 400;

/** With one predictor the curve over it; with several measured values over those of the model. */
function seriesOf({ model, engine, reading }: Done, result: CurveResult, index: number): CurveSeries {
  const { measured, fitted } = result;
  const yLabel = model.response ? model.text.slice(0, model.text.indexOf("=")).trim() : model.measured;
  const predictors = model.tape.predictors;
  if (predictors.length > 1) {
    return { x: fitted, measured, fitted, line: diagonal(fitted), xLabel: `${yLabel} (model)`, yLabel };
  }
  const x = reading.curves[index].x[predictors[0]];
  const base = { x, measured, fitted, xLabel: predictors[0], yLabel };
  if (!result.values.every(Number.isFinite)) return base;
  let [low, high] = [Infinity, -Infinity];
  for (const value of x) [low, high] = [Math.min(low, value), Math.max(high, value)];
  const fine = Float64Array.from(
    { length: LINE_POINTS },
    (_, k) => low + ((high - low) * k) / (LINE_POINTS - 1),
  );
  const values = valuesOfTape(engine.kernel, model.tape, [fine], Array.from(result.values));
  return { ...base, line: { x: fine, y: values } };
}

function diagonal(values: Float64Array): CurveSeries["line"] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return { x: [low, high], y: [low, high] };
}
