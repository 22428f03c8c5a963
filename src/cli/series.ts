import { commonFacts, UnknownQuantity } from "../fit/coordinate.ts";
import type { ArrheniusOptions, SeriesNoise } from "../fit/link.ts";
import { fitSeries, planSeries, type SeriesOptions } from "../fit/series.ts";
import type { SeriesResult } from "../fit/seriesResult.ts";
import type { Cell } from "../impedance/cell.ts";
import type { Spectrum } from "../impedance/spectrum.ts";
import { arcColumns } from "../report/arcs.ts";
import { fitDocument, summarize } from "../report/document.ts";
import { heading } from "../report/number.ts";
import { seriesColumns, seriesSection, seriesSentences, withSeries } from "../report/seriesDocument.ts";
import { type FailedInput, fitColumns } from "../report/table.ts";
import { arcAnalyst } from "./arcs.ts";
import type { Arguments, Command, OptionKind } from "./command.ts";
import { factOptionKinds, withFacts } from "./facts.ts";
import { UsageError } from "./mistake.ts";
import {
  cellOptionKinds,
  choice,
  fitOptionKinds,
  kernelOption,
  numbersByName,
  positive,
  readCell,
  toNumber,
} from "./options.ts";
import { csvOf, formatOf, parquetOf, writeWhole } from "./outputs.ts";
import { writeReport } from "./report.ts";
import { type Request, readRequest } from "./request.ts";
import { resultsText, summaryText } from "./results.ts";
import { say } from "./say.ts";
import { findSources, readSourceOptions, readSources, sourceOptionKinds } from "./sources.ts";
import type { Reading } from "./spectra.ts";
import { readTargets, type Targets, targetOptionKinds } from "./targets.ts";

const seriesOptionKinds: readonly OptionKind[] = [
  {
    name: "by",
    value: "QUANTITY",
    text: "cycle, time, temperature, soc, the name of a fact (loop), or given: as the inputs come; default: cycle or loop where they tell all spectra apart, else given",
  },
  { name: "share", value: "NAME,…", repeatable: true, text: "parameters with one value for all spectra" },
  {
    name: "arrhenius",
    value: "NAME,…",
    repeatable: true,
    text: "parameters that follow Arrhenius' law over temperature",
  },
  { name: "reference", value: "CELSIUS", text: "temperature at which their value is given, default 25 °C" },
  {
    name: "form",
    value: "FORM",
    text: "plain (default): σ = A·exp(−Ea/kT); temperature: σT = A·exp(−Ea/kT)",
  },
  {
    name: "smooth",
    value: "[NAME=]WEIGHT",
    repeatable: true,
    text: "weight of the steps between neighbours, of one parameter or of all; 10: steps of 10 % are usual",
  },
  {
    name: "noise",
    value: "N",
    text: "own (default): each spectrum counts by its own noise; common: all alike",
  },
];

export const seriesCommand: Command = {
  name: "series",
  operands: "FILE…",
  summary:
    "fit spectra as one series: over cycles, time or temperature, with shared parameters and Arrhenius",
  options: [
    { name: "circuit", value: "TEXT", text: 'R0-p(R1,CPE1)-W1; "interphase info elements"' },
    ...seriesOptionKinds,
    ...factOptionKinds,
    ...fitOptionKinds,
    ...cellOptionKinds,
    ...sourceOptionKinds,
    kernelOption,
    ...targetOptionKinds,
    { name: "json", text: "one JSON document on stdout and nothing else there" },
    { name: "quiet", text: "no progress, warnings or summary" },
  ],
  notes: [
    "Each spectrum starts from its neighbour's optimum, forwards and backwards; --share, --arrhenius and --smooth solve all spectra as one problem, and the standard errors include that.\nExit code: 0 all fitted, 1 some input failed, 2 wrong usage.",
  ],
  examples: [
    'interphase series cycles/ --circuit "R0-p(R1,CPE1)-CPE2" --by cycle --share CPE1.n --report series.html',
    'interphase series *.mpt --circuit "p(R1,CPE1)-CPE2" --arrhenius R1.R --temperature a.mpt=25 --temperature b.mpt=60',
  ],
  run: runSeries,
};

async function runSeries(given: Arguments): Promise<number> {
  const circuitText = given.text("circuit");
  if (circuitText === undefined) {
    throw new UsageError('interphase series needs a circuit: --circuit "R0-p(R1,CPE1)-CPE2"');
  }
  const sourceOptions = readSourceOptions(given, "series");
  const targets = readTargets(given);
  const wishes = readWishes(given);
  const cell = readCell(given);
  const quiet = given.has("quiet");
  const request = await readRequest(given, circuitText);
  try {
    const { reading, failures } = readSources(findSources(given, targets), sourceOptions, {
      undone: "Not fitted",
      sigma: request.options.weighting === "sigma",
      quiet,
    });
    const spectra = withFacts(given, reading.spectra);
    const by = wishes.by ?? orderOf(spectra);
    if (wishes.by === undefined && by !== "given" && !quiet) {
      say(`Ordered by ${by}, which every spectrum has; --by given keeps the order of the inputs`);
    }
    const options: SeriesOptions = { ...request.options, ...wishes, by, engine: request.fitter.engine };
    // Wrong wishes are said before the work
    checkPlan(request, spectra, options);
    const began = performance.now();
    const result = await fitSeries(request.circuit, spectra, options);
    const seconds = (performance.now() - began) / 1000;
    return await finish(given, request, targets, {
      reading,
      spectra,
      failures,
      result,
      seconds,
      cell,
    });
  } finally {
    await request.fitter.close();
  }
}

/** The first of cycle and loop that tells all spectra apart, else the order of the inputs. */
function orderOf(spectra: readonly Spectrum[]): string {
  if (spectra.length < 2) return "given";
  return ["cycle", "loop"].find((fact) => tellsApart(spectra, fact)) ?? "given";
}

function tellsApart(spectra: readonly Spectrum[], fact: string): boolean {
  const values = spectra.map(({ facts }) => facts?.[fact]);
  return (
    values.every((value) => typeof value === "number" && Number.isFinite(value)) &&
    new Set(values).size === values.length
  );
}

/** @throws UsageError for a quantity that the spectra do not know, with the options that would do */
function checkPlan({ circuit, fitter }: Request, spectra: readonly Spectrum[], options: SeriesOptions): void {
  try {
    planSeries(circuit, spectra, options, fitter.engine);
  } catch (error) {
    if (!(error instanceof UnknownQuantity)) throw error;
    const { quantity, problem } = error;
    if (quantity === "temperature") {
      throw new UsageError(
        `${problem}; give it with --temperature FILE=CELSIUS, or --facts FILE.csv with the columns file and temperature_celsius`,
      );
    }
    const facts = commonFacts(spectra).filter((fact) => tellsApart(spectra, fact));
    const near = facts.includes("loop") ? "loop" : facts[0];
    const known =
      near === undefined
        ? "the files have no fact that tells them apart: give one with --facts FILE.csv, or order them as they come with --by given"
        : `the spectra have ${facts.join(", ")}: write --by ${near}, or give ${quantity} with --facts FILE.csv`;
    throw new UsageError(`${problem}; ${known}`);
  }
}

/** The options that make a series of the spectra. */
function readWishes(given: Arguments): Omit<SeriesOptions, "engine"> {
  const names = (option: string): string[] =>
    given.texts(option).flatMap((text) =>
      text
        .split(",")
        .map((name) => name.trim())
        .filter((name) => name !== ""),
    );
  const reference = given.text("reference");
  const law: ArrheniusOptions = {
    form: choice(given, "form", ["plain", "temperature"] as const),
    reference: reference === undefined ? undefined : toNumber(reference, "--reference") + 273.15,
  };
  const lawful = names("arrhenius");
  if (lawful.length === 0 && (reference !== undefined || law.form !== undefined)) {
    throw new UsageError("--reference and --form belong to --arrhenius NAME");
  }
  const by = given.text("by");
  return {
    by: by === "soc" ? "stateOfCharge" : by,
    shared: names("share"),
    arrhenius: Object.fromEntries(lawful.map((name) => [name, law])),
    smooth: readSmooth(given),
    noise: choice<SeriesNoise>(given, "noise", ["own", "common"]),
  };
}

function readSmooth(given: Arguments): SeriesOptions["smooth"] {
  const texts = given.texts("smooth");
  if (texts.length === 1 && !texts[0].includes("=")) return positive(given, "smooth", "");
  return numbersByName(given, "smooth");
}

interface Done {
  readonly reading: Reading;
  readonly spectra: readonly Spectrum[];
  readonly failures: readonly FailedInput[];
  readonly result: SeriesResult;
  readonly seconds: number;
  readonly cell: Cell;
}

async function finish(
  given: Arguments,
  request: Request,
  targets: Targets,
  { reading, spectra, failures, result, seconds, cell }: Done,
): Promise<number> {
  const quiet = given.has("quiet");
  const arcsOf = arcAnalyst(cell, spectra);
  // In the order of the series, with what the reader had to say about each
  const fits = result.spectra.map((one) => ({
    ...one,
    warnings: [...reading.remarks[one.index], ...one.warnings],
  }));
  const document = withSeries(
    fitDocument(fits, summarize(fits, seconds, failures.length), {
      failures,
      circuit: request.circuitText,
      kernel: request.fitter.kernel,
      parameters: request.parameters,
      units: request.units,
      arcsOf,
    }),
    result,
    cell,
  );
  const json = `${JSON.stringify(document, null, 1)}\n`;
  if (targets.out !== undefined) {
    const format = formatOf(targets.out, "out");
    const columns = [
      ...fitColumns(fits, failures),
      ...arcColumns(fits, fits.map(arcsOf), failures.length),
      ...seriesColumns(result, failures.length),
    ];
    writeWhole(
      targets.out,
      format === "json" ? json : format === "csv" ? csvOf(columns) : parquetOf(columns),
    );
  }
  if (targets.report !== undefined) {
    await writeReport(targets.report, {
      request,
      results: result.spectra,
      spectra: result.spectra.map(({ index }) => spectra[index]),
      failures,
      notes: [...reading.warnings, ...result.warnings],
      summary: document.summary,
      sections: [seriesSection(result, cell)],
      arcsOf,
      trends:
        result.spectra.length < 2
          ? undefined
          : {
              label: heading(result.coordinate.name, result.coordinate.unit),
              x: result.coordinate.values,
            },
    });
  }
  if (given.has("json")) process.stdout.write(json);
  else if (!quiet || (targets.out === undefined && targets.report === undefined)) {
    process.stdout.write(resultsText(result.spectra, process.stdout, { out: targets.out, arcsOf }));
    for (const sentence of seriesSentences(result, cell)) process.stdout.write(`${sentence}\n`);
  }
  if (!quiet) {
    say(`Series by ${heading(result.coordinate.name, result.coordinate.unit)}: ${result.message}`);
    say(summaryText(fits, { kept: 0, earlier: 0, failures, seconds, request, ...targets }));
  }
  return failures.length > 0 || fits.some(({ status }) => status === "failed") || result.status === "failed"
    ? 1
    : 0;
}
