import { type Circuit, elementsOf } from "../program/circuit.ts";
import type { Plan } from "./plan.ts";

/**
 * Arcs of the same make in one series can be exchanged without changing the impedance: a fit returns them in any order.
 * Here they are put in the order of rising time constant, so that series over cycles do not swap.
 */
export interface ArcGroup {
  /** Per arc, the indices of its parameters in the order of its text; the arcs correspond index by index. */
  readonly arcs: readonly (readonly number[])[];
  /** Time constant in seconds of an arc from its own parameter values. */
  readonly timeConstant: (values: readonly number[]) => number;
}

/** The exchangeable arcs of a circuit under a plan: arcs whose parameters differ in bounds, ties or fixed values stay where they are. */
export function arcGroups(circuit: Circuit, plan: Plan): ArcGroup[] {
  const index = new Map(plan.program.parameters.map((parameter, i) => [parameter.name, i]));
  const groups: ArcGroup[] = [];
  const visit = (node: Circuit): void => {
    if (node.kind === "element") return;
    node.children.forEach(visit);
    if (node.kind !== "series") return;
    const byMake = new Map<string, Circuit[]>();
    for (const child of node.children) {
      const make = makeOf(child);
      byMake.set(make, [...(byMake.get(make) ?? []), child]);
    }
    for (const children of byMake.values()) {
      const timeConstant = timeConstantOf(children[0], plan);
      if (children.length < 2 || !timeConstant) continue;
      const arcs = children.map((child) => parametersOf(child, plan, index));
      if (exchangeable(arcs, plan)) groups.push({ arcs, timeConstant });
    }
  };
  visit(circuit);
  return groups;
}

/** For each parameter, the index of the parameter whose fitted value it takes. */
export function arcOrder(groups: readonly ArcGroup[], values: ArrayLike<number>): number[] {
  const order = Array.from({ length: values.length }, (_, i) => i);
  for (const { arcs, timeConstant } of groups) {
    const sorted = arcs
      .map((arc) => ({ arc, tau: timeConstant(arc.map((i) => values[i])) }))
      .sort((a, b) => a.tau - b.tau);
    if (sorted.some(({ tau }) => Number.isNaN(tau))) continue;
    arcs.forEach((arc, k) => {
      arc.forEach((i, j) => {
        order[i] = sorted[k].arc[j];
      });
    });
  }
  return order;
}

function makeOf(circuit: Circuit): string {
  if (circuit.kind === "element") return circuit.type;
  return `${circuit.kind}(${circuit.children.map(makeOf).join(",")})`;
}

function parametersOf(circuit: Circuit, plan: Plan, index: ReadonlyMap<string, number>): number[] {
  const labels = new Set(elementsOf(circuit).map((element) => element.label));
  return plan.program.parameters
    .filter((parameter) => labels.has(parameter.name.slice(0, parameter.name.lastIndexOf("."))))
    .map((parameter) => index.get(parameter.name)!);
}

function exchangeable(arcs: readonly (readonly number[])[], plan: Plan): boolean {
  const uses = new Map<number, number>();
  for (const composition of plan.compositions) {
    for (const { variable } of composition.terms) uses.set(variable, (uses.get(variable) ?? 0) + 1);
  }
  const [first, ...others] = arcs;
  return others.every((arc) =>
    first.every((i, j) => {
      const a = plan.compositions[i];
      const b = plan.compositions[arc[j]];
      if (a.offset !== b.offset || a.terms.length !== b.terms.length) return false;
      if (a.terms.every((term, t) => sameTerm(term, b.terms[t]))) return true;
      // two variables of their own, alike in everything
      if (a.terms.length !== 1 || uses.get(a.terms[0].variable) !== 1 || uses.get(b.terms[0].variable) !== 1)
        return false;
      const va = plan.variables[a.terms[0].variable];
      const vb = plan.variables[b.terms[0].variable];
      return va.scale === vb.scale && va.lower === vb.lower && va.upper === vb.upper;
    }),
  );
}

function sameTerm(
  a: { variable: number; coefficient: number },
  b: { variable: number; coefficient: number },
): boolean {
  return a.variable === b.variable && a.coefficient === b.coefficient;
}

/** τ of an arc: its own time constant, RC, (RQ)^(1/n), or L/R; undefined for circuits that have none. */
function timeConstantOf(circuit: Circuit, plan: Plan): ArcGroup["timeConstant"] | undefined {
  const elements = elementsOf(circuit);
  const position = new Map<string, number>();
  const labels = new Set(elements.map((element) => element.label));
  plan.program.parameters
    .filter((parameter) => labels.has(parameter.name.slice(0, parameter.name.lastIndexOf("."))))
    .forEach((parameter, i) => {
      position.set(parameter.name, i);
    });
  const at = (label: string, symbol: string): number => position.get(`${label}.${symbol}`)!;
  const own = elements.find((element) => ["Zarc", "K", "Ha", "H", "Ga"].includes(element.type));
  if (own) {
    const tau = at(own.label, "tau");
    return (values) => values[tau];
  }
  const finite = elements.find((element) => ["Wo", "Ws"].includes(element.type));
  const gerischer = elements.find((element) => ["G", "Gs"].includes(element.type));
  const resistor = elements.find((element) => element.type === "R");
  const cpe = elements.find((element) => element.type === "CPE");
  const capacitor = elements.find((element) => element.type === "C");
  const inductor = elements.find((element) => element.type === "L");
  if (circuit.kind === "parallel" && resistor) {
    const r = at(resistor.label, "R");
    if (cpe) {
      const q = at(cpe.label, "Q");
      const n = at(cpe.label, "n");
      return (values) => Math.abs(values[r] * values[q]) ** (1 / values[n]);
    }
    if (capacitor) {
      const c = at(capacitor.label, "C");
      return (values) => Math.abs(values[r] * values[c]);
    }
    if (inductor) {
      const l = at(inductor.label, "L");
      return (values) => Math.abs(values[l] / values[r]);
    }
  }
  if (finite) {
    const tau = at(finite.label, "tau");
    return (values) => values[tau];
  }
  if (gerischer) {
    const tau = at(gerischer.label, "t");
    return (values) => values[tau];
  }
  return undefined;
}
