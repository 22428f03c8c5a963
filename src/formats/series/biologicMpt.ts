/**
 * BioLogic text export (.mpt, .txt) of EC-Lab and BT-Lab: two lines that name the program and the number N of header lines, line N names
 * the columns; exports without header begin with the names. Tabs, the decimal mark of the Windows that exported it. Time does not begin
 * at 0 and may be a date. Positive current is anodic: charge, where the working electrode is the positive one.
 */
import { splitCells } from "../dialect.ts";
import { FormatError, quote } from "../formatError.ts";
import { currentOfCharge } from "./derive.ts";
import type { NameRule, TextFormat } from "./format.ts";
import { readSeriesHeading } from "./heading.ts";

const SIGNED = "signed, negative on discharge";

/** Names of the columns, the same in the text export and in the binary file. */
export const BIOLOGIC_NAMES: readonly NameRule[] = [
  { name: /^time$/, column: "test_time_second" },
  { name: /^ewe$/, column: "voltage_volt" },
  { name: /^ecell$/, column: "voltage_volt" },
  { name: /^<ewe>$/, column: "voltage_volt" },
  { name: /^<ecell>$/, column: "voltage_volt" },
  { name: /^eweece$/, column: "voltage_volt" },
  { name: /^i$/, column: "current_ampere" },
  { name: /^<i>$/, column: "current_ampere" },
  { name: /^cyclenumber$/, column: "cycle_count" },
  { name: /^ns$/, column: "step_index" },
  { name: /^steptime$/, column: "step_time_second" },
  {
    name: /^qcharge$/,
    column: "charging_capacity_ah",
    counts: "unsigned, from the beginning of each half cycle",
  },
  {
    name: /^qdischarge$/,
    column: "discharging_capacity_ah",
    counts: "unsigned, from the beginning of each half cycle",
  },
  {
    name: /^qcharge\/discharge$/,
    column: "step_capacity_ah",
    counts: `${SIGNED}, from the beginning of each half cycle`,
  },
  { name: /^\(qqo\)$/, column: "net_capacity_ah", counts: `${SIGNED}, from the beginning of the test` },
  {
    name: /^energycharge$/,
    column: "charging_energy_wh",
    counts: "of each half cycle, as the instrument signs it",
  },
  {
    name: /^energydischarge$/,
    column: "discharging_energy_wh",
    counts: "of each half cycle, as the instrument signs it",
  },
  // coulombs
  {
    name: /^\(qqo\)\/c$/,
    column: "net_capacity_ah",
    unit: "A.s",
    counts: `${SIGNED}, from the beginning of the test`,
  },
  { name: /^dq\/c$/, column: "#dq_ah", unit: "A.s" },
  { name: /^p$/, column: "power_watt" },
  { name: /^temperature$/, column: "surface_temperature_celsius" },
  { name: /^dq$/, column: "#dq_ah" },
];

export const biologicMpt: TextFormat = {
  name: "biologic-mpt",
  detect({ lines, file }) {
    const first = lines[0] ?? "";
    const named = /^(EC|BT)-Lab ASCII FILE/i.test(first);
    let headerLine = 0;
    const facts: Record<string, string> = {};
    if (named) {
      const match = /^Nb header lines\s*:\s*(\d+)/i.exec(lines[1] ?? "");
      headerLine = match === null ? -1 : Number(match[1]) - 1;
      if (headerLine < 2 || headerLine >= lines.length) {
        throw new FormatError({
          file,
          line: 2,
          expected: '"Nb header lines : N" with a line N in the file',
          found: quote(lines[1] ?? ""),
          cure: "the file seems cut off or edited: export it again",
        });
      }
      if (lines[3]?.trim()) facts.technique = lines[3].trim();
      for (const line of lines.slice(0, headerLine)) {
        const started = /^Acquisition started on\s*:\s*(.+?)\s*$/i.exec(line);
        if (started !== null) facts.start_time = started[1];
      }
    } else if (!/\t/.test(first) || !/(^|\t)time\/s/.test(first) || !/\/V(\t|$)/.test(first)) {
      return undefined;
    }
    const cells = splitCells(lines[headerLine], "\t");
    const warnings =
      cells.includes("freq/Hz") || cells.some((cell) => cell.startsWith("Re(Z)"))
        ? [`${file}: rows of impedance measurements are among the rows; readImpedance reads their spectra`]
        : [];
    return {
      headerLine,
      delimiter: "\t",
      rules: BIOLOGIC_NAMES,
      facts,
      warnings,
      derive: (found) => {
        if (found.has("current_ampere") || !found.has("#dq_ah")) return undefined;
        return currentOfCharge(cells.find((cell) => readSeriesHeading(cell).name === "dq") ?? "dq");
      },
    };
  },
};
