/** The tables of results in HTML reports. */
import type { FitResult, ParameterState, Solution } from "../fit/result.ts";
import { columnUnit, heading, percent, quantity, significant, uncertain } from "./number.ts";
import { escapeXml } from "./svg.ts";
import { parameterBlocks, sharedParameters } from "./table.ts";
import { relativeError, resultName } from "./text.ts";

/** States that forbid to read a value ± error as it stands. */
const doubtfulStates: ReadonlySet<ParameterState> = new Set([
  "at lower bound",
  "at upper bound",
  "not identifiable",
]);

/** Whether parameter k of a result must not be read as a result: its fit failed, or it is at a bound or not identifiable. */
export function isDoubtful(result: Solution, k: number): boolean {
  return result.status === "failed" || doubtfulStates.has(result.states[k]!);
}

/** The words for a state behind a value, or nothing for a free parameter. */
function flag(state: ParameterState): string {
  if (state === "free") return "";
  return `<span class="flag${doubtfulStates.has(state) ? "" : " soft"}">${doubtfulStates.has(state) ? "⚠ " : ""}${state}</span>`;
}

function cellClass(result: Solution, k: number): string {
  if (result.status === "failed") return ' class="x"';
  return doubtfulStates.has(result.states[k]!) ? ' class="f"' : "";
}

/** Value ± error; the numbers of a failed fit stand in parentheses, because they are no optimum. */
function cell(result: Solution, k: number, factor: number): string {
  const value = result.values[k]! / factor;
  if (result.status === "failed") return Number.isFinite(value) ? `(${significant(value, 3)})` : "–";
  return uncertain(value, result.stderr[k]! / factor, "± –");
}

const statusMarks = { converged: "✓", warning: "⚠", failed: "✗" } as const;
const statusClasses = { converged: "good", warning: "warn", failed: "bad" } as const;

/** The status as a mark and a word, in a colour. */
export function statusHtml(status: FitResult["status"]): string {
  return `<span class="${statusClasses[status]}">${statusMarks[status]} ${status}</span>`;
}

/** One row per parameter: value ± error in its own unit, relative error, state. */
export function parameterTable(result: Solution): string {
  const rows = result.parameters.map((name, k) => {
    const failed = result.status === "failed";
    const shown = failed
      ? quantity(result.values[k]!, 0, result.units[k]!)
      : quantity(result.values[k]!, result.stderr[k]!, result.units[k]!);
    return `<tr><th scope="row">${escapeXml(name)}</th><td${cellClass(result, k)}>${failed ? `(${escapeXml(shown)})` : escapeXml(shown)}</td><td>${failed ? "" : relativeError(result.values[k]!, result.stderr[k]!)}</td><td class="l">${result.states[k] === "free" ? "free" : flag(result.states[k]!)}</td></tr>`;
  });
  return `<div class="scroll" tabindex="0" role="region" aria-label="Parameters"><table><thead><tr><th scope="col">parameter</th><th scope="col">value ± standard error</th><th scope="col">relative error</th><th scope="col" class="l">state</th></tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

/** Most rows that stand open, and most rows at all: a page of more would be slow to open and nobody reads it. */
const openRows = 300;
const mostRows = 3000;

/**
 * One row per spectrum with value ± error per parameter, each column in one unit; circuits of more than six parameters
 * continue in further tables. Tables of more than 300 rows are folded into `<details>`; beyond 3000 rows the rest is
 * left to the CSV, and the table says so.
 */
export function resultTable(results: readonly FitResult[]): string {
  return solutionTable(results, ["rms", ({ rms }) => percent(rms)]);
}

/** The same for fits of any kind, with the name and the text of what says how good a fit is. */
export function solutionTable<T extends Solution>(results: readonly T[], quality: Quality<T>): string {
  const { parameters } = sharedParameters(results);
  const blocks = parameterBlocks(parameters.length);
  const tables = blocks.map((block, k) => tableBlock(results, block, k === 0 ? quality : undefined)).join("");
  if (results.length <= openRows) return tables;
  const rest =
    results.length > mostRows
      ? `<p>The first ${mostRows} of ${results.length} spectra are listed; the table of results (CSV, JSON, Parquet) has all of them.</p>`
      : "";
  return `<details><summary>${Math.min(results.length, mostRows)} rows: open the table</summary>${rest}${tables}</details>`;
}

export type Quality<T> = readonly [name: string, text: (result: T) => string];

function tableBlock<T extends Solution>(
  results: readonly T[],
  block: readonly number[],
  quality: Quality<T> | undefined,
): string {
  const { parameters, units } = sharedParameters(results);
  const trusted = results.filter((result) => result.status !== "failed");
  const scaled = trusted.length > 0 ? trusted : results;
  const columns = block.map((k) => ({
    k,
    ...columnUnit(
      scaled.map((result) => result.values[k]!),
      units[k]!,
    ),
  }));
  const head = [
    `<th scope="col">spectrum</th><th scope="col" class="l">status</th>`,
    ...columns.map(({ k, unit }) => `<th scope="col">${escapeXml(heading(parameters[k]!, unit))}</th>`),
    quality ? `<th scope="col">${escapeXml(quality[0])}</th><th scope="col">agreeing starts</th>` : "",
  ];
  const rows = results.slice(0, mostRows).map((result, row) => {
    const cells = columns.map(
      ({ k, factor }) =>
        `<td${cellClass(result, k)}>${escapeXml(cell(result, k, factor))}${result.status === "failed" ? "" : flag(result.states[k]!)}</td>`,
    );
    const last = quality
      ? `<td>${escapeXml(quality[1](result))}</td><td>${result.starts > 0 ? `${result.agreement} of ${result.starts}` : "–"}</td>`
      : "";
    return `<tr><th scope="row">${escapeXml(resultName(result, row))}</th><td class="l">${statusHtml(result.status)}</td>${cells.join("")}${last}</tr>`;
  });
  return `<div class="scroll" tabindex="0" role="region" aria-label="Results"><table><thead><tr>${head.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}
