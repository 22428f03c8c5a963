/** What a campaign recovers of the published numbers. */
import { numberName } from "../campaign/numberText.ts";
import type { CampaignRun, ProvenNumber } from "../campaign/run.ts";
import { significant, uncertain } from "../report/number.ts";
import type { Published } from "./example.ts";

export interface Recovered {
  readonly published: Published;
  /** "R1 at cycle 60" */
  readonly name: string;
  readonly number?: ProvenNumber;
  /** Whether the published value lies in the interval, or the recovered one in the published range. */
  readonly inside: boolean;
  /** Half of the interval over the value; NaN where there is none. */
  readonly width: number;
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
      ({ sample, name, at }) =>
        sample === one.sample && name === one.quantity && (one.at === undefined || at?.value === one.at),
    );
    const name = numberName(number ?? { name: one.quantity, at: null });
    const { value, lower, upper, confidence } = number ?? {
      value: null,
      lower: null,
      upper: null,
      confidence: null,
    };
    if (value === null || number === undefined)
      return { published: one, name, inside: false, width: Number.NaN, narrow: false };
    if (one.range) {
      const inside = value >= one.range[0] - 1e-9 && value <= one.range[1] + 1e-9;
      return { published: one, name, number, inside, width: Number.NaN, narrow: true };
    }
    if (lower === null || upper === null)
      return { published: one, name, number, inside: false, width: Number.NaN, narrow: false };
    // The interval of a ladder is open above: at its end the cell has failed
    const inside =
      confidence === null
        ? one.value >= lower - 1e-9 && one.value < upper
        : one.value >= lower && one.value <= upper;
    const half = 0.5 * (upper - lower);
    const width = half / Math.abs(value);
    return {
      published: one,
      name,
      number,
      inside,
      width,
      narrow: confidence === null || half <= (one.width ?? 0.05 * Math.abs(one.value)),
    };
  });
}

/** The rows of the table of published against recovered, with its head. */
export function recoveryRows(recovered: readonly Recovered[]): string[][] {
  const rows = recovered.map(({ published, name, number, inside, width, narrow }) => {
    const interval =
      !number || number.lower === null || number.upper === null || published.range
        ? published.range && published.range[0] < published.range[1]
          ? `${published.range[0]} … ${published.range[1]} wanted`
          : ""
        : `${significant(number.lower, 4)} … ${significant(number.upper, 4)}`;
    return [
      published.sample,
      name,
      significant(published.value, 4, true),
      number?.value == null
        ? "–"
        : number.stderr === null
          ? significant(number.value, 4, true)
          : uncertain(number.value, number.stderr),
      published.unit,
      interval,
      Number.isFinite(width) && number?.confidence != null ? `${significant(100 * width, 2)} %` : "",
      number === undefined ? "not found" : `${inside ? "inside" : "OUTSIDE"}${narrow ? "" : ", WIDE"}`,
    ];
  });
  return [["sample", "quantity", "published", "recovered", "unit", "95 % interval", "± half", ""], ...rows];
}
