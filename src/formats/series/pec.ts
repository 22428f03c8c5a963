/** PEC exports: some thirty lines of preamble, then "Test, Cell, …, Total Time (Seconds), …, Voltage (mV), Current (mA), …". */
import type { NameRule, TextFormat } from "./format.ts";
import { DATE_NAMES, STATE_NAMES, TIME_NAMES } from "./names.ts";
import { findHeader } from "./search.ts";

const COUNTS = "unsigned, from the beginning of each cycle";

const RULES: readonly NameRule[] = [
  ...TIME_NAMES,
  { name: /^chargecapacity$/, column: "charging_capacity_ah", counts: COUNTS },
  { name: /^dischargecapacity$/, column: "discharging_capacity_ah", counts: COUNTS },
  // the same names with (mWh)
  { name: /^chargecapacity$/, column: "charging_energy_wh", counts: COUNTS },
  { name: /^dischargecapacity$/, column: "discharging_energy_wh", counts: COUNTS },
  { name: /^internalresistance1$/, column: "internal_resistance_ohm" },
  ...STATE_NAMES,
  ...DATE_NAMES,
];

export const pec: TextFormat = {
  name: "pec",
  detect(head) {
    const found = findHeader(
      head,
      (names) => names.has("totaltime") && names.has("loadontime") && names.has("voltage"),
    );
    return found === undefined
      ? undefined
      : { headerLine: found.line, delimiter: found.delimiter, rules: RULES };
  },
};
