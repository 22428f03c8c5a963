/** Which column of a file holds the pressure, and what its 1 is. */
import type { SeriesColumn, SeriesRecord } from "../record.ts";
import type { PressureSource } from "./analysis.ts";
import { loadUnits, pascalsPer, readLoadUnit } from "./unit.ts";

/** Name that a column of the user's choice gets. */
const LOAD = "load";

/** A column of the user's choice and Pa per unit of it; without a unit the file says it. */
export interface LoadColumn {
  readonly name: string;
  readonly factor?: number;
}

/**
 * "Load[kgf]", "Analog IN 1[0.5 MPa]", "P".
 * @param area cm² on which a force acts
 * @throws RangeError with a sentence for a unit that is none, and for a force without an area
 */
export function readLoadColumn(text: string, area: number | undefined): LoadColumn {
  const parts = /^(?<name>.*?)\s*\[\s*(?<number>[+-]?[\d.]+(?:e[+-]?\d+)?)?\s*(?<unit>[^[\]]*)\]$/iu.exec(
    text,
  )?.groups;
  if (parts === undefined) return { name: text };
  const unit = readLoadUnit(parts.unit);
  const number = parts.number === undefined ? 1 : Number(parts.number);
  if (unit === undefined || parts.name === "" || !Number.isFinite(number)) {
    throw new RangeError(
      `write COLUMN[UNIT]; the units are ${loadUnits}, also with a number before them: [0.5 MPa]`,
    );
  }
  if (unit.quantity === "force" && area === undefined) {
    throw new RangeError(
      "a force becomes a pressure by the area on which it acts; give it with --sensor-area CM2",
    );
  }
  return { name: parts.name, factor: number * pascalsPer(unit, area === undefined ? undefined : area / 1e4) };
}

/** How a file is read, as far as its columns are concerned. */
interface Reading {
  readonly columns?: Readonly<Record<string, string>>;
  readonly needs?: readonly SeriesColumn[];
}

/** The column of the user's choice: under a name of its own where the user gave the unit, else as a pressure. */
export function withLoadColumn<R extends Reading>(reading: R, column: LoadColumn | undefined): R {
  if (column === undefined) return reading;
  const name = column.factor === undefined ? "surface_pressure_pa" : LOAD;
  return { ...reading, columns: { ...reading.columns, [name]: column.name } };
}

/** A logger needs a time and a pressure; what is said about currents and voltages is not about it. */
export function forLogger<R extends Reading>(reading: R, column: LoadColumn | undefined): R {
  const bare = withLoadColumn({ ...reading, columns: {} }, column);
  return {
    ...bare,
    needs: ["test_time_second", Object.keys(bare.columns ?? {})[0] ?? "surface_pressure_pa"],
  };
}

/**
 * Where the pressure stands in the blocks of a record, and Pa per unit of it.
 * @throws Error with a sentence when the record has no such column
 */
export function placeOfLoad(
  { columns, file }: Pick<SeriesRecord, "columns" | "file">,
  wanted: LoadColumn | undefined,
): Pick<PressureSource, "column" | "factor"> {
  if (wanted?.factor === undefined) return {};
  const names = [LOAD, wanted.name];
  const fact = columns.find(({ column, from }) => names.includes(column) || from === wanted.name);
  if (fact === undefined) {
    throw new Error(
      `${file}: there is no column "${wanted.name}"; the file has ${columns.map(({ from }) => `"${from}"`).join(", ")}`,
    );
  }
  // A unit that the header has was taken already; the user's counts
  return { column: fact.column, factor: wanted.factor / fact.factor };
}
