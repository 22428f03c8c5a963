/** What the options of `interphase pressure` ask for. */
import type { PressureOptions, PressureSource } from "../series/pressure/analysis.ts";
import { type LoadColumn, readLoadColumn } from "../series/pressure/loadColumn.ts";
import type { Arguments } from "./command.ts";
import { UsageError } from "./mistake.ts";
import { choice, positive, toNumber, whole } from "./options.ts";

export interface PressureRequest {
  readonly size: { readonly mass_g?: number; readonly area_cm2?: number };
  readonly options: PressureOptions;
  readonly clock: NonNullable<PressureSource["clock"]>;
  readonly column?: LoadColumn;
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

/** @param area cm² on which a force acts */
function readColumn(given: Arguments, area: number | undefined): LoadColumn | undefined {
  const text = given.text("pressure-column");
  if (text === undefined) return undefined;
  try {
    return readLoadColumn(text, area);
  } catch (error) {
    throw new UsageError(`--pressure-column ${text}: ${(error as Error).message}`);
  }
}
