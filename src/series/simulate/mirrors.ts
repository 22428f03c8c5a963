/**
 * G9: the same record as the programs and machines of the world write it. A text table comes back in other encodings, with other line
 * ends, and with decimal commas; a reader must make the same numbers of each.
 */
import type { SeriesRecord } from "../record.ts";

export type MirrorEncoding = "utf-8" | "utf-16le" | "utf-16be" | "latin1" | "gb18030";

export interface TextMirror {
  /** "GB 18030". */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A record as the text of a table in the Battery Data Format; an empty cell is no number. */
export async function bdfText({ columns, blocks }: SeriesRecord): Promise<string> {
  const names = columns.map(({ column }) => column);
  const lines = [names.join(",")];
  for await (const block of blocks) {
    for (let row = 0; row < block.rows; row++) {
      lines.push(names.map((name) => String(block.columns[name]?.[row] ?? "").replace("NaN", "")).join(","));
    }
  }
  return `${lines.join("\n")}\n`;
}

/**
 * Mirrors of a text whose cells are separated by tabs, semicolons or commas: UTF-8 with a mark, both UTF-16, CR LF, CR CR LF, CR, no last
 * line end, decimal commas (behind semicolons or tabs), and windows-1252 or GB 18030 where the text has letters that they alone have.
 */
export function textMirrors(text: string): TextMirror[] {
  const mirror = (name: string, content: string, encoding: MirrorEncoding = "utf-8"): TextMirror => ({
    name,
    bytes: encodeText(content, encoding),
  });
  const isChinese = /[\u4e00-\u9fff]/.test(text);
  const isLatin = !isChinese && /[\u0080-\u00ff]/.test(text);
  return [
    mirror("UTF-8 with a mark", `\ufeff${text}`),
    mirror("UTF-16, little-endian", text, "utf-16le"),
    mirror("UTF-16, big-endian", text, "utf-16be"),
    mirror("CR LF", text.replaceAll("\n", "\r\n")),
    mirror("CR CR LF", text.replaceAll("\n", "\r\r\n")),
    mirror("CR", text.replaceAll("\n", "\r")),
    mirror("no last line end", text.replace(/\n$/, "")),
    mirror("decimal commas", withDecimalCommas(text)),
    ...(isLatin ? [mirror("windows-1252", text, "latin1")] : []),
    ...(isChinese ? [mirror("GB 18030", text, "gb18030")] : []),
  ];
}

/** Points in the numbers become commas, and commas between cells semicolons. Cells must have no quotes. */
export function withDecimalCommas(text: string): string {
  const delimiter = ["\t", ";"].find((one) => text.includes(one)) ?? ",";
  const cell = (word: string): string =>
    /^[+-]?\d*\.\d+(e[+-]?\d+)?$/i.test(word) ? word.replace(".", ",") : word;
  return text
    .split("\n")
    .map((line) =>
      line
        .split(delimiter)
        .map(cell)
        .join(delimiter === "," ? ";" : delimiter),
    )
    .join("\n");
}

/** A text in an encoding; UTF-16 with its mark. @throws RangeError for a letter that the encoding does not have in at most two bytes */
export function encodeText(text: string, encoding: MirrorEncoding): Uint8Array {
  if (encoding === "utf-8") return new TextEncoder().encode(text);
  if (encoding === "latin1") return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  if (encoding === "gb18030") return Uint8Array.from([...text].flatMap((letter) => gbBytes(letter)));
  const bytes = new Uint8Array(2 * text.length + 2);
  const view = new DataView(bytes.buffer);
  const little = encoding === "utf-16le";
  view.setUint16(0, 0xfeff, little);
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i + 2, text.charCodeAt(i), little);
  return bytes;
}

let gbTable: Map<string, readonly number[]> | undefined;

/** Two-byte codes of GB 18030, from the decoder. */
function gbBytes(letter: string): readonly number[] {
  if (letter.charCodeAt(0) < 128) return [letter.charCodeAt(0)];
  if (gbTable === undefined) {
    gbTable = new Map();
    const decoder = new TextDecoder("gb18030");
    for (let high = 0x81; high < 0xff; high++) {
      for (let low = 0x40; low < 0xff; low++) {
        if (low === 0x7f) continue;
        gbTable.set(decoder.decode(Uint8Array.of(high, low)), [high, low]);
      }
    }
  }
  const bytes = gbTable.get(letter);
  if (bytes === undefined) throw new RangeError(`GB 18030 has no code of two bytes for "${letter}"`);
  return bytes;
}
