/** How the capacities of the electrodes stand to each other, and the energy of a cell from its layers. */
import { OptionError } from "../fit/plan.ts";
import { type Derived, product, quotient, scaled, sum } from "../fit/propagation.ts";
import {
  exact,
  type Given,
  type Inputs,
  openInputs,
  type Quantity,
  type QuantityOptions,
} from "./quantity.ts";

/** Areal capacity of an electrode, as a number or from its loading; with what it is. */
export interface Electrode {
  /** Which capacity it is: without that N/P of different authors cannot be compared. */
  readonly basis: "theoretical" | "measured";
  /** "before coating", "after coating", "as assembled" … */
  readonly state: string;
  /** C·m⁻² */
  readonly arealCapacity?: Given;
  /** kg·m⁻² of the layer. */
  readonly loading?: Given;
  /** C·kg⁻¹ of the active material. */
  readonly specificCapacity?: Given;
  /** Part of the layer's mass that is active, default 1. */
  readonly activeFraction?: Given;
}

function capacityOf(inputs: Inputs, suffix: string, name: string, electrode: Electrode): Derived {
  const { arealCapacity, loading, specificCapacity, activeFraction } = electrode;
  if (arealCapacity !== undefined) {
    if (loading !== undefined || specificCapacity !== undefined) {
      throw new OptionError(
        `${name} electrode: give its areal capacity, or loading and specific capacity, not both`,
      );
    }
    return inputs.positive(`Q${suffix}`, `areal capacity, ${name}`, "C·m⁻²", arealCapacity);
  }
  if (loading === undefined || specificCapacity === undefined) {
    throw new OptionError(
      `${name} electrode: its areal capacity is needed, or loading and specific capacity of the active material`,
    );
  }
  const m = inputs.positive(`m${suffix}`, `loading, ${name}`, "kg·m⁻²", loading);
  const q = inputs.positive(`q${suffix}`, `specific capacity, ${name}`, "C·kg⁻¹", specificCapacity);
  const w = inputs.positive(`w${suffix}`, `active part of the mass, ${name}`, "", activeFraction ?? 1);
  if (w.value > 1) throw new OptionError(`${name} electrode: an active part of ${w.value} is above 1`);
  return product(product(m, q), w);
}

/** N/P, areal capacity of the negative electrode over that of the positive one, with the definition of both. @throws OptionError */
export function capacityRatio(
  { negative, positive }: { readonly negative: Electrode; readonly positive: Electrode },
  options: QuantityOptions = {},
): Quantity {
  const inputs = openInputs(options);
  const N = capacityOf(inputs, "N", "negative", negative);
  const P = capacityOf(inputs, "P", "positive", positive);
  const ratio = quotient(N, P);
  const described = ({ basis, state }: Electrode): string => `${basis} capacity, ${state}`;
  return inputs.quantity(
    {
      quantity: "N/P ratio",
      symbol: "N/P",
      unit: "",
      formula: "N/P = QN/QP, Q = m·q·w",
      source: "definition",
      definition: [`negative: ${described(negative)}; positive: ${described(positive)}`],
      positive: true,
    },
    ratio,
    [
      { name: "areal capacity, negative", unit: "C·m⁻²", of: N, positive: true },
      { name: "areal capacity, positive", unit: "C·m⁻²", of: P, positive: true },
      { name: "excess of the negative electrode", unit: "C·m⁻²", of: sum(N, scaled(P, -1)) },
    ],
    [
      ...(negative.basis !== positive.basis
        ? [
            `a ${negative.basis} capacity is set against a ${positive.basis} one: ratios of other definitions cannot be compared`,
          ]
        : []),
      ...(ratio.value < 1
        ? [
            "the negative electrode holds less than the positive one gives: lithium is plated on graphite, or the metal runs out",
          ]
        : []),
    ],
  );
}

/** A layer of the stack. */
export interface Layer {
  readonly name: string;
  /** m */
  readonly thickness: Given;
  /** kg·m⁻³ of its solid. */
  readonly density: Given;
  /** Part of its volume that is pores, default 0. */
  readonly porosity?: Given;
  /** kg·m⁻³ of what fills the pores, default 0. */
  readonly filler?: Given;
  /** How often it stands in one cell: 0.5 for a current collector that two cells share. Default 1. */
  readonly count?: number;
}

export interface CellStack {
  readonly layers: readonly Layer[];
  /** Capacity that is discharged, C·m⁻². */
  readonly capacity: Given;
  /** Mean voltage of the discharge, V. */
  readonly voltage: Given;
  /** Part of mass and volume that the housing adds, default 0: the stack alone. */
  readonly housing?: Given;
}

/**
 * Energy of a cell per mass and per volume of its stack of layers: w = Q·U/Σ mᵢ and u = Q·U/Σ hᵢ,
 * mᵢ = nᵢ·hᵢ·[ρᵢ·(1 − εᵢ) + ρ_fᵢ·εᵢ].
 * @throws OptionError
 */
export function cellEnergy(
  { layers, capacity, voltage, housing }: CellStack,
  options: QuantityOptions = {},
): readonly [perMass: Quantity, perVolume: Quantity] {
  if (layers.length === 0)
    throw new OptionError("a stack needs layers: give at least one with thickness and density");
  const make = (perMass: boolean): Quantity => {
    const inputs = openInputs(options);
    const Q = inputs.positive("Q", "areal capacity that is discharged", "C·m⁻²", capacity);
    const U = inputs.positive("U", "mean voltage of the discharge", "V", voltage);
    const extra = inputs.given("f", "part that the housing adds", "", housing ?? 0);
    if (!(extra.value >= 0)) {
      throw new OptionError(
        `the housing adds a part of ${extra.value} of the stack; expected a number from 0, such as 0.1`,
      );
    }
    const parts = layers.map((layer, k) => layerOf(inputs, layer, k + 1));
    const mass = sum(...parts.map((part) => part.mass));
    const height = sum(...parts.map((part) => part.height));
    const energy = product(Q, U);
    const whole = product(perMass ? mass : height, sum(exact(1), extra));
    const names = layers.map(({ name, count = 1 }) => (count === 1 ? name : `${count} × ${name}`));
    return inputs.quantity(
      {
        quantity: perMass ? "specific energy" : "energy density",
        symbol: perMass ? "w" : "u",
        unit: perMass ? "J·kg⁻¹" : "J·m⁻³",
        formula: perMass ? "w = Q·U/[(1 + f)·Σ nᵢ·hᵢ·(ρᵢ·(1 − εᵢ) + ρfᵢ·εᵢ)]" : "u = Q·U/[(1 + f)·Σ nᵢ·hᵢ]",
        source: "definition",
        definition: [
          `per ${perMass ? "mass" : "volume"} of ${names.join(", ")}${extra.value > 0 ? " and housing" : ", without housing and tabs"}`,
          "thicknesses as given: a cell with lithium metal is thinner when it is discharged",
        ],
        positive: true,
      },
      quotient(energy, whole),
      [
        { name: "areal energy", unit: "J·m⁻²", of: energy, positive: true },
        { name: "areal mass of the stack", unit: "kg·m⁻²", of: mass, positive: true },
        { name: "thickness of the stack", unit: "m", of: height, positive: true },
        ...layers.map(({ name }, k) => ({
          name: `part of the ${perMass ? "mass" : "thickness"}: ${name}`,
          unit: "",
          of: perMass ? quotient(parts[k].mass, mass) : quotient(parts[k].height, height),
          positive: true,
        })),
      ],
      U.value > 6 ? [`a mean voltage of ${U.value} V is unusual`] : [],
    );
  };
  return [make(true), make(false)];
}

function layerOf(
  inputs: Inputs,
  { name, thickness, density, porosity, filler, count = 1 }: Layer,
  k: number,
): { readonly mass: Derived; readonly height: Derived } {
  if (!(count > 0 && count < Infinity)) {
    throw new OptionError(
      `${name}: it stands ${count} times in the cell; expected a number above 0, 0.5 where two cells share it`,
    );
  }
  const h = inputs.positive(`h${k}`, `thickness of ${name}`, "m", thickness);
  const rho = inputs.positive(`ρ${k}`, `density of ${name}`, "kg·m⁻³", density);
  const height = scaled(h, count);
  if (porosity === undefined) {
    if (filler !== undefined) throw new OptionError(`${name}: what fills the pores needs the porosity too`);
    return { mass: product(height, rho), height };
  }
  const e = inputs.given(`ε${k}`, `porosity of ${name}`, "", porosity);
  if (!(e.value >= 0 && e.value < 1)) {
    throw new OptionError(`${name}: a porosity of ${e.value}; expected a number from 0 to below 1`);
  }
  const f = inputs.given(`ρf${k}`, `density of what fills the pores of ${name}`, "kg·m⁻³", filler ?? 0);
  if (!(f.value >= 0)) {
    throw new OptionError(
      `${name}: what fills the pores has a density of ${f.value} kg·m⁻³; expected a density from 0`,
    );
  }
  const solid = product(rho, sum(exact(1), scaled(e, -1)));
  return { mass: product(height, sum(solid, product(f, e))), height };
}
