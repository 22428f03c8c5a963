/** `<interphase-nyquist>`: −Z″ against Z′ of spectra and models, one ohm equally long on both axes. */
import type { FigureContent } from "../dom/linkedFigure.ts";
import { nyquistPlot } from "../report/nyquist.ts";
import type { SpectrumSeries } from "../report/series.ts";
import { FigureElement } from "./figureElement.ts";

export class NyquistElement extends FigureElement {
  static override readonly observedAttributes = [...FigureElement.observedAttributes, "residuals"];

  constructor() {
    super("Nyquist plot");
  }

  /** Whether relative residuals of the models stand below; attribute `residuals`. */
  get residuals(): boolean {
    return this.hasAttribute("residuals");
  }

  set residuals(wanted: boolean) {
    this.toggleAttribute("residuals", wanted);
  }

  protected contentOf(series: readonly SpectrumSeries[]): FigureContent {
    const [{ spectrum }] = series;
    return {
      draw: (width) => nyquistPlot(series, { width, residuals: this.residuals, background: "none" }),
      count: spectrum.frequency.length,
      nearest: "plane",
      places: (i) => [[[spectrum.real[i], -spectrum.imaginary[i]]]],
    };
  }
}
