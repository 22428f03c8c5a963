/** Verdicts as one JSON document and as columns of a table. */
import type { LinKK } from "../impedance/kramers.ts";
import type { Spectrum } from "../impedance/spectrum.ts";
import type { ValidityResult } from "../impedance/validity.ts";
import type { Verdict } from "../impedance/verdict.ts";
import type { KernelBuild } from "../kernel/build.ts";
import type { Column, FailedInput } from "./table.ts";
import { finite } from "./table.ts";

export interface ValiditySummary {
  readonly spectra: number;
  readonly valid: number;
  readonly invalid: number;
  /** A violation could not be seen, or too few points make it mean nothing; `valid` counts them not. */
  readonly undecided: number;
  readonly failed: number;
  readonly seconds: number;
  readonly spectraPerSecond: number;
}

type Numbers = readonly (number | null)[];

/** One spectrum of the document. Numbers that are not determined are null; arrays over points follow `frequency`. */
export interface ValidityDocumentSpectrum {
  readonly file: string | null;
  readonly spectrum: string | null;
  /** Null where the spectrum was not judged: it could not be read or examined. */
  readonly valid: boolean | null;
  readonly verdict: Verdict;
  /** Grows with the violation; above 1 is not valid. Null where too few points or decades make it mean nothing. */
  readonly score: number | null;
  readonly rule: string;
  readonly message: string;
  /** Relative to |Z|. */
  readonly violation: number | null;
  readonly scatter: number | null;
  readonly tolerance: number | null;
  readonly linKK: {
    readonly representation: LinKK["representation"];
    readonly fit: LinKK["fitKind"];
    readonly elements: number;
    readonly mu: number | null;
    readonly extension: number | null;
    /** SI units. */
    readonly resistance: number | null;
    readonly resistances: Numbers;
    readonly timeConstants: Numbers;
    readonly inductance: number | null;
    readonly capacitance: number | null;
    readonly rms: number | null;
    readonly rmsReal: number | null;
    readonly rmsImaginary: number | null;
    readonly pseudoChi2: number | null;
  } | null;
  readonly zhit: { readonly rms: number | null; readonly window: readonly [number, number] } | null;
  /** Hz, and relative residuals: lin-KK over |Z|, Z-HIT of |Z|. */
  readonly residuals: {
    readonly frequency: Numbers;
    readonly real: Numbers;
    readonly imaginary: Numbers;
    readonly modulus: Numbers;
  } | null;
  readonly warnings: readonly string[];
}

export interface ValidityDocument {
  readonly kernel: KernelBuild | null;
  readonly rule: string;
  readonly spectra: readonly ValidityDocumentSpectrum[];
  readonly summary: ValiditySummary;
}

export interface ValidityRun {
  readonly results: readonly ValidityResult[];
  /** The spectrum of each result. */
  readonly spectra: readonly Spectrum[];
  readonly failures: readonly FailedInput[];
  readonly rule: string;
  readonly kernel?: KernelBuild;
  readonly seconds: number;
}

export function validitySummary({ results, failures, seconds }: ValidityRun): ValiditySummary {
  const of = (verdict: Verdict): number => results.filter((result) => result.verdict === verdict).length;
  return {
    spectra: results.length + failures.length,
    valid: of("valid"),
    invalid: of("invalid"),
    undecided: of("undecided"),
    failed: of("failed") + failures.length,
    seconds,
    spectraPerSecond: seconds > 0 ? results.length / seconds : 0,
  };
}

export function validityDocument(run: ValidityRun): ValidityDocument {
  const { results, spectra, failures, rule } = run;
  return {
    kernel: run.kernel ?? null,
    rule,
    spectra: [
      ...results.map((result, i) => documentOf(result, spectra[i]!)),
      ...failures.map(
        ({ file, spectrum, message }): ValidityDocumentSpectrum => ({
          file,
          spectrum: spectrum ?? null,
          valid: null,
          verdict: "failed",
          score: null,
          rule,
          message,
          violation: null,
          scatter: null,
          tolerance: null,
          linKK: null,
          zhit: null,
          residuals: null,
          warnings: [],
        }),
      ),
    ],
    summary: validitySummary(run),
  };
}

function documentOf(result: ValidityResult, { frequency }: Spectrum): ValidityDocumentSpectrum {
  const { linKK, zhit } = result;
  const known = (value: number | undefined): number | null => (value === undefined ? null : finite(value));
  return {
    file: result.file ?? null,
    spectrum: result.spectrum ?? null,
    valid: result.valid,
    verdict: result.verdict,
    score: finite(result.score),
    rule: result.rule,
    message: result.message,
    violation: finite(result.violation),
    scatter: finite(result.scatter),
    tolerance: finite(result.tolerance),
    linKK: linKK
      ? {
          representation: linKK.representation,
          fit: linKK.fitKind,
          elements: linKK.elements,
          mu: finite(linKK.mu),
          extension: finite(linKK.extension),
          resistance: finite(linKK.resistance),
          resistances: Array.from(linKK.resistances, finite),
          timeConstants: Array.from(linKK.timeConstants, finite),
          inductance: known(linKK.inductance),
          capacitance: known(linKK.capacitance),
          rms: finite(linKK.rms),
          rmsReal: finite(linKK.rmsReal),
          rmsImaginary: finite(linKK.rmsImaginary),
          pseudoChi2: finite(linKK.pseudoChi2),
        }
      : null,
    zhit: zhit ? { rms: finite(zhit.rms), window: zhit.window } : null,
    residuals: linKK
      ? {
          frequency: Array.from(frequency),
          real: Array.from(linKK.residualReal, finite),
          imaginary: Array.from(linKK.residualImaginary, finite),
          modulus: zhit ? Array.from(zhit.residual, finite) : [],
        }
      : null,
    warnings: result.warnings,
  };
}

/** One row per spectrum, then the inputs that failed; numbers in SI with all their digits, null where there is none. */
export function validityColumns({ results, failures }: ValidityRun): Column[] {
  const strings = (
    name: string,
    of: (result: ValidityResult) => string | undefined,
    ofFailure: (failure: FailedInput) => string | undefined = () => undefined,
  ): Column => ({
    name,
    type: "STRING",
    data: [...results.map((result) => of(result) ?? null), ...failures.map((one) => ofFailure(one) ?? null)],
  });
  const numbers = (
    name: string,
    type: "DOUBLE" | "INT32",
    of: (result: ValidityResult) => number | undefined,
  ): Column => ({
    name,
    type,
    data: [...results.map((result) => finite(of(result) ?? Number.NaN)), ...failures.map(() => null)],
  });
  return [
    strings(
      "file",
      ({ file }) => file,
      ({ file }) => file,
    ),
    strings(
      "spectrum",
      ({ spectrum }) => spectrum,
      ({ spectrum }) => spectrum,
    ),
    strings("valid", ({ valid }) => (valid === null ? undefined : String(valid))),
    strings(
      "verdict",
      ({ verdict }) => verdict,
      () => "failed",
    ),
    numbers("score", "DOUBLE", ({ score }) => score),
    numbers("violation", "DOUBLE", ({ violation }) => violation),
    numbers("scatter", "DOUBLE", ({ scatter }) => scatter),
    numbers("tolerance", "DOUBLE", ({ tolerance }) => tolerance),
    strings("representation", ({ linKK }) => linKK?.representation),
    numbers("elements", "INT32", ({ linKK }) => linKK?.elements),
    numbers("mu", "DOUBLE", ({ linKK }) => linKK?.mu),
    numbers("extension", "DOUBLE", ({ linKK }) => linKK?.extension),
    numbers("rms", "DOUBLE", ({ linKK }) => linKK?.rms),
    numbers("rms real", "DOUBLE", ({ linKK }) => linKK?.rmsReal),
    numbers("rms imaginary", "DOUBLE", ({ linKK }) => linKK?.rmsImaginary),
    numbers("pseudo chi2", "DOUBLE", ({ linKK }) => linKK?.pseudoChi2),
    numbers("Z-HIT rms", "DOUBLE", ({ zhit }) => zhit?.rms),
    strings(
      "message",
      ({ message }) => message,
      ({ message }) => message,
    ),
    strings("rule", ({ rule }) => rule),
    strings("warnings", ({ warnings }) => warnings.join(" ")),
  ];
}
