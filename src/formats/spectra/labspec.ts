/**
 * Text of Horiba's LabSpec: "#key=<tab>value" lines (windows-1252), then pairs with tabs. A map begins with a line of abscissas behind one or two empty cells; its
 * rows hold the place and one intensity per abscissa. The range states the unit of the abscissas.
 */
import type { Scan } from "../../spectra/measurement.ts";
import { FormatError } from "../formatError.ts";
import { splitLines } from "../text.ts";
import { intensityUnit, nameAbscissa, RAMAN_SHIFT } from "./abscissa.ts";
import { factsOf, known, type SpectrumReader } from "./reader.ts";

export const labspec: SpectrumReader = {
  name: "labspec-text",
  detect: ({ text }) =>
    text !== undefined &&
    /^#(Acq\. time|Accumulations|Range|Instrument|Spectro)\b.*=\t/m.test(text.slice(0, 4000))
      ? 1
      : 0,
  read({ text, file }) {
    const lines = splitLines(text!);
    const keys = new Map<string, string>();
    const rows: string[][] = [];
    for (const line of lines) {
      const [, key, value] = /^#([^=]+)=\s*(.*?)\s*$/.exec(line) ?? [];
      if (key !== undefined) keys.set(key.replace(/\s*\(.*\)$/, "").trim(), value);
      else if (line.trim() !== "") rows.push(line.split("\t"));
    }
    const units = [...keys].filter(([key]) => key.startsWith("AxisUnit")).map(([, value]) => value);
    const isRaman = [...keys.keys()].includes("Laser");
    const unit = units.find((one) => /1\/cm|nm|ev/i.test(one)) ?? "";
    const abscissa = unit === "" ? RAMAN_SHIFT : nameAbscissa("", unit, isRaman);
    const laser = known(Number.parseFloat(keys.get("Laser") ?? ""));
    const dwell = known(Number(keys.get("Acq. time")));
    const sweeps = known(Number(keys.get("Accumulations")));
    const common = {
      ...abscissa,
      yLabel: "Intensity",
      yUnit: intensityUnit(units.find((one) => /c(oun)?nt/i.test(one)) ?? ""),
      ...(laser === undefined ? {} : { wavelength: 10 * laser }),
      ...(dwell === undefined ? {} : { dwell }),
      ...(sweeps === undefined ? {} : { sweeps }),
    };
    const facts = factsOf({
      title: keys.get("Title"),
      sample: keys.get("Sample"),
      instrument: keys.get("Instrument"),
      grating: keys.get("Grating"),
      start_time: keys.get("Acquired") ?? keys.get("Date"),
    });
    const number = (cell: string | undefined): number =>
      cell === undefined || cell.trim() === "" ? Number.NaN : Number(cell);
    const leading = rows[0]?.findIndex((cell) => cell.trim() !== "") ?? -1;
    const scans: Scan[] = [];
    if (leading > 0 && rows.length > 1) {
      const x = Float64Array.from(rows[0].slice(leading), number);
      rows.slice(1).forEach((row, k) => {
        const place = row.slice(0, leading).map(number);
        scans.push({
          ...common,
          name: String(k + 1),
          x,
          y: Float64Array.from(x, (_, i) => number(row[leading + i])),
          facts: {
            ...facts,
            ...factsOf(leading === 2 ? { "y/µm": place[0], "x/µm": place[1] } : { place: place[0] }),
          },
        });
      });
    } else {
      const pairs = rows.filter((row) => row.length >= 2);
      scans.push({
        ...common,
        ...(typeof facts.title === "string" ? { name: facts.title } : {}),
        x: Float64Array.from(pairs, (row) => number(row[0])),
        y: Float64Array.from(pairs, (row) => number(row[1])),
        facts,
      });
    }
    if (scans[0].x.length === 0) {
      throw new FormatError({
        file,
        expected: "pairs of abscissa and intensity",
        found: "none",
        cure: "the file seems cut off: export it again from LabSpec",
      });
    }
    return { scans, warnings: [] };
  },
};
