/**
 * The figures of Interphase: each function returns one SVG document with its own fonts, colours and units, of the width that a
 * journal asks for (85 mm is one column, 170 mm is two), with text of 6 to 8 pt. The same strings stand in reports, whose style sheet
 * repaints them through their classes. Nothing here needs a browser or a font.
 */
export { backgroundPlot } from "./backgroundPlot.ts";
export { type BodeOptions, bodePlot } from "./bode.ts";
export {
  butlerVolmerPlot,
  lawPlot,
  meyerNeldelPlot,
  onsetPlot,
  tafelPlot,
  transientPlot,
  warburgPlot,
} from "./cellFigures.ts";
export { correlationPlot, freeCorrelations } from "./correlation.ts";
export { type DrtSeries, drtPlot } from "./drt.ts";
export { type NyquistOptions, nyquistPlot } from "./nyquist.ts";
export { type ResidualOptions, residualPlot } from "./residual.ts";
export {
  type Coloring,
  type ModelCurve,
  type RelativeResiduals,
  relativeResiduals,
  type SpectrumSeries,
} from "./series.ts";
export { type StoredLine, spectrumPlot } from "./spectrumPlot.ts";
export type { Background, FigureOptions } from "./svg.ts";
export { type TrendOptions, type TrendSeries, trendPlot } from "./trend.ts";
export { type Trend, trendGrid } from "./trendgrid.ts";
