/** What a cycler's file holds: columns over time, in blocks of rows, so that a file of any length needs the memory of one block. */

/**
 * Columns by their names in the Battery Data Format, in the units of the names. Current is positive on charge. Readers give the columns
 * that their file has; `test_time_second` and `voltage_volt` always.
 */
export const seriesColumns = [
  "test_time_second",
  "voltage_volt",
  "current_ampere",
  "unix_time_second",
  "cycle_count",
  "step_count",
  "step_index",
  "step_time_second",
  "charging_capacity_ah",
  "discharging_capacity_ah",
  "step_capacity_ah",
  "net_capacity_ah",
  "cumulative_capacity_ah",
  "charging_energy_wh",
  "discharging_energy_wh",
  "step_energy_wh",
  "net_energy_wh",
  "cumulative_energy_wh",
  "power_watt",
  "internal_resistance_ohm",
  "ambient_temperature_celsius",
  "surface_temperature_celsius",
  "surface_pressure_pa",
  "applied_pressure_pa",
] as const;

/** A column of the list above, or one of the file's own: its name as written there. */
export type SeriesColumn = (typeof seriesColumns)[number] | (string & {});

/** Rows that follow one another; all columns have `rows` values, missing ones NaN. */
export interface SeriesBlock {
  readonly rows: number;
  /** Number of the first row, from 0. */
  readonly first: number;
  readonly columns: Readonly<Partial<Record<SeriesColumn, Float64Array>>>;
  /** Who is done with the arrays may give them back: the reader fills them again, and nobody else may use them any more. */
  readonly release?: () => void;
}

/** How a column came about. */
export interface ColumnFact {
  readonly column: SeriesColumn;
  /** Name and unit as the file has them: "Current(mA)". */
  readonly from: string;
  /** Factor from the file's unit: 1e-3 for mA. */
  readonly factor: number;
  /** Of charges and energies: sign and zero point, "unsigned, from the beginning of each step". */
  readonly counts?: string;
}

/** A file that is being read. Its blocks can be read once. */
export interface SeriesRecord {
  /** File as the user named it. */
  readonly file: string;
  /** Name of the format that was detected. */
  readonly format: string;
  readonly columns: readonly ColumnFact[];
  /** Everything that was dropped, assumed or is doubtful; grows while blocks are read. */
  readonly warnings: string[];
  readonly facts: Readonly<Record<string, number | string>>;
  readonly blocks: AsyncIterable<SeriesBlock>;
}
