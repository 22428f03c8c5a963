/** What the three methods of the exchange current share: options, inputs, the share of the ohmic drop. */
import type { CurveResult } from "../fit/curveResult.ts";
import { chained, type Derived, quotient, scaled } from "../fit/propagation.ts";
import { voltPerKelvin } from "../impedance/cell.ts";
import type { KernelBuild } from "../kernel/build.ts";
import type { Engine } from "../workers/engine.ts";
import type { PolarisationFits } from "./polarisationFits.ts";
import { type DetailAbout, type Given, type Inputs, openInputs, type QuantityOptions } from "./quantity.ts";

export interface ExchangeCurrentOptions extends QuantityOptions {
  /** K */
  readonly temperature: Given;
  /** Interfaces that share the overpotential: 2 in a symmetric cell, 1 with a reference electrode. */
  readonly interfaces: 1 | 2;
  /** Area-specific ohmic resistance of the cell in Ω·m²; η = (E − j·R)/N. Default 0, and a warning says so. */
  readonly ohmicResistance?: Given;
  /** m², when the current densities are currents that were divided by it: its error counts. */
  readonly area?: Given;
  /** Electrons per reaction, default 1. */
  readonly electrons?: number;
  /** |η| in V, of one interface, between which a branch is taken as straight in log j. Default 0.05 … 0.12. */
  readonly window?: readonly [number, number];
  /** |η| in V up to which the current is linear. Default 0.01. */
  readonly linear?: number;
  readonly kernel?: KernelBuild;
  readonly engine?: Engine;
}

/** A rule of thumb of ours: standard errors apart from which two values disagree. */
export const DISAGREE = 3;

export interface KineticsContext {
  readonly options: ExchangeCurrentOptions;
  /** RT/nF in V. */
  readonly thermal: number;
  readonly electrons: number;
  readonly interfaces: 1 | 2;
  readonly window: readonly [number, number];
  readonly linear: number;
  readonly slopeOf: (of: (solution: PolarisationFits) => number | undefined) => number;
  readonly warnings: readonly string[];
}

/** The inputs that all three methods have, and RT/nF. */
export function commonInputs({ options, electrons, interfaces }: KineticsContext): {
  readonly inputs: Inputs;
  readonly thermal: Derived;
  readonly resistance: Derived;
  /** A current density with the error of the area by which the currents were divided. */
  readonly perArea: (density: Derived) => Derived;
} {
  const inputs = openInputs(options);
  const T = inputs.positive("T", "temperature", "K", options.temperature);
  inputs.given("n", "electrons per reaction", "", electrons);
  inputs.given("N", "interfaces that share the overpotential", "", interfaces);
  const S = options.area && inputs.positive("S", "area of the electrode", "m²", options.area);
  const perArea = (density: Derived): Derived => (S ? quotient(scaled(density, S.value), S) : density);
  const resistance = inputs.given("R", "ohmic resistance of the cell", "Ω·m²", options.ohmicResistance ?? 0);
  return { inputs, thermal: scaled(T, voltPerKelvin / electrons), resistance, perArea };
}

/** A number from a fit, with what the ohmic resistance adds to it. */
export function withOhmic(derived: Derived, resistance: Derived, slope: number): Derived {
  return slope === 0 ? derived : chained(derived.value, [derived, 1], [resistance, slope]);
}

/** Covariance of a fit with σ known up to a factor: scaled by the scatter. */
export function scattered(fit: CurveResult): Parameters<Inputs["fitted"]>[0] {
  const scale = fit.weighting === "sigma" ? fit.residualSd ** 2 : 1;
  return { ...fit, covariance: fit.covariance.map((value) => value * scale) };
}

export const aboutExchangeCurrent = {
  quantity: "exchange current density",
  symbol: "j0",
  unit: "A·m⁻²",
  positive: true,
} as const;

export function definitionOf({ interfaces }: KineticsContext): string {
  return interfaces === 2
    ? "of one interface: half of the overpotential of a symmetric cell (N = 2), without the ohmic drop"
    : "of one interface, which takes the whole overpotential (N = 1), without the ohmic drop";
}

export function chargeTransfer(thermal: Derived, j0: Derived): DetailAbout {
  return {
    name: "charge-transfer resistance RT/(nF·j0)",
    unit: "Ω·m²",
    of: quotient(thermal, j0),
    positive: true,
  };
}
