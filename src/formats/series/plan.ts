/** From a layout to what is done with every column: its unit, the kind of its cells, the decimal mark, the order of dates. */
import type { ColumnFact, SeriesColumn } from "../../series/record.ts";
import { splitCells } from "../dialect.ts";
import { FormatError, quote } from "../formatError.ts";
import type { DateOrder } from "./clock.ts";
import { both, timeOfDates } from "./derive.ts";
import type { Derive, NameRule, TableLayout, TextHead } from "./format.ts";
import { readSeriesHeading, type SeriesHeading } from "./heading.ts";
import { quantityOf, readSeriesUnit, type SeriesUnit, unitOf } from "./quantity.ts";
import { type CellKind, datesIn, decimalOf, filled, kindOf, numericDates, sampleOf } from "./sample.ts";
import { onlyColumn, wantedColumn } from "./wanted.ts";

/** What is made of a column. */
export interface PlannedColumn {
  /** Column of the file, from 0. */
  readonly at: number;
  readonly column: SeriesColumn;
  readonly kind: CellKind;
  readonly required: boolean;
  /** Value = number · 10^shift · factor + offset. */
  readonly shift: number;
  readonly factor: number;
  readonly offset: number;
  readonly order: DateOrder;
}

export interface TextPlan {
  readonly delimiter: string;
  readonly decimal: "." | ",";
  /** First line with data, from 0. */
  readonly firstLine: number;
  readonly columns: readonly PlannedColumn[];
  /** Columns without which a row is none. */
  readonly needs: readonly string[];
  /** Columns that `derive` makes. */
  readonly derived: readonly string[];
  readonly derive: Derive | undefined;
  readonly skip: RegExp | undefined;
  /** Whether blocks get a column `line`. */
  readonly lines: boolean;
  readonly facts: readonly ColumnFact[];
  readonly warnings: readonly string[];
  /** Names of the columns that are not read. */
  readonly others: readonly string[];
}

const REQUIRED: readonly string[] = ["test_time_second", "voltage_volt", "current_ampere"];
const NONE: SeriesUnit = { quantity: "count", factor: 1, shift: 0, offset: 0 };

interface Claim {
  readonly at: number;
  readonly column: SeriesColumn;
  readonly heading: SeriesHeading;
  readonly rule?: NameRule;
  /** Unit that the user gave. */
  readonly given?: SeriesUnit;
}

/** @throws FormatError when time or voltage is missing, or a unit that only the user can know */
export function planTable(head: TextHead, layout: TableLayout): TextPlan {
  const { file, lines, options } = head;
  const { delimiter } = layout;
  const cells = layout.cells ?? splitCells(lines[layout.headerLine], delimiter);
  const headings = cells.map((cell, i) => readSeriesHeading(cell, layout.units?.[i]));
  const firstLine = layout.firstLine ?? layout.headerLine + 1;
  const sample = sampleOf(lines, firstLine, layout);
  refuseUnnamed(head, layout, filled(cells), sample);
  const decimal = options.decimal ?? decimalOf(sample, delimiter);
  const { asWritten = false } = options;
  const claims = claim(head, layout, headings).map((one) =>
    // a clock that shows dates
    one.column === "test_time_second" && kindOf(sample, one.at) === "date"
      ? { ...one, column: "unix_time_second" }
      : one,
  );
  const warnings = [...(layout.warnings ?? [])];

  const clock = claims.find(({ column }) => column === "test_time_second");
  const dates = claims.find(({ column }) => column === "unix_time_second");
  const dated = dates === undefined ? undefined : datesIn(head, sample, dates.at, clock?.at, decimal);
  const required = options.needs ?? REQUIRED;
  const columns: PlannedColumn[] = [];
  const facts: ColumnFact[] = [];
  const missing: Claim[] = [];
  for (const one of claims) {
    const { at, column, heading, rule } = one;
    const kind = rule?.words ? "words" : kindOf(sample, at);
    const quantity = quantityOf(column);
    let unit = asWritten ? undefined : (one.given ?? heading.unit);
    if (unit !== undefined && unit.quantity !== quantity && quantity !== undefined) {
      if (unit.quantity !== "count" || quantity !== "count") unit = undefined;
    }
    unit ??= rule?.unit === undefined ? undefined : readSeriesUnit(rule.unit);
    const base = { at, column, required: required.includes(column), order: dated?.order ?? ("ymd" as const) };
    const plain = { ...base, shift: 0, factor: 1, offset: 0 };
    const from = heading.text === "" ? `column ${at + 1}` : heading.text;
    if (kind === "words") {
      if (column.startsWith("#") && rule?.words) columns.push({ ...plain, kind });
      continue;
    }
    if (column === "unix_time_second") {
      if (kind === "clock" || facts.some((fact) => fact.column === column)) continue;
      const numeric = kind === "number" ? numericDates(sample, at, decimal) : undefined;
      if (kind === "number" && numeric === undefined) continue;
      if (kind === "date" && dated?.order === undefined) {
        warnings.push(
          `${file}: the dates in ${quote(from)} may be month/day or day/month, and were not read; say it with --dates mdy or --dates dmy`,
        );
        continue;
      }
      columns.push({ ...plain, kind: kind === "date" ? "date" : "number", ...numeric });
      facts.push({ column, from, factor: numeric?.factor ?? 1 });
      continue;
    }
    if (kind === "clock") {
      if (quantity === "time" || (asWritten && !column.startsWith("#"))) {
        columns.push({ ...plain, kind });
        if (!column.startsWith("#")) facts.push({ column, from, factor: 1 });
      }
      continue;
    }
    if (unit === undefined && quantity !== undefined && quantity !== "count") {
      if (column === "test_time_second" && dated?.factor !== undefined) {
        unit = { quantity: "time", factor: dated.factor, shift: 0, offset: 0 };
        warnings.push(
          `${file}: ${quote(from)} names no unit; its clock runs ${dated.factor} s per unit by the dates in ${quote(headings[dates!.at].text)}, and was read so`,
        );
      } else if (
        column === "step_time_second" &&
        dated?.factor !== undefined &&
        clock?.heading.unit === undefined
      ) {
        unit = { quantity: "time", factor: dated.factor, shift: 0, offset: 0 };
      } else {
        missing.push(one);
        continue;
      }
    }
    const { factor, shift, offset } = unit ?? NONE;
    columns.push({ ...base, kind, factor, shift, offset });
    if (!column.startsWith("#")) {
      const written = heading.unit === undefined && one.given === undefined && rule?.unit !== undefined;
      facts.push({
        column,
        from: written ? `${from} (${rule?.unit} by the format)` : from,
        factor: factor * 10 ** shift,
        ...(rule?.counts === undefined ? {} : { counts: rule.counts }),
      });
    }
  }

  const found = new Set(columns.map(({ column }) => column));
  // as written nothing is made, but rows that are no records are left out
  const own = !asWritten
    ? layout.derive?.(found)
    : layout.isRecord && layout.derive?.(new Set([...found, "test_time_second"]));
  const isDated =
    found.has("unix_time_second") &&
    !found.has("test_time_second") &&
    !own?.columns.some(({ column }) => column === "test_time_second");
  const date = facts.find(({ column }) => column === "unix_time_second")?.from ?? "";
  // charges need the time
  const made = isDated ? both(timeOfDates(date), own) : own;
  const present = new Set([
    ...columns.map(({ column }) => column),
    ...(made?.columns ?? []).map(({ column }) => column),
  ]);
  refuseMissing(
    head,
    missing.filter(({ column }) => required.includes(column) && !present.has(column)),
  );
  for (const { column, heading } of missing) {
    if (required.includes(column)) continue;
    warnings.push(
      `${file}: ${quote(heading.text)} names no unit and was not read; ${optionFor(column, heading.text)} reads it`,
    );
  }
  const needs = options.needs ?? ["test_time_second", "voltage_volt"];
  const absent = needs.filter((column) => !present.has(column));
  if (absent.length > 0 && asWritten) {
    const at = claims.find(({ column }) => column === absent[0])?.at ?? 0;
    throw new FormatError({
      file,
      line: layout.headerLine < 0 ? undefined : layout.headerLine + 1,
      expected: "a column of numbers",
      found: `words in the column ${quote(headings[at].text)}, such as ${quote(sample.find((row) => row[at])?.[at] ?? "")}`,
      cure: "name another column",
    });
  }
  if (absent.length > 0) {
    throw new FormatError({
      file,
      line: layout.headerLine < 0 ? undefined : layout.headerLine + 1,
      expected: `columns for ${absent.join(" and ")}`,
      found: `the columns ${headings
        .slice(0, 8)
        .map(({ text }) => quote(text))
        .join(", ")}${headings.length > 8 ? " …" : ""}`,
      cure: `name the column: --column "${absent[0]}=NAME[${unitOf(absent[0])}]"`,
    });
  }
  const taken = new Set(columns.map(({ at }) => at));
  return {
    delimiter,
    decimal,
    firstLine,
    columns,
    needs,
    derived: [
      ...(made?.columns ?? [])
        .map(({ column }) => column)
        .filter((column) => !columns.some((one) => one.column === column)),
      ...(asWritten ? ["line"] : []),
    ],
    derive: made?.derive,
    skip: layout.skip,
    lines: asWritten,
    facts: merged(facts, made?.columns ?? []),
    warnings,
    others: headings.filter(({ text }, at) => text !== "" && !taken.has(at)).map(({ text }) => text),
  };
}

/** Rows with more cells than the header has names are rows whose cells nobody can name. */
function refuseUnnamed(
  { file }: TextHead,
  { headerLine }: TableLayout,
  names: number,
  sample: readonly (readonly string[])[],
): void {
  if (headerLine < 0 || sample.length === 0) return;
  const wider = sample.filter((cells) => filled(cells) > names).length;
  if (2 * wider <= sample.length) return;
  throw new FormatError({
    file,
    line: headerLine + 1,
    expected: "a name for every column",
    found: `${names} names above rows of ${Math.max(...sample.map(filled))} cells`,
    cure: "the header seems edited: export the file again, or write the missing name into it",
  });
}

/** What `derive` says about a column counts. */
function merged(facts: readonly ColumnFact[], derived: readonly ColumnFact[]): ColumnFact[] {
  const own = new Map(derived.map((fact) => [fact.column, fact]));
  const kept = facts.map((fact) => own.get(fact.column) ?? fact);
  return [...kept, ...derived.filter(({ column }) => !facts.some((fact) => fact.column === column))];
}

function optionFor(column: string, name: string): string {
  return `--column "${column}=${name}[${unitOf(column)}]"`;
}

function refuseMissing({ file }: TextHead, missing: readonly Claim[]): void {
  if (missing.length === 0) return;
  const names = missing.map(({ heading }) => quote(heading.text)).join(", ");
  throw new FormatError({
    file,
    expected: `${missing.length === 1 ? "a unit" : "units"} in the header for ${missing.map(({ column }) => column).join(", ")}`,
    found: `${names} without any`,
    cure: `say ${missing.length === 1 ? "it" : "them"}: ${missing
      .map(({ column, heading }) => optionFor(column, heading.text))
      .join(" ")}, with the unit that the program used`,
  });
}

/** Which column of the file becomes which of the series: what the user said, then the rules in their order. */
function claim(
  { file, options }: TextHead,
  layout: TableLayout,
  headings: readonly SeriesHeading[],
): Claim[] {
  const claims: Claim[] = [];
  const taken = new Set<number>();
  const wishes = Object.entries(options.columns ?? {});
  const { asWritten = false } = options;
  for (const [column, wanted] of wishes.filter(([, words]) => words !== "*")) {
    const found = wantedColumn(headings, column, wanted, file, asWritten);
    claims.push({ at: found.at, column, heading: headings[found.at], given: found.unit });
    taken.add(found.at);
  }
  for (const [column] of wishes.filter(([, words]) => words === "*")) {
    const at = onlyColumn(headings, taken, file);
    claims.push({ at, column, heading: headings[at] });
    taken.add(at);
  }
  for (const rule of layout.rules) {
    if (asWritten && !(rule.column.startsWith("#") && layout.isRecord !== undefined)) continue;
    if (claims.some(({ column }) => column === rule.column)) continue;
    const quantity = quantityOf(rule.column);
    const fits = (i: number, stated: boolean): boolean => {
      const { name, unit } = headings[i];
      if (taken.has(i) || !rule.name.test(name)) return false;
      if (rule.stated && unit === undefined) return false;
      if (quantity === undefined || quantity === "count") return true;
      // a unit of another quantity says that the name means something else here: "P[bar]" is no power
      return unit === undefined ? !stated : unit.quantity === quantity;
    };
    const places = headings.map((_, i) => i);
    const at = places.find((i) => fits(i, true)) ?? places.find((i) => fits(i, false)) ?? -1;
    if (at < 0) continue;
    claims.push({ at, column: rule.column, heading: headings[at], rule });
    if (!rule.column.startsWith("#")) taken.add(at);
  }
  return claims;
}
