/** Arrhenius' law of measured values, and the Meyer–Neldel rule over several samples. SI units; energies in eV. */
import { fitCurve } from "../fit/curve.ts";
import type { CurveResult } from "../fit/curveResult.ts";
import { type ArrheniusOptions, BOLTZMANN } from "../fit/link.ts";
import { OptionError } from "../fit/plan.ts";
import { chained, type Derived, exponential, scaled } from "../fit/propagation.ts";
import type { ArrheniusParameter } from "../fit/seriesResult.ts";
import { FARADAY } from "../impedance/cell.ts";
import type { KernelBuild } from "../kernel/build.ts";
import type { Engine } from "../workers/engine.ts";
import { type FittedInputs, openInputs, type Quantity, type QuantityOptions } from "./quantity.ts";

/** Values of one sample at several temperatures. */
export interface ArrheniusData {
  /** K */
  readonly temperature: ArrayLike<number>;
  /** Above 0: a conductivity, a resistance, a diffusion coefficient … */
  readonly value: ArrayLike<number>;
  /** Standard errors of the values; they then give the errors of the result. */
  readonly stderr?: ArrayLike<number>;
  /** Unit of the values, "S·m⁻¹". */
  readonly unit: string;
  /** What they are: "σ". */
  readonly symbol?: string;
}

export interface ArrheniusLawOptions extends QuantityOptions, ArrheniusOptions {
  /** Logarithm in which the slope and the prefactor are stated, default "ln". Ea does not depend on it. */
  readonly logarithm?: "ln" | "log10";
  readonly kernel?: KernelBuild;
  readonly engine?: Engine;
}

export interface ArrheniusLaw {
  /** Ea in eV, with prefactor, slope and value at the reference temperature as details. */
  readonly quantity: Quantity;
  /** As `arrheniusAt` and `arrheniusPlot` take it. */
  readonly law: ArrheniusParameter;
  /** "E" in eV and "lnA", ln of the prefactor, with their covariance. */
  readonly fit: FittedInputs;
  readonly result: CurveResult;
}

/** Rules of thumb of ours. */
const LEAST = 3;
const CURVED = 3;
/** K */
const NARROW = 20;

/**
 * Activation energy by a line through ln σ ("plain") or ln(σT) ("temperature") over 1/kT; of resistances through ln R or ln(R/T).
 * The line is fitted about the reference temperature, so that its error there is not that of an extrapolation to 1/T = 0.
 * @throws OptionError for fewer than three values, values that are not above 0, and equal temperatures
 */
export async function arrheniusLaw(
  data: ArrheniusData,
  options: ArrheniusLawOptions = {},
): Promise<ArrheniusLaw> {
  const { reference = 298.15, form = "plain", logarithm = "ln" } = options;
  const { temperature: T, value, stderr, unit, symbol = "σ" } = data;
  check(data, reference);
  const sense = options.sense ?? (/^Ω|^s$/u.test(unit) ? "resistance" : "conductance");
  const sign = sense === "resistance" ? 1 : -1;
  const power = form === "temperature" ? sign : 0;
  // ln p − power·ln(T/T0) = ln p0 + sign·E·(1/kT − 1/kT0)
  const x = Array.from(T, (t) => (sign * (1 / t - 1 / reference)) / BOLTZMANN);
  const y = Array.from(value, (v, i) => Math.log(v) - power * Math.log(T[i] / reference));
  const sigma = stderr && Array.from(stderr, (error, i) => error / value[i]);
  const { engine, kernel } = options;
  const shared = { engine, kernel };
  const columns = { x, y, ...(sigma && { sigma }) };
  const result = await fitCurve("y = l + E*x", columns, shared);
  const bent = T.length >= 5 ? await fitCurve("y = l + E*x + q*x^2", columns, shared) : undefined;
  const fit = lineAtInfinity(result, sign, reference, power);
  const [E, atReference] = ["E", "l"].map((name) => result.parameters.indexOf(name));
  const inputs = openInputs(options);
  const of = inputs.fitted(
    { ...result, absolute: sigma !== undefined },
    `line through ${T.length} values from ${Math.min(...Array.from(T))} to ${Math.max(...Array.from(T))} K`,
    { E: ["Ea", "slope over 1/kT", "eV"], l: [`ln ${symbol}(T0)`, `at T0 = ${reference} K`, ""] },
  );
  const energy = of("E");
  const lnA = lnPrefactor(of("l"), energy, sign, reference, power);
  const base = logarithm === "ln" ? 1 : Math.LN10;
  const written = formText(symbol, form, sense, logarithm);
  const T0 = harmonicMean(T);
  const law: ArrheniusParameter = {
    parameter: symbol,
    unit,
    reference,
    form,
    sense,
    activationEnergy: energy.value,
    activationEnergyStderr: result.stderr[E],
    value: Math.exp(result.values[atReference]),
    stderr: Math.exp(result.values[atReference]) * result.stderr[atReference],
    lnPrefactor: lnA.value,
    lnPrefactorStderr: inputs.estimate(lnA).stderr,
    correlation: result.correlation[E * 2 + atReference],
  };
  const prefactorUnit = form === "plain" ? unit : `${unit}${sense === "resistance" ? "·K⁻¹" : "·K"}`;
  const quantity = inputs.quantity(
    {
      quantity: "activation energy",
      symbol: "Ea",
      unit: "eV",
      formula: written,
      source: "Arrhenius; Boltzmann's constant 8.617333262145179e-5 eV/K (SI Brochure, 9th edition)",
      definition: [
        `form: ${written}; the other form, with ${form === "plain" ? `${symbol}${sense === "resistance" ? "/T" : "T"}` : symbol}, gives an Ea that is ${form === "plain" ? "larger" : "smaller"} by about kT̄ = ${(BOLTZMANN * T0).toFixed(3)} eV`,
        sigma ? "values weighted by their standard errors" : "all values weigh the same in the logarithm",
      ],
    },
    energy,
    [
      { name: "Ea in kJ/mol", unit: "kJ·mol⁻¹", of: scaled(energy, FARADAY / 1000) },
      {
        name: `slope of ${logarithm} over 1/T`,
        unit: "K",
        of: scaled(energy, sign / (BOLTZMANN * base)),
      },
      { name: `${logarithm} of the prefactor in ${prefactorUnit}`, unit: "", of: scaled(lnA, 1 / base) },
      { name: `${symbol} at ${reference} K by the law`, unit, of: exponential(of("l")), positive: true },
    ],
    doubtsOf(data, result, bent, sigma !== undefined),
  );
  return { quantity, law, fit, result };
}

function check({ temperature: T, value, stderr }: ArrheniusData, reference: number): void {
  if (T.length !== value.length || (stderr && stderr.length !== T.length)) {
    throw new OptionError(
      `${T.length} temperatures, ${value.length} values${stderr ? ` and ${stderr.length} errors` : ""}; give one of each per measurement`,
    );
  }
  if (T.length < LEAST) throw new OptionError(`${T.length} values; a line needs at least ${LEAST}`);
  for (let i = 0; i < T.length; i++) {
    if (!(T[i] > 0 && T[i] < Infinity)) {
      throw new OptionError(`point ${i + 1}: ${T[i]} K; temperatures are in K, above 0`);
    }
    if (!(value[i] > 0 && value[i] < Infinity)) {
      throw new OptionError(`point ${i + 1}: the value is ${value[i]}; its logarithm needs one above 0`);
    }
    if (stderr && !(stderr[i] > 0 && stderr[i] < Infinity)) {
      throw new OptionError(
        `point ${i + 1}: the standard error is ${stderr[i]}; give one above 0, or none at all`,
      );
    }
  }
  const all = Array.from(T);
  if (!(Math.max(...all) > Math.min(...all))) {
    throw new OptionError(
      `all values were measured at ${all[0]} K; an activation energy needs temperatures that differ`,
    );
  }
  if (!(reference > 0 && reference < Infinity)) {
    throw new OptionError(`the reference is ${reference} K; give a temperature in K`);
  }
}

/** ln of the prefactor: ln p0 − sign·E/kT0, less ln T0 where T stands beside p. */
function lnPrefactor(
  atReference: Derived,
  energy: Derived,
  sign: number,
  reference: number,
  power: number,
): Derived {
  const perEnergy = -sign / (BOLTZMANN * reference);
  return chained(
    atReference.value + perEnergy * energy.value - power * Math.log(reference),
    [atReference, 1],
    [energy, perEnergy],
  );
}

function lineAtInfinity(result: CurveResult, sign: number, reference: number, power: number): FittedInputs {
  const [e, l] = ["E", "l"].map((name) => result.parameters.indexOf(name));
  const [vE, vl, c] = [
    result.covariance[e * 2 + e],
    result.covariance[l * 2 + l],
    result.covariance[e * 2 + l],
  ];
  const g = -sign / (BOLTZMANN * reference);
  return {
    parameters: ["E", "lnA"],
    values: [result.values[e], result.values[l] + g * result.values[e] - power * Math.log(reference)],
    covariance: [vE, c + g * vE, c + g * vE, vl + 2 * g * c + g * g * vE],
    degreesOfFreedom: result.degreesOfFreedom,
    absolute: result.weighting === "sigma",
  };
}

function formText(symbol: string, form: string, sense: string, logarithm: string): string {
  const [left, sign] =
    sense === "resistance"
      ? [form === "plain" ? symbol : `(${symbol}/T)`, "+"]
      : [form === "plain" ? symbol : `(${symbol}·T)`, "−"];
  return logarithm === "ln"
    ? `ln ${left} = ln A ${sign} Ea/(kT)`
    : `log10 ${left} = log10 A ${sign} Ea/(ln 10·kT)`;
}

/** Harmonic mean of temperatures: where the value and the slope of a line over 1/T are independent. */
export function harmonicMean(T: ArrayLike<number>): number {
  return T.length / Array.from(T).reduce((total, t) => total + 1 / t, 0);
}

function doubtsOf(
  { temperature: T }: ArrheniusData,
  result: CurveResult,
  bent: CurveResult | undefined,
  weighted: boolean,
): string[] {
  const warnings: string[] = [];
  const all = Array.from(T);
  const span = Math.max(...all) - Math.min(...all);
  if (span < NARROW) {
    warnings.push(
      `the temperatures span ${span.toPrecision(2)} K: a small error of one value changes Ea much`,
    );
  }
  if (T.length < 5)
    warnings.push(
      `${T.length} values leave ${T.length - 2} ${T.length === 3 ? "degree" : "degrees"} of freedom: the interval is wide, a bend is not seen`,
    );
  if (bent && bent.status !== "failed") {
    const q = bent.parameters.indexOf("q");
    const scale = weighted && bent.residualSd > 1 ? bent.residualSd : 1;
    if (
      Math.abs(bent.values[q]) > CURVED * scale * bent.stderr[q] &&
      bent.stderr[q] > 0 &&
      bent.residualSd < 0.7 * result.residualSd
    ) {
      warnings.push(
        `the line is bent ${bent.values[q] > 0 ? "upwards" : "downwards"}: one activation energy does not hold over the whole range (a phase change, a glass transition, or two processes)`,
      );
    }
  }
  if (weighted && result.residualSd > 2) {
    warnings.push(
      `the values scatter ${result.residualSd.toPrecision(2)} times as much as their errors say: the interval is too short`,
    );
  }
  return warnings;
}
