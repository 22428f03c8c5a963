/** What stands behind a number of the summary, folded away. */
import type { Quantity } from "../cell/quantity.ts";
import { findingHtml } from "../report/quantity.ts";
import { demoted } from "./finding.ts";

/** Quantities with formula, source, inputs and warnings; their values stand in the summary. */
export function foldedQuantities(quantities: readonly Quantity[]): string {
  return `<details><summary>How the numbers follow</summary>${demoted(findingHtml({ quantities }), 2)}</details>`;
}
