/**
 * Gamry .DTA of direct-current techniques: "EXPLAIN", keys, then tables "CURVE	TABLE	n" with a row of names, a row of units and rows that
 * begin with a tab. All curves of a file are one series. The current is that of Gamry's own convention, positive for oxidation.
 */
import { splitCells } from "../dialect.ts";
import { FormatError } from "../formatError.ts";
import { type Derive, type NameRule, NO_FACTS, type TextFormat } from "./format.ts";

const RULES: readonly NameRule[] = [
  { name: /^(t|time)$/, column: "test_time_second" },
  { name: /^(vf|vm|v)$/, column: "voltage_volt" },
  { name: /^im$/, column: "current_ampere" },
  { name: /^(pwr|power)$/, column: "power_watt" },
  { name: /^temp$/, column: "surface_temperature_celsius" },
  { name: /^cycle$/, column: "cycle_count" },
];

/** Without a thermometer the instrument writes −327.62 °C. */
const ABSOLUTE_ZERO = -273.15;

const dropImpossible: Derive = ({ rows, numbers }) => {
  const { surface_temperature_celsius: celsius } = numbers;
  if (celsius === undefined) return;
  for (let row = 0; row < rows; row++) if (celsius[row] < ABSOLUTE_ZERO) celsius[row] = Number.NaN;
};

export const gamryDta: TextFormat = {
  name: "gamry-dta",
  detect({ lines, file }) {
    if (!/^EXPLAIN\s*$/.test(lines[0] ?? "")) return undefined;
    const at = lines.findIndex((line) => /^CURVE\d*\tTABLE/.test(line));
    if (at < 0 || at + 2 >= lines.length) {
      throw new FormatError({
        file,
        expected: "a table CURVE of a Gamry file",
        found: lines.some((line) => /^ZCURVE\tTABLE/.test(line)) ? "only impedance (ZCURVE)" : "none",
        cure: "give the file of a measurement with direct current, or read this one with readImpedance",
      });
    }
    const technique = /^TAG\t(\S+)/.exec(lines[1] ?? "")?.[1];
    return {
      headerLine: at + 1,
      delimiter: "\t",
      units: splitCells(lines[at + 2], "\t"),
      firstLine: at + 3,
      rules: RULES,
      facts: technique === undefined ? NO_FACTS : { technique },
      derive: () => ({ columns: [], derive: dropImpossible }),
      // keys, tables and their headers between the curves
      skip: /^\S|^\tPt\t|^\t#\t/,
    };
  },
};
