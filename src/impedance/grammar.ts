/**
 * The circuits that a search considers: series of members such as an inductor, an ohmic resistor, arcs, diffusion, a blocking tail.
 * The order of a series does not change its impedance, so a circuit is a multiset of members, and each is written in one order only.
 */
import type { Circuit, Element } from "../program/circuit.ts";
import { elementKind } from "../program/element.ts";

/** What a user may allow: the words of `--elements`. "Ws" and "Wo" also stand for their forms with a free exponent. */
export const grammarElements = ["R", "C", "L", "CPE", "W", "Wo", "Ws", "G"] as const;
export type GrammarElement = (typeof grammarElements)[number];

/** Members of a series, in the order in which they are written. */
export const members = [
  "L",
  "R",
  "R|C",
  "R|CPE",
  "G",
  "R-W|C",
  "R-W|CPE",
  "R-Wo|C",
  "R-Wo|CPE",
  "R-Ws|C",
  "R-Ws|CPE",
  "Ws",
  "Wsn",
  "C",
  "CPE",
  "W",
  "Wo",
  "Won",
] as const;
export type Member = (typeof members)[number];

/** Members in the order of `members`, equal ones side by side. */
export type Shape = readonly Member[];

/** What a search may use. */
export interface Grammar {
  readonly elements: readonly GrammarElement[];
  /** Most free parameters of a circuit. */
  readonly maxParameters: number;
  /** Most arcs, Randles arcs and Gerischers together. */
  readonly maxArcs: number;
  /** Whether the data leave room for an inductor, and for an element that blocks direct current. */
  readonly inductive: boolean;
  readonly blocking: boolean;
}

const place = new Map<Member, number>(members.map((member, i) => [member, i]));

/** Members that carry a resistance beside a capacity: an arc in the Nyquist plot. */
const isArc = (member: Member): boolean => member.includes("|") || member === "G";
/** Diffusion with a layer of its own; a circuit has one at most. */
const isDiffusion = (member: Member): boolean => member.includes("W");
/** What lets no direct current pass, or an ever rising impedance; a circuit has one at most. */
const isBlocking = (member: Member): boolean =>
  ["C", "CPE", "W", "Wo", "Won"].includes(member) || /^R-Wo?\|/.test(member);

/** The elements of a member as the catalogue names them, in the order of the text. */
function typesOf(member: Member): string[] {
  return member.split(/[|-]/);
}

/** The word of the grammar that allows an element of the catalogue. */
const wordOf = (type: string): string => (type === "Wsn" ? "Ws" : type === "Won" ? "Wo" : type);

/** Free parameters of a member: an exponent that the catalogue fixes is free in Wsn and Won. */
export function parametersOf(member: Member): number {
  return typesOf(member).reduce((sum, type) => sum + elementKind(type).parameters.length, 0);
}

export function parameterCount(shape: Shape): number {
  return shape.reduce((sum, member) => sum + parametersOf(member), 0);
}

export function sortShape(shape: readonly Member[]): Shape {
  return [...shape].sort((a, b) => place.get(a)! - place.get(b)!);
}

/** The same text for the same circuit, however its members were found. */
export function shapeKey(shape: Shape): string {
  return shape.join(" ");
}

/** Whether the grammar has this circuit. */
export function admits(grammar: Grammar, shape: Shape): boolean {
  const count = (wanted: (member: Member) => boolean): number => shape.filter(wanted).length;
  return (
    shape.length > 0 &&
    parameterCount(shape) <= grammar.maxParameters &&
    count((member) => member === "L") <= (grammar.inductive ? 1 : 0) &&
    count((member) => member === "R") <= 1 &&
    count((member) => member === "G") <= 2 &&
    count(isArc) <= grammar.maxArcs &&
    count(isDiffusion) <= 1 &&
    count(isBlocking) <= (grammar.blocking ? 1 : 0) &&
    shape.every((member) =>
      typesOf(member).every((type) => grammar.elements.includes(wordOf(type) as GrammarElement)),
    )
  );
}

/**
 * All circuits of the grammar, each once, those with few parameters first and otherwise in the order of `members`.
 * For tests and small grammars: a search does not need them all.
 */
export function shapesOf(grammar: Grammar): Shape[] {
  const found: Shape[] = [];
  const extend = (shape: readonly Member[], from: number): void => {
    for (let i = from; i < members.length; i++) {
      const next = [...shape, members[i]];
      // What a smaller circuit breaks, a larger one breaks too
      if (!admits(grammar, next)) continue;
      found.push(next);
      extend(next, i);
    }
  };
  extend([], 0);
  return found.sort((a, b) => parameterCount(a) - parameterCount(b));
}

/**
 * The exponent of the free forms of Ws and Wo: it begins at that of ideal diffusion. Far above it tanh and coth oscillate with the
 * frequency, which no diffusion does.
 */
const diffusionExponent = { value: 0.5, lower: 0.2, upper: 0.6 } as const;

/** The circuit of a shape. Members are numbered in their order; the ohmic resistor and the inductor have the number 0. */
export function circuitOfShape(shape: Shape): Circuit {
  let number = 0;
  const children = shape.map((member): Circuit => {
    const own = member === "L" || member === "R" ? 0 : ++number;
    const [through, beside] = member.split("|").map((part) => seriesOf(part.split("-"), own));
    return beside === undefined ? through : { kind: "parallel", children: [through, beside] };
  });
  return children.length === 1 ? children[0] : { kind: "series", children };
}

function seriesOf(types: readonly string[], number: number): Circuit {
  const children = types.map((type): Element => {
    const element: Element = { kind: "element", type, label: `${type}${number}` };
    // A setting frees an exponent that the catalogue holds
    return wordOf(type) === type ? element : { ...element, settings: { n: diffusionExponent } };
  });
  return children.length === 1 ? children[0] : { kind: "series", children };
}
