/**
 * Bruker DIFFRAC.SUITE (.brml): a zip with ExperimentN/RawDataN.xml. Each data route of measured data lists in its data views what the columns of
 * its <Datum> rows are: time, absorption factor, positions of the scan axes, counter. Intensity = counts × absorption factor.
 */
import type { Scan } from "../../spectra/measurement.ts";
import { FormatError, quote } from "../formatError.ts";
import { TWO_THETA } from "./abscissa.ts";
import { isZip, namesInZip, textsInZip } from "./archive.ts";
import { factsOf, known, numbersIn, type SpectrumReader } from "./reader.ts";
import { children, descendants, find, numberAt, parseXml, textAt, type XmlElement } from "./xml.ts";

const RAW_DATA = /^Experiment\d+\/RawData\d*\.xml$/i;

interface Columns {
  readonly time: number;
  readonly absorption: number;
  /** First column of the scan axes. */
  readonly axes: number;
  readonly counter: number;
}

function columnsOf(route: XmlElement): Columns | undefined {
  const views = children(find(route, "DataViews"), "RawDataView");
  const start = (wanted: (view: XmlElement) => boolean): number => {
    const view = views.find(wanted);
    return view === undefined ? -1 : Number(view.attributes.Start);
  };
  const columns = {
    time: start(({ attributes }) => attributes.LogicName === "MeasuredTime"),
    absorption: start(({ attributes }) => attributes.LogicName === "AbsorptionFactor"),
    axes: start((view) => find(view, "Varying")?.attributes.LogicName === "ScanAxes"),
    counter: start((view) => {
      const recording = find(view, "Recording");
      return recording?.attributes.LogicName === "ScanCounter" || recording?.attributes.Category === "Count";
    }),
  };
  return columns.axes >= 0 && columns.counter >= 0 ? columns : undefined;
}

function readRoute(route: XmlElement, root: XmlElement): Scan | string {
  const columns = columnsOf(route);
  const rows = children(route, "Datum").map(({ text }) => numbersIn(text));
  if (columns === undefined)
    return "no scan axis with a counter (a detector image or another kind of recording)";
  if (rows.length === 0) return "no points";
  const information = find(route, "ScanInformation");
  const axes = children(find(information, "ScanAxes"), "ScanAxisInfo");
  const wanted = Math.max(
    0,
    axes.findIndex(({ attributes }) => attributes.AxisId === "TwoTheta"),
  );
  const id = axes[wanted]?.attributes.AxisId ?? "TwoTheta";
  const column = (k: number): Float64Array => Float64Array.from(rows, (row) => row[k] ?? Number.NaN);
  const y = column(columns.counter);
  if (columns.absorption >= 0)
    column(columns.absorption).forEach((factor, i) => {
      if (factor > 0) y[i] *= factor;
    });
  const times = columns.time < 0 ? [] : [...column(columns.time)];
  const dwell = times.length > 0 && times.every((time) => time === times[0]) ? known(times[0]) : undefined;
  const wavelength = known(Number(descendants(root, "WaveLengthAlpha1")[0]?.attributes.Value));
  const info = (name: string): string | undefined =>
    descendants(root, "InfoItem").find(({ attributes }) => attributes.Name === name)?.attributes.Value;
  return {
    ...(id === "TwoTheta"
      ? TWO_THETA
      : { axis: "angle" as const, xLabel: axes[wanted]?.attributes.VisibleName ?? id, xUnit: "°" }),
    x: column(columns.axes + wanted),
    yLabel: "Intensity",
    yUnit: "counts",
    y,
    ...(wavelength === undefined ? {} : { wavelength }),
    ...(dwell === undefined ? {} : { dwell, sweeps: 1 }),
    facts: factsOf({
      sample: info("SampleName"),
      scan_axis: information?.attributes.ScanName,
      anode: descendants(root, "TubeMaterial")[0]?.text.trim(),
      points_stated: numberAt(information, "MeasurementPoints"),
      start_time: textAt(root, "TimeStampStarted"),
    }),
  };
}

export const brukerBrml: SpectrumReader = {
  name: "bruker-brml",
  detect: ({ bytes }) => (isZip(bytes) && namesInZip(bytes).some((name) => RAW_DATA.test(name)) ? 1 : 0),
  read({ bytes, file }) {
    const texts = textsInZip(bytes, file, (name) => RAW_DATA.test(name));
    const scans: Scan[] = [];
    const warnings: string[] = [];
    for (const [name, text] of texts) {
      const root = parseXml(text, `${file}/${name}`);
      for (const route of descendants(root, "DataRoute")) {
        if (route.attributes.RouteFlag !== undefined && route.attributes.RouteFlag !== "Measured") continue;
        const read = readRoute(route, root);
        if (typeof read === "string") {
          warnings.push(`${file}/${name}: ${read}; it was left out`);
          continue;
        }
        const stated = read.facts?.points_stated;
        if (typeof stated === "number" && stated !== read.x.length) {
          warnings.push(`${file}/${name}: ${stated} points are stated, ${read.x.length} were found`);
        }
        const { points_stated: _, ...facts } = read.facts ?? {};
        scans.push({ ...read, facts });
      }
    }
    if (scans.length === 0) {
      throw new FormatError({
        file,
        expected: "a scan over an angle with its counter",
        found: warnings.length === 0 ? "none" : quote(warnings[0].replace(`${file}/`, "")),
        cure: "export the scan as .xy or .uxd in DIFFRAC.EVA",
      });
    }
    return {
      scans: scans.map((scan, k) => (scans.length > 1 ? { ...scan, name: String(k + 1) } : scan)),
      warnings,
    };
  },
};
