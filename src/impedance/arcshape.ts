/** Finds the arcs of a circuit: which elements make one, and how resistance, time constant and capacitance follow from them. */
import {
  type Derived,
  exact,
  exponential,
  logarithm,
  product,
  quotient,
  scaled,
  sum,
} from "../fit/propagation.ts";
import type { Circuit, Element, Parallel } from "../program/circuit.ts";
import { elementsOf } from "../program/circuit.ts";
import {
  effectiveCapacitance,
  havriliakNegamiPeak,
  parallelResistance,
  timeConstant,
  transmissivePeak,
} from "./capacitance.ts";

/**
 * What the capacitance of an arc is: the capacitor itself; the effective one of a CPE (Hsu, Mansfeld; Brug for a blocking one); 1/(ω·R)
 * at the maximum of −Z″ for arcs that are not symmetric; or that of a diffusion layer or particle, τ/Z0.
 */
export type CapacitanceKind = "capacitor" | "Hsu–Mansfeld" | "Brug, blocking" | "peak" | "diffusion";

/** An arc, or a capacitive tail, whose numbers carry their derivatives with respect to the parameters of the fit. */
export interface ArcShape {
  /** "R1∥CPE1", "Zarc1". */
  readonly label: string;
  readonly elements: readonly Element[];
  /** Further elements of its parallel group: they move the peak that the arc has by itself. */
  readonly beside: readonly string[];
  /** In Ω. */
  readonly resistance: Derived;
  /** Coefficient in S·sⁿ and exponent of its CPE, or of the CPE that is equivalent to it. */
  readonly cpe?: { readonly q: Derived; readonly n: Derived };
  /** τ in s, and ωτ at the maximum of −Z″. */
  readonly tau: Derived;
  readonly peak: Derived;
  /** In F. */
  readonly capacitance: Derived;
  readonly kind: CapacitanceKind;
  /** Whether the element is one of diffusion: then it, not the capacitance, says what the arc is. */
  readonly diffusive?: boolean;
}

/** A capacitive element that ends the outermost series: a blocking electrode, insertion. */
export interface TailShape extends Pick<ArcShape, "label" | "elements" | "cpe" | "kind" | "diffusive"> {
  /** In F; undefined for a CPE, whose capacitance needs the resistance in front of it. */
  readonly capacitance?: Derived;
}

export interface ArcShapes {
  readonly arcs: readonly ArcShape[];
  readonly tails: readonly TailShape[];
  /** The resistors of the outermost series, and their sum in Ω. */
  readonly series: { readonly labels: readonly string[]; readonly resistance: Derived };
  /** One sentence for each part that looks like an arc and is none that this can describe. */
  readonly notes: readonly string[];
}

/** A parameter by the label of its element and its symbol. */
export type ParameterAccess = (label: string, symbol: string) => Derived;

/** The arcs of a circuit in the order of its text, an outer arc before those inside it. */
export function findArcs(circuit: Circuit, parameter: ParameterAccess): ArcShapes {
  const arcs: ArcShape[] = [];
  const tails: TailShape[] = [];
  const notes: string[] = [];
  const resistors: Element[] = [];

  const visit = (node: Circuit, outermost: boolean): void => {
    if (node.kind === "series") {
      for (const child of node.children) visit(child, outermost);
      return;
    }
    const found = node.kind === "element" ? elementArc(node, parameter) : groupArc(node, parameter, notes);
    if (found) arcs.push(found);
    if (node.kind === "parallel") {
      for (const child of node.children) visit(child, false);
      return;
    }
    const tail = outermost ? elementTail(node, parameter) : undefined;
    if (tail) tails.push(tail);
    if (outermost && node.type === "R") resistors.push(node);
    if (undescribed.has(node.type)) {
      notes.push(`${node.label} is no arc of one resistance and one capacitance: it is left out`);
    }
  };
  visit(circuit, true);

  const ohmic = resistors.map(({ label }) => parameter(label, "R"));
  return {
    arcs,
    tails,
    series: { labels: resistors.map(({ label }) => label), resistance: sum(...ohmic) },
    notes,
  };
}

/** Elements whose arcs have more than one scale of time. */
const undescribed: ReadonlySet<string> = new Set(["Gs", "Wsn", "H", "T", "Ls", "Lsp", "Tlmbs", "Tlmns"]);
const capacitive: ReadonlySet<string> = new Set(["C", "CPE", "CPET"]);

const isElement = (node: Circuit, wanted: (type: string) => boolean): node is Element =>
  node.kind === "element" && wanted(node.type);

/** The arc of a parallel group: one capacitive member beside resistors, alone or in front of something (R1-W1). */
function groupArc(group: Parallel, parameter: ParameterAccess, notes: string[]): ArcShape | undefined {
  const stores = group.children.filter((node) => isElement(node, (type) => capacitive.has(type)));
  const branches = group.children
    .map((node) => (node.kind === "series" ? node.children : [node]))
    .map((members) => members.filter((node) => isElement(node, (type) => type === "R")))
    .filter((resistors) => resistors.length > 0);
  const name = `p(${elementsOf(group).map(({ label }) => label)})`;
  if (branches.length === 0 || stores.length !== 1) {
    if (stores.length > 1)
      notes.push(`${name} has several capacitive elements: no single capacitance is its own`);
    else if (stores.length === 1)
      notes.push(`${name} has no resistor beside ${stores[0].label}: it is no arc`);
    else if (group.children.some((node) => isElement(node, (type) => type === "L" || type === "Ln"))) {
      notes.push(`${name} is an inductive loop: it has no capacitance`);
    }
    return undefined;
  }
  const [store] = stores;
  const resistance = parallelResistance(
    ...branches.map((resistors) => sum(...resistors.map(({ label }) => parameter(label, "R")))),
  );
  const elements = [...branches.flat(), store];
  const sides = branches.map((resistors) => {
    const labels = resistors.map(({ label }) => label).join("+");
    return resistors.length > 1 ? `(${labels})` : labels;
  });
  const common = {
    label: [...sides, store.label].join("∥"),
    elements,
    beside: elementsOf(group)
      .filter((element) => !elements.includes(element))
      .map(({ label }) => label),
    resistance,
    peak: exact(1),
  };
  if (store.type === "C") {
    const capacitance = parameter(store.label, "C");
    return { ...common, tau: product(resistance, capacitance), capacitance, kind: "capacitor" };
  }
  const cpe = cpeOf(store, parameter);
  return {
    ...common,
    cpe,
    tau: timeConstant(resistance, cpe.q, cpe.n),
    capacitance: effectiveCapacitance(resistance, cpe.q, cpe.n),
    kind: "Hsu–Mansfeld",
  };
}

/** Q and n; the T form, 1/(Tjω)ⁿ, has Q = Tⁿ. */
function cpeOf({ label, type }: Element, parameter: ParameterAccess): { q: Derived; n: Derived } {
  const n = parameter(label, "n");
  if (type === "CPE") return { q: parameter(label, "Q"), n };
  return { q: exponential(product(n, logarithm(parameter(label, "T")))), n };
}

/** The arc that an element is by itself. */
function elementArc(element: Element, parameter: ParameterAccess): ArcShape | undefined {
  const { label, type } = element;
  const of = (symbol: string): Derived => parameter(label, symbol);
  const common = { label, elements: [element], beside: [] };
  /** R/(1+(jωτ)ᵃ)ᵇ: its capacitance is that of the semicircle with the same diameter and the same peak. */
  const skewed = (resistance: Derived, tau: Derived, a: Derived, b: Derived): ArcShape => {
    const peak = havriliakNegamiPeak(a, b);
    const capacitance = quotient(tau, product(peak, resistance));
    return { ...common, resistance, tau, peak, capacitance, kind: "peak" };
  };
  switch (type) {
    case "K": {
      const [resistance, tau] = [of("R"), of("tau")];
      const capacitance = quotient(tau, resistance);
      return { ...common, resistance, tau, peak: exact(1), capacitance, kind: "capacitor" };
    }
    case "Zarc": {
      const [resistance, tau, n] = [of("R"), of("tau"), of("n")];
      const q = exponential(sum(product(n, logarithm(tau)), scaled(logarithm(resistance), -1)));
      const capacitance = quotient(tau, resistance);
      return { ...common, resistance, cpe: { q, n }, tau, peak: exact(1), capacitance, kind: "Hsu–Mansfeld" };
    }
    case "Ha":
      return skewed(of("R"), of("tau"), of("a"), of("b"));
    case "G":
      return { ...skewed(of("R"), of("t"), exact(1), exact(0.5)), diffusive: true };
    case "Ga":
      return { ...skewed(of("R"), of("tau"), exact(1), of("n")), diffusive: true };
    case "Gn": {
      // 1/(Y(k+jω)ⁿ) = R/(1+jω/k)ⁿ with R = 1/(Y·kⁿ)
      const [k, n] = [of("k"), of("n")];
      const conductance = exponential(sum(logarithm(of("Y")), product(n, logarithm(k))));
      const resistance = quotient(exact(1), conductance);
      return { ...skewed(resistance, quotient(exact(1), k), exact(1), n), diffusive: true };
    }
    case "Ws": {
      const [resistance, tau] = [of("Z0"), of("tau")];
      const capacitance = quotient(tau, resistance);
      const peak = exact(transmissivePeak);
      return { ...common, resistance, tau, peak, capacitance, kind: "diffusion", diffusive: true };
    }
    default:
      return undefined;
  }
}

function elementTail(element: Element, parameter: ParameterAccess): TailShape | undefined {
  const { label, type } = element;
  const common = { label, elements: [element] };
  switch (type) {
    case "C":
      return { ...common, capacitance: parameter(label, "C"), kind: "capacitor" };
    case "CPE":
    case "CPET":
      return { ...common, cpe: cpeOf(element, parameter), kind: "Brug, blocking" };
    case "Wo":
      // Z0·coth(s)/s → Z0/s² = 1/(jω·τ/Z0) at low frequency
      return {
        ...common,
        capacitance: quotient(parameter(label, "tau"), parameter(label, "Z0")),
        kind: "diffusion",
        diffusive: true,
      };
    default:
      return undefined;
  }
}
