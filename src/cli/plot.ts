/** `interphase plot`: one figure of a paper from files, as SVG or PNG. */
import type { FitResult } from "../fit/result.ts";
import { drtMany } from "../impedance/relaxation.ts";
import type { Spectrum } from "../impedance/spectrum.ts";
import { nearestNames } from "../program/circuit-error.ts";
import {
  type Background,
  bodePlot,
  type Coloring,
  correlationPlot,
  drtPlot,
  type FigureOptions,
  freeCorrelations,
  nyquistPlot,
  residualPlot,
  type SpectrumSeries,
  trendGrid,
} from "../report/figures.ts";
import type { PlotDocument } from "../report/plotDocument.ts";
import { resultName } from "../report/text.ts";
import { chosen, isSeries, labelsOf, someOf } from "./chosen.ts";
import type { Arguments, Command } from "./command.ts";
import { readFigureFile, writeFigure } from "./figurefile.ts";
import { fitAll } from "./fitting.ts";
import { interruptible } from "./interruptible.ts";
import { UsageError } from "./mistake.ts";
import { choice, fitOptionKinds, kernelOption } from "./options.ts";
import { curveOf } from "./report.ts";
import { type Request, readRequest } from "./request.ts";
import { say, sayAll } from "./say.ts";
import { findSources, readSourceOptions, readSources, sourceOptionKinds } from "./sources.ts";
import { checkTrend, readTrendRequest, type TrendRequest, trendsOf } from "./trends.ts";

/** What is drawn: the spectra that the user chose, and their fits if there is a circuit. */
interface Content {
  readonly spectra: readonly Spectrum[];
  readonly series: readonly SpectrumSeries[];
  readonly results: readonly FitResult[];
  readonly coloring: Coloring | undefined;
  readonly trend: TrendRequest;
  readonly options: FigureOptions;
}

interface Kind {
  readonly text: string;
  /** Whether there is nothing to draw without a fit. */
  readonly fitted: boolean;
  readonly draw: (content: Content) => string | Promise<string>;
}

const kinds: Readonly<Record<string, Kind>> = {
  nyquist: {
    text: "−Z″ against Z′, equal axes, frequency decades marked",
    fitted: false,
    draw: ({ series, coloring, options }) => nyquistPlot(series, { ...options, coloring, residuals: false }),
  },
  bode: {
    text: "|Z| and −phase against frequency",
    fitted: false,
    draw: ({ series, coloring, options }) => bodePlot(series, { ...options, coloring }),
  },
  drt: {
    text: "distribution of relaxation times γ(τ) with its credible band and peaks (`interphase drt` with its defaults)",
    fitted: false,
    draw: drawDrt,
  },
  residuals: {
    text: "measured minus model in % of |Z| against frequency",
    fitted: true,
    draw: ({ series, coloring, options }) => residualPlot(series, { ...options, coloring }),
  },
  trend: {
    text: "fitted parameters with standard errors over cycle, time, temperature or order",
    fitted: true,
    draw: ({ spectra, results, trend, options }) => trendGrid(trendsOf(trend, spectra, results), options),
  },
  correlation: {
    text: "the correlation matrix of the parameters of one spectrum",
    fitted: true,
    draw: ({ results, options }) => {
      const { names, matrix } = freeCorrelations(results[0]);
      return correlationPlot(names, matrix, options);
    },
  },
};

/** A spectrum without a distribution is said, and left out of the figure. */
async function drawDrt({ series, options }: Content): Promise<string> {
  const results = await drtMany(series.map(({ spectrum }) => spectrum));
  results.forEach((result, i) => {
    if (result.tau.length === 0)
      say(`${series[i].label ?? `spectrum ${i + 1}`}: not drawn, ${result.message}`);
  });
  return drtPlot(
    series.map(({ spectrum, label }, i) => ({ result: results[i], spectrum, label: label ?? `${i + 1}` })),
    options,
  );
}
const kindNames = Object.keys(kinds);

export const plotCommand: Command = {
  name: "plot",
  operands: "KIND FILE…",
  summary: "one figure for a paper, as SVG or PNG: nyquist, bode, drt, residuals, trend or correlation",
  options: [
    { name: "out", value: "FILE", text: "the figure as .svg or .png; default: SVG on stdout" },
    {
      name: "circuit",
      value: "TEXT",
      text: "fit it and draw the fit; residuals, trend and correlation need it",
    },
    { name: "width", value: "MM", text: "width of the figure; default 85, one column; 170 for two" },
    { name: "dpi", value: "N", text: "pixels per inch of a PNG; default 300" },
    { name: "title", value: "TEXT", text: "a line above the figure; default none" },
    { name: "background", value: "B", text: "white (default) or none" },
    {
      name: "colors",
      value: "C",
      text: "distinct or sequential; default: sequential for the spectra of one file or of known cycles",
    },
    {
      name: "spectrum",
      value: "NAME",
      repeatable: true,
      text: "draw this one alone: its name or its number",
    },
    {
      name: "label",
      value: "TEXT",
      repeatable: true,
      text: "name in the legend, once for each spectrum, in their order",
    },
    {
      name: "parameter",
      value: "NAME",
      repeatable: true,
      text: "trend: draw this one; default: all that are determined",
    },
    {
      name: "against",
      value: "FACT",
      text: "trend: cycle, time, temperature, voltage, order or a fact of the files; default: cycle if known",
    },
    ...fitOptionKinds,
    ...sourceOptionKinds,
    {
      name: "workers",
      value: "N",
      text: "worker threads, 0 for none; default: one per core for large batches",
    },
    kernelOption,
    { name: "json", text: "with --out: one JSON document on stdout that says what was drawn" },
    { name: "quiet", text: "no progress and no warnings" },
  ],
  notes: [
    `Kinds:\n${Object.entries(kinds)
      .map(([name, { text }]) => `  ${name.padEnd(11)}  ${text}`)
      .join("\n")}`,
    "Text is 6 to 8 pt at any width. Exit code: 0 drawn, 1 some input failed, 2 wrong usage, 130 interrupted.",
  ],
  examples: [
    "interphase plot nyquist cell.mpr --out nyquist.svg",
    'interphase plot bode cell.mpr --circuit "R0-p(R1,CPE1)-CPE2" --width 170 --out bode.png --dpi 600',
    'interphase plot trend data/ --circuit "R0-p(R1,CPE1)-CPE2" --parameter R0.R --parameter R1.R --out trend.svg',
  ],
  run: runPlot,
};

async function runPlot(all: Arguments): Promise<number> {
  const [name, ...operands] = all.operands;
  const kind = readKind(name);
  const given: Arguments = { ...all, operands };
  const circuitText = readCircuitText(given, name);
  const sourceOptions = readSourceOptions(given, `plot ${name}`);
  const target = readFigureFile(given);
  if (given.has("json") && target.out === undefined) {
    throw new UsageError(
      "--json and the figure would both go to stdout; write the figure to a file: --out FIGURE.svg",
    );
  }
  const options = {
    width: target.width,
    title: given.text("title"),
    background: choice<Background>(given, "background", ["white", "none"]),
  };
  const colors = choice<Coloring>(given, "colors", ["distinct", "sequential"]);
  const trend = readTrendRequest(given, name);
  const quiet = given.has("quiet");
  const request = circuitText === undefined ? undefined : await readRequest(given, circuitText);
  try {
    return await interruptible(async (signal) => {
      if (request) checkTrend(trend, request);
      const inputs = findSources(given, { own: target.out === undefined ? [] : [target.out] });
      const { reading, failures } = readSources(inputs, sourceOptions, {
        undone: "Not drawn",
        sigma: request?.options.weighting === "sigma",
        quiet,
      });
      const spectra = chosen(given.texts("spectrum"), reading.spectra, name);
      if (spectra.length === 0) {
        say("No figure was drawn: no spectrum could be read");
        return 1;
      }
      const coloring = colors ?? (isSeries(spectra) ? "sequential" : undefined);
      if (!quiet && coloring === undefined && spectra.length > 8 && name !== "trend") {
        say(
          `${spectra.length} spectra are more than a legend can tell apart: it names the first and the last; pick some with --spectrum`,
        );
      }
      const labels = labelsOf(given.texts("label"), spectra);
      const results = request ? (await fitAll(request, spectra, signal, quiet)).results : [];
      const problems = results.filter(({ status }) => status !== "converged");
      if (!quiet || problems.some(({ status }) => status === "failed")) {
        sayAll(
          problems
            .filter(({ status }) => status === "failed" || !quiet)
            .map((result) => `${resultName(result, results.indexOf(result))}: ${doubt(result)}`),
          10,
          'see them with "interphase fit"',
        );
      }
      if (kind.fitted && results.every(({ status }) => status === "failed")) {
        say("No figure was drawn: no fit ended in an optimum");
        return 1;
      }
      const drawn = name === "trend" ? spectra.map((_, i) => i) : someOf(spectra.length);
      const series = await Promise.all(
        drawn.map(async (i) => ({
          spectrum: spectra[i],
          label: labels[i],
          curve: await curveIfFitted(request, results[i], spectra[i]),
        })),
      );
      const svg = await kind.draw({ spectra, series, results, coloring, trend, options });
      await writeFigure(svg, target, quiet);
      if (given.has("json")) {
        const document: PlotDocument = {
          kind: name,
          file: target.out ?? "",
          format: target.format,
          width_mm: target.width,
          dpi: target.format === "png" ? target.dpi : null,
          circuit: request?.circuitText ?? null,
          spectra: drawn.map((i) => ({
            file: spectra[i].file ?? null,
            spectrum: spectra[i].name ?? null,
            label: labels[i],
            points: spectra[i].frequency.length,
            status: results[i]?.status ?? null,
            message: results[i]?.message ?? null,
          })),
          failures,
        };
        process.stdout.write(`${JSON.stringify(document, null, 1)}\n`);
      }
      const failed = failures.length > 0 || results.some(({ status }) => status === "failed");
      return failed ? 1 : 0;
    });
  } finally {
    await request?.fitter.close();
  }
}

function readKind(name: string | undefined): Kind {
  if (name !== undefined && Object.hasOwn(kinds, name)) return kinds[name];
  const list = kindNames.join(", ");
  if (name === undefined) {
    throw new UsageError(`interphase plot needs a kind of figure and files; the kinds are ${list}`);
  }
  const near = nearestNames(name, kindNames)[0];
  throw new UsageError(
    `"${name}" is no kind of figure; ${near === undefined ? `the kinds are ${list}` : `did you mean interphase plot ${near}?`}`,
  );
}

/** @throws UsageError when options of a fit stand without a circuit, or nothing can be drawn without one */
function readCircuitText(given: Arguments, kind: string): string | undefined {
  const circuit = given.text("circuit");
  if (circuit !== undefined) return circuit;
  if (kinds[kind].fitted) {
    throw new UsageError(
      `interphase plot ${kind} draws a fit and needs a circuit: --circuit "R0-p(R1,CPE1)-CPE2"`,
    );
  }
  const useless = [...fitOptionKinds.map(({ name }) => name), "workers", "kernel"].find(given.has);
  if (useless !== undefined) {
    throw new UsageError(`--${useless} says how to fit and needs a circuit: --circuit "R0-p(R1,CPE1)"`);
  }
  return undefined;
}

/** The curve of a fit that ended in an optimum: any other would be read as a fit. */
async function curveIfFitted(
  request: Request | undefined,
  result: FitResult | undefined,
  spectrum: Spectrum,
): Promise<SpectrumSeries["curve"]> {
  if (!request || !result || result.status === "failed") return undefined;
  return curveOf(request, result, spectrum);
}

function doubt({ status, message, warnings }: FitResult): string {
  return status === "failed" ? `not fitted, ${message}` : warnings.join("; ");
}
