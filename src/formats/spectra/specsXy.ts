/**
 * XY export of SPECS (SpecsLab Prodigy): "#" lines of key and value, tables below "# ColumnLabels:". Groups, regions and cycles follow each
 * other; the values of a region hold until the next region.
 */
import type { Scan } from "../../spectra/measurement.ts";
import { FormatError } from "../formatError.ts";
import { splitLines } from "../text.ts";
import { BINDING, intensityUnit, KINETIC } from "./abscissa.ts";
import { factsOf, known, numbersIn, type SpectrumReader } from "./reader.ts";

const KEY = /^#\s{0,3}([A-Z][^:]*?):\s*(.*?)\s*$/;

export const specsXy: SpectrumReader = {
  name: "specs-xy",
  detect: ({ text }) =>
    text !== undefined &&
    /^# Created by:\s+Specs/.test(text) &&
    /^#\s+Energy Axis:/m.test(text.slice(0, 2000))
      ? 1
      : 0,
  read({ text, file, options }) {
    const lines = splitLines(text!);
    const scans: Scan[] = [];
    const warnings: string[] = [];
    const settings = new Map<string, string>();
    let group = "";
    let region = new Map<string, string>();
    let cycle = "";
    let curve = "";
    let skipped = 0;
    for (let at = 0; at < lines.length; at++) {
      const position = /^# Cycle: (\d+)(?:, Curve: (\d+))?(?:, Scan: (\d+))?/.exec(lines[at]);
      if (position !== null) {
        cycle = position[1];
        if (position[2] !== undefined)
          curve = position
            .slice(2)
            .filter((part) => part !== undefined)
            .join(".");
        continue;
      }
      const [, key, value] = KEY.exec(lines[at]) ?? [];
      if (key === undefined) continue;
      if (key === "Group") group = value;
      else if (key === "Region") region = new Map([["Region", value]]);
      else if (region.size === 0) settings.set(key, value);
      else if (key !== "ColumnLabels") region.set(key, value);
      if (key !== "ColumnLabels") continue;

      const labels = value.split(/\s+/);
      const rows: Float64Array[] = [];
      let row = at + 1;
      for (; row < lines.length && (/^#\s*$/.test(lines[row]) || /^\s*[-+.\d]/.test(lines[row])); row++) {
        if (lines[row][0] !== "#") rows.push(numbersIn(lines[row]));
      }
      at = row - 1;
      const column = (label: RegExp): number => labels.findIndex((one) => label.test(one));
      const intensity = column(/^counts/i);
      // an "index" is the number of a value at one fixed energy, as in an alignment
      if (!/^energy$/i.test(labels[0]) || intensity < 0) {
        skipped++;
        continue;
      }
      if (rows.length === 0) continue;
      const many = Number(region.get("Values/Curve"));
      const name = region.get("Region")!;
      if (many > 0 && rows.length !== many) {
        warnings.push(
          `${file}, line ${at + 1}: ${many} values are stated for ${name}, ${rows.length} were found`,
        );
      }
      const values = (k: number): Float64Array => Float64Array.from(rows, (one) => one[k] ?? Number.NaN);
      const transmission = column(/^transmission/i);
      const error = column(/^error/i);
      const photonEnergy = options.photonEnergy ?? known(Number(region.get("Excitation Energy")));
      const dwell = known(Number(region.get("Dwell Time")));
      const sweeps = known(Number(region.get("Number of Scans")));
      scans.push({
        name: [group, name, `cycle ${cycle}${curve === "" || curve === "0" ? "" : `, curve ${curve}`}`].join(
          ", ",
        ),
        ...(/binding/i.test(settings.get("Energy Axis") ?? "") ? BINDING : KINETIC),
        x: values(0),
        yLabel: "Intensity",
        yUnit: intensityUnit(labels[intensity]),
        y: values(intensity),
        ...(error < 0 ? {} : { sigma: values(error) }),
        ...(transmission < 0 ? {} : { transmission: values(transmission) }),
        ...(photonEnergy === undefined ? {} : { photonEnergy }),
        ...(dwell === undefined ? {} : { dwell }),
        ...(sweeps === undefined ? {} : { sweeps }),
        facts: factsOf({
          group,
          region: name,
          cycle: Number(cycle),
          technique: region.get("Analysis Method"),
          instrument: region.get("Analyzer"),
          pass_energy_electronvolt: known(Number(region.get("Pass Energy"))),
          work_function_electronvolt: known(Number(region.get("Eff. Workfunction"))),
          start_time: region.get("Acquisition Date"),
        }),
      });
    }
    if (skipped > 0) {
      warnings.push(
        `${file}: ${skipped} ${skipped === 1 ? "table" : "tables"} at a fixed energy (alignment) ${skipped === 1 ? "is" : "are"} no spectrum and ${skipped === 1 ? "was" : "were"} left out`,
      );
    }
    if (scans.length === 0) {
      throw new FormatError({
        file,
        expected: 'a table with the columns "energy" and "counts"',
        found: skipped > 0 ? "only tables at a fixed energy" : "none",
        cure: "export the regions with their energy axis in SpecsLab Prodigy",
      });
    }
    return { scans, warnings };
  },
};
