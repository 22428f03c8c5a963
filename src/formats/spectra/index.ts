/** Bytes of a file of XPS, XRD, FTIR or Raman to its scans. */
import type { Measurement, Scan } from "../../spectra/measurement.ts";
import { counted } from "../cleaning.ts";
import { FormatError } from "../formatError.ts";
import { decodeText } from "../text.ts";
import { brukerBrml } from "./brukerBrml.ts";
import { brukerRaw } from "./brukerRaw.ts";
import { casaText } from "./casaText.ts";
import { delimited } from "./delimited.ts";
import { noSpectrum } from "./foreign.ts";
import { galacticSpc } from "./galacticSpc.ts";
import { igorBinary } from "./igorBinary.ts";
import { jcampDx } from "./jcampDx.ts";
import { labspec } from "./labspec.ts";
import { phi } from "./phi.ts";
import type { SpectrumOptions, SpectrumReader, SpectrumSource } from "./reader.ts";
import { renishawWdf } from "./renishawWdf.ts";
import { resolutionsPro } from "./resolutionsPro.ts";
import { rigakuRas, rigakuRasx } from "./rigaku.ts";
import { scientaText } from "./scientaText.ts";
import { specsXml } from "./specsXml.ts";
import { specsXy } from "./specsXy.ts";
import { uxd } from "./uxd.ts";
import { vamas } from "./vamas.ts";
import { xrdml } from "./xrdml.ts";

export { casaComponents } from "./casaComments.ts";
export type { SpectrumOptions } from "./reader.ts";

/** Every format that is read: one line each. */
const READERS: readonly SpectrumReader[] = [
  vamas,
  casaText,
  scientaText,
  igorBinary,
  specsXy,
  specsXml,
  phi,
  xrdml,
  rigakuRasx,
  rigakuRas,
  brukerBrml,
  brukerRaw,
  uxd,
  jcampDx,
  galacticSpc,
  renishawWdf,
  labspec,
  resolutionsPro,
  delimited,
];

/** Names of the formats that `readSpectrum` understands, as `Measurement.format` gives them. */
export const SPECTRUM_FORMATS: readonly string[] = READERS.map((reader) => reader.name);

const HEAD = 4096;

function chooseReader(source: SpectrumSource): {
  readonly reader: SpectrumReader | undefined;
  readonly score: number;
} {
  let best: SpectrumReader | undefined;
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

/** How much a file looks like one of XPS, XRD, FTIR or Raman: 0 for one that no reader takes, 1 for one that certainly is. */
export function spectrumScore(bytes: Uint8Array, file: string): number {
  return chooseReader(sourceOf(bytes, file, {})).score;
}

function sourceOf(bytes: Uint8Array, file: string, options: SpectrumOptions): SpectrumSource {
  return {
    file,
    bytes,
    text: bytes.length === 0 ? "" : decodeText(bytes),
    head: Array.from(bytes.subarray(0, HEAD), (byte) => String.fromCharCode(byte)).join(""),
    options,
  };
}

/**
 * Reads the scans of one file. The format is detected by content; the name serves only for sentences.
 *
 * Points come in the order of the file, energies on the axis of the file (`onBindingEnergy` of the scans turns kinetic energies), intensities in the
 * unit that the scan states. Everything that was dropped, assumed or is doubtful is a sentence in `warnings`.
 *
 * @param bytes content of the file
 * @param file name of the file as the user knows it
 * @throws FormatError when the file holds no scan that can be read: one sentence with file, line, what was expected and the cure
 */
export function readSpectrum(bytes: Uint8Array, file: string, options: SpectrumOptions = {}): Measurement {
  const source = sourceOf(bytes, file, options);
  const { reader } = chooseReader(source);
  if (reader === undefined) throw noSpectrum(source);
  const reading = reader.read(source);
  const warnings = [...reading.warnings];
  const scans: Scan[] = [];
  for (const scan of reading.scans) {
    const where = scan.name === undefined || reading.scans.length === 1 ? file : `${file}, scan ${scan.name}`;
    const cleaned = cleanScan({ ...scan, file }, where, warnings);
    if (cleaned !== undefined) scans.push(cleaned);
  }
  if (scans.length === 0) {
    throw new FormatError({
      file,
      expected: "at least two points with numbers",
      found: "none",
      cure: "check that the file holds a measurement and that nothing cut it off",
    });
  }
  return { file, format: reader.name, scans: uniquelyNamed(scans), warnings };
}

function pickAll(scan: Scan, kept: readonly number[]): Scan {
  const pick = (values: Float64Array): Float64Array => Float64Array.from(kept, (i) => values[i]);
  return {
    ...scan,
    x: pick(scan.x),
    y: pick(scan.y),
    ...(scan.sigma === undefined ? {} : { sigma: pick(scan.sigma) }),
    ...(scan.transmission === undefined ? {} : { transmission: pick(scan.transmission) }),
    ...(scan.curves === undefined
      ? {}
      : { curves: scan.curves.map((curve) => ({ ...curve, y: pick(curve.y) })) }),
  };
}

/** Drops points that are no finite numbers; undefined when fewer than two are left. Tells what is odd about the abscissa. */
function cleanScan(scan: Scan, where: string, warnings: string[]): Scan | undefined {
  const kept: number[] = [];
  for (let i = 0; i < scan.x.length; i++)
    if (Number.isFinite(scan.x[i]) && Number.isFinite(scan.y[i])) kept.push(i);
  const lost = scan.x.length - kept.length;
  if (lost > 0) warnings.push(`${where}: ${counted(lost, "point", "points")} without finite numbers dropped`);
  if (kept.length < 2) {
    warnings.push(
      `${where}: ${counted(kept.length, "point is", "points are")} left, and the scan was left out`,
    );
    return undefined;
  }
  let cleaned = lost > 0 ? pickAll(scan, kept) : scan;
  if (cleaned.sigma !== undefined && !cleaned.sigma.every((value) => value > 0 && Number.isFinite(value))) {
    warnings.push(`${where}: the standard deviations are not all positive numbers and were left out`);
    const { sigma: _, ...rest } = cleaned;
    cleaned = rest;
  }
  const { x } = cleaned;
  const sign = Math.sign(x[x.length - 1] - x[0]);
  let turns = 0;
  for (let i = 1; i < x.length; i++) if (!((x[i] - x[i - 1]) * sign > 0)) turns++;
  if (turns > 0)
    warnings.push(
      `${where}: the abscissa does not run in one direction (${counted(turns, "step", "steps")} back or on the spot)`,
    );
  return cleaned;
}

/** Names must tell scans apart: unnamed ones among several are numbered, repeated names get a number behind. */
function uniquelyNamed(scans: readonly Scan[]): Scan[] {
  if (scans.length === 1) return [...scans];
  const taken = new Set<string>();
  return scans.map((scan, i) => {
    const base = scan.name ?? String(i + 1);
    let name = base;
    for (let k = 2; taken.has(name); k++) name = `${base} (${k})`;
    taken.add(name);
    return { ...scan, name };
  });
}
