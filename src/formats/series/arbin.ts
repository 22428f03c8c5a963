/**
 * Arbin exports as CSV and workbooks: MITS 8 and later write units ("Current (A)"), older ones the names of their database ("Test_Time"),
 * whose units are defined: s, A, V, Ah, Wh. Capacities and energies count from the beginning of the test, or where the schedule resets them.
 */
import type { NameRule, TextFormat } from "./format.ts";
import { chargeNames, DATE_NAMES, STATE_NAMES, TIME_NAMES } from "./names.ts";
import { quantityOf, unitOf } from "./quantity.ts";
import { findHeader } from "./search.ts";

export const ARBIN_COUNTS = "unsigned, from the beginning of the test or where the schedule resets them";

/** Names with the units of the database. */
export const ARBIN_NAMES: readonly NameRule[] = [
  ...TIME_NAMES,
  ...STATE_NAMES,
  ...chargeNames(ARBIN_COUNTS),
  ...DATE_NAMES,
].map((rule) => (quantityOf(rule.column) === "count" ? rule : { ...rule, unit: unitOf(rule.column) }));

export const arbinCsv: TextFormat = {
  name: "arbin-csv",
  detect(head) {
    const found = findHeader(
      head,
      (names) =>
        (names.has("datapoint") || names.has("testid")) &&
        names.has("testtime") &&
        names.has("cycleindex") &&
        names.has("stepindex"),
    );
    return found === undefined
      ? undefined
      : { headerLine: found.line, delimiter: found.delimiter, rules: ARBIN_NAMES };
  },
};
