/** What a section of the report is made of: figures side by side, and what is folded away. */
import type { Quantity } from "../cell/quantity.ts";
import { findingHtml } from "../report/quantity.ts";
import { demoted } from "./finding.ts";

/** Figures side by side, and what stands below them. */
export function figuresHtml(figures: readonly string[], below = ""): string {
  const drawn = figures.filter((figure) => figure !== "");
  return `${drawn.length === 0 ? "" : `<div class="figures">${drawn.join("")}</div>`}${below}`;
}

/** Quantities with formula, source, inputs and warnings; their values stand in the summary. */
export function foldedQuantities(quantities: readonly Quantity[]): string {
  return `<details><summary>How the numbers follow</summary>${demoted(findingHtml({ quantities }), 2)}</details>`;
}
