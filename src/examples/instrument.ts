/** Files as instruments write them, from simulated measurements. */
import type { Spectrum } from "../impedance/spectrum.ts";
import type { SeriesRecord } from "../series/record.ts";
import type { Scan } from "../spectra/measurement.ts";

const digits = (value: number, count = 7): string => value.toExponential(count - 1);

/** EC-Lab text export of PEIS; several spectra follow each other with their cycle. */
export function ecLabImpedance(spectra: readonly Spectrum[]): string {
  const heading = ["freq/Hz", "Re(Z)/Ohm", "-Im(Z)/Ohm", "|Z|/Ohm", "Phase(Z)/deg", "time/s", "cycle number"];
  const rows = spectra.flatMap(({ frequency, real, imaginary, facts }) =>
    Array.from(frequency, (f, k) => {
      const [re, im] = [real[k], imaginary[k]];
      const phase = (Math.atan2(im, re) * 180) / Math.PI;
      return [f, re, -im, Math.hypot(re, im), phase, k, Number(facts?.cycle ?? 1)]
        .map((value) => digits(value))
        .join("\t");
    }),
  );
  return `EC-Lab ASCII FILE\nNb header lines : 5\n\nPotentio Electrochemical Impedance Spectroscopy\n${heading.join("\t")}\t\n${rows.join("\n")}\n`;
}

/** Gamry's DTA of one spectrum. */
export function gamryImpedance({ frequency, real, imaginary }: Spectrum): string {
  const rows = Array.from(frequency, (f, k) => {
    const [re, im] = [real[k], imaginary[k]];
    return `\t${[k, k, digits(f), digits(re), digits(im), 1, digits(Math.hypot(re, im)), digits((Math.atan2(im, re) * 180) / Math.PI), 0, 0, 0].join("\t")}`;
  });
  return [
    "EXPLAIN",
    "TAG\tEISPOT",
    "TITLE\tLABEL\tPotentiostatic EIS\tTest &Identifier",
    "ZCURVE\tTABLE",
    "\tPt\tTime\tFreq\tZreal\tZimag\tZsig\tZmod\tZphz\tIdc\tVdc\tIERange",
    "\t#\ts\tHz\tohm\tohm\tV\tohm\t°\tA\tV\t#",
    ...rows,
    "",
  ].join("\n");
}

/** Pieces of text, so that a long record is never whole in memory. */
export type Text = string | AsyncIterable<string>;

async function* rowsOf(
  record: SeriesRecord,
  preamble: string,
  row: (value: (name: string) => number, k: number) => string,
): AsyncGenerator<string> {
  yield preamble;
  for await (const { rows, first, columns } of record.blocks) {
    const lines: string[] = [];
    for (let k = 0; k < rows; k++) {
      lines.push(
        row((name) => (columns as Record<string, Float64Array | undefined>)[name]?.[k] ?? 0, first + k),
      );
    }
    yield `${lines.join("\n")}\n`;
  }
}

/** EC-Lab text export of a cycling technique. */
export function ecLabCycling(record: SeriesRecord): Text {
  const preamble =
    "EC-Lab ASCII FILE\nNb header lines : 5\n\nModulo Bat\nmode\ttime/s\tEcell/V\tI/mA\tcycle number\n";
  return rowsOf(record, preamble, (value) =>
    [
      1,
      value("test_time_second").toFixed(3),
      value("voltage_volt").toFixed(6),
      (1000 * value("current_ampere")).toFixed(6),
      value("cycle_count"),
    ].join("\t"),
  );
}

/** Arbin's CSV with the charges that the instrument counts. */
export function arbinCycling(record: SeriesRecord): Text {
  const preamble =
    "Data Point,Date Time,Test Time (s),Step Time (s),Cycle Index,Step Index,Current (A),Voltage (V),Charge Capacity (Ah),Discharge Capacity (Ah)\n";
  return rowsOf(record, preamble, (value, k) => {
    const time = value("test_time_second");
    const date = new Date(Date.UTC(2022, 3, 1) + 1000 * time).toISOString().slice(0, 19).split("T");
    const [year, month, day] = date[0].split("-");
    return [
      k + 1,
      `\t${month}/${day}/${year} ${date[1]}`,
      time.toFixed(3),
      time.toFixed(3),
      value("cycle_count"),
      1,
      value("current_ampere").toFixed(9),
      value("voltage_volt").toFixed(5),
      value("charging_capacity_ah").toFixed(10),
      value("discharging_capacity_ah").toFixed(10),
    ].join(",");
  });
}

/** Battery Data Format with the stack pressure. */
export function bdfPressure(record: SeriesRecord): Text {
  return rowsOf(
    record,
    "test_time_second,voltage_volt,current_ampere,cycle_count,surface_pressure_pa\n",
    (value) =>
      [
        value("test_time_second").toFixed(2),
        value("voltage_volt").toFixed(5),
        value("current_ampere").toExponential(8),
        value("cycle_count"),
        Math.round(value("surface_pressure_pa")),
      ].join(","),
  );
}

/** SPECS Prodigy's text: a scan of counts/s over binding energies. */
export function specsSpectrum({ x, y, name = "" }: Scan, seconds = 1): string {
  return [
    "# Created by:        SpecsLab Prodigy, Version 4.100",
    "#   Energy Axis:              Binding Energy",
    "# Group:                        simulation",
    `# Region:                       ${name}`,
    "# Analysis Method:              XPS",
    `# Values/Curve:                 ${x.length}`,
    `# Dwell Time:                   ${seconds}`,
    "# Excitation Energy:            1486.61",
    "# Number of Scans:              1",
    "# Cycle: 0, Curve: 0",
    "# ColumnLabels:                 energy counts/s",
    "#",
    ...Array.from(x, (at, i) => `${at.toFixed(4)}  ${y[i] / seconds}`),
    "",
  ].join("\n");
}

/** A table of numbers with units in its header. */
export function csvTable(header: readonly string[], columns: readonly ArrayLike<number>[]): string {
  const rows = Array.from({ length: columns[0].length }, (_, k) =>
    columns.map((column) => digits(column[k], 8)).join(","),
  );
  return `${header.join(",")}\n${rows.join("\n")}\n`;
}
