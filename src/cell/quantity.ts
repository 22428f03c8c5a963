/**
 * A quantity of a cell: a number with its unit, its standard error and interval, the formula that gave it, the source of the formula,
 * what went in, and what speaks against it. Errors are propagated to first order with all covariances (JCGM 100:2008, eq. 13 and 16).
 */
import { normalQuantile, studentQuantile } from "../fit/distribution.ts";
import { checkConfidence } from "../fit/intervals.ts";
import { OptionError } from "../fit/plan.ts";
import { type Derived, type Estimate, estimate, exact } from "../fit/propagation.ts";

/** A number that the caller knows: exact, or with its standard error, in SI units. */
export type Given = number | Estimate;

/** The number without its error. */
export function numberOf(given: Given): number {
  return typeof given === "number" ? given : given.value;
}

/** A number with its standard error and the interval that holds the true value with the probability `QuantityOptions.confidence`. */
export interface Uncertain extends Estimate {
  readonly lower: number;
  readonly upper: number;
}

/** What went into a quantity. */
export interface QuantityInput extends Estimate {
  /** As it stands in the formula: "L". */
  readonly symbol: string;
  /** "thickness of the electrolyte" */
  readonly name: string;
  readonly unit: string;
  /** "given", or the fit that found it. */
  readonly from: string;
  /** Part of the variance of the quantity that is its own; with correlations it may be negative. All parts add up to 1. */
  readonly share: number;
}

/** A further number that follows from the same inputs. */
export interface Detail extends Uncertain {
  readonly name: string;
  readonly unit: string;
}

export interface Quantity extends Uncertain {
  /** "ionic conductivity" */
  readonly quantity: string;
  readonly symbol: string;
  /** SI. */
  readonly unit: string;
  /** Probability that belongs to `lower` and `upper`. */
  readonly confidence: number;
  /** Effective degrees of freedom behind the interval (Welch and Satterthwaite; JCGM 100:2008, G.4); Infinity where all errors are known. */
  readonly degreesOfFreedom: number;
  readonly formula: string;
  /** Where the formula stands. */
  readonly source: string;
  /** The choices without which the number cannot be compared: the form of a law, what counts as an interface, a window. */
  readonly definition: readonly string[];
  readonly inputs: readonly QuantityInput[];
  readonly details: readonly Detail[];
  /** One sentence for each assumption that fails or cannot be checked. */
  readonly warnings: readonly string[];
}

/** What every quantity may be told. */
export interface QuantityOptions {
  /** Probability of the intervals, default 0.95. */
  readonly confidence?: number;
  /** Correlations of given numbers by their symbols: { "R,L": 0.3 }. */
  readonly correlations?: Readonly<Record<string, number>>;
}

/** What a quantity is, apart from its numbers. */
export interface About {
  readonly quantity: string;
  readonly symbol: string;
  readonly unit: string;
  readonly formula: string;
  readonly source: string;
  readonly definition?: readonly string[];
  /** Positive by its nature: its interval is symmetric in the logarithm and never reaches below 0. */
  readonly positive?: boolean;
}

/** A number to be listed beside the quantity. */
export interface DetailAbout {
  readonly name: string;
  readonly unit: string;
  readonly of: Derived;
  readonly positive?: boolean;
}

/** Relative error above which first order is a rough guide; our choice. */
const LARGE_ERROR = 0.3;

interface Entry {
  readonly symbol: string;
  readonly name: string;
  readonly unit: string;
  readonly from: string;
  readonly value: number;
  readonly stderr: number;
  /** Entries of one block were found together. */
  readonly block: number;
}

/** What a block of inputs that were fitted together has in common. */
export interface FittedInputs {
  readonly parameters: readonly string[];
  readonly values: ArrayLike<number>;
  /** Row-major. */
  readonly covariance: ArrayLike<number>;
  readonly degreesOfFreedom: number;
  /** Whether the errors were known beforehand: the normal distribution then gives the interval. */
  readonly absolute?: boolean;
}

/** Collects the inputs of a quantity with their covariances, then states the quantity. */
export interface Inputs {
  /** A number that the caller gave. @throws OptionError for what is no number */
  given(symbol: string, name: string, unit: string, value: Given, from?: string): Derived;
  /** The same, which must be above 0. */
  positive(symbol: string, name: string, unit: string, value: Given, from?: string): Derived;
  /**
   * Numbers that were fitted together.
   * @param names per parameter: symbol, name and unit for the list of inputs; parameters without are left out of it
   */
  fitted(
    fit: FittedInputs,
    from: string,
    names: Readonly<Record<string, readonly [symbol: string, name: string, unit: string]>>,
  ): (parameter: string) => Derived;
  quantity(
    about: About,
    derived: Derived,
    details?: readonly DetailAbout[],
    warnings?: readonly string[],
  ): Quantity;
  /** A number with its standard error from the inputs so far. */
  estimate(derived: Derived): Estimate;
}

/** @throws OptionError for a confidence outside 0 … 1 */
export function openInputs({ confidence, correlations = {} }: QuantityOptions = {}): Inputs {
  const probability = checkConfidence(confidence);
  const entries: Entry[] = [];
  const blocks: { freedom: number; covariance: (i: number, j: number) => number; first: number }[] = [];

  const given: Inputs["given"] = (symbol, name, unit, value, from = "given") => {
    const number = typeof value === "number" ? { value, stderr: 0 } : value;
    if (!Number.isFinite(number.value)) {
      throw new OptionError(`${symbol} (${name}) is ${number.value}; expected a number in ${unit || "1"}`);
    }
    if (number.stderr < 0) {
      throw new OptionError(`the standard error of ${symbol} is ${number.stderr}; it must not be negative`);
    }
    blocks.push({ freedom: Infinity, covariance: () => number.stderr ** 2, first: entries.length });
    entries.push({ symbol, name, unit, from, ...number, block: blocks.length - 1 });
    return { value: number.value, slopes: new Map([[entries.length - 1, 1]]) };
  };

  const positive: Inputs["positive"] = (symbol, name, unit, value, from) => {
    const number = typeof value === "number" ? value : value.value;
    if (!(number > 0)) {
      throw new OptionError(`${symbol} (${name}) is ${number}; expected a number above 0 in ${unit || "1"}`);
    }
    return given(symbol, name, unit, value, from);
  };

  const fitted: Inputs["fitted"] = (fit, from, names) => {
    const size = fit.parameters.length;
    const first = entries.length;
    blocks.push({
      freedom: fit.absolute ? Infinity : fit.degreesOfFreedom,
      covariance: (i, j) => fit.covariance[i * size + j],
      first,
    });
    fit.parameters.forEach((parameter, i) => {
      const [symbol, name, unit] = names[parameter] ?? ["", "", ""];
      entries.push({
        symbol,
        name,
        unit,
        from,
        value: fit.values[i],
        stderr: Math.sqrt(fit.covariance[i * size + i]),
        block: blocks.length - 1,
      });
    });
    return (parameter) => {
      const i = fit.parameters.indexOf(parameter);
      if (i < 0)
        throw new Error(`the fit has no parameter ${parameter}; it has ${fit.parameters.join(", ")}`);
      return { value: fit.values[i], slopes: new Map([[first + i, 1]]) };
    };
  };

  const covarianceOf = (): Pick<Parameters<typeof estimate>[0], "covariance" | "parameters"> => {
    const n = entries.length;
    const covariance = new Float64Array(n * n);
    for (const [i, a] of entries.entries()) {
      for (const [j, b] of entries.entries()) {
        if (a.block !== b.block) continue;
        const { first, covariance: within } = blocks[a.block];
        covariance[i * n + j] = within(i - first, j - first);
      }
    }
    for (const [pair, r] of Object.entries(correlations)) {
      const [i, j] = pair.split(",").map((symbol) => {
        const at = entries.findIndex((one) => one.symbol === symbol.trim());
        if (at >= 0) return at;
        const known = entries.map((one) => one.symbol).filter(Boolean);
        throw new OptionError(
          `correlations: there is no input "${symbol.trim()}"; the inputs are ${known.join(", ")}`,
        );
      });
      if (j === undefined || i === j || !(Math.abs(r) <= 1)) {
        throw new OptionError(
          `correlations: "${pair}": ${r}; expected two inputs and a number from −1 to 1, such as { "R,L": 0.3 }`,
        );
      }
      covariance[i * n + j] = covariance[j * n + i] = r * entries[i].stderr * entries[j].stderr;
    }
    return { covariance, parameters: entries.map(({ symbol }) => symbol) };
  };

  /** JCGM 100:2008, G.2b with one term per block: inputs of one fit are not independent of each other. */
  const effectiveFreedom = ({ slopes }: Derived, covariance: Float64Array, variance: number): number => {
    if (!(variance > 0)) return Infinity;
    const n = entries.length;
    const parts = new Float64Array(blocks.length);
    for (const [i, a] of slopes) {
      for (const [j, b] of slopes) {
        // A correlation across blocks is one that was given: it counts for both halves
        parts[entries[i].block] += a * b * covariance[i * n + j];
      }
    }
    const sum = parts.reduce((total, part, k) => total + part ** 2 / blocks[k].freedom, 0);
    return sum > 0 ? variance ** 2 / sum : Infinity;
  };

  const uncertain = (derived: Derived, isPositive: boolean): Uncertain & { readonly freedom: number } => {
    const all = covarianceOf();
    const { value, stderr } = estimate(all, derived);
    const freedom = effectiveFreedom(derived, all.covariance, stderr ** 2);
    const p = 0.5 + 0.5 * probability;
    const t =
      stderr === 0
        ? 0
        : freedom === Infinity
          ? normalQuantile(p)
          : studentQuantile(p, Math.max(freedom, 1e-3));
    const ends =
      isPositive && value > 0
        ? [value * Math.exp((-t * stderr) / value), value * Math.exp((t * stderr) / value)]
        : [value - t * stderr, value + t * stderr];
    return { value, stderr, lower: ends[0], upper: ends[1], freedom };
  };

  const inputsOf = (derived: Derived): QuantityInput[] => {
    const { covariance } = covarianceOf();
    const n = entries.length;
    const parts = entries.map((_, i) => {
      let part = 0;
      for (const [j, b] of derived.slopes) part += (derived.slopes.get(i) ?? 0) * b * covariance[i * n + j];
      return part;
    });
    const variance = parts.reduce((total, part) => total + part, 0);
    return entries.flatMap(({ symbol, name, unit, from, value, stderr }, i) =>
      symbol === ""
        ? []
        : [{ symbol, name, unit, from, value, stderr, share: variance > 0 ? parts[i] / variance : 0 }],
    );
  };

  return {
    given,
    positive,
    fitted,
    estimate: (derived) => estimate(covarianceOf(), derived),
    quantity: (about, derived, details = [], warnings = []) => {
      const { positive: isPositive = false, definition = [], ...words } = about;
      const { freedom, ...numbers } = uncertain(derived, isPositive);
      const relative = numbers.stderr / Math.abs(numbers.value);
      return {
        ...words,
        ...numbers,
        confidence: probability,
        degreesOfFreedom: freedom,
        definition,
        inputs: inputsOf(derived),
        details: details.map(({ name, unit, of, positive: isScale = false }) => {
          const { freedom: _, ...rest } = uncertain(of, isScale);
          return { name, unit, ...rest };
        }),
        warnings: [
          ...warnings,
          ...(relative > LARGE_ERROR && isPositive
            ? [
                `the standard error is ${(100 * relative).toPrecision(2)} % of the value: propagation to first order is a rough guide`,
              ]
            : []),
          ...(Number.isNaN(numbers.stderr) ? ["the standard error is not determined"] : []),
        ],
      };
    },
  };
}

/** The number in another unit; for results that are printed. */
export function inUnit<T extends Uncertain>({ value, stderr, lower, upper }: T, factor: number): Uncertain {
  return { value: value * factor, stderr: stderr * factor, lower: lower * factor, upper: upper * factor };
}

export { type Derived, type Estimate, exact };
