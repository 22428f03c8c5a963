/** Cycling analyses as one JSON document and as a table: the output of `cycles --json` and `--out`. */
import type { CyclingAnalysis } from "../series/analysis.ts";
import type { CriticalCurrent } from "../series/criticalCurrent.ts";
import type { Cycle } from "../series/cycle.ts";
import type { EventKind } from "../series/event.ts";
import { cycleOf, type HalfCycle } from "../series/halfCycle.ts";
import type { HalfCycleTable } from "../series/reduce.ts";
import { type Column, type FailedInput, finite } from "./table.ts";

/** A half-cycle in the units of a laboratory; what is not known is null. Densities are null without an area. */
export interface HalfCycleEntry {
  readonly index: number;
  readonly cycle: number;
  readonly ownCycle: number;
  readonly vendorCycle: number | null;
  readonly firstStep: number | null;
  readonly lastStep: number | null;
  readonly direction: "charge" | "discharge";
  readonly startTime_s: number | null;
  readonly endTime_s: number | null;
  readonly rest_s: number | null;
  readonly samples: number;
  readonly charge_mAh: number | null;
  readonly charge_mAh_cm2: number | null;
  readonly charge_mAh_g: number | null;
  readonly chargeFrom: "instrument" | "integral";
  readonly energy_mWh: number | null;
  /** Negative on discharge, as the current density. */
  readonly current_mA: number | null;
  readonly currentDensity_mA_cm2: number | null;
  readonly voltageStart_V: number | null;
  readonly voltagePlateau_V: number | null;
  readonly voltageEnd_V: number | null;
  readonly voltageLeast_V: number | null;
  readonly voltageMost_V: number | null;
  readonly voltageMean_V: number | null;
  readonly overpotentialStart_V: number | null;
  readonly overpotentialPlateau_V: number | null;
  readonly overpotentialEnd_V: number | null;
  readonly areaResistance_ohm_cm2: number | null;
  readonly ohmicResistance_ohm: number | null;
  readonly ohmicInterval_s: number | null;
  readonly wedge: number | null;
  readonly flatness: number | null;
  readonly noise_V: number | null;
  readonly spikes: number;
  readonly pressureStart_Pa: number | null;
  readonly pressureEnd_Pa: number | null;
  readonly pressureLeast_Pa: number | null;
  readonly pressureMost_Pa: number | null;
}

export interface CycleEntry {
  readonly cycle: number;
  readonly startTime_s: number | null;
  readonly endTime_s: number | null;
  readonly charge_mAh: number | null;
  readonly discharge_mAh: number | null;
  readonly charge_mAh_g: number | null;
  readonly discharge_mAh_g: number | null;
  readonly coulombicEfficiency: number | null;
  readonly energyEfficiency: number | null;
  readonly chargeOverpotential_V: number | null;
  readonly dischargeOverpotential_V: number | null;
}

export interface EventEntry {
  readonly kind: EventKind;
  readonly cycle: number;
  readonly lastCycle: number;
  readonly halfCycle: number;
  readonly time_s: number;
  readonly rule: string;
  readonly figures: Readonly<Record<string, number>>;
  readonly confidence: number;
}

export interface CriticalCurrentEntry {
  readonly lastClean: number | null;
  readonly firstFailing: number | null;
  readonly step: number | null;
  /** "mA·cm⁻²" with an area, else "mA". */
  readonly unit: string;
  readonly protocol: CriticalCurrent["protocol"];
  /** Seconds or mAh (per cm² with an area) that the protocol holds. */
  readonly held: number | null;
  readonly levels: number;
  readonly halfCyclesPerLevel: number;
}

/** What one file gave. */
export interface CyclesFile {
  readonly file: string;
  readonly format: string;
  readonly cell: "symmetric" | "full";
  readonly rows: number;
  readonly area_cm2: number | null;
  readonly mass_g: number | null;
  readonly halfCycles: readonly HalfCycleEntry[];
  readonly cycles: readonly CycleEntry[];
  readonly efficiency: string;
  readonly retention: {
    readonly referenceCycle: number;
    readonly lastCycle: number;
    readonly retention: number;
    readonly linearDecayPerCycle: number;
    readonly compoundDecayPerCycle: number;
  } | null;
  readonly rates: readonly {
    readonly current_mA: number;
    readonly cycles: readonly number[];
    readonly discharge_mAh: number;
    readonly discharge_mAh_g: number | null;
  }[];
  readonly events: readonly EventEntry[];
  readonly criticalCurrent: CriticalCurrentEntry | null;
  readonly warnings: readonly string[];
}

type Named<T> = T & { readonly file: string };

/**
 * Of one file its fields at the top. Of several, `halfCycles`, `cycles` and `events` of all files with the name of the file in each
 * entry, and each file for itself in `files`; the critical current is a file's own.
 */
export type CyclesDocument =
  | (CyclesFile & { readonly failures: readonly FailedInput[] })
  | {
      readonly halfCycles: readonly Named<HalfCycleEntry>[];
      readonly cycles: readonly Named<CycleEntry>[];
      readonly events: readonly Named<EventEntry>[];
      readonly criticalCurrent: null;
      readonly warnings: readonly string[];
      readonly files: readonly CyclesFile[];
      readonly failures: readonly FailedInput[];
    };

/** Sizes in the units of a laboratory. */
export interface LaboratorySize {
  readonly area_cm2?: number;
  readonly mass_g?: number;
}

export function cyclesFile(
  source: { readonly file: string; readonly format: string; readonly remarks?: readonly string[] },
  table: HalfCycleTable,
  analysis: CyclingAnalysis,
  { area_cm2, mass_g }: LaboratorySize,
): CyclesFile {
  const perGram = (coulombs: number): number | null =>
    mass_g === undefined ? null : finite(coulombs / 3.6 / mass_g);
  const { retention, criticalCurrent } = analysis;
  return {
    file: source.file,
    format: source.format,
    cell: table.cell,
    rows: table.rows,
    area_cm2: area_cm2 ?? null,
    mass_g: mass_g ?? null,
    halfCycles: table.halfCycles.map((one) => halfCycleEntry(one, area_cm2, perGram)),
    cycles: analysis.cycles.map((one) => cycleEntry(one, perGram)),
    efficiency: analysis.efficiency,
    retention: retention && {
      referenceCycle: retention.referenceCycle,
      lastCycle: retention.lastCycle,
      retention: retention.retention,
      linearDecayPerCycle: retention.linearDecay,
      compoundDecayPerCycle: retention.compoundDecay,
    },
    rates: analysis.rates.map(({ current, cycles, capacity }) => ({
      current_mA: 1000 * current,
      cycles,
      discharge_mAh: capacity / 3.6,
      discharge_mAh_g: perGram(capacity),
    })),
    events: analysis.events.map(({ time, ...event }) => ({ ...event, time_s: time })),
    criticalCurrent: criticalCurrent && criticalEntry(criticalCurrent, area_cm2),
    warnings: [...(source.remarks ?? []), ...analysis.warnings],
  };
}

function criticalEntry(found: CriticalCurrent, area_cm2: number | undefined): CriticalCurrentEntry {
  // Currents are levels: five digits say all that the mean of a level does
  const scaled = (amperes: number | null): number | null =>
    amperes === null ? null : Number(((1000 * amperes) / (area_cm2 ?? 1)).toPrecision(5));
  return {
    lastClean: scaled(found.lastClean),
    firstFailing: scaled(found.firstFailing),
    step: scaled(found.step),
    unit: area_cm2 === undefined ? "mA" : "mA·cm⁻²",
    protocol: found.protocol,
    held: finite(found.protocol === "fixed-capacity" ? found.held / 3.6 / (area_cm2 ?? 1) : found.held),
    levels: found.levels,
    halfCyclesPerLevel: found.perLevel,
  };
}

function halfCycleEntry(
  one: HalfCycle,
  area_cm2: number | undefined,
  perGram: (coulombs: number) => number | null,
): HalfCycleEntry {
  const perArea = (value: number): number | null =>
    area_cm2 === undefined ? null : finite(value / area_cm2);
  const eta = one.overpotential;
  return {
    index: one.index,
    cycle: cycleOf(one),
    ownCycle: one.cycle,
    vendorCycle: one.vendorCycle,
    firstStep: one.firstStep,
    lastStep: one.lastStep,
    direction: one.direction,
    startTime_s: finite(one.startTime),
    endTime_s: finite(one.endTime),
    rest_s: finite(one.rest),
    samples: one.samples,
    charge_mAh: finite(one.charge / 3.6),
    charge_mAh_cm2: perArea(one.charge / 3.6),
    charge_mAh_g: perGram(one.charge),
    chargeFrom: one.chargeFrom,
    energy_mWh: finite(one.energy / 3.6),
    current_mA: finite(1000 * one.current),
    currentDensity_mA_cm2: perArea(1000 * one.current),
    voltageStart_V: finite(one.voltageStart),
    voltagePlateau_V: finite(one.voltagePlateau),
    voltageEnd_V: finite(one.voltageEnd),
    voltageLeast_V: finite(one.voltageLeast),
    voltageMost_V: finite(one.voltageMost),
    voltageMean_V: finite(one.voltageMean),
    overpotentialStart_V: eta && finite(eta.start),
    overpotentialPlateau_V: eta && finite(eta.plateau),
    overpotentialEnd_V: eta && finite(eta.end),
    areaResistance_ohm_cm2:
      eta && area_cm2 !== undefined ? finite((eta.plateau / Math.abs(one.current)) * area_cm2) : null,
    ohmicResistance_ohm: finite(one.ohmicResistance),
    ohmicInterval_s: finite(one.ohmicInterval),
    wedge: finite(one.wedge),
    flatness: finite(one.flatness),
    noise_V: finite(one.noise),
    spikes: one.spikes,
    pressureStart_Pa: one.pressureStart,
    pressureEnd_Pa: one.pressureEnd,
    pressureLeast_Pa: one.pressureLeast,
    pressureMost_Pa: one.pressureMost,
  };
}

function cycleEntry(one: Cycle, perGram: (coulombs: number) => number | null): CycleEntry {
  return {
    cycle: one.cycle,
    startTime_s: finite(one.startTime),
    endTime_s: finite(one.endTime),
    charge_mAh: finite(one.chargeCapacity / 3.6),
    discharge_mAh: finite(one.dischargeCapacity / 3.6),
    charge_mAh_g: perGram(one.chargeCapacity),
    discharge_mAh_g: perGram(one.dischargeCapacity),
    coulombicEfficiency: finite(one.coulombicEfficiency),
    energyEfficiency: finite(one.energyEfficiency),
    chargeOverpotential_V: finite(one.chargeOverpotential),
    dischargeOverpotential_V: finite(one.dischargeOverpotential),
  };
}

export function cyclesDocument(
  files: readonly CyclesFile[],
  failures: readonly FailedInput[],
): CyclesDocument {
  if (files.length === 1 && failures.length === 0) return { ...files[0], failures };
  const all = <T>(of: (file: CyclesFile) => readonly T[]): Named<T>[] =>
    files.flatMap((file) => of(file).map((entry) => ({ file: file.file, ...entry })));
  return {
    halfCycles: all(({ halfCycles }) => halfCycles),
    cycles: all(({ cycles }) => cycles),
    events: all(({ events }) => events),
    criticalCurrent: null,
    warnings: files.flatMap(({ file, warnings }) => warnings.map((warning) => `${file}: ${warning}`)),
    files,
    failures,
  };
}

/** One row per half-cycle with the fields of `HalfCycleEntry`, and the events that begin in it. */
export function halfCycleColumns(files: readonly CyclesFile[]): Column[] {
  const rows = files.flatMap((file) => file.halfCycles.map((entry) => ({ file, entry })));
  const first = rows[0]?.entry;
  const names = first ? (Object.keys(first) as (keyof HalfCycleEntry)[]) : [];
  const whole = new Set<keyof HalfCycleEntry>(["index", "ownCycle", "samples"]);
  return [
    { name: "file", type: "STRING", data: rows.map(({ file }) => file.file) },
    ...names.map((name): Column => {
      const data = rows.map(({ entry }) => entry[name]);
      const type =
        name === "direction" || name === "chargeFrom" ? "STRING" : whole.has(name) ? "INT32" : "DOUBLE";
      return { name, type, data };
    }),
    {
      name: "events",
      type: "STRING",
      data: rows.map(({ file, entry }) =>
        file.events
          .filter(({ halfCycle }) => halfCycle === entry.index)
          .map(({ kind }) => kind)
          .join(" "),
      ),
    },
  ];
}
