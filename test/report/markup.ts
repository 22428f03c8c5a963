/** A strict reader of the markup that reports write: every element closed, every attribute quoted, every character escaped. */
export interface MarkupElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Text of the element and all elements inside it, unescaped. */
  text: string;
  readonly path: readonly string[];
}

/** All elements in document order. @throws where the text is not well-formed. */
export function readMarkup(markup: string): MarkupElement[] {
  const elements: MarkupElement[] = [];
  const open: MarkupElement[] = [];
  const source = markup.replace(/^<!DOCTYPE html>\s*/, "");
  let at = 0;
  while (at < source.length) {
    const next = source.indexOf("<", at);
    const text = source.slice(at, next < 0 ? source.length : next);
    const words = unescaped(text);
    const read = open.at(-1)?.attributes.class === "raised" ? superscript(words) : words;
    for (const element of open) element.text += read;
    if (next < 0) break;
    // The content of a style sheet is not markup in HTML.
    const tag = /^<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/.exec(source.slice(next));
    if (!tag) throw new Error(`not well-formed at ${source.slice(next, next + 80)}`);
    const [whole, closing, name = "", list = "", empty] = tag;
    at = next + whole.length;
    if (closing) {
      const last = open.pop();
      if (last?.name !== name) throw new Error(`</${name}> closes <${last?.name ?? "nothing"}>`);
      continue;
    }
    const attributes: Record<string, string> = {};
    for (const [, key = "", value = ""] of list.matchAll(/([\w:-]+)="([^"]*)"/g)) {
      if (key in attributes) throw new Error(`<${name}> has two attributes ${key}`);
      attributes[key] = unescaped(value);
    }
    const element = { name, attributes, text: "", path: open.map((one) => one.name) };
    elements.push(element);
    if (!empty) open.push(element);
  }
  if (open.length > 0) throw new Error(`<${open.at(-1)!.name}> is not closed`);
  return elements;
}

/** Raised letters as the characters that they stand for. */
function superscript(letters: string): string {
  const raised: Readonly<Record<string, string>> = { "−": "⁻", "+": "⁺", n: "ⁿ" };
  return letters
    .replace("1/2", "½")
    .replace(/[0-9]/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]!)
    .replace(/[−+n]/g, (letter) => raised[letter]!);
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };

function unescaped(text: string): string {
  return text.replace(/&([^;\s]*);?/g, (whole, name: string) => {
    const letter = entities[name];
    if (letter === undefined || !whole.endsWith(";")) throw new Error(`"${whole}" is no escaped character`);
    return letter;
  });
}

/** A typeset number read back: true minus sign, "× 10ⁿ" and bare "10ⁿ". */
export function readNumber(text: string): number {
  const digits = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  const plain = text
    .replaceAll("−", "-")
    .replace(/\s*×\s*10(?=[⁻⁰¹²³⁴-⁹])/, "e")
    .replace(/^10(?=[⁻⁰¹²³⁴-⁹])/, "1e")
    .replace(/[⁻⁰¹²³⁴-⁹]/g, (letter) => (letter === "⁻" ? "-" : String(digits.indexOf(letter))));
  return plain.trim() === "" ? Number.NaN : Number(plain);
}

/** Tick labels of one axis with their places on the page, in the order drawn. */
export function readTicks(svg: string, axis: "x" | "y"): { at: number; value: number }[] {
  return readMarkup(svg)
    .filter((element) => element.attributes.class === `tick-${axis}`)
    .map((element) => ({ at: Number(element.attributes[axis]), value: readNumber(element.text) }));
}
