/** What is wrong with a file, in the words of the person who exported it. */
export interface FormatProblem {
  /** File as the user named it. */
  readonly file: string;
  /** Line, counted from 1. */
  readonly line?: number;
  /** Column of the table, counted from 1. */
  readonly column?: number;
  /** What should have been there: a noun phrase, "a frequency". */
  readonly expected: string;
  /** What was there instead: a noun phrase or the text of the cell in quotes. */
  readonly found?: string;
  /** What the user can do: an imperative, "export the spectrum as text". */
  readonly cure: string;
  /** Whether no format of the reader is recognised in the file. */
  readonly foreign?: boolean;
}

/** A file that cannot be read. The message is one sentence: file, line, what was expected, the cure. */
export class FormatError extends Error {
  readonly file: string;
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly expected: string;
  readonly found: string | undefined;
  readonly cure: string;
  readonly foreign: boolean;

  constructor(problem: FormatProblem) {
    const line = problem.line === undefined ? "" : `, line ${problem.line}`;
    const column = problem.column === undefined ? "" : ` in column ${problem.column}`;
    const found = problem.found === undefined ? "" : `, found ${problem.found}`;
    super(`${problem.file}${line}: expected ${problem.expected}${column}${found}; ${problem.cure}`);
    this.name = "FormatError";
    this.file = problem.file;
    this.line = problem.line;
    this.column = problem.column;
    this.expected = problem.expected;
    this.found = problem.found;
    this.cure = problem.cure;
    this.foreign = problem.foreign ?? false;
  }
}

/** A piece of a user's file that is fit for a sentence: control characters and length removed, quoted. */
export function quote(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
  const plain = text.replace(/[\u0000-\u001f\u007f-\u009f\ufffd]+/g, " ").trim();
  return `"${plain.length > 40 ? `${plain.slice(0, 40)}…` : plain}"`;
}
