/** `<interphase-bode>`: modulus and negative phase of spectra and models against frequency. */
import type { FigureContent } from "../dom/linkedFigure.ts";
import { bodePlot, modulus, negativePhase } from "../report/bode.ts";
import type { SpectrumSeries } from "../report/series.ts";
import { FigureElement } from "./figureElement.ts";

export class BodeElement extends FigureElement {
  constructor() {
    super("Bode plot");
  }

  protected contentOf(series: readonly SpectrumSeries[]): FigureContent {
    const [{ spectrum }] = series;
    const [moduli, phases] = [modulus(spectrum), negativePhase(spectrum)];
    return {
      draw: (width) => bodePlot(series, { width, background: "none" }),
      count: spectrum.frequency.length,
      nearest: "abscissa",
      places: (i) => {
        const f = spectrum.frequency[i];
        return [[[f, moduli[i]]], [[f, phases[i]]]];
      },
    };
  }
}
