import { linearAxis, logAxis, padded, paddedLog, rangeOf } from "./axis.ts";
import type { Panel } from "./panel.ts";
import {
  bottomMargin,
  clipped,
  emptyNote,
  frame,
  leftMargin,
  line,
  markers,
  painted,
  pointOf,
} from "./panel.ts";
import type { Coloring, ModelCurve, SpectrumSeries } from "./series.ts";
import {
  fittedLook,
  frequencyAxis,
  looksOf,
  measuredLook,
  seriesLabel,
  seriesLegend,
  sortedCurve,
} from "./series.ts";
import type { FigureOptions } from "./svg.ts";
import { figure, panelHeight, pointsPerMillimetre, titleLine } from "./svg.ts";

export interface BodeOptions extends FigureOptions {
  readonly coloring?: Coloring;
  /** Height of the panels over the usual one. */
  readonly stretch?: number;
}

/** |Z| in Ω. */
export function modulus(curve: ModelCurve): Float64Array {
  return Float64Array.from({ length: curve.real.length }, (_, i) =>
    Math.hypot(curve.real[i]!, curve.imaginary[i]!),
  );
}

/** −arg Z in degrees, −180 to 180: positive for capacitive impedance, 90 for a capacitor. */
export function negativePhase(curve: ModelCurve): Float64Array {
  return Float64Array.from(
    { length: curve.real.length },
    (_, i) => (-180 / Math.PI) * Math.atan2(curve.imaginary[i]!, curve.real[i]!),
  );
}

/** A Bode plot as an SVG document: |Z| (logarithmic) and −phase in degrees, one above the other, against frequency. */
export function bodePlot(series: readonly SpectrumSeries[], options: BodeOptions = {}): string {
  const width = (options.width ?? 85) * pointsPerMillimetre;
  const looks = looksOf(series.length, options.coloring);
  const curves = series.map(({ curve }) => (curve ? sortedCurve(curve) : undefined));
  const all: ModelCurve[] = [...series.map(({ spectrum }) => spectrum), ...curves.filter((curve) => !!curve)];
  const moduli = logAxis(paddedLog(rangeOf(all.map(modulus), true) ?? [1, 10], 0.06), { count: 6 });
  const phaseRange = padded(rangeOf(all.map(negativePhase)) ?? [0, 90], 0.08);
  const step = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 45].find(
    (nice) => (phaseRange[1] - phaseRange[0]) / nice <= 6,
  );
  const phases = linearAxis(phaseRange, { step: step ?? 90 });
  const labels = { modulus: "|Z| (Ω)", phase: "−phase (°)", frequency: "f (Hz)" };

  const title = titleLine(options.title, width);
  const parts = [title.svg];
  let top = title.height;
  const left = Math.max(leftMargin(moduli, labels.modulus), leftMargin(phases, labels.phase));
  const inner = width - left - 8;
  const key = seriesLegend(series, looks, left, top, inner);
  parts.push(key.svg);
  top += key.height;
  const x = frequencyAxis(series, inner);
  const height = (options.stretch ?? 1) * panelHeight(82, width);
  const upper: Panel = { box: { x: left, y: top, width: inner, height }, x, y: moduli };
  const lower: Panel = { box: { x: left, y: top + height + 6, width: inner, height }, x, y: phases };
  let shown = 0;
  const layers = (panel: Panel, ordinate: (curve: ModelCurve) => Float64Array) =>
    series
      .map(({ spectrum }, k) => {
        const points = Array.from(ordinate(spectrum), (value, i) =>
          pointOf(panel, spectrum.frequency[i]!, value),
        );
        const curve = curves[k];
        const path = curve
          ? Array.from(ordinate(curve), (value, i) => pointOf(panel, curve.frequency[i]!, value))
          : [];
        shown += points.filter(([px, py]) => Number.isFinite(px) && Number.isFinite(py)).length;
        const single = series.length === 1;
        const look = single ? measuredLook : looks[k]!;
        const fit = single ? fittedLook : looks[k]!;
        return (
          painted(look, markers(points, look, { radius: series.length > 3 ? 1.4 : 1.7, panel })) +
          painted(fit, line(path, single ? 0.9 : 0.7))
        );
      })
      .join("");
  const drawn = [
    clipped(upper, "modulus", layers(upper, modulus)),
    clipped(lower, "phase", layers(lower, negativePhase)),
  ];
  parts.push(
    frame(upper, { yLabel: labels.modulus, xTickLabels: false, yLabelDistance: left - 2 }),
    frame(lower, { xLabel: labels.frequency, yLabel: labels.phase, zero: true, yLabelDistance: left - 2 }),
    ...drawn,
    shown === 0 ? emptyNote(upper) + emptyNote(lower) : "",
  );
  return figure(
    {
      width,
      background: options.background,
      height: lower.box.y + lower.box.height + bottomMargin(labels.frequency) + 3,
    },
    options.title ?? `Bode plot: ${series.slice(0, 8).map(seriesLabel).join(", ")}`,
    "Modulus of the impedance in Ω and negative phase in degrees against frequency in Hz.",
    parts.join(""),
    options.id,
  );
}
