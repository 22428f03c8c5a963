/**
 * Gamry Framework text (.DTA): "EXPLAIN", "TAG<tab>EISPOT", keys, then tables: a line "ZCURVE<tab>TABLE<tab>n", a line of
 * names, a line of units, rows that begin with a tab. Other tables (open circuit, Lissajous) may stand before and after.
 */
import { detectDialect, splitCells } from "./dialect.ts";
import { FormatError, quote } from "./formatError.ts";
import { forceColumns, readTableBelow } from "./header.ts";
import { readHeading } from "./heading.ts";
import type { RawSpectrum, Reader } from "./reader.ts";
import { splitLines } from "./text.ts";

const TABLE = /^([A-Z][A-Z0-9_]*)\tTABLE\b/i;

function key(lines: readonly string[], name: string, cell: number): string {
  const line = lines.find((text) => text.startsWith(`${name}\t`));
  return line?.split("\t")[cell]?.trim() ?? "";
}

export const gamryDta: Reader = {
  name: "gamry-dta",
  detect: (source) => (source.text !== undefined && /^EXPLAIN\s*[\r\n]+\s*TAG\t/i.test(source.text) ? 1 : 0),
  read(source) {
    const { file } = source;
    const lines = splitLines(source.text!);
    const tag = key(lines, "TAG", 1);
    const title = key(lines, "TITLE", 2);
    const experiment = `${tag}${title === "" ? "" : ` (${title})`}`;
    const date = key(lines, "DATE", 2);
    const time = key(lines, "TIME", 2);
    const facts: Record<string, string> = date === "" ? {} : { start_time: `${date} ${time}`.trim() };

    const starts: { at: number; name: string }[] = [];
    lines.forEach((line, at) => {
      const match = TABLE.exec(line);
      if (match !== null) starts.push({ at, name: match[1] });
    });
    const spectra: RawSpectrum[] = [];
    const warnings: string[] = [];
    const impedance = starts.flatMap(({ at, name }, i) => {
      // Rows begin with a tab. A key behind the table may hold numbers in the columns of the rows.
      let end = at + 2;
      while (end < (starts[i + 1]?.at ?? lines.length) && !/^\S/.test(lines[end])) end++;
      const block = lines.slice(0, end);
      const names = splitCells(lines[at + 1] ?? "", "\t");
      const found = forceColumns(
        names.map((text) => readHeading(text)),
        source.options,
      );
      return found === undefined || found.traces.length === 0
        ? []
        : [{ name, block, header: { at: at + 1, headings: found.headings, traces: found.traces } }];
    });
    impedance.forEach(({ name, block, header }) => {
      const dialect = detectDialect(block.slice(header.at + 1), { ...source.options, delimiter: "\t" });
      const below =
        dialect === undefined
          ? undefined
          : readTableBelow(source, block, header, dialect, {
              everyFact: false,
              facts,
              name: impedance.length > 1 ? name : undefined,
            });
      if (below === undefined) {
        warnings.push(`${file}, line ${header.at}: the table ${name} holds no rows`);
        return;
      }
      spectra.push(...below.reading.spectra);
      warnings.push(...below.reading.warnings);
    });
    const aborted = lines.findIndex((line) => /^EXPERIMENTABORTED\tTOGGLE\tT/i.test(line));
    if (aborted >= 0) {
      warnings.push(
        `${file}, line ${aborted + 1}: the experiment was aborted; the points measured until then were read`,
      );
    }
    if (spectra.length === 0) {
      const tables = starts.map(({ name }) => name).slice(0, 4);
      throw new FormatError({
        file,
        expected: "a table ZCURVE with Freq, Zreal and Zimag",
        found: `a Gamry file of the experiment ${quote(experiment)} ${tables.length === 0 ? "without tables" : `with ${impedance.length > 0 ? "the empty table" : "the table"} ${tables.join(", ")}`}`,
        cure: "give the file of an impedance measurement (EISPOT, GALVEIS, HYBRIDEIS)",
      });
    }
    if (impedance.length > 1) {
      warnings.push(
        `${file}: ${impedance.length} impedance tables were read (${impedance.map(({ name }) => name).join(", ")}); a second one may be the drift-corrected copy of the first`,
      );
    }
    return { spectra, warnings: [...new Set(warnings)] };
  },
};
