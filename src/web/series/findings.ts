/** What a record says about its cell, with the sizes that the user gave; known until they change. */
import { type CyclesFile, cyclesFile } from "../../report/cyclesDocument.ts";
import { type PressureFile, pressureFile } from "../../report/pressureDocument.ts";
import { type AnalysisOptions, analyseCycling } from "../../series/analysis.ts";
import { withOverpotentials } from "../../series/halfCycle.ts";
import type { HalfCycleTable } from "../../series/reduce.ts";
import type { Survey } from "../../series/survey.ts";
import type { CellRecord, Sizes } from "./state.ts";

export interface Findings {
  readonly table: HalfCycleTable;
  readonly document: CyclesFile;
  readonly pressure: PressureFile | null;
  /** What of the wishes cannot be done. */
  readonly fault?: string;
}

const known = new WeakMap<CellRecord, Findings>();

/** Undefined of a record without half-cycles. */
export function findingsOf(record: CellRecord): Findings | undefined {
  const { survey, sizes } = record;
  if (survey.table === null) return undefined;
  let findings = known.get(record);
  if (!findings) {
    findings = judge(survey, survey.table, sizes);
    known.set(record, findings);
  }
  return findings;
}

function judge(survey: Survey, given: HalfCycleTable, sizes: Sizes): Findings {
  const { area_cm2, mass_g, thickness_um, conductivity, reference, cell } = sizes;
  const table = cell === undefined || cell === given.cell ? given : ofKind(given, cell);
  const options: AnalysisOptions = {
    ...(area_cm2 !== undefined && { area: area_cm2 / 1e4 }),
    ...(mass_g !== undefined && { mass: mass_g / 1e3 }),
    ...(thickness_um !== undefined && { thickness: thickness_um / 1e6 }),
    ...(conductivity !== undefined && { conductivity: 100 * conductivity }),
  };
  let analysis: ReturnType<typeof analyseCycling>;
  let fault: string | undefined;
  try {
    analysis = analyseCycling(table, { ...options, reference });
  } catch (error) {
    // No cycle of that number is whole
    if (!(error instanceof RangeError)) throw error;
    fault = error.message;
    analysis = analyseCycling(table, options);
  }
  const size = { area_cm2, mass_g };
  const { file, format, remarks } = survey;
  return {
    table,
    document: cyclesFile({ file, format, remarks }, table, analysis, size),
    pressure: survey.pressure && pressureFile({ format }, { ...survey.pressure, table }, size),
    ...(fault !== undefined && { fault }),
  };
}

/** The same half-cycles, read as those of another kind of cell. */
function ofKind(table: HalfCycleTable, cell: HalfCycleTable["cell"]): HalfCycleTable {
  const halfCycles =
    cell === "symmetric"
      ? withOverpotentials(table.halfCycles)
      : table.halfCycles.map((one) => ({ ...one, overpotential: null }));
  return { ...table, cell, halfCycles };
}
