/** Parts of `transport` that give the same quantities for each of many files. */
import type { QuantityFinding } from "../report/quantity.ts";
import type { Arguments } from "./command.ts";
import { UsageError } from "./mistake.ts";
import { type Outcome, problemOf } from "./quantities.ts";
import { findSources } from "./sources.ts";
import type { Targets } from "./targets.ts";

/** What one file gave, and what its reader said. */
export interface FileFinding extends Omit<QuantityFinding, "file"> {
  readonly notes?: readonly string[];
}

/**
 * Works on one file after the other; one that fails is named and the others go on.
 * @throws UsageError without files
 */
export async function eachFile(
  given: Arguments,
  targets: Targets,
  { command, what, title }: { readonly command: string; readonly what: string; readonly title: string },
  work: (file: string) => FileFinding | Promise<FileFinding>,
): Promise<Outcome> {
  if (given.operands.length === 0) throw new UsageError(`interphase ${command} needs files with ${what}`);
  const inputs = findSources(given, targets);
  const findings: QuantityFinding[] = [];
  const failures = [...inputs.failures];
  const notes = [...inputs.notes];
  for (const file of inputs.files) {
    try {
      const { notes: own = [], ...finding } = await work(file);
      notes.push(...own);
      findings.push({ file, ...finding });
    } catch (error) {
      failures.push({ file, message: problemOf(error, file) });
    }
  }
  return { title, findings, failures, notes };
}
