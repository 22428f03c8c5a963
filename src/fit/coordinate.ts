import type { Spectrum } from "../impedance/spectrum.ts";
import { OptionError } from "./plan.ts";

/** What a series is ordered by: a known quantity, "given" for the order of the input, or the name of any fact. */
export type SeriesOrder =
  | "cycle"
  | "time"
  | "temperature"
  | "stateOfCharge"
  | "given"
  | (string & NonNullable<unknown>);

/** What the spectra of a series are ordered by, in the order of the series. */
export interface Coordinate {
  /** "cycle", "time", "temperature", "state of charge", "number" or the name of the fact. */
  readonly name: string;
  /** "s", "K" …; empty for a plain number. */
  readonly unit: string;
  /** Ascending. */
  readonly values: Float64Array;
}

/** A series in order. */
export interface Ordered {
  readonly coordinate: Coordinate;
  /** Index in the input of each spectrum of the series. */
  readonly order: readonly number[];
  /** K, in the order of the series; undefined where the spectra do not know it. */
  readonly temperatures: Float64Array | undefined;
}

const ZERO_CELSIUS = 273.15;

/** A quantity that a spectrum does not know: the problem and the cure apart, for callers whose users write no facts in TypeScript. */
export class UnknownQuantity extends OptionError {
  override name = "UnknownQuantity";
  /** What the series was to be ordered by, or "temperature". */
  readonly quantity: string;
  /** "series by cycle: cell.mpt, loop 0 has no fact cycle" */
  readonly problem: string;
  /** Facts that are a number in every spectrum; those that differ between spectra come first. */
  readonly facts: readonly string[];

  constructor(quantity: string, problem: string, cure: string, spectra: readonly Spectrum[]) {
    const facts = commonFacts(spectra);
    const known = facts.length > 0 ? ` (they have ${facts.join(", ")})` : "";
    super(`${problem}${known}; ${cure}`);
    this.quantity = quantity;
    this.problem = problem;
    this.facts = facts;
  }
}

/** Facts that are a number in every spectrum; those that tell all spectra apart first, those that never change last. */
export function commonFacts(spectra: readonly Spectrum[]): string[] {
  const valuesOf = (fact: string): unknown[] => spectra.map(({ facts }) => facts?.[fact]);
  return Object.keys(spectra[0]?.facts ?? {})
    .filter((fact) => valuesOf(fact).every((value) => Number.isFinite(value)))
    .map((fact) => ({ fact, count: new Set(valuesOf(fact)).size }))
    .sort((a, b) => b.count - a.count)
    .map(({ fact }) => fact);
}

/** Facts that say the same thing, and how they become the number of the coordinate. */
const quantities: Readonly<
  Record<
    string,
    {
      readonly name: string;
      readonly unit: string;
      readonly facts: readonly (readonly [fact: string, of: (value: number | string) => number])[];
      readonly cure: string;
    }
  >
> = {
  cycle: {
    name: "cycle",
    unit: "",
    facts: [
      ["cycle", Number],
      ["cycle_number", Number],
      ["cycle_count", Number],
    ],
    cure: 'give each spectrum facts: { cycle }, or order by "given"',
  },
  time: {
    name: "time",
    unit: "s",
    facts: [
      ["time_second", Number],
      ["test_time_second", Number],
      ["start_time", (value) => (typeof value === "string" ? Date.parse(value) / 1000 : Number.NaN)],
    ],
    cure: 'give each spectrum facts: { time_second }, or order by "given"',
  },
  temperature: {
    name: "temperature",
    unit: "K",
    facts: [
      ["temperature_kelvin", Number],
      ["temperature_celsius", (value) => Number(value) + ZERO_CELSIUS],
    ],
    cure: "give each spectrum facts: { temperature_celsius }, or the option temperatures (K)",
  },
  stateOfCharge: {
    name: "state of charge",
    unit: "",
    facts: [
      ["state_of_charge", Number],
      ["soc", Number],
      ["state_of_charge_percent", (value) => Number(value) / 100],
      ["soc_percent", (value) => Number(value) / 100],
    ],
    cure: 'give each spectrum facts: { state_of_charge } from 0 to 1, or order by "given"',
  },
};

/** Units by the last word of a fact's name, as the Battery Data Format names columns. */
const suffixes: Readonly<Record<string, string>> = {
  second: "s",
  hour: "h",
  volt: "V",
  ampere: "A",
  ohm: "Ω",
  kelvin: "K",
  celsius: "°C",
  pa: "Pa",
  pascal: "Pa",
  hertz: "Hz",
  percent: "%",
  kg: "kg",
  metre: "m",
};

/**
 * Puts spectra in order of a quantity that each of them knows. Equal ones are ordered by file and name, so that the order of the
 * input does not matter; with "given" nothing else does.
 *
 * @param given temperatures in K in the order of the input, where the facts do not have them
 * @throws UnknownQuantity naming the first spectrum that does not know the quantity
 */
export function orderSeries(
  spectra: readonly Spectrum[],
  by: SeriesOrder,
  given: ArrayLike<number> | undefined,
): Ordered {
  const temperatures = temperaturesOf(spectra, given);
  const known = Object.hasOwn(quantities, by) ? quantities[by] : undefined;
  const name = by === "given" ? "number" : (known?.name ?? by);
  const unit = known?.unit ?? suffixes[by.split("_").at(-1) ?? ""] ?? "";
  const values =
    by === "given"
      ? spectra.map((_, i) => i + 1)
      : by === "temperature" && temperatures
        ? Array.from(temperatures)
        : coordinatesOf(spectra, by);
  const label = ({ file, name: own }: Spectrum): string => `${file ?? ""}\n${own ?? ""}`;
  const order = spectra
    .map((_, i) => i)
    .sort((a, b) => values[a] - values[b] || compare(label(spectra[a]), label(spectra[b])) || a - b);
  return {
    coordinate: { name, unit, values: Float64Array.from(order, (i) => values[i]) },
    order,
    temperatures: temperatures && Float64Array.from(order, (i) => temperatures[i]),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A spectrum as its user knows it. */
export function spectrumLabel(spectrum: Spectrum, index: number): string {
  return (
    [spectrum.file, spectrum.name].filter((part) => part !== undefined).join(", ") || `spectrum ${index + 1}`
  );
}

function coordinatesOf(spectra: readonly Spectrum[], by: string): number[] {
  const known = Object.hasOwn(quantities, by) ? quantities[by] : undefined;
  const facts = known?.facts ?? ([[by, Number]] as const);
  // The first fact that any spectrum has must be known of all of them: a mixture of clocks is no order
  const [fact, numberOf] =
    facts.find(([one]) => spectra.some((s) => s.facts?.[one] !== undefined)) ?? facts[0];
  return spectra.map((spectrum, i) => {
    const value = spectrum.facts?.[fact];
    const number = value === undefined || value === "" ? Number.NaN : numberOf(value);
    if (Number.isFinite(number)) return number;
    const what = value === undefined ? `has no fact ${fact}` : `has ${fact} = ${value}, which is no number`;
    throw new UnknownQuantity(
      by,
      `series by ${known?.name ?? by}: ${spectrumLabel(spectrum, i)} ${what}`,
      known?.cure ?? `give each spectrum facts: { ${by} }`,
      spectra,
    );
  });
}

/** K; undefined unless every spectrum knows its temperature. */
function temperaturesOf(
  spectra: readonly Spectrum[],
  given: ArrayLike<number> | undefined,
): Float64Array | undefined {
  if (given !== undefined) {
    if (given.length !== spectra.length) {
      throw new OptionError(
        `temperatures: ${given.length} were given for ${spectra.length} spectra; give one in K for each, in their order`,
      );
    }
    for (let i = 0; i < given.length; i++) {
      if (!(given[i] > 0 && given[i] < Infinity)) {
        throw new OptionError(
          `temperatures: ${given[i]} K for ${spectrumLabel(spectra[i], i)}; temperatures are in K, above 0`,
        );
      }
    }
    return Float64Array.from(given);
  }
  const facts = quantities.temperature.facts;
  const values = spectra.map(({ facts: own }) => {
    const [fact, numberOf] = facts.find(([one]) => own?.[one] !== undefined) ?? [];
    return fact === undefined ? Number.NaN : numberOf!(own![fact]);
  });
  return values.length > 0 && values.every((value) => value > 0 && value < Infinity)
    ? Float64Array.from(values)
    : undefined;
}
