import { fitterOf } from "../fit/fitter.ts";
import { weightings } from "../fit/options.ts";
import { criteria } from "../fit/ranking.ts";
import type { GrammarElement } from "../impedance/grammar.ts";
import type { Identification } from "../impedance/identify.ts";
import { identifyMany } from "../impedance/identify.ts";
import { checkIdentifyOptions, type IdentifyOptions } from "../impedance/identifyOptions.ts";
import type { Spectrum } from "../impedance/spectrum.ts";
import { parseCircuit } from "../program/syntax.ts";
import {
  candidateColumns,
  candidateRows,
  type IdentificationRun,
  identificationDocument,
} from "../report/candidates.ts";
import { drawnCandidates, identificationReport, reportIdentifications } from "../report/identification.ts";
import { significant } from "../report/number.ts";
import type { FailedInput } from "../report/table.ts";
import { resultName, textTable } from "../report/text.ts";
import { type Engine, openEngine } from "../workers/engine.ts";
import type { Arguments, Command } from "./command.ts";
import { hearInterruption } from "./interruption.ts";
import { UsageError } from "./mistake.ts";
import { choice, kernelOption, positive, readKernel, whole } from "./options.ts";
import { csvOf, formatOf, parquetOf, writeWhole } from "./outputs.ts";
import { showProgress } from "./progress.ts";
import { curveOf, today, typedCommand } from "./report.ts";
import { counted, say } from "./say.ts";
import { findSources, readSourceOptions, readSources, sourceOptionKinds } from "./sources.ts";
import { readTargets, type Targets, targetOptionKinds } from "./targets.ts";
import { version } from "./version.ts";

export const identifyCommand: Command = {
  name: "identify",
  operands: "FILE…",
  summary: "rank circuits by how well each spectrum supports them; no circuit has to be named",
  options: [
    {
      name: "candidates",
      value: '"A; B"',
      text: 'compare these circuits instead: "R0-p(R1,C1); R0-p(R1,CPE1)"',
    },
    {
      name: "candidate",
      value: "TEXT",
      repeatable: true,
      text: "one circuit to compare; repeat it for each",
    },
    {
      name: "elements",
      value: "LIST",
      text: "what circuits may be made of, default R,C,L,CPE,W,Wo,Ws,G; Wo and Ws may get a free exponent (Won, Wsn)",
    },
    { name: "max-parameters", value: "N", text: "most free parameters of a circuit, default 12" },
    { name: "criterion", value: "C", text: "bic (default) or aicc: what orders the list" },
    {
      name: "noise-floor",
      value: "X",
      text: "least standard deviation relative to |Z|, default 2e-4; raise it for simpler circuits",
    },
    { name: "top", value: "N", text: "circuits to list, default 10 (5 in the printed table)" },
    {
      name: "weighting",
      value: "W",
      text: "modulus (default: 1/|Z|), unit, proportional or sigma (a measured σ per point)",
    },
    { name: "seed", value: "N", text: "seed of the draws, default 1" },
    ...sourceOptionKinds,
    { name: "workers", value: "N", text: "worker threads, 0 for none; default: one per core" },
    kernelOption,
    ...targetOptionKinds,
    { name: "json", text: "one JSON document on stdout and nothing else there" },
    {
      name: "quiet",
      text: "no progress, warnings or summary; no table when --out or --report gets the results",
    },
  ],
  notes: [
    "Redundant circuits hold a parameter that the data do not determine; they stand behind the others, with the reason.\n--out has one row per circuit. Exit code: 0 done, 1 some input failed, 2 wrong usage, 130 interrupted.",
  ],
  examples: [
    "interphase identify cell.mpt --report circuits.html",
    'interphase identify data/ --candidates "R0-p(R1,CPE1)-CPE2; R0-p(R1-W1,CPE1)" --out ranking.csv',
  ],
  run: runIdentify,
};

async function runIdentify(given: Arguments): Promise<number> {
  const sourceOptions = readSourceOptions(given, "identify");
  const targets = readTargets(given);
  const options = readOptions(given);
  checkIdentifyOptions(options);
  const workers = whole(given, "workers", 0);
  const quiet = given.has("quiet");
  const engine = await openEngine({ kernel: readKernel(given) });
  const interruption = hearInterruption();
  try {
    const { reading, failures } = readSources(findSources(given, targets), sourceOptions, {
      undone: "Not identified",
      sigma: options.weighting === "sigma",
      quiet,
    });
    const { spectra } = reading;
    const began = performance.now();
    const found = new Map<number, Identification>();
    const progress = showProgress("identifying", process.stderr, quiet);
    try {
      await identifyMany(spectra, {
        ...options,
        engine,
        workers,
        signal: interruption.signal,
        onResult: (identification, i) => found.set(i, identification),
        onProgress: progress.update,
      });
    } catch (error) {
      if (!interruption.signal.aborted) throw error;
    } finally {
      progress.end();
    }
    const done = spectra.map((_, i) => i).filter((i) => found.has(i));
    const unfinished = spectra.flatMap((spectrum, i) => (found.has(i) ? [] : [interrupted(spectrum)]));
    await deliver(given, targets, engine, {
      spectra: done.map((i) => spectra[i]),
      identifications: done.map((i) => found.get(i)!),
      notes: reading.warnings,
      run: {
        criterion: options.criterion ?? "bic",
        kernel: engine.build,
        seconds: (performance.now() - began) / 1000,
        failures: [...failures, ...unfinished],
      },
    });
    const code = interruption.exitCode();
    if (code !== undefined) {
      say(`Interrupted: ${counted(unfinished.length, "spectrum", "spectra")} not identified`);
      return code;
    }
    return failures.length > 0 || [...found.values()].some(({ message }) => message !== undefined) ? 1 : 0;
  } finally {
    interruption.release();
    await engine.close();
  }
}

/** @throws UsageError, CircuitError */
function readOptions(given: Arguments): IdentifyOptions {
  const list = given.text("candidates");
  const single = given.texts("candidate");
  const texts = [...(list?.split(/[;\n]/) ?? []), ...single].map((text) => text.trim()).filter(Boolean);
  if (list !== undefined && texts.length === 0) {
    throw new UsageError(`--candidates "${list}" names no circuit; write "R0-p(R1,C1); R0-p(R1,CPE1)"`);
  }
  for (const name of ["elements", "max-parameters"]) {
    if (texts.length > 0 && given.has(name)) {
      throw new UsageError(
        `--${name} narrows the circuits that are searched and has no meaning with --candidates`,
      );
    }
  }
  return {
    candidates: texts.length > 0 ? texts.map((text) => parseCircuit(text)) : undefined,
    // Checked with the other options
    elements: given
      .text("elements")
      ?.split(",")
      .map((word) => word.trim()) as GrammarElement[] | undefined,
    maxParameters: whole(given, "max-parameters", 1),
    criterion: choice(given, "criterion", criteria),
    noiseFloor: positive(given, "noise-floor", "(relative to |Z|)"),
    top: whole(given, "top", 1),
    weighting: choice(given, "weighting", weightings),
    seed: whole(given, "seed", 0),
  };
}

interface Findings {
  readonly spectra: readonly Spectrum[];
  readonly identifications: readonly Identification[];
  readonly notes: readonly string[];
  readonly run: IdentificationRun;
}

/** Writes what was asked for: file, page, document, table. */
async function deliver(
  given: Arguments,
  { out, report }: Targets,
  engine: Engine,
  { spectra, identifications, notes, run }: Findings,
): Promise<void> {
  const quiet = given.has("quiet");
  const { failures = [], seconds } = run;
  const document = (): string => `${JSON.stringify(identificationDocument(identifications, run), null, 1)}\n`;
  if (out !== undefined) {
    const format = formatOf(out, "out");
    const columns = candidateColumns(identifications, failures);
    writeWhole(out, format === "csv" ? csvOf(columns) : format === "json" ? document() : parquetOf(columns));
  }
  if (report !== undefined) {
    const drawn = new Set(reportIdentifications(identifications));
    const fitter = fitterOf(engine);
    const curves = await Promise.all(
      identifications.map(async (identification, i) => {
        if (!drawn.has(i)) return [];
        const made = drawnCandidates(identification).map(({ circuit, fit }) =>
          curveOf({ circuit: parseCircuit(circuit), fitter }, fit, spectra[i]),
        );
        return Promise.all(made);
      }),
    );
    writeWhole(
      report,
      identificationReport({
        title:
          spectra.length === 1
            ? `Circuits for ${resultName(identifications[0], 0)}`
            : "Circuits for impedance spectra",
        identifications,
        spectra,
        curves,
        seconds,
        notes,
        failures,
        version,
        date: today(),
        command: typedCommand(),
      }),
    );
  }
  if (given.has("json")) process.stdout.write(document());
  else if (!quiet || (out === undefined && report === undefined)) {
    process.stdout.write(rankingsText(identifications, process.stdout.columns, whole(given, "top", 1)));
  }
  for (const { message } of identifications) if (message !== undefined) say(`Not identified: ${message}`);
  if (!quiet) say(summary(identifications, failures, seconds, { out, report }));
}

/** Spectra whose rankings are printed; the others are in files. */
const PRINTED = 12;
/** Rows of a printed ranking. */
const ROWS = 5;

function rankingsText(
  identifications: readonly Identification[],
  width: number | undefined,
  top = ROWS,
): string {
  const ranked = identifications.filter(({ candidates }) => candidates.length > 0);
  const blocks = ranked.slice(0, PRINTED).map((identification) => {
    const name = resultName(identification, identifications.indexOf(identification));
    const rows = candidateRows(identification, { sound: top, redundant: Math.min(3, top) });
    const align = ["right", "left", "right", "right", "right", "right", "left"] as const;
    const warnings = identification.warnings.map((warning) => `  ${warning}\n`).join("");
    return `${name}: ${identification.tried} circuits fitted\n${textTable(rows, { width: width || undefined, align })}\n${warnings}`;
  });
  const rest = ranked.length - blocks.length;
  const more = rest > 0 ? `\n… ${rest} more rankings: --json, --out and --report have all of them\n` : "";
  return blocks.join("\n") + more;
}

function summary(
  identifications: readonly Identification[],
  failures: readonly FailedInput[],
  seconds: number,
  { out, report }: Pick<Targets, "out" | "report">,
): string {
  const failed = failures.length + identifications.filter(({ message }) => message !== undefined).length;
  const written = [out, report].filter((path) => path !== undefined);
  return [
    `${counted(identifications.length, "spectrum", "spectra")} in ${significant(seconds, 2)} s${failed > 0 ? `, ${counted(failed, "input")} without a result` : ""}`,
    written.length > 0 ? `written: ${written.join(", ")}` : "",
  ]
    .filter(Boolean)
    .join("; ");
}

function interrupted({ file, name }: Spectrum): FailedInput {
  return {
    file: file ?? "",
    ...(name === undefined ? {} : { spectrum: name }),
    message: "it was not identified because the run was interrupted",
  };
}
