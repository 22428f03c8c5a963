/** Quantities of a single measurement in the form of a finding, and the columns that they are read from. */
import { type Role as ColumnRole, type Measurement, readMeasurement } from "../../cell/measurement.ts";
import type { Estimate, Quantity } from "../../cell/quantity.ts";
import { readMeasured } from "../../cell/unit.ts";
import { readSeries } from "../../formats/series/index.ts";
import { figureHtml } from "../../report/html.ts";
import type { SeriesRecord } from "../../series/record.ts";
import { type Finding, numberOf } from "../finding.ts";
import type { Bench, EntryFault } from "../role.ts";
import { figuresHtml, foldedQuantities } from "../section.ts";

/** Columns of a table, or of the file of an instrument where it is no text. */
export async function columnsOf(
  { store }: Bench,
  file: string,
  roles: readonly ColumnRole[],
  columns: Readonly<Record<string, string>> | undefined,
): Promise<Omit<Measurement, "file">> {
  try {
    return readMeasurement(store.bytes(file), file, roles, {
      named: (role) => columns?.[role],
      cure: (role, text) => `"columns": {"${role}": "${text}"}`,
    });
  } catch (error) {
    if (columns !== undefined) throw error;
    const record = await readSeries(file, store.pieces(file)).catch(() => {
      throw error;
    });
    return recordColumns(record, roles);
  }
}

/** What the columns of a record are called in the Battery Data Format. */
const recorded: Readonly<Record<string, string>> = {
  time: "test_time_second",
  current: "current_ampere",
  potential: "voltage_volt",
};

/** The same columns of a record, whose units are known. @throws Error where one is missing */
async function recordColumns(
  record: SeriesRecord,
  roles: readonly ColumnRole[],
): Promise<Omit<Measurement, "file">> {
  const { file } = record;
  const values: number[][] = roles.map(() => []);
  for await (const { rows, columns } of record.blocks) {
    roles.forEach(({ name }, k) => {
      const column = (columns as Record<string, Float64Array | undefined>)[recorded[name]];
      for (let row = 0; row < rows; row++) values[k].push(column?.[row] ?? Number.NaN);
    });
  }
  const found = roles.map(({ optional, unit, other, name }, k) => {
    if (values[k].every(Number.isNaN)) {
      if (optional) return undefined;
      throw new Error(`${file}: there is no ${name}`);
    }
    // A record has currents where densities are wanted
    const factor = unit === "A·m⁻²" ? other?.factor : 1;
    if (factor === undefined) throw new Error(`${file}: ${other?.cure}`);
    return { values: values[k], factor };
  });
  const whole = values[0]
    .map((_, row) => row)
    .filter((row) => found.every((one) => !one || Number.isFinite(one.values[row])));
  if (whole.length === 0) throw new Error(`${file}: there are no rows`);
  return {
    columns: found.map((one) => one && Float64Array.from(whole, (row) => one.values[row] * one.factor)),
    otherUnit: roles.map(({ unit }) => unit === "A·m⁻²"),
    notes: [...record.warnings],
  };
}

export interface Made {
  readonly quantities: readonly Quantity[];
  readonly figures: readonly { readonly svg: string; readonly caption: string }[];
  readonly notes: readonly string[];
  readonly model: string;
  readonly files: readonly string[];
}

/** The first quantity stands in the summary, the others in the tables. */
export function findingOf({ quantities, figures, notes, model, files }: Made, chief = 1): Finding {
  return {
    numbers: quantities.map((quantity, k) =>
      numberOf(quantity, { files, model, summary: k < chief, name: named(quantity, quantities) }),
    ),
    trends: [],
    html: figuresHtml(
      figures.map(({ svg, caption }) => figureHtml(svg, caption)),
      foldedQuantities(quantities),
    ),
    notes,
    failures: [],
  };
}

/** Several of one name are told apart by their method: "onset potential, by threshold". */
export function named({ quantity, definition, formula }: Quantity, all: readonly Quantity[]): string {
  if (all.filter((one) => one.quantity === quantity).length < 2) return quantity;
  const method = /^(by (?:Tafel lines|[^:;]+(?=:)))/.exec(definition[0] ?? "")?.[1];
  if (method !== undefined) return `${quantity}, ${method}`;
  return all[0].formula === formula ? quantity : `${quantity}, ${formula}`;
}

/** Where a file has currents and a density is wanted. */
export const areaCure = 'give "area" in the sample, so that the current becomes a current density';

export const volts = (text: string): Estimate => readMeasured(text, "V", "voltage", "10mV");

/** When the voltage stepped, where it is known. */
export const stepOf = ({ start }: { readonly start?: string }): { readonly start?: number } =>
  start === undefined ? {} : { start: readMeasured(start, "s", "start", "10s").value };

/** Files that stand beside belong to one measurement. @param beside their keys, for the sentence */
export function aloneFaults(files: readonly string[], beside: string): EntryFault[] {
  return files.length < 2
    ? []
    : [
        {
          key: "files",
          sentence: `${files.length} files share one ${beside}; give each file an entry with its own`,
        },
      ];
}
