/**
 * CH Instruments text (.txt): the date, the technique, "Instrument Model:", settings such as "Init E (V) = 0.2", the header
 * "Freq/Hz, Z'/ohm, Z"/ohm, Z/ohm, Phase/deg", rows. Z"/ohm is Z″ with capacitive points negative. Init E is the direct
 * potential of the measurement.
 */
import { joinBlocks, readBlocks } from "./block.ts";
import { FormatError, quote } from "./formatError.ts";
import type { Reader } from "./reader.ts";
import { splitLines } from "./text.ts";

const HEADER = /^\s*Freq\/Hz,\s*Z'\/ohm,/i;
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec";

/** "Feb. 20, 2020   15:55:08" → "2020-02-20T15:55:08". */
function dateOf(line: string): string | undefined {
  const match = /^([A-Z][a-z]{2})[a-z]*\.?\s+(\d{1,2}),\s+(\d{4})\s+(\d{1,2}):(\d\d):(\d\d)\s*$/.exec(line);
  const month = match === null ? -1 : MONTHS.split(" ").indexOf(match[1]);
  if (match === null || month < 0) return undefined;
  const two = (text: string | number): string => String(text).padStart(2, "0");
  const [, , day, year, hour, minute, second] = match;
  return `${year}-${two(month + 1)}-${two(day)}T${two(hour)}:${minute}:${second}`;
}

export const chi: Reader = {
  name: "chi",
  detect({ text }) {
    if (text === undefined) return 0;
    const head = text.slice(0, 4000);
    if (/^Instrument Model:\s*CHI/im.test(head)) return 1;
    return /^Init E \(V\) =/m.test(head) && /^Freq\/Hz, Z'\/ohm/m.test(head) ? 0.8 : 0;
  },
  read(source) {
    const { file } = source;
    const lines = splitLines(source.text!);
    const blocks = readBlocks(source, lines, {
      isHeader: (line) => HEADER.test(line),
      delimiter: ",",
      facts: (at) => {
        const facts: Record<string, number | string> = {};
        const date = dateOf(lines[0]);
        if (date !== undefined) facts.start_time = date;
        for (let i = 0; i < at; i++) {
          const volt = /^Init E \(V\)\s*=\s*([-+\d.eE]+)\s*$/.exec(lines[i])?.[1];
          if (volt !== undefined && Number.isFinite(Number(volt))) facts.voltage_volt = Number(volt);
        }
        return facts;
      },
    });
    if (blocks.length === 0) {
      const technique = lines.slice(0, 3).find((line) => /^[A-Za-z][\w .&/-]*$/.test(line)) ?? "";
      throw new FormatError({
        file,
        expected: `rows under Freq/Hz, Z'/ohm and Z"/ohm`,
        found: `a CH Instruments file of the technique ${quote(technique)} without them`,
        cure: 'export the measurement "A.C. Impedance" as text',
      });
    }
    return joinBlocks(blocks);
  },
};
