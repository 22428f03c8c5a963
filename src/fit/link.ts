import type { Spectrum } from "../impedance/spectrum.ts";
import type { Frame } from "./assemble.ts";
import type { Ordered } from "./coordinate.ts";
import { spectrumLabel, UnknownQuantity } from "./coordinate.ts";
import { OptionError, type Plan } from "./plan.ts";

/** Boltzmann's constant in eV/K, exact since 2019 (SI Brochure, 9th edition): 1.380649e-23 / 1.602176634e-19. */
export const BOLTZMANN = 8.617333262145179e-5;
const ROOM = 298.15;

/** How a parameter follows Arrhenius' law. */
export interface ArrheniusOptions {
  /** Temperature in K at which its value is reported; default 298.15. */
  readonly reference?: number;
  /**
   * "plain" (default): σ = A·exp(−Ea/kT); "temperature": σT = A·exp(−Ea/kT), as for the hopping of ions. The two differ in Ea by about k·T
   * (0.03 eV), so that a value without its form cannot be compared.
   */
  readonly form?: "plain" | "temperature";
  /** Whether the parameter falls ("resistance") or rises ("conductance") with temperature for Ea > 0. Default by its unit: Ω and s fall. */
  readonly sense?: "resistance" | "conductance";
}

/** Whether the errors of the data are each spectrum's own or the same in all. */
export type SeriesNoise = "own" | "common";

export interface LinkOptions {
  /** Parameters with one value for all spectra: ["CPE1.n"]. */
  readonly shared?: readonly string[];
  /** Parameters that follow Arrhenius' law over the temperatures: { "R1.R": {} } or ["R1.R"]. */
  readonly arrhenius?: readonly string[] | Readonly<Record<string, ArrheniusOptions>>;
  /**
   * Weights of the smoothness of parameters, or one for all. The cost gets w²·Δ² for each step Δ (of ln p for scales, of p for
   * exponents) between neighbours, divided by their distance over the median distance: a random walk whose typical step is 1/w, as
   * the residuals count in units of their standard deviation. 0: independent; the larger, the more alike are the spectra.
   */
  readonly smooth?: number | Readonly<Record<string, number>>;
}

/** A variable of the Program that is not free in each spectrum: x = offset + Σ coefficient·shared in the solver's coordinates. */
export interface Link {
  readonly parameter: number;
  readonly variable: number;
  /** The shared variables that it follows from. */
  readonly shared: readonly number[];
  /** Per spectrum of the series. */
  readonly offset: Float64Array;
  /** Per entry of `shared`, per spectrum. */
  readonly coefficients: readonly Float64Array[];
  readonly arrhenius?: Required<ArrheniusOptions>;
}

export interface LinkPlan {
  readonly links: readonly Link[];
  readonly sharedCount: number;
  /** Per variable of the Program. */
  readonly smoothness: Float64Array;
  /** Whether there is anything to be solved jointly. */
  readonly joint: boolean;
}

/**
 * Turns the wishes about a series into links.
 * @throws OptionError for names that the circuit does not have, parameters that cannot be linked, and temperatures that are not known
 */
export function planLinks(
  frame: Frame,
  options: LinkOptions,
  { temperatures, order }: Ordered,
  spectra: readonly Spectrum[],
): LinkPlan {
  const { plan, names } = frame;
  const variableOf = (name: string, where: string): { parameter: number; variable: number } => {
    const parameter = names.indexOf(name);
    if (parameter < 0) {
      throw new OptionError(`${where}: the circuit has no parameter "${name}"; it has ${names.join(", ")}`);
    }
    const variable = plan.owners.indexOf(parameter);
    if (variable >= 0) return { parameter, variable };
    throw new OptionError(
      plan.roles[parameter] === "fixed"
        ? `${where}: ${name} is fixed and has one value anyway; free it or leave it out`
        : `${where}: ${name} is tied; name the parameter that it is tied to`,
    );
  };
  const ones = new Float64Array(order.length).fill(1);
  const zeros = new Float64Array(order.length);
  const links: Link[] = [];
  let sharedCount = 0;
  const add = (link: Omit<Link, "shared">): void => {
    if (links.some(({ variable }) => variable === link.variable)) {
      throw new OptionError(
        `${names[link.parameter]} is named twice in shared and arrhenius; keep one of the two`,
      );
    }
    links.push({ ...link, shared: link.coefficients.map(() => sharedCount++) });
  };
  for (const name of options.shared ?? []) {
    add({ ...variableOf(name, "shared"), offset: zeros, coefficients: [ones] });
  }
  for (const [name, wishes] of arrheniusEntries(options.arrhenius)) {
    const place = variableOf(name, "arrhenius");
    const known = knownTemperatures(name, temperatures, order, spectra);
    const law = lawOf(name, frame.units[place.parameter], wishes, plan, place.variable);
    const sign = law.sense === "resistance" ? 1 : -1;
    add({
      ...place,
      offset:
        law.form === "plain" ? zeros : Float64Array.from(known, (T) => sign * Math.log(T / law.reference)),
      coefficients: [ones, Float64Array.from(known, (T) => (sign * (1 / T - 1 / law.reference)) / BOLTZMANN)],
      arrhenius: law,
    });
  }
  const smoothness = new Float64Array(plan.variables.length);
  const weight = (value: number, name: string): number => {
    if (value >= 0 && value < Infinity) return value;
    throw new OptionError(`smooth: the weight of ${name} is ${value}; it must be 0 or above, and finite`);
  };
  if (typeof options.smooth === "number") {
    smoothness.fill(weight(options.smooth, "all parameters"));
    for (const { variable } of links) smoothness[variable] = 0;
  } else {
    for (const [name, value] of Object.entries(options.smooth ?? {})) {
      const { variable } = variableOf(name, "smooth");
      if (links.some((link) => link.variable === variable)) {
        throw new OptionError(`smooth: ${name} is the same law in all spectra already; leave it out there`);
      }
      smoothness[variable] = weight(value, name);
    }
  }
  return { links, sharedCount, smoothness, joint: links.length > 0 || smoothness.some((w) => w > 0) };
}

function arrheniusEntries(given: LinkOptions["arrhenius"]): [string, ArrheniusOptions][] {
  if (given === undefined) return [];
  if (Array.isArray(given)) return given.map((name) => [name, {}]);
  return Object.entries(given as Readonly<Record<string, ArrheniusOptions>>);
}

function lawOf(
  name: string,
  unit: string,
  { reference = ROOM, form = "plain", sense }: ArrheniusOptions,
  plan: Plan,
  variable: number,
): Required<ArrheniusOptions> {
  if (plan.variables[variable].scale !== "log") {
    throw new OptionError(
      `arrhenius: ${name} may be 0 or negative, which no exponential is; name a resistance, a capacity or a time constant, with a lower bound of at least 0`,
    );
  }
  if (plan.variables[variable].lower > 0 || plan.variables[variable].upper < Infinity) {
    throw new OptionError(`arrhenius: ${name} has bounds, and a law over temperature keeps none; drop them`);
  }
  if (!(reference > 0 && reference < Infinity)) {
    throw new OptionError(`arrhenius: the reference of ${name} is ${reference} K; give a temperature in K`);
  }
  if (form !== "plain" && form !== "temperature") {
    throw new OptionError(`arrhenius: the form of ${name} is "${form}"; it is "plain" or "temperature"`);
  }
  if (sense !== undefined && sense !== "resistance" && sense !== "conductance") {
    throw new OptionError(
      `arrhenius: the sense of ${name} is "${sense}"; it is "resistance" or "conductance"`,
    );
  }
  return { reference, form, sense: sense ?? (/^(Ω|s$)/u.test(unit) ? "resistance" : "conductance") };
}

function knownTemperatures(
  name: string,
  temperatures: Float64Array | undefined,
  order: readonly number[],
  spectra: readonly Spectrum[],
): Float64Array {
  if (!temperatures) {
    const at = order.find((i) => {
      const facts = spectra[i].facts;
      return facts?.temperature_kelvin === undefined && facts?.temperature_celsius === undefined;
    });
    const who = at === undefined ? "a spectrum" : spectrumLabel(spectra[at], at);
    throw new UnknownQuantity(
      "temperature",
      `arrhenius ${name}: the temperature of ${who} is not known`,
      "give each spectrum facts: { temperature_celsius }, or the option temperatures (K)",
      spectra,
    );
  }
  const least = temperatures.reduce((a, b) => Math.min(a, b), Infinity);
  const most = temperatures.reduce((a, b) => Math.max(a, b), 0);
  if (temperatures.length > 0 && !(most - least > 1e-3 * most)) {
    throw new OptionError(
      `arrhenius ${name}: all spectra were measured at ${least.toFixed(2)} K; an activation energy needs temperatures that differ`,
    );
  }
  return temperatures;
}
