/** Files inside a zip archive (.rasx, .brml). */
import { inflateSync, unzipSync } from "fflate";
import { FormatError } from "../formatError.ts";
import { decodeText } from "../text.ts";

/** No measurement unpacks to more; an archive that does is damaged or made to fill the memory. */
const GREATEST = 2 ** 30;

export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

/** Names of the files in the archive's directory, without unpacking; empty when it cannot be read. */
export function namesInZip(bytes: Uint8Array): string[] {
  const names: string[] = [];
  try {
    unzipSync(bytes, {
      filter: ({ name }) => {
        names.push(name);
        return false;
      },
    });
  } catch {
    // A cut archive has no directory: the local headers still name the files.
    for (let at = 0; at + 30 < bytes.length && names.length < 64; at++) {
      if (bytes[at] !== 0x50 || bytes[at + 1] !== 0x4b || bytes[at + 2] !== 3 || bytes[at + 3] !== 4)
        continue;
      const length = bytes[at + 26] | (bytes[at + 27] << 8);
      if (length > 0 && length < 512) {
        names.push(new TextDecoder("windows-1252").decode(bytes.subarray(at + 30, at + 30 + length)));
      }
    }
  }
  return names;
}

/** A file of the archive, as its directory describes it. */
interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  /** Place of its local header. */
  readonly at: number;
}

/**
 * The central directory. Sizes of 64 bits are read where an entry has them, whatever the end of the archive says: Neware writes them in
 * every .ndax, and a reader that takes 0xffffffff for the size allocates four gigabytes.
 * @throws RangeError where the archive breaks off
 */
function entriesOf(bytes: Uint8Array): Entry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const u32 = (at: number): number => view.getUint32(at, true);
  const u16 = (at: number): number => view.getUint16(at, true);
  const u64 = (at: number): number => u32(at) + 2 ** 32 * u32(at + 4);
  let end = bytes.length - 22;
  while (end >= 0 && u32(end) !== 0x06054b50) end--;
  if (end < 0) throw new RangeError("no end of the directory");
  let at = u32(end + 16);
  if (at === 0xffffffff && u32(end - 20) === 0x07064b50) at = u64(u64(end - 12) + 48);
  const entries: Entry[] = [];
  const decoder = new TextDecoder();
  while (at + 46 <= end && u32(at) === 0x02014b50) {
    const nameLength = u16(at + 28);
    const extraLength = u16(at + 30);
    const fields = [u32(at + 24), u32(at + 20), u32(at + 42)];
    const extra = at + 46 + nameLength;
    for (let field = extra; field + 4 <= extra + extraLength; field += 4 + u16(field + 2)) {
      if (u16(field) !== 1) continue;
      let wide = field + 4;
      fields.forEach((value, k) => {
        if (value !== 0xffffffff || wide + 8 > field + 4 + u16(field + 2)) return;
        fields[k] = u64(wide);
        wide += 8;
      });
    }
    entries.push({
      name: decoder.decode(bytes.subarray(at + 46, at + 46 + nameLength)),
      method: u16(at + 10),
      size: fields[0],
      packed: fields[1],
      at: fields[2],
    });
    at = extra + extraLength + u16(at + 32);
  }
  return entries;
}

/** No deflated stream grows more: a size beyond it is damage, and must not be allocated. */
const MOST_GROWTH = 1040;

/**
 * Contents of the files whose names pass, by name.
 * @throws FormatError when the archive is damaged or unpacks to more than a gigabyte
 */
export function filesInZip(
  bytes: Uint8Array,
  file: string,
  wanted: (name: string) => boolean,
): Record<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const files: Record<string, Uint8Array> = {};
  let total = 0;
  try {
    for (const { name, method, packed, size, at } of entriesOf(bytes)) {
      if (!wanted(name)) continue;
      const start = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
      if (start + packed > bytes.length || size > MOST_GROWTH * (packed + 64)) {
        throw new RangeError("sizes contradict each other");
      }
      total += size;
      if (total > GREATEST) break;
      const content = bytes.subarray(start, start + packed);
      files[name] = method === 0 ? content : inflateSync(content, { out: new Uint8Array(size) });
    }
  } catch {
    throw new FormatError({
      file,
      expected: "a complete zip archive",
      found: "one that breaks off or is damaged",
      cure: "copy the file again from the instrument",
    });
  }
  if (total > GREATEST) {
    throw new FormatError({
      file,
      expected: `an archive that unpacks to less than ${GREATEST / 2 ** 20} MB`,
      found: "a larger one",
      cure: "export the measurement as text",
    });
  }
  return files;
}

/**
 * Texts of the files whose names pass, by name.
 * @throws FormatError when the archive is damaged
 */
export function textsInZip(
  bytes: Uint8Array,
  file: string,
  wanted: (name: string) => boolean,
): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [name, content] of Object.entries(filesInZip(bytes, file, wanted))) {
    const text = decodeText(content);
    if (text !== undefined) texts.set(name, text);
  }
  return texts;
}
