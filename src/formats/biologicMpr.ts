/**
 * BioLogic binary files (.mpr) of impedance techniques: the same columns, names, signs and facts as the text export has, without its
 * rounding (frequencies and impedances are 4-byte floats). The column "-Im(Z)/Ohm" holds −Z″.
 */
import { LOOP_HEADING, unreadImpedances } from "./biologicColumns.ts";
import { type BiologicData, isBiologicBinary, readBiologicData } from "./biologicModules.ts";
import { FormatError, quote } from "./formatError.ts";
import { type NumberColumn, readNumberColumns } from "./numberTable.ts";
import type { Reader } from "./reader.ts";

/** The loop of each point, for a file that has several. */
function loopColumn({ loopStarts, points }: BiologicData): NumberColumn[] {
  if (loopStarts.length < 2) return [];
  const values = new Float64Array(points);
  for (let row = 0, loop = 0; row < points; row++) {
    if (row >= loopStarts[loop + 1]) loop++;
    values[row] = loop;
  }
  return [{ name: LOOP_HEADING, values }];
}

export const biologicMpr: Reader = {
  name: "biologic-mpr",
  detect: ({ bytes }) => (isBiologicBinary(bytes) ? 1 : 0),
  read(source) {
    const { bytes, file } = source;
    const data = readBiologicData(bytes, file);
    const columns = [
      ...data.columns.map((column) => ({ name: column.name, values: data.values(column) })),
      ...loopColumn(data),
    ];
    const facts: Record<string, string> = data.startTime === undefined ? {} : { start_time: data.startTime };
    const found = readNumberColumns(source, columns, data.points, { facts });
    const names = columns.map(({ name }) => name);
    if (found === undefined) {
      throw new FormatError({
        file,
        expected: "the columns freq/Hz, Re(Z)/Ohm and -Im(Z)/Ohm",
        found: `a BioLogic file of the technique "${data.technique}" with the columns ${names.slice(0, 4).map(quote).join(", ")}${names.length > 4 ? " …" : ""}`,
        cure: "give the file of an impedance measurement (PEIS, GEIS, SPEIS, SGEIS or a Modulo Bat with one of them)",
      });
    }
    const { reading, traces } = found;
    const warnings = [...data.warnings, ...unreadImpedances(names, traces)];
    return {
      spectra: reading.spectra,
      warnings: [...warnings.map((text) => `${file}: ${text}`), ...reading.warnings],
    };
  },
};
