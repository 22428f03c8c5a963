/** Stack-pressure analyses as one JSON document and as a table: the output of `pressure --json` and `--out`. */
import type { PressureAnalysis } from "../series/pressure/analysis.ts";
import { type CyclePressure, over } from "../series/pressure/cycle.ts";
import type { HalfCyclePressure, Measured } from "../series/pressure/halfCycle.ts";
import type { PressureWarning } from "../series/pressure/warning.ts";
import { type Column, type FailedInput, finite } from "./table.ts";

/** One half-cycle; pressures in MPa. What is not known is null. */
export interface PressureHalfCycle {
  readonly index: number;
  readonly cycle: number;
  readonly direction: "charge" | "discharge";
  readonly startTime_s: number | null;
  readonly endTime_s: number | null;
  readonly charge_mAh: number | null;
  readonly start_MPa: number | null;
  readonly start_stderr: number | null;
  readonly end_MPa: number | null;
  readonly end_stderr: number | null;
  /** End less start: negative where the pressure falls. */
  readonly change_MPa: number | null;
  readonly change_stderr: number | null;
  /** Slope of the pressure over the charge, and R² of the straight line. */
  readonly slope_MPa_per_mAh: number | null;
  readonly slope_stderr: number | null;
  readonly r2: number | null;
  /** Extremes of the samples: biased by their noise, given to compare. */
  readonly least_MPa: number | null;
  readonly most_MPa: number | null;
  readonly samples: number;
}

/** One cycle. */
export interface PressureCycle {
  readonly cycle: number;
  readonly endTime_s: number | null;
  /** ΔP of the charged cell: pressure at the beginning of the discharge less that at the beginning of the record, P(t) − P(0). */
  readonly deltaP_MPa: number | null;
  readonly deltaP_stderr: number | null;
  /** Δ(ΔP), the swing: what ΔP loses in the discharge. */
  readonly deltaDeltaP_MPa: number | null;
  readonly deltaDeltaP_stderr: number | null;
  /** Swing less that of the cycle before. */
  readonly swingChange_MPa: number | null;
  readonly swingChange_stderr: number | null;
  /** Swing over the discharge capacity per mass and per area: Δ(ΔP)_Q; null without mass or area. */
  readonly perCapacity_MPa_g_per_Ah: number | null;
  readonly perCapacity_stderr: number | null;
  readonly perArea_MPa_cm2_per_mAh: number | null;
  readonly perArea_stderr: number | null;
  readonly discharge_mAh: number | null;
  readonly discharge_mAh_g: number | null;
  readonly coulombicEfficiency: number | null;
  /** ΔP at the end of the discharge. */
  readonly discharged_MPa: number | null;
  readonly discharged_stderr: number | null;
}

export interface PressureWarningEntry {
  readonly cycle: number;
  readonly rule: string;
  readonly time_s: number | null;
  /** Last cycle before the fall. */
  readonly onset: number;
  readonly statistics: PressureWarning["statistics"];
}

/** What one file gave. */
export interface PressureFile {
  readonly file: string;
  /** File of the logger; null where the pressure is a column of the cycler's file. */
  readonly pressureFile: string | null;
  readonly format: string;
  readonly rows: number;
  readonly mass_g: number | null;
  readonly area_cm2: number | null;
  readonly cycles: readonly PressureCycle[];
  readonly warning: PressureWarningEntry | null;
  /** Reference of the warning: cycles, median and scatter of the swing per charge there in MPa·mAh⁻¹. */
  readonly reference: {
    readonly from: number;
    readonly to: number;
    readonly level_MPa_per_mAh: number;
    readonly scatter_MPa_per_mAh: number;
  } | null;
  /** The charts of the rule, one entry per cycle behind the reference; misses in standard deviations. */
  readonly charts: {
    readonly cycle: readonly number[];
    readonly forecast_MPa_per_mAh: readonly number[];
    readonly miss: readonly number[];
    readonly cusum: readonly number[];
    readonly ewma: readonly number[];
  };
  readonly halfCycles: readonly PressureHalfCycle[];
  readonly baseline: {
    readonly perCycle_MPa: number | null;
    readonly perCycle_stderr: number | null;
    readonly perHour_MPa: number | null;
    readonly perHour_stderr: number | null;
    readonly cycles: number;
    readonly outliers: number;
    readonly change: {
      readonly cycle: number;
      readonly time_s: number;
      readonly before_MPa: number | null;
      readonly before_stderr: number | null;
      readonly score: number | null;
    } | null;
  } | null;
  /** Median R² of pressure over charge. */
  readonly linearity: { readonly charge: number | null; readonly discharge: number | null };
  readonly alignment: {
    readonly offset_s: number | null;
    readonly offset_stderr: number | null;
    readonly drift: number | null;
    readonly drift_stderr: number | null;
    readonly turns: number;
    readonly outliers: number;
    readonly scatter_s: number | null;
    /** null: no other alignment comes near. */
    readonly distinction: number | null;
  } | null;
  readonly temperature: {
    readonly coefficient_kPa_per_K: number | null;
    readonly coefficient_stderr: number | null;
    readonly reference_celsius: number | null;
    readonly rests: number;
    readonly applied: boolean;
  } | null;
  readonly warnings: readonly string[];
}

type Named<T> = T & { readonly file: string };

/**
 * Of one file its fields at the top. Of several, `cycles` and `halfCycles` of all files with the name of the file in each entry, the first
 * warning by time, and each file for itself in `files`.
 */
export type PressureDocument =
  | (PressureFile & { readonly failures: readonly FailedInput[] })
  | {
      readonly cycles: readonly Named<PressureCycle>[];
      readonly warning: Named<PressureWarningEntry> | null;
      readonly halfCycles: readonly Named<PressureHalfCycle>[];
      readonly warnings: readonly string[];
      readonly files: readonly PressureFile[];
      readonly failures: readonly FailedInput[];
    };

export interface PressureSizes {
  readonly mass_g?: number;
  readonly area_cm2?: number;
}

const MPA = 1e6;

export function pressureFile(
  source: { readonly format: string; readonly pressureFile?: string; readonly remarks?: readonly string[] },
  analysis: PressureAnalysis,
  { mass_g, area_cm2 }: PressureSizes,
): PressureFile {
  const { watch, baseline, alignment, temperature } = analysis;
  const { warning, reference, watched } = watch;
  // Pa·(A·s)⁻¹ to MPa·mAh⁻¹
  const perMilli = 3.6 / MPA;
  return {
    file: analysis.file,
    pressureFile: source.pressureFile ?? null,
    format: source.format,
    rows: analysis.table.rows,
    mass_g: mass_g ?? null,
    area_cm2: area_cm2 ?? null,
    cycles: analysis.cycles.map((one) => cycleEntry(one, mass_g, area_cm2)),
    warning: warning && {
      cycle: warning.cycle,
      rule: warning.rule,
      time_s: finite(warning.time),
      onset: warning.onset,
      statistics: warning.statistics,
    },
    reference: reference && {
      from: reference.from,
      to: reference.to,
      level_MPa_per_mAh: perMilli * reference.level,
      scatter_MPa_per_mAh: perMilli * reference.scatter,
    },
    charts: {
      cycle: watched.map(({ cycle }) => cycle),
      forecast_MPa_per_mAh: watched.map(({ forecast }) => perMilli * forecast),
      miss: watched.map(({ miss }) => miss),
      cusum: watched.map(({ cusum }) => cusum),
      ewma: watched.map(({ ewma }) => ewma),
    },
    halfCycles: analysis.halfCycles.map(halfCycleEntry),
    baseline: baseline && {
      ...stated("perCycle", over(baseline.perCycle, MPA)),
      ...stated("perHour", over(baseline.perSecond, MPA / 3600)),
      cycles: baseline.cycles,
      outliers: baseline.outliers,
      change: baseline.change && {
        cycle: baseline.change.cycle,
        time_s: baseline.change.time,
        ...stated("before", over(baseline.change.before, MPA)),
        score: finite(baseline.change.score),
      },
    },
    linearity: {
      charge: finite(analysis.linearity.charge),
      discharge: finite(analysis.linearity.discharge),
    },
    alignment: alignment && {
      offset_s: finite(alignment.offset.value),
      offset_stderr: finite(alignment.offset.error),
      drift: finite(alignment.drift.value),
      drift_stderr: finite(alignment.drift.error),
      turns: alignment.turns,
      outliers: alignment.outliers,
      scatter_s: finite(alignment.scatter),
      distinction: finite(alignment.distinction),
    },
    temperature: temperature && {
      coefficient_kPa_per_K: finite(temperature.coefficient.value / 1e3),
      coefficient_stderr: finite(temperature.coefficient.error / 1e3),
      reference_celsius: finite(temperature.reference),
      rests: temperature.rests,
      applied: temperature.applied,
    },
    warnings: [...(source.remarks ?? []), ...analysis.warnings],
  };
}

type Stated<N extends string> = Readonly<Record<`${N}_MPa` | `${N}_stderr`, number | null>>;

/** A pressure in MPa and its standard error as two fields. */
function stated<N extends string>(name: N, { value, error }: Measured): Stated<N> {
  return { [`${name}_MPa`]: finite(value), [`${name}_stderr`]: finite(error) } as Stated<N>;
}

function cycleEntry(
  one: CyclePressure,
  mass_g: number | undefined,
  area_cm2: number | undefined,
): PressureCycle {
  // Pa·(A·s)⁻¹ · g = 3600 Pa·g·(A·h)⁻¹; per area 3.6 Pa·cm²·(mA·h)⁻¹
  const perCapacity = over(one.perCharge, MPA / 3600 / (mass_g ?? Number.NaN));
  const perArea = over(one.perCharge, MPA / 3.6 / (area_cm2 ?? Number.NaN));
  const capacity = one.capacity / 3.6;
  return {
    cycle: one.cycle,
    endTime_s: finite((one.discharge ?? one.charge)?.endTime ?? Number.NaN),
    ...stated("deltaP", over(one.charged, MPA)),
    ...stated("deltaDeltaP", over(one.swing, MPA)),
    ...stated("swingChange", over(one.swingChange, MPA)),
    perCapacity_MPa_g_per_Ah: finite(perCapacity.value),
    perCapacity_stderr: finite(perCapacity.error),
    perArea_MPa_cm2_per_mAh: finite(perArea.value),
    perArea_stderr: finite(perArea.error),
    discharge_mAh: finite(capacity),
    discharge_mAh_g: finite(capacity / (mass_g ?? Number.NaN)),
    coulombicEfficiency: finite(one.efficiency),
    ...stated("discharged", over(one.discharged, MPA)),
  };
}

function halfCycleEntry(one: HalfCyclePressure): PressureHalfCycle {
  const slope = over(one.slope, MPA / 3.6);
  return {
    index: one.index,
    cycle: one.cycle,
    direction: one.direction,
    startTime_s: finite(one.startTime),
    endTime_s: finite(one.endTime),
    charge_mAh: finite(one.charge / 3.6),
    ...stated("start", over(one.start, MPA)),
    ...stated("end", over(one.end, MPA)),
    ...stated("change", over(one.change, MPA)),
    slope_MPa_per_mAh: finite(slope.value),
    slope_stderr: finite(slope.error),
    r2: finite(one.linearity),
    least_MPa: finite(one.least / MPA),
    most_MPa: finite(one.most / MPA),
    samples: one.samples,
  };
}

export function pressureDocument(
  files: readonly PressureFile[],
  failures: readonly FailedInput[],
): PressureDocument {
  if (files.length === 1 && failures.length === 0) return { ...files[0], failures };
  const all = <T>(of: (file: PressureFile) => readonly T[]): Named<T>[] =>
    files.flatMap((file) => of(file).map((entry) => ({ file: file.file, ...entry })));
  const warned = all(({ warning }) => (warning === null ? [] : [warning]));
  warned.sort((a, b) => (a.time_s ?? Number.POSITIVE_INFINITY) - (b.time_s ?? Number.POSITIVE_INFINITY));
  return {
    cycles: all(({ cycles }) => cycles),
    warning: warned[0] ?? null,
    halfCycles: all(({ halfCycles }) => halfCycles),
    warnings: files.flatMap(({ file, warnings }) => warnings.map((warning) => `${file}: ${warning}`)),
    files,
    failures,
  };
}

/** One row per cycle with the fields of `PressureCycle`, and whether the warning falls into it. */
export function pressureColumns(files: readonly PressureFile[]): Column[] {
  const rows = files.flatMap((file) => file.cycles.map((entry) => ({ file, entry })));
  const names = rows[0] ? (Object.keys(rows[0].entry) as (keyof PressureCycle)[]) : [];
  return [
    { name: "file", type: "STRING", data: rows.map(({ file }) => file.file) },
    ...names.map((name): Column => ({ name, type: "DOUBLE", data: rows.map(({ entry }) => entry[name]) })),
    {
      name: "warning",
      type: "STRING",
      data: rows.map(({ file, entry }) => (file.warning?.cycle === entry.cycle ? file.warning.rule : "")),
    },
  ];
}
