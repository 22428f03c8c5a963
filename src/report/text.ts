/** Aligned tables for terminals. */
import type { FitResult, ParameterState, Solution } from "../fit/result.ts";
import { intervalHeading, intervalText } from "./intervals.ts";
import { columnUnit, heading, percent, quantity, significant, uncertain } from "./number.ts";
import type { Quality } from "./resulttable.ts";
import { sharedParameters } from "./table.ts";

export interface TextTableOptions {
  /** Columns of the terminal; wider tables continue below with the first column repeated. Default: no limit. */
  readonly width?: number;
  /** "left" or "right" per column; default left for the first column, right for the rest. */
  readonly align?: readonly ("left" | "right")[];
}

const gap = "  ";

/**
 * Rows of cells as aligned text, the first row being the header. A table wider than the terminal is broken between
 * columns, each further part starting with the first column again, so that no line wraps.
 */
export function textTable(rows: readonly (readonly string[])[], options: TextTableOptions = {}): string {
  const header = rows[0];
  if (!header) return "";
  const widths = header.map((_, k) => Math.max(...rows.map((row) => displayWidth(row[k] ?? ""))));
  const limit = options.width ?? Number.POSITIVE_INFINITY;
  const parts: number[][] = [];
  let part: number[] = [];
  let used = 0;
  for (let k = 1; k < header.length; k++) {
    if (part.length > 0 && used + gap.length + widths[k]! > limit) {
      parts.push(part);
      part = [];
    }
    if (part.length === 0) used = widths[0]!;
    part.push(k);
    used += gap.length + widths[k]!;
  }
  parts.push(part);
  return parts
    .map((columns) =>
      rows
        .map((row) =>
          [0, ...columns]
            .map((k) => pad(row[k] ?? "", widths[k]!, options.align?.[k] ?? (k === 0 ? "left" : "right")))
            .join(gap)
            .trimEnd(),
        )
        .join("\n"),
    )
    .join("\n\n");
}

function pad(cell: string, width: number, align: "left" | "right"): string {
  const blanks = " ".repeat(Math.max(0, width - displayWidth(cell)));
  return align === "left" ? cell + blanks : blanks + cell;
}

/** Columns that a text takes in a terminal: two for East Asian wide characters, none for combining marks. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const letter of text) {
    if (/\p{Mark}/u.test(letter) || letter === "\u200b") continue;
    width += wide.test(letter) ? 2 : 1;
  }
  return width;
}
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

const marks: Readonly<Partial<Record<ParameterState, string>>> = {
  fixed: " f",
  tied: " t",
  "at lower bound": " ↓",
  "at upper bound": " ↑",
  "not identifiable": " ?",
};

/** What the marks behind numbers mean. */
export const markLegend =
  "f fixed, t tied, ↓ at lower bound, ↑ at upper bound, ? not identifiable, ± – error not determined, ( ) failed: no optimum";

/**
 * The results for a terminal. One spectrum: a row per parameter with value ± error, relative error and state. Several: a row
 * per spectrum with value ± error per parameter in the unit of the column; marks say what is fixed, tied, at a bound or not
 * identifiable, and a line below explains them.
 *
 * @throws when the results were fitted with different circuits.
 */
export function resultText(results: readonly FitResult[], options: { readonly width?: number } = {}): string {
  return solutionText(results, ["rms", ({ rms }) => percent(rms)], options);
}

/** The same for fits of any kind, with the name and the text of what says how good a fit is. */
export function solutionText<T extends Solution>(
  results: readonly T[],
  [qualityName, qualityOf]: Quality<T>,
  options: { readonly width?: number } = {},
): string {
  const { parameters, units } = sharedParameters(results);
  if (results.length === 1) return oneResult(results[0]!, options);
  const columns = units.map((unit, k) =>
    columnUnit(
      results.map((result) => result.values[k]!),
      unit,
    ),
  );
  const rows = [
    ["spectrum", "status", qualityName, ...parameters.map((name, k) => heading(name, columns[k]!.unit))],
    ...results.map((result, row) => [
      resultName(result, row),
      result.status,
      qualityOf(result),
      ...parameters.map((_, k) => {
        const { factor } = columns[k]!;
        const value = result.values[k]! / factor;
        if (result.status === "failed") return `(${significant(value, 3)})`;
        return uncertain(value, result.stderr[k]! / factor, "± –") + (marks[result.states[k]!] ?? "");
      }),
    ]),
  ];
  const marked = results.some(
    ({ status, states, stderr }) =>
      status === "failed" || states.some((state) => state !== "free") || stderr.some(Number.isNaN),
  );
  const align = ["left", "left"] as const;
  return textTable(rows, { ...options, align }) + (marked ? `\n\n${markLegend}` : "");
}

function oneResult(result: Solution, options: { readonly width?: number }): string {
  const failed = result.status === "failed";
  const { intervals } = result;
  const ends = (k: number): string[] =>
    intervals ? [intervalText(intervals.lower[k]!, intervals.upper[k]!, result.units[k]!)] : [];
  const rows = [
    ["parameter", "value", ...(intervals ? [intervalHeading(intervals)] : []), "relative error", "state"],
    ...result.parameters.map((name, k) => {
      const value = result.values[k]!;
      const stderr = result.stderr[k]!;
      if (failed)
        return [
          name,
          `(${quantity(value, 0, result.units[k]!)})`,
          ...ends(k).map(() => ""),
          "",
          "failed: no optimum",
        ];
      return [
        name,
        quantity(value, stderr, result.units[k]!),
        ...ends(k),
        relativeError(value, stderr),
        result.states[k]!,
      ];
    }),
  ];
  const right = rows[0]!.slice(2).map(() => "right" as const);
  return textTable(rows, { ...options, align: ["left", ...right, "left"] });
}

/** "0.4 %"; empty for an exact value and where no error is determined. */
export function relativeError(value: number, stderr: number): string {
  if (stderr === 0) return "";
  return Number.isFinite(stderr) ? percent(Math.abs(stderr / value)) : "";
}

/** The name of a result for people: file and spectrum, as far as known, else its number. */
export function resultName(result: Pick<FitResult, "file" | "spectrum">, row: number): string {
  const parts = [result.file, result.spectrum].filter((part) => part !== undefined && part !== "");
  return parts.length > 0 ? parts.join(" · ") : `spectrum ${row + 1}`;
}
