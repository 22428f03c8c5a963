/** Rows that could not be read: the first are named one by one, then counted. */

const NAMED = 12;

export class UnreadableRows {
  readonly #file: string;
  readonly #warnings: string[];
  /** What a row is called: "line" of a text, "record" of a binary file. */
  readonly #unit: string;
  #first = -1;
  #last = -1;
  #reason = "";
  #named = 0;
  #more = 0;
  /** Rows that were left out. */
  count = 0;

  constructor(file: string, warnings: string[], unit = "line") {
    this.#file = file;
    this.#warnings = warnings;
    this.#unit = unit;
  }

  /** @param number counted from 1 */
  add(number: number, reason: string): void {
    this.count++;
    if (this.#first >= 0 && number === this.#last + 1) {
      this.#last = number;
      return;
    }
    this.#say();
    this.#first = number;
    this.#last = number;
    this.#reason = reason;
  }

  #say(): void {
    if (this.#first < 0) return;
    const rows = this.#last - this.#first + 1;
    if (this.#named >= NAMED) {
      this.#more += rows;
    } else {
      const where =
        rows === 1 ? `${this.#unit} ${this.#first}` : `${this.#unit}s ${this.#first} to ${this.#last}`;
      this.#warnings.push(
        `${this.#file}, ${where}: ${this.#reason}; the ${rows === 1 ? "row was" : `${rows} rows were`} left out`,
      );
      this.#named++;
    }
    this.#first = -1;
  }

  /** Says what is left: call it once, behind the last row. */
  end(): void {
    this.#say();
    if (this.#more > 0) {
      this.#warnings.push(
        `${this.#file}: ${this.#more} further rows could not be read and were left out; export the file again if they matter`,
      );
    }
  }
}
