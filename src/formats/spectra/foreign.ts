/** What a file that no reader understands looks like, in a sentence with the cure. */
import { FormatError } from "../formatError.ts";
import { namesInZip } from "./archive.ts";
import type { SpectrumSource } from "./reader.ts";

interface Kind {
  readonly what: string;
  readonly cure: string;
}

const EXPORT = "export the spectrum as text (CSV) or give the instrument's file";

/** By the first bytes, one character each. */
const MAGICS: readonly (readonly [magic: string, what: string, cure: string])[] = [
  ["Spectral Data File", "a Thermo OMNIC file (.spa)", "save it as JCAMP-DX, .spc or CSV in OMNIC"],
  [
    "Spectral Exte File",
    "a group of Thermo OMNIC spectra (.spg)",
    "save the spectra as JCAMP-DX, .spc or CSV in OMNIC",
  ],
  ["\x0a\x0a\xfe\xfe", "a Bruker OPUS file", "save it as JCAMP-DX or as a data point table in OPUS"],
  ["FI\0\0", "a Rigaku .raw file, whose layout is not read", "export it as .ras or .txt"],
  [
    "\xd0\xcf\x11\xe0",
    "a compound file (Avantage .vgd, .xls)",
    "export the spectra as VAMAS, or save the sheet as CSV",
  ],
  ["\x89HDF", "an HDF5 file", EXPORT],
  ["\x89PNG", "a PNG image", EXPORT],
  ["\xff\xd8\xff", "a JPEG image", EXPORT],
  ["II*\0", "a TIFF image", EXPORT],
  ["MM\0*", "a TIFF image", EXPORT],
  ["%PDF", "a PDF document", EXPORT],
  ["\x1f\x8b", "a gzip archive", "unpack it and give the file inside"],
  ["7z\xbc\xaf\x27\x1c", "an archive", "unpack it and give the files inside"],
  ["Rar!", "an archive", "unpack it and give the files inside"],
];

function zipKind(bytes: Uint8Array): Kind {
  const names = namesInZip(bytes);
  if (names.some((name) => /^xl\/|\[Content_Types\]\.xml$/.test(name))) {
    return { what: "an Excel workbook or another Office document", cure: "save the sheet as CSV" };
  }
  if (names.some((name) => /^(Experiment|Data)\d+\//.test(name))) {
    return {
      what: "an archive of a diffractometer without a scan",
      cure: "copy the file again, or export the scan as text",
    };
  }
  return { what: "a zip archive", cure: "unpack it and give the files inside" };
}

function textKind(text: string): Kind {
  const head = text.slice(0, 4096).trimStart();
  if (head === "") return { what: "only blank lines", cure: EXPORT };
  if (/^<!doctype html|^<html/i.test(head)) {
    return { what: "a web page (HTML)", cure: "download the file itself, not the page that shows it" };
  }
  if (/^<\?xml|^<[a-z][\w:-]*[\s>]/i.test(head))
    return { what: "an XML document of another kind", cure: EXPORT };
  if (/^[[{]\s*("|\{|\[|\})/.test(head)) return { what: "JSON", cure: EXPORT };
  return {
    what: "no table with two columns and three rows of numbers",
    cure: "give abscissa and intensity in two columns",
  };
}

/** The error for a file that no reader understands. */
export function noSpectrum({ bytes, text, file, head }: SpectrumSource): FormatError {
  const magic = MAGICS.find(([start]) => head.startsWith(start));
  const kind: Kind =
    bytes.length === 0
      ? { what: "an empty file", cure: "check that the export or the copy was finished" }
      : head.startsWith("PK\x03\x04") || head.startsWith("PK\x05\x06")
        ? zipKind(bytes)
        : magic !== undefined
          ? { what: magic[1], cure: magic[2] }
          : text === undefined
            ? { what: "binary data of an unknown kind", cure: EXPORT }
            : textKind(text);
  return new FormatError({
    file,
    expected: "a spectrum of XPS, XRD, FTIR or Raman",
    found: kind.what,
    cure: kind.cure,
    foreign: true,
  });
}
