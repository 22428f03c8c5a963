/** Bytes to text: byte-order mark, strict UTF-8, GB 18030 when the text is Chinese, else windows-1252. */

/** Words of Chinese instrument exports: frequency, impedance, real and imaginary part, phase, voltage, current, time, cycle, temperature. */
const CHINESE = /频率|阻抗|实部|虚部|相位|电压|电流|时间|循环|温度|数据|序号/;

function decode(bytes: Uint8Array, encoding: string, fatal = false): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** UTF-16 without a mark: text of Western instruments has a zero in every second byte. */
function utf16Order(bytes: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  const length = Math.min(bytes.length & ~1, 2048);
  if (length < 8) return undefined;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < length; i += 2) {
    if (bytes[i] === 0) even++;
    if (bytes[i + 1] === 0) odd++;
  }
  const pairs = length / 2;
  if (odd > 0.8 * pairs && even < 0.05 * pairs) return "utf-16le";
  if (even > 0.8 * pairs && odd < 0.05 * pairs) return "utf-16be";
  return undefined;
}

function withoutTail(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return bytes.subarray(0, end);
}

/** Control characters that no text export contains; a few are forgiven (a damaged byte, a printer's form feed). */
function isBinary(bytes: Uint8Array): boolean {
  const length = Math.min(bytes.length, 65536);
  let control = 0;
  for (let i = 0; i < length; i++) {
    const byte = bytes[i];
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12 && byte !== 26) control++;
  }
  return control > 4 && control > 0.003 * length;
}

/** Longest strict UTF-8 prefix that differs from the whole by a cut character at the end, or undefined. */
function strictUtf8(bytes: Uint8Array): string | undefined {
  for (let cut = 0; cut < 4 && cut < bytes.length; cut++) {
    // Only continuation or lead bytes may be cut off: an ASCII byte at the end proves that nothing was cut.
    if (cut > 0 && bytes[bytes.length - cut] < 0x80) return undefined;
    const text = decode(bytes.subarray(0, bytes.length - cut), "utf-8", true);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** How a text is written: its encoding as TextDecoder names it, and the bytes of its mark. */
export interface TextEncoding {
  readonly encoding: "utf-8" | "utf-16le" | "utf-16be" | "gb18030" | "windows-1252";
  readonly mark: number;
}

/** Encoding and text of the beginning of a file, or undefined when the bytes are not text. Zero bytes at the end are ignored. */
export function readEncoding(bytes: Uint8Array): (TextEncoding & { readonly text: string }) | undefined {
  const read = (encoding: TextEncoding["encoding"], mark: number, body = bytes.subarray(mark)) => ({
    encoding,
    mark,
    text: decode(body, encoding)!,
  });
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return read("utf-16le", 2);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return read("utf-16be", 2);
  const order = utf16Order(bytes);
  if (order !== undefined) return read(order, 0);
  const content = withoutTail(bytes);
  if (isBinary(content)) return undefined;
  const mark = content[0] === 0xef && content[1] === 0xbb && content[2] === 0xbf ? 3 : 0;
  const body = content.subarray(mark);
  const utf8 = strictUtf8(body);
  if (utf8 !== undefined) return { encoding: "utf-8", mark, text: utf8 };
  const chinese = decode(body, "gb18030");
  if (chinese !== undefined && CHINESE.test(chinese)) return { encoding: "gb18030", mark, text: chinese };
  return read("windows-1252", mark, body);
}

/**
 * Text of a file, or undefined when the bytes are not text.
 * Zero bytes at the end (padding of some loggers) are ignored.
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  return readEncoding(bytes)?.text;
}

/** Lines of a text; LF, CR, CR LF and the CR CR LF of some Windows programs each end one line. */
export function splitLines(text: string): string[] {
  if (!text.includes("\r")) return text.split("\n");
  return text.split(/\r\r\n|\r\n|\n|\r/);
}

/** One character per byte (windows-1252), for files that are text with binary bytes between. */
export function decodeLatin(bytes: Uint8Array): string {
  return new TextDecoder("windows-1252").decode(bytes);
}

/** Whether the letters, all of them ASCII, stand anywhere in the bytes. */
export function holdsAscii(bytes: Uint8Array, letters: string): boolean {
  const first = letters.charCodeAt(0);
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    let i = 1;
    while (i < letters.length && bytes[at + i] === letters.charCodeAt(i)) i++;
    if (i === letters.length) return true;
  }
  return false;
}
