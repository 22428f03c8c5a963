/** Voltage against charge of several half-cycles in one figure. */
import type { Profile } from "../series/profile.ts";
import { linearAxis, padded, rangeOf } from "./axis.ts";
import { legend } from "./legend.ts";
import { columnUnit, heading } from "./number.ts";
import { distinct, distinctLooks } from "./palette.ts";
import {
  bottomMargin,
  clipped,
  emptyNote,
  fitLabels,
  frame,
  leftMargin,
  line,
  type Panel,
  painted,
  pointOf,
} from "./panel.ts";
import {
  type FigureOptions,
  figure,
  type Point,
  panelHeight,
  pointsPerMillimetre,
  titleLine,
} from "./svg.ts";

export interface ProfileSeries extends Profile {
  readonly label: string;
}

export interface ProfileOptions extends FigureOptions {
  /** Unit of the abscissa, and A·s in one of it: "mAh" and 3.6. */
  readonly unit?: string;
  readonly coulombs?: number;
}

/** Most stretches of a curve: each is drawn from its first to its least, greatest and last value. */
const STRETCHES = 500;
/** Strokes by which curves are told apart without colour. */
const dashes = [undefined, "4 1.6", "1.2 1.2", "5 1.4 1.2 1.4", "2.4 1.2", "7 1.5", "1 2", "3 1 1 1 1 1"];

/** At most eight curves are drawn. */
export function profilePlot(series: readonly ProfileSeries[], options: ProfileOptions = {}): string {
  const { unit = "mAh", coulombs = 3.6 } = options;
  const shown = series.slice(0, distinctLooks);
  const width = (options.width ?? 85) * pointsPerMillimetre;
  const volts = rangeOf(shown.map(({ voltage }) => voltage)) ?? [0, 1];
  const scale = columnUnit([Math.max(...volts.map(Math.abs))], "V");
  const yLabel = heading("V", scale.unit);
  const y = linearAxis(padded(volts, 0.06), { factor: scale.factor, count: 6 });
  const most = Math.max(0, ...shown.map(({ charge }) => charge[charge.length - 1] ?? 0)) / coulombs;
  const xLabel = heading("Q", unit);
  const left = leftMargin(y, yLabel);
  const inner = width - left - 8;
  const x = fitLabels(inner, (count) => linearAxis(padded([0, most || 1], 0.02), { count }));
  const title = titleLine(options.title, width);
  const key = legend(
    shown.map(({ label }, k) => ({ label, look: distinct(k), line: true, dash: dashes[k] })),
    left,
    title.height,
    inner,
  );
  const panel: Panel = {
    box: { x: left, y: title.height + key.height, width: inner, height: panelHeight(130, width) },
    x,
    y,
  };
  const curves = shown.map((one, k) =>
    painted(
      distinct(k),
      line(
        thinned(one).map(([q, v]) => pointOf(panel, q / coulombs, v)),
        0.9,
        dashes[k],
      ),
    ),
  );
  return figure(
    {
      width,
      height: panel.box.y + panel.box.height + bottomMargin(xLabel) + 3,
      background: options.background,
    },
    options.title ?? "Voltage against charge",
    `Voltage against charge of ${shown.map(({ label }) => label).join(", ")}.`,
    [
      title.svg,
      key.svg,
      frame(panel, { xLabel, yLabel, yLabelDistance: left - 2 }),
      clipped(panel, "profile", curves.join("")),
      shown.some(({ voltage }) => voltage.length > 0) ? "" : emptyNote(panel),
    ].join(""),
    options.id,
  );
}

/** The curve with every extreme, in a bounded number of points. */
function thinned({ charge, voltage }: Profile): Point[] {
  const n = voltage.length;
  const every = Math.max(1, Math.ceil(n / STRETCHES));
  const points: Point[] = [];
  for (let from = 0; from < n; from += every) {
    const end = Math.min(n, from + every);
    let [low, high] = [from, from];
    for (let k = from; k < end; k++) {
      if (voltage[k] < voltage[low]) low = k;
      if (voltage[k] > voltage[high]) high = k;
    }
    for (const k of [...new Set([from, low, high, end - 1])].sort((a, b) => a - b))
      points.push([charge[k], voltage[k]]);
  }
  return points;
}
