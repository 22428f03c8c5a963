/** What is taken out of a spectrum before anyone fits it, and the sentences that say so. */
import type { Spectrum } from "../impedance/spectrum.ts";
import type { RawSpectrum } from "./reader.ts";

export interface Cleaned {
  /** Undefined when nothing is left. */
  readonly spectrum: Spectrum | undefined;
  readonly warnings: readonly string[];
  /** Rows that were direct-current samples (frequency exactly 0). */
  readonly dcRows: number;
}

/** "line 7", "lines 2–782", "lines 3, 8, 9 and 12 more". */
export function nameRows(rows: readonly number[], unit: "line" | "point"): string {
  const runs: [number, number][] = [];
  for (const row of rows) {
    const last = runs[runs.length - 1];
    if (last !== undefined && row === last[1] + 1) last[1] = row;
    else runs.push([row, row]);
  }
  const named = runs.slice(0, 4);
  const covered = named.reduce((sum, [from, to]) => sum + to - from + 1, 0);
  const text = named.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(", ");
  const more = rows.length - covered;
  return `${unit}${rows.length === 1 ? "" : "s"} ${text}${more > 0 ? ` and ${more} more` : ""}`;
}

/** "1 row", "3 rows", "2 frequencies". */
export function counted(count: number, singular: string, plural: string): string {
  return `${count} ${count === 1 ? singular : plural}`;
}

/**
 * Drops rows with a cell that is no finite number, with a frequency ≤ 0, with Z = 0 (nothing was measured, and
 * relative weights would be infinite), and exact repetitions of an earlier row. The order of the points is kept.
 * `where` begins the sentences: file and spectrum.
 */
export function cleanSpectrum(raw: RawSpectrum, file: string, where: string): Cleaned {
  const notFinite: number[] = [];
  const notPositive: number[] = [];
  const zero: number[] = [];
  const repeated: number[] = [];
  const kept: number[] = [];
  const seen = new Map<number, number[]>();
  let dcRows = 0;
  let revisited = 0;
  for (let i = 0; i < raw.frequency.length; i++) {
    const f = raw.frequency[i];
    const re = raw.real[i];
    const im = raw.imaginary[i];
    // A direct-current sample has no impedance: its other cells do not matter.
    if (f <= 0) {
      notPositive.push(raw.row[i]);
      if (f === 0) dcRows++;
    } else if (!Number.isFinite(f) || !Number.isFinite(re) || !Number.isFinite(im))
      notFinite.push(raw.row[i]);
    else if (re === 0 && im === 0) zero.push(raw.row[i]);
    else {
      const twins = seen.get(f);
      if (twins?.some((j) => raw.real[j] === re && raw.imaginary[j] === im)) {
        repeated.push(raw.row[i]);
        continue;
      }
      if (twins === undefined) seen.set(f, [i]);
      else {
        twins.push(i);
        revisited++;
      }
      kept.push(i);
    }
  }
  const warnings: string[] = [];
  const dropped = (rows: number[], what: string): void => {
    if (rows.length === 0) return;
    warnings.push(
      `${where}: ${counted(rows.length, "row", "rows")} ${what} dropped (${nameRows(rows, raw.rowUnit)})`,
    );
  };
  dropped(notPositive, "with a frequency that is zero or negative");
  dropped(notFinite, "with a cell that is no finite number");
  dropped(zero, "with an impedance of exactly zero");
  dropped(repeated, "equal to an earlier row");
  if (kept.length === 0) return { spectrum: undefined, warnings, dcRows };
  if (revisited > 0) {
    warnings.push(
      `${where}: ${counted(revisited, "frequency", "frequencies")} measured again with another impedance; all points were kept`,
    );
  }
  const values = (column: Float64Array): Float64Array => {
    if (kept.length === column.length) return column;
    const chosen = new Float64Array(kept.length);
    for (let k = 0; k < kept.length; k++) chosen[k] = column[kept[k]];
    return chosen;
  };
  let sigma = raw.sigma === undefined ? undefined : values(raw.sigma);
  if (sigma !== undefined && !sigma.every((value) => value > 0 && Number.isFinite(value))) {
    sigma = undefined;
    warnings.push(`${where}: the standard deviations are not all positive numbers and were left out`);
  }
  return {
    spectrum: {
      frequency: values(raw.frequency),
      real: values(raw.real),
      imaginary: values(raw.imaginary),
      ...(sigma === undefined ? {} : { sigma }),
      ...(raw.name === undefined ? {} : { name: raw.name }),
      file,
      ...(raw.facts === undefined ? {} : { facts: raw.facts }),
    },
    warnings,
    dcRows,
  };
}
