import { pointAt, shortened } from "./caret.ts";

/** A mistake in a formula: what is wrong, where (the text with a caret under the character), and how to mend it. */
export class FormulaError extends Error {
  readonly text: string;
  /** Index into `text` (0-based, UTF-16). */
  readonly position: number;
  readonly problem: string;
  readonly cure: string;

  constructor(text: string, position: number, problem: string, cure: string) {
    const [said, mend] = [problem, cure].map(shortened);
    super(`formula: ${said}\n${pointAt(text, position)}\n${mend}`);
    this.name = "FormulaError";
    this.text = text;
    this.position = position;
    this.problem = said;
    this.cure = mend;
  }
}
