/** What one job of a campaign gives: numbers, trends, a section of the report. All of it is plain data, so that it can be kept. */
import type { Quantity } from "../cell/quantity.ts";
import { inUnit } from "../cell/quantity.ts";
import { fieldUnit } from "../cell/unit.ts";
import { type FailedInput, finite } from "../report/table.ts";

/** Where on an abscissa a number belongs: the cycle, the temperature, the current. */
export interface Place {
  readonly of: string;
  readonly value: number;
}

/** One number in the unit of the field; what is not known is null. */
export interface FoundNumber {
  /** "R2+R3", "activation energy", "critical current density". */
  readonly name: string;
  readonly at: Place | null;
  readonly value: number | null;
  readonly stderr: number | null;
  /** The interval with the probability `confidence`; of a number that is a step of a protocol the step, and no probability. */
  readonly lower: number | null;
  readonly upper: number | null;
  readonly confidence: number | null;
  readonly unit: string;
  readonly formula: string;
  readonly source: string;
  readonly definition: readonly string[];
  readonly warnings: readonly string[];
  /** Circuit, law or model. */
  readonly model: string;
  /** Files that it rests on. */
  readonly files: readonly string[];
  /** False: for tables only. */
  readonly summary: boolean;
}

/** A number over an abscissa. */
export interface FoundTrend {
  readonly name: string;
  readonly of: string;
  readonly unit: string;
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
  readonly stderr: readonly (number | null)[];
  /** Circuit, law or model; empty for what a record says itself. */
  readonly model: string;
  readonly files: readonly string[];
}

export interface Finding {
  readonly numbers: readonly FoundNumber[];
  readonly trends: readonly FoundTrend[];
  /** The section of the report, with headings from `h3` on. */
  readonly html: string;
  /** What was assumed or is doubtful. */
  readonly notes: readonly string[];
  readonly failures: readonly FailedInput[];
}

/** A quantity as a number of the campaign. */
export function numberOf(
  quantity: Quantity,
  about: {
    readonly files: readonly string[];
    readonly name?: string;
    readonly at?: Place;
    readonly model?: string;
    readonly summary?: boolean;
  },
): FoundNumber {
  const { factor, unit } = fieldUnit(quantity.unit, quantity.value);
  const { value, stderr, lower, upper } = inUnit(quantity, factor);
  return {
    name: about.name ?? quantity.quantity,
    at: about.at ?? null,
    value: finite(value),
    stderr: finite(stderr),
    lower: finite(lower),
    upper: finite(upper),
    confidence: quantity.confidence,
    unit,
    formula: quantity.formula,
    source: quantity.source,
    definition: quantity.definition,
    warnings: quantity.warnings,
    model: about.model ?? "",
    files: about.files,
    summary: about.summary ?? true,
  };
}

/** A heading deeper by some levels, so that a section of another page stands below a sample. */
export function demoted(html: string, by: number): string {
  return html.replaceAll(
    /<(\/?)h([2-4])>/g,
    (_, slash: string, level: string) => `<${slash}h${Math.min(6, Number(level) + by)}>`,
  );
}
