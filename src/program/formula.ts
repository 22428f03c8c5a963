import { nearestNames } from "./circuit-error.ts";
import { FormulaError } from "./formula-error.ts";

/** A formula as a tree. `position` is where in the text it begins, for sentences. */
export type Expression =
  | { readonly kind: "number"; readonly value: number; readonly position: number }
  | { readonly kind: "name"; readonly name: string; readonly position: number }
  | {
      readonly kind: "call";
      readonly function: string;
      readonly operands: readonly Expression[];
      readonly position: number;
    };

/** Functions of a formula and the number of their arguments. Operators are calls too: "+" "-" "*" "/" "^" "<" … "neg". */
export const functions: Readonly<Record<string, number>> = {
  exp: 1,
  log: 1,
  ln: 1,
  log10: 1,
  log1p: 1,
  expm1: 1,
  sqrt: 1,
  sin: 1,
  cos: 1,
  tan: 1,
  asin: 1,
  acos: 1,
  atan: 1,
  arcsin: 1,
  arccos: 1,
  arctan: 1,
  sinh: 1,
  cosh: 1,
  tanh: 1,
  coth: 1,
  abs: 1,
  sign: 1,
  floor: 1,
  ceil: 1,
  erf: 1,
  erfc: 1,
  atan2: 2,
  min: 2,
  max: 2,
  hypot: 2,
  pow: 2,
  where: 3,
};

/** Constants that a formula may name. */
export const constants: Readonly<Record<string, number>> = { pi: Math.PI, π: Math.PI };

const deepest = 200;

interface Token {
  readonly kind: "number" | "name" | "sign" | "end";
  readonly text: string;
  readonly position: number;
}

const number = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const name = /[\p{L}_][\p{L}\p{N}_.]*/uy;
const sign = /\*\*|<=|>=|==|!=|&&|\|\||[-+*/^()<>,!]/y;
/** Signs as word processors write them. */
const written: Readonly<Record<string, string>> = {
  "−": "-",
  "–": "-",
  "·": "*",
  "×": "*",
  "÷": "/",
  "≤": "<=",
  "≥": ">=",
  "≠": "!=",
};

function tokensOf(text: string, from: number, to: number): Token[] {
  const tokens: Token[] = [];
  let at = from;
  const match = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0].slice(0, to - at) ?? "";
  };
  while (at < to) {
    if (/\s/u.test(text[at])) {
      at++;
      continue;
    }
    const found =
      (["number", "name", "sign"] as const)
        .map((kind, i) => ({ kind, text: match([number, name, sign][i]) }))
        .find((one) => one.text !== "") ??
      (written[text[at]] === undefined ? undefined : { kind: "sign" as const, text: text[at] });
    if (!found) {
      throw new FormulaError(
        text,
        at,
        `unexpected character "${String.fromCodePoint(text.codePointAt(at)!)}"`,
        text[at] === "="
          ? 'to compare, write "=="'
          : "a formula has numbers, names, + - * / ^, comparisons, parentheses and functions",
      );
    }
    tokens.push({ ...found, text: written[found.text] ?? found.text, position: at });
    at += found.text.length;
  }
  tokens.push({ kind: "end", text: "", position: to });
  return tokens;
}

/** Operators by how strongly they bind, the weakest first; all of them group to the left. */
const levels: readonly (readonly string[])[] = [
  ["||", "or"],
  ["&&", "and"],
  ["<", "<=", ">", ">=", "==", "!="],
  ["+", "-"],
  ["*", "/"],
];
const comparison = 2;
const same: Readonly<Record<string, string>> = {
  or: "||",
  and: "&&",
  "**": "^",
  pow: "^",
  ln: "log",
  arcsin: "asin",
  arccos: "acos",
  arctan: "atan",
};

/**
 * Reads a formula: + − * / ^ (or **, to the right first, before a sign: −x^2 is −(x^2)), comparisons, `and or not`, functions, π.
 * @param from and @param to the part of the text that is the formula: sentences show all of it
 * @throws FormulaError with a caret under the mistake
 */
export function parseFormula(text: string, from = 0, to = text.length): Expression {
  const tokens = tokensOf(text, from, to);
  let at = 0;
  let depth = 0;
  const fail = (token: Token, problem: string, cure: string): never => {
    throw new FormulaError(text, token.position, problem, cure);
  };
  const accept = (wanted: string): boolean => {
    if (tokens[at].kind === "end" || tokens[at].text !== wanted) return false;
    at++;
    return true;
  };
  const call = (operation: string, operands: readonly Expression[], position: number): Expression => ({
    kind: "call",
    function: same[operation] ?? operation,
    operands,
    position,
  });
  const binary = (level: number): Expression => {
    if (level === levels.length) return signed();
    const first = tokens[at];
    // The word binds weaker than a comparison, the sign stronger than everything
    if (level === comparison && accept("not")) return call("not", [binary(level)], first.position);
    let left = binary(level + 1);
    while (tokens[at].kind !== "number" && levels[level].includes(tokens[at].text)) {
      const operator = tokens[at++];
      left = call(operator.text, [left, binary(level + 1)], operator.position);
    }
    return left;
  };
  const signed = (): Expression => {
    const token = tokens[at];
    if (accept("-")) return call("neg", [signed()], token.position);
    if (accept("+")) return signed();
    if (accept("!") || accept("not")) return call("not", [signed()], token.position);
    return raised();
  };
  const raised = (): Expression => {
    const base = primary();
    const token = tokens[at];
    if (!accept("^") && !accept("**")) return base;
    return call("^", [base, signed()], token.position);
  };
  const primary = (): Expression => {
    const token = tokens[at];
    if (++depth > deepest) fail(token, "the formula is nested too deeply", "write it with fewer parentheses");
    at++;
    let result: Expression;
    if (token.kind === "number")
      result = { kind: "number", value: Number(token.text), position: token.position };
    else if (token.kind === "name") result = tokens[at].text === "(" ? application(token) : named(token);
    else if (token.text === "(" && token.kind === "sign") {
      result = binary(0);
      if (!accept(")"))
        fail(tokens[at], 'a ")" is missing', `close the "(" of character ${token.position + 1}`);
    } else {
      result = fail(
        token,
        token.kind === "end" ? "the formula ends too early" : `unexpected "${token.text}"`,
        "a number, a name, a function or a parenthesis belongs here",
      );
    }
    depth--;
    return result;
  };
  const named = (token: Token): Expression => {
    const constant = constants[token.text];
    return constant === undefined
      ? { kind: "name", name: token.text, position: token.position }
      : { kind: "number", value: constant, position: token.position };
  };
  const application = (token: Token): Expression => {
    const count = functions[token.text];
    if (count === undefined) {
      const near = nearestNames(token.text, Object.keys(functions));
      fail(
        token,
        `there is no function "${token.text}"`,
        near.length > 0
          ? `did you mean ${near.join(" or ")}?`
          : `the functions are ${Object.keys(functions).join(", ")}; to multiply, write *`,
      );
    }
    at++;
    const operands: Expression[] = [];
    if (tokens[at].text !== ")") {
      do operands.push(binary(0));
      while (accept(","));
    }
    if (!accept(")"))
      fail(
        tokens[at],
        `the arguments of ${token.text} do not end`,
        'separate them by "," and close them by ")"',
      );
    if (operands.length !== count) {
      fail(
        token,
        `${token.text} takes ${count} argument${count === 1 ? "" : "s"}, not ${operands.length}`,
        token.text === "where"
          ? "where(condition, value if it holds, value if not)"
          : `write ${token.text}(${Array(count).fill("…").join(", ")})`,
      );
    }
    return call(token.text, operands, token.position);
  };
  if (tokens.length === 1)
    fail(tokens[0], "the text is empty", "write a formula, for example b1*(1-exp(-b2*x))");
  const result = binary(0);
  const rest = tokens[at];
  if (rest.kind !== "end") {
    fail(
      rest,
      `unexpected "${rest.text}"`,
      rest.text === ")"
        ? "there is no parenthesis to close"
        : "an operator is missing before it; to multiply, write *",
    );
  }
  return result;
}

/** The names of a formula in the order of their first appearance. */
export function namesOf(expression: Expression): string[] {
  const found = new Set<string>();
  const visit = (one: Expression): void => {
    if (one.kind === "name") found.add(one.name);
    else if (one.kind === "call") one.operands.forEach(visit);
  };
  visit(expression);
  return [...found];
}

/** Where a name stands first in a formula: its index into the text; −1 where it does not. */
export function positionOf(expression: Expression, name: string): number {
  if (expression.kind === "name") return expression.name === name ? expression.position : -1;
  if (expression.kind === "number") return -1;
  for (const operand of expression.operands) {
    const at = positionOf(operand, name);
    if (at >= 0) return at;
  }
  return -1;
}
