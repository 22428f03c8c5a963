/**
 * Rigaku SmartLab: .ras (text: "*KEY "value"" lines, rows of angle, intensity, attenuation between *RAS_INT_START and *RAS_INT_END) and .rasx
 * (a zip: for each scan DataN/ProfileN.txt with the same rows, DataN/MesurementConditionsN.xml). The intensity of a row is the second number
 * times the third, the factor of the attenuator.
 */
import type { Scan } from "../../spectra/measurement.ts";
import { FormatError } from "../formatError.ts";
import { splitLines } from "../text.ts";
import { intensityUnit, TWO_THETA } from "./abscissa.ts";
import { isZip, namesInZip, textsInZip } from "./archive.ts";
import { type Facts, factsOf, known, numbersIn, type SpectrumReader } from "./reader.ts";
import { descendants, find, numberAt, parseXml, textAt, type XmlElement } from "./xml.ts";

interface Conditions {
  readonly axis: string;
  readonly unit: string;
  readonly points: number;
  readonly wavelength: number | undefined;
  readonly dwell: number | undefined;
  readonly facts: Facts;
}

function scanOf(
  lines: readonly string[],
  conditions: Conditions,
  name: string | undefined,
): Scan | undefined {
  const rows = lines.filter((line) => /^\s*[-+.\d]/.test(line)).map(numbersIn);
  if (rows.length === 0) return undefined;
  const isTwoTheta = /two\s?theta|2\s?theta/i.test(conditions.axis) || conditions.axis === "";
  return {
    ...(name === undefined ? {} : { name }),
    ...(isTwoTheta ? TWO_THETA : { axis: "angle" as const, xLabel: conditions.axis, xUnit: "°" }),
    x: Float64Array.from(rows, (row) => row[0]),
    yLabel: "Intensity",
    yUnit: intensityUnit(conditions.unit),
    y: Float64Array.from(rows, (row) => (row[1] ?? Number.NaN) * (row[2] ?? 1)),
    ...(conditions.wavelength === undefined ? {} : { wavelength: conditions.wavelength }),
    ...(conditions.dwell === undefined ? {} : { dwell: conditions.dwell, sweeps: 1 }),
    facts: conditions.facts,
  };
}

/** Seconds at each point: the speed is °/min in a continuous scan, s in a step scan. */
function dwellOf(speed: number, unit: string, step: number): number | undefined {
  if (/^s(ec)?$/i.test(unit)) return known(speed);
  if (/deg\/min|°\/min/i.test(unit)) return known((60 * step) / speed);
  return undefined;
}

function conditionsOf(text: string | undefined, file: string): Conditions {
  const root: XmlElement | undefined = text === undefined ? undefined : parseXml(text, file);
  const scan = find(root, "ScanInformation");
  const axis = textAt(scan, "AxisName");
  const positions = descendants(find(root, "Axes"), "Axis").flatMap(({ attributes }) => {
    const value = Number(attributes.Position);
    const isWanted =
      (attributes.State ?? "Fixed") === "Fixed" &&
      (attributes.Name === "Omega" ? axis === "TwoTheta" : ["Chi", "Phi"].includes(attributes.Name));
    return isWanted && attributes.Position !== "" && Number.isFinite(value)
      ? [[`${attributes.Name}_${attributes.Unit}`.toLowerCase(), value] as const]
      : [];
  });
  return {
    axis,
    unit: textAt(scan, "IntensityUnit"),
    points: numberAt(scan, "DataCount"),
    wavelength: known(numberAt(root, "HWConfigurations/XrayGenerator/WavelengthKalpha1")),
    dwell: dwellOf(numberAt(scan, "Speed"), textAt(scan, "SpeedUnit"), numberAt(scan, "Step")),
    facts: factsOf({
      sample: textAt(root, "GeneralInformation/SampleName"),
      instrument: textAt(root, "GeneralInformation/SystemName"),
      anode: textAt(root, "HWConfigurations/XrayGenerator/TargetName"),
      scan_axis: axis,
      start_time: textAt(scan, "StartTime"),
      ...Object.fromEntries(positions),
    }),
  };
}

const PROFILE = /^(Data\d+)\/Profile\d+\.txt$/i;

export const rigakuRasx: SpectrumReader = {
  name: "rigaku-rasx",
  detect: ({ bytes }) => (isZip(bytes) && namesInZip(bytes).some((name) => PROFILE.test(name)) ? 1 : 0),
  read({ bytes, file }) {
    const texts = textsInZip(
      bytes,
      file,
      (name) => PROFILE.test(name) || /^Data\d+\/Mes.*Conditions\d+\.xml$/i.test(name),
    );
    const folders = [...texts.keys()]
      .flatMap((name) => PROFILE.exec(name)?.[1] ?? [])
      .sort((a, b) => Number(a.slice(4)) - Number(b.slice(4)));
    const scans: Scan[] = [];
    const warnings: string[] = [];
    for (const folder of folders) {
      const entry = (ending: string): string | undefined =>
        [...texts].find(
          ([name]) => name.startsWith(`${folder}/`) && name.toLowerCase().endsWith(ending),
        )?.[1];
      const conditions = conditionsOf(entry(".xml"), `${file}/${folder}`);
      const scan = scanOf(
        splitLines(entry(".txt") ?? ""),
        conditions,
        folders.length > 1 ? folder.slice(4) : undefined,
      );
      if (scan === undefined) {
        warnings.push(`${file}, ${folder}: no rows; the scan was left out`);
        continue;
      }
      if (conditions.points > 0 && conditions.points !== scan.x.length) {
        warnings.push(
          `${file}, ${folder}: ${conditions.points} points are stated, ${scan.x.length} were found`,
        );
      }
      scans.push(scan);
    }
    if (scans.length === 0) {
      throw new FormatError({
        file,
        expected: "a profile with angles and intensities",
        found: "none",
        cure: "export the measurement again",
      });
    }
    return { scans, warnings };
  },
};

export const rigakuRas: SpectrumReader = {
  name: "rigaku-ras",
  detect: ({ head }) => (/^\*RAS_DATA_START/.test(head) ? 1 : 0),
  read({ text, bytes, file }) {
    const lines = splitLines(text ?? new TextDecoder("windows-1252").decode(bytes));
    const scans: Scan[] = [];
    const warnings: string[] = [];
    let keys = new Map<string, string>();
    for (let at = 0; at < lines.length; at++) {
      if (/^\*RAS_HEADER_START/.test(lines[at])) keys = new Map();
      const [, key, value] = /^\*(\S+)\s+"?(.*?)"?\s*$/.exec(lines[at]) ?? [];
      if (key !== undefined) keys.set(key, value);
      if (!/^\*RAS_INT_START/.test(lines[at])) continue;
      let end = at + 1;
      while (end < lines.length && !/^\*/.test(lines[end])) end++;
      const get = (name: string): string => keys.get(name) ?? "";
      const conditions: Conditions = {
        axis: get("MEAS_SCAN_AXIS_X"),
        unit: get("MEAS_SCAN_UNIT_Y"),
        points: Number(get("MEAS_DATA_COUNT")),
        wavelength: known(Number(get("HW_XG_WAVE_LENGTH_ALPHA1"))),
        dwell: dwellOf(
          Number(get("MEAS_SCAN_SPEED")),
          get("MEAS_SCAN_SPEED_UNIT"),
          Number(get("MEAS_SCAN_STEP")),
        ),
        facts: factsOf({
          sample: get("FILE_SAMPLE"),
          anode: get("HW_XG_TARGET_NAME"),
          scan_axis: get("MEAS_SCAN_AXIS_X"),
          start_time: get("MEAS_SCAN_START_TIME"),
        }),
      };
      const scan = scanOf(lines.slice(at + 1, end), conditions, undefined);
      if (scan === undefined) warnings.push(`${file}, line ${at + 1}: no rows; the scan was left out`);
      else scans.push(scan);
      if (end === lines.length) warnings.push(`${file}: "*RAS_INT_END" is missing; the file may be cut off`);
      else if (scan !== undefined && conditions.points > 0 && conditions.points !== scan.x.length) {
        warnings.push(
          `${file}, line ${at + 1}: ${conditions.points} points are stated, ${scan.x.length} were found`,
        );
      }
      at = end - 1;
    }
    if (scans.length === 0) {
      throw new FormatError({
        file,
        expected: "rows below *RAS_INT_START",
        found: "none",
        cure: "the file seems cut off: export it again",
      });
    }
    return {
      scans: scans.map((scan, k) => (scans.length > 1 ? { ...scan, name: String(k + 1) } : scan)),
      warnings,
    };
  },
};
