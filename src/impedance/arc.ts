/** An arc of a fitted circuit and what follows from it, in SI units with standard errors. */
import type { Estimate } from "../fit/propagation.ts";
import type { CapacitanceKind } from "./arcshape.ts";
import type { Assignment } from "./assignment.ts";
import type { Cell } from "./cell.ts";

export interface ArcOptions extends Cell {
  /** Lowest and highest measured frequency in Hz: an arc that peaks outside is said to do so. */
  readonly band?: readonly [low: number, high: number];
}

/** A capacitance in F and, where the area is known, per area in F·m⁻². */
export interface CapacitanceEstimate extends Estimate {
  readonly perArea?: Estimate;
}

/** What arcs and tails have in common. */
interface CapacitiveFeature {
  /** "R1∥CPE1", "Zarc1", "CPE2". */
  readonly label: string;
  /** Labels of its elements. */
  readonly elements: readonly string[];
  /** Coefficient in S·sⁿ and exponent of its CPE; those of a Zarc follow from τ. */
  readonly q?: Estimate;
  readonly n?: Estimate;
  readonly assignment: Assignment;
  /** Sentences that speak against its numbers. */
  readonly doubts: readonly string[];
}

export interface Arc extends CapacitiveFeature {
  /** Elements in its parallel group that belong to no arc or to another: time constant and peak are those without them. */
  readonly beside: readonly string[];
  /** In Ω. */
  readonly resistance: Estimate;
  /** τ = (R·Q)^(1/n), R·C or the element's own, in s. */
  readonly timeConstant: Estimate;
  /** Where −Z″ of the arc by itself has its maximum, in Hz: 1/(2πτ), exact for a CPE too. */
  readonly peakFrequency: Estimate;
  /** Effective capacitance, Q^(1/n)·R^((1−n)/n) for a CPE (Hsu, Mansfeld: time constants distributed through a layer). */
  readonly capacitance: CapacitanceEstimate & { readonly kind: CapacitanceKind };
  /** Q^(1/n)·(1/Rs + 1/R)^((n−1)/n) (Brug: distributed along a surface); undefined without CPE or series resistance. */
  readonly brug?: CapacitanceEstimate;
  /** R·A in Ω·m², with an area. */
  readonly areaSpecificResistance?: Estimate;
  /** L/(R·A) in S·m⁻¹, with area and thickness, where it lies within the limits of bulk or grain boundary. */
  readonly conductivity?: Estimate;
  /** C·L/(ε0·A), with area and thickness: a value no material has says that the arc is not the bulk. */
  readonly relativePermittivity?: Estimate;
  /** ε0·εr·A/C in m, with area and `filmPermittivity`, if the arc is a film. */
  readonly filmThickness?: Estimate;
  /** R_gas·T/(F·R·A) in A·m⁻², with area and temperature, if the arc is a charge transfer (one electron, at equilibrium). */
  readonly exchangeCurrentDensity?: Estimate;
}

/** A capacitive element at the end of the outermost series: a blocking electrode or storage. */
export interface Tail extends CapacitiveFeature {
  /** C, τ/Z0 of a Wo, or Q^(1/n)·R^((1−n)/n) with all resistance in series with the CPE, that of the arcs included (Brug, blocking); undefined where that is none. */
  readonly capacitance?: CapacitanceEstimate & { readonly kind: CapacitanceKind };
}

/** The ohmic resistance: the resistors of the outermost series. */
export interface SeriesResistance {
  readonly elements: readonly string[];
  /** In Ω. */
  readonly resistance: Estimate;
  /** R·A in Ω·m². */
  readonly areaSpecificResistance?: Estimate;
  /** L/(R·A) in S·m⁻¹: that of the electrolyte if the resistance is its own, as where its arc lies above the highest frequency. */
  readonly conductivity?: Estimate;
}

export interface ArcAnalysis {
  readonly series?: SeriesResistance;
  /** In the order of the circuit's text. */
  readonly arcs: readonly Arc[];
  readonly tails: readonly Tail[];
  /** What was assumed, left out or could not be computed. */
  readonly notes: readonly string[];
}
