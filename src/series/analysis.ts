/** Everything that a cycling record says about a cell, from its half-cycle table. */
import { findActivation } from "./activation.ts";
import { type CriticalCurrent, criticalCurrentOf } from "./criticalCurrent.ts";
import {
  type Cycle,
  cyclesOf,
  type Efficiency,
  efficiencyOf,
  type RateGroup,
  type Retention,
  rateGroups,
  retentionOf,
} from "./cycle.ts";
import { findDepletion } from "./depletion.ts";
import type { CellEvent } from "./event.ts";
import { findFullCellShorts } from "./fullCell.ts";
import { impedanceChecks } from "./impedanceCheck.ts";
import type { HalfCycleTable } from "./reduce.ts";
import { findShorts } from "./shortCircuit.ts";

/** Sizes of the cell; SI units. */
export interface CellSize {
  /** m² of one electrode. */
  readonly area?: number;
  /** kg of active material. */
  readonly mass?: number;
  /** m of electrolyte. */
  readonly thickness?: number;
  /** S/m of the electrolyte. */
  readonly conductivity?: number;
}

export interface AnalysisOptions extends CellSize {
  /** Number of the cycle that retention refers to; default: the first whole one. */
  readonly reference?: number;
  readonly efficiency?: Efficiency;
}

export interface CyclingAnalysis {
  readonly cycles: readonly Cycle[];
  readonly efficiency: Efficiency;
  readonly retention: Retention | null;
  readonly rates: readonly RateGroup[];
  /** In the order of time. */
  readonly events: readonly CellEvent[];
  readonly criticalCurrent: CriticalCurrent | null;
  readonly warnings: readonly string[];
}

/** Resistance of the electrolyte L/(σ·A) in Ω, where all three are known. */
export function electrolyteResistance({ area, thickness, conductivity }: CellSize): number | undefined {
  return area === undefined || thickness === undefined || conductivity === undefined
    ? undefined
    : thickness / (conductivity * area);
}

export function analyseCycling(table: HalfCycleTable, options: AnalysisOptions = {}): CyclingAnalysis {
  const { halfCycles, cell } = table;
  const efficiency = options.efficiency ?? efficiencyOf(halfCycles);
  const cycles = cyclesOf(halfCycles, efficiency);
  const resistance = electrolyteResistance(options);
  const symmetric = cell === "symmetric";
  const shorts = symmetric
    ? findShorts(halfCycles, { electrolyteResistance: resistance })
    : findFullCellShorts(cycles, halfCycles);
  const hard = shorts.find(({ kind }) => kind === "hard-short");
  const sound = hard ? halfCycles.filter(({ index }) => index < hard.halfCycle) : halfCycles;
  const depletion = symmetric ? findDepletion(sound) : null;
  const activation = symmetric
    ? findActivation(halfCycles, Math.min(hard?.halfCycle ?? Infinity, depletion?.halfCycle ?? Infinity))
    : null;
  const events = [...shorts, depletion, activation]
    .filter((event) => event !== null)
    .sort((a, b) => a.time - b.time);
  return {
    cycles,
    efficiency,
    retention: symmetric ? null : retentionOf(cycles, options.reference),
    rates: symmetric ? [] : rateGroups(cycles),
    events,
    criticalCurrent: symmetric ? criticalCurrentOf(halfCycles, events) : null,
    warnings: [
      ...table.warnings,
      ...(halfCycles.length === 0 ? ["no half-cycle was found: the current never exceeds its noise"] : []),
      ...(symmetric ? impedanceChecks(sound, resistance) : []),
    ],
  };
}
