/** Columns of a table by what they measure, in SI: the unit stands in the header, or behind the name that the user gives. */
import { type ColumnTable, columnOf, missingColumn, readColumns } from "../formats/columns.ts";
import { FormatError } from "../formats/formatError.ts";
import { conversion } from "./unit.ts";

/** What a column is looked for. */
export interface Role {
  /** "current": the option is --current-column. */
  readonly name: string;
  /** Names of such columns without unit, in small letters. */
  readonly pattern: RegExp;
  /** SI unit in which it is wanted. */
  readonly unit: string;
  /** Another unit that will do, and the factor to the wanted one; without a factor the cure is said. */
  readonly other?: { readonly unit: string; readonly factor?: number; readonly cure: string };
  /** A column that may be missing. */
  readonly optional?: boolean;
}

export const timeRole: Role = {
  name: "time",
  pattern: /^(t|time|elapsed ?time|test[_ ]?time|step[_ ]?time|zeit)$/,
  unit: "s",
};
export const currentRole: Role = {
  name: "current",
  pattern: /^<?(i|current|strom|im|iwe|we.*current)>?$/,
  unit: "A",
};
export const potentialRole: Role = {
  name: "potential",
  pattern: /^<?(e|ewe|ecell|u|v|vf|voltage|potential|overpotential|eta|η|spannung|we.*potential)>?$/,
  unit: "V",
};

/** A column of current densities; of currents where the area is known. */
export function currentDensityRole(
  area: number | undefined,
  cure = "give the area, so that the current becomes a current density",
): Role {
  return {
    name: "current",
    pattern: /^<?(j|i|current|current ?density|im)>?$/,
    unit: "A·m⁻²",
    other: {
      unit: "A",
      ...(area !== undefined && { factor: 1 / area }),
      cure,
    },
  };
}

export interface Measurement {
  readonly file: string;
  /** In the order of the roles; undefined for an optional column that is not there. */
  readonly columns: readonly (Float64Array | undefined)[];
  /** Which of them stood in the other unit of their role, and were multiplied by its factor. */
  readonly otherUnit: readonly boolean[];
  readonly notes: readonly string[];
}

/** How columns are named where their names do not tell. */
export interface ColumnNaming {
  /** "I [mA]" for the role "current"; undefined: by its name in the file. */
  readonly named: (role: string) => string | undefined;
  /** How the user says it: `--current-column "I [mA]"`. */
  readonly cure: (role: string, text: string) => string;
}

/** @throws FormatError when a column or its unit is missing */
export function readMeasurement(
  bytes: Uint8Array,
  file: string,
  roles: readonly Role[],
  naming: ColumnNaming,
): Measurement {
  const table = readColumns(bytes, file);
  const found = roles.map((role) => find(naming, table, role));
  const used = found.flatMap((one) => (one ? [one.column] : []));
  const rows: number[] = [];
  table.line.forEach((_, row) => {
    if (used.every((column) => Number.isFinite(table.columns[column][row]))) rows.push(row);
  });
  if (rows.length === 0) {
    throw new FormatError({
      file,
      expected: `rows with a number in each of ${used.map((column) => `"${table.names[column]}"`).join(", ")}`,
      found: "none",
      cure: "check the names of the columns",
    });
  }
  const lost = table.line.length - rows.length;
  return {
    file,
    columns: found.map((one) =>
      one
        ? Float64Array.from(rows, (row) => table.columns[one.column][row] * one.factor + one.offset)
        : undefined,
    ),
    otherUnit: found.map((one) => one?.other ?? false),
    notes: [
      ...(lost > 0
        ? [`${file}: ${lost} ${lost === 1 ? "row" : "rows"} without a number in the columns used left out`]
        : []),
    ],
  };
}

interface Found {
  readonly column: number;
  readonly factor: number;
  readonly offset: number;
  readonly other: boolean;
}

function find(naming: ColumnNaming, table: ColumnTable, role: Role): Found | undefined {
  const wanted = naming.named(role.name);
  const cure = (text: string): string => naming.cure(role.name, text);
  if (wanted !== undefined) {
    const exact = columnOf(table, wanted);
    if (exact !== undefined) return withUnit(table, exact, role, unitsOf(table.names[exact]), cure);
    const [, name = wanted, unit] = /^(.*?)\s*\[([^\]]+)\]\s*$/.exec(wanted) ?? [];
    const column = columnOf(table, name);
    if (column === undefined) throw missingColumn(table, name);
    return withUnit(table, column, role, unit === undefined ? unitsOf(table.names[column]) : [unit], cure);
  }
  const column = table.names.findIndex((name) => role.pattern.test(bareName(name)));
  if (column >= 0) return withUnit(table, column, role, unitsOf(table.names[column]), cure);
  if (role.optional) return undefined;
  const { file, expected, found } = missingColumn(table, role.name);
  throw new FormatError({ file, expected, found, cure: `say which one it is: ${cure("NAME [UNIT]")}` });
}

/** Words of the Battery Data Format at the end of a name. */
const words: Readonly<Record<string, string>> = {
  second: "s",
  hour: "h",
  volt: "V",
  ampere: "A",
  kelvin: "K",
  celsius: "°C",
  ohm: "ohm",
};

/** Units that a header may mean: in brackets, behind a slash or a comma, or the last word. */
function unitsOf(name: string): string[] {
  const last = /_([a-z]+)$/.exec(name)?.[1];
  return [
    ...[...name.matchAll(/[([]([^)\]]+)[)\]]/g)].map((match) => match[1]),
    ...[/\/\s*(.+)$/, /,\s*(.+)$/].flatMap((pattern) => pattern.exec(name)?.[1] ?? []),
    ...(last !== undefined && words[last] !== undefined ? [words[last]] : []),
  ];
}

function bareName(name: string): string {
  return name
    .replace(/\s*[([{/,].*$/u, "")
    .replace(/_(second|hour|volt|ampere|kelvin|celsius|ohm)$/i, "")
    .replaceAll("_", " ")
    .trim()
    .toLowerCase();
}

function withUnit(
  table: ColumnTable,
  column: number,
  role: Role,
  units: readonly string[],
  cure: (text: string) => string,
): Found {
  for (const unit of units) {
    const by = conversion(unit, role.unit);
    if (by) return { column, ...by, other: false };
    const other = role.other && conversion(unit, role.other.unit);
    if (!role.other || !other) continue;
    if (role.other.factor !== undefined)
      return { column, factor: other.factor * role.other.factor, offset: 0, other: true };
    throw new FormatError({
      file: table.file,
      expected: `column "${table.names[column]}" in ${role.unit}`,
      found: unit,
      cure: role.other.cure,
    });
  }
  throw new FormatError({
    file: table.file,
    expected: `a unit of column "${table.names[column]}" that can be converted to ${role.unit}`,
    found: units.length > 0 ? units.map((unit) => `"${unit}"`).join(", ") : "none",
    cure: `write it behind the name: ${cure(`${table.names[column]} [${role.unit}]`)}`,
  });
}
