/**
 * VAMAS (ISO 14976): text, one value a line. A head, then blocks; REGULAR blocks state first abscissa and step, IRREGULAR ones give the
 * abscissa as the first of the corresponding variables. Ordinates of all corresponding variables are interleaved.
 *
 * Source: W. A. Dench, L. B. Hazell, M. P. Seah, Surf. Interface Anal. 13 (1988) 63.
 */
import type { Scan } from "../../spectra/measurement.ts";
import { FormatError, quote } from "../formatError.ts";
import { splitLines } from "../text.ts";
import { type Abscissa, intensityUnit, nameAbscissa } from "./abscissa.ts";
import { casaComponents, countCasaLines } from "./casaComments.ts";
import { evenly, type Facts, factsOf, known, type SpectrumReader, type SpectrumReading } from "./reader.ts";
import { CUT_OR_EDITED, Lines } from "./valueLines.ts";

const EXPERIMENTS = ["MAP", "MAPDP", "MAPSV", "MAPSVDP", "NORM", "SDP", "SDPSV", "SEM", "NOEXP"];

interface Head {
  readonly instrument: string;
  readonly experiment: string;
  readonly scanMode: string;
  readonly variables: readonly { readonly label: string; readonly unit: string }[];
  /** Lines that a future edition adds to each block. */
  readonly futureLines: number;
  readonly blocks: number;
}

function readHead(lines: Lines): Head {
  lines.text("the format identifier");
  lines.text("the institution");
  const instrument = lines.text("the instrument");
  lines.text("the operator");
  lines.text("the experiment");
  lines.texts(lines.count("the number of comment lines"), "comment");
  const experiment = lines.text("the experiment mode").toUpperCase();
  if (!EXPERIMENTS.includes(experiment)) {
    throw lines.unexpected(`the experiment mode (${EXPERIMENTS.join(", ")})`, experiment);
  }
  const scanMode = lines.text("the scan mode").toUpperCase();
  if (scanMode !== "REGULAR" && scanMode !== "IRREGULAR") {
    throw new FormatError({
      file: lines.file,
      line: lines.at,
      expected: "the scan mode REGULAR or IRREGULAR",
      found: quote(scanMode),
      cure: scanMode === "MAPPING" ? "export the spectra of the map instead of its images" : CUT_OR_EDITED,
    });
  }
  if (["MAP", "MAPDP", "NORM", "SDP"].includes(experiment)) lines.count("the number of regions");
  if (experiment === "MAP" || experiment === "MAPDP") {
    lines.number("the number of analysis positions");
    lines.number("the number of x coordinates");
    lines.number("the number of y coordinates");
  }
  const variables = Array.from({ length: lines.count("the number of experimental variables") }, () => ({
    label: lines.text("the name of an experimental variable"),
    unit: lines.text("the unit of an experimental variable"),
  }));
  const included = lines.number("the number of entries in the inclusion list");
  if (included !== 0) {
    throw new FormatError({
      file: lines.file,
      line: lines.at,
      expected: "blocks that state every parameter",
      found: "a list of parameters that are left out",
      cure: "read and save the file in CasaXPS, which writes all of them",
    });
  }
  lines.texts(lines.count("the number of manually entered items"), "manually entered item");
  const futureHead = lines.count("the number of future entries of the experiment");
  const futureLines = lines.count("the number of future entries of a block");
  lines.texts(futureHead, "future entry");
  return {
    instrument,
    experiment,
    scanMode,
    variables,
    futureLines,
    blocks: lines.count("the number of blocks"),
  };
}

function dateOf(parts: readonly number[]): string | undefined {
  const [year, month, day, hour, minute, second] = parts;
  if (!(year > 1900 && month >= 1 && month <= 12 && day >= 1 && day <= 31)) return undefined;
  const two = (value: number): string => String(Math.max(0, Math.min(value, 59))).padStart(2, "0");
  return `${year}-${two(month)}-${two(day)}T${two(Math.min(hour, 23))}:${two(minute)}:${two(second)}`;
}

const SPUTTERED = [
  "FABMS",
  "FABMS energy spec",
  "ISS",
  "SIMS",
  "SIMS energy spec",
  "SNMS",
  "SNMS energy spec",
];

function readBlock(
  lines: Lines,
  head: Head,
  options: { photonEnergy?: number },
): { scan: Scan; losses: string[] } {
  const { experiment } = head;
  const is = (...modes: string[]): boolean => modes.includes(experiment);
  const name = lines.text("the name of a block");
  const sample = lines.text("the sample");
  const date = dateOf(lines.numbers(6, "date and time"));
  lines.number("the hours from Greenwich Mean Time");
  const comments = lines.texts(lines.count("the number of comment lines of a block"), "comment");
  const technique = lines.text("the technique");
  if (is("MAP", "MAPDP")) lines.numbers(2, "a coordinate of the position");
  const variables = head.variables.map(({ label, unit }) => ({
    label: /\[|\(/.test(label) || unit === "d" || unit === "n" ? label : `${label}/${unit}`,
    value: lines.number(`the experimental variable ${quote(label)}`),
  }));
  const source = lines.text("the label of the source");
  if (is("MAPDP", "MAPSVDP", "SDP", "SDPSV") || SPUTTERED.includes(technique)) {
    lines.numbers(3, "a property of the sputtering ion");
  }
  const energy = lines.number("the characteristic energy of the source");
  lines.numbers(3, "strength and width of the beam");
  if (is("MAP", "MAPDP", "MAPSV", "MAPSVDP", "SEM")) lines.numbers(2, "the field of view");
  if (is("MAPSV", "MAPSVDP", "SEM")) lines.numbers(6, "a coordinate of the line scan");
  lines.numbers(2, "an angle of incidence");
  lines.text("the mode of the analyser");
  const passEnergy = lines.number("the pass energy");
  if (technique === "AES diff") lines.number("the differential width");
  lines.numbers(7, "a property of the analyser");
  const species = lines.text("the species");
  const transition = lines.text("the transition");
  lines.number("the charge of the detected particle");

  const isRegular = head.scanMode === "REGULAR";
  let label = "";
  let unit = "";
  let first = 0;
  let step = 0;
  if (isRegular) {
    label = lines.text("the name of the abscissa");
    unit = lines.text("the unit of the abscissa");
    first = lines.number("the first abscissa");
    step = lines.number("the step of the abscissa");
  }
  const many = lines.count("the number of corresponding variables");
  if (many < (isRegular ? 1 : 2) || many > 64) {
    throw lines.unexpected(`${isRegular ? 1 : 2} to 64 corresponding variables`, String(many));
  }
  const columns = Array.from({ length: many }, () => ({
    label: lines.text("the name of a corresponding variable"),
    unit: lines.text("the unit of a corresponding variable"),
  }));
  const signal = lines.text("the signal mode");
  const dwell = lines.number("the collection time");
  const sweeps = lines.number("the number of scans");
  lines.number("the signal time correction");
  const depth = is("MAPDP", "MAPSVDP", "SDP", "SDPSV");
  if (depth && ["AES diff", "AES dir", "EDX", "ELS", "UPS", "XPS", "XRF"].includes(technique)) {
    lines.numbers(6, "a property of the sputtering source");
    lines.text("the mode of the sputtering source");
  }
  lines.numbers(3, "an angle of the sample");
  const extra: Facts = {};
  for (let i = lines.count("the number of additional parameters"); i > 0; i--) {
    const [extraLabel] = lines.texts(2, "additional parameter");
    const text = lines.text("the value of an additional parameter");
    extra[extraLabel] = text !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
  }
  lines.texts(head.futureLines, "future entry");
  const ordinates = lines.count("the number of ordinates");
  if (ordinates % many !== 0) {
    throw lines.unexpected(
      `a number of ordinates that ${many} corresponding variables share`,
      String(ordinates),
    );
  }
  lines.numbers(2 * many, "a least or greatest ordinate");
  if (ordinates > lines.lines.length - lines.at) {
    throw new FormatError({
      file: lines.file,
      line: lines.at,
      expected: `${ordinates} ordinates in the block ${quote(name)}`,
      found: `${Math.max(0, lines.lines.length - lines.at)} lines to the end of the file`,
      cure: CUT_OR_EDITED,
    });
  }
  const points = ordinates / many;
  const values = columns.map(() => new Float64Array(points));
  for (let i = 0; i < points; i++) for (let k = 0; k < many; k++) values[k][i] = lines.number("an ordinate");

  const at = isRegular ? 0 : 1;
  const abscissa: Abscissa = isRegular
    ? nameAbscissa(label, unit)
    : nameAbscissa(columns[0].label, columns[0].unit);
  const transmission = columns.findIndex((column, k) => k > at && /transmission/i.test(column.label));
  const isCounted =
    /pulse counting/i.test(signal) && !/(c(ount)?s?\s*\/\s*s|cps|per second)/i.test(columns[at].unit);
  const unitText = intensityUnit(columns[at].unit);
  const photonEnergy = options.photonEnergy ?? (/XPS|UPS/.test(technique) ? known(energy) : undefined);
  const fit = casaComponents(comments, photonEnergy);
  const losses: string[] = [];
  const expected = countCasaLines(comments);
  const got = (fit?.components.length ?? 0) + (fit?.regions.length ?? 0);
  if (got < expected) {
    losses.push(
      `${expected - got} of ${expected} lines of the stored CasaXPS fit are not understood and were left out`,
    );
  }
  if (isCounted && /counts? per second|\bcps\b/i.test(name)) {
    losses.push(
      `the block is named ${quote(name)} but states pulse counting for ${dwell} s: its intensities were read as counts, and standard deviations from them are wrong if they are rates`,
    );
  }
  for (const { measured, aligned } of fit?.calibrations ?? []) {
    losses.push(
      `CasaXPS stores a correction of the energy axis (measured ${measured} eV, true ${aligned} eV), which was not applied; shift the binding energies by ${Number((aligned - measured).toPrecision(6))} eV`,
    );
  }
  return {
    losses,
    scan: {
      name,
      ...abscissa,
      x: isRegular ? evenly(first, step, points) : values[0],
      yLabel: columns[at].label,
      yUnit: isCounted ? "counts" : unitText === "d" || unitText === "n" ? "" : unitText,
      y: values[at],
      ...(transmission < 0 ? {} : { transmission: values[transmission] }),
      ...(photonEnergy === undefined ? {} : { photonEnergy }),
      ...(known(dwell) === undefined ? {} : { dwell }),
      ...(known(sweeps) === undefined ? {} : { sweeps }),
      ...(fit === undefined ? {} : { fit }),
      facts: factsOf({
        technique,
        sample,
        source: known(energy) === undefined ? undefined : source,
        instrument: /^not specified$/i.test(head.instrument) ? undefined : head.instrument,
        pass_energy_electronvolt: known(passEnergy),
        species: /^not specified$/i.test(species) ? undefined : species,
        transition,
        start_time: date,
        ...Object.fromEntries(variables.map((variable) => [variable.label, variable.value])),
        ...extra,
      }),
    },
  };
}

export const vamas: SpectrumReader = {
  name: "vamas",
  detect: ({ head }) => (/^(\ufeff|ï»¿)?\s*VAMAS Surface Chemical Analysis/i.test(head) ? 1 : 0),
  read({ file, text, bytes, options }): SpectrumReading {
    const lines = new Lines(splitLines(text ?? new TextDecoder("windows-1252").decode(bytes)), file);
    while (/^\s*$/.test(lines.lines[lines.at] ?? "x")) lines.at++;
    const head = readHead(lines);
    const scans: Scan[] = [];
    const warnings: string[] = [];
    for (let block = 1; block <= head.blocks; block++) {
      try {
        const { scan, losses } = readBlock(lines, head, options);
        scans.push(scan);
        warnings.push(...losses.map((loss) => `${file}, scan ${scan.name}: ${loss}`));
      } catch (error) {
        // The place of the next block is lost with this one; what was read before stays.
        if (!(error instanceof FormatError) || scans.length === 0) throw error;
        warnings.push(`${error.message}; ${scans.length} of ${head.blocks} blocks were read`);
        break;
      }
    }
    return { scans, warnings };
  },
};
