import type { Spectrum } from "../impedance/spectrum.ts";
import type { ZHit } from "../impedance/zhit.ts";
import { linearAxis, logAxis, padded, paddedLog, rangeOf } from "./axis.ts";
import { modulus } from "./bode.ts";
import { legend } from "./legend.ts";
import { heading } from "./number.ts";
import type { Panel } from "./panel.ts";
import { bottomMargin, clipped, frame, leftMargin, line, markers, painted, pointOf } from "./panel.ts";
import { fittedLook, frequencyAxis, measuredLook } from "./series.ts";
import type { FigureOptions } from "./svg.ts";
import { figure, pointsPerMillimetre, titleLine } from "./svg.ts";

/** |Z| measured and as the phase demands it (Z-HIT), and below it their relative difference, against frequency: an SVG document. */
export function zhitPlot(spectrum: Spectrum, zhit: ZHit, options: FigureOptions = {}): string {
  const width = (options.width ?? 85) * pointsPerMillimetre;
  const measured = modulus(spectrum);
  const percent = zhit.residual.map((value) => 100 * value);
  const moduli = logAxis(paddedLog(rangeOf([measured, zhit.modulus], true) ?? [1, 10], 0.06), { count: 5 });
  const range = rangeOf([percent]) ?? [-1, 1];
  const reach = Math.max(Math.abs(range[0]), Math.abs(range[1]), 1e-6);
  const residuals = linearAxis(padded([-reach, reach], 0.08), { count: 4 });
  const labels = { modulus: "|Z| (Ω)", residual: heading("Δ|Z|", "%"), frequency: "f (Hz)" };
  const left = Math.max(leftMargin(moduli, labels.modulus), leftMargin(residuals, labels.residual));
  const inner = width - left - 8;
  const title = titleLine(options.title, width);
  const key = legend(
    [
      { label: "measured", look: measuredLook, marker: "hollow" },
      { label: "Z-HIT", look: fittedLook, line: true },
    ],
    left,
    title.height,
    inner,
  );
  const x = frequencyAxis([{ spectrum }], inner);
  const top = title.height + key.height;
  const upper: Panel = { box: { x: left, y: top, width: inner, height: 90 }, x, y: moduli };
  const lower: Panel = { box: { x: left, y: top + 96, width: inner, height: 52 }, x, y: residuals };
  const order = Array.from(spectrum.frequency.keys()).sort(
    (a, b) => spectrum.frequency[a]! - spectrum.frequency[b]!,
  );
  const place = (panel: Panel, values: Float64Array) =>
    order.map((i) => pointOf(panel, spectrum.frequency[i]!, values[i]!));
  const parts = [
    title.svg,
    key.svg,
    frame(upper, { yLabel: labels.modulus, xTickLabels: false, yLabelDistance: left - 2 }),
    frame(lower, { xLabel: labels.frequency, yLabel: labels.residual, zero: true, yLabelDistance: left - 2 }),
    clipped(
      upper,
      "zhit",
      painted(measuredLook, markers(place(upper, measured), measuredLook, { panel: upper })) +
        painted(fittedLook, line(place(upper, zhit.modulus), 0.9)),
    ),
    clipped(
      lower,
      "zhit-residual",
      painted(
        fittedLook,
        line(place(lower, percent), 0.4),
        markers(place(lower, percent), fittedLook, { radius: 1.3, filled: true, panel: lower }),
      ),
    ),
  ];
  return figure(
    { width, height: lower.box.y + lower.box.height + bottomMargin(labels.frequency) + 3 },
    options.title ?? "Z-HIT",
    "Modulus of the impedance as measured and as reconstructed from its phase, with their relative difference in per cent.",
    parts.join(""),
    options.id,
  );
}
