/**
 * From one circuit to its neighbours: a member more, a member in another form. Each neighbour comes with start values made from the
 * optimum of the circuit it comes from.
 */
import { admits, type Grammar, type Member, members, type Shape, sortShape } from "./grammar.ts";
import type { Scope } from "./screening.ts";

/** A circuit with values of its members, each in the order of the member's text. */
export interface Grown {
  readonly shape: Shape;
  readonly values: readonly (readonly number[])[];
}

/** Forms that a member may turn into. Those with fewer parameters serve circuits that were found in too rich a form. */
const forms: Readonly<Partial<Record<Member, readonly Member[]>>> = {
  "R|C": ["R", "C", "R|CPE", "G", "Ws", "R-W|C", "R-Wo|C", "R-Ws|C"],
  "R|CPE": ["R", "CPE", "R|C", "G", "Ws", "R-W|CPE", "R-Wo|CPE", "R-Ws|CPE"],
  G: ["R", "R|CPE", "Ws", "R|C"],
  Ws: ["R", "W", "Wsn", "R|CPE", "G"],
  Wsn: ["Ws"],
  C: ["CPE", "Wo"],
  CPE: ["C", "W", "Wo"],
  W: ["CPE", "Wo"],
  Wo: ["Won", "W", "CPE"],
  Won: ["Wo"],
  "R-W|C": ["R-W|CPE", "R-Wo|C", "R-Ws|C", "R|C"],
  "R-Wo|C": ["R-Wo|CPE", "R-W|C", "R|C"],
  "R-Ws|C": ["R-Ws|CPE", "R|C"],
  "R-W|CPE": ["R-W|C", "R-Wo|CPE", "R-Ws|CPE", "R|CPE"],
  "R-Wo|CPE": ["R-Wo|C", "R-W|CPE", "R|CPE"],
  "R-Ws|CPE": ["R-Ws|C", "R|CPE"],
};

/** Places where a new member is tried, evenly over the logarithm of the measured frequencies and a little beyond. */
const PLACES = 7;
/** Beyond the measured frequencies by this factor. */
const BEYOND = 3;
/** Size of a new member against |Z| where it is tried. */
const SHARE = 0.15;
/** An arc that is split becomes two of half its size whose time constants differ by the square of this. */
const APART = 2.5;

/** The neighbours of a circuit, each as often as there are ways to start it: changed forms first, then what needs to be found anew. */
export function neighbours(parent: Grown, grammar: Grammar, scope: Scope): Grown[] {
  return [
    ...changes(parent, grammar, scope),
    ...merges(parent, grammar),
    ...removals(parent),
    ...splits(parent, grammar),
    ...additions(parent, grammar, scope),
  ];
}

function additions(parent: Grown, grammar: Grammar, scope: Scope): Grown[] {
  return members.flatMap((member) => {
    if (!admits(grammar, sortShape([...parent.shape, member]))) return [];
    return placesOf(member, scope).map(({ tau, size }) => inserted(parent, member, guess(member, size, tau)));
  });
}

/** Each member in another form with the same size and time constant. */
function changes(parent: Grown, grammar: Grammar, scope: Scope): Grown[] {
  return parent.shape.flatMap((member, i) => {
    // Equal members would give equal circuits, though from other starts
    const { size, tau, n } = sizeOf(member, parent.values[i]);
    const rest = without(parent, i);
    return (forms[member] ?? []).flatMap((form) => {
      if (!admits(grammar, sortShape([...rest.shape, form]))) return [];
      // Where a tail bends is not known from one that does not
      const bends =
        (form === "Wo" || form === "Won") && isTail(member) && member !== "Wo" && member !== "Won";
      const places = bends ? placesOf(form, scope) : [{ size, tau }];
      return places.map((at) => inserted(rest, form, guess(form, at.size, at.tau, n)));
    });
  });
}

/** An arc and a diffusion behind it as one Randles arc, the diffusion within. */
function merges(parent: Grown, grammar: Grammar): Grown[] {
  return parent.shape.flatMap((arc, i) => {
    if (arc !== "R|C" && arc !== "R|CPE") return [];
    return parent.shape.flatMap((tail, j) => {
      const diffusion = diffusionOf(tail, parent.values[j], parent.values[i][0]);
      if (!diffusion) return [];
      const member = `R-${diffusion.type}|${arc.slice(2)}` as Member;
      const [resistance, ...capacity] = parent.values[i];
      const rest = without(without(parent, Math.max(i, j)), Math.min(i, j));
      if (!admits(grammar, sortShape([...rest.shape, member]))) return [];
      return [inserted(rest, member, [resistance, ...diffusion.values, ...capacity])];
    });
  });
}

/** A tail as diffusion without end, blocked or passed on; undefined for members that are none. */
function diffusionOf(
  tail: Member,
  values: readonly number[],
  size: number,
): { readonly type: "W" | "Wo" | "Ws"; readonly values: readonly number[] } | undefined {
  if (tail === "W" || tail === "Wo" || tail === "Ws") return { type: tail, values };
  if (tail === "CPE") return { type: "W", values: [Math.SQRT1_2 / values[0]] };
  if (tail === "C") return { type: "Wo", values: [size, values[0] * size] };
  return undefined;
}

/** One member less: what was found in too rich a form may not have needed it. */
function removals(parent: Grown): Grown[] {
  if (parent.shape.length < 2) return [];
  return parent.shape.map((_, i) => without(parent, i));
}

/** An arc in two halves, side by side. */
function splits(parent: Grown, grammar: Grammar): Grown[] {
  return parent.shape.flatMap((member, i) => {
    if (!["R|C", "R|CPE", "G"].includes(member)) return [];
    const { size, tau, n } = sizeOf(member, parent.values[i]);
    const steeper = n === undefined ? undefined : n + 0.5 * (1 - n);
    const rest = without(parent, i);
    return (["R|C", "R|CPE", "G"] as const).flatMap((other) => {
      if (!admits(grammar, sortShape([...parent.shape, other]))) return [];
      return [APART, 1 / APART].map((apart) =>
        inserted(
          inserted(rest, member, guess(member, size / 2, tau * apart, steeper)),
          other,
          guess(other, size / 2, tau / apart, steeper),
        ),
      );
    });
  });
}

function without({ shape, values }: Grown, at: number): Grown {
  return { shape: shape.filter((_, i) => i !== at), values: values.filter((_, i) => i !== at) };
}

function inserted({ shape, values }: Grown, member: Member, own: readonly number[]): Grown {
  const next = sortShape([...shape, member]);
  // Behind those of its kind
  const at = next.lastIndexOf(member);
  return { shape: next, values: [...values.slice(0, at), own, ...values.slice(at)] };
}

const isTail = (member: Member): boolean => ["C", "CPE", "W", "Wo", "Won"].includes(member);

/** Where a member may act: arcs anywhere, the others at the end of the spectrum where they show. */
function placesOf(member: Member, scope: Scope): { readonly tau: number; readonly size: number }[] {
  const { omega, real, imaginary } = scope;
  const last = omega.length - 1;
  const modulus = (i: number): number => Math.hypot(real[i], imaginary[i]);
  if (member === "L") {
    return [{ tau: 1 / omega[last], size: Math.max(imaginary[last], SHARE * modulus(last)) }];
  }
  if (member === "R") return [{ tau: 1 / omega[last], size: 0.5 * modulus(last) }];
  if (isTail(member)) {
    return [0.3, 1].map((share) => ({ tau: 1 / omega[0], size: share * modulus(0) }));
  }
  const from = scope.least / BEYOND;
  const span = (scope.most * BEYOND) / from;
  return Array.from({ length: PLACES }, (_, k) => {
    const at = from * span ** (k / (PLACES - 1));
    const nearest = omega.reduce(
      (best, w, i) => (Math.abs(Math.log(w / at)) < Math.abs(Math.log(omega[best] / at)) ? i : best),
      0,
    );
    return { tau: 1 / at, size: SHARE * modulus(nearest) };
  });
}

/** Exponent with which a CPE begins where nothing else is known. */
const DEPRESSED = 0.85;
/** Diffusion behind an arc begins this much slower than the arc. */
const SLOWER = 30;

/** Values of a member that has about this impedance in Ω at ω = 1/τ. */
export function guess(member: Member, size: number, tau: number, exponent?: number): number[] {
  const n = Math.min(exponent ?? DEPRESSED, 0.98);
  const capacity = tau / size;
  const q = tau ** n / size;
  switch (member) {
    case "L":
      return [size * tau];
    case "R":
      return [size];
    case "R|C":
      return [size, capacity];
    case "R|CPE":
      return [size, q, n];
    case "G":
    case "Wo":
      return [size, tau];
    // The arc of a finite length peaks at ωτ = 2.54
    case "Ws":
      return [size, 2.54 * tau];
    case "Wsn":
    case "Won": {
      const m = member === "Wsn" ? 0.45 : 0.5;
      return [tau / size ** (1 / m), tau, m];
    }
    case "C":
      return [capacity];
    case "CPE":
      return [q, n];
    case "W":
      return [size / Math.sqrt(2 * tau)];
    case "R-W|C":
      return [size, size / Math.sqrt(2 * SLOWER * tau), capacity];
    case "R-W|CPE":
      return [size, size / Math.sqrt(2 * SLOWER * tau), q, n];
    case "R-Wo|C":
    case "R-Ws|C":
      return [size, size, SLOWER * tau, capacity];
    case "R-Wo|CPE":
    case "R-Ws|CPE":
      return [size, size, SLOWER * tau, q, n];
  }
}

/** About the inverse of `guess`: resistance, time constant and exponent of a fitted member. */
export function sizeOf(
  member: Member,
  values: readonly number[],
): { readonly size: number; readonly tau: number; readonly n?: number } {
  const [a, b, c, d, e] = values;
  switch (member) {
    case "L":
    case "R":
      return { size: a, tau: 0 };
    case "R|C":
      return { size: a, tau: a * b };
    case "R|CPE":
      return { size: a, tau: (a * b) ** (1 / c), n: c };
    case "G":
    case "Wo":
      return { size: a, tau: b };
    case "Ws":
      return { size: a, tau: b / 2.54 };
    case "Wsn":
    case "Won":
      return { size: (b / a) ** c, tau: b };
    case "C":
      return { size: 1, tau: a };
    case "CPE":
      return { size: 1, tau: a ** (1 / b), n: b };
    case "W":
      return { size: 1, tau: 1 / (2 * a * a), n: 0.5 };
    case "R-W|C":
      return { size: a, tau: a * c };
    case "R-W|CPE":
      return { size: a, tau: (a * c) ** (1 / d), n: d };
    case "R-Wo|C":
    case "R-Ws|C":
      return { size: a, tau: a * d };
    case "R-Wo|CPE":
    case "R-Ws|CPE":
      return { size: a, tau: (a * d) ** (1 / e), n: e };
  }
}
