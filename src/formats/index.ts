/** Bytes of an instrument's file to a dataset of impedance spectra. */
import type { Dataset, Spectrum } from "../impedance/spectrum.ts";
import { autolab } from "./autolab.ts";
import { biologicMpr } from "./biologicMpr.ts";
import { biologicMpt } from "./biologicMpt.ts";
import { chi } from "./chi.ts";
import { cleanSpectrum } from "./cleaning.ts";
import { delimited } from "./delimited.ts";
import { FormatError } from "./formatError.ts";
import { gamryDta } from "./gamryDta.ts";
import { ivium } from "./ivium.ts";
import { palmsensPssession } from "./palmsensPssession.ts";
import { parstat } from "./parstat.ts";
import { powersuite } from "./powersuite.ts";
import type { Reader, ReadOptions, Source } from "./reader.ts";
import { relaxis } from "./relaxis.ts";
import { looksForeign } from "./signature.ts";
import { spectraJson } from "./spectraJson.ts";
import { decodeText } from "./text.ts";
import { versastudio } from "./versastudio.ts";
import { zahnerIsm } from "./zahnerIsm.ts";
import { zplot } from "./zplot.ts";

export { FormatError } from "./formatError.ts";
export type { ImaginaryConvention, Reader, ReadOptions } from "./reader.ts";

/** Every format that is read: one line each. */
const READERS: readonly Reader[] = [
  biologicMpr,
  biologicMpt,
  gamryDta,
  zplot,
  zahnerIsm,
  palmsensPssession,
  ivium,
  autolab,
  chi,
  parstat,
  powersuite,
  versastudio,
  relaxis,
  spectraJson,
  delimited,
];

/** Names of the formats that `readImpedance` understands, as `Dataset.format` gives them. */
export const FORMATS: readonly string[] = READERS.map((reader) => reader.name);

function chooseReader(source: Source): { readonly reader: Reader | undefined; readonly score: number } {
  let best: Reader | undefined;
  let highest = 0;
  for (const reader of READERS) {
    const score = reader.detect(source);
    if (score > highest) {
      highest = score;
      best = reader;
    }
  }
  return { reader: best, score: highest };
}

/** How much a file looks like one of impedance: 0 for one that no reader takes, 1 for one that certainly is. */
export function impedanceScore(bytes: Uint8Array, file: string): number {
  return chooseReader(sourceOf(bytes, file, {})).score;
}

function sourceOf(bytes: Uint8Array, file: string, options: ReadOptions): Source {
  return { file, bytes, text: bytes.length === 0 ? "" : decodeText(bytes), options };
}

/**
 * Reads the impedance spectra of one file. The format is detected by content; the name serves only for sentences.
 *
 * Frequencies come in Hz, impedances in Ω, capacitive points with Z″ < 0, points in the order of the file.
 * Everything that was dropped, converted, assumed or doubtful is a sentence in `warnings`.
 *
 * @param bytes content of the file
 * @param file name of the file as the user knows it
 * @throws FormatError when the file holds no impedance spectrum that can be read: one sentence with file, line, what was expected and the cure
 */
export function readImpedance(bytes: Uint8Array, file: string, options: ReadOptions = {}): Dataset {
  const source = sourceOf(bytes, file, options);
  const { reader } = chooseReader(source);
  if (reader === undefined) throw looksForeign(source);
  const reading = reader.read(source);

  const spectra: Spectrum[] = [];
  const warnings = [...reading.warnings];
  const losses: string[] = [];
  let dcOnlyRows = 0;
  let dcOnlySpectra = 0;
  reading.spectra.forEach((raw) => {
    const where =
      raw.name === undefined || reading.spectra.length === 1 ? file : `${file}, spectrum ${raw.name}`;
    const cleaned = cleanSpectrum(raw, file, where);
    if (cleaned.spectrum === undefined && cleaned.dcRows === raw.frequency.length) {
      dcOnlyRows += cleaned.dcRows;
      dcOnlySpectra++;
      return;
    }
    warnings.push(...cleaned.warnings);
    if (cleaned.spectrum !== undefined) spectra.push(cleaned.spectrum);
    else {
      losses.push(...cleaned.warnings);
      warnings.push(`${where}: no point is left, and the spectrum was left out`);
    }
  });
  if (dcOnlyRows > 0) {
    warnings.push(
      `${file}: ${dcOnlyRows} rows with frequency 0 (direct-current samples${dcOnlySpectra > 1 ? ` in ${dcOnlySpectra} groups` : ""}) belong to no spectrum and were left out`,
    );
  }
  if (spectra.length === 0) {
    throw new FormatError({
      file,
      expected: "at least one point with a positive frequency and a finite impedance",
      found: losses.length > 0 ? `none: ${losses[0].replace(`${file}: `, "")}` : "none",
      cure: "check that the file holds an impedance measurement and that nothing cut it off",
    });
  }
  return { file, format: reader.name, spectra: uniquelyNamed(spectra), warnings };
}

/** Names must tell spectra apart: unnamed ones among several are numbered, repeated names get a number behind. */
function uniquelyNamed(spectra: readonly Spectrum[]): Spectrum[] {
  if (spectra.length === 1) return [...spectra];
  const taken = new Set<string>();
  return spectra.map((spectrum, i) => {
    const base = spectrum.name ?? String(i + 1);
    let name = base;
    for (let k = 2; taken.has(name); k++) name = `${base} (${k})`;
    taken.add(name);
    return { ...spectrum, name };
  });
}
