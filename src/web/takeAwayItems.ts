/** Tables and figures in the forms in which all views offer them. Writers are loaded when they are needed. */
import type { Column } from "../report/table.ts";
import type { TakeAway } from "./view.ts";

/** Figures to take away are as wide as a page (mm). */
export const FIGURE_WIDTH = 170;

const groups: readonly TakeAway["group"][] = ["Tables", "Figures", "Reports"];

/** In the order of the menu. */
export function byGroup(items: readonly TakeAway[]): TakeAway[] {
  return [...items].sort((a, b) => groups.indexOf(a.group) - groups.indexOf(b.group));
}

type Tables = typeof import("../report/tableFile.ts");

/** The same columns as CSV, Parquet and JSON. */
export function tableItems(label: string, name: string, columns: () => Promise<Column[]>): TakeAway[] {
  const write = async (make: (files: Tables, columns: Column[]) => string | Uint8Array<ArrayBuffer>) =>
    make(await import("../report/tableFile.ts"), await columns());
  return [
    {
      group: "Tables",
      label: `${label}, CSV`,
      file: `${name}.csv`,
      // Excel takes the letters for UTF-8 only behind a byte order mark
      make: () => write((files, all) => `\ufeff${files.csvOf(all)}`),
    },
    {
      group: "Tables",
      label: `${label}, Parquet`,
      file: `${name}.parquet`,
      make: () => write((files, all) => files.parquetOf(all)),
    },
  ];
}

/** A figure as SVG and as PNG of 300 dpi, 170 mm wide. */
export function figureItems(label: string, name: string, draw: () => Promise<string> | string): TakeAway[] {
  return [
    { group: "Figures", label: `${label}, SVG`, file: `${name}.svg`, make: async () => draw() },
    {
      group: "Figures",
      label: `${label}, PNG`,
      file: `${name}.png`,
      make: async () => (await import("./figure/pngPainter.ts")).pngOf(await draw()),
    },
  ];
}
