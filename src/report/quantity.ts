/** Quantities of cells for people and machines: a block of text, one JSON document, one row per quantity, an HTML page. */
import type { Quantity, Uncertain } from "../cell/quantity.ts";
import { inUnit } from "../cell/quantity.ts";
import { fieldUnit } from "../cell/unit.ts";
import { failedInputs, figureHtml, longList, notes, pageHeader } from "./html.ts";
import { intervalText, quantity as quantityWords, significant } from "./number.ts";
import { htmlPage } from "./page.ts";
import { escapeXml } from "./svg.ts";
import { type Column, type FailedInput, finite } from "./table.ts";

/** What one input gave: its quantities, the chief one first, and their figures. */
export interface QuantityFinding {
  readonly file?: string;
  readonly quantities: readonly Quantity[];
  readonly figures?: readonly { readonly svg: string; readonly caption: string }[];
}

interface UncertainDocument {
  readonly value: number | null;
  readonly stderr: number | null;
  readonly interval: {
    readonly confidence: number;
    readonly lower: number | null;
    readonly upper: number | null;
  };
  readonly unit: string;
}

/** One quantity in SI, and in `field` in the unit in which it is printed; what is no finite number is null. */
export interface QuantityDocument extends UncertainDocument {
  readonly quantity: string;
  readonly symbol: string;
  readonly field: UncertainDocument;
  /** null: infinitely many, all errors are known. */
  readonly degreesOfFreedom: number | null;
  readonly formula: string;
  readonly source: string;
  readonly definition: readonly string[];
  readonly inputs: readonly {
    readonly symbol: string;
    readonly name: string;
    readonly value: number | null;
    readonly stderr: number | null;
    readonly unit: string;
    readonly from: string;
    /** Part of the variance of the quantity. */
    readonly share: number | null;
  }[];
  readonly details: readonly (UncertainDocument & { readonly name: string })[];
  readonly warnings: readonly string[];
  readonly file: string | null;
}

/** The output of `transport --json`: the chief quantity, further ones of the same and of other files, and inputs without any. */
export type TransportDocument = (QuantityDocument | { readonly quantity: null }) & {
  readonly more: readonly QuantityDocument[];
  readonly failures: readonly FailedInput[];
};

function uncertainDocument(numbers: Uncertain, confidence: number, unit: string): UncertainDocument {
  return {
    value: finite(numbers.value),
    stderr: finite(numbers.stderr),
    interval: { confidence, lower: finite(numbers.lower), upper: finite(numbers.upper) },
    unit,
  };
}

export function quantityDocument(quantity: Quantity, file?: string): QuantityDocument {
  const { confidence, unit, inputs, details } = quantity;
  const field = fieldUnit(unit, quantity.value);
  return {
    quantity: quantity.quantity,
    symbol: quantity.symbol,
    ...uncertainDocument(quantity, confidence, unit),
    field: uncertainDocument(inUnit(quantity, field.factor), confidence, field.unit),
    degreesOfFreedom: finite(quantity.degreesOfFreedom),
    formula: quantity.formula,
    source: quantity.source,
    definition: quantity.definition,
    inputs: inputs.map((input) => ({
      symbol: input.symbol,
      name: input.name,
      value: finite(input.value),
      stderr: finite(input.stderr),
      unit: input.unit,
      from: input.from,
      share: finite(input.share),
    })),
    details: details.map((detail) => ({
      name: detail.name,
      ...uncertainDocument(detail, confidence, detail.unit),
    })),
    warnings: quantity.warnings,
    file: file ?? null,
  };
}

export function transportDocument(
  findings: readonly QuantityFinding[],
  failures: readonly FailedInput[],
): TransportDocument {
  const [first, ...more] = findings.flatMap(({ file, quantities }) =>
    quantities.map((quantity) => quantityDocument(quantity, file)),
  );
  return { ...(first ?? { quantity: null }), more, failures };
}

/** One row per quantity in SI: `file, quantity, value, stderr, lower, upper, confidence, unit, formula, source, definition, inputs, warnings`. */
export function quantityColumns(
  findings: readonly QuantityFinding[],
  failures: readonly FailedInput[],
): Column[] {
  const rows = findings.flatMap(({ file, quantities }) => quantities.map((quantity) => ({ file, quantity })));
  const strings = (
    name: string,
    of: (row: (typeof rows)[number]) => string | null,
    ofFailure: (failure: FailedInput) => string | null = () => null,
  ): Column => ({ name, type: "STRING", data: [...rows.map(of), ...failures.map(ofFailure)] });
  const numbers = (name: string, of: (quantity: Quantity) => number): Column => ({
    name,
    type: "DOUBLE",
    data: [...rows.map(({ quantity }) => finite(of(quantity))), ...failures.map(() => null)],
  });
  return [
    strings(
      "file",
      ({ file }) => file ?? null,
      ({ file }) => file,
    ),
    strings("quantity", ({ quantity }) => quantity.quantity),
    numbers("value", ({ value }) => value),
    numbers("stderr", ({ stderr }) => stderr),
    numbers("lower", ({ lower }) => lower),
    numbers("upper", ({ upper }) => upper),
    numbers("confidence", ({ confidence }) => confidence),
    strings("unit", ({ quantity }) => quantity.unit),
    strings("formula", ({ quantity }) => quantity.formula),
    strings("source", ({ quantity }) => quantity.source),
    strings("definition", ({ quantity }) => quantity.definition.join("; ")),
    strings("inputs", ({ quantity }) => quantity.inputs.map(inputText).join("; ")),
    strings(
      "warnings",
      ({ quantity }) => quantity.warnings.join("; "),
      ({ message }) => message,
    ),
  ];
}

/** "(7.51 ± 0.02) × 10⁻⁴ S·cm⁻¹", in the unit of the field. */
export function valueText(numbers: Uncertain, unit: string): string {
  const field = fieldUnit(unit, numbers.value);
  const { value, stderr } = inUnit(numbers, field.factor);
  return quantityWords(value, stderr, field.unit);
}

/** "95 %: 7.47 × 10⁻⁴ to 7.55 × 10⁻⁴", in the unit of the field; empty for an exact number. */
function intervalWords(numbers: Uncertain, unit: string, confidence: number): string {
  if (!(numbers.stderr > 1e-12 * Math.abs(numbers.value))) return "";
  const { lower, upper, stderr } = inUnit(numbers, fieldUnit(unit, numbers.value).factor);
  return `${significant(100 * confidence, 4, true)} %: ${intervalText(lower, upper, stderr).replace("…", "to")}`;
}

function inputText({ symbol, value, stderr, unit }: Quantity["inputs"][number]): string {
  return `${symbol} = ${valueText({ value, stderr, lower: value, upper: value }, unit)}`;
}

/** A quantity as lines for a terminal: value with error and interval, definition, formula, source, inputs, details, warnings. */
export function quantityText(quantity: Quantity, file?: string): string {
  const interval = intervalWords(quantity, quantity.unit, quantity.confidence);
  const lines = [
    `${file === undefined ? "" : `${file}: `}${quantity.quantity} ${quantity.symbol} = ${valueText(quantity, quantity.unit)}${interval && ` (${interval})`}`,
    ...quantity.definition.map((sentence) => `  ${sentence}`),
    `  formula  ${quantity.formula}`,
    `  source   ${quantity.source}`,
    ...quantity.inputs.map((input, k) => {
      const share =
        Math.abs(input.share) >= 0.005 ? `, ${Math.round(100 * input.share)} % of the variance` : "";
      const from = input.from === "given" ? "" : `, ${input.from}`;
      return `  ${k === 0 ? "inputs " : "       "}  ${inputText(input)}  ${input.name}${from}${share}`;
    }),
    ...quantity.details.map(
      (detail, k) =>
        `  ${k === 0 ? "also   " : "       "}  ${detail.name} = ${valueText(detail, detail.unit)}`,
    ),
    ...quantity.warnings.map((warning) => `  Warning: ${warning}`),
  ];
  return `${lines.join("\n")}\n`;
}

export interface TransportReport {
  readonly title: string;
  readonly findings: readonly QuantityFinding[];
  readonly failures: readonly FailedInput[];
  readonly notes: readonly string[];
  readonly version?: string;
  readonly date?: string;
  readonly command?: string;
}

/** The page of `transport --report`: figures, then every quantity with its formula, source, inputs and warnings; opens offline. */
export function transportReport(report: TransportReport): string {
  const body = [
    pageHeader(report.title, [
      ["program", `Interphase${report.version ? ` ${report.version}` : ""}`],
      ["date", report.date ?? ""],
      ["command", report.command ?? ""],
    ]),
    failedInputs(report.failures, "worked on"),
    notes(report.notes),
    ...report.findings.map(findingHtml),
    "<footer><p>Values ± standard errors, propagated to first order with all covariances; intervals have the probability that is printed with them. The share of an input is its part of the variance.</p></footer>",
  ].join("\n");
  return htmlPage(report.title, body, report.version);
}

/** Figures, then each quantity with what is behind it. */
export function findingHtml({ file, quantities, figures = [] }: QuantityFinding): string {
  const pictures = figures.map(({ svg, caption }) => figureHtml(svg, caption)).join("");
  const head = file === undefined ? "" : `<h2>${escapeXml(file)}</h2>`;
  return `<section>${head}${pictures && `<div class="figures">${pictures}</div>`}${quantities.map(quantityHtml).join("")}</section>`;
}

function quantityHtml(quantity: Quantity): string {
  const interval = intervalWords(quantity, quantity.unit, quantity.confidence);
  const facts: (readonly [string, string])[] = [
    ["formula", quantity.formula],
    ["source", quantity.source],
    ...quantity.definition.map((sentence): readonly [string, string] => ["definition", sentence]),
    ...quantity.inputs.map((input): readonly [string, string] => [
      input.name,
      `${inputText(input)} (${input.from}; ${Math.round(100 * input.share)} % of the variance)`,
    ]),
    ...quantity.details.map((detail): readonly [string, string] => [
      detail.name,
      `${valueText(detail, detail.unit)} ${intervalWords(detail, detail.unit, quantity.confidence)}`,
    ]),
  ];
  const rows = facts.map(([name, value]) => `<dt>${escapeXml(name)}</dt><dd>${escapeXml(value)}</dd>`);
  return `<h3>${escapeXml(quantity.quantity)}</h3><p><b>${escapeXml(`${quantity.symbol} = ${valueText(quantity, quantity.unit)}`)}</b>${interval && ` (${escapeXml(interval)})`}</p>${quantity.warnings.length > 0 ? longList(quantity.warnings.map((warning) => `<span class="warn">⚠</span> ${escapeXml(warning)}`)) : ""}<dl>${rows.join("")}</dl>`;
}
