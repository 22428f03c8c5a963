import { impedanceView } from "./impedance/view.ts";
import { seriesView } from "./series/seriesView.ts";
import { spectraView } from "./spectra/spectraView.ts";
import type { View } from "./view.ts";

/** The views of the page: one line each. What their files look like is in `reading/readers.ts`. */
export const views: readonly View[] = [impedanceView, seriesView, spectraView];
