/** Fits of curves as one JSON document: the output of `curve --json`. */
import type { CurveResult } from "../fit/curveResult.ts";
import type { FitStatus, ParameterState } from "../fit/result.ts";
import type { KernelBuild } from "../kernel/build.ts";
import { significant } from "./number.ts";
import { type Column, type FailedInput, finite, solutionColumns } from "./table.ts";

/** One curve; arrays over parameters have the order of `CurveDocument.parameters`. What is no finite number is null. */
export interface CurveDocumentFit {
  readonly file: string | null;
  readonly status: FitStatus;
  readonly message: string;
  /** Empty if the input could not be read. */
  readonly values: readonly (number | null)[];
  readonly stderr: readonly (number | null)[];
  readonly states: readonly ParameterState[];
  /** Σ(y − model)², √(χ²/ν), the weighted sum of squares χ², and the share of the scatter that is explained. */
  readonly rss: number | null;
  readonly residualSd: number | null;
  readonly chi2: number | null;
  readonly r2: number | null;
  readonly points: number;
  readonly degreesOfFreedom: number;
  readonly evaluations: number;
  readonly starts: number;
  readonly agreement: number;
  readonly warnings: readonly string[];
}

export interface CurveDocument {
  readonly model: string;
  readonly kernel: KernelBuild;
  readonly parameters: readonly string[];
  readonly fits: readonly CurveDocumentFit[];
  readonly summary: {
    readonly curves: number;
    readonly converged: number;
    readonly failed: number;
    readonly seconds: number;
  };
}

export function curveDocument(
  results: readonly CurveResult[],
  run: {
    readonly model: string;
    readonly kernel: KernelBuild;
    readonly parameters: readonly string[];
    readonly failures: readonly FailedInput[];
    readonly seconds: number;
  },
): CurveDocument {
  const { model, kernel, parameters, failures, seconds } = run;
  const failed = results.filter(({ status }) => status === "failed").length;
  return {
    model,
    kernel,
    parameters,
    fits: [
      ...results.map((result) => ({
        file: result.file ?? null,
        status: result.status,
        message: result.message,
        values: Array.from(result.values, finite),
        stderr: Array.from(result.stderr, finite),
        states: result.states,
        rss: finite(result.rss),
        residualSd: finite(result.residualSd),
        chi2: finite(result.chi2),
        r2: finite(result.r2),
        points: result.measured.length,
        degreesOfFreedom: result.degreesOfFreedom,
        evaluations: result.evaluations,
        starts: result.starts,
        agreement: result.agreement,
        warnings: result.warnings,
      })),
      ...failures.map(({ file, message }) => ({
        file,
        status: "failed" as const,
        message,
        values: [],
        stderr: [],
        states: [],
        rss: null,
        residualSd: null,
        chi2: null,
        r2: null,
        points: 0,
        degreesOfFreedom: 0,
        evaluations: 0,
        starts: 0,
        agreement: 0,
        warnings: [],
      })),
    ],
    summary: {
      curves: results.length + failures.length,
      converged: results.length - failed,
      failed: failed + failures.length,
      seconds,
    },
  };
}

/** One row per curve: `fitColumns` with rss, residual_sd and r2 in the place of rms. */
export function curveColumns(results: readonly CurveResult[], failures: readonly FailedInput[]): Column[] {
  return solutionColumns(results, failures, [
    ["rss", ({ rss }) => rss],
    ["residual_sd", ({ residualSd }) => residualSd],
    ["r2", ({ r2 }) => r2],
  ]);
}

/** What says how good a fit of a curve is, for tables. */
export const curveQuality = [
  "residual sd",
  ({ residualSd }: CurveResult): string => significant(residualSd, 3),
] as const;
