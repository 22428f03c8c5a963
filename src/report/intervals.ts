/** Confidence intervals: as text, in a document, as a table of a report. */
import type { IntervalMethod, Intervals } from "../fit/intervals.ts";
import type { FitResult } from "../fit/result.ts";
import { displayUnit, errorDecimals, notDetermined, significant } from "./number.ts";
import { escapeXml } from "./svg.ts";
import { finite, parameterBlocks } from "./table.ts";
import { resultName } from "./text.ts";

/** Intervals of one spectrum in a `FitDocument`; arrays over its parameters, null where an end is open or not determined. */
export interface IntervalsDocument {
  readonly method: IntervalMethod;
  readonly confidence: number;
  readonly lower: readonly (number | null)[];
  readonly upper: readonly (number | null)[];
  readonly warnings: readonly string[];
}

export function intervalsDocument(intervals: Intervals | undefined): IntervalsDocument | null {
  if (!intervals) return null;
  const { method, confidence, lower, upper, warnings } = intervals;
  return {
    method,
    confidence,
    lower: Array.from(lower, finite),
    upper: Array.from(upper, finite),
    warnings,
  };
}

const methods: Readonly<Record<IntervalMethod, string>> = {
  covariance: "covariance",
  profile: "profile likelihood",
  "residual-bootstrap": "residual bootstrap",
  "wild-bootstrap": "wild bootstrap",
  sample: "posterior",
};

/** "95 % interval (profile likelihood)". */
export function intervalHeading({ confidence, method }: Pick<Intervals, "confidence" | "method">): string {
  return `${significant(100 * confidence, 4, true)} % interval (${methods[method]})`;
}

/** "79.1 … 81.2 Ω": as many digits as a quarter of the width deserves; an open end is 0 or ∞. */
export function intervalText(lower: number, upper: number, unit: string): string {
  if (Number.isNaN(lower) && Number.isNaN(upper)) return notDetermined;
  const sizes = [lower, upper].filter(Number.isFinite).map(Math.abs);
  const magnitude = Math.max(0, ...sizes);
  const { factor, unit: shown } = displayUnit(magnitude, unit);
  const width = upper - lower;
  const decimals =
    width > 1e-12 * magnitude && width < Infinity ? errorDecimals(width / (4 * factor)) : undefined;
  const end = (value: number): string => {
    if (Number.isNaN(value)) return "?";
    if (value === 0) return "0";
    if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
    const text =
      decimals === undefined
        ? significant(value / factor, 4)
        : (value / factor).toFixed(Math.min(Math.max(decimals, 0), 12));
    return text.replace("-", "−");
  };
  const text = lower === upper ? end(lower) : `${end(lower)} … ${end(upper)}`;
  if (shown === "") return text;
  // A power of ten belongs to both ends
  if (shown.startsWith("10")) return `${lower === upper ? text : `(${text})`}\u00a0×\u00a0${shown}`;
  return `${text}\u00a0${shown}`;
}

/** Rows that a report shows. */
const mostRows = 300;

/** The section of a report: one row per parameter of a single spectrum, one row per spectrum of several; empty without intervals. */
export function intervalSection(results: readonly FitResult[]): string {
  const first = results.find(({ intervals }) => intervals)?.intervals;
  if (!first) return "";
  const cell = (result: FitResult, k: number): string =>
    result.intervals
      ? escapeXml(intervalText(result.intervals.lower[k]!, result.intervals.upper[k]!, result.units[k]!))
      : "";
  const table = (head: readonly string[], rows: readonly string[]): string =>
    `<div class="scroll" tabindex="0" role="region" aria-label="Intervals"><table><thead><tr>${head.map((name) => `<th scope="col">${escapeXml(name)}</th>`).join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
  const only = results.length === 1 ? results[0]! : undefined;
  const body = only
    ? table(
        ["parameter", "lower … upper"],
        only.parameters.map(
          (name, k) => `<tr><th scope="row">${escapeXml(name)}</th><td>${cell(only, k)}</td></tr>`,
        ),
      )
    : parameterBlocks(results[0]!.parameters.length)
        .map((block) =>
          table(
            ["spectrum", ...block.map((k) => results[0]!.parameters[k]!)],
            results
              .slice(0, mostRows)
              .map(
                (result, row) =>
                  `<tr><th scope="row">${escapeXml(resultName(result, row))}</th>${block.map((k) => `<td>${cell(result, k)}</td>`).join("")}</tr>`,
              ),
          ),
        )
        .join("");
  const rest =
    results.length > mostRows
      ? `<p>The first ${mostRows} of ${results.length} spectra are listed; the table of results has all of them.</p>`
      : "";
  const warnings = results.flatMap((result, row) =>
    (result.intervals?.warnings ?? []).map(
      (warning) => `<li>${escapeXml(only ? warning : `${resultName(result, row)}: ${warning}`)}</li>`,
    ),
  );
  const list = warnings.length > 0 ? `<ul class="list">${warnings.slice(0, mostRows).join("")}</ul>` : "";
  return `<section><h2>Intervals</h2><p class="soft">${escapeXml(intervalHeading(first))} of each parameter.</p>${body}${rest}${list}</section>`;
}
