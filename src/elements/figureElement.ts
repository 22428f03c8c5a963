/** A figure of spectra: as wide as its place, its points reached by pointer and keys. */
import { type FigureContent, LinkedFigure } from "../dom/linkedFigure.ts";
import { h } from "../dom/make.ts";
import { pointText } from "../report/pointText.ts";
import type { ModelCurve, SpectrumSeries } from "../report/series.ts";
import type { FigureElementEventMap, PointDetail } from "./contract.ts";
import { SpectraElement } from "./spectraElement.ts";
import { figureStyle } from "./style.ts";

export abstract class FigureElement extends SpectraElement<FigureElementEventMap> {
  static override readonly observedAttributes: readonly string[] = ["src", "label", "no-readout"];

  private readonly what: string;
  private readonly readout = h("p", { class: "readout", part: "readout", "aria-live": "polite" });
  private readonly plot: LinkedFigure;
  private drawn: readonly SpectrumSeries[] = [];
  private models: readonly (ModelCurve | undefined)[] = [];
  /** The point that is read. */
  private at: number | undefined;

  /** @param what what is drawn, for screen readers */
  constructor(what: string) {
    super(figureStyle);
    this.plot = new LinkedFigure(what, { point: (index) => this.point(index) });
    this.plot.element.setAttribute("part", "figure");
    this.root.prepend(this.plot.element, this.readout);
    this.what = what;
  }

  /** Model of each spectrum, in Hz and Ω; with the measured frequencies among its own, residuals can be drawn. */
  get curves(): readonly (ModelCurve | undefined)[] {
    return this.models;
  }

  set curves(curves: readonly (ModelCurve | undefined)[] | undefined) {
    this.models = curves ?? [];
    this.invalidate();
  }

  /** Accessible name of the figure, beside what kind it is. */
  get label(): string {
    return this.getAttribute("label") ?? "";
  }

  set label(text: string) {
    this.setAttribute("label", text);
  }

  protected override settable(): readonly string[] {
    return [...super.settable(), "curves", "label"];
  }

  /** The figure of these spectra, and where its points stand. */
  protected abstract contentOf(series: readonly SpectrumSeries[]): FigureContent;

  protected show(): void {
    const { label, what } = this;
    this.drawn = this.spectra.map((spectrum, i) => ({ spectrum, curve: this.models[i] }));
    const [first] = this.drawn;
    const name = label || (this.drawn.length === 1 ? (first.spectrum.name ?? first.spectrum.file ?? "") : "");
    this.plot.element.setAttribute(
      "aria-label",
      `${[what, name].filter(Boolean).join(": ")}; arrow keys move from point to point`,
    );
    this.plot.element.hidden = first === undefined;
    this.readout.hidden = first === undefined || this.hasAttribute("no-readout");
    if (first) this.plot.show(this.contentOf(this.drawn));
    this.point(undefined);
  }

  private point(index: number | undefined): void {
    const [first] = this.drawn;
    this.plot.mark(index);
    this.readout.textContent =
      first === undefined || index === undefined
        ? "Point at a measurement, or use the arrow keys in the figure, to read it."
        : pointText(first, index);
    if (index !== this.at) this.emit<PointDetail>("point", { index });
    this.at = index;
  }
}
