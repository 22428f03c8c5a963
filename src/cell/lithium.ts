/** Charge and thickness of lithium, and what of it is lost. SI units: C·m⁻², m. */
import { OptionError } from "../fit/plan.ts";
import { product, quotient, scaled, sum } from "../fit/propagation.ts";
import { FARADAY } from "../impedance/cell.ts";
import {
  exact,
  type Given,
  type Inputs,
  openInputs,
  type Quantity,
  type QuantityOptions,
} from "./quantity.ts";

/** The metal; defaults are those of lithium. */
export interface Metal {
  /** kg·mol⁻¹, default 6.94e-3 (IUPAC, abridged). */
  readonly molarMass?: Given;
  /** kg·m⁻³, default 534. */
  readonly density?: Given;
  /** Electrons per atom, default 1. */
  readonly electrons?: number;
}

export const lithium = { molarMass: 6.94e-3, density: 534, electrons: 1 } as const;

function metalInputs(inputs: Inputs, { molarMass, density, electrons = lithium.electrons }: Metal) {
  return {
    M: inputs.positive("M", "molar mass", "kg·mol⁻¹", molarMass ?? lithium.molarMass),
    rho: inputs.positive("ρ", "density", "kg·m⁻³", density ?? lithium.density),
    z: inputs.positive("z", "electrons per atom", "", electrons),
  };
}

const geometry = "Faraday's laws with F = 96485.33212 C/mol; M = 6.94 g/mol and ρ = 0.534 g/cm³ unless given";
const dense = "a dense, flat layer: pores and roughness make it thicker";

/** Areal capacity of a layer of metal, Q = z·F·ρ·h/M. @throws OptionError */
export function capacityOfThickness(
  { thickness, ...metal }: Metal & { readonly thickness: Given },
  options: QuantityOptions = {},
): Quantity {
  const inputs = openInputs(options);
  const h = inputs.positive("h", "thickness of the metal", "m", thickness);
  const { M, rho, z } = metalInputs(inputs, metal);
  const perVolume = quotient(scaled(product(z, rho), FARADAY), M);
  return inputs.quantity(
    {
      quantity: "areal capacity",
      symbol: "Q",
      unit: "C·m⁻²",
      formula: "Q = z·F·ρ·h/M",
      source: geometry,
      definition: [dense],
      positive: true,
    },
    product(perVolume, h),
    [
      { name: "capacity per volume", unit: "C·m⁻³", of: perVolume, positive: true },
      { name: "capacity per mass", unit: "C·kg⁻¹", of: quotient(scaled(z, FARADAY), M), positive: true },
    ],
    h.value > 2e-3 ? [`a layer of ${1e3 * h.value} mm is unusual: is the thickness given in m?`] : [],
  );
}

/** Charge per area: given, or a constant current density over a time. */
export type ArealCharge =
  | { readonly charge: Given }
  | { readonly currentDensity: Given; readonly time: Given };

/** Thickness of the metal that a charge per area deposits or strips, h = Q·M/(z·F·ρ), Q = j·t. @throws OptionError */
export function thicknessOfCharge(
  { metal = {}, ...given }: ArealCharge & { readonly metal?: Metal },
  options: QuantityOptions = {},
): Quantity {
  const inputs = openInputs(options);
  const timed = "currentDensity" in given;
  const Q = timed
    ? product(
        inputs.positive("j", "current density", "A·m⁻²", given.currentDensity),
        inputs.positive("t", "time", "s", given.time),
      )
    : inputs.positive("Q", "charge per area", "C·m⁻²", given.charge);
  const { M, rho, z } = metalInputs(inputs, metal);
  return inputs.quantity(
    {
      quantity: "thickness of the metal",
      symbol: "h",
      unit: "m",
      formula: timed ? "h = j·t·M/(z·F·ρ)" : "h = Q·M/(z·F·ρ)",
      source: geometry,
      definition: [dense, "all charge deposits metal: a coulombic efficiency of 1"],
      positive: true,
    },
    quotient(product(Q, M), scaled(product(z, rho), FARADAY)),
    [{ name: "charge per area", unit: "C·m⁻²", of: Q, positive: true }],
  );
}

/** A current over time. */
export interface CurrentTrace {
  /** s, rising. */
  readonly time: ArrayLike<number>;
  /** A; either sign, but only one. */
  readonly current: ArrayLike<number>;
  /** V, where a cut-off shall end the stripping. */
  readonly voltage?: ArrayLike<number>;
}

/** Step of the current over the current, above which rounding counts; our choice. */
const COARSE = 0.005;

/**
 * Charge per area of one half-cycle, Q = ∫|I| dt/S by the trapezoidal rule, up to the first voltage beyond the cut-off. Its error is that of
 * the samples: their scatter s, from neighbours, counts for each by itself. Rounding to steps q is the same at every sample of a quiet
 * current, an error of q/√12 throughout, and goes under in noise: it falls as exp(−2π²s²/q²) (B. Widrow and I. Kollár, Quantization Noise,
 * 2008, ch. 4). Where the last sample is beyond the cut-off, the cut-off lies between the line to the sample before and that sample.
 * The calibration of the instrument is not in the data and not in the error.
 * @throws OptionError for traces with both signs, or without charge
 */
export function strippingCapacity(
  {
    trace,
    area,
    cutoff,
  }: {
    readonly trace: CurrentTrace;
    /** m² */
    readonly area: Given;
    /** |V|, beyond which nothing counts. */
    readonly cutoff?: number;
  },
  options: QuantityOptions = {},
): Quantity {
  const { time, current, voltage } = trace;
  if (time.length !== current.length || (voltage && voltage.length !== time.length)) {
    throw new OptionError("times, currents and voltages must be equally many");
  }
  if (cutoff !== undefined && !voltage) {
    throw new OptionError("a cut-off needs the voltages of the trace");
  }
  let last = time.length - 1;
  if (cutoff !== undefined && voltage) {
    const limit = Math.abs(cutoff);
    const sizes = Array.from(current, Math.abs);
    const most = sizes.reduce((a, b) => Math.max(a, b), 0);
    // A rest before the current may stand anywhere
    const begun = sizes.findIndex((size) => size > 0.02 * most);
    if (begun >= 0 && Math.abs(voltage[begun]) >= limit) {
      throw new OptionError(
        `the voltage is ${voltage[begun]} V when the current begins, beyond the cut-off of ${limit} V; give a higher cut-off, or cut the file`,
      );
    }
    const beyond = Array.from(voltage).findIndex((value, i) => i > begun && Math.abs(value) >= limit);
    if (beyond >= 0) last = beyond;
  }
  let charge = 0;
  let [least, most] = [0, 0];
  let quantum = Infinity;
  /** Σ of squared differences of neighbours, and of squared weights of the samples in the trapezoidal rule. */
  let [differences, weights] = [0, 0];
  for (let i = 0; i <= last; i++) {
    least = Math.min(least, current[i]);
    most = Math.max(most, current[i]);
    weights += (0.5 * (time[Math.min(i + 1, last)] - time[Math.max(i - 1, 0)])) ** 2;
    if (i === 0) continue;
    if (!(time[i] >= time[i - 1])) {
      throw new OptionError(
        `the time falls from ${time[i - 1]} to ${time[i]} s at point ${i + 1}; give one half-cycle`,
      );
    }
    charge += 0.5 * (current[i] + current[i - 1]) * (time[i] - time[i - 1]);
    const difference = current[i] - current[i - 1];
    differences += difference ** 2;
    if (Math.abs(difference) > 1e-12 * Math.abs(current[i]))
      quantum = Math.min(quantum, Math.abs(difference));
  }
  if (least < -0.02 * most && most > -0.02 * least) {
    throw new OptionError(
      `the current runs from ${least} to ${most} A; a capacity is that of one half-cycle: cut the file, or give start and end`,
    );
  }
  if (!(Math.abs(charge) > 0))
    throw new OptionError("no charge flows in this trace; check the column of the current");
  const duration = time[last] - time[0];
  const mean = Math.abs(charge) / duration;
  const coarse = Number.isFinite(quantum) && quantum / mean > COARSE;
  const step = Number.isFinite(quantum) ? quantum : 0;
  const scatter = differences / (2 * last);
  const dither = step > 0 ? Math.max(scatter - step ** 2 / 12, 0) / step ** 2 : 0;
  const rounding = (step / Math.sqrt(12)) * Math.exp(-2 * Math.PI ** 2 * dither) * duration;
  let late = 0;
  if (cutoff !== undefined && voltage && last > 0) {
    const [before, behind] = [voltage[last - 1], voltage[last]].map(Math.abs);
    if (behind > Math.abs(cutoff)) {
      late = ((behind - Math.abs(cutoff)) / (behind - before)) * (time[last] - time[last - 1]);
    }
  }
  const inputs = openInputs(options);
  const Q = inputs.given(
    "∫|I|dt",
    "charge",
    "C",
    {
      value: Math.abs(charge),
      stderr: Math.hypot(rounding, Math.sqrt(scatter * weights), (mean * late) / Math.sqrt(12)),
    },
    `trace of ${last + 1} points`,
  );
  const S = inputs.positive("S", "area of the electrode", "m²", area);
  return inputs.quantity(
    {
      quantity: "stripping capacity",
      symbol: "Q",
      unit: "C·m⁻²",
      formula: "Q = ∫|I|dt/S",
      source: "coulomb counting, trapezoidal rule",
      definition: [
        cutoff === undefined ? "whole trace" : `up to |U| = ${Math.abs(cutoff)} V`,
        `${(duration / 3600).toPrecision(4)} h`,
      ],
      positive: true,
    },
    quotient(Q, S),
    [],
    [
      ...(coarse
        ? [
            `the current is written in steps of ${quantum.toPrecision(2)} A, ${((100 * quantum) / mean).toPrecision(2)} % of it: take the capacity of the instrument where there is one`,
          ]
        : []),
      ...(cutoff !== undefined && last === time.length - 1 && Math.abs(voltage![last]) < Math.abs(cutoff)
        ? [`the voltage does not reach ${Math.abs(cutoff)} V: the electrode may not be stripped bare`]
        : []),
    ],
  );
}

/** Share of the lithium that is lost, 1 − Q_after/Q_before. @throws OptionError */
export function lithiumLoss(
  { before, after }: { readonly before: Given; readonly after: Given },
  options: QuantityOptions = {},
): Quantity {
  const inputs = openInputs(options);
  const Q0 = inputs.positive("Q0", "stripping capacity before", "C·m⁻²", before);
  const Q1 = inputs.positive("Q1", "stripping capacity after", "C·m⁻²", after);
  const loss = sum(exact(1), scaled(quotient(Q1, Q0), -1));
  return inputs.quantity(
    {
      quantity: "lithium loss",
      symbol: "1 − Q1/Q0",
      unit: "",
      formula: "1 − Q1/Q0",
      source: "definition; as in Energy Storage Mater. 2022, 10.1016/j.ensm.2022.05.050",
      definition: ["loss of strippable lithium: what is still there but out of contact counts as lost"],
    },
    loss,
    [{ name: "capacity lost", unit: "C·m⁻²", of: sum(Q0, scaled(Q1, -1)) }],
    loss.value < 0
      ? ["the capacity has grown: before and after may be exchanged, or the two are of different cut-offs"]
      : [],
  );
}
