import { curveDefaults } from "../fit/curveOptions.ts";
import { losses } from "../fit/options.ts";
import { significant } from "../report/number.ts";
import { type FittedSpectrum, spectrumColumns, spectrumDocument } from "../report/spectrumDocument.ts";
import { type SpectrumAbscissa, spectrumReport } from "../report/spectrumPage.ts";
import { fitName } from "../report/spectrumTable.ts";
import type { FailedInput } from "../report/table.ts";
import { fitSpectra, type SpectraOptions } from "../spectra/fitSpectrum.ts";
import { spectrumModelJson } from "../spectra/modelFile.ts";
import { noiseModels } from "../spectra/scanRegion.ts";
import type { SpectrumResult } from "../spectra/spectrumResult.ts";
import { startedModel } from "../spectra/startedModel.ts";
import { type Engine, openEngine } from "../workers/engine.ts";
import type { Arguments, Command } from "./command.ts";
import { interruptible } from "./interruptible.ts";
import { UsageError } from "./mistake.ts";
import { choice, kernelOption, readKernel, readParameterOptions, whole } from "./options.ts";
import { checkWritable, csvOf, formatOf, parquetOf, writeWhole } from "./outputs.ts";
import { showProgress } from "./progress.ts";
import { today, typedCommand } from "./report.ts";
import { counted, say, sayAll } from "./say.ts";
import { readScanOptions, readScans, type ScanOptions, scanOptionKinds } from "./scans.ts";
import { findSources } from "./sources.ts";
import { abscissaFor } from "./spectrumAbscissa.ts";
import { compositionsOf } from "./spectrumCompositions.ts";
import {
  batchesOf,
  checkNames,
  chooseJobs,
  parametersOf,
  type SpectrumJob,
  wishesFor,
} from "./spectrumJobs.ts";
import { modelOptionKinds, readModelSources } from "./spectrumModels.ts";
import { listPresets } from "./spectrumPresets.ts";
import { resultsText } from "./spectrumText.ts";
import { readTargets, type Targets, targetOptionKinds } from "./targets.ts";
import { version } from "./version.ts";

export const spectrumCommand: Command = {
  name: "spectrum",
  operands: "FILE…",
  summary: "fit lines and background to spectra of XPS, XRD, FTIR and Raman",
  options: [
    ...modelOptionKinds,
    ...scanOptionKinds,
    {
      name: "noise",
      value: "N",
      text: "sigma (of the file), poisson (√N of counts), relative (√y) or unit; default: what the scan knows",
    },
    {
      name: "start",
      value: "NAME=NUMBER",
      repeatable: true,
      text: "start value: Li2S.center=160.5",
    },
    { name: "fix", value: "NAME=NUMBER", repeatable: true, text: "hold a parameter: Li2S.fwhm=1.2" },
    {
      name: "bound",
      value: "NAME=LOW..HIGH",
      repeatable: true,
      text: "Li2S.center=160..161, open ends: Li2S.area=0.. or ..2",
    },
    {
      name: "tie",
      value: "NAME=EXPRESSION",
      repeatable: true,
      text: "a linear tie: Li6PS5Cl.fwhm=Li2S.fwhm",
    },
    { name: "loss", value: "L", text: "linear (default), soft-l1, huber or cauchy: for outliers" },
    {
      name: "retries",
      value: "N",
      text: `most further tries from the start, default ${curveDefaults.retries}`,
    },
    { name: "seed", value: "N", text: "seed of the tries, default 1" },
    { name: "workers", value: "N", text: "worker threads, 0 for none; default: one per core for many scans" },
    kernelOption,
    {
      name: "over",
      value: "FACT",
      text: "abscissa of the trends in the report: a fact of the scans such as cycle; default: one that varies, else the order",
    },
    ...targetOptionKinds.map((option) =>
      option.name === "out"
        ? { ...option, text: "results as .csv, .json or .parquet, one row per fit and component" }
        : option,
    ),
    {
      name: "save-model",
      value: "FILE",
      text: "the model as JSON with the fitted values as starts; of several fits those of the first",
    },
    { name: "presets", text: "list the presets with their energies and where these come from, and stop" },
    { name: "json", text: "one JSON document on stdout and nothing else there" },
    {
      name: "quiet",
      text: "no progress, warnings or summary; no table when --out or --report gets the results",
    },
  ],
  notes: [
    "Files of VAMAS, CasaXPS, Scienta, SPECS, PHI, Bruker, Rigaku, PANalytical, JCAMP-DX, SPC, WiRE, LabSpec and text tables are read; interphase background computes a background alone.",
    "Every scan that a model speaks of is one fit; the others are left out with a note. Several --model and --preset, one for each element, give the composition of the file in atomic %.",
    "Exit code: 0 all fitted, 1 some input failed, 2 wrong usage, 130 interrupted.",
  ],
  examples: [
    "interphase spectrum cell.vms --preset s2p-argyrodite --report s2p.html",
    'interphase spectrum cell.vms --preset s2p-argyrodite --preset p2p-argyrodite --region "S 2p" --region "P 2p" --json',
    "interphase spectrum pattern.xrdml --lines 2 --region 27..28.5 --fix L1.fraction=0.5",
    'interphase spectrum profile/ --model s2p.json --background "active:shirley+linear" --out shares.csv',
  ],
  run: runSpectrum,
};

async function runSpectrum(given: Arguments): Promise<number> {
  if (given.has("presets")) return listPresets(given);
  const scanOptions = readScanOptions(given, "spectrum");
  const sources = readModelSources(given);
  const options = readOptions(given, scanOptions);
  const targets = readTargets(given);
  const save = given.text("save-model");
  if (save !== undefined) {
    if (sources.length > 1) {
      throw new UsageError(
        `--save-model ${save}: ${sources.length} models are fitted and one is saved; run them one by one`,
      );
    }
    checkWritable(save, "save-model");
  }
  const quiet = given.has("quiet");
  const written: Targets = { ...targets, own: [...targets.own, ...(save === undefined ? [] : [save])] };
  const inputs = findSources(given, written);
  const reading = readScans(inputs, scanOptions, { undone: "Not fitted", quiet });
  const { jobs, notes, failures: left } = chooseJobs(reading, sources, scanOptions);
  sayAll(
    left.map(({ message }) => `Not fitted: ${message}`),
    Infinity,
    "",
  );
  if (!quiet) sayAll(notes, 8, "--report has all of them");
  const failures = [...reading.failures, ...left];
  const parameters = jobs.length > 0 ? parametersOfAll(jobs, scanOptions) : [];
  const wishes = readParameterOptions(given, { parameters });
  if (jobs.length > 0) checkNames(wishes, [...new Set(parameters.map(({ name }) => name))]);
  const abscissa = abscissaFor(
    jobs.map(({ scan, source }) => ({ scan, model: source.name })),
    given.text("over"),
  );
  const engine = await openEngine({ kernel: readKernel(given) });
  try {
    return await interruptible(async (signal) => {
      const began = performance.now();
      const results = await fitJobs(jobs, engine, { ...options, signal }, wishes, scanOptions, quiet);
      const seconds = (performance.now() - began) / 1000;
      const fits = jobs.map(
        ({ scan, source }, i): FittedSpectrum => ({
          result: { ...results[i], spectrum: scan.name },
          scan,
          file: scan.file,
          model: source.name,
        }),
      );
      finish(given, {
        engine,
        jobs,
        fits,
        failures,
        abscissa,
        notes: [...reading.warnings, ...notes],
        doubts: [...new Set(sources.flatMap((source) => source.doubts))],
        seconds,
        targets: written,
        save: save === undefined ? undefined : { file: save, wishes },
      });
      return failures.length > 0 || results.some(({ status }) => status === "failed") ? 1 : 0;
    });
  } finally {
    await engine.close();
  }
}

function readOptions(given: Arguments, scans: ScanOptions): SpectraOptions {
  const noise = choice(given, "noise", noiseModels);
  const loss = choice(given, "loss", losses);
  const retries = whole(given, "retries", 0);
  const seed = whole(given, "seed", 0);
  const workers = whole(given, "workers", 0);
  return {
    ...(scans.shift !== undefined && { shift: scans.shift }),
    ...(scans.photonEnergy !== undefined && { photonEnergy: scans.photonEnergy }),
    ...(noise !== undefined && { noise }),
    ...(loss !== undefined && { loss }),
    ...(retries !== undefined && { retries }),
    ...(seed !== undefined && { seed }),
    ...(workers !== undefined && { workers }),
  };
}

/** The parameters of every model that is fitted, one scan of each. */
function parametersOfAll(jobs: readonly SpectrumJob[], { photonEnergy }: ScanOptions) {
  return batchesOf(jobs, photonEnergy, "unit").flatMap(([first]) => parametersOf(jobs[first], photonEnergy));
}

/** Results in the order of the jobs. */
async function fitJobs(
  jobs: readonly SpectrumJob[],
  engine: Engine,
  options: SpectraOptions,
  wishes: ReturnType<typeof readParameterOptions>,
  { photonEnergy }: ScanOptions,
  quiet: boolean,
): Promise<SpectrumResult[]> {
  const results = new Array<SpectrumResult>(jobs.length);
  const progress = showProgress("fitting", process.stderr, quiet);
  let done = 0;
  try {
    for (const batch of batchesOf(jobs, photonEnergy, options.noise)) {
      const { model, range } = jobs[batch[0]];
      const known = new Set(parametersOf(jobs[batch[0]], photonEnergy).map(({ name }) => name));
      const fitted = await fitSpectra(
        batch.map((i) => jobs[i].scan),
        model,
        {
          ...options,
          ...wishesFor(wishes, known),
          ...(range && { region: range }),
          engine,
          onProgress: (part) => progress.update(done + part, jobs.length),
        },
      );
      fitted.forEach((result, k) => {
        results[batch[k]] = result;
      });
      done += batch.length;
    }
  } finally {
    progress.end();
  }
  return results;
}

interface Done {
  readonly engine: Engine;
  readonly jobs: readonly SpectrumJob[];
  readonly fits: readonly FittedSpectrum[];
  readonly failures: readonly FailedInput[];
  readonly abscissa: SpectrumAbscissa;
  readonly notes: readonly string[];
  readonly doubts: readonly string[];
  readonly seconds: number;
  readonly targets: Targets;
  readonly save?: { readonly file: string; readonly wishes: ReturnType<typeof readParameterOptions> };
}

function finish(given: Arguments, done: Done): void {
  const { engine, jobs, fits, failures, abscissa, notes, doubts, seconds, targets, save } = done;
  const quiet = given.has("quiet");
  const { out, report, own } = targets;
  const { compositions, remarks } = compositionsOf(jobs, fits);
  const document = spectrumDocument(fits, { kernel: engine.build, failures, compositions, doubts, seconds });
  const json = `${JSON.stringify(document, null, 1)}\n`;
  if (out !== undefined) {
    const format = formatOf(out, "out");
    const columns = spectrumColumns(fits, failures);
    writeWhole(out, format === "json" ? json : format === "csv" ? csvOf(columns) : parquetOf(columns));
  }
  if (report !== undefined) {
    const models = [...new Set(fits.map(({ model }) => model))];
    writeWhole(
      report,
      spectrumReport({
        title: `Spectra: ${models.join(", ") || "nothing fitted"}`,
        fits,
        failures,
        compositions,
        doubts,
        notes: [...notes, ...remarks],
        abscissa,
        version,
        date: today(),
        command: typedCommand(),
      }),
    );
  }
  const saved = save && saveModel(save, jobs, fits);
  if (given.has("json")) process.stdout.write(json);
  else if (!quiet || own.length === 0) process.stdout.write(resultsText(fits, compositions, out));
  if (quiet) return;
  sayAll(remarks, 4, "--report has all of them");
  if (fits.length === 0) {
    say(`No scan was fitted: ${counted(failures.length, "input")} failed`);
    return;
  }
  sayAll(
    doubts.map((doubt) => `Note: ${doubt}`),
    4,
    "--presets has all of them",
  );
  const failed = fits.filter(({ result }) => result.status === "failed").length;
  const parts = [`${fits.length - failed} converged`, failed > 0 ? `${failed} failed` : ""].filter(Boolean);
  const files = own.filter((file) => file !== save?.file || saved !== undefined);
  say(
    [
      `${counted(fits.length, "scan")} fitted in ${significant(seconds, 2)} s, ${engine.build} kernel: ${parts.join(", ")}`,
      files.length > 0 ? `written: ${files.join(", ")}` : "",
      saved ?? "",
    ]
      .filter(Boolean)
      .join("; "),
  );
}

/** Writes the model of the first fit that did not fail; what is said about it, undefined when there was none. */
function saveModel(
  { file, wishes }: NonNullable<Done["save"]>,
  jobs: readonly SpectrumJob[],
  fits: readonly FittedSpectrum[],
): string | undefined {
  const at = fits.findIndex(({ result }) => result.status !== "failed");
  if (at < 0) {
    say(`${file} was not written: no fit converged`);
    return undefined;
  }
  const { model, range } = jobs[at];
  const started = startedModel(model, fits[at].result, wishes, range ?? model.region);
  writeWhole(file, `${JSON.stringify(spectrumModelJson(started), null, 2)}\n`);
  return fits.length > 1 ? `the model with the values of ${fitName(fits[at])}` : "";
}
