/**
 * JCAMP-DX 4.24 to 6: XYDATA in all its compressions, XYPOINTS, PEAK TABLE, NTUPLES with pages, LINK files of several blocks.
 * Our own reader, written from the definitions: R. S. McDonald, P. A. Wilks, Appl. Spectrosc. 42 (1988) 151; P. Lampen et al., ibid. 53 (1999) 9.
 */
import type { Scan } from "../../spectra/measurement.ts";
import { FormatError, quote } from "../formatError.ts";
import { splitLines } from "../text.ts";
import { type Abscissa, intensityUnit, nameAbscissa } from "./abscissa.ts";
import { readOrdinates } from "./asdf.ts";
import { between, factsOf, type SpectrumReader } from "./reader.ts";

interface LabelledRecord {
  /** Label without blanks, dashes, underscores and case: "FIRSTX". */
  readonly label: string;
  readonly value: string;
  /** Lines behind the one of the label. */
  readonly lines: readonly string[];
  /** Line of the label, counted from 1. */
  readonly line: number;
}

const TABLES = ["XYDATA", "XYPOINTS", "PEAKTABLE", "DATATABLE"];

function recordsOf(text: string): LabelledRecord[] {
  const records: { label: string; value: string; lines: string[]; line: number }[] = [];
  splitLines(text).forEach((line, at) => {
    const match = /^\s*##\s*(?:([^=]*?)\s*=\s*(.*)|END\s*)$/i.exec(line);
    if (match === null) {
      if (!/^\s*\$\$/.test(line)) records[records.length - 1]?.lines.push(line);
      return;
    }
    const label = (match[1] ?? "END").toUpperCase().replace(/[\s_\-/]/g, "");
    records.push({ label, value: (match[2] ?? "").replace(/\$\$.*$/, "").trim(), lines: [], line: at + 1 });
  });
  return records;
}

interface Block {
  readonly labels: ReadonlyMap<string, string>;
  readonly tables: readonly {
    readonly record: LabelledRecord;
    readonly labels: ReadonlyMap<string, string>;
  }[];
}

/** Blocks between ##TITLE and ##END; those of a LINK stand inside it and are read for themselves. */
function blocksOf(records: readonly LabelledRecord[]): Block[] {
  const blocks: {
    labels: Map<string, string>;
    tables: { record: LabelledRecord; labels: Map<string, string> }[];
  }[] = [];
  for (const record of records) {
    if (record.label === "TITLE" || blocks.length === 0) blocks.push({ labels: new Map(), tables: [] });
    const block = blocks[blocks.length - 1];
    if (TABLES.includes(record.label)) block.tables.push({ record, labels: new Map(block.labels) });
    else block.labels.set(record.label, [record.value, ...record.lines].join("\n").trim());
  }
  return blocks;
}

/** Abscissas of other methods that JCAMP-DX files hold. */
const UNITS: Readonly<Record<string, readonly [label: string, unit: string]>> = {
  HZ: ["Frequency", "Hz"],
  PPM: ["Chemical shift", "ppm"],
  "M/Z": ["m/z", ""],
  SECONDS: ["Time", "s"],
  MINUTES: ["Time", "min"],
};

function abscissaOf(unit: string, dataType: string): Abscissa {
  const isRaman = /raman/i.test(dataType);
  const named = nameAbscissa("", unit, isRaman);
  if (named.axis !== "other") return named;
  if (/x-?ray diffraction|xrd|diffract/i.test(dataType) && /deg|°|theta|^2/i.test(unit))
    return nameAbscissa("2theta");
  const known = UNITS[unit.trim().toUpperCase()];
  return { axis: "other", xLabel: known?.[0] ?? "x", xUnit: known?.[1] ?? unit.trim() };
}

function ordinateOf(unit: string): { yLabel: string; yUnit: string } {
  const plain = unit.trim();
  if (/transmittance/i.test(plain))
    return { yLabel: "Transmittance", yUnit: /percent|%/i.test(plain) ? "%" : "" };
  if (/reflectance/i.test(plain))
    return { yLabel: "Reflectance", yUnit: /percent|%/i.test(plain) ? "%" : "" };
  if (/absorbance/i.test(plain)) return { yLabel: "Absorbance", yUnit: "" };
  const counts = intensityUnit(plain);
  if (counts === "counts" || counts === "counts/s") return { yLabel: "Intensity", yUnit: counts };
  if (/arbitrary|relative/i.test(plain)) return { yLabel: "Intensity", yUnit: "" };
  return { yLabel: "Intensity", yUnit: plain };
}

interface Variables {
  readonly symbols: readonly string[];
  readonly cell: (label: string, symbol: string) => string;
}

function variablesOf(labels: ReadonlyMap<string, string>): Variables {
  const cells = (label: string): string[] =>
    (labels.get(label) ?? "").split(/[,\n]/).map((cell) => cell.trim());
  const symbols = cells("SYMBOL").map((symbol) => symbol.toUpperCase());
  return { symbols, cell: (label, symbol) => cells(label)[symbols.indexOf(symbol)] ?? "" };
}

function numberOf(text: string | undefined): number {
  const first = /^\s*([-+]?[\d.]+(?:[eE][-+]?\d+)?)/.exec(text ?? "")?.[1];
  return first === undefined ? Number.NaN : Number(first);
}

interface Table {
  readonly scan: Scan;
  readonly losses: readonly string[];
}

function evenlySpaced(
  record: LabelledRecord,
  labels: ReadonlyMap<string, string>,
  symbols: readonly string[],
  variables: Variables | undefined,
): Table | string {
  const [xs, ys] = symbols;
  const get = (label: string, tuple: string, symbol: string): number =>
    numberOf(variables === undefined ? labels.get(label) : variables.cell(tuple, symbol));
  const { values, failed, checks, missing } = readOrdinates(record.lines);
  if (values.length === 0) return "no ordinates";
  const yFactor = get("YFACTOR", "FACTOR", ys);
  const xFactor = get("XFACTOR", "FACTOR", xs);
  const stated = numberOf(labels.get("NPOINTS") ?? variables?.cell("VARDIM", ys));
  const first = get("FIRSTX", "FIRST", xs);
  let last = get("LASTX", "LAST", xs);
  const delta = numberOf(labels.get("DELTAX"));
  const losses: string[] = [];
  const points = values.length;
  if (Number.isFinite(stated) && stated !== points) {
    losses.push(`${stated} points are stated, ${points} were found`);
    // the stated end belongs to the stated number of points
    if (Number.isFinite(first + last))
      last = first + ((last - first) / Math.max(1, stated - 1)) * (points - 1);
  }
  if (!Number.isFinite(last) && Number.isFinite(first + delta)) last = first + delta * (points - 1);
  if (!Number.isFinite(first + last)) return "no FIRSTX with LASTX or DELTAX";
  if (failed.length > 0) {
    losses.push(
      `${failed.length} ${failed.length === 1 ? "line fails its" : "lines fail their"} check ordinate (line ${record.line + 1 + failed[0]}${failed.length > 1 ? " and others" : ""}); the file is damaged there`,
    );
  }
  if (missing > 0) losses.push(`${missing} ordinates are marked as missing`);
  const x = between(first, last, points);
  const step = points > 1 ? Math.abs((last - first) / (points - 1)) : 0;
  const factor = Number.isFinite(xFactor) && xFactor !== 0 ? xFactor : 1;
  // abscissas of lines are rounded to the factor; the next line decides nothing when they were not scaled
  const off = checks.findIndex(
    ({ x: check, index }) =>
      index < points && Math.abs(check * factor - x[index]) > 1.5 * Math.max(step, Math.abs(factor)),
  );
  if (off >= 0 && Math.abs(checks[0].x * factor - first) <= 1.5 * Math.max(step, Math.abs(factor))) {
    losses.push(
      `the abscissa ${checks[off].x * factor} of a line does not fit the ${x[checks[off].index]} of its place: points seem to be missing`,
    );
  }
  const scale = Number.isFinite(yFactor) && yFactor !== 0 ? yFactor : 1;
  const dataType = labels.get("DATATYPE") ?? "";
  return {
    losses,
    scan: {
      ...abscissaOf(variables?.cell("UNITS", xs) ?? labels.get("XUNITS") ?? "", dataType),
      x,
      ...ordinateOf(variables?.cell("UNITS", ys) ?? labels.get("YUNITS") ?? ""),
      y: values.map((value) => value * scale),
    },
  };
}

function pairs(
  record: LabelledRecord,
  labels: ReadonlyMap<string, string>,
  symbols: readonly string[],
  variables: Variables | undefined,
): Table | string {
  const width = symbols.length;
  const numbers = record.lines
    .map((line) => line.replace(/\$\$.*$/, "").trim())
    .filter((line) => line !== "")
    .flatMap((line) =>
      line
        .split(/[\s,;]+/)
        .filter((cell) => cell !== "")
        .map(Number),
    );
  const points = Math.floor(numbers.length / width);
  if (points === 0) return "no points";
  const get = (label: string, symbol: string): number =>
    numberOf(variables === undefined ? labels.get(`${symbol}FACTOR`) : variables.cell(label, symbol));
  const factor = (symbol: string): number => get("FACTOR", symbol) || 1;
  const column = (k: number): Float64Array => {
    const scale = factor(symbols[k]);
    return Float64Array.from({ length: points }, (_, i) => numbers[i * width + k] * scale);
  };
  const losses: string[] = [];
  const stated = numberOf(labels.get("NPOINTS"));
  if (Number.isFinite(stated) && stated !== points)
    losses.push(`${stated} points are stated, ${points} were found`);
  if (numbers.length % width !== 0) losses.push("the last point is incomplete and was left out");
  return {
    losses,
    scan: {
      ...abscissaOf(
        variables?.cell("UNITS", symbols[0]) ?? labels.get("XUNITS") ?? "",
        labels.get("DATATYPE") ?? "",
      ),
      x: column(0),
      ...ordinateOf(variables?.cell("UNITS", symbols[1]) ?? labels.get("YUNITS") ?? ""),
      y: column(1),
    },
  };
}

function readTable(record: LabelledRecord, labels: ReadonlyMap<string, string>): Table | string {
  const form = /\(([^)]*\.\.[^)]*)\)+/.exec(record.value.replace(/\s/g, ""))?.[0].toUpperCase() ?? "";
  const variables = record.label === "DATATABLE" && labels.has("SYMBOL") ? variablesOf(labels) : undefined;
  const even = /^\((\w+)\+\+\((\w+)\.\.\2\)/.exec(form);
  if (even !== null) return evenlySpaced(record, labels, [even[1], even[2]], variables);
  const tuple = /^\(([A-Z]{2,})\.\./.exec(form)?.[1];
  if (tuple === undefined) return `a table of the form ${quote(record.value)}, which is not read`;
  return pairs(record, labels, [...tuple], variables);
}

export const jcampDx: SpectrumReader = {
  name: "jcamp-dx",
  detect: ({ text }) =>
    text !== undefined && /^(\s*\$\$.*\n|\s)*##\s*TITLE\s*=/i.test(text.slice(0, 4000)) ? 1 : 0,
  read({ text, file }) {
    const scans: Scan[] = [];
    const warnings: string[] = [];
    const records = recordsOf(text!);
    let tables = 0;
    for (const { labels, tables: found } of blocksOf(records)) {
      const title = labels.get("TITLE")?.split("\n")[0] ?? "";
      found.forEach(({ record, labels: above }) => {
        tables++;
        const where = `${file}, line ${record.line}`;
        const read = readTable(record, above);
        if (typeof read === "string") {
          warnings.push(`${where}: ${read}; the table was left out`);
          return;
        }
        const page = above.get("PAGE");
        warnings.push(...read.losses.map((loss) => `${where}: ${loss}`));
        scans.push({
          ...read.scan,
          ...(title === ""
            ? {}
            : { name: page === undefined || found.length === 1 ? title : `${title}, ${page}` }),
          facts: factsOf({
            technique: labels.get("DATATYPE"),
            instrument: labels.get("SPECTROMETERDATASYSTEM")?.split("\n")[0],
            origin: labels.get("ORIGIN")?.split("\n")[0],
            date: labels.get("LONGDATE") ?? labels.get("DATE"),
            page,
          }),
        });
      });
    }
    if (tables > 0 && records[records.length - 1]?.label !== "END") {
      warnings.push(`${file}: "##END=" is missing; the file may be cut off`);
    }
    if (scans.length === 0) {
      throw new FormatError({
        file,
        expected: `a table of data (${TABLES.map((table) => `##${table}`).join(", ")})`,
        found: warnings.length === 0 ? "none" : warnings[0].replace(`${file}, `, ""),
        cure: "export the spectrum again, as XYDATA",
      });
    }
    return { scans, warnings };
  },
};
