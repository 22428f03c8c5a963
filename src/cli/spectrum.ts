import { curveDefaults } from "../fit/curveOptions.ts";
import { losses } from "../fit/options.ts";
import type { FittedSpectrum } from "../report/spectrumDocument.ts";
import { finerCurves } from "../spectra/finerCurves.ts";
import { fitSpectra, type SpectraOptions } from "../spectra/fitSpectrum.ts";
import { noiseModels } from "../spectra/scanRegion.ts";
import type { SpectrumResult } from "../spectra/spectrumResult.ts";
import { type Engine, openEngine } from "../workers/engine.ts";
import type { Arguments, Command } from "./command.ts";
import { findJobs } from "./foundLines.ts";
import { interruptible } from "./interruptible.ts";
import { UsageError } from "./mistake.ts";
import { choice, kernelOption, readKernel, readParameterOptions, whole } from "./options.ts";
import { checkWritable } from "./outputs.ts";
import { showProgress } from "./progress.ts";
import { quantificationOptionKinds, readQuantification } from "./quantificationOptions.ts";
import { sayAll } from "./say.ts";
import { readScanOptions, readScans, type ScanOptions, scanOptionKinds } from "./scans.ts";
import { findSources } from "./sources.ts";
import { abscissaFor } from "./spectrumAbscissa.ts";
import {
  batchesOf,
  checkNames,
  chooseJobs,
  parametersOf,
  type SpectrumJob,
  wishesFor,
} from "./spectrumJobs.ts";
import { modelOptionKinds, readModelSources } from "./spectrumModels.ts";
import { finishRun } from "./spectrumOutputs.ts";
import { listPresets } from "./spectrumPresets.ts";
import { withShifts } from "./spectrumShifts.ts";
import { readTargets, type Targets, targetOptionKinds } from "./targets.ts";

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
    {
      name: "reference",
      value: "N",
      text: "the scan of a model that shifts of its lines are counted from; default: 1 for XRD, FTIR and Raman",
    },
    ...quantificationOptionKinds,
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
    "--lines auto adds lines until the Bayesian information criterion no longer falls. Each scan decides for itself; of scans that cover one range (a depth profile, a map) the one that stands out of its noise most decides for all.",
    "Exit code: 0 all fitted, 1 some input failed, 2 wrong usage, 130 interrupted.",
  ],
  examples: [
    "interphase spectrum cell.vms --preset s2p-argyrodite --report s2p.html",
    'interphase spectrum cell.vms --preset s2p-argyrodite --preset p2p-argyrodite --region "S 2p" --region "P 2p" --json',
    "interphase spectrum pattern.xrdml --lines 2 --region 27..28.5 --fix L1.fraction=0.5",
    "interphase spectrum casa.vms --stored --save-model casa.json --report casa.html",
    "interphase spectrum cell.vms --lines auto --region 158..172",
    'interphase spectrum profile/ --model s2p.json --background "active:shirley+linear" --out shares.csv',
  ],
  run: runSpectrum,
};

async function runSpectrum(given: Arguments): Promise<number> {
  if (given.has("presets")) return listPresets(given);
  const scanOptions = readScanOptions(given, "spectrum");
  const sources = readModelSources(given);
  const options = readOptions(given, scanOptions);
  const quantification = readQuantification(given);
  const reference = whole(given, "reference", 1);
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
  const chosen = chooseJobs(reading, sources, scanOptions);
  sayFailures(chosen.failures);
  if (!quiet) sayAll(chosen.notes, 8, "--report has all of them");
  // What the user says about parameters is checked before anything is fitted, unless the lines are still to be found
  const isOpen = chosen.jobs.some(({ source }) => source.search !== undefined);
  const checked = isOpen ? undefined : readWishes(given, chosen.jobs, scanOptions);
  const abscissa = abscissaFor(chosen.jobs, given.text("over"));
  const engine = await openEngine({ kernel: readKernel(given), of: "curves" });
  try {
    return await interruptible(async (signal) => {
      const began = performance.now();
      const found = await findLinesOf(chosen.jobs, engine, { ...options, signal }, quiet);
      sayFailures(found.failures);
      if (!quiet) sayAll(found.notes, 8, "--report has all of them");
      const { jobs } = found;
      const wishes = checked ?? readWishes(given, jobs, scanOptions);
      const results = await fitJobs(jobs, engine, { ...options, signal }, wishes, scanOptions, quiet);
      const seconds = (performance.now() - began) / 1000;
      const { fits, remarks } = withShifts(
        jobs.map(
          ({ scan, name, model, ranking }, i): FittedSpectrum => ({
            result: { ...results[i], spectrum: scan.name },
            scan,
            file: scan.file,
            model: name,
            ...(ranking && { lines: ranking }),
            finer: () => finerCurves(engine.kernel, model, scan, results[i], scanOptions.photonEnergy),
          }),
        ),
        reference,
      );
      const failures = [...reading.failures, ...chosen.failures, ...found.failures];
      if (!quiet) sayAll(remarks, 4, "--report has all of them");
      finishRun(given, {
        engine,
        jobs,
        fits,
        failures,
        abscissa: isOpen ? abscissaFor(jobs, given.text("over")) : abscissa,
        notes: [...reading.warnings, ...chosen.notes, ...found.notes, ...remarks],
        doubts: [...new Set(jobs.flatMap(({ doubts }) => doubts))],
        quantification: {
          ...quantification,
          ...(scanOptions.photonEnergy !== undefined && { photonEnergy: scanOptions.photonEnergy }),
        },
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

function sayFailures(failures: readonly { readonly message: string }[]): void {
  sayAll(
    failures.map(({ message }) => `Not fitted: ${message}`),
    Infinity,
    "",
  );
}

/** What the user said about parameters. @throws UsageError, OptionError for names that no model has */
function readWishes(
  given: Arguments,
  jobs: readonly SpectrumJob[],
  scanOptions: ScanOptions,
): ReturnType<typeof readParameterOptions> {
  const parameters = jobs.length > 0 ? parametersOfAll(jobs, scanOptions) : [];
  const wishes = readParameterOptions(given, { parameters });
  if (jobs.length > 0) checkNames(wishes, [...new Set(parameters.map(({ name }) => name))]);
  return wishes;
}

async function findLinesOf(
  jobs: readonly SpectrumJob[],
  engine: Engine,
  options: SpectraOptions,
  quiet: boolean,
): Promise<Awaited<ReturnType<typeof findJobs>>> {
  const progress = showProgress("finding lines", process.stderr, quiet);
  try {
    return await findJobs(jobs, engine, options, progress.update);
  } finally {
    progress.end();
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
