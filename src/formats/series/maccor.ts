/**
 * Maccor exports as text: a preamble, then a header with Rec, cycle, Step and TestTime. The current is written without a sign; it is
 * negative where the state (Md, State, MD) begins with D. Times are clocks ("  0d 00:00:5.05"), seconds, or a number without a unit,
 * which the dates beside it tell. "Amp-hr" counts the present half cycle, without a sign.
 */
import { type NameRule, NO_FACTS, type TextFormat } from "./format.ts";
import { DATE_NAMES, STATE_NAMES, TIME_NAMES } from "./names.ts";
import { findHeader } from "./search.ts";

const HALF = "unsigned, from the beginning of each half cycle";

const RULES: readonly NameRule[] = [
  { name: /^test$/, column: "test_time_second", stated: true },
  { name: /^step$/, column: "step_time_second", stated: true },
  ...TIME_NAMES,
  { name: /^(md|state|es\/md)$/, column: "#state", words: true },
  { name: /^amps$/, column: "current_ampere", unit: "A" },
  { name: /^mamps$/, column: "current_ampere", unit: "mA" },
  { name: /^volts$/, column: "voltage_volt", unit: "V" },
  { name: /^mvolts$/, column: "voltage_volt", unit: "mV" },
  { name: /^amphr$/, column: "step_capacity_ah", unit: "Ah", counts: HALF },
  { name: /^mamphr$/, column: "step_capacity_ah", unit: "mAh", counts: HALF },
  { name: /^watthr$/, column: "step_energy_wh", unit: "Wh", counts: HALF },
  { name: /^mwatthr$/, column: "step_energy_wh", unit: "mWh", counts: HALF },
  { name: /^(cap(acity)?)$/, column: "step_capacity_ah", counts: HALF },
  { name: /^(ener(gy)?)$/, column: "step_energy_wh", counts: HALF },
  { name: /^(cyclec|cyc|cycle)$/, column: "cycle_count" },
  ...STATE_NAMES,
  ...DATE_NAMES,
];

export const maccor: TextFormat = {
  name: "maccor",
  detect(head) {
    const found = findHeader(
      head,
      (names) =>
        (names.has("rec") || names.has("recno")) &&
        names.has("step") &&
        ["cyc", "cyclec", "cyclep", "cycle"].some((name) => names.has(name)),
      ["\t", ",", ";"],
    );
    if (found === undefined) return undefined;
    const hasState = found.headings.some(({ name }) => /^(md|state|es\/md)$/.test(name));
    const current = found.headings.find(({ name }) => /^(m?amps|current)$/.test(name))?.text ?? "current";
    const state = found.headings.find(({ name }) => /^(md|state)$/.test(name))?.text ?? "state";
    const begun = head.lines.slice(0, found.line).find((line) => /^"?(Date of Test|Started)/i.test(line));
    const start = /^"?[^:,\t]*[:,\t]+\s*(.*?)"?\s*$/.exec(begun ?? "")?.[1];
    return {
      headerLine: found.line,
      delimiter: found.delimiter,
      rules: RULES,
      facts: start === undefined ? NO_FACTS : { start_time: start },
      warnings: hasState
        ? []
        : [
            `${head.file}: Maccor writes the current without a sign, and there is no column of states (Md, State); the current is taken as it stands: export the state too`,
          ],
      derive: (columns) =>
        columns.has("#state") && columns.has("current_ampere")
          ? {
              columns: [
                { column: "current_ampere", from: `${current}, negative where ${state} is D`, factor: 1 },
              ],
              derive: ({ rows, numbers: { current_ampere: values }, words: { "#state": states } }) => {
                for (let row = 0; row < rows; row++) {
                  const state = states[row];
                  if (state.startsWith("D")) values[row] = -Math.abs(values[row]);
                  else if (state.startsWith("C")) values[row] = Math.abs(values[row]);
                }
              },
            }
          : undefined,
    };
  },
};
