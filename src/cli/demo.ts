import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Example } from "../examples/example.ts";
import { examples } from "../examples/index.ts";
import type { FitResult } from "../fit/result.ts";
import { type AgeingSpectrum, ageingCircuit, publishedAgeing, simulateAgeing } from "../impedance/ageing.ts";
import type { ArcAnalysis } from "../impedance/arc.ts";
import { resistanceSums, type Sum, sumOf } from "../impedance/resistanceSums.ts";
import { fitDocument, summarize } from "../report/document.ts";
import { foldedNotes } from "../report/note.ts";
import { percent, quantity, significant, uncertain } from "../report/number.ts";
import { selectSpectra } from "../report/selection.ts";
import type { FailedInput } from "../report/table.ts";
import { resultName, textTable } from "../report/text.ts";
import { defaultWorkers } from "../workers/cores.ts";
import { arcAnalyst } from "./arcs.ts";
import type { Arguments, Command } from "./command.ts";
import { showExample } from "./demoExample.ts";
import { type AgeingTrend, ageingPage } from "./demoPage.ts";
import { fitAll, type Timed } from "./fitting.ts";
import { findInputs } from "./inputs.ts";
import { interruptible } from "./interruptible.ts";
import { UsageError } from "./mistake.ts";
import { fitOptionKinds, kernelOption, readKernel, whole } from "./options.ts";
import { checkWritable, writeWhole } from "./outputs.ts";
import { curveOf, writeReport } from "./report.ts";
import { type Request, readRequest } from "./request.ts";
import { counted, say, sayAll } from "./say.ts";
import { readSpectra } from "./spectra.ts";

const page = "interphase-demo.html";

export const demoCommand: Command = {
  name: "demo",
  operands: "[FILE… | PAPER]",
  summary:
    "simulate the ageing of five cells, fit their 1000 spectra and draw the trends; or the same with your files; or a whole paper",
  options: [
    { name: "circuit", value: "TEXT", text: `for your files; default ${ageingCircuit}` },
    ...fitOptionKinds.filter(({ name }) => name !== "start"),
    { name: "workers", value: "N", text: "worker threads, 0 for none; default: one per core" },
    kernelOption,
    { name: "report", value: "FILE", text: `the HTML page; default ${page} in this folder` },
    { name: "json", text: "the fits as one JSON document on stdout and nothing else there" },
    { name: "quiet", text: "no progress, no tables and no warnings" },
  ],
  notes: [
    `PAPER is ${examples.map(({ paper }) => paper).join(", ")}: its raw files are simulated into the folder interphase-PAPER, its campaign runs on them, and published numbers stand against recovered ones; --seed makes other noise.`,
  ],
  examples: ["interphase demo", "interphase demo data/*.mpt", "interphase demo 004"],
  run: runDemo,
};

async function runDemo(given: Arguments): Promise<number> {
  const [paper] = given.operands;
  const example = examples.find(
    (one) => one.paper === paper && given.operands.length === 1 && !existsSync(paper),
  );
  if (example) return runExample(example, given);
  checkPapers(given.operands);
  const report = given.text("report") ?? page;
  checkWritable(report, "report");
  const own = given.operands.length > 0;
  if (!own && given.has("circuit")) {
    throw new UsageError(`--circuit is for your own files; the simulated cells are made of ${ageingCircuit}`);
  }
  const request = await readRequest(given, given.text("circuit") ?? ageingCircuit);
  const stage: Stage = { request, report, json: given.has("json"), quiet: given.has("quiet") };
  try {
    return await interruptible((signal) =>
      own ? showFiles(given.operands, stage, signal) : showAgeing(stage, signal),
    );
  } finally {
    await request.fitter.close();
  }
}

function runExample(example: Example, given: Arguments): Promise<number> {
  for (const option of ["circuit", "report", "fix", "bound", "tie", "weighting", "loss", "starts"]) {
    if (given.has(option))
      throw new UsageError(`--${option} is not for ${example.paper}: its campaign.json says it`);
  }
  const kernel = readKernel(given);
  return interruptible((signal) =>
    showExample(example, {
      seed: whole(given, "seed", 0) ?? 1,
      json: given.has("json"),
      quiet: given.has("quiet"),
      signal,
      ...(kernel && { kernel }),
    }),
  );
}

/** A number of a paper that is no file: one paper at a time, and only those that are there. */
function checkPapers(operands: readonly string[]): void {
  const papers = examples.map(({ paper }) => paper);
  const meant = operands.filter((one) => /^\d{3}$/.test(one) && !existsSync(one));
  const [strange] = meant.filter((one) => !papers.includes(one));
  if (strange !== undefined)
    throw new UsageError(
      `demo ${strange}: there is no such paper or file; the papers are ${papers.join(", ")}`,
    );
  if (meant.length > 0)
    throw new UsageError(`demo ${operands.join(" ")}: one paper at a time, without files beside it`);
}

/** What both kinds of demo need to know. */
interface Stage {
  readonly request: Request;
  /** The page. */
  readonly report: string;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** For people, unless stdout belongs to the document. */
function show({ json, quiet }: Stage, text: string): void {
  if (!json && !quiet) process.stdout.write(text);
}

/** The document, if it is wanted, or where the page is. */
function finish(
  stage: Stage,
  { results, seconds }: Timed,
  failures: readonly FailedInput[],
  arcsOf: (result: FitResult) => ArcAnalysis,
): void {
  const { circuitText, fitter, parameters, units } = stage.request;
  show(stage, `Report: ${resolve(stage.report)}\n`);
  if (!stage.json) return;
  const document = fitDocument(results, summarize(results, seconds, failures.length), {
    failures,
    circuit: circuitText,
    kernel: fitter.kernel,
    parameters,
    units,
    arcsOf,
  });
  process.stdout.write(`${JSON.stringify(document, null, 1)}\n`);
}

function speedText({ results, seconds }: Timed, { fitter, workers }: Request): string {
  const of = (status: FitResult["status"]): number =>
    results.filter((result) => result.status === status).length;
  const threads = workers ?? defaultWorkers();
  const speed =
    results.length >= 10
      ? `: ${significant(results.length / seconds, 3, true)} spectra per second, ${significant((1000 * seconds) / results.length, 3)} ms per spectrum`
      : "";
  return `${counted(results.length, "spectrum", "spectra")} fitted in ${significant(seconds, 3)} s${speed} (${fitter.kernel} kernel, ${
    threads === 0 ? "no workers" : `up to ${counted(threads, "worker")}`
  }); ${of("converged")} converged, ${of("warning")} with warnings, ${of("failed")} failed`;
}

const R1: Sum = { label: "R1", parameters: ["R1.R"] };
const arcs: Sum = { label: "R2+R3", parameters: ["R2.R", "R3.R"] };

async function showAgeing(stage: Stage, signal: AbortSignal): Promise<number> {
  const { request, report } = stage;
  const life = simulateAgeing();
  const cells = Math.max(...life.map(({ cell }) => cell));
  const cycles = life.length / cells;
  show(
    stage,
    `${life.length} simulated spectra of ${cells} Li | Li6PS5Cl | Li cells over ${cycles} cycles, 7 MHz to 0.1 Hz, 0.3 to 0.5 % noise\n${request.circuitText}, no starting values\n\n`,
  );
  const timed = await fitAll(
    request,
    life.map(({ spectrum }) => spectrum),
    signal,
    stage.quiet,
  );
  const { results } = timed;
  const trends = [
    trendOf(
      R1,
      life,
      results,
      publishedAgeing.map((state) => state.R1),
    ),
    trendOf(
      arcs,
      life,
      results,
      publishedAgeing.map((state) => state.arcs),
    ),
  ];
  const rows = [0, 20, 40, 60, 80, 110, 140, 170, cycles - 1].map((cycle) => [
    String(cycle),
    ...trends.flatMap(({ mean, error, own, published }) => [
      uncertain(mean[cycle], error[cycle]),
      `± ${significant(own[cycle], 2)}`,
      String(published.find((point) => point.cycle === cycle)?.value ?? ""),
    ]),
  ]);
  const header = ["cycle", ...trends.flatMap(({ name }) => [`${name} (Ω)`, "one fit", "published"])];
  const explained = `Mean of ${cells} cells ± its standard error; "one fit": the standard error that a single fit gives itself, for R2+R3 with their covariance.`;
  const checks = trends.map((trend) => truthText(trend, life, results));
  show(stage, `${textTable([header, ...rows])}\n\n${explained}\n${checks.join("\n")}\n\n`);
  show(stage, `${speedText(timed, request)}\n`);

  const shown = [0, 30, 60, 110, 150, cycles - 1].map((cycle) =>
    life.findIndex((one) => one.cell === 1 && one.cycle === cycle),
  );
  const series = await Promise.all(
    shown.map(async (i) => ({
      spectrum: life[i].spectrum,
      curve: await curveOf(request, results[i], life[i].spectrum),
      label: `cycle ${life[i].cycle}`,
    })),
  );
  writeWhole(
    report,
    ageingPage({
      circuit: request.circuitText,
      sentences: [speedText(timed, request), explained, ...checks],
      table: [header, ...rows],
      trends,
      series,
    }),
  );
  finish(
    stage,
    timed,
    [],
    arcAnalyst(
      {},
      life.map(({ spectrum }) => spectrum),
    ),
  );
  return results.some(({ status }) => status === "failed") ? 1 : 0;
}

/** A sum over the cycles: mean of the cells, its standard error, and what the fits say about themselves. */
function trendOf(
  sum: Sum,
  life: readonly AgeingSpectrum[],
  results: readonly FitResult[],
  published: readonly number[],
): AgeingTrend & { readonly sum: Sum } {
  const cycles = [...new Set(life.map(({ cycle }) => cycle))];
  const perCell = new Map<number, { x: number[]; y: number[]; stderr: number[] }>();
  const [mean, error, own]: number[][] = [[], [], []];
  for (const cycle of cycles) {
    const fits = life.flatMap((one, i) =>
      one.cycle === cycle && results[i].status !== "failed"
        ? [{ cell: one.cell, ...sumOf(results[i], sum) }]
        : [],
    );
    const average = fits.reduce((total, { value }) => total + value, 0) / fits.length;
    const square = fits.reduce((total, { value }) => total + (value - average) ** 2, 0);
    mean.push(average);
    error.push(Math.sqrt(square / (fits.length - 1) / fits.length));
    own.push(Math.sqrt(fits.reduce((total, { stderr }) => total + stderr ** 2, 0) / fits.length));
    for (const { cell, value, stderr } of fits) {
      const track = perCell.get(cell) ?? { x: [], y: [], stderr: [] };
      perCell.set(cell, track);
      track.x.push(cycle);
      track.y.push(value);
      track.stderr.push(stderr);
    }
  }
  return {
    sum,
    name: sum.label,
    cycles,
    mean,
    error,
    own,
    published: publishedAgeing.map(({ cycle }, k) => ({ cycle, value: published[k] })),
    cells: [...perCell].map(([cell, track]) => ({ label: `cell ${cell}`, ...track })),
  };
}

/** Whether the errors that the fits give themselves are right: the simulation knows the truth. */
function truthText(
  { sum, name }: { readonly sum: Sum; readonly name: string },
  life: readonly AgeingSpectrum[],
  results: readonly FitResult[],
): string {
  let square = 0;
  let within = 0;
  let count = 0;
  results.forEach((result, i) => {
    if (result.status === "failed") return;
    const { value, stderr } = sumOf(result, sum);
    const { truth } = life[i];
    const wanted = sum === R1 ? truth.R1 : truth.R2 + truth.R3;
    square += (value / wanted - 1) ** 2;
    if (Math.abs(value - wanted) <= 2 * stderr) within++;
    count++;
  });
  return `${name}: ${percent(Math.sqrt(square / count))} from the simulated values (root mean square), ${percent(within / count, 3)} of the fits within two of their standard errors (95 % expected)`;
}

async function showFiles(operands: readonly string[], stage: Stage, signal: AbortSignal): Promise<number> {
  const { request, report } = stage;
  const inputs = findInputs(operands, [report]);
  const reading = readSpectra(inputs.files, { sigma: request.options.weighting === "sigma" });
  const failures = [...inputs.failures, ...reading.failures];
  sayAll(
    failures.map(({ message }) => `Not fitted: ${message}`),
    Infinity,
    "",
  );
  if (!stage.quiet)
    sayAll(
      foldedNotes(reading.warnings).map((warning) => `Warning: ${warning}`),
      20,
      "the report has all of them",
    );
  const { spectra } = reading;
  if (spectra.length === 0) {
    say("No spectrum was fitted, no report was written");
    if (stage.json) finish(stage, { results: [], seconds: 0 }, failures, arcAnalyst({}, []));
    return 1;
  }
  const timed = await fitAll(request, spectra, signal, stage.quiet);
  const { results, seconds } = timed;
  const sums = resistanceSums(request.circuit);
  const rows = selectSpectra(
    results.map(({ rms }) => rms),
    12,
  ).map((i) => [
    resultName(results[i], i),
    results[i].status,
    percent(results[i].rms),
    ...sums.map((sum) => {
      const { value, stderr } = sumOf(results[i], sum);
      return results[i].status === "failed" ? "–" : quantity(value, stderr, "Ω");
    }),
  ]);
  const table = textTable([["spectrum", "status", "rms", ...sums.map(({ label }) => label)], ...rows], {
    align: ["left", "left"],
  });
  const rest = results.length - rows.length;
  show(
    stage,
    `${counted(spectra.length, "spectrum", "spectra")}, ${request.circuitText}, no starting values\n\n${table}\n`,
  );
  if (rest > 0) {
    show(stage, `${rest} more are in the report; the three with the largest rms are among those above.\n`);
  }
  show(stage, `\n${speedText(timed, request)}\n`);
  const cycles = spectra.map(({ facts }) => facts?.cycle);
  const known = cycles.every((cycle) => typeof cycle === "number");
  const arcsOf = arcAnalyst({}, spectra);
  await writeReport(report, {
    request,
    results,
    spectra,
    failures,
    notes: reading.warnings,
    arcsOf,
    summary: summarize(results, seconds, failures.length),
    trends:
      results.length < 2
        ? undefined
        : {
            label: known ? "cycle" : "spectrum",
            x: known ? cycles : spectra.map((_, i) => i + 1),
            derived: sums
              .filter(({ parameters }) => parameters.length > 1)
              .map((sum) => {
                const pairs = results.map((result) => sumOf(result, sum));
                return {
                  name: sum.label,
                  unit: "Ω",
                  values: pairs.map(({ value }) => value),
                  stderr: pairs.map(({ stderr }) => stderr),
                };
              }),
          },
  });
  finish(stage, timed, failures, arcsOf);
  return failures.length > 0 || results.some(({ status }) => status === "failed") ? 1 : 0;
}
