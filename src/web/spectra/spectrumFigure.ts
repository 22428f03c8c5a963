/** The current scan with its fit; a click adds a line. */

import { LinkedFigure } from "../../dom/linkedFigure.ts";
import { h } from "../../dom/make.ts";
import { significant } from "../../report/number.ts";
import { type DrawnSpectrum, spectrumPlot, standardised } from "../../report/spectrumPlot.ts";
import type { FinerCurves } from "../../spectra/finerCurves.ts";
import type { Scan } from "../../spectra/measurement.ts";
import { regionOfScan } from "../../spectra/scanRegion.ts";
import type { SpectrumResult } from "../../spectra/spectrumResult.ts";
import { levelChoices } from "./linesPanel.ts";
import type { LineLevel } from "./modelEdits.ts";

const nothing = new Float64Array(0);

/** A scan, or the part of it in a region, as a spectrum without a fit. */
export function unfitted(
  scan: Scan,
  treatment: { readonly region?: readonly [number, number]; readonly shift?: number },
): DrawnSpectrum {
  const { x, y } = regionOfScan(scan, "unit", treatment, 2);
  const { xLabel, xUnit, yLabel, yUnit } = scan;
  return {
    x,
    y,
    xLabel,
    xUnit,
    yLabel,
    yUnit,
    sigma: undefined,
    degreesOfFreedom: x.length,
    fitted: nothing,
    backgroundValues: nothing,
    background: { mode: "static", model: { kind: "none" } },
    components: [],
    curves: [],
  };
}

export interface SpectrumFigureEvents {
  /** A line is wanted at a place. */
  add(x: number, level: LineLevel): void;
  region(region: readonly [low: number, high: number]): void;
}

const hint =
  "Click adds a line, dragging sets the region. By keyboard in the figure: arrow keys and Enter; with Shift for the region.";

export class SpectrumFigure {
  readonly element: HTMLElement;
  private readonly figure: LinkedFigure;
  private readonly readout = h("p", { class: "readout", "aria-live": "polite" });
  private readonly levels = h("select", {});
  private drawn: DrawnSpectrum | undefined;
  private residuals: Float64Array = nothing;
  private axis: Scan["axis"] | undefined;

  constructor(events: SpectrumFigureEvents) {
    this.figure = new LinkedFigure(
      "Spectrum, Enter adds a line, Shift with arrow keys and Enter sets the region",
      {
        point: (index) => this.mark(index),
        pick: (index) => {
          if (this.drawn && this.levels.value !== "none")
            events.add(this.drawn.x[index], this.levels.value as LineLevel);
        },
        range: (from, to) => {
          if (!this.drawn) return;
          const ends = [this.drawn.x[from], this.drawn.x[to]].map((x) => Number(x.toPrecision(6)));
          events.region([Math.min(...ends), Math.max(...ends)]);
        },
      },
    );
    this.element = h(
      "section",
      { class: "panel figures", "aria-label": "Spectrum" },
      h("label", { class: "field" }, h("span", {}, "A click in the spectrum adds"), this.levels),
      this.figure.element,
      this.readout,
    );
  }

  /** @param level of new lines, unless the user chose another one for scans of this kind */
  show(
    scan: Scan | undefined,
    result: SpectrumResult | undefined,
    {
      region,
      shift,
      finer,
      level,
    }: {
      readonly region?: readonly [number, number];
      readonly shift?: number;
      readonly finer?: FinerCurves;
      readonly level: LineLevel;
    },
  ): void {
    this.element.hidden = scan === undefined;
    if (!scan) return;
    if (scan.axis !== this.axis) {
      this.axis = scan.axis;
      this.levels.replaceChildren(
        ...levelChoices(scan).map(([value, text]) => h("option", { value }, text)),
        h("option", { value: "none" }, "nothing"),
      );
    }
    if (this.levels.value !== "none") this.levels.value = level;
    const isFitted = result !== undefined && result.x.length > 0;
    let drawn: DrawnSpectrum;
    if (isFitted) drawn = result;
    else {
      try {
        drawn = unfitted(scan, { ...(region && { region }), ...(shift !== undefined && { shift }) });
      } catch {
        // The region holds no points: the scan shows where there are some
        drawn = unfitted(scan, shift === undefined ? {} : { shift });
      }
    }
    this.drawn = drawn;
    this.residuals = isFitted ? standardised(drawn) : nothing;
    const { x, y } = drawn;
    this.figure.show({
      draw: (width) => spectrumPlot(drawn, { width, background: "none", ...(isFitted && { finer }) }),
      count: x.length,
      nearest: "abscissa",
      places: (i) => [[[x[i], y[i]]], this.residuals.length > 0 ? [[x[i], this.residuals[i]]] : [[x[i], 0]]],
    });
    this.mark(undefined);
  }

  private mark(index: number | undefined): void {
    this.figure.mark(index);
    const { drawn, residuals } = this;
    if (!drawn || index === undefined || index >= drawn.x.length) {
      this.readout.textContent = hint;
      return;
    }
    const { x, y, fitted, components, curves, sigma } = drawn;
    const parts = [
      `${significant(x[index], 6)} ${drawn.xUnit}`,
      `${significant(y[index], 5)} ${drawn.yUnit}`.trim(),
      ...(fitted.length === x.length ? [`fit ${significant(fitted[index], 5)}`] : []),
      ...components.map(({ name }, k) => `${name} ${significant(curves[k][index], 3)}`),
      ...(residuals.length > 0
        ? [`Δ/${sigma ? "σ" : "rms"} ${residuals[index].toFixed(1).replace("-", "−")}`]
        : []),
    ];
    this.readout.textContent = parts.join("   ");
  }
}
