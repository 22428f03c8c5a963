/** Novonix UHPC: sections "[Summary] … [End Summary] [Protocol] … [Data]", then a header and rows with commas; times in hours. */
import { type NameRule, NO_FACTS, type TextFormat } from "./format.ts";
import { DATE_NAMES, STATE_NAMES, TIME_NAMES } from "./names.ts";

const SIGNED = "signed, as the file counts it";

const RULES: readonly NameRule[] = [
  ...TIME_NAMES,
  { name: /^capacity$/, column: "net_capacity_ah", counts: SIGNED },
  { name: /^energy$/, column: "net_energy_wh", counts: SIGNED },
  { name: /^temperature$/, column: "surface_temperature_celsius" },
  ...STATE_NAMES,
  ...DATE_NAMES,
];

export const novonix: TextFormat = {
  name: "novonix",
  detect({ lines, options }) {
    if (!/^\[Summary\]/.test(lines[0] ?? "")) return undefined;
    const data = lines.findIndex((line) => /^\[Data\]/.test(line));
    if (data < 0 || data + 1 >= lines.length) return undefined;
    const delimiter =
      options.delimiter ?? [",", ";", "\t"].find((one) => lines[data + 1].includes(one)) ?? ",";
    const start = lines.map((line) => /^Started:\s*(.*?)\s*$/.exec(line)?.[1]).find(Boolean);
    return {
      headerLine: data + 1,
      delimiter,
      rules: RULES,
      facts: start === undefined ? NO_FACTS : { start_time: start },
      skip: /^\[/,
    };
  },
};
