/** Files inside a zip archive (.rasx, .brml). */
import { type UnzipFileInfo, unzipSync } from "fflate";
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

/**
 * Texts of the files whose names pass, by name.
 * @throws FormatError when the archive is damaged
 */
export function textsInZip(
  bytes: Uint8Array,
  file: string,
  wanted: (name: string) => boolean,
): Map<string, string> {
  let size = 0;
  let isTooLarge = false;
  const filter = (info: UnzipFileInfo): boolean => {
    if (!wanted(info.name)) return false;
    size += info.originalSize;
    if (size > GREATEST) isTooLarge = true;
    return !isTooLarge;
  };
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(bytes, { filter });
  } catch {
    throw new FormatError({
      file,
      expected: "a complete zip archive",
      found: "one that breaks off or is damaged",
      cure: "copy the file again from the instrument",
    });
  }
  if (isTooLarge) {
    throw new FormatError({
      file,
      expected: `an archive that unpacks to less than ${GREATEST / 2 ** 20} MB`,
      found: "a larger one",
      cure: "export the measurement as text",
    });
  }
  const texts = new Map<string, string>();
  for (const [name, content] of Object.entries(files)) {
    const text = decodeText(content);
    if (text !== undefined) texts.set(name, text);
  }
  return texts;
}
