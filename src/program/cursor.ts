import { CircuitError } from "./circuit-error.ts";

/** A place in a circuit text that moves forward while the text is read. */
export interface Cursor {
  readonly text: string;
  position: number;
  /** Groups that are open at this place. */
  depth: number;
}

/** Most groups within groups: far beyond any cell, far below the depth at which a recursive reader would overflow. */
export const deepest = 200;

export function cursorOn(text: string): Cursor {
  return { text, position: 0, depth: 0 };
}

/** The next character that is not blank, "" at the end; the cursor then stands on it. */
export function peek(cursor: Cursor): string {
  while (cursor.position < cursor.text.length && /\s/u.test(cursor.text[cursor.position])) cursor.position++;
  return cursor.text.charAt(cursor.position);
}

/** Steps over a character when it comes next (blanks before it are skipped). */
export function accept(cursor: Cursor, character: string): boolean {
  if (peek(cursor) !== character) return false;
  cursor.position++;
  return true;
}

/** Steps over what a sticky pattern matches at the cursor itself; "" when it does not match. */
export function take(cursor: Cursor, pattern: RegExp): string {
  pattern.lastIndex = cursor.position;
  const found = pattern.exec(cursor.text)?.[0] ?? "";
  cursor.position += found.length;
  return found;
}

/** Opens a group whose first character is at `opener`. @throws CircuitError beyond `deepest` groups. */
export function descend(cursor: Cursor, opener: number): void {
  cursor.depth++;
  if (cursor.depth <= deepest) return;
  throw new CircuitError(
    cursor.text,
    opener,
    `groups are nested more than ${deepest} levels deep`,
    "write nested groups of one kind as one: a parallel in a parallel, or a series in a series, is the same circuit without the inner group",
  );
}

const otherDash = "this is not the minus sign of the keyboard";
/** Characters that look like a sign of the syntaxes but are another one, as word processors write them. */
const lookalikes: Readonly<Record<string, string>> = {
  "\u2010": otherDash,
  "\u2011": otherDash,
  "\u2013": otherDash,
  "\u2014": otherDash,
  "\u2212": otherDash,
  "\uff0c": "this is not the comma of the keyboard",
  "\uff08": "this is not the parenthesis of the keyboard",
  "\uff09": "this is not the parenthesis of the keyboard",
};

/**
 * A character that has no place here.
 * @param rules one sentence part that says how the syntax writes series and parallel.
 */
export function strayCharacter(cursor: Cursor, rules: string): CircuitError {
  const character = String.fromCodePoint(cursor.text.codePointAt(cursor.position) ?? 0);
  const lookalike = lookalikes[character];
  const problem = `unexpected character "${character}"`;
  return new CircuitError(
    cursor.text,
    cursor.position,
    problem,
    lookalike ? `${lookalike}; ${rules}` : rules,
  );
}

/** @throws CircuitError when the text has nothing but blanks. */
export function refuseEmpty(text: string, example: string): void {
  if (text.trim() !== "") return;
  throw new CircuitError(text, 0, "the text is empty", `write a circuit, for example ${example}`);
}
