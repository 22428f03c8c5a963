/**
 * Text tables of any program: .xy, .xye, CSV, TSV; comments and names of columns above the numbers are read for the quantities. Without names the first
 * column is the abscissa and the second the intensity; a third one is the standard deviation when σ² ∝ intensity, as counting makes it.
 */
import type { Scan } from "../../spectra/measurement.ts";
import { countNumbers, type Dialect, splitCells } from "../dialect.ts";
import { FormatError, quote } from "../formatError.ts";
import { readRows } from "../table.ts";
import { splitLines } from "../text.ts";
import { type Abscissa, abscissaOf, intensityUnit, nameAbscissa } from "./abscissa.ts";
import { factsOf, known, type SpectrumOptions, type SpectrumReader, type SpectrumSource } from "./reader.ts";

/** No export has its numbers further down. */
const HEADER_SEARCH = 5000;
/** A sample of the lines suffices to see a table. */
const SAMPLE = 400;
const COMMENT = /^\s*(#|%|\/\/|;|!|\*|'|\/\*)/;

function isRow(line: string, dialect: Dialect): boolean {
  if (COMMENT.test(line)) return false;
  const cells = splitCells(line, dialect.delimiter).filter((cell) => cell !== "");
  return cells.length >= 2 && countNumbers(cells, dialect.decimal) === cells.length;
}

interface Place {
  readonly dialect: Dialect;
  /** Index of the first row of numbers. */
  readonly first: number;
}

const DELIMITERS = ["\t", ";", "|", ",", " "];

/** Delimiter and decimal mark under which the most lines are rows of numbers and nothing else; a tie goes to the point. */
function dialectOf(lines: readonly string[], options: SpectrumOptions): Dialect | undefined {
  const sample = lines.length > 2 * SAMPLE ? lines.slice(-SAMPLE).concat(lines.slice(0, SAMPLE)) : lines;
  let best: Dialect | undefined;
  let most = 0;
  for (const decimal of options.decimal === undefined ? ([".", ","] as const) : [options.decimal]) {
    for (const delimiter of options.delimiter === undefined ? DELIMITERS : [options.delimiter]) {
      const rows = sample.filter((line) => isRow(line, { delimiter, decimal })).length;
      if (rows > most) {
        most = rows;
        best = { delimiter, decimal };
      }
    }
  }
  return best;
}

/** Where the table begins: a row of numbers, and at least half of the next lines are rows too. */
function placeOf(lines: readonly string[], options: SpectrumOptions): Place | undefined {
  const dialect = dialectOf(lines, options);
  if (dialect === undefined) return undefined;
  const until = Math.min(lines.length, HEADER_SEARCH);
  for (let at = 0; at < until; at++) {
    if (!isRow(lines[at], dialect)) continue;
    const below = lines
      .slice(at + 1, at + 8)
      .filter((line) => line.trim() !== "")
      .slice(0, 4);
    const rows = below.filter((line) => isRow(line, dialect)).length;
    if (rows > 0 && 2 * rows >= below.length) return { dialect, first: at };
  }
  return undefined;
}

interface Heading {
  readonly label: string;
  readonly unit: string;
}

function headingOf(cell: string): Heading {
  const [, label, unit] =
    /^(.*?)\s*(?:[([](.*)[)\]]|\/\s*([^/]+))?\s*$/.exec(cell.replace(/^[#'"\s]+|["']+$/g, "")) ?? [];
  return { label: label ?? cell, unit: unit ?? "" };
}

/** The names in the last line above the rows that has as many cells as they. */
function headingsAbove(
  lines: readonly string[],
  { first, dialect }: Place,
  width: number,
): Heading[] | undefined {
  for (let at = first - 1; at >= Math.max(0, first - 3); at--) {
    if (lines[at].trim() === "") continue;
    const line = lines[at].replace(/^\s*([#;!*]+\s*|%\s+)/, "");
    const cells = splitCells(line, dialect.delimiter);
    while (cells.length > width && cells[cells.length - 1] === "") cells.pop();
    const words = cells.filter((cell) => /[\p{L}θ%°]/u.test(cell)).length;
    if (cells.length === width && 2 * words > width) return cells.map(headingOf);
  }
  return undefined;
}

function columnOf(
  wanted: string | number | undefined,
  headings: readonly Heading[] | undefined,
  width: number,
  source: SpectrumSource,
): number | undefined {
  if (wanted === undefined) return undefined;
  const at =
    typeof wanted === "number"
      ? wanted - 1
      : (headings ?? []).findIndex(({ label }) => label.toLowerCase() === wanted.trim().toLowerCase());
  if (Number.isInteger(at) && at >= 0 && at < width) return at;
  throw new FormatError({
    file: source.file,
    expected: `the column ${typeof wanted === "number" ? wanted : quote(wanted)}`,
    found:
      headings === undefined
        ? `${width} columns without names`
        : headings.map(({ label }) => quote(label)).join(", "),
    cure: "give the text of the header, or the number of the column, counted from 1",
  });
}

/** Whether σ² ∝ y, as counting makes it, within a factor of two for nine points in ten. */
function looksLikeSigma(sigma: Float64Array, y: Float64Array): boolean {
  const ratios: number[] = [];
  for (let i = 0; i < y.length; i++) {
    if (!(sigma[i] > 0)) return false;
    if (y[i] > 0) ratios.push(sigma[i] ** 2 / y[i]);
  }
  ratios.sort((a, b) => a - b);
  const median = ratios[ratios.length >> 1];
  const near = ratios.filter((ratio) => ratio > median / 2 && ratio < 2 * median).length;
  return ratios.length > 0 && near >= 0.9 * y.length;
}

function isMonotone(x: Float64Array): boolean {
  const sign = Math.sign(x[x.length - 1] - x[0]);
  for (let i = 1; i < x.length; i++) if (!((x[i] - x[i - 1]) * sign > 0)) return false;
  return true;
}

function intensityOf({ label, unit }: Heading): { yLabel: string; yUnit: string } {
  if (/^%\s*t(rans\w*)?$|transmittance/i.test(label))
    return { yLabel: "Transmittance", yUnit: /%/.test(label + unit) ? "%" : intensityUnit(unit) };
  const yUnit = intensityUnit(unit === "" ? label : unit);
  if (yUnit === "counts" || yUnit === "counts/s") return { yLabel: "Intensity", yUnit };
  return { yLabel: label === "" ? "Intensity" : label, yUnit: intensityUnit(unit) };
}

export const delimited: SpectrumReader = {
  name: "delimited",
  detect({ text, options }) {
    if (text === undefined || /^\s*(<|\{|%PDF)/.test(text)) return 0;
    const lines = splitLines(text.slice(0, 200_000)).slice(0, HEADER_SEARCH + SAMPLE);
    return placeOf(lines, options) === undefined ? 0 : 0.2;
  },
  read(source) {
    const { file, options } = source;
    const lines = splitLines(source.text!);
    const place = placeOf(lines, options)!;
    const { dialect, first } = place;
    const cells = splitCells(lines[first], dialect.delimiter);
    while (cells[cells.length - 1] === "") cells.pop();
    const width = cells.length;
    const headings = headingsAbove(lines, place, width);
    const given = options.columns ?? {};
    const named = (wanted: (heading: Heading) => boolean): number => headings?.findIndex(wanted) ?? -1;
    const recognised = named(({ label, unit }) => nameAbscissa(label, unit).axis !== "other");
    const xColumn = columnOf(given.x, headings, width, source) ?? Math.max(0, recognised);
    const table = readRows(lines, first, {
      dialect,
      width,
      wanted: [xColumn],
      texts: [],
      isEnd: () => false,
    });
    const warnings: string[] = [];
    if (table.badCell !== undefined) {
      warnings.push(
        `${file}, line ${table.badCell.line}: ${quote(table.badCell.text)} in column ${table.badCell.column} is no number`,
      );
    }
    const column = (k: number): Float64Array =>
      table.columns[k].map((value) => (Number.isFinite(value) ? value : Number.NaN));
    const x = column(xColumn);

    const comments = lines.slice(0, first).join("\n").slice(0, 20000);
    const spoken = nameAbscissa(comments.replace(/\n/g, " "));
    const above =
      headings === undefined ? undefined : nameAbscissa(headings[xColumn].label, headings[xColumn].unit);
    let abscissa: Abscissa =
      options.axis !== undefined
        ? abscissaOf(options.axis)
        : above !== undefined && above.axis !== "other"
          ? above
          : spoken.axis !== "other"
            ? spoken
            : (above ?? abscissaOf("other"));
    if (options.axis === "other" && above !== undefined) abscissa = above;
    if (abscissa.axis === "other" && options.axis === undefined) {
      warnings.push(
        `${file}: the file does not say what its abscissa is; give the axis (binding, kinetic, two-theta, wavenumber, raman-shift …)`,
      );
    }
    const sigmaNamed = named(({ label }) =>
      /^(sigma|σ|e\.?s\.?d\.?|err(or)?s?|std\w*|uncertaint\w*)\b/i.test(label),
    );
    const sigmaGiven =
      columnOf(given.sigma, headings, width, source) ?? (sigmaNamed >= 0 ? sigmaNamed : undefined);
    const yGiven = columnOf(given.y, headings, width, source);
    const others = Array.from({ length: width }, (_, k) => k).filter(
      (k) => k !== xColumn && k !== sigmaGiven,
    );
    let sigmaColumn = sigmaGiven;
    let yColumns = yGiven === undefined ? others : [yGiven];
    if (
      sigmaColumn === undefined &&
      headings === undefined &&
      yGiven === undefined &&
      width === 3 &&
      isMonotone(x)
    ) {
      if (looksLikeSigma(column(others[1]), column(others[0]))) {
        sigmaColumn = others[1];
        yColumns = [others[0]];
        warnings.push(
          `${file}: the third column was read as standard deviation, because its squares are proportional to the intensities`,
        );
      }
    }
    if (yColumns.length === 0) {
      throw new FormatError({
        file,
        expected: "a column of intensities",
        found: "none beside the abscissa",
        cure: "give the columns",
      });
    }
    const wavelength = known(
      Number(/wave\s?length\s*(?:\([^)]*\))?\s*[=:]\s*"?([\d.]+)/i.exec(comments)?.[1]),
    );
    const anode = /anode\s*[=:]\s*"?(\w+)/i.exec(comments)?.[1];
    const scans = yColumns.map((k): Scan => {
      const heading = headings?.[k] ?? { label: "", unit: "" };
      return {
        ...(yColumns.length === 1 ? {} : { name: heading.label || String(k + 1) }),
        ...abscissa,
        x,
        ...intensityOf(heading),
        y: column(k),
        ...(sigmaColumn === undefined ? {} : { sigma: column(sigmaColumn) }),
        ...(options.photonEnergy === undefined ? {} : { photonEnergy: options.photonEnergy }),
        ...(wavelength === undefined || abscissa.axis !== "two-theta" ? {} : { wavelength }),
        facts: factsOf({ anode }),
      };
    });
    return { scans, warnings };
  },
};
