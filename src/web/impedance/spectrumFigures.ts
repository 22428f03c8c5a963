/** Nyquist, Bode and residuals of the selected spectra, linked: a point under the pointer is marked in all of them. */

import { LinkedFigure } from "../../dom/linkedFigure.ts";
import { h } from "../../dom/make.ts";
import type { Spectrum } from "../../impedance/spectrum.ts";
import { bodePlot, modulus, negativePhase } from "../../report/bode.ts";
import { nyquistPlot } from "../../report/nyquist.ts";
import { sequential } from "../../report/palette.ts";
import { type Panel, pointOf } from "../../report/panel.ts";
import { pointText } from "../../report/pointText.ts";
import { residualPlot } from "../../report/residual.ts";
import { relativeResiduals, type SpectrumSeries } from "../../report/series.ts";
import { groupsOf } from "./state.ts";

/** Selected spectra that are drawn point by point. */
export const MOST_DRAWN = 8;
/** Spectra drawn as lines behind the selected ones. */
const MOST_BEHIND = 2000;

/** Widths in rem at which the style sheet sets the three in two columns. */
const twoColumns = { from: 36, below: 62 } as const;
/** The Bode plot is then as high as both others. */
const BESIDE = 1.45;

export class SpectrumFigures {
  readonly element: HTMLElement;
  private readonly readout = h("p", { class: "readout", "aria-live": "polite" });
  private readonly nyquist: LinkedFigure;
  private readonly bode: LinkedFigure;
  private readonly residuals: LinkedFigure;
  private shown: readonly SpectrumSeries[] = [];
  /** The Bode plot stands beside the two others, which are over each other. */
  private isBeside = false;

  constructor() {
    const events = { point: (index: number | undefined) => this.mark(index) };
    this.nyquist = new LinkedFigure("Nyquist plot", events);
    this.bode = new LinkedFigure("Bode plot", events);
    this.residuals = new LinkedFigure("Relative residuals", events);
    const three = h(
      "div",
      { class: "three" },
      this.nyquist.element,
      this.bode.element,
      this.residuals.element,
    );
    this.element = h(
      "section",
      { class: "panel figures", "aria-label": "Figures of the selected spectra" },
      three,
      this.readout,
    );
    // Heard before the figures hear that they have another width
    new ResizeObserver(([{ contentRect }]) => {
      const rem = contentRect.width / Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      this.isBeside = rem >= twoColumns.from && rem < twoColumns.below;
    }).observe(three);
  }

  /**
   * @param series the selected spectra with their curves, the current one first
   * @param all every spectrum, drawn as lines behind the Nyquist plot
   */
  show(series: readonly SpectrumSeries[], all: readonly Spectrum[]): void {
    this.shown = series;
    const first = series[0];
    const behind = all.length > 1 && all.length <= MOST_BEHIND ? all : [];
    const count = first?.spectrum.frequency.length ?? 0;
    const plain = { background: "none" as const };
    this.nyquist.show({
      draw: (width) =>
        nyquistPlot(series, {
          width,
          residuals: false,
          room: first ? some(behind).filter((one) => isOfSize(one, first.spectrum)) : [],
          inset: behind.length === 0,
          ...plain,
        }),
      count,
      nearest: "plane",
      places: (i) => (first ? [[[first.spectrum.real[i], -first.spectrum.imaginary[i]]]] : []),
      ...(behind.length > 0 && { behind: (context, panel) => drawBehind(context, panel, behind) }),
    });
    const [moduli, phases] = first ? [modulus(first.spectrum), negativePhase(first.spectrum)] : [[], []];
    this.bode.show({
      draw: (width) => bodePlot(series, { width, stretch: this.isBeside ? BESIDE : 1, ...plain }),
      count,
      nearest: "abscissa",
      places: (i) => {
        const f = first.spectrum.frequency[i];
        return [[[f, moduli[i]]], [[f, phases[i]]]];
      },
    });
    const left = first?.curve && relativeResiduals(first.spectrum, first.curve);
    this.residuals.show({
      draw: (width) => residualPlot(series, { width, ...plain }),
      count,
      nearest: "abscissa",
      places: (i) => {
        const f = first.spectrum.frequency[i];
        return [
          [
            [f, left?.real[i] ?? Number.NaN],
            [f, left?.imaginary[i] ?? Number.NaN],
          ],
        ];
      },
    });
    this.mark(undefined);
  }

  private mark(index: number | undefined): void {
    for (const figure of [this.nyquist, this.bode, this.residuals]) figure.mark(index);
    const first = this.shown[0];
    this.readout.textContent =
      first === undefined ? "" : index === undefined ? hint : pointText(first, index);
  }
}

const hint = "Point at a measurement, or use the arrow keys in a figure, to see it in all three.";

/** Enough spectra to find the room that all of them need: the first, the last, and evenly between. */
function some(spectra: readonly Spectrum[]): readonly Spectrum[] {
  const every = Math.ceil(spectra.length / 40);
  return spectra.filter((_, i) => i % every === 0 || i === spectra.length - 1);
}

/** How many times larger or smaller a spectrum may be that the Nyquist plot of another one makes room for. */
const ALIKE = 10;

/** Whether two spectra can be seen in one plot: pellets of MΩ beside cells of mΩ would leave a dot of these. */
function isOfSize(one: Spectrum, other: Spectrum): boolean {
  const ratio = largest(one) / largest(other);
  return ratio < ALIKE && ratio > 1 / ALIKE;
}

function largest({ real, imaginary }: Spectrum): number {
  return real.reduce((most, value, i) => Math.max(most, Math.abs(value), Math.abs(imaginary[i])), 0);
}

/** All spectra as thin lines, in the colours of their order within their cell. */
function drawBehind(context: CanvasRenderingContext2D, panel: Panel, spectra: readonly Spectrum[]): void {
  const page = document.documentElement.dataset.theme === "dark" ? "dark" : "light";
  context.lineWidth = spectra.length > 200 ? 0.3 : 0.4;
  context.globalAlpha = spectra.length > 200 ? 0.25 : 0.4;
  for (const { indices } of groupsOf(spectra)) {
    indices.forEach((index, k) => {
      const { frequency, real, imaginary } = spectra[index];
      context.strokeStyle = sequential(k, indices.length, page).color;
      context.beginPath();
      for (let i = 0; i < frequency.length; i++) {
        const [x, y] = pointOf(panel, real[i], -imaginary[i]);
        context.lineTo(x, y);
      }
      context.stroke();
    });
  }
  context.globalAlpha = 1;
}
