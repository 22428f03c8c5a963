/** Basytec text: lines that begin with "~", the last of which is the header ("~Time[s]"); tabs, windows-1252. */
import { splitCells } from "../dialect.ts";
import { type NameRule, NO_FACTS, type TextFormat } from "./format.ts";
import { DATE_NAMES, STATE_NAMES } from "./names.ts";

const CYCLE = "unsigned, from the beginning of each cycle";

const RULES: readonly NameRule[] = [
  { name: /^time$/, column: "test_time_second" },
  { name: /^tstep$/, column: "step_time_second" },
  { name: /^line$/, column: "step_index" },
  { name: /^cyccount$/, column: "cycle_count" },
  { name: /^ah$/, column: "net_capacity_ah", counts: "signed, from the beginning of the test" },
  { name: /^ahcyccharge$/, column: "charging_capacity_ah", unit: "Ah", counts: CYCLE },
  { name: /^ahcycdischarge$/, column: "discharging_capacity_ah", unit: "Ah", counts: CYCLE },
  {
    name: /^ahstep$/,
    column: "step_capacity_ah",
    unit: "Ah",
    counts: "signed, from the beginning of each step",
  },
  { name: /^wh$/, column: "net_energy_wh", counts: "signed, from the beginning of the test" },
  { name: /^whcyccharge$/, column: "charging_energy_wh", unit: "Wh", counts: CYCLE },
  { name: /^whcycdischarge$/, column: "discharging_energy_wh", unit: "Wh", counts: CYCLE },
  {
    name: /^whstep$/,
    column: "step_energy_wh",
    unit: "Wh",
    counts: "signed, from the beginning of each step",
  },
  ...STATE_NAMES,
  ...DATE_NAMES,
];

export const basytec: TextFormat = {
  name: "basytec",
  detect({ lines, options }) {
    if (!lines[0]?.startsWith("~")) return undefined;
    let headerLine = 0;
    while (headerLine + 1 < lines.length && lines[headerLine + 1].startsWith("~")) headerLine++;
    const header = lines[headerLine].slice(1);
    if (!/^Time\s*\[/i.test(header)) return undefined;
    const delimiter = options.delimiter ?? (header.includes("\t") ? "\t" : " ");
    const start = lines.map((line) => /^~Start of Test:\s*(.*?)\s*$/i.exec(line)?.[1]).find(Boolean);
    return {
      headerLine,
      delimiter,
      cells: splitCells(header, delimiter),
      rules: RULES,
      facts: start === undefined ? NO_FACTS : { start_time: start },
    };
  },
};
