/**
 * LAND (LANHE) exports as text: "Record, TestTime/Sec, StepTime/Sec, Cycle-Index, Step-Index, Current/mA, Capacity/mAh, Voltage/V", in
 * English or Chinese, or channel_index, cycle_index, …, current_A, voltage_V below a short preamble. Currents are printed with four
 * decimals: on a small cell they are coarse, and the instrument's charge is better than their sum.
 */
import type { NameRule, TextFormat } from "./format.ts";
import { chargeNames, DATE_NAMES, STATE_NAMES, TIME_NAMES } from "./names.ts";
import { findHeader } from "./search.ts";

const RULES: readonly NameRule[] = [
  ...TIME_NAMES,
  { name: /^(步骤号|步骤序号)$/, column: "step_index" },
  ...STATE_NAMES,
  ...chargeNames("unsigned, from the beginning of each cycle or step as the export was set"),
  ...DATE_NAMES,
];

export const land: TextFormat = {
  name: "land",
  detect(head) {
    const found = findHeader(
      head,
      (names, headings) =>
        (names.has("channelindex") && names.has("cycleindex") && names.has("datetimeisostring")) ||
        headings.some(({ text }) => /^(TestTime|测试时间)\/Sec$/i.test(text)),
      [",", "\t", ";", "|"],
    );
    return found === undefined
      ? undefined
      : { headerLine: found.line, delimiter: found.delimiter, rules: RULES };
  },
};
