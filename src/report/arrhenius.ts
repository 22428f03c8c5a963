import { arrheniusAt } from "../fit/seriesLaw.ts";
import type { ArrheniusParameter } from "../fit/seriesResult.ts";
import { FARADAY } from "../impedance/cell.ts";
import { linearAxis, logAxis, niceStep, padded, paddedLog, rangeOf } from "./axis.ts";
import { legend } from "./legend.ts";
import { axisUnit, heading, uncertain } from "./number.ts";
import type { Panel } from "./panel.ts";
import {
  band,
  bottomMargin,
  clipped,
  emptyNote,
  errorBars,
  fitLabels,
  frame,
  leftMargin,
  line,
  markers,
  painted,
  pointOf,
} from "./panel.ts";
import { fittedLook, measuredLook } from "./series.ts";
import type { FigureOptions } from "./svg.ts";
import {
  element,
  figure,
  linePath,
  pointsPerMillimetre,
  textAt,
  textSize,
  textWidth,
  titleLine,
} from "./svg.ts";

/** Values of one parameter at several temperatures, from fits that do not know the law. */
export interface ArrheniusPoints {
  /** K */
  readonly temperature: ArrayLike<number>;
  readonly value: ArrayLike<number>;
  /** Standard errors in the unit of the values; NaN where not determined. */
  readonly stderr?: ArrayLike<number>;
  /** True for points that must not be read as results; they are drawn open. */
  readonly doubtful?: readonly boolean[];
}

const ZERO_CELSIUS = 273.15;

/** "0.360 ± 0.004 eV (34.7 ± 0.4 kJ·mol⁻¹)". */
export function energyText({
  activationEnergy,
  activationEnergyStderr,
}: Pick<ArrheniusParameter, "activationEnergy" | "activationEnergyStderr">): string {
  // eV to J/mol: Faraday's constant
  const kilojoule = FARADAY / 1000;
  return `${uncertain(activationEnergy, activationEnergyStderr)} eV (${uncertain(activationEnergy * kilojoule, activationEnergyStderr * kilojoule)} kJ·mol⁻¹)`;
}

/** The law in a formula. @param symbol of what follows it */
export function lawText({ form, sense }: Pick<ArrheniusParameter, "form" | "sense">, symbol = "p"): string {
  const [p, sign] = [symbol, sense === "resistance" ? "" : "−"];
  const prefactor = form === "plain" ? `${p}₀` : sense === "resistance" ? `${p}₀·T` : `${p}₀/T`;
  return `${p} = ${prefactor}·exp(${sign}Ea/kT)`;
}

/** How the plot names and counts what it draws. */
export interface ArrheniusLook extends FigureOptions {
  /** In which unit the ordinate counts, and by which factor values are multiplied for it; default that of the law. */
  readonly display?: { readonly factor: number; readonly unit: string };
  /** What a point is; default "fits alone". */
  readonly points?: string;
}

/**
 * An Arrhenius plot as an SVG document: the values of single fits ± standard error on a logarithmic axis over 1000/T, the law with
 * the band of its standard error, and temperatures in °C along the upper edge.
 */
export function arrheniusPlot(
  law: ArrheniusParameter,
  points: ArrheniusPoints,
  options: ArrheniusLook = {},
): string {
  const { factor, unit } = options.display ?? { factor: 1, unit: law.unit };
  const symbol = law.parameter.length <= 2 ? law.parameter : "p";
  const width = (options.width ?? 85) * pointsPerMillimetre;
  const inverse = Array.from(points.temperature, (T) => 1000 / T);
  const xRange = padded(rangeOf([inverse]) ?? [1000 / law.reference, 1000 / law.reference], 0.06);
  const curve = Array.from({ length: 61 }, (_, k) => {
    const at = xRange[0] + ((xRange[1] - xRange[0]) * k) / 60;
    return { at, ...arrheniusAt(law, 1000 / at) };
  });
  const trusted = Array.from(points.value, (value, i) => (points.doubtful?.[i] ? Number.NaN : value));
  const yRange = rangeOf([trusted, curve.map(({ value }) => value)], true) ?? [1, 10];
  // Over decades the ticks are powers of ten, and the unit is that which papers compare
  const display = yRange[1] / yRange[0] < 30 ? axisUnit(factor * yRange[1], unit) : { factor: 1, unit };
  const y = logAxis(paddedLog(yRange, 0.06), { count: 6, factor: display.factor / factor });
  const yLabel = heading(law.parameter, display.unit);
  const xLabel = "1000/T (K⁻¹)";

  const title = titleLine(options.title, width);
  const left = leftMargin(y, yLabel);
  const inner = width - left - 8;
  const hollow = points.doubtful?.some(Boolean) ?? false;
  const key = legend(
    [
      { label: options.points ?? "fits alone", look: measuredLook, marker: "filled" },
      { label: "law", look: fittedLook, line: true },
      ...(hollow ? [{ label: "open: doubtful", look: measuredLook, marker: "hollow" as const }] : []),
    ],
    left,
    title.height,
    inner,
  );
  const noteAt = title.height + key.height;
  const energy = `Ea = ${energyText(law)}`;
  const shortEnergy = `Ea = ${uncertain(law.activationEnergy, law.activationEnergyStderr)} eV`;
  const x = fitLabels(inner, (count) => linearAxis(xRange, { count }));
  const top = noteAt + 10 + textSize.tick + 5;
  const panel: Panel = { box: { x: left, y: top, width: inner, height: 128 }, x, y };
  const bottom = top + panel.box.height;
  const places = inverse.map((at, i) => pointOf(panel, at, points.value[i]!));
  const bars = places.flatMap(([px, py], i) => {
    const error = points.stderr?.[i] ?? 0;
    if (points.doubtful?.[i] || !(error > 0) || !Number.isFinite(py)) return [];
    const low = pointOf(panel, inverse[i]!, points.value[i]! - error)[1];
    return [
      {
        x: px,
        low: Number.isFinite(low) ? low : bottom + 5,
        high: pointOf(panel, inverse[i]!, points.value[i]! + error)[1],
      },
    ];
  });
  const edge = (sign: number) =>
    curve.map(({ at, value, lnStderr }) => pointOf(panel, at, value * Math.exp(sign * lnStderr)));
  const layers = [
    painted(
      fittedLook,
      band(edge(-1), edge(1)),
      line(curve.map(({ at, value }) => pointOf(panel, at, value))),
    ),
    painted(
      measuredLook,
      errorBars(bars),
      markers(
        places.filter((_, i) => !points.doubtful?.[i]),
        measuredLook,
        { radius: 1.7, filled: true, panel },
      ),
      markers(
        places.filter((_, i) => points.doubtful?.[i]),
        measuredLook,
        { radius: 2.1, panel },
      ),
    ),
  ];
  const body = [
    title.svg,
    key.svg,
    textAt(
      left,
      noteAt + 4,
      fitting([`${energy}; ${lawText(law, symbol)}`, energy, shortEnergy], inner + 6),
      {
        size: textSize.note,
      },
    ),
    celsiusTicks(panel),
    frame(panel, { xLabel, yLabel, yLabelDistance: left - 2 }),
    clipped(panel, "law", layers.join("")),
    inverse.length === 0 ? emptyNote(panel) : "",
  ];
  return figure(
    { width, height: bottom + bottomMargin(xLabel) + 3 },
    options.title ?? `${law.parameter} against 1000/T`,
    `${yLabel} of ${inverse.length} fits over 1000/T with the law ${lawText(law, symbol)}, Ea = ${energyText(law)}.`,
    body.join(""),
    options.id,
  );
}

/** The first text that fits a width: a number must not be cut in its middle. */
function fitting(texts: readonly string[], width: number): string {
  return texts.find((text) => textWidth(text, textSize.note) <= width) ?? texts[texts.length - 1]!;
}

/** Labels in °C over the upper edge, where they stand clear of each other. */
function celsiusTicks(panel: Panel): string {
  const { box, x } = panel;
  const [hot, cold] = [1000 / x.min - ZERO_CELSIUS, 1000 / x.max - ZERO_CELSIUS];
  const step = niceStep(hot - cold, 8, [1, 2, 5, 10]);
  const parts: string[] = [];
  let last = Number.POSITIVE_INFINITY;
  let ticks = "";
  for (let k = Math.ceil(cold / step); k * step <= hot; k++) {
    const celsius = k * step;
    const at = pointOf(panel, 1000 / (celsius + ZERO_CELSIUS), panel.y.min)[0];
    ticks += linePath([
      [at, box.y],
      [at, box.y - 2.6],
    ]);
    // The name of the axis stands to the left
    if (Math.abs(last - at) < 16 || at < box.x + 6) continue;
    last = at;
    const text = String(celsius).replace("-", "−");
    parts.push(textAt(at, box.y - 4 - textSize.tick / 2, text, { anchor: "middle", className: "tick-top" }));
  }
  parts.push(
    textAt(box.x - 3, box.y - 4 - textSize.tick / 2, "T (°C)", { anchor: "end", className: "name-top" }),
  );
  return (
    element("path", { d: ticks, fill: "none", stroke: "currentColor", "stroke-width": "0.6" }) +
    parts.join("")
  );
}
