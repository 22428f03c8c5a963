/**
 * XML of instruments as a tree: elements, attributes, text. Names lose their prefix; comments, processing instructions and the
 * document type are skipped, and entities other than those of the standard stay as they are, so a file cannot make the
 * reader fetch or expand anything.
 */
import { FormatError, quote } from "../formatError.ts";

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  /** Own text, without that of the children. */
  text: string;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

function decoded(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|\w+);/gi, (whole, name: string) => {
    if (name[0] !== "#") return ENTITIES[name] ?? whole;
    const code =
      name[1] === "x" || name[1] === "X" ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

function attributesOf(text: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name, double, single] of text.matchAll(/([^\s=/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    attributes[localName(name)] = decoded(double ?? single);
  }
  return attributes;
}

/** Place behind a tag that begins at `at`: quotes may hold ">", the document type may hold brackets. */
function tagEnd(text: string, at: number): number {
  let quoteMark = "";
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    const letter = text[i];
    if (quoteMark !== "") {
      if (letter === quoteMark) quoteMark = "";
    } else if (letter === '"' || letter === "'") quoteMark = letter;
    else if (letter === "[") depth++;
    else if (letter === "]") depth--;
    else if (letter === ">" && depth <= 0) return i + 1;
  }
  return -1;
}

/** @throws FormatError when the text is not well formed or breaks off */
export function parseXml(text: string, file: string): XmlElement {
  const broken = (at: number, found: string): FormatError =>
    new FormatError({
      file,
      line: text.slice(0, at).split("\n").length,
      expected: "well-formed XML",
      found,
      cure: "the file seems cut off or edited: copy it again from the instrument",
    });
  const root: XmlElement = { name: "", attributes: {}, children: [], text: "" };
  const open: XmlElement[] = [root];
  let at = 0;
  while (at < text.length) {
    const element = open[open.length - 1];
    const next = text.indexOf("<", at);
    const piece = text.slice(at, next < 0 ? text.length : next);
    if (piece.trim() !== "") element.text += decoded(piece);
    if (next < 0) break;
    const skip = (begin: string, end: string): boolean => {
      if (!text.startsWith(begin, next)) return false;
      const stop = text.indexOf(end, next + begin.length);
      if (stop < 0) throw broken(next, `${quote(begin)} without ${quote(end)}`);
      if (begin === "<![CDATA[") element.text += text.slice(next + begin.length, stop);
      at = stop + end.length;
      return true;
    };
    if (skip("<!--", "-->") || skip("<![CDATA[", "]]>") || skip("<?", "?>")) continue;
    const end = tagEnd(text, next);
    if (end < 0) throw broken(next, `a tag that does not end: ${quote(text.slice(next, next + 40))}`);
    at = end;
    if (text[next + 1] === "!") continue;
    const tag = text.slice(next + 1, end - 1);
    if (tag[0] === "/") {
      const name = localName(tag.slice(1).trim());
      if (open.length === 1 || element.name !== name)
        throw broken(next, `${quote(`</${name}>`)}, which closes nothing`);
      open.pop();
      continue;
    }
    const isEmpty = tag.endsWith("/");
    const [, name, rest] = /^([^\s/]+)([\s\S]*)$/.exec(tag) ?? [];
    if (name === undefined) throw broken(next, quote(text.slice(next, end)));
    const child: XmlElement = {
      name: localName(name),
      attributes: attributesOf(rest),
      children: [],
      text: "",
    };
    element.children.push(child);
    if (!isEmpty) open.push(child);
  }
  if (open.length > 1)
    throw broken(text.length, `the end of the file inside ${quote(`<${open[open.length - 1].name}>`)}`);
  if (root.children.length === 0) throw broken(0, "no element");
  return root.children[0];
}

/** First element below that stands at a path of names: "ScanInformation/Start". */
export function find(element: XmlElement | undefined, path: string): XmlElement | undefined {
  let here = element;
  for (const name of path.split("/")) here = here?.children.find((child) => child.name === name);
  return here;
}

/** Children of a name. */
export function children(element: XmlElement | undefined, name: string): XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** Every element of a name at any depth, in the order of the file. */
export function descendants(element: XmlElement | undefined, name: string): XmlElement[] {
  const found: XmlElement[] = [];
  const ahead = element === undefined ? [] : [element];
  for (let one = ahead.pop(); one !== undefined; one = ahead.pop()) {
    if (one.name === name) found.push(one);
    for (let i = one.children.length - 1; i >= 0; i--) ahead.push(one.children[i]);
  }
  return found;
}

/** Trimmed text at a path, or "". */
export function textAt(element: XmlElement | undefined, path: string): string {
  return find(element, path)?.text.trim() ?? "";
}

/** Number at a path, or NaN. */
export function numberAt(element: XmlElement | undefined, path: string): number {
  const text = textAt(element, path);
  return text === "" ? Number.NaN : Number(text);
}
