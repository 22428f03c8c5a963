/** From a layout to what is done with every column: its unit, the kind of its cells, the decimal mark, the order of dates. */
import type { ColumnFact, SeriesColumn } from "../../series/record.ts";
import { splitCells } from "../dialect.ts";
import { FormatError, quote } from "../formatError.ts";
import { clockOf, clockUnit, type DateOrder, dateOf, dateOrderOf } from "./clock.ts";
import { both, timeOfDates } from "./derive.ts";
import type { Derive, NameRule, TableLayout, TextHead } from "./format.ts";
import { readSeriesHeading, type SeriesHeading } from "./heading.ts";
import { quantityOf, readSeriesUnit, type SeriesUnit, unitOf } from "./quantity.ts";

/** What is made of a column. */
export interface PlannedColumn {
  /** Column of the file, from 0. */
  readonly at: number;
  readonly column: SeriesColumn;
  readonly kind: "number" | "clock" | "date" | "words";
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
  readonly facts: readonly ColumnFact[];
  readonly warnings: readonly string[];
  /** Names of the columns that are not read. */
  readonly others: readonly string[];
}

const REQUIRED: readonly string[] = ["test_time_second", "voltage_volt", "current_ampere"];
const SAMPLE = 200;
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
  const columns: PlannedColumn[] = [];
  const facts: ColumnFact[] = [];
  const missing: Claim[] = [];
  for (const one of claims) {
    const { at, column, heading, rule } = one;
    const kind = rule?.words ? "words" : kindOf(sample, at);
    const quantity = quantityOf(column);
    let unit = one.given ?? heading.unit;
    if (unit !== undefined && unit.quantity !== quantity && quantity !== undefined) {
      if (unit.quantity !== "count" || quantity !== "count") unit = undefined;
    }
    unit ??= rule?.unit === undefined ? undefined : readSeriesUnit(rule.unit);
    const base = { at, column, required: REQUIRED.includes(column), order: dated?.order ?? ("ymd" as const) };
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
      if (quantity === "time") {
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
  const own = layout.derive?.(found);
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
    missing.filter(({ column }) => REQUIRED.includes(column) && !present.has(column)),
  );
  for (const { column, heading } of missing) {
    if (REQUIRED.includes(column)) continue;
    warnings.push(
      `${file}: ${quote(heading.text)} names no unit and was not read; ${optionFor(column, heading.text)} reads it`,
    );
  }
  const needs = options.needs ?? ["test_time_second", "voltage_volt"];
  const absent = needs.filter((column) => !present.has(column));
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
    derived: (made?.columns ?? [])
      .map(({ column }) => column)
      .filter((column) => !columns.some((one) => one.column === column)),
    derive: made?.derive,
    skip: layout.skip,
    facts: merged(facts, made?.columns ?? []),
    warnings,
    others: headings.filter(({ text }, at) => text !== "" && !taken.has(at)).map(({ text }) => text),
  };
}

/** Rows from the beginning of the head, and some from its end. */
function sampleOf(
  lines: readonly string[],
  firstLine: number,
  { delimiter, isRecord }: TableLayout,
): string[][] {
  const take = (from: number, to: number): string[][] => {
    const rows: string[][] = [];
    for (let i = from; i < Math.min(to, lines.length); i++) {
      if (lines[i].trim() === "") continue;
      const row = splitCells(lines[i], delimiter);
      if (isRecord === undefined || isRecord(row)) rows.push(row);
    }
    return rows;
  };
  const middle = Math.max(firstLine + SAMPLE, lines.length - SAMPLE / 4);
  return [...take(firstLine, firstLine + SAMPLE), ...take(middle, lines.length)];
}

/** Cells up to the last that is not empty. */
function filled(cells: readonly string[]): number {
  let end = cells.length;
  while (end > 0 && cells[end - 1] === "") end--;
  return end;
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
  for (const [column, wanted] of Object.entries(options.columns ?? {})) {
    const found = findColumn(headings, wanted);
    if (found === undefined) {
      throw new FormatError({
        file,
        expected: `the column ${quote(wanted)} of --column ${column}`,
        found: `the columns ${headings.map(({ text }) => quote(text)).join(", ")}`,
        cure: "give one of these names, or its number, counted from 1",
      });
    }
    claims.push({ at: found.at, column, heading: headings[found.at], given: found.unit });
    taken.add(found.at);
  }
  for (const rule of layout.rules) {
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

/** "I[mA]", "I", "3[mA]", "3": a name as the header has it comes first. */
function findColumn(
  headings: readonly SeriesHeading[],
  wanted: string,
): { at: number; unit: SeriesUnit | undefined } | undefined {
  const named = (name: string): number => {
    const exact = headings.findIndex(({ text }) => text === name.trim());
    if (exact >= 0) return exact;
    const number = /^\d+$/.test(name.trim()) ? Number(name) - 1 : -1;
    return number >= 0 && number < headings.length ? number : -1;
  };
  const whole = named(wanted);
  if (whole >= 0) return { at: whole, unit: undefined };
  const match = /^(.*?)\s*\[([^[\]]*)\]$/.exec(wanted);
  if (match === null) return undefined;
  const at = named(match[1]);
  const unit = readSeriesUnit(match[2]);
  return at < 0 || unit === undefined ? undefined : { at, unit };
}

/** Comma when at least 95 % of the cells that are numbers in one way or the other have a decimal comma. */
function decimalOf(sample: readonly (readonly string[])[], delimiter: string): "." | "," {
  let comma = 0;
  let point = 0;
  for (const cells of sample) {
    for (const cell of cells) {
      if (/^[+-]?\d+,\d+([eE][+-]?\d+)?$/.test(cell)) comma++;
      else if (/^[+-]?\d+\.\d+([eE][+-]?\d+)?$/.test(cell)) point++;
    }
  }
  // with a comma as delimiter only quoted cells can hold one
  if (delimiter === "," && comma === 0) return ".";
  return comma > 0 && comma >= 0.95 * (comma + point) ? "," : ".";
}

const CLOCK = /^-?(\d+\s*d\s*:?\s*)?\d+:\d+/i;
const DATE =
  /^\D?\d{1,4}([-/.年]\s*\d{1,2}[-/.月]\s*\d{1,4}|[-/. ][A-Za-z]{3,}[-/. ,]+\d{2,4})|^[A-Za-z]{3,} \d/;
const NUMBER = /^[+-]?(\d+[.,]?\d*|[.,]\d+)([eEdD][+-]?\d+)?$/;

function kindOf(sample: readonly (readonly string[])[], at: number): PlannedColumn["kind"] {
  const count = { number: 0, clock: 0, date: 0, words: 0 };
  for (const cells of sample) {
    const cell = cells[at] ?? "";
    if (cell === "") continue;
    if (NUMBER.test(cell)) count.number++;
    else if (CLOCK.test(cell)) count.clock++;
    else if (DATE.test(cell)) count.date++;
    else count.words++;
  }
  const most = Math.max(count.number, count.clock, count.date);
  // damage between numbers makes no words of them
  if (count.words > 9 * most) return "words";
  if (count.number === most) return "number";
  return count.clock === most ? "clock" : count.date === most ? "date" : "words";
}

/** Numbers in a column of dates: seconds or milliseconds since 1970, or the days of a spreadsheet. */
function numericDates(
  sample: readonly (readonly string[])[],
  at: number,
  decimal: "." | ",",
): { factor: number; offset: number } | undefined {
  const value = numberIn(
    sample.find((cells) => cells[at] !== undefined && cells[at] !== "")?.[at] ?? "",
    decimal,
  );
  // 2000 to 2100
  if (value > 946684800 && value < 4102444800) return { factor: 1, offset: 0 };
  if (value > 946684800e3 && value < 4102444800e3) return { factor: 1e-3, offset: 0 };
  if (value > 36526 && value < 73051) return { factor: 86400, offset: -25569 * 86400 };
  return undefined;
}

function numberIn(cell: string, decimal: "." | ","): number {
  return NUMBER.test(cell) ? Number(decimal === "," ? cell.replace(",", ".") : cell) : Number.NaN;
}

/** The order of the dates of a column, and how many seconds a unit of the clock beside it takes: 1, 60 or 3600, if one of them fits. */
function datesIn(
  { options, lines }: TextHead,
  sample: readonly (readonly string[])[],
  at: number,
  clock: number | undefined,
  decimal: "." | ",",
): { order: DateOrder | undefined; factor: number | undefined } | undefined {
  if (lines.length === 0) return undefined;
  const rows = sample.filter((cells) => DATE.test(cells[at] ?? ""));
  if (rows.length < 2) return undefined;
  const texts = rows.map((cells) => cells[at]);
  const seconds = (cell: string): number => {
    const number = numberIn(cell, decimal);
    return Number.isNaN(number) ? clockOf(cell) : number;
  };
  const elapsed = clock === undefined ? undefined : rows.map((cells) => seconds(cells[clock] ?? ""));
  const order = options.dateOrder ?? dateOrderOf(texts, elapsed);
  // the clock's unit follows from the times of day alone, whatever the order of the date
  const last = rows.length - 1;
  const any = order ?? (["ymd", "mdy", "dmy"] as const).find((one) => Number.isFinite(dateOf(texts[0], one)));
  const passed = any === undefined ? Number.NaN : dateOf(texts[last], any) - dateOf(texts[0], any);
  const ticked = elapsed === undefined ? Number.NaN : elapsed[last] - elapsed[0];
  return { order, factor: clockUnit(passed, ticked) };
}
