/**
 * JSON that people write. Beside strict JSON (RFC 8259) it takes a byte order mark, comments (`//` and `/* *\/`) and a comma behind the last item.
 * It knows the line of every key, says what is wrong in words, and sees keys that stand twice, of which JSON.parse silently takes the last.
 */

export interface TextPlace {
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
}

export interface TextFault extends TextPlace {
  /** Where it stands: "samples[0]"; empty for the whole. */
  readonly key: string;
  readonly sentence: string;
}

export interface JsonText {
  /** Undefined where the text could not be read to its end. */
  readonly value: unknown;
  readonly faults: readonly TextFault[];
  /** Of a key, or of the nearest one above it that is there. */
  readonly placeOf: (key: string) => TextPlace;
}

/** "samples[0].area" of the parts of a path. */
export function keyOf(path: readonly (string | number)[]): string {
  return path.reduce<string>((so, key) => below(so, key), "");
}

function below(parent: string, key: string | number): string {
  if (typeof key === "number") return `${parent}[${key}]`;
  return parent === "" ? key : `${parent}.${key}`;
}

/** Never throws: what is wrong is in `faults`. */
export function readJsonText(text: string): JsonText {
  const reader = new Reader(text.replace(/^\ufeff/, ""));
  const value = reader.whole();
  return { value, faults: reader.faults, placeOf: (key) => reader.placeOf(key) };
}

/** The text goes no further. */
class Stop extends Error {}

const quotes = /['‘’‚“”„«»`]/;
const space = /(?:[ \t\r\n\u00a0]+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const literal = /[^\s,:[\]{}"]+/y;
const strictNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const words: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["true", true],
  ["false", false],
  ["null", null],
]);

class Reader {
  readonly faults: TextFault[] = [];
  readonly #text: string;
  readonly #starts: number[];
  readonly #places = new Map<string, number>();
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#starts = [0];
    for (let k = text.indexOf("\n"); k >= 0; k = text.indexOf("\n", k + 1)) this.#starts.push(k + 1);
  }

  whole(): unknown {
    try {
      this.#skip();
      if (this.#at >= this.#text.length) this.#stop("", "the file is empty; expected { … }");
      const value = this.#value("");
      this.#skip();
      if (this.#at < this.#text.length)
        this.#stop(
          "",
          `${this.#found()} stands behind the end; expected nothing: is a bracket closed too early?`,
        );
      return value;
    } catch (error) {
      if (error instanceof Stop) return undefined;
      throw error;
    }
  }

  placeOf(key: string): TextPlace {
    for (let so = key; so !== ""; so = parentOf(so)) {
      const at = this.#places.get(so);
      if (at !== undefined) return this.#place(at);
    }
    return { line: 1, column: 1 };
  }

  #place(at: number): TextPlace {
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle] <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: at - this.#starts[low] + 1 };
  }

  #fault(key: string, sentence: string, at = this.#at): void {
    this.faults.push({ key, sentence, ...this.#place(at) });
  }

  #stop(key: string, sentence: string, at = this.#at): never {
    this.#fault(key, sentence, at);
    throw new Stop();
  }

  #skip(): void {
    space.lastIndex = this.#at;
    space.exec(this.#text);
    this.#at = space.lastIndex;
    if (this.#text.startsWith("/*", this.#at)) this.#stop("", "this comment has no end; close it with */");
  }

  #found(): string {
    const rest = this.#text
      .slice(this.#at, this.#at + 20)
      .split("\n")[0]
      .trim();
    return rest === "" ? "the end of the text" : `"${rest.replaceAll('"', "'")}"`;
  }

  #value(key: string): unknown {
    const sign = this.#text[this.#at];
    if (sign === "{") return this.#object(key);
    if (sign === "[") return this.#array(key);
    if (sign === '"') return this.#string(key);
    if (sign === undefined) this.#stop(key, "the text ends here; expected a value and the closing brackets");
    if (quotes.test(sign)) this.#stop(key, `${sign} is no quote of JSON; write "…"`);
    const from = this.#at;
    literal.lastIndex = from;
    const word = literal.exec(this.#text)?.[0];
    if (word === undefined) this.#stop(key, `expected a value, found ${this.#found()}`);
    this.#at = from + word.length;
    if (words.has(word)) return words.get(word);
    if (strictNumber.test(word)) return Number(word);
    if (key === "") this.#stop(key, `it begins with ${word}; expected { … }`, from);
    this.#fault(
      key,
      /^[+.]?\d|^-?\.\d|^-?\d+\.$|^0\d/.test(word)
        ? `${word} is no number of JSON; write it as 0.5, -3 or 1e-6${/[^\d.eE+-]/.test(word) ? ', and a number with its unit in quotes: "0.785cm2"' : ""}`
        : `${word} is no value; put text in quotes: "${word}"`,
      from,
    );
    return undefined;
  }

  #string(key: string): string {
    const from = this.#at;
    let end = from + 1;
    while (end < this.#text.length && this.#text[end] !== '"' && this.#text[end] !== "\n")
      end += this.#text[end] === "\\" ? 2 : 1;
    if (this.#text[end] !== '"') this.#stop(key, 'this text has no end in its line; close it with "', from);
    this.#at = end + 1;
    const written = this.#text.slice(from, end + 1);
    try {
      // A tab inside of a text is plain to read
      return JSON.parse(written.replaceAll("\t", "\\t")) as string;
    } catch {
      this.#fault(key, `${written} holds a \\ that means nothing; write \\\\ for it, or / in a path`, from);
      return written.slice(1, -1);
    }
  }

  #array(key: string): unknown[] {
    const items: unknown[] = [];
    this.#items(key, "]", () => {
      const own = below(key, items.length);
      this.#places.set(own, this.#at);
      items.push(this.#value(own));
    });
    return items;
  }

  #object(key: string): Record<string, unknown> {
    const entries = new Map<string, unknown>();
    this.#items(key, "}", () => {
      const from = this.#at;
      if (this.#text[from] !== '"') {
        this.#stop(key, `expected a key in quotes, found ${this.#found()}; write "key": value`);
      }
      const name = this.#string(key);
      const own = below(key, name);
      if (entries.has(name)) {
        const { line } = this.placeOf(own);
        this.#fault(own, `this key stands in line ${line} already; keep one of the two`, from);
      } else this.#places.set(own, from);
      this.#skip();
      if (this.#text[this.#at] !== ":") this.#stop(own, `expected : behind the key, found ${this.#found()}`);
      this.#at++;
      this.#skip();
      entries.set(name, this.#value(own));
    });
    // Not by assignment: "__proto__" is a key like any other
    return Object.fromEntries(entries);
  }

  /** What stands between brackets, with commas. A comma that is missing is said, and the rest is read. */
  #items(key: string, close: string, item: () => void): void {
    const from = this.#at++;
    let comma = true;
    while (true) {
      this.#skip();
      const sign = this.#text[this.#at];
      if (sign === close) {
        this.#at++;
        return;
      }
      if (sign === undefined)
        this.#stop(key, `this ${this.#text[from]} is never closed; expected ${close}`, from);
      if (sign === "]" || sign === "}")
        this.#stop(key, `expected ${close}, found ${sign}; the brackets do not match`);
      if (sign === ",") this.#stop(key, "this comma has no value in front of it; leave it out");
      if (!comma) this.#fault(key, `a comma is missing in front of ${this.#found()}`);
      item();
      this.#skip();
      comma = this.#text[this.#at] === ",";
      if (comma) this.#at++;
    }
  }
}

function parentOf(key: string): string {
  const cut = Math.max(key.lastIndexOf("."), key.lastIndexOf("["));
  return cut < 0 ? "" : key.slice(0, cut);
}
