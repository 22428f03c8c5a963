/** Results as one JSON document: the output of `--json`. */
import type { FitResult, FitStatus, ParameterState } from "../fit/result.ts";
import type { ArcAnalysis } from "../impedance/arc.ts";
import type { KernelBuild } from "../kernel/build.ts";
import { type PlainArcs, plainArcs } from "./arcs.ts";
import { type DiagnosticsDocument, diagnosticsDocument } from "./diagnostics.ts";
import { type IntervalsDocument, intervalsDocument } from "./intervals.ts";
import type { FailedInput } from "./table.ts";
import { finite, sharedParameters } from "./table.ts";

/** Counts and speed of a run. */
export interface FitSummary {
  /** Spectra that were fitted or should have been. */
  readonly spectra: number;
  /** Fits that ended in an optimum: status "converged" or "warning". */
  readonly converged: number;
  readonly failed: number;
  readonly seconds: number;
  readonly spectraPerSecond: number;
}

/** One spectrum of the document; arrays over parameters have the order of `FitDocument.parameters`. */
export interface FitDocumentSpectrum extends Partial<PlainArcs> {
  readonly file: string | null;
  readonly spectrum: string | null;
  readonly status: FitStatus;
  readonly message: string;
  /** SI units; empty if the input could not be read. */
  readonly values: readonly (number | null)[];
  /** Standard errors in the units of the values; 0 for fixed parameters, null where they are not determined. */
  readonly stderr: readonly (number | null)[];
  readonly states: readonly ParameterState[];
  /** Row by row, in the units of the values; null where not determined. Empty if the input could not be read. */
  readonly covariance: readonly (readonly (number | null)[])[];
  readonly correlation: readonly (readonly (number | null)[])[];
  /** Of the Jacobian with columns scaled to unit length. */
  readonly conditionNumber: number | null;
  /** √(mean |ΔZ|²/|Z|²) over the points. */
  readonly rms: number | null;
  readonly chi2: number | null;
  readonly evaluations: number;
  readonly starts: number;
  readonly agreement: number;
  readonly warnings: readonly string[];
  /** Only with `--intervals`; an open end is null, or 0 for a scale that may vanish. */
  readonly intervals: IntervalsDocument | null;
  readonly diagnostics: DiagnosticsDocument | null;
}

export interface FitDocument {
  /** The circuit in impedance.py's syntax; null if nothing was fitted and the caller did not say it. */
  readonly circuit: string | null;
  readonly kernel: KernelBuild | null;
  readonly parameters: readonly string[];
  readonly units: readonly string[];
  readonly spectra: readonly FitDocumentSpectrum[];
  readonly summary: FitSummary;
}

/** What a document needs to know when no spectrum was fitted, and the inputs that failed. */
export interface FitDocumentOptions {
  readonly failures?: readonly FailedInput[];
  readonly circuit?: string;
  readonly kernel?: KernelBuild;
  readonly parameters?: readonly string[];
  readonly units?: readonly string[];
  /** The arcs of a result; without it the document has none. */
  readonly arcsOf?: (result: FitResult) => ArcAnalysis;
}

/**
 * The document of a run: plain values that `JSON.stringify` writes without loss. JSON has no NaN and no infinity: every number
 * that is not finite (a value of a failed fit, an error that is not determined) is null. Inputs that failed before
 * the fit follow the results with empty `values` and `stderr`.
 *
 * @throws when the results were fitted with different circuits.
 */
export function fitDocument(
  results: readonly FitResult[],
  summary: FitSummary,
  options: FitDocumentOptions = {},
): FitDocument {
  const shared = sharedParameters(results);
  const fitted = results.length > 0;
  return {
    circuit: results[0]?.circuit ?? options.circuit ?? null,
    kernel: results[0]?.kernel ?? options.kernel ?? null,
    parameters: fitted ? shared.parameters : (options.parameters ?? []),
    units: fitted ? shared.units : (options.units ?? []),
    spectra: [
      ...results.map((result) => ({
        file: result.file ?? null,
        spectrum: result.spectrum ?? null,
        status: result.status,
        message: result.message,
        values: Array.from(result.values, finite),
        stderr: Array.from(result.stderr, finite),
        states: result.states,
        covariance: rowsOf(result.covariance, result.values.length),
        correlation: rowsOf(result.correlation, result.values.length),
        conditionNumber: finite(result.conditionNumber),
        rms: finite(result.rms),
        chi2: finite(result.chi2),
        evaluations: result.evaluations,
        starts: result.starts,
        agreement: result.agreement,
        warnings: result.warnings,
        ...(options.arcsOf && plainArcs(options.arcsOf(result))),
        intervals: intervalsDocument(result.intervals),
        diagnostics: diagnosticsDocument(result.diagnostics),
      })),
      ...(options.failures ?? []).map((failure) => ({
        file: failure.file,
        spectrum: failure.spectrum ?? null,
        status: "failed" as const,
        message: failure.message,
        values: [],
        stderr: [],
        states: [],
        covariance: [],
        correlation: [],
        conditionNumber: null,
        rms: null,
        chi2: null,
        evaluations: 0,
        starts: 0,
        agreement: 0,
        warnings: [],
        ...(options.arcsOf && plainArcs({ arcs: [], tails: [], notes: [] })),
        intervals: null,
        diagnostics: null,
      })),
    ],
    summary: {
      spectra: summary.spectra,
      converged: summary.converged,
      failed: summary.failed,
      seconds: summary.seconds,
      spectraPerSecond: Number.isFinite(summary.spectraPerSecond) ? summary.spectraPerSecond : 0,
    },
  };
}

/** A square row-major matrix as its rows. */
function rowsOf(matrix: Float64Array, count: number): (number | null)[][] {
  return Array.from({ length: count }, (_, i) =>
    Array.from(matrix.subarray(i * count, (i + 1) * count), finite),
  );
}

/** Counts the results and the inputs that failed; `seconds` is the wall time of the fits. */
export function summarize(results: readonly FitResult[], seconds: number, failures = 0): FitSummary {
  const failed = results.filter((result) => result.status === "failed").length;
  return {
    spectra: results.length + failures,
    converged: results.length - failed,
    failed: failed + failures,
    seconds,
    spectraPerSecond: seconds > 0 ? results.length / seconds : 0,
  };
}
