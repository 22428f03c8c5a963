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

type Writers = typeof import("../report/tableFile.ts");

/** A table as columns, and as the JSON document that the command line writes of it. */
export interface TableForms {
  columns(): Column[];
  document(): unknown;
}

/** The same table as CSV, Parquet and JSON. */
export function tableItems(label: string, name: string, forms: () => Promise<TableForms>): TakeAway[] {
  const write = async (make: (writers: Writers, columns: Column[]) => string | Uint8Array<ArrayBuffer>) =>
    make(await import("../report/tableFile.ts"), (await forms()).columns());
  return [
    {
      group: "Tables",
      label: `${label}, CSV`,
      file: `${name}.csv`,
      // Excel takes the letters for UTF-8 only behind a byte order mark
      make: () => write((writers, all) => `\ufeff${writers.csvOf(all)}`),
    },
    {
      group: "Tables",
      label: `${label}, Parquet`,
      file: `${name}.parquet`,
      make: () => write((writers, all) => writers.parquetOf(all)),
    },
    {
      group: "Tables",
      label: `${label}, JSON`,
      file: `${name}.json`,
      make: async () => `${JSON.stringify((await forms()).document(), null, 1)}\n`,
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
