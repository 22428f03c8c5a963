/** The choice of a background, from the words of a model or of the command line. */
import type { BackgroundModel } from "./background.ts";
import { type ActiveTerm, activeTerms, type BackgroundChoice, ModelError } from "./model.ts";

const staticOnly = ["none", "snip", "als", "arpls"] as const;

/** Options of the static backgrounds that are numbers. */
const options: Readonly<Record<string, readonly string[]>> = {
  none: [],
  constant: ["points"],
  linear: ["points"],
  polynomial: ["degree"],
  shirley: ["points"],
  tougaard: ["points", "B", "C", "D", "sign"],
  snip: ["width"],
  als: ["stiffness", "asymmetry"],
  arpls: ["stiffness"],
};

/**
 * Reads "shirley", "static:shirley", "active:shirley+linear", "shirley:static", or a record {kind, mode, …options}. What can be fitted
 * with the lines is, unless it is called static.
 * @throws ModelError
 */
export function parseBackground(given: string | Readonly<Record<string, unknown>>): BackgroundChoice {
  const record = typeof given === "string" ? fromText(given) : given;
  const { kind, mode, ...rest } = record as { kind: string; mode?: unknown };
  if (mode !== undefined && mode !== "active" && mode !== "static") {
    throw new ModelError(
      `mode "${String(mode)}": a background is "active" (fitted with the lines) or "static"`,
    );
  }
  const terms = kind.split("+").map((term) => term.trim());
  const unknown = terms.find((term) => ![...activeTerms, ...staticOnly].some((known) => known === term));
  if (unknown !== undefined) {
    throw new ModelError(
      `"${unknown}" is not a background; there are ${[...activeTerms, ...staticOnly].join(", ")}, and sums such as shirley+linear`,
    );
  }
  const isStatic = terms.some((term) => staticOnly.some((known) => known === term));
  if (isStatic && (terms.length > 1 || mode === "active")) {
    throw new ModelError(
      `${kind} is computed from the data before the fit; leave out "active", and join it with nothing`,
    );
  }
  if (mode === "static" && terms.length > 1) {
    throw new ModelError(
      `${kind}: only active backgrounds are sums; leave out "static", or take one of ${terms.join(", ")}`,
    );
  }
  const numbers = numbersOf(rest, kind);
  if (isStatic || mode === "static") {
    if (kind === "slope")
      throw new ModelError(`slope: this background is fitted with the lines; leave out "static"`);
    const known = options[kind];
    const odd = Object.keys(numbers).find((key) => !known.includes(key));
    if (odd !== undefined) {
      throw new ModelError(`${kind} has no option "${odd}"; it has ${known.join(", ") || "none"}`);
    }
    if (kind === "snip" && numbers.width === undefined) {
      throw new ModelError(`snip needs its width in points: snip:width=40`);
    }
    const { C, D, sign, ...plain } = numbers;
    if (C === undefined && (D !== undefined || sign !== undefined))
      throw new ModelError(
        `${kind}: D and sign belong to a cross section with its own C, in eV²; give C too`,
      );
    if (sign !== undefined && Math.abs(sign) !== 1)
      throw new ModelError(`${kind}: the sign of T² in the cross section is 1 or -1, it is ${sign}`);
    const crossSection =
      C === undefined
        ? {}
        : { crossSection: { C, ...(D !== undefined && { D }), ...(sign !== undefined && { sign }) } };
    return { mode: "static", model: { kind, ...plain, ...crossSection } as BackgroundModel };
  }
  const { degree = 2, ...others } = numbers;
  const odd = Object.keys(others)[0];
  if (odd !== undefined)
    throw new ModelError(`an active ${kind} has no option "${odd}"; polynomial has degree`);
  if (!(Number.isInteger(degree) && degree >= 0 && degree <= 12)) {
    throw new ModelError(`degree ${degree} of a background: give a whole number from 0 to 12`);
  }
  return { mode: "active", terms: [...new Set(terms)] as ActiveTerm[], degree };
}

/** "static:shirley", "polynomial:degree=3", "snip:width=40". */
function fromText(text: string): Readonly<Record<string, unknown>> {
  const record: Record<string, unknown> = {};
  for (const part of text.split(/[:,]/).map((one) => one.trim())) {
    const option = /^(\w+)=(.*)$/.exec(part);
    if (option) record[option[1]] = Number(option[2]);
    else if (part === "active" || part === "static") record.mode = part;
    else if (record.kind === undefined) record.kind = part;
    else
      throw new ModelError(
        `"${text}": write one background such as shirley, static:shirley or snip:width=40`,
      );
  }
  if (record.kind === undefined)
    throw new ModelError(`"${text}" names no background; write shirley, static:shirley or linear`);
  return record;
}

function numbersOf(rest: Readonly<Record<string, unknown>>, kind: string): Record<string, number> {
  const numbers: Record<string, number> = {};
  for (const [key, value] of Object.entries(rest)) {
    if (typeof value !== "number" || !Number.isFinite(value)) {
      throw new ModelError(
        `${key} of the ${kind} background must be a number, it is ${JSON.stringify(value)}`,
      );
    }
    numbers[key] = value;
  }
  return numbers;
}

/** The record that `parseBackground` reads as this choice. */
export function backgroundRecord(choice: BackgroundChoice): Readonly<Record<string, unknown>> {
  if (choice.mode === "active") {
    const { terms, degree } = choice;
    return {
      kind: terms.join("+"),
      mode: "active",
      ...(terms.includes("polynomial") ? { degree } : {}),
    };
  }
  const { kind, ...rest } = choice.model;
  const { crossSection, ...plain } = rest as { crossSection?: Readonly<Record<string, number>> };
  return { kind, ...plain, ...crossSection, mode: "static" };
}

/** The words that `parseBackground` reads as this choice. */
export function backgroundText(choice: BackgroundChoice): string {
  return choice.mode === "active" ? `active:${choice.terms.join("+")}` : `static:${choice.model.kind}`;
}
