import { pointAt, shortened } from "./caret.ts";

/**
 * A mistake in a circuit text: what is wrong, where, and how to mend it.
 *
 * `message` shows the text with a caret under the character:
 * ```
 * circuit: unknown element "X"
 *   R0-p(X1,CPE1)
 *        ^
 * use one of R, C, L, CPE, W, …
 * ```
 */
export class CircuitError extends Error {
  /** The whole circuit text. */
  readonly text: string;
  /** Index into `text` (0-based, UTF-16); `text.length` when something is missing at the end. */
  readonly position: number;
  readonly problem: string;
  readonly cure: string;

  constructor(text: string, position: number, problem: string, cure: string) {
    const [said, mend] = [problem, cure].map(shortened);
    super(`circuit: ${said}\n${pointAt(text, position)}\n${mend}`);
    this.name = "CircuitError";
    this.text = text;
    this.position = position;
    this.problem = said;
    this.cure = mend;
  }
}

/** Names in a sentence: `"R", "C" or "L"`. */
export function alternatives(names: readonly string[]): string {
  const quoted = names.map((name) => `"${name}"`);
  if (quoted.length < 2) return quoted.join("");
  return `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`;
}

/**
 * The known names that a misspelt one may mean: those that differ in case only, else those at the smallest edit distance
 * (at most 2, and less than the length of the name, so that "X" is not taken for "R").
 */
export function nearestNames(name: string, known: readonly string[]): string[] {
  const sameLetters = known.filter((other) => other.toLowerCase() === name.toLowerCase());
  if (sameLetters.length > 0) return sameLetters;
  const distances = known.map((other) => editDistance(name.toLowerCase(), other.toLowerCase()));
  const least = Math.min(...distances);
  if (least > 2 || least >= name.length) return [];
  return known.filter((_, i) => distances[i] === least).slice(0, 3);
}

/** Levenshtein's distance: insertions, deletions and replacements of one character. */
function editDistance(a: string, b: string): number {
  // Names of elements are short: a long word is far from all of them, and its table would be large.
  if (Math.abs(a.length - b.length) > 3) return Math.abs(a.length - b.length);
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[b.length];
}
