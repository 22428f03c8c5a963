/** The way to the view of series: its code is loaded when the first records come. */
import type { View } from "../view.ts";
import { seriesKind } from "./kind.ts";

export const seriesView: View = {
  kind: seriesKind,
  title: "Series",
  open: async (host) => new (await import("./view.ts")).OpenSeries(host),
};
