/** What the user has opened and asked for. Immutable: a step back is an earlier state. */
import type { CellKind } from "../../series/halfCycle.ts";
import type { Survey } from "../../series/survey.ts";

/** As the command line takes them. */
export interface Sizes {
  readonly area_cm2?: number;
  readonly mass_g?: number;
  readonly thickness_um?: number;
  /** S/cm */
  readonly conductivity?: number;
  /** Cycle that retention refers to. */
  readonly reference?: number;
  /** Default: from the voltage. */
  readonly cell?: CellKind;
}

/** One record with what the user said about its cell. */
export interface CellRecord {
  readonly survey: Survey;
  readonly sizes: Sizes;
  /** How it was read, in the words of the command line. */
  readonly words?: string;
  /** File of the logger that its pressure comes from. */
  readonly logger?: string;
}

export interface SeriesState {
  readonly records: readonly CellRecord[];
}

export const emptyState: SeriesState = { records: [] };

/** Whether the record was made here and is no file. */
export function isSimulated({ survey }: CellRecord): boolean {
  return survey.format === "simulated";
}
