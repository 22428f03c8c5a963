/** The diffusion coefficient behind a Warburg coefficient. */
import { OptionError } from "../fit/plan.ts";
import { chained } from "../fit/propagation.ts";
import { doubtfulSizes, FARADAY, voltPerKelvin } from "../impedance/cell.ts";
import { type Given, numberOf, openInputs, type Quantity, type QuantityOptions } from "./quantity.ts";
import type { WarburgTail } from "./warburgTail.ts";

export interface WarburgDiffusionInput {
  /** Coefficient σ of Z′ = R + σ·ω^(−1/2) in Ω·s⁻½, or the tail that it was found in. */
  readonly coefficient: Given | WarburgTail;
  /** Area through which ions diffuse in m². */
  readonly area: Given;
  /** K */
  readonly temperature: Given;
  /** Concentration of the diffusing ion in its phase in mol·m⁻³. */
  readonly concentration: Given;
  /** Electrons per ion, default 1. */
  readonly electrons?: number;
}

/**
 * D = R²T²/(2·A²·n⁴·F⁴·C²·σ²), the diffusion coefficient behind a Warburg coefficient, for one electrode with an ion that is dissolved ideally.
 * @throws OptionError
 */
export function warburgDiffusion(
  { coefficient, area, temperature, concentration, electrons = 1 }: WarburgDiffusionInput,
  options: QuantityOptions = {},
): Quantity {
  const inputs = openInputs(options);
  const tail = typeof coefficient === "object" && "inTail" in coefficient ? coefficient : undefined;
  const found = tail?.fit.values[tail.fit.parameters.indexOf("S")];
  if (found !== undefined && !(found > 0)) {
    throw new OptionError(
      `the tail falls, with σ = ${found} Ω·s⁻½; a diffusion coefficient needs one that rises`,
    );
  }
  const sigma = tail
    ? inputs.fitted(tail.fit, `tail from ${tail.band.map((f) => f.toPrecision(3)).join(" to ")} Hz`, {
        S: ["σ", "Warburg coefficient", "Ω·s⁻½"],
        R: ["R", "intercept of Z′", "Ω"],
      })("S")
    : inputs.positive("σ", "Warburg coefficient", "Ω·s⁻½", coefficient as Given);
  const A = inputs.positive("A", "area of the electrode", "m²", area);
  const T = inputs.positive("T", "temperature", "K", temperature);
  const C = inputs.positive("C", "concentration of the ion", "mol·m⁻³", concentration);
  if (!(Number.isInteger(electrons) && electrons > 0)) {
    throw new OptionError(`electrons is ${electrons}; it is a whole number from 1`);
  }
  inputs.given("n", "electrons per ion", "", electrons);
  const root = (voltPerKelvin * T.value) / (A.value * electrons ** 2 * FARADAY * C.value * sigma.value);
  const value = 0.5 * root ** 2;
  const D = chained(
    value,
    [T, (2 * value) / T.value],
    [A, (-2 * value) / A.value],
    [C, (-2 * value) / C.value],
    [sigma, (-2 * value) / sigma.value],
  );
  return inputs.quantity(
    {
      quantity: "diffusion coefficient",
      symbol: "D",
      unit: "m²·s⁻¹",
      formula: "D = R²T²/(2·A²·n⁴·F⁴·C²·σ²), Z′ = R + σ·ω^(−1/2), ω = 2πf in rad/s",
      source:
        "Bard and Faulkner, Electrochemical Methods, 2nd ed. (2001), ch. 10: σ = RT/(√2·n²·F²·A·C·√D) of one species",
      definition: [
        "one electrode, semi-infinite planar diffusion, ideal solution; σ of a symmetric cell is that of two electrodes",
        "D goes with A⁻²·C⁻²: values can be compared only with the same area and concentration",
      ],
      positive: true,
    },
    D,
    [
      {
        name: "σ·A",
        unit: "Ω·m²·s⁻½",
        of: chained(sigma.value * A.value, [sigma, A.value], [A, sigma.value]),
        positive: true,
      },
    ],
    [
      ...(tail?.warnings ?? []),
      ...doubtfulSizes({ area: numberOf(area), temperature: numberOf(temperature) }),
      ...(C.value < 1 || C.value > 2e5
        ? [`a concentration of ${C.value} mol·m⁻³ is unusual: 1 mol/cm³ is 10⁶ mol·m⁻³`]
        : []),
    ],
  );
}
