/** The half-cycle table: one row per run of charge or discharge, from which everything else reads. */
import { median } from "../fit/median.ts";
import type { Segment } from "../kernel/halfCycles.ts";
import { type Drop, findDrops } from "./drop.ts";
import { between, endValue, type Trace, traceOf, weightedMean, weightedQuantiles } from "./trace.ts";

export type Direction = "charge" | "discharge";

/** Overpotentials in V, positive when the voltage opposes the current. */
export interface Overpotential {
  /** 1 s after the current set in, or the first sample behind that. */
  readonly start: number;
  /** Median over 20 to 80 % of the charge. */
  readonly plateau: number;
  readonly end: number;
}

/** One half-cycle; SI units. What could not be determined is NaN, what the record does not have is null. */
export interface HalfCycle {
  /** From 1, in the order of time. */
  readonly index: number;
  /** Own count from 1: a new cycle begins with each half-cycle of the first one's direction. */
  readonly cycle: number;
  /** The instrument's numbers of cycle and of first and last step, as it gave them. */
  readonly vendorCycle: number | null;
  readonly firstStep: number | null;
  readonly lastStep: number | null;
  readonly direction: Direction;
  readonly startTime: number;
  readonly endTime: number;
  /** Seconds without current before it. */
  readonly rest: number;
  readonly samples: number;
  /** In A·s, positive. The instrument's own where it gives one: `chargeFrom`, `instrumentCharge`. */
  readonly charge: number;
  readonly chargeFrom: "instrument" | "integral";
  /** ∫I dt over its steps in A·s, positive: of each from its beginning, as far as a clock of the step tells, to its last sample. */
  readonly integral: number;
  /** ∫VI dt in J over the same time; negative where a cell gives energy. */
  readonly energy: number;
  /** Charge-weighted mean current over 20 to 80 % of the charge in A, negative on discharge. */
  readonly current: number;
  /** Voltages in V: as `Overpotential`, with their sign; `voltageEnd` from a line through the last 2 %. */
  readonly voltageStart: number;
  readonly voltagePlateau: number;
  readonly voltageEnd: number;
  /** Of the last sample. */
  readonly voltageLast: number;
  readonly voltageLeast: number;
  readonly voltageMost: number;
  /** Mean over the charge: energy over charge. */
  readonly voltageMean: number;
  /** ΔV/ΔI in Ω between the last sample before and the first after the current changed, and the seconds between them. */
  readonly ohmicResistance: number;
  readonly ohmicInterval: number;
  /** (V at 95 % − V at 5 % of the charge)/plateau: positive where the overpotential grows. */
  readonly wedge: number;
  /** (95 % − 5 % quantile of V over the charge)/|plateau|. */
  readonly flatness: number;
  /** Standard deviation of a sample: 1.4826·MAD of successive differences/√2, in V. */
  readonly noise: number;
  /** Of symmetric cells, whose equilibrium voltage is 0; else null. */
  readonly overpotential: Overpotential | null;
  /** In Pa, lines through the first and last 2 %; extremes of the bins. */
  readonly pressureStart: number | null;
  readonly pressureEnd: number | null;
  readonly pressureLeast: number | null;
  readonly pressureMost: number | null;
  /** The largest sudden fall of the voltage's size within it. */
  readonly drop: Drop | null;
  /** The largest sudden rise, as of a filament that fuses. */
  readonly rise: Drop | null;
  /** Share of the bins that hold a spike: a sample further from the mean of its bin than six standard deviations and 2 % of the plateau. */
  readonly spikes: number;
}

/** What the segments of a half-cycle do not say. */
export interface Surroundings {
  readonly index: number;
  readonly cycle: number;
  readonly vendorCycle: number | null;
  readonly firstStep: number | null;
  readonly lastStep: number | null;
  readonly rest: number;
  /** The last sample before it. */
  readonly before: Segment["last"] | null;
  /** By the instrument, in A·s; null where it has none. */
  readonly instrumentCharge: number | null;
  /** What passed before the first sample of each segment, in A·s and J, signed. */
  readonly leads?: readonly { readonly charge: number; readonly energy: number }[];
}

/** Reads the row of a half-cycle off its segments; its overpotential is known when the kind of cell is. */
export function halfCycleOf(
  segments: readonly Segment[],
  around: Surroundings,
): { readonly halfCycle: HalfCycle; readonly trace: Trace } {
  const trace = traceOf(segments);
  const { voltage } = trace;
  const first = segments[0];
  const last = segments[segments.length - 1];
  const { before, instrumentCharge, leads = [], ...place } = around;
  const sum = (of: (segment: Segment) => number): number =>
    segments.reduce((total, one) => total + of(one), 0);
  const signed = leads.reduce((total, { charge }) => total + charge, 0) + sum(({ charge }) => charge);
  const integral = Math.abs(signed);
  const energy = leads.reduce((total, lead) => total + lead.energy, 0) + sum(({ energy: value }) => value);
  const middle = between(trace, 0.2, 0.8);
  const [plateau] = weightedQuantiles(voltage, middle, [0.5]);
  const [low, high] = weightedQuantiles(voltage, between(trace, 0, 1), [0.05, 0.95]);
  const at = (share: number): number => weightedMean(voltage, between(trace, share - 0.02, share + 0.02));
  const noise = noiseOf(trace.step);
  const { fall, rise } = findDrops(trace, noise);
  const jump = before === null ? Number.NaN : first.first.current - before.current;
  const charge = instrumentCharge ?? integral;
  const measured = trace.pressure.some((value) => !Number.isNaN(value));
  const pressureEnd = (side: "first" | "last"): number | null =>
    measured
      ? endValue(trace, trace.pressure, side, side === "first" ? first.first.time : last.last.time)
      : null;
  return {
    trace,
    halfCycle: {
      ...place,
      direction: first.direction > 0 ? "charge" : "discharge",
      startTime: first.first.time,
      endTime: last.last.time,
      samples: sum(({ samples }) => samples),
      charge,
      chargeFrom: instrumentCharge === null ? "integral" : "instrument",
      integral,
      energy,
      current: weightedMean(trace.current, middle),
      voltageStart: Number.isNaN(first.settledVoltage) ? first.first.voltage : first.settledVoltage,
      voltagePlateau: plateau,
      voltageEnd: endValue(trace, voltage, "last", last.last.time),
      voltageLast: last.last.voltage,
      voltageLeast: leastOf(trace.least),
      voltageMost: mostOf(trace.most),
      voltageMean: energy / signed,
      ohmicResistance:
        jump === 0 ? Number.NaN : (first.first.voltage - (before?.voltage ?? Number.NaN)) / jump,
      ohmicInterval: before === null ? Number.NaN : first.first.time - before.time,
      wedge: (at(0.95) - at(0.05)) / plateau,
      flatness: (high - low) / Math.abs(plateau),
      noise,
      overpotential: null,
      pressureStart: pressureEnd("first"),
      pressureEnd: pressureEnd("last"),
      pressureLeast: measured ? leastOf(trace.pressure) : null,
      pressureMost: measured ? mostOf(trace.pressure) : null,
      drop: fall,
      rise,
      spikes: spikeShare(trace, noise, Math.abs(plateau)),
    },
  };
}

/** 1.4826·MAD of the differences over √2: of Gaussian noise its standard deviation. */
export function noiseOf(steps: ArrayLike<number>): number {
  const differences = Array.from(steps).filter((step) => !Number.isNaN(step));
  if (differences.length < 3) return Number.NaN;
  const middle = median(differences);
  return (1.4826 * median(differences.map((step) => Math.abs(step - middle)))) / Math.SQRT2;
}

/** NaN is passed over here and below. */
function leastOf(values: Float64Array): number {
  let least = Number.POSITIVE_INFINITY;
  for (const value of values) if (value < least) least = value;
  return least;
}

function mostOf(values: Float64Array): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) if (value > most) most = value;
  return most;
}

function spikeShare({ voltage, least, most, samples }: Trace, noise: number, plateau: number): number {
  const limit = Math.max(6 * noise, 0.02 * plateau);
  // The first bins hold the rise to the plateau
  const from = Math.ceil(0.03 * voltage.length);
  let spikes = 0;
  let bins = 0;
  for (let k = from; k < voltage.length; k++) {
    if (samples[k] < 4) continue;
    bins++;
    if (most[k] - voltage[k] > limit || voltage[k] - least[k] > limit) spikes++;
  }
  return bins > 0 ? spikes / bins : 0;
}

export type CellKind = "symmetric" | "full";

/**
 * A cell is symmetric when its voltage opposes the current: above 0 V on charge and below on discharge, in nine of ten half-cycles and
 * with both directions present. So are cells of lithium against copper while lithium is plated and stripped.
 */
export function cellKindOf(halfCycles: readonly HalfCycle[]): CellKind {
  const opposed = halfCycles.filter(
    ({ direction, voltagePlateau }) => (direction === "charge" ? voltagePlateau : -voltagePlateau) > 0,
  );
  const both = new Set(halfCycles.map(({ direction }) => direction)).size === 2;
  return both && opposed.length >= 0.9 * halfCycles.length ? "symmetric" : "full";
}

/** The half-cycles with the overpotentials of a symmetric cell. */
export function withOverpotentials(halfCycles: readonly HalfCycle[]): HalfCycle[] {
  return halfCycles.map((one) => {
    const sign = one.direction === "charge" ? 1 : -1;
    return {
      ...one,
      overpotential: {
        start: sign * one.voltageStart,
        plateau: sign * one.voltagePlateau,
        end: sign * one.voltageEnd,
      },
    };
  });
}

/** The number by which a user knows a half-cycle's cycle: the instrument's, else the own. */
export function cycleOf({ vendorCycle, cycle }: HalfCycle): number {
  return vendorCycle ?? cycle;
}
