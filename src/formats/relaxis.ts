/**
 * RelaxIS 3 text ("Spectrum export"): a line with the date, a line of names ("Data: Frequency, Data: Z', Data: Z'' …"), a
 * line with what is known of the spectrum, rows. Several spectra stand side by side. Z″ has capacitive points negative. In the line
 * about the spectrum DC is the direct potential in V and TM the mean of the times in s, as the BioLogic file of the same
 * measurement shows.
 */
import { type Facts, joinBlocks, readBlocks } from "./block.ts";
import { FormatError } from "./formatError.ts";
import type { RawSpectrum, Reader } from "./reader.ts";
import { splitLines } from "./text.ts";

const FIRST_LINE = /^RelaxIS [\d.]+ Spectrum export/i;
const HEADER = /^Data: Frequency\t/i;

interface Description {
  readonly name: string | undefined;
  readonly facts: Facts;
}

/** "DC=-0.08, TM=33.7, J=-5E-6", "Model: …", "(WE/RE Spectrum) cell.mpr_1" for each spectrum of the line. */
function describe(line: string): Description[] {
  const cells = line.split("\t").map((cell) => cell.trim());
  return cells.flatMap((cell, i) => {
    if (!/^Model:/.test(cell)) return [];
    const facts: Record<string, number> = {};
    const values = cells[i - 1] ?? "";
    const read = (key: string): number =>
      Number(new RegExp(`(?:^|,\\s)${key}=([-+\\d.eE]+)(?:,|$)`).exec(values)?.[1] ?? Number.NaN);
    if (Number.isFinite(read("DC"))) facts.voltage_volt = read("DC");
    if (Number.isFinite(read("TM"))) facts.mean_time_second = read("TM");
    const name = (cells[i + 1] ?? "").replace(/^\([^)]*\)\s*/, "");
    return [{ name: name === "" ? undefined : name, facts }];
  });
}

export const relaxis: Reader = {
  name: "relaxis",
  detect: ({ text }) => (text !== undefined && FIRST_LINE.test(text.slice(0, 200)) ? 1 : 0),
  read(source) {
    const { file } = source;
    const lines = splitLines(source.text!);
    const date = /^Date:\s*(.+?)\s*$/.exec(lines[1] ?? "")?.[1];
    const blocks = readBlocks(source, lines, {
      isHeader: (line) => HEADER.test(line),
      delimiter: "\t",
      facts: (): Facts => (date === undefined ? {} : { export_time: date }),
    });
    if (blocks.length === 0) {
      throw new FormatError({
        file,
        expected: "rows under Data: Frequency, Data: Z' and Data: Z''",
        found: "none",
        cure: "export the data of the spectrum, complete to its last line",
      });
    }
    const described = blocks.map((block) => {
      const descriptions = describe(lines[block.at + 1] ?? "");
      if (descriptions.length !== block.spectra.length) return block;
      const spectra = block.spectra.map(
        (spectrum, i): RawSpectrum => ({
          ...spectrum,
          name: descriptions[i].name ?? spectrum.name,
          facts: { ...spectrum.facts, ...descriptions[i].facts },
        }),
      );
      return { ...block, spectra };
    });
    return joinBlocks(described);
  },
};
