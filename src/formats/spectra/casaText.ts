/**
 * Text exports of CasaXPS with tabs. Each block: "Cycle 0:sample:region", the characteristic energy and the acquisition time, rows
 * Name, Position, FWHM, Area, Lineshape with one column per component, a header "K.E. Counts … Background Envelope  B.E. CPS …", rows.
 * The left half is in counts over kinetic energy, the right one in counts/s over binding energy.
 */
import type { DrawnCurve, Scan } from "../../spectra/measurement.ts";
import type { StoredComponent } from "../../spectra/storedFit.ts";
import { FormatError, quote } from "../formatError.ts";
import { splitLines } from "../text.ts";
import { BINDING, KINETIC } from "./abscissa.ts";
import { factsOf, known, type SpectrumReader } from "./reader.ts";

const HEADER = /^\s*(K\.E\.|B\.E\.)\t/;
const ROWS = ["Name", "Position", "FWHM", "Area", "Lineshape"] as const;

function numberAfter(line: string, label: string): number | undefined {
  const cells = line.split("\t");
  const at = cells.findIndex((cell) => cell.trim().toLowerCase().startsWith(label));
  return at < 0 ? undefined : known(Number(cells[at + 1]));
}

function components(
  rows: ReadonlyMap<string, readonly string[]>,
  names: readonly string[],
): StoredComponent[] {
  const cell = (row: string, column: number): string => rows.get(row)?.[column]?.trim() ?? "";
  return names.flatMap((name, column): StoredComponent[] => {
    const [position, fwhm, area] = ["Position", "FWHM", "Area"].map((row) =>
      Number(cell(row, column) || "NaN"),
    );
    if (![position, fwhm, area].every(Number.isFinite)) return [];
    return [
      {
        name,
        shape: cell("Lineshape", column),
        area: { value: area },
        fwhm: { value: fwhm },
        position: { value: position },
      },
    ];
  });
}

interface Block {
  readonly title: string;
  readonly photonEnergy: number | undefined;
  readonly time: number | undefined;
  readonly rows: ReadonlyMap<string, readonly string[]>;
  readonly names: readonly string[];
  readonly table: readonly Float64Array[];
}

function scanOf(block: Block): Scan | undefined {
  const { names, table, time, photonEnergy } = block;
  const binding = names.findIndex((name) => /^B\.E\.$/.test(name));
  const start = binding >= 0 ? binding : 0;
  const end =
    binding > 0 ? names.length : Math.max(1, names.indexOf("", 1) < 0 ? names.length : names.indexOf("", 1));
  const isCounts = binding !== 0 && names[1] === "Counts";
  // counts of the left half keep their statistics; the right half is the same divided by the time
  const y = isCounts ? table[1] : table[start + 1];
  if (y === undefined) return undefined;
  const from = isCounts ? 1 : start + 1;
  const curves: DrawnCurve[] = [];
  const width = isCounts && binding > 0 ? binding : end;
  const componentNames: string[] = [];
  for (let column = from + 1; column < width; column++) {
    const name = names[column];
    if (name === "") continue;
    const kind = /^background/i.test(name)
      ? "background"
      : /^envelope/i.test(name)
        ? "envelope"
        : "component";
    if (kind === "component") componentNames.push(name);
    curves.push({ kind, name, y: table[column] });
  }
  const stored = components(
    new Map([...block.rows].map(([key, cells]) => [key, cells.slice(2)])),
    componentNames,
  );
  const region = block.title.split(":");
  return {
    name: region[region.length - 1] || block.title,
    ...(binding >= 0 ? BINDING : KINETIC),
    x: table[start],
    yLabel: "Intensity",
    yUnit: isCounts ? "counts" : "counts/s",
    y,
    ...(photonEnergy === undefined ? {} : { photonEnergy }),
    ...(time === undefined ? {} : { dwell: time, sweeps: 1 }),
    ...(curves.length === 0 ? {} : { curves }),
    ...(stored.length === 0
      ? {}
      : { fit: { axis: "binding", components: stored, regions: [], calibrations: [] } as const }),
    facts: factsOf({
      sample: region.length > 2 ? region[1] : undefined,
      cycle: region.length > 2 ? region[0] : undefined,
    }),
  };
}

export const casaText: SpectrumReader = {
  name: "casaxps-text",
  detect({ text }) {
    if (text === undefined) return 0;
    const head = text.slice(0, 20000);
    return /^Cycle \d+:/m.test(head) && /^\s*(K\.E\.|B\.E\.)\t/m.test(head) ? 1 : 0;
  },
  read({ text, file }) {
    const lines = splitLines(text!);
    const scans: Scan[] = [];
    const warnings: string[] = [];
    let title = "";
    let photonEnergy: number | undefined;
    let time: number | undefined;
    let rows = new Map<string, readonly string[]>();
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at];
      if (/^Cycle \d+:/.test(line)) {
        title = line.split("\t")[0].trim();
        rows = new Map();
        photonEnergy = undefined;
        time = undefined;
      }
      photonEnergy = numberAfter(line, "characteristic energy") ?? photonEnergy;
      time = numberAfter(line, "acquisition time") ?? time;
      const cells = line.split("\t");
      const key = ROWS.find((row) => cells[0].trim() === row);
      if (key !== undefined) rows.set(key, cells);
      if (!HEADER.test(line)) continue;
      const names = cells.map((cell) => cell.trim());
      const columns: number[][] = names.map(() => []);
      let row = at + 1;
      for (; row < lines.length && /^\s*[-+.\d]/.test(lines[row]); row++) {
        const values = lines[row].split("\t");
        columns.forEach((column, k) => {
          column.push(Number((values[k] ?? "").trim() || "NaN"));
        });
      }
      const table = columns.map((column) => Float64Array.from(column));
      const scan = scanOf({ title, photonEnergy, time, rows, names, table });
      if (scan !== undefined && scan.x.length > 0) scans.push(scan);
      else warnings.push(`${file}, line ${at + 1}: no rows below ${quote(line)}; the block was left out`);
      at = row - 1;
    }
    if (scans.length === 0) {
      throw new FormatError({
        file,
        expected: "rows below the names of the columns",
        found: "none",
        cure: "the file seems cut off: export it again from CasaXPS",
      });
    }
    return { scans, warnings };
  },
};
