/** The files that a command writes: checked before the work, not after it. */
import type { Arguments, OptionKind } from "./command.ts";
import { UsageError } from "./mistake.ts";
import { checkWritable, formatOf } from "./outputs.ts";

/** The options of every command that has a table and a page to write. */
export const targetOptionKinds: readonly OptionKind[] = [
  { name: "out", value: "FILE", text: "results as .csv, .json or .parquet, one row per spectrum" },
  { name: "report", value: "FILE", text: "results as an HTML page with plots; opens offline" },
];

export interface Targets {
  readonly out?: string;
  readonly report?: string;
  /** Everything that the run writes. */
  readonly own: readonly string[];
}

/** @param beside further files that the run writes for `out` */
export function readTargets(
  given: Arguments,
  beside: (out: string) => readonly string[] = () => [],
): Targets {
  const out = given.text("out");
  const report = given.text("report");
  if (out !== undefined) {
    formatOf(out, "out");
    checkWritable(out, "out");
  }
  if (report !== undefined) {
    if (!/\.html?$/i.test(report)) throw new UsageError(`--report ${report}: a report is a page, FILE.html`);
    checkWritable(report, "report");
  }
  return {
    out,
    report,
    own: [out, report, ...(out === undefined ? [] : beside(out))].filter((path) => path !== undefined),
  };
}
