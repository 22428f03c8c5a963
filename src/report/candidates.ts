/** Rankings of circuits as one JSON document and as columns: the output of `identify`. */
import type { Candidate } from "../impedance/candidate.ts";
import type { Identification } from "../impedance/identify.ts";
import type { KernelBuild } from "../kernel/build.ts";
import { percent } from "./number.ts";
import type { Column, FailedInput } from "./table.ts";
import { finite } from "./table.ts";

/** One circuit of a ranking; arrays over parameters have the order of `parameters`. Numbers that are not finite are null. */
export interface CandidateDocument {
  /** In impedance.py's syntax. */
  readonly circuit: string;
  readonly parameters: readonly string[];
  readonly units: readonly string[];
  /** SI units. */
  readonly values: readonly (number | null)[];
  /** Standard errors; null where they are not determined. */
  readonly stderr: readonly (number | null)[];
  /** Number of free parameters. */
  readonly free: number;
  /** √(mean |ΔZ|²/|Z|²) over the points. */
  readonly rms: number | null;
  readonly chi2: number | null;
  readonly bic: number | null;
  readonly aicc: number | null;
  /** Share of the evidence among the candidates that are not redundant. */
  readonly weight: number;
  /** How many times better the first candidate is supported. */
  readonly evidenceRatio: number | null;
  /** Independent local fits, and how many of them ended in this optimum. */
  readonly starts: number;
  readonly agreement: number;
  readonly redundant: boolean;
  /** Why it is redundant. */
  readonly reasons: readonly string[];
}

export interface IdentificationDocument {
  /** "bic" or "aicc": what orders the candidates and makes the weights. */
  readonly criterion: string;
  readonly kernel: KernelBuild;
  readonly spectra: readonly {
    readonly file: string | null;
    readonly spectrum: string | null;
    /** Why there are no candidates; null when there are. */
    readonly message: string | null;
    /** Circuits that were fitted. */
    readonly tried: number;
    readonly warnings: readonly string[];
    /** Best first, redundant ones behind. */
    readonly candidates: readonly CandidateDocument[];
  }[];
  readonly summary: {
    readonly spectra: number;
    readonly identified: number;
    readonly failed: number;
    readonly seconds: number;
  };
}

export interface IdentificationRun {
  readonly criterion: string;
  readonly kernel: KernelBuild;
  readonly seconds: number;
  readonly failures?: readonly FailedInput[];
}

/** The document of a run: plain values that `JSON.stringify` writes without loss. Inputs that could not be read come last. */
export function identificationDocument(
  identifications: readonly Identification[],
  { criterion, kernel, seconds, failures = [] }: IdentificationRun,
): IdentificationDocument {
  const identified = identifications.filter(({ message }) => message === undefined).length;
  return {
    criterion,
    kernel,
    spectra: [
      ...identifications.map(({ file, spectrum, message, tried, warnings, candidates }) => ({
        file: file ?? null,
        spectrum: spectrum ?? null,
        message: message ?? null,
        tried,
        warnings,
        candidates: candidates.map(candidateDocument),
      })),
      ...failures.map(({ file, spectrum, message }) => ({
        file,
        spectrum: spectrum ?? null,
        message,
        tried: 0,
        warnings: [],
        candidates: [],
      })),
    ],
    summary: {
      spectra: identifications.length + failures.length,
      identified,
      failed: identifications.length - identified + failures.length,
      seconds,
    },
  };
}

function candidateDocument(candidate: Candidate): CandidateDocument {
  const { circuit, parameters, units, free, weight, redundant, reasons } = candidate;
  return {
    circuit,
    parameters,
    units,
    values: Array.from(candidate.values, finite),
    stderr: Array.from(candidate.stderr, finite),
    free,
    rms: finite(candidate.rms),
    chi2: finite(candidate.chi2),
    bic: finite(candidate.bic),
    aicc: finite(candidate.aicc),
    weight,
    evidenceRatio: finite(candidate.evidenceRatio),
    starts: candidate.fit.starts,
    agreement: candidate.fit.agreement,
    redundant,
    reasons,
  };
}

interface Row {
  readonly file: string | null;
  readonly spectrum: string | null;
  readonly message: string | null;
  readonly rank: number | null;
  readonly candidate?: Candidate;
}

/**
 * One row per candidate: `file, spectrum, rank, circuit, free, rms, chi2, bic, aicc, weight, evidence_ratio, redundant, reasons,
 * parameters, message`. `parameters` is "R0.R=10;…" in SI units, for circuits have different ones. A spectrum without candidates
 * has one row with its message.
 */
export function candidateColumns(
  identifications: readonly Identification[],
  failures: readonly FailedInput[] = [],
): Column[] {
  const rows: Row[] = [
    ...identifications.flatMap(({ file = null, spectrum = null, message = null, candidates }): Row[] =>
      candidates.length === 0
        ? [{ file, spectrum, message, rank: null }]
        : candidates.map((candidate, i) => ({ file, spectrum, message, rank: i + 1, candidate })),
    ),
    ...failures.map(({ file, spectrum = null, message }) => ({ file, spectrum, message, rank: null })),
  ];
  const texts = (name: string, of: (row: Row) => string | null): Column => ({
    name,
    type: "STRING",
    data: rows.map(of),
  });
  const numbers = (
    name: string,
    of: (candidate: Candidate) => number,
    type: "DOUBLE" | "INT32" = "DOUBLE",
  ): Column => ({
    name,
    type,
    data: rows.map(({ candidate }) => (candidate ? finite(of(candidate)) : null)),
  });
  const about = (name: string, of: (candidate: Candidate) => string): Column =>
    texts(name, ({ candidate }) => (candidate ? of(candidate) : null));
  return [
    texts("file", ({ file }) => file),
    texts("spectrum", ({ spectrum }) => spectrum),
    { name: "rank", type: "INT32", data: rows.map(({ rank }) => rank) },
    about("circuit", ({ circuit }) => circuit),
    numbers("free", ({ free }) => free, "INT32"),
    numbers("rms", ({ rms }) => rms),
    numbers("chi2", ({ chi2 }) => chi2),
    numbers("bic", ({ bic }) => bic),
    numbers("aicc", ({ aicc }) => aicc),
    numbers("weight", ({ weight }) => weight),
    numbers("evidence_ratio", ({ evidenceRatio }) => evidenceRatio),
    about("redundant", ({ redundant }) => (redundant ? "yes" : "no")),
    about("reasons", ({ reasons }) => reasons.join("; ")),
    about("parameters", ({ parameters, values }) =>
      parameters.map((name, i) => `${name}=${values[i]}`).join(";"),
    ),
    texts("message", ({ message }) => message),
  ];
}

/** A ranking as rows of cells, header first: for terminals and pages. */
export function candidateRows(
  { candidates, criterion }: Identification,
  most: { readonly sound: number; readonly redundant: number },
): string[][] {
  const best = candidates[0];
  const sound = candidates.filter(({ redundant }) => !redundant).slice(0, most.sound);
  const aside = candidates.filter(({ redundant }) => redundant);
  const shown = [...sound, ...aside.slice(0, sound.length === 0 ? most.sound : most.redundant)];
  return [
    ["", "circuit", "k", "rms", criterion === "bic" ? "ΔBIC" : "ΔAICc", "weight", "remarks"],
    ...shown.map((one, i) => [
      `${i + 1}`,
      one.circuit,
      `${one.free}`,
      percent(one.rms),
      (one[criterion] - best[criterion]).toFixed(1).replace("-", "−"),
      one.redundant && !best.redundant ? "–" : one.weight < 0.001 ? "< 0.001" : one.weight.toPrecision(2),
      one.reasons.join("; "),
    ]),
  ];
}
