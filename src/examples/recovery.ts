/** What a campaign recovers of the published numbers. */
import { numberName } from "../campaign/numberText.ts";
import type { CampaignRun, ProvenNumber } from "../campaign/run.ts";
import { normalQuantile } from "../fit/distribution.ts";
import { intervalText, significant, uncertain } from "../report/number.ts";
import type { Published } from "./example.ts";

export interface Recovered {
  readonly published: Published;
  /** "R1 at cycle 60", with the entry where several of the sample have such a number. */
  readonly name: string;
  readonly number?: ProvenNumber;
  /** Whether the published value lies in the interval, or the recovered one in the published range. */
  readonly inside: boolean;
  /** Half of the interval over the value; NaN where there is none. */
  readonly width: number;
  /**
   * Distance from the published value in standard errors of a normal distribution that has the same interval: over seeds its mean is 0 and
   * its root mean square 1. NaN without an interval.
   */
  readonly pull: number;
  /** Whether the interval is as narrow as it must be. */
  readonly narrow: boolean;
}

export function recover(
  published: readonly Published[],
  { results }: Pick<CampaignRun, "results">,
): Recovered[] {
  const numbers = results.flatMap((one) => one.numbers);
  return published.map((one) => {
    const number = numbers.find(
      ({ sample, entry, name, at }) =>
        sample === one.sample &&
        name === one.quantity &&
        (one.entry === undefined || entry === one.entry) &&
        (one.at === undefined || at?.value === one.at),
    );
    const plain = numberName(number ?? { name: one.quantity, at: null });
    const name = one.entry === undefined ? plain : `${plain} (${one.entry})`;
    const none = { published: one, name, inside: false, width: Number.NaN, pull: Number.NaN, narrow: false };
    if (number === undefined || number.value === null) return none;
    const { value, lower, upper, confidence } = number;
    if (one.range) {
      const inside = value >= one.range[0] - 1e-9 && value <= one.range[1] + 1e-9;
      return { ...none, number, inside, narrow: true };
    }
    if (lower === null || upper === null) return { ...none, number };
    const half = 0.5 * (upper - lower);
    const width = half / Math.abs(value);
    // The interval of a ladder is open above: at its end the cell has failed
    if (confidence === null) {
      const inside = one.value >= lower - 1e-9 && one.value < upper;
      return { ...none, number, inside, width, narrow: true };
    }
    const reach = value > one.value ? value - lower : upper - value;
    return {
      published: one,
      name,
      number,
      inside: one.value >= lower && one.value <= upper,
      width,
      pull: (normalQuantile(0.5 + 0.5 * confidence) * (value - one.value)) / reach,
      narrow: half <= (one.width ?? 0.05 * Math.abs(one.value)),
    };
  });
}

function rangeText([low, high]: readonly [number, number]): string {
  const text = (end: number): string => significant(end, 5, true);
  return high === Number.POSITIVE_INFINITY
    ? `${text(low)} or more wanted`
    : `${text(low)} … ${text(high)} wanted`;
}

function insideText(inside: boolean, pull: number): string {
  if (inside) return "inside";
  return Number.isFinite(pull) ? `OUTSIDE, ${Math.abs(pull).toFixed(1)} standard errors away` : "OUTSIDE";
}

/** The rows of the table of published against recovered, with its head. */
export function recoveryRows(recovered: readonly Recovered[]): string[][] {
  const rows = recovered.map(({ published, name, number, inside, width, pull, narrow }) => {
    const interval =
      !number || number.lower === null || number.upper === null || published.range
        ? published.range && published.range[0] < published.range[1]
          ? rangeText(published.range)
          : ""
        : intervalText(number.lower, number.upper, number.stderr ?? Number.NaN);
    return [
      published.sample,
      name,
      published.printed ?? significant(published.value, 4, true),
      number?.value == null
        ? "–"
        : number.stderr === null
          ? significant(number.value, 4, true)
          : uncertain(number.value, number.stderr),
      published.unit,
      interval,
      Number.isFinite(width) && number?.confidence != null ? `${significant(100 * width, 2)} %` : "",
      number === undefined ? "not found" : `${insideText(inside, pull)}${narrow ? "" : ", WIDE"}`,
    ];
  });
  return [["sample", "quantity", "published", "recovered", "unit", "95 % interval", "± half", ""], ...rows];
}
