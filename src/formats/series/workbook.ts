/**
 * Sheets of an .xlsx workbook as text with tabs, so that the readers of text read them. Numbers stand in the file as decimal text and are
 * handed on as they are; cells with a date format become dates; shared and inline strings become words.
 */

import { FormatError, quote } from "../formatError.ts";
import { filesInZip } from "../spectra/archive.ts";
import { children, descendants, parseXml, type XmlElement } from "../spectra/xml.ts";

export interface Sheet {
  readonly name: string;
  /** The sheet as UTF-8 with tabs and line feeds. */
  text(): Uint8Array;
}

const DAY = 86_400_000;

/** Formats of cells that Excel numbers as dates and times. */
const DATE_FORMATS: readonly number[] = [14, 15, 16, 17, 22];
const CLOCK_FORMATS: readonly number[] = [18, 19, 20, 21, 45, 46, 47];

function isDateCode(code: string): boolean {
  const bare = code.replace(/"[^"]*"|\\.|\[[^\]]*\]/g, "");
  return /[dy]/i.test(bare) && !/general/i.test(bare);
}

function textOf(element: XmlElement): string {
  return descendants(element, "t")
    .map(({ text }) => text)
    .join("");
}

/** @throws FormatError when the archive is damaged or no workbook */
export function openWorkbook(bytes: Uint8Array, file: string): Sheet[] {
  const files = filesInZip(bytes, file, (name) => /^xl\/.*\.(xml|rels)$/.test(name));
  const decoder = new TextDecoder();
  const xml = (path: string): XmlElement | undefined =>
    files[path] === undefined ? undefined : parseXml(decoder.decode(files[path]), `${file}: ${path}`);
  const workbook = xml("xl/workbook.xml");
  const links = new Map(
    children(xml("xl/_rels/workbook.xml.rels"), "Relationship").map(({ attributes }) => [
      attributes.Id,
      attributes.Target,
    ]),
  );
  const strings = children(xml("xl/sharedStrings.xml"), "si").map(textOf);
  const dates = dateStyles(xml("xl/styles.xml"));
  const is1904 = descendants(workbook, "workbookPr").some(({ attributes }) =>
    /^(1|true)$/.test(attributes.date1904 ?? ""),
  );
  return descendants(workbook, "sheet").flatMap(({ attributes }) => {
    const target = links.get(attributes.id);
    if (target === undefined) return [];
    const content = files[target.startsWith("/") ? target.slice(1) : `xl/${target}`];
    if (content === undefined) return [];
    return [
      { name: attributes.name ?? "", text: () => sheetText(decoder.decode(content), strings, dates, is1904) },
    ];
  });
}

/** Per style of a cell, whether its number is a date. */
function dateStyles(styles: XmlElement | undefined): readonly ("date" | "clock" | undefined)[] {
  const own = new Map(
    descendants(styles, "numFmt").map(({ attributes }) => [
      Number(attributes.numFmtId),
      attributes.formatCode ?? "",
    ]),
  );
  const cells = children(styles, "cellXfs")[0];
  return children(cells, "xf").map(({ attributes }) => {
    const id = Number(attributes.numFmtId);
    const code = own.get(id);
    if (DATE_FORMATS.includes(id) || (code !== undefined && isDateCode(code))) return "date";
    if (CLOCK_FORMATS.includes(id) || (code !== undefined && /h.*m|m.*s/i.test(code.replace(/"[^"]*"/g, ""))))
      return "clock";
    return undefined;
  });
}

function columnOf(reference: string): number {
  let column = 0;
  for (let i = 0; i < reference.length; i++) {
    const code = reference.charCodeAt(i);
    if (code < 65 || code > 90) break;
    column = 26 * column + code - 64;
  }
  return column - 1;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

function plain(text: string): string {
  return text
    .replace(/&(#x?[0-9a-f]+|\w+);/gi, (whole, name: string) => {
      if (name[0] !== "#") return ENTITIES[name] ?? whole;
      return String.fromCodePoint(
        name[1] === "x" ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1)),
      );
    })
    .replace(/[\t\r\n]+/g, " ");
}

/** Rows of a sheet; the scan is by pattern, since a tree of a million cells would take a gigabyte. */
function sheetText(
  xml: string,
  strings: readonly string[],
  dates: readonly ("date" | "clock" | undefined)[],
  is1904: boolean,
): Uint8Array {
  const lines: string[] = [];
  const rowPattern = /<(?:\w+:)?row\b([^>]*?)(?:\/>|>([\s\S]*?)<\/(?:\w+:)?row>)/g;
  const cellPattern = /<(?:\w+:)?c\b([^>]*?)(?:\/>|>([\s\S]*?)<\/(?:\w+:)?c>)/g;
  for (const [, attributes, content = ""] of xml.matchAll(rowPattern)) {
    const number = Number(/\br="(\d+)"/.exec(attributes)?.[1] ?? lines.length + 1);
    // rows without cells are left out of the file
    while (lines.length < Math.min(number - 1, lines.length + 1000)) lines.push("");
    const cells: string[] = [];
    for (const [, cell, inner = ""] of content.matchAll(cellPattern)) {
      const reference = /\br="([A-Z]+)\d*"/.exec(cell)?.[1];
      const at = reference === undefined ? cells.length : columnOf(reference);
      while (cells.length < at) cells.push("");
      const type = /\bt="(\w+)"/.exec(cell)?.[1];
      const value = /<(?:\w+:)?v\b[^>]*>([^<]*)</.exec(inner)?.[1] ?? "";
      if (type === "s") cells.push(plain(strings[Number(value)] ?? ""));
      else if (type === "inlineStr" || type === "str" || type === "e") {
        const words = [...inner.matchAll(/<(?:\w+:)?[tv]\b[^>]*>([^<]*)</g)].map(([, text]) => text);
        cells.push(plain(words.join("")));
      } else {
        const style = dates[Number(/\bs="(\d+)"/.exec(cell)?.[1] ?? -1)];
        cells.push(style === undefined || value === "" ? value : dateText(Number(value), style, is1904));
      }
    }
    lines.push(cells.join("\t"));
  }
  return new TextEncoder().encode(`${lines.join("\n")}\n`);
}

/** ISO date to the millisecond, or hours:minutes:seconds. */
function dateText(days: number, style: "date" | "clock", is1904: boolean): string {
  if (!Number.isFinite(days)) return "";
  if (style === "clock" && days < 366) {
    const milliseconds = Math.round(days * DAY);
    const seconds = Math.floor(milliseconds / 1000);
    const two = (value: number): string => String(value).padStart(2, "0");
    const fraction = milliseconds % 1000 === 0 ? "" : `.${String(milliseconds % 1000).padStart(3, "0")}`;
    return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}${fraction}`;
  }
  const since = Date.UTC(1899, 11, 30) + (days + (is1904 ? 1462 : 0)) * DAY;
  const date = new Date(Math.round(since));
  return Number.isNaN(date.getTime()) ? "" : date.toISOString().replace("T", " ").replace("Z", "");
}

/** The error for a workbook without a series. */
export function noSheet(file: string, sheets: readonly Sheet[]): FormatError {
  return new FormatError({
    file,
    expected: "a sheet with a header that names time and voltage",
    found:
      sheets.length === 0 ? "no sheets" : `the sheets ${sheets.map(({ name }) => quote(name)).join(", ")}`,
    cure: "name the sheet with the option sheet, or save it as CSV",
  });
}
