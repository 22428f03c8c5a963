/**
 * PANalytical XRDML: XML with one or more scans; each states positions of its axes (start and end, a list, or one common position), the
 * counting time, and intensities or counts, which beam attenuation factors multiply.
 */
import type { Scan } from "../../spectra/measurement.ts";
import { FormatError } from "../formatError.ts";
import { intensityUnit, TWO_THETA } from "./abscissa.ts";
import { between, factsOf, known, numbersIn, type SpectrumReader } from "./reader.ts";
import { children, descendants, find, numberAt, parseXml, textAt, type XmlElement } from "./xml.ts";

function positions(element: XmlElement | undefined, points: number): Float64Array | undefined {
  const list = find(element, "listPositions");
  if (list !== undefined) {
    const values = numbersIn(list.text);
    return values.length === points ? values : undefined;
  }
  const [start, end] = ["startPosition", "endPosition"].map((name) => numberAt(element, name));
  return Number.isFinite(start) && Number.isFinite(end) ? between(start, end, points) : undefined;
}

function readScan(scan: XmlElement, measurement: XmlElement, name: string | undefined): Scan | string {
  const data = find(scan, "dataPoints");
  const values = find(data, "intensities") ?? find(data, "counts");
  if (values === undefined) return "no intensities";
  const y = numbersIn(values.text);
  const attenuation = find(data, "beamAttenuationFactors");
  // intensities have the factors in them, counts have not
  if (attenuation !== undefined && values.name === "counts") {
    const factors = numbersIn(attenuation.text);
    if (factors.length === y.length) for (let i = 0; i < y.length; i++) y[i] *= factors[i];
  }
  const axes = children(data, "positions");
  const axisOf = (axis: string): XmlElement | undefined => axes.find((one) => one.attributes.axis === axis);
  const wanted = scan.attributes.scanAxis;
  const isTwoTheta = /^(gonio|2theta.*|.*-2theta)$/i.test(wanted ?? "") || wanted === undefined;
  const axis =
    axisOf(isTwoTheta ? "2Theta" : wanted) ?? axes.find((one) => find(one, "commonPosition") === undefined);
  if (axis === undefined) return "no positions that change";
  const x = positions(axis, y.length);
  if (x === undefined) return `positions that do not belong to ${y.length} intensities`;
  const label = axis.attributes.axis ?? "position";
  const common = axes.flatMap((one) => {
    const value = numberAt(one, "commonPosition");
    return Number.isFinite(value)
      ? [[`${one.attributes.axis}_${one.attributes.unit}`.toLowerCase(), value] as const]
      : [];
  });
  const dwell = known(numberAt(data, "commonCountingTime"));
  const wavelength = known(numberAt(measurement, "usedWavelength/kAlpha1"));
  return {
    ...(name === undefined ? {} : { name }),
    ...(label === "2Theta"
      ? TWO_THETA
      : { axis: "angle" as const, xLabel: label, xUnit: axis.attributes.unit === "mm" ? "mm" : "°" }),
    x,
    yLabel: "Intensity",
    yUnit: intensityUnit(values.attributes.unit ?? "counts"),
    y,
    ...(wavelength === undefined ? {} : { wavelength }),
    ...(dwell === undefined ? {} : { dwell, sweeps: 1 }),
    facts: factsOf({
      anode: descendants(measurement, "anodeMaterial")[0]?.text.trim(),
      scan_axis: wanted,
      start_time: textAt(scan, "header/startTimeStamp"),
      ...Object.fromEntries(common),
    }),
  };
}

export const xrdml: SpectrumReader = {
  name: "xrdml",
  detect: ({ text }) =>
    text !== undefined &&
    /^\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)?<(\w+:)?xrdMeasurements\b/.test(text.slice(0, 4000))
      ? 1
      : 0,
  read({ text, file }) {
    const root = parseXml(text!, file);
    const sample = textAt(root, "sample/id") || textAt(root, "sample/name");
    const found = children(root, "xrdMeasurement").flatMap((measurement) =>
      children(measurement, "scan").map((scan) => ({ measurement, scan })),
    );
    const scans: Scan[] = [];
    const warnings: string[] = [];
    found.forEach(({ measurement, scan }, k) => {
      const number = found.length > 1 ? String(k + 1) : undefined;
      const read = readScan(scan, measurement, number ?? (sample || undefined));
      if (typeof read === "string") warnings.push(`${file}, scan ${k + 1}: ${read}; the scan was left out`);
      else scans.push(sample === "" ? read : { ...read, facts: { sample, ...read.facts } });
    });
    if (scans.length === 0) {
      throw new FormatError({
        file,
        expected: "a scan with positions and intensities",
        found:
          warnings[0] === undefined
            ? "none"
            : warnings[0].replace(`${file}, `, "").replace("; the scan was left out", ""),
        cure: "give the file of a scan, or export it again",
      });
    }
    return { scans, warnings };
  },
};
