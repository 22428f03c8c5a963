/** Resistances that a person asks for first: what stands in series, and the sum of the arcs. */
import type { FitResult } from "../fit/result.ts";
import type { Circuit } from "../program/circuit.ts";

/** A sum of parameters. */
export interface Sum {
  /** "R2+R3" */
  readonly label: string;
  readonly parameters: readonly string[];
}

/** The resistors of the outermost series, and those inside parallel groups; a sum without any is left out. */
export function resistanceSums(circuit: Circuit): Sum[] {
  const series: string[] = [];
  const arcs: string[] = [];
  const visit = (node: Circuit, list: string[]): void => {
    if (node.kind === "element") {
      if (node.type === "R") list.push(node.label);
    } else {
      for (const child of node.children) visit(child, node.kind === "parallel" ? arcs : list);
    }
  };
  visit(circuit, series);
  return [series, arcs]
    .filter((labels) => labels.length > 0)
    .map((labels) => ({ label: labels.join("+"), parameters: labels.map((label) => `${label}.R`) }));
}

/** Value and standard error of a sum: var(Σp) = Σ Σ cov(p, q). */
export function sumOf(
  result: FitResult,
  { parameters }: Sum,
): { readonly value: number; readonly stderr: number } {
  const count = result.parameters.length;
  const rows = parameters.map((name) => result.parameters.indexOf(name));
  let value = 0;
  let variance = 0;
  for (const i of rows) {
    value += result.values[i];
    for (const j of rows) variance += result.covariance[i * count + j];
  }
  return { value, stderr: Math.sqrt(variance) };
}
