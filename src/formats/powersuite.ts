/**
 * PowerSUITE text: lines that end in CR CR LF, tabs, a first line "Frequency, Zre, Zimg" without units: Hz and Ω. Zimg is Z″ with
 * capacitive points negative; frequencies rise.
 */
import { joinBlocks, readBlocks } from "./block.ts";
import { FormatError } from "./formatError.ts";
import type { Reader } from "./reader.ts";
import { splitLines } from "./text.ts";

const HEADER = /^\s*Frequency\s*\t\s*Zre\s*\t\s*Zimg\b/i;

export const powersuite: Reader = {
  name: "powersuite",
  detect: ({ text }) => (text !== undefined && HEADER.test(text.slice(0, 200)) ? 1 : 0),
  read(source) {
    const lines = splitLines(source.text!);
    const blocks = readBlocks(source, lines, { isHeader: (line) => HEADER.test(line), delimiter: "\t" });
    if (blocks.length === 0) {
      throw new FormatError({
        file: source.file,
        expected: "rows under Frequency, Zre and Zimg",
        found: "none",
        cure: "the file seems cut off: export it again",
      });
    }
    return joinBlocks(blocks);
  },
};
