/** Conductivities and area-specific resistances from resistances, currents and the sizes of a cell. SI units throughout. */
import { OptionError } from "../fit/plan.ts";
import { logarithm, product, quotient, scaled, sum } from "../fit/propagation.ts";
import { doubtfulSizes } from "../impedance/cell.ts";
import {
  exact,
  type FittedInputs,
  type Given,
  numberOf,
  openInputs,
  type Quantity,
  type QuantityOptions,
} from "./quantity.ts";
import { type Resistance, resistanceInput } from "./resistance.ts";

export interface Sizes {
  /** Thickness of the electrolyte in m. */
  readonly thickness: Given;
  /** Area of one electrode in m². */
  readonly area: Given;
}

function sizeDoubts({ thickness, area }: Sizes): string[] {
  return doubtfulSizes({ thickness: numberOf(thickness), area: numberOf(area) });
}

/** Orders of magnitude that no conductivity of a battery's electrolyte leaves, S·m⁻¹; our choice. */
const CONDUCTIVITIES = [1e-14, 1e3] as const;

/**
 * Ionic conductivity σ = L/(R·S) between ion-blocking electrodes.
 * @throws OptionError for sizes and resistances that are not above 0
 */
export function ionicConductivity(
  { resistance, thickness, area }: Sizes & { readonly resistance: Resistance },
  options: QuantityOptions = {},
): Quantity {
  const inputs = openInputs(options);
  const R = resistanceInput(inputs, "R", "resistance of the electrolyte", resistance);
  const L = inputs.positive("L", "thickness of the electrolyte", "m", thickness);
  const S = inputs.positive("S", "area of one electrode", "m²", area);
  const sigma = quotient(L, product(R.of, S));
  const unusual = sigma.value < CONDUCTIVITIES[0] || sigma.value > CONDUCTIVITIES[1];
  return inputs.quantity(
    {
      quantity: "ionic conductivity",
      symbol: "σ",
      unit: "S·m⁻¹",
      formula: "σ = L/(R·S)",
      source: "Ohm's law in a prism, eq. 3 of Adv. Mater. 2022, 10.1002/adma.202212096",
      definition: [
        "R is the resistance of the electrolyte alone: bulk and grain boundaries, without electrodes and leads",
      ],
      positive: true,
    },
    sigma,
    [
      { name: "log10(σ·cm/S)", unit: "", of: scaled(logarithm(scaled(sigma, 0.01)), 1 / Math.LN10) },
      { name: "resistivity", unit: "Ω·m", of: quotient(exact(1), sigma), positive: true },
      { name: "area-specific resistance R·S", unit: "Ω·m²", of: product(R.of, S), positive: true },
    ],
    [
      ...R.warnings,
      ...sizeDoubts({ thickness, area }),
      ...(unusual
        ? [`no electrolyte has ${sigma.value.toPrecision(2)} S·m⁻¹: check the units of thickness and area`]
        : []),
    ],
  );
}

/**
 * Area-specific resistance of one interface, ASR = R·S/N with N interfaces in series: 2 in a symmetric cell, 1 where a reference electrode
 * or an inert counter electrode leaves one.
 * @throws OptionError
 */
export function areaSpecificResistance(
  {
    resistance,
    area,
    interfaces,
  }: { readonly resistance: Resistance; readonly area: Given; readonly interfaces: 1 | 2 },
  options: QuantityOptions = {},
): Quantity {
  const inputs = openInputs(options);
  const R = resistanceInput(inputs, "R", "resistance of all interfaces", resistance);
  const S = inputs.positive("S", "area of one electrode", "m²", area);
  const N = inputs.given("N", "interfaces in series", "", checkInterfaces(interfaces));
  return inputs.quantity(
    {
      quantity: "area-specific resistance",
      symbol: "ASR",
      unit: "Ω·m²",
      formula: "ASR = R·S/N",
      source: "definition",
      definition: [perInterface(interfaces)],
      positive: true,
    },
    quotient(product(R.of, S), N),
    [],
    [...R.warnings, ...doubtfulSizes({ area: numberOf(area) })],
  );
}

/**
 * Polarisation resistance ASR = |η|/(N·|j|) of one interface from an overpotential under current: everything in series counts, the
 * electrolyte too.
 * @throws OptionError
 */
export function polarisationResistance(
  {
    overpotential,
    currentDensity,
    interfaces,
  }: {
    /** V, of the cell; its sign does not matter. */
    readonly overpotential: Given;
    /** A·m⁻². */
    readonly currentDensity: Given;
    readonly interfaces: 1 | 2;
  },
  options: QuantityOptions = {},
): Quantity {
  const inputs = openInputs(options);
  const positive = (given: Given): Given =>
    typeof given === "number" ? Math.abs(given) : { ...given, value: Math.abs(given.value) };
  const eta = inputs.positive("η", "overpotential of the cell", "V", positive(overpotential));
  const j = inputs.positive("j", "current density", "A·m⁻²", positive(currentDensity));
  const N = inputs.given("N", "interfaces in series", "", checkInterfaces(interfaces));
  return inputs.quantity(
    {
      quantity: "polarisation resistance",
      symbol: "ASR",
      unit: "Ω·m²",
      formula: "ASR = |η|/(N·|j|)",
      source: "Ohm's law",
      definition: [
        perInterface(interfaces),
        "the whole overpotential counts: electrolyte, interphases, charge transfer and concentration together",
      ],
      positive: true,
    },
    quotient(eta, product(j, N)),
    [],
    eta.value > 1 ? [`an overpotential of ${eta.value} V is unusual: is it given in V?`] : [],
  );
}

function checkInterfaces(interfaces: number): number {
  if (interfaces === 1 || interfaces === 2) return interfaces;
  throw new OptionError(
    `interfaces is ${interfaces}; it is 2 in a symmetric cell, whose electrodes both count, or 1 where one electrode counts`,
  );
}

function perInterface(interfaces: 1 | 2): string {
  return interfaces === 2
    ? "per interface: half of the cell, whose two electrodes are alike (N = 2)"
    : "of the whole cell, taken as one interface (N = 1); a symmetric cell has two";
}

/**
 * Electronic conductivity σe = L·I∞/(U·S) from the steady current between ion-blocking electrodes at constant voltage.
 * `steadyCurrent` finds I∞ with its error from the transient.
 * @throws OptionError
 */
export function electronicConductivity(
  {
    current,
    voltage,
    thickness,
    area,
    ionic,
  }: Sizes & {
    /** Steady current in A; its sign is that of the voltage. From a transient with its degrees of freedom (`analyseTransient`, `steady`). */
    readonly current: Given | FittedInputs;
    /** V */
    readonly voltage: Given;
    /** Ionic conductivity in S·m⁻¹: the electronic transference number is then stated. */
    readonly ionic?: Given;
  },
  options: QuantityOptions = {},
  about: {
    readonly warnings?: readonly string[];
    readonly definition?: readonly string[];
  } = {},
): Quantity {
  const inputs = openInputs(options);
  const U = inputs.given("U", "constant voltage", "V", voltage);
  if (U.value === 0) throw new OptionError("U (constant voltage) is 0 V; a steady current needs a voltage");
  const I =
    typeof current === "object" && "parameters" in current
      ? inputs.fitted(current, "fit of the transient", { Is: ["I∞", "steady current", "A"] })("Is")
      : inputs.given("I∞", "steady current", "A", current);
  const L = inputs.positive("L", "thickness of the electrolyte", "m", thickness);
  const S = inputs.positive("S", "area of one electrode", "m²", area);
  const sigma = quotient(product(L, I), product(U, S));
  const sigmaI =
    ionic === undefined ? undefined : inputs.positive("σi", "ionic conductivity", "S·m⁻¹", ionic);
  const { stderr } = inputs.estimate(I);
  const resolved = Math.abs(I.value) > 2 * stderr;
  return inputs.quantity(
    {
      quantity: "electronic conductivity",
      symbol: "σe",
      unit: "S·m⁻¹",
      formula: "σe = L·I∞/(U·S)",
      source: "Ohm's law after polarisation (Wagner 1957), eq. 4 of Adv. Mater. 2022, 10.1002/adma.202212096",
      definition: [
        "both electrodes block ions: the steady current is electronic (with one reversible electrode the current is exponential in U, and this formula does not hold)",
        ...(about.definition ?? []),
      ],
      positive: resolved && sigma.value > 0,
    },
    sigma,
    sigmaI === undefined
      ? []
      : [
          {
            name: "electronic transference number σe/(σi+σe)",
            unit: "",
            of: quotient(sigma, sum(sigma, sigmaI)),
          },
          { name: "σi/σe", unit: "", of: quotient(sigmaI, sigma), positive: true },
        ],
    [
      ...(about.warnings ?? []),
      ...sizeDoubts({ thickness, area }),
      ...(sigma.value <= 0
        ? ["the steady current runs against the voltage: check the signs, and the offset of the instrument"]
        : []),
      ...(resolved
        ? []
        : [
            "the steady current is not told from 0: the upper end of the interval is a limit, the value is none",
          ]),
      ...(Math.abs(U.value) > 2
        ? [
            `at ${Math.abs(U.value)} V most electrolytes decompose: a current of decomposition counts as electronic`,
          ]
        : []),
      ...(sigmaI && sigma.value > 0.5 * sigmaI.value
        ? [
            "the electronic conductivity is not small beside the ionic one: it is no electrolyte, or the electrodes do not block ions",
          ]
        : []),
    ],
  );
}
