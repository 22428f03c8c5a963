/** The peaks of a run for a terminal. */
import type { PeaksResult } from "./peaksDocument.ts";
import { mostProminent, shownColumns } from "./peaksPage.ts";
import { textTable } from "./text.ts";

/** Up to so many files get a table of peaks each, more become one table; rows of a table of peaks. */
const BLOCKS = 4;
const MOST_ROWS = 20;

/** @param noun "peak" or "valley" */
export function peaksText(results: readonly PeaksResult[], noun: string): string {
  if (results.length > BLOCKS) {
    const rows = results.map(({ file, samples, peaks }) => [
      file,
      String(samples),
      String(peaks.indices.length),
    ]);
    return `${textTable([["file", "samples", `${noun}s`], ...rows])}\n`;
  }
  return results
    .map((result) => {
      const { file, column, samples, peaks } = result;
      const total = peaks.indices.length;
      const head = `${file}, ${column}: ${count(total, noun)} in ${count(samples, "sample")}\n`;
      if (total === 0) return head;
      const columns = shownColumns(result);
      const every = Array.from(peaks.indices.keys());
      const shown = total > MOST_ROWS ? mostProminent(result).slice(0, MOST_ROWS) : every;
      const rows = shown.sort((a, b) => a - b).map((k) => columns.map(([, of]) => of(k)));
      const rest =
        total > MOST_ROWS
          ? `  the ${MOST_ROWS} most prominent of ${total}; --json, --out and --report have more\n`
          : "";
      return `${head}${textTable([columns.map(([name]) => name), ...rows]).replace(/^(?=.)/gmu, "  ")}\n${rest}`;
    })
    .join("\n");
}

function count(many: number, one: string): string {
  return `${many} ${one}${many === 1 ? "" : "s"}`;
}
