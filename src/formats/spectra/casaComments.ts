/**
 * The fit that CasaXPS stores in the comments of a VAMAS block.
 *
 *   CASA region (*C 1s*) (*Shirley*) 1195.8759 1202.9854 0.278 2 0 0 159.91321 -450 0 0 (*C 1s*) 12.011 0 0.278
 *     name, background, limits, sensitivity factor, averaged points, offsets at both ends, four numbers of the Tougaard cross section, tag, mass
 *   CASA comp (*Fe 2p*) (*LF(0.54,10,80,100,6)*) Area 63507.374 1e-020 6383903.5 -1 1 MFWHM 3.86 1.07 26.75 -1 1 Position 777.56 738.01 782.60 -1 1 RSF 16.42 …
 *     name, line shape, and for area, width and position: value, lower limit, upper limit, index of the component that
 *     determines it (−1: none), factor (area, width) or offset (position)
 *   Calib M = 281.1700 A = 284.8 BE ADD
 *     measured and true binding energy of a reference
 *
 * All energies of regions and components are kinetic, also in blocks whose abscissa is the binding energy: E_B = hν − E_kin with the
 * characteristic energy of the block. Found in files of CasaXPS 2.3.22 to 2.3.25 beside their text exports, which print binding energies.
 */
import type {
  StoredCalibration,
  StoredComponent,
  StoredFit,
  StoredParameter,
  StoredRegion,
} from "../../spectra/storedFit.ts";

const NUMBER = "([-+]?[\\d.]+(?:[eE][-+]?\\d+)?)";
const LABEL = "\\(\\*(.*?)\\*\\)";
const COMPONENT = new RegExp(`^CASA comp ${LABEL} ${LABEL} (.*)$`);
const REGION = new RegExp(`^CASA region ${LABEL} ${LABEL} (.*?)\\s*(?:${LABEL}(.*))?$`);
const CALIBRATION = new RegExp(`^Calib M = ${NUMBER} A = ${NUMBER}\\s*(.*)$`);

/** "Area value lower upper index factor" of a line. */
function parameter(text: string, name: string): StoredParameter | undefined {
  const numbers = new RegExp(`(?:^|\\s)${name} ${[NUMBER, NUMBER, NUMBER, NUMBER, NUMBER].join(" ")}`)
    .exec(text)
    ?.slice(1)
    .map(Number);
  if (numbers === undefined) return undefined;
  const [value, lower, upper, index, factor] = numbers;
  const tie = index >= 0 ? { tie: { component: index, factor } } : {};
  return { value, lower, upper, ...tie };
}

/** Kinetic to binding energy: limits change places, an offset its sign. */
function mirrored(kinetic: StoredParameter, photonEnergy: number): StoredParameter {
  const { value, lower, upper, tie } = kinetic;
  return {
    value: photonEnergy - value,
    ...(upper === undefined ? {} : { lower: photonEnergy - upper }),
    ...(lower === undefined ? {} : { upper: photonEnergy - lower }),
    ...(tie === undefined ? {} : { tie: { component: tie.component, factor: -tie.factor } }),
  };
}

function readComponent(line: string, photonEnergy: number | undefined): StoredComponent | undefined {
  const match = COMPONENT.exec(line);
  if (match === null) return undefined;
  const [, name, shape, rest] = match;
  const area = parameter(rest, "Area");
  const fwhm = parameter(rest, "M?FWHM");
  const position = parameter(rest, "Position");
  if (area === undefined || fwhm === undefined || position === undefined) return undefined;
  const rsf = new RegExp(`(?:^|\\s)RSF ${NUMBER}`).exec(rest)?.[1];
  const tag = new RegExp(`INDEX \\S+ ${LABEL}`).exec(rest)?.[1];
  return {
    name,
    shape,
    area,
    fwhm,
    position: photonEnergy === undefined ? position : mirrored(position, photonEnergy),
    ...(rsf === undefined ? {} : { rsf: Number(rsf) }),
    ...(tag === undefined || tag === "" ? {} : { tag }),
  };
}

function readRegion(line: string, photonEnergy: number | undefined): StoredRegion | undefined {
  const match = REGION.exec(line);
  if (match === null) return undefined;
  const [, name, background, text, tag] = match;
  const numbers = text.trim().split(/\s+/).map(Number);
  if (numbers.length < 2 || !numbers.slice(0, 2).every(Number.isFinite)) return undefined;
  const [first, last] = numbers.map((kinetic) =>
    photonEnergy === undefined ? kinetic : photonEnergy - kinetic,
  );
  const [, , rsf, averaging, startOffset, endOffset, ...crossSection] = numbers;
  // the start is the end of lower kinetic energy
  const turned = photonEnergy !== undefined;
  return {
    name,
    background,
    start: Math.min(first, last),
    end: Math.max(first, last),
    ...(Number.isFinite(rsf) ? { rsf } : {}),
    ...(Number.isFinite(averaging) ? { averaging } : {}),
    ...(Number.isFinite(startOffset) ? { startOffset: turned ? endOffset : startOffset } : {}),
    ...(Number.isFinite(endOffset) ? { endOffset: turned ? startOffset : endOffset } : {}),
    ...(crossSection.length >= 4 ? { crossSection: crossSection.slice(0, 4) } : {}),
    ...(tag === undefined || tag === "" ? {} : { tag }),
  };
}

/** Lines that begin like a component or a region. */
export function countCasaLines(comments: readonly string[]): number {
  return comments.filter((line) => /^CASA (comp|region) /.test(line)).length;
}

/**
 * The fit in the comments of one VAMAS block, on the axis of binding energy when the photon energy (eV) is given, else on that of
 * kinetic energy as stored; undefined when there is none. Energies are as stored: a calibration is told, not applied.
 */
export function casaComponents(comments: readonly string[], photonEnergy?: number): StoredFit | undefined {
  const components: StoredComponent[] = [];
  const regions: StoredRegion[] = [];
  const calibrations: StoredCalibration[] = [];
  for (const line of comments) {
    const component = readComponent(line, photonEnergy);
    if (component !== undefined) components.push(component);
    const region = readRegion(line, photonEnergy);
    if (region !== undefined) regions.push(region);
    const calibration = CALIBRATION.exec(line);
    if (calibration !== null) {
      const [, measured, aligned, note] = calibration;
      calibrations.push({ measured: Number(measured), aligned: Number(aligned), note });
    }
  }
  if (components.length + regions.length + calibrations.length === 0) return undefined;
  return { axis: photonEnergy === undefined ? "kinetic" : "binding", components, regions, calibrations };
}
