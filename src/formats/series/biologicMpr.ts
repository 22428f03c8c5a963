/**
 * BioLogic binary files (.mpr): the columns of the text export without its rounding. Galvanostatic files often hold no current, only the
 * charge dq that passed since the row before: I = 3600·dq/dt.
 */
import type { ColumnFact } from "../../series/record.ts";
import { isBiologicBinary, readBiologicData } from "../biologicModules.ts";
import { FormatError, quote } from "../formatError.ts";
import type { BinaryFormat } from "./binary.ts";
import { BIOLOGIC_NAMES } from "./biologicMpt.ts";
import { currentOfCharge } from "./derive.ts";
import { readSeriesHeading } from "./heading.ts";
import { readSeriesUnit, type SeriesUnit } from "./quantity.ts";
import { onlyColumn, wantedColumn } from "./wanted.ts";

export const biologicMpr: BinaryFormat = {
  name: "biologic-mpr",
  detect: isBiologicBinary,
  read({ bytes, file, options }) {
    const data = readBiologicData(bytes, file);
    const headings = data.columns.map(({ name }) => readSeriesHeading(name));
    const values: Record<string, Float64Array> = {};
    const facts: ColumnFact[] = [];
    const taken = new Set<number>();
    let charge = "dq";
    const take = (column: string, at: number, unit: SeriesUnit | undefined, counts?: string): void => {
      const { factor = 1, shift = 0, offset = 0 } = unit ?? {};
      const scale = 10 ** Math.abs(shift);
      taken.add(at);
      values[column] = data.values(data.columns[at]).map((value) => {
        const whole = shift < 0 ? value / scale : value * scale;
        return whole * factor + offset;
      });
      if (column.startsWith("#")) return;
      facts.push({
        column,
        from: headings[at].text,
        factor: factor * 10 ** shift,
        ...(counts === undefined ? {} : { counts }),
      });
    };
    const { asWritten = false } = options;
    for (const [column, wanted] of Object.entries(options.columns ?? {})) {
      if (wanted === "*") {
        take(column, onlyColumn(headings, taken, file), undefined);
        continue;
      }
      const { at, unit } = wantedColumn(headings, column, wanted, file, asWritten);
      take(column, at, asWritten ? undefined : (unit ?? headings[at].unit));
    }
    if (asWritten) return { columns: facts, facts: { technique: data.technique }, warnings: [], values };
    for (const rule of BIOLOGIC_NAMES) {
      if (rule.column in values) continue;
      const at = headings.findIndex(({ name }, i) => !taken.has(i) && rule.name.test(name));
      if (at < 0) continue;
      const unit = headings[at].unit ?? (rule.unit === undefined ? undefined : readSeriesUnit(rule.unit));
      take(rule.column, at, unit, rule.counts);
      if (rule.column.startsWith("#")) charge = headings[at].text;
    }
    if (values.test_time_second === undefined || values.voltage_volt === undefined) {
      throw new FormatError({
        file,
        expected: "the columns time/s and Ewe/V",
        found: `a BioLogic file of the technique "${data.technique}" with the columns ${data.columns
          .slice(0, 6)
          .map(({ name }) => quote(name))
          .join(", ")}`,
        cure: "read an impedance measurement with readImpedance, or give a file that holds time and potential",
      });
    }
    if (values.current_ampere === undefined && values["#dq_ah"] !== undefined) {
      const made = currentOfCharge(charge)!;
      values.current_ampere = new Float64Array(data.points);
      made.derive({ rows: data.points, numbers: values, words: {}, drop: () => {} });
      facts.push(...made.columns);
    }
    const others = data.columns.filter((_, i) => !taken.has(i)).map(({ name }) => quote(name));
    const warnings = data.warnings.map((text) => `${file}: ${text}`);
    if (headings.some(({ text }) => text === "freq/Hz")) {
      warnings.push(
        `${file}: rows of impedance measurements are among the rows; readImpedance reads their spectra`,
      );
    }
    return {
      columns: facts,
      facts: {
        technique: data.technique,
        ...(data.startTime === undefined ? {} : { start_time: data.startTime }),
        ...(others.length > 0 ? { other_columns: others.join(", ") } : {}),
      },
      warnings,
      values: Object.fromEntries(Object.entries(values).filter(([name]) => !name.startsWith("#"))),
    };
  },
};
