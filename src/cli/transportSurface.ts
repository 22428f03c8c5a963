/** `transport roughness` and `transport map`: images as grids of numbers. */
import { basename } from "node:path";
import { mapMean, mapPair } from "../cell/elementMap.ts";
import { type Grid, roughness } from "../cell/surface.ts";
import { conversion } from "../cell/unit.ts";
import { readColumns } from "../formats/columns.ts";
import { FormatError } from "../formats/index.ts";
import type { Command } from "./command.ts";
import { UsageError } from "./mistake.ts";
import { choice, toNumber, whole } from "./options.ts";
import { exitNote, problemOf, quantityOptionKinds, readConfidence, withOutcome } from "./quantities.ts";
import { readBytes } from "./spectra.ts";
import { eachFile } from "./transportFiles.ts";

/** A table without header, one line per row of the image; or three columns x, y, z of a full grid. */
function readGrid(file: string, factor = 1): Grid {
  const table = readColumns(readBytes(file), file);
  const { columns } = table;
  const rows = columns[0].length;
  const finite = (z: number): number => (Number.isFinite(z) ? z * factor : Number.NaN);
  if (columns.length === 3 && rows > 9) return gridOfPoints(file, columns, finite);
  const values = new Float64Array(rows * columns.length);
  columns.forEach((column, c) => {
    column.forEach((z, r) => {
      values[r * columns.length + c] = finite(z);
    });
  });
  return { values, columns: columns.length };
}

function gridOfPoints(file: string, [x, y, z]: readonly Float64Array[], finite: (z: number) => number): Grid {
  const distinct = (values: Float64Array): number[] => [...new Set(values)].sort((a, b) => a - b);
  const [xs, ys] = [distinct(x), distinct(y)];
  if (xs.length * ys.length !== z.length) {
    throw new FormatError({
      file,
      expected: "three columns x, y, z of a full grid, or one line per row of the image",
      found: `${z.length} points at ${xs.length} × ${ys.length} places`,
      cure: "export the image as a matrix of numbers",
    });
  }
  const [column, row] = [xs, ys].map((places) => new Map(places.map((place, i) => [place, i])));
  const values = new Float64Array(z.length);
  z.forEach((height, i) => {
    values[row.get(y[i])! * xs.length + column.get(x[i])!] = finite(height);
  });
  return { values, columns: xs.length };
}

export const roughnessPart: Command = {
  name: "transport roughness",
  operands: "FILE…",
  summary: "roughness Ra and Rq of heights after levelling by a plane",
  options: [
    { name: "unit", value: "UNIT", text: "of the heights in the files: nm" },
    { name: "levelling", value: "WORD", text: "plane (default) or mean" },
    { name: "tiles", value: "N", text: "tiles along each side for the error, default 5" },
    ...quantityOptionKinds,
  ],
  notes: ["A file is a matrix of heights, one line per row of the image, or a table x, y, z.", exitNote],
  examples: ["interphase transport roughness afm.txt --unit nm"],
  run: (given) =>
    withOutcome(given, (targets) => {
      const command = "transport roughness";
      const unit = given.text("unit");
      if (unit === undefined) {
        throw new UsageError(`interphase ${command} needs the unit of the heights: --unit nm`);
      }
      const by = conversion(unit, "m");
      if (!by) throw new UsageError(`--unit "${unit}" is no length; write nm, um or m`);
      const levelling = choice(given, "levelling", ["plane", "mean"] as const);
      const tiles = whole(given, "tiles", 2);
      const options = {
        confidence: readConfidence(given),
        ...(levelling && { levelling }),
        ...(tiles !== undefined && { tiles }),
      };
      const about = { command, what: "heights", title: "Roughness" };
      return eachFile(given, targets, about, (file) => ({
        quantities: roughness(readGrid(file, by.factor), options).quantities,
      }));
    }),
};

export const mapPart: Command = {
  name: "transport map",
  operands: "FILE…",
  summary: "mean of maps of elements; of two maps their ratio and colocalisation",
  options: [
    {
      name: "thresholds",
      value: "A,B",
      text: "counts above which a point belongs to an element; default: Otsu's of each map",
    },
    { name: "tiles", value: "N", text: "tiles along each side for the error, default 5" },
    ...quantityOptionKinds,
  ],
  notes: ["A file is a matrix of counts, one line per row of the map, or a table x, y, counts.", exitNote],
  examples: ["interphase transport map Cl.csv S.csv --json"],
  run: (given) =>
    withOutcome(given, async (targets) => {
      const command = "transport map";
      const tiles = whole(given, "tiles", 2);
      const limits = given
        .text("thresholds")
        ?.split(",")
        .map((text) => toNumber(text, "--thresholds"));
      if (limits && limits.length !== 2)
        throw new UsageError("--thresholds needs two numbers: --thresholds 12,8");
      const options = { confidence: readConfidence(given), ...(tiles !== undefined && { tiles }) };
      const nameOf = (file: string): string => basename(file).replace(/\.[^.]*$/, "");
      const grids: Grid[] = [];
      const about = { command, what: "counts", title: "Maps" };
      const outcome = await eachFile(given, targets, about, (file) => {
        const grid = readGrid(file);
        const quantity = mapMean(grid, { ...options, names: [nameOf(file), ""] });
        grids.push(grid);
        return { quantities: [quantity] };
      });
      const files = outcome.findings.map(({ file }) => file!);
      if (files.length !== 2) return outcome;
      const file = files.join(" and ");
      try {
        const names = [nameOf(files[0]), nameOf(files[1])] as const;
        const thresholds = limits && ([limits[0], limits[1]] as const);
        const quantities = mapPair(grids[0], grids[1], {
          ...options,
          names,
          ...(thresholds && { thresholds }),
        });
        return { ...outcome, findings: [...outcome.findings, { file, quantities }] };
      } catch (error) {
        return {
          ...outcome,
          failures: [...(outcome.failures ?? []), { file, message: problemOf(error, file) }],
        };
      }
    }),
};
