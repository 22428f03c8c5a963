/** Results as CSV and as columns for Parquet: one row per spectrum, numbers in SI with all their digits. */
import type { FitResult, Solution } from "../fit/result.ts";
import { heading } from "./number.ts";

/** An input that gave no result: a file that could not be read, a spectrum without usable points. */
export interface FailedInput {
  readonly file: string;
  readonly spectrum?: string;
  /** The sentence for the user: what, where, what was expected, the cure. */
  readonly message: string;
}

/** A column of a table; `null` where there is nothing, or no finite number, to say. */
export interface Column {
  readonly name: string;
  readonly data: (string | number | null)[];
  /** As hyparquet-writer names types. */
  readonly type: "STRING" | "DOUBLE" | "INT32";
}

/**
 * The names and units that all results share.
 *
 * @throws when the results were fitted with different circuits: their parameters have no common columns.
 */
export function sharedParameters(
  results: readonly (Solution & { readonly circuit?: string; readonly model?: string })[],
): {
  readonly parameters: readonly string[];
  readonly units: readonly string[];
} {
  const first = results[0];
  if (!first) return { parameters: [], units: [] };
  for (const result of results) {
    // Equal arrays are the common case, a long comparison the exception.
    if (result.parameters === first.parameters) continue;
    if (result.parameters.join("\n") !== first.parameters.join("\n")) {
      throw new Error(
        `Results of two circuits cannot share a table: ${first.circuit ?? first.model} and ${result.circuit ?? result.model} (${result.file ?? result.spectrum ?? "unnamed spectrum"}). Write one table per circuit.`,
      );
    }
  }
  return { parameters: first.parameters, units: first.units };
}

/** Most parameters side by side on a page: what a sheet of A4 holds. */
const mostParameters = 6;

/** The indices of parameters in the tables of a page, one list for each table. */
export function parameterBlocks(count: number): number[][] {
  const indices = Array.from({ length: count }, (_, k) => k);
  const blocks: number[][] = [];
  for (let k = 0; k < count; k += mostParameters) blocks.push(indices.slice(k, k + mostParameters));
  return blocks;
}

/**
 * The columns of the results, then of the inputs that failed before they could be fitted (their `status` is "failed"):
 * `file, spectrum, status, message`; per parameter `R0.R (Ω)`, `R0.R stderr (Ω)`, with intervals `R0.R lower (Ω)` and
 * `R0.R upper (Ω)`, and `R0.R state`; `rms, chi2, evaluations,
 * starts, agreement, warnings`. Values are in SI. A number that is not finite is null: an error that is not determined must not be
 * mistaken for one. `parquetWriteBuffer({ columnData })` of hyparquet-writer takes them as they are.
 *
 * @throws when the results were fitted with different circuits.
 */
export function fitColumns(results: readonly FitResult[], failures: readonly FailedInput[] = []): Column[] {
  return solutionColumns(results, failures, [["rms", ({ rms }) => rms]]);
}

/** The same for fits of any kind; `quality` stands in the place of rms. */
export function solutionColumns<T extends Solution>(
  results: readonly T[],
  failures: readonly FailedInput[],
  quality: readonly (readonly [name: string, of: (result: T) => number])[],
): Column[] {
  const { parameters, units } = sharedParameters(results);
  const strings = (
    name: string,
    ofResult: (result: T) => string | null,
    ofFailure: (failure: FailedInput) => string | null = () => null,
  ): Column => ({ name, type: "STRING", data: [...results.map(ofResult), ...failures.map(ofFailure)] });
  const numbers = (name: string, type: "DOUBLE" | "INT32", of: (result: T) => number): Column => ({
    name,
    type,
    data: [...results.map((result) => finite(of(result))), ...failures.map(() => null)],
  });
  return [
    strings(
      "file",
      (result) => result.file ?? null,
      (failure) => failure.file,
    ),
    strings(
      "spectrum",
      (result) => result.spectrum ?? null,
      (failure) => failure.spectrum ?? null,
    ),
    strings(
      "status",
      (result) => result.status,
      () => "failed",
    ),
    strings(
      "message",
      (result) => result.message,
      (failure) => failure.message,
    ),
    ...parameters.flatMap((name, k) => [
      numbers(heading(name, units[k]!), "DOUBLE", (result) => result.values[k]!),
      numbers(heading(`${name} stderr`, units[k]!), "DOUBLE", (result) => result.stderr[k]!),
      ...(results.some(({ intervals }) => intervals)
        ? [
            numbers(
              heading(`${name} lower`, units[k]!),
              "DOUBLE",
              (r) => r.intervals?.lower[k] ?? Number.NaN,
            ),
            numbers(
              heading(`${name} upper`, units[k]!),
              "DOUBLE",
              (r) => r.intervals?.upper[k] ?? Number.NaN,
            ),
          ]
        : []),
      strings(`${name} state`, (result) => result.states[k]!),
    ]),
    ...quality.map(([name, of]) => numbers(name, "DOUBLE", of)),
    numbers("chi2", "DOUBLE", (result) => result.chi2),
    numbers("evaluations", "INT32", (result) => result.evaluations),
    numbers("starts", "INT32", (result) => result.starts),
    numbers("agreement", "INT32", (result) => result.agreement),
    strings("warnings", (result) => result.warnings.join(" ")),
  ];
}

/** The number, or null if it is NaN or infinite. */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/**
 * The columns of `fitColumns` as CSV after RFC 4180: comma, CRLF, quotes where needed, a header line, decimal point in every
 * country. Numbers have the fewest digits that read back to the same double; an empty field is no number. UTF-8: write a
 * byte order mark first if Excel shall read the units.
 */
export function fitCsv(results: readonly FitResult[], failures: readonly FailedInput[] = []): string {
  const columns = fitColumns(results, failures);
  const rows = [csvLine(columns.map((column) => column.name))];
  for (let row = 0; row < results.length + failures.length; row++) {
    rows.push(csvLine(columns.map((column) => column.data[row]!)));
  }
  return rows.join("");
}

/** One line of CSV with its line end; null is an empty field. */
export function csvLine(fields: readonly (string | number | null)[]): string {
  return `${fields.map((field) => quoted(field === null ? "" : String(field))).join(",")}\r\n`;
}

function quoted(field: string): string {
  // Leading or trailing blanks are part of a field, but many readers strip them unless it is quoted.
  return /[",\r\n]|^\s|\s$/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
