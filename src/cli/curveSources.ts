/** Tables to curves: which columns a formula speaks of. */
import type { CurveData } from "../fit/curveData.ts";
import { type ColumnTable, columnOf, missingColumn, readColumns } from "../formats/columns.ts";
import { FormatError } from "../formats/index.ts";
import { namesOf } from "../program/formula.ts";
import type { WrittenModel } from "../program/model.ts";
import type { FailedInput } from "../report/table.ts";
import { counted } from "./say.ts";
import { readBytes, sentenceFor } from "./spectra.ts";

/** Columns as the user names them; without a wish the model and the header decide. */
export interface ColumnWishes {
  readonly x: readonly string[];
  readonly y?: string;
  readonly sigma?: string;
}

export interface CurveReading {
  readonly curves: readonly (CurveData & { readonly x: Readonly<Record<string, Float64Array>> })[];
  readonly warnings: readonly string[];
  readonly failures: readonly FailedInput[];
}

export function readCurves(
  files: readonly string[],
  model: WrittenModel,
  wishes: ColumnWishes,
  onProgress: (done: number, total: number) => void,
): CurveReading {
  const curves: CurveReading["curves"][number][] = [];
  const warnings: string[] = [];
  const failures: FailedInput[] = [];
  files.forEach((file, i) => {
    onProgress(i, files.length);
    try {
      curves.push(curveOf(readColumns(readBytes(file), file), model, wishes, warnings));
    } catch (error) {
      failures.push({ file, message: sentenceFor(error, file) });
    }
  });
  return { curves, warnings, failures };
}

function curveOf(
  table: ColumnTable,
  model: WrittenModel,
  wishes: ColumnWishes,
  warnings: string[],
): CurveReading["curves"][number] {
  const find = (wanted: string): number => {
    const column = columnOf(table, wanted);
    if (column === undefined) throw missingColumn(table, wanted);
    return column;
  };
  const sigma = wishes.sigma === undefined ? undefined : find(wishes.sigma);
  const measured = wishes.y === undefined ? table.names.indexOf(model.measured) : find(wishes.y);
  const taken = new Set([sigma, measured]);
  const names = new Set(namesOf(model.formula));
  const x =
    wishes.x.length > 0
      ? wishes.x.map((wanted, k) => {
          const column = find(wanted);
          const generic = wishes.x.length === 1 ? "x" : `x${k + 1}`;
          const name = [wanted, table.names[column]].find((one) => names.has(one)) ?? generic;
          return [name, column] as const;
        })
      : ownPredictors(table, names, taken);
  for (const [, column] of x) taken.add(column);
  const y = measured >= 0 ? measured : remaining(table, taken, model, warnings);
  return withoutGaps(table, x, y, sigma, warnings);
}

/** The columns whose names the formula has; else x, or x1, x2 …, are the first columns. */
function ownPredictors(
  table: ColumnTable,
  names: ReadonlySet<string>,
  taken: ReadonlySet<number | undefined>,
): (readonly [string, number])[] {
  const free = table.columns.map((_, column) => column).filter((column) => !taken.has(column));
  const own = free.filter((column) => names.has(table.names[column]));
  if (own.length > 0) return own.map((column) => [table.names[column], column]);
  const numbered = free.map((_, k) => `x${k + 1}`).filter((name) => names.has(name));
  if (numbered.length > 0) return numbered.map((name) => [name, free[Number(name.slice(1)) - 1]]);
  return free.length > 0 ? [["x", free[0]]] : [];
}

/** The measured column where nothing names it: the one that is left. */
function remaining(
  table: ColumnTable,
  taken: ReadonlySet<number | undefined>,
  model: WrittenModel,
  warnings: string[],
): number {
  const left = table.columns.map((_, column) => column).filter((column) => !taken.has(column));
  if (left.length === 0 || (left.length > 1 && table.named)) {
    throw new FormatError({
      file: table.file,
      expected: `a column "${model.measured}"`,
      found: table.names
        .slice(0, 12)
        .map((name) => `"${name}"`)
        .join(", "),
      cure: "say which one is measured: --y NAME",
    });
  }
  if (left.length > 1) {
    warnings.push(
      `${table.file}: column ${left[0] + 1} of ${table.columns.length} was taken as measured; --y says another`,
    );
  }
  return left[0];
}

/** Rows that lack one of the numbers are left out, and it is said. */
function withoutGaps(
  table: ColumnTable,
  x: readonly (readonly [string, number])[],
  y: number,
  sigma: number | undefined,
  warnings: string[],
): CurveReading["curves"][number] {
  const used = [...x.map(([, column]) => column), y, ...(sigma === undefined ? [] : [sigma])];
  const rows: number[] = [];
  const lost: number[] = [];
  table.line.forEach((_, row) => {
    (used.every((column) => Number.isFinite(table.columns[column][row])) ? rows : lost).push(row);
  });
  if (rows.length === 0) {
    throw new FormatError({
      file: table.file,
      expected: `rows with a number in each of the columns ${used.map((column) => `"${table.names[column]}"`).join(", ")}`,
      found: "none",
      cure: "check the names of the columns",
    });
  }
  if (lost.length > 0) {
    warnings.push(
      `${table.file}: ${counted(lost.length, "row")} without a number in ${used.map((column) => `"${table.names[column]}"`).join(", ")} left out (first: line ${table.line[lost[0]]})`,
    );
  }
  const pick = (column: number): Float64Array => Float64Array.from(rows, (row) => table.columns[column][row]);
  return {
    x: Object.fromEntries(x.map(([name, column]) => [name, pick(column)])),
    y: pick(y),
    ...(sigma === undefined ? {} : { sigma: pick(sigma) }),
    file: table.file,
  };
}
