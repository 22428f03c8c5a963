/** What the options of `interphase pressure` ask for, and where the pressure stands in a record. */
import type { SeriesOptions } from "../formats/series/index.ts";
import type { PressureOptions, PressureSource } from "../series/pressure/analysis.ts";
import { loadUnits, pascalsPer, readLoadUnit } from "../series/pressure/unit.ts";
import type { SeriesRecord } from "../series/record.ts";
import type { Arguments } from "./command.ts";
import { UsageError } from "./mistake.ts";
import { choice, positive, toNumber, whole } from "./options.ts";

/** Name that a column of the user's choice gets. */
const LOAD = "load";

export interface PressureRequest {
  readonly size: { readonly mass_g?: number; readonly area_cm2?: number };
  readonly options: PressureOptions;
  readonly clock: NonNullable<PressureSource["clock"]>;
  /** Column of the user's choice and Pa per unit of it; without a unit the file says it. */
  readonly column?: { readonly name: string; readonly factor?: number };
  readonly loggers: readonly string[];
}

/** @throws UsageError for what makes no sense */
export function readRequest(given: Arguments): PressureRequest {
  const area_cm2 = positive(given, "area", "cm²");
  const mass_g = positive(given, "mass", "g");
  const offset = given.text("clock-offset");
  const loggers = given.texts("pressure-file");
  if (loggers.length === 0) {
    for (const option of ["clock-offset", "clock-range", "clock-drift", "polarity"]) {
      if (given.has(option)) throw new UsageError(`--${option} belongs to --pressure-file FILE`);
    }
  }
  return {
    size: { mass_g, area_cm2 },
    loggers,
    column: readColumn(given, positive(given, "sensor-area", "cm²") ?? area_cm2),
    clock: {
      polarity: choice(given, "polarity", ["rises", "falls"] as const),
      offset: offset === undefined ? undefined : toNumber(offset, "--clock-offset"),
      range: positive(given, "clock-range", "s"),
      drift: positive(given, "clock-drift", ""),
    },
    options: {
      threshold: positive(given, "threshold", "A"),
      temperature: given.has("temperature-term"),
      warning: { reference: whole(given, "reference", 8) ?? 8 },
    },
  };
}

/** "Load[kgf]", "Analog IN 1[0.5 MPa]", "P". @param area cm² on which a force acts */
function readColumn(given: Arguments, area: number | undefined): PressureRequest["column"] {
  const text = given.text("pressure-column");
  if (text === undefined) return undefined;
  const parts = /^(?<name>.*?)\s*\[\s*(?<number>[+-]?[\d.]+(?:e[+-]?\d+)?)?\s*(?<unit>[^[\]]*)\]$/iu.exec(
    text,
  )?.groups;
  if (parts === undefined) return { name: text };
  const unit = readLoadUnit(parts.unit);
  if (unit === undefined || parts.name === "") {
    throw new UsageError(
      `--pressure-column ${text}: write COLUMN[UNIT]; the units are ${loadUnits}, also with a number before them: [0.5 MPa]`,
    );
  }
  if (unit.quantity === "force" && area === undefined) {
    throw new UsageError(
      `--pressure-column ${text}: a force becomes a pressure by the area on which it acts; give it with --sensor-area CM2`,
    );
  }
  const number = parts.number === undefined ? 1 : toNumber(parts.number, "--pressure-column");
  return {
    name: parts.name,
    factor: number * pascalsPer(unit, area === undefined ? undefined : area / 1e4),
  };
}

/** The column of the user's choice: under a name of its own where the user gave the unit, else as a pressure. */
export function withColumn(reading: SeriesOptions, column: PressureRequest["column"]): SeriesOptions {
  if (column === undefined) return reading;
  const name = column.factor === undefined ? "surface_pressure_pa" : LOAD;
  return { ...reading, columns: { ...reading.columns, [name]: column.name } };
}

/** A logger needs a time and a pressure; what `--column` says about currents and voltages is not about it. */
export function forLogger(reading: SeriesOptions, column: PressureRequest["column"]): SeriesOptions {
  const bare = withColumn({ ...reading, columns: {} }, column);
  return {
    ...bare,
    needs: ["test_time_second", Object.keys(bare.columns ?? {})[0] ?? "surface_pressure_pa"],
  };
}

/** Where the pressure stands in the blocks, and Pa per unit of it. */
export function columnOf(
  { columns, file }: SeriesRecord,
  wanted: PressureRequest["column"],
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
