/** Records of cyclers: how they are opened, and their numbers and trends in the form of a finding. */
import { numberOf as plain } from "../../cell/quantity.ts";
import { normalQuantile, studentQuantile } from "../../fit/distribution.ts";
import type { Estimate } from "../../fit/propagation.ts";
import { readSeries, type SeriesOptions } from "../../formats/series/index.ts";
import type { FoundNumber, FoundTrend } from "../finding.ts";
import type { Bench } from "../role.ts";
import type { Sample } from "../sample.ts";

export function openRecord(
  { store }: Bench,
  file: string,
  columns: SeriesOptions["columns"],
  needs?: SeriesOptions["needs"],
) {
  return readSeries(file, store.pieces(file), { ...(columns && { columns }), ...(needs && { needs }) });
}

/** What the reader remarked; an option of the command line is no cure in a campaign. */
export function remarksOf({ warnings }: { readonly warnings: readonly string[] }): string[] {
  return warnings.map((text) =>
    text.replace(
      /; say it with --dates.*$/su,
      ": the days of the clock are not known; times since the beginning are those of another column",
    ),
  );
}

/** Sizes in the units of a laboratory. */
export function laboratory({ sizes }: Sample): { readonly area_cm2?: number; readonly mass_g?: number } {
  return {
    ...(sizes.area && { area_cm2: plain(sizes.area) * 1e4 }),
    ...(sizes.mass && { mass_g: plain(sizes.mass) * 1e3 }),
  };
}

export interface About extends Partial<Omit<FoundNumber, "name" | "value" | "unit">> {
  readonly name: string;
  readonly unit: string;
  readonly files: readonly string[];
}

/** A number that stands in a table of a record: exact, but for what its definition says. */
export function listed(value: number | null, about: About): FoundNumber {
  return {
    at: null,
    stderr: null,
    lower: null,
    upper: null,
    confidence: null,
    formula: "",
    source: "",
    definition: [],
    warnings: [],
    model: "",
    summary: true,
    ...about,
    value,
  };
}

/**
 * The mean of repeated values with its interval after Student. The error of a size that all values were divided by comes on top, with the
 * degrees of freedom of Welch and Satterthwaite (JCGM 100:2008, G.4).
 */
export function meanOf(
  values: readonly (number | null)[],
  confidence: number,
  { size, ...about }: About & { readonly size?: Estimate },
): FoundNumber | undefined {
  const known = values.filter((value) => value !== null && Number.isFinite(value)) as number[];
  const n = known.length;
  if (n === 0) return undefined;
  const mean = known.reduce((sum, value) => sum + value, 0) / n;
  const square = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const scatter = square / (n - 1) / n;
  const shared = size ? ((mean * size.stderr) / size.value) ** 2 : 0;
  const stderr = n > 1 ? Math.sqrt(scatter + shared) : Number.NaN;
  const freedom = scatter > 0 ? (n - 1) * (1 + shared / scatter) ** 2 : Number.POSITIVE_INFINITY;
  const p = 0.5 + 0.5 * confidence;
  const t = Number.isFinite(freedom) ? studentQuantile(p, freedom) : normalQuantile(p);
  return listed(mean, {
    ...about,
    stderr: n > 1 ? stderr : null,
    lower: n > 1 ? mean - t * stderr : null,
    upper: n > 1 ? mean + t * stderr : null,
    confidence: n > 1 ? confidence : null,
    formula: about.formula ?? `mean of ${n}`,
    source:
      n > 1
        ? `Student: the scatter between the cycles gives the error${shared > 0 ? ", and that of the size of the sample" : ""}`
        : "one value: its error is not known",
  });
}

export function trendOf(
  name: string,
  unit: string,
  file: string,
  rows: readonly { readonly cycle: number; readonly value: number | null; readonly stderr?: number | null }[],
): FoundTrend[] {
  if (!rows.some(({ value }) => value !== null)) return [];
  return [
    {
      name,
      of: "cycle",
      unit,
      x: rows.map(({ cycle }) => cycle),
      y: rows.map(({ value }) => value),
      stderr: rows.map(({ stderr }) => stderr ?? null),
      model: "",
      files: [file],
    },
  ];
}
