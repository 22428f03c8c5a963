/** What `fit` prints for people. */
import type { FitResult } from "../fit/result.ts";
import type { ArcAnalysis } from "../impedance/arc.ts";
import { arcText } from "../report/arcs.ts";
import { commonFolder } from "../report/name.ts";
import { percent, significant } from "../report/number.ts";
import type { FailedInput } from "../report/table.ts";
import { resultName, resultText } from "../report/text.ts";
import type { Request } from "./request.ts";
import { counted } from "./say.ts";

/** Up to so many spectra get a block each, more become a table. */
const BLOCKS = 4;
const INDENT = "  ";
/** Longer tables are not printed when a file has them. */
const MOST_ROWS = 60;
/** Spectra that need attention and are named below a table. */
const MOST_NAMED = 10;

/** The results for stdout: a block per spectrum when they are few, else a table. */
export function resultsText(
  results: readonly FitResult[],
  stream: { readonly columns?: number },
  { out, arcsOf }: { readonly out?: string; readonly arcsOf?: (result: FitResult) => ArcAnalysis } = {},
): string {
  if (results.length === 0) return "";
  if (results.length <= BLOCKS) {
    const width = stream.columns ? stream.columns - INDENT.length : undefined;
    return results
      .map((result, row) => {
        const arcs = arcsOf && result.status !== "failed" ? arcText(arcsOf(result), { width }) : "";
        return arcs === "" ? block(result, row) : `${block(result, row)}\n${indented(arcs)}\n`;
      })
      .join("\n");
  }
  const folder = commonFolder(results.map(({ file }) => file ?? ""));
  const short = results.map((result) => ({ ...result, file: result.file?.slice(folder.length) }));
  const doubtful = short.filter(({ status }) => status !== "converged");
  const named = doubtful
    .slice(0, MOST_NAMED)
    .map((result) => `${resultName(result, short.indexOf(result))}: ${doubts(result)}`);
  if (doubtful.length > MOST_NAMED) {
    named.push(`… and ${doubtful.length - MOST_NAMED} more; --json, --out and --report name all of them`);
  }
  const rows = out !== undefined && short.length > MOST_ROWS ? short.slice(0, MOST_ROWS) : short;
  const rest = short.length - rows.length;
  return [
    folder === "" ? "" : `Files in ${folder}\n\n`,
    `${resultText(rows, { width: stream.columns || undefined })}\n`,
    rest > 0 ? `… the other ${rest} are in ${out}\n` : "",
    named.length > 0 ? `\n${named.join("\n")}\n` : "",
  ].join("");
}

/** What is doubtful about a fit that ended well; the stop reason of one that did not. */
function doubts(result: FitResult): string {
  return result.status === "warning" ? result.warnings.join("; ") : result.message;
}

function block(result: FitResult, row: number): string {
  // What could not be fitted has no quality
  const quality =
    result.starts === 0
      ? result.status
      : `${result.status}, rms ${percent(result.rms)}, ${result.agreement} of ${counted(result.starts, "start")} ended here`;
  return [
    `${resultName(result, row)}: ${quality}`,
    indented(words(result)),
    indented(resultText([result])),
    ...[...(result.intervals?.warnings ?? []), ...(result.diagnostics?.sentences ?? [])].map(indented),
    "",
  ].join("\n");
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gmu, INDENT);
}

function words(result: FitResult): string {
  return [result.message, ...result.warnings.filter((warning) => !result.message.includes(warning))].join(
    "; ",
  );
}

export interface Counts {
  readonly kept: number;
  readonly earlier: number;
  readonly failures: readonly FailedInput[];
  readonly seconds: number;
  readonly request: Request;
  readonly out?: string;
  readonly report?: string;
}

/** The last line on stderr: what was done, how fast, and where it is. */
export function summaryText(results: readonly FitResult[], counts: Counts): string {
  const { kept, earlier, failures, seconds, request, out, report } = counts;
  const of = (status: FitResult["status"]): number =>
    results.filter((result) => result.status === status).length;
  const fresh = results.length - kept;
  if (results.length === 0)
    return `No spectrum was fitted: ${counted(failures.length, "input")} could not be read`;
  const parts = [
    `${of("converged")} converged`,
    of("warning") > 0 ? `${of("warning")} with warnings` : "",
    of("failed") > 0 ? `${of("failed")} failed` : "",
    failures.length > 0 ? `${counted(failures.length, "input")} not fitted` : "",
  ].filter(Boolean);
  // The speed of a handful of fits is that of loading the kernel
  const speed = fresh >= 10 && seconds > 0 ? ` (${significant(fresh / seconds, 3, true)} per second)` : "";
  const sentences = [
    `${counted(fresh, "spectrum", "spectra")} fitted in ${significant(seconds, 2)} s${speed}, ${request.options.weighting} weighting, ${request.fitter.kernel} kernel: ${parts.join(", ")}`,
    kept > 0 ? `${counted(kept, "spectrum was", "spectra were")} fitted before and kept` : "",
    earlier > 0 && out !== undefined
      ? `${out} also keeps ${counted(earlier, "spectrum", "spectra")} of earlier runs that you did not name now`
      : "",
    [out, report].some(Boolean) ? `written: ${[out, report].filter(Boolean).join(", ")}` : "",
  ].filter(Boolean);
  return sentences.join("; ");
}
