/**
 * Battery Data Format, CSV: a header of column names ("test_time_second"), or of labels ("Test Time / s"), in the first line, decimal
 * points. Converters have multiplied cycle_count by 2π (battery-data-format, issues 45 and 56); the numbers are kept, and said.
 */
import { splitCells } from "../dialect.ts";
import type { NameRule, TextFormat } from "./format.ts";
import { canonical } from "./heading.ts";
import { BDF_NAMES } from "./names.ts";

const CHARGE = "unsigned, as the file counts them";

/** Labels of the same columns, "Charging Capacity / Ah", without their units. */
const LABELS: readonly NameRule[] = BDF_NAMES.flatMap(({ column }) => {
  const label = column.replace(/_(second|volt|ampere|ah|wh|watt|ohm|celsius|pa)$/, "");
  return [{ name: new RegExp(`^${canonical(label)}$`), column }];
});

const RULES: readonly NameRule[] = [...BDF_NAMES, ...LABELS].map((rule) =>
  /(charging|step)_(capacity|energy)/.test(rule.column) ? { ...rule, counts: CHARGE } : rule,
);

export const bdfCsv: TextFormat = {
  name: "bdf-csv",
  detect({ lines, file, options }) {
    const delimiter = options.delimiter ?? ([",", ";", "\t"].find((one) => lines[0]?.includes(one)) || ",");
    const cells = splitCells(lines[0] ?? "", delimiter);
    const named = cells.some((cell) => /^(test_time_second|Test Time \/ s)$/i.test(cell));
    const voltage = cells.some((cell) => /^(voltage_volt|Voltage \/ V)$/i.test(cell));
    if (!named || !voltage) return undefined;
    const warnings = looksTurned(lines, cells, delimiter)
      ? [
          `${file}: cycle_count holds multiples of 2π, as a known fault of converters makes them; they are kept as they are, and divided by 2π they are the cycles`,
        ]
      : [];
    return { headerLine: 0, delimiter, rules: RULES, warnings };
  },
};

function looksTurned(lines: readonly string[], cells: readonly string[], delimiter: string): boolean {
  const at = cells.findIndex((cell) => /^(cycle_count|Cycle Count \/ 1)$/i.test(cell));
  if (at < 0) return false;
  const value = Number(splitCells(lines[1] ?? "", delimiter)[at]);
  const turns = value / (2 * Math.PI);
  return turns > 0.5 && !Number.isInteger(value) && Math.abs(turns - Math.round(turns)) < 1e-9;
}
