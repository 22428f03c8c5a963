/** The arcs of a fit for people, in the units in which the field prints them, and as columns and plain values for machines. */
import type { Estimate } from "../fit/propagation.ts";
import type { FitResult } from "../fit/result.ts";
import type { Arc, ArcAnalysis, SeriesResistance, Tail } from "../impedance/arc.ts";
import { type Assignment, assignmentLimits, type ProcessCandidate } from "../impedance/assignment.ts";
import { displayUnit, heading, significant, uncertain } from "./number.ts";
import { escapeXml } from "./svg.ts";
import type { Column } from "./table.ts";
import { finite } from "./table.ts";
import { textTable } from "./text.ts";

const noBreakSpace = "\u00a0";

/** "likely bulk", "plausibly interphase, else charge transfer", "uncertain: bulk or grain boundary": never a name alone. */
export function assignmentText({ process, candidates, confidence }: Assignment): string {
  if (process === undefined) return "not assigned";
  const others = candidates.map((one) => one.process).filter((name) => name !== process);
  if (confidence === "uncertain") return `uncertain: ${[process, ...others].join(" or ")}`;
  const adverb = confidence === "likely" ? "likely" : "plausibly";
  return `${adverb} ${process}${others.length > 0 ? `, else ${others.join(" or ")}` : ""}`;
}

/** A quantity of arcs: its name, how to find it, and the factor and unit of the field. */
interface Quantity {
  readonly name: string;
  readonly of: (feature: Partial<Arc> & Partial<Tail>) => Estimate | undefined;
  readonly factor?: number;
  /** With an SI prefix where it takes one. */
  readonly unit: string;
  /** Behind the unit with its prefix: µF with "·cm⁻²". */
  readonly suffix?: string;
}

const quantities: readonly Quantity[] = [
  { name: "R", of: ({ resistance }) => resistance, unit: "Ω" },
  { name: "peak", of: ({ peakFrequency }) => peakFrequency, unit: "Hz" },
  { name: "C", of: ({ capacitance }) => capacitance, unit: "F" },
  { name: "C (Brug)", of: ({ brug }) => brug, unit: "F" },
  {
    name: "R·A",
    of: ({ areaSpecificResistance }) => areaSpecificResistance,
    factor: 1e4,
    unit: "Ω",
    suffix: "·cm²",
  },
  { name: "C/A", of: ({ capacitance }) => capacitance?.perArea, factor: 1e-4, unit: "F", suffix: "·cm⁻²" },
  { name: "C/A (Brug)", of: ({ brug }) => brug?.perArea, factor: 1e-4, unit: "F", suffix: "·cm⁻²" },
  { name: "σ", of: ({ conductivity }) => conductivity, factor: 1e-2, unit: "S", suffix: "·cm⁻¹" },
  { name: "εr", of: ({ relativePermittivity }) => relativePermittivity, unit: "" },
  { name: "film", of: ({ filmThickness }) => filmThickness, factor: 1e9, unit: "", suffix: "nm" },
  {
    name: "j0",
    of: ({ exchangeCurrentDensity }) => exchangeCurrentDensity,
    factor: 1e-4,
    unit: "A",
    suffix: "·cm⁻²",
  },
];

function quantityText(estimate: Estimate | undefined, { factor = 1, unit, suffix = "" }: Quantity): string {
  if (!estimate) return "";
  const [value, stderr] = [estimate.value * factor, estimate.stderr * factor];
  if (!Number.isFinite(value)) return "–";
  const display = unit === "" ? { factor: 1, unit: "" } : displayUnit(value, unit);
  const prefixed = display.unit.startsWith("10") ? { factor: 1, unit } : display;
  const words = `${prefixed.unit}${suffix}`;
  return `${uncertain(value / prefixed.factor, stderr / prefixed.factor, "± –")}${words && noBreakSpace}${words}`;
}

/** Header and rows: the series resistance, the arcs, the tails; quantities that none of them has are left out. */
function rowsOf({ series, arcs, tails }: ArcAnalysis): string[][] {
  const features = [
    ...(series ? [{ ...series, label: series.elements.join("+"), words: "in series" }] : []),
    ...arcs.map((arc) => ({
      ...arc,
      label: arc.beside.length > 0 ? `${arc.label} (with ${arc.beside.join(", ")})` : arc.label,
      words: assignmentText(arc.assignment),
    })),
    ...tails.map((tail) => ({
      ...tail,
      label: `${tail.label} (tail)`,
      // Nothing is transferred where direct current is blocked: what is left of it is the double layer
      words: assignmentText(tail.assignment).replace("charge transfer", "double layer"),
    })),
  ];
  const shown = quantities.filter(({ of }) => features.some((feature) => of(feature) !== undefined));
  return [
    ["arc", "may be", ...shown.map(({ name }) => name)],
    ...features.map((feature) => [
      feature.label,
      feature.words,
      ...shown.map((quantity) => quantityText(quantity.of(feature), quantity)),
    ]),
  ];
}

/** What speaks against the numbers and what was assumed, each sentence once with the arcs that it is about. */
function sentencesOf({ arcs, tails, notes }: ArcAnalysis): string[] {
  const about = new Map<string, string[]>();
  for (const { label, doubts, assignment } of [...arcs, ...tails]) {
    for (const sentence of [...doubts, ...assignment.reasons]) {
      about.set(sentence, [...(about.get(sentence) ?? []), label]);
    }
  }
  return [...[...about].map(([sentence, labels]) => `${labels.join(", ")}: ${sentence}`), ...notes];
}

/** The arcs as an aligned table with the sentences that belong to it below; empty for a circuit without arcs and tails. */
export function arcText(analysis: ArcAnalysis, options: { readonly width?: number } = {}): string {
  if (analysis.arcs.length + analysis.tails.length === 0) return analysis.notes.join("\n");
  return [
    textTable(rowsOf(analysis), { ...options, align: ["left", "left"] }),
    ...sentencesOf(analysis),
  ].join("\n");
}

/** The same as HTML: a table with a column for each arc, since quantities are many and arcs are few, and a list. */
export function arcTable(analysis: ArcAnalysis): string {
  const sentences = sentencesOf(analysis).map((sentence) => `<li>${escapeXml(sentence)}</li>`);
  const list = sentences.length > 0 ? `<ul class="list soft">${sentences.join("")}</ul>` : "";
  if (analysis.arcs.length + analysis.tails.length === 0) return list;
  const rows = rowsOf(analysis);
  const [head, words, ...quantities] = rows[0]!.map((_, k) => rows.map((row) => escapeXml(row[k]!)));
  const line = ([name, ...cells]: readonly string[], style = "") =>
    `<tr><th scope="row">${name}</th>${cells.map((cell) => `<td${style}>${cell}</td>`).join("")}</tr>`;
  const body = [line(words!, ' class="w"'), ...quantities.map((cells) => line(cells))];
  return `<div class="scroll" tabindex="0" role="region" aria-label="Arcs"><table><thead><tr>${head!
    .map((name) => `<th scope="col">${name}</th>`)
    .join("")}</tr></thead><tbody>${body.join("")}</tbody></table></div>${list}`;
}

/** The limits by which arcs are assigned, in the units of the field, with their sources: a table for terminals. */
export function limitsText(): string {
  const capacitance = (value: number): string =>
    Number.isFinite(value) ? significant(value, 3, true) : "no limit";
  const rows = assignmentLimits.map(({ process, name, scaling, lower, upper, distribution }) => {
    const [compared, unit, factor] =
      scaling === "thickness" ? ["C·L/A", "F·cm⁻¹", 1e-2] : ["C/A", "F·cm⁻²", 1e-4];
    return [
      process,
      name,
      compared,
      capacitance(lower * factor),
      capacitance(upper * factor),
      unit,
      distribution === "layer" ? "Hsu–Mansfeld" : "Brug",
    ];
  });
  const table = textTable(
    [["process", "what it is", "compared", "from", "to", "unit", "C of a CPE"], ...rows],
    { align: ["left", "left", "left", "right", "right", "left", "left"] },
  );
  const sources = assignmentLimits.map(({ process, source }) => `${process}: ${source}`);
  return `${table}\n\n${sources.join("\n")}`;
}

/** Quantities of an arc in tables for machines: name behind the label, and SI unit. */
const columnKinds: readonly {
  readonly name: string;
  readonly unit: string;
  readonly of: (arc: Arc) => Estimate | undefined;
}[] = [
  { name: "tau", unit: "s", of: ({ timeConstant }) => timeConstant },
  { name: "peak", unit: "Hz", of: ({ peakFrequency }) => peakFrequency },
  { name: "C", unit: "F", of: ({ capacitance }) => capacitance },
  { name: "C Brug", unit: "F", of: ({ brug }) => brug },
  {
    name: "area-specific resistance",
    unit: "Ω·m²",
    of: ({ areaSpecificResistance }) => areaSpecificResistance,
  },
  { name: "C/A", unit: "F·m⁻²", of: ({ capacitance }) => capacitance.perArea },
  { name: "C/A Brug", unit: "F·m⁻²", of: ({ brug }) => brug?.perArea },
  { name: "conductivity", unit: "S·m⁻¹", of: ({ conductivity }) => conductivity },
  { name: "relative permittivity", unit: "", of: ({ relativePermittivity }) => relativePermittivity },
];

/**
 * Columns of the arcs of results that share a circuit, beside those of `fitColumns`: per arc and quantity `R1∥CPE1 C (F)` and
 * `R1∥CPE1 C stderr (F)` in SI units, then `R1∥CPE1 process` and `R1∥CPE1 confidence`. Quantities that no result has are left out; failed fits
 * have nothing in these columns.
 *
 * @param failures how many rows without a result follow
 */
export function arcColumns(
  results: readonly FitResult[],
  analyses: readonly ArcAnalysis[],
  failures = 0,
): Column[] {
  const none = Array.from({ length: failures }, () => null);
  const arcsAt = (k: number): (Arc | undefined)[] =>
    analyses.map(({ arcs }, row) => (results[row]!.status === "failed" ? undefined : arcs[k]));
  return (analyses[0]?.arcs ?? []).flatMap(({ label }, k) => {
    const arcs = arcsAt(k);
    const numbers = columnKinds.flatMap(({ name, unit, of }): Column[] => {
      const estimates = arcs.map((arc) => arc && of(arc));
      if (!estimates.some(Boolean)) return [];
      const column = (suffix: string, part: keyof Estimate): Column => ({
        name: heading(`${label} ${name}${suffix}`, unit),
        type: "DOUBLE",
        data: [...estimates.map((one) => (one ? finite(one[part]) : null)), ...none],
      });
      return [column("", "value"), column(" stderr", "stderr")];
    });
    const words = (name: "process" | "confidence"): Column => ({
      name: `${label} ${name}`,
      type: "STRING",
      data: [...arcs.map((arc) => arc?.assignment[name] ?? null), ...none],
    });
    return [...numbers, words("process"), words("confidence")];
  });
}

/** Values as JSON has them: a number that is not finite is null. */
export type Plain<T> = T extends number
  ? number | null
  : T extends object
    ? { [K in keyof T]: Plain<T[K]> }
    : T;

type PlainAssignment = Omit<Assignment, "candidates"> & {
  readonly candidates: readonly Plain<Pick<ProcessCandidate, "process" | "centrality">>[];
};
export type PlainArc = Plain<Omit<Arc, "assignment">> & { readonly assignment: PlainAssignment };
export type PlainTail = Plain<Omit<Tail, "assignment">> & { readonly assignment: PlainAssignment };

/** An analysis in plain values, in SI units; of each candidate its process and how central the value lies in its limits. */
export interface PlainArcs {
  readonly seriesResistance: Plain<SeriesResistance> | null;
  readonly arcs: readonly PlainArc[];
  readonly tails: readonly PlainTail[];
  readonly arcNotes: readonly string[];
}

export function plainArcs({ series, arcs, tails, notes }: ArcAnalysis): PlainArcs {
  const withoutLimits = <T extends { readonly assignment: Assignment }>(feature: T) => ({
    ...feature,
    assignment: {
      ...feature.assignment,
      candidates: feature.assignment.candidates.map(({ process, centrality }) => ({ process, centrality })),
    },
  });
  return {
    seriesResistance: series ? plain(series) : null,
    arcs: arcs.map((arc) => plain(withoutLimits(arc)) as PlainArc),
    tails: tails.map((tail) => plain(withoutLimits(tail)) as PlainTail),
    arcNotes: notes,
  };
}

function plain<T>(value: T): Plain<T> {
  if (typeof value === "number") return finite(value) as Plain<T>;
  if (Array.isArray(value)) return value.map(plain) as Plain<T>;
  if (typeof value !== "object" || value === null) return value as Plain<T>;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)])) as Plain<T>;
}
