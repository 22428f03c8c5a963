/** A text with one value a line, whose meaning is its place: values are taken in turn, and a wrong one is named with its line. */
import { FormatError, quote } from "../formatError.ts";

export const CUT_OR_EDITED = "the file seems cut off or edited: export it again";

/** The lines of the file, taken one after the other. */
export class Lines {
  readonly lines: readonly string[];
  readonly file: string;
  at = 0;

  constructor(lines: readonly string[], file: string) {
    this.lines = lines;
    this.file = file;
  }

  text(what: string): string {
    const line = this.lines[this.at];
    if (line === undefined) {
      throw new FormatError({
        file: this.file,
        line: this.lines.length,
        expected: what,
        found: "the end of the file",
        cure: CUT_OR_EDITED,
      });
    }
    this.at++;
    return line.trim();
  }

  number(what: string): number {
    const text = this.text(what);
    const value = text === "" ? Number.NaN : Number(text.replace(",", "."));
    if (Number.isNaN(value)) throw this.unexpected(what, text);
    return value;
  }

  count(what: string): number {
    const value = this.number(what);
    // no count is greater than the number of lines that it counts
    if (!Number.isInteger(value) || value < 0 || value > this.lines.length)
      throw this.unexpected(what, String(value));
    return value;
  }

  numbers(many: number, what: string): number[] {
    return Array.from({ length: many }, () => this.number(what));
  }

  texts(many: number, what: string): string[] {
    if (many > this.lines.length - this.at) {
      throw new FormatError({
        file: this.file,
        line: this.at,
        expected: `${many} lines of ${what}`,
        found: `${this.lines.length - this.at} to the end of the file`,
        cure: CUT_OR_EDITED,
      });
    }
    return Array.from({ length: many }, () => this.text(what));
  }

  unexpected(what: string, found: string): FormatError {
    return new FormatError({
      file: this.file,
      line: this.at,
      expected: what,
      found: quote(found),
      cure: CUT_OR_EDITED,
    });
  }
}
