/** Quantities of a single measurement in the form of a finding, and the columns that they are read from. */
import { type Role as ColumnRole, readMeasurement } from "../../cell/measurement.ts";
import type { Estimate, Quantity } from "../../cell/quantity.ts";
import { readMeasured } from "../../cell/unit.ts";
import { figureHtml } from "../../report/html.ts";
import { type Finding, numberOf } from "../finding.ts";
import type { Bench, EntryFault } from "../role.ts";
import { figuresHtml, foldedQuantities } from "../section.ts";

export function columnsOf(
  { store }: Bench,
  file: string,
  roles: readonly ColumnRole[],
  columns: Readonly<Record<string, string>> | undefined,
) {
  return readMeasurement(store.bytes(file), file, roles, {
    named: (role) => columns?.[role],
    cure: (role, text) => `"columns": {"${role}": "${text}"}`,
  });
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
