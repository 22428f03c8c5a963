import type { Circuit, Element } from "../program/circuit.ts";
import { elementKind } from "../program/element.ts";
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
      const timeConstant = timeConstantOf(children[0]);
      if (children.length < 2 || !timeConstant) continue;
      const arcs = children.map((child) => namesOf(child).map((name) => index.get(name)!));
      if (exchangeable(arcs, plan)) groups.push({ arcs, timeConstant });
    }
  };
  visit(circuit);
  return groups;
}

/** For each parameter, the index of the parameter whose fitted value it takes. Inner arcs are put in order before those around them. */
export function arcOrder(groups: readonly ArcGroup[], values: ArrayLike<number>): number[] {
  const order = Array.from({ length: values.length }, (_, i) => i);
  for (const { arcs, timeConstant } of groups) {
    const now = order.slice();
    const sorted = arcs
      .map((arc) => ({ arc, tau: timeConstant(arc.map((i) => values[now[i]])) }))
      .sort((a, b) => a.tau - b.tau);
    if (sorted.some(({ tau }) => Number.isNaN(tau))) continue;
    arcs.forEach((arc, k) => {
      arc.forEach((i, j) => {
        order[i] = now[sorted[k].arc[j]];
      });
    });
  }
  return order;
}

/** What a circuit is made of; the members of a series or a parallel group have no order. */
function makeOf(circuit: Circuit): string {
  if (circuit.kind === "element") return circuit.type;
  return `${circuit.kind}(${circuit.children.map(makeOf).sort().join(",")})`;
}

/** The elements of a circuit such that circuits of one make correspond element by element. */
function alignedElements(circuit: Circuit): Element[] {
  if (circuit.kind === "element") return [circuit];
  return circuit.children
    .map((child) => ({ child, make: makeOf(child) }))
    .sort((a, b) => (a.make < b.make ? -1 : a.make > b.make ? 1 : 0))
    .flatMap(({ child }) => alignedElements(child));
}

/** Names of the parameters of a circuit, aligned like its elements. */
function namesOf(circuit: Circuit): string[] {
  return alignedElements(circuit).flatMap((element) =>
    elementKind(element.type).parameters.map(({ symbol }) => `${element.label}.${symbol}`),
  );
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

/** τ in seconds of a circuit that has one (an arc, finite diffusion, a Gerischer) from its values by name; undefined for others. */
export function timeConstant(circuit: Circuit, value: (name: string) => number): number | undefined {
  return timeConstantOf(circuit)?.(namesOf(circuit).map(value));
}

/** τ of an arc: its own time constant, RC, (RQ)^(1/n), or L/R; undefined for circuits that have none. */
function timeConstantOf(circuit: Circuit): ArcGroup["timeConstant"] | undefined {
  const elements = alignedElements(circuit);
  const names = namesOf(circuit);
  const at = (label: string, symbol: string): number => names.indexOf(`${label}.${symbol}`);
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
