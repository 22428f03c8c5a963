/** What a file that is no impedance file looks like, in a sentence with the cure. */
import { FormatError } from "./formatError.ts";
import type { Source } from "./reader.ts";

interface Kind {
  /** "a PNG image" */
  readonly what: string;
  readonly cure: string;
}

const TABLE = "give frequency, real and imaginary impedance in three columns";
const EXPORT = "export the spectrum as text (CSV) or give the instrument's impedance file";

function startsWith(bytes: Uint8Array, magic: readonly number[] | string, at = 0): boolean {
  for (let i = 0; i < magic.length; i++) {
    const byte = typeof magic === "string" ? magic.charCodeAt(i) : magic[i];
    if (bytes[at + i] !== byte) return false;
  }
  return true;
}

function contains(bytes: Uint8Array, text: string): boolean {
  const end = Math.min(bytes.length - text.length, 65536);
  for (let i = 0; i <= end; i++) if (startsWith(bytes, text, i)) return true;
  return false;
}

function zipKind(bytes: Uint8Array): Kind {
  if (contains(bytes, "opendocument.spreadsheet")) {
    return { what: "a spreadsheet (.ods)", cure: "save the sheet as CSV" };
  }
  if (contains(bytes, "xl/") || contains(bytes, "[Content_Types].xml")) {
    return { what: "an Excel workbook or another Office document", cure: "save the sheet as CSV" };
  }
  if (contains(bytes, ".ndc")) return { what: "a Neware cycling file (.ndax)", cure: EXPORT };
  return { what: "a zip archive", cure: "unpack it and give the files inside" };
}

function binaryKind(bytes: Uint8Array): Kind {
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47])) return { what: "a PNG image", cure: EXPORT };
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return { what: "a JPEG image", cure: EXPORT };
  if (startsWith(bytes, "GIF8")) return { what: "a GIF image", cure: EXPORT };
  if (startsWith(bytes, "II*\0") || startsWith(bytes, "MM\0*")) return { what: "a TIFF image", cure: EXPORT };
  if (startsWith(bytes, "%PDF")) return { what: "a PDF document", cure: EXPORT };
  if (startsWith(bytes, "PK\x03\x04") || startsWith(bytes, "PK\x05\x06")) return zipKind(bytes);
  if (startsWith(bytes, [0x1f, 0x8b]))
    return { what: "a gzip archive", cure: "unpack it and give the file inside" };
  if (startsWith(bytes, "7z\xbc\xaf\x27\x1c") || startsWith(bytes, "Rar!")) {
    return { what: "an archive", cure: "unpack it and give the files inside" };
  }
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) {
    return {
      what: "an old Office document (.xls, .doc) or an instrument's compound file",
      cure: "save the sheet as CSV",
    };
  }
  if (startsWith(bytes, "SQLite format 3")) return { what: "an SQLite database", cure: EXPORT };
  if (startsWith(bytes, "\x89HDF")) return { what: "an HDF5 file", cure: EXPORT };
  if (startsWith(bytes, "PAR1")) return { what: "a Parquet file", cure: EXPORT };
  if (startsWith(bytes, "\0\x01\0\0Standard "))
    return { what: "an Access database (Arbin .res)", cure: EXPORT };
  if (startsWith(bytes, "NEWARE")) return { what: "a Neware cycling file (.nda)", cure: EXPORT };
  if (startsWith(bytes, [0x00, 0x01, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff])) {
    return { what: "a .NET file (Autolab .nox?)", cure: "export the spectrum as text in NOVA" };
  }
  return { what: "binary data of an unknown kind", cure: EXPORT };
}

function textKind(text: string): Kind {
  const head = text.slice(0, 4096).trimStart();
  if (head === "") return { what: "only blank lines", cure: EXPORT };
  if (/^##TITLE\s*=/i.test(head)) return { what: "a JCAMP-DX spectrum", cure: EXPORT };
  if (/^VAMAS Surface Chemical/.test(head)) return { what: "a VAMAS file of surface analysis", cure: EXPORT };
  // a PDF may pass for text
  if (/^%PDF/.test(head)) return { what: "a PDF document", cure: EXPORT };
  if (/^<!doctype html|^<html/i.test(head)) {
    return { what: "a web page (HTML)", cure: "download the file itself, not the page that shows it" };
  }
  if (/^<\?xml|^<[a-z][\w:-]*[\s>]/i.test(head)) return { what: "an XML document", cure: EXPORT };
  if (/^[[{]\s*("|\{|\[|\})/.test(head)) {
    return {
      what: "JSON without arrays of frequencies",
      cure: 'name the arrays, for example "frequency_hertz", "real_impedance_ohm" and "imaginary_impedance_ohm", or write a table (CSV)',
    };
  }
  const numbers = text.slice(0, 65536).match(/\d+[.,]?\d*(?:[eE][+-]?\d+)?/g)?.length ?? 0;
  const words = text.slice(0, 65536).match(/\p{L}{3,}/gu)?.length ?? 0;
  if (words > numbers) return { what: "text without a table of numbers", cure: EXPORT };
  return {
    what: "no table with at least three columns and three rows of numbers",
    cure: TABLE,
  };
}

/** The error for a file that no reader understands. */
export function looksForeign(
  source: Source,
  expected = "an impedance spectrum",
  exported = EXPORT,
): FormatError {
  const { bytes, text, file } = source;
  const kind =
    bytes.length === 0
      ? { what: "an empty file", cure: "check that the export or the copy was finished" }
      : text === undefined
        ? binaryKind(bytes)
        : textKind(text);
  const own = exported === EXPORT;
  const isTable = kind.cure === TABLE && !own;
  // JSON is read as spectra only
  const isJson = kind.what.startsWith("JSON") && !own;
  return new FormatError({
    file,
    expected,
    found: isTable ? "a text without a line that names them" : isJson ? "JSON" : kind.what,
    cure: isTable || isJson || kind.cure === EXPORT ? exported : kind.cure,
    foreign: true,
  });
}
