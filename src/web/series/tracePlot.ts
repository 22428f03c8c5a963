/** One column against time, drawn by uPlot: what the record gives for the window, the events, the half-cycle that is looked at. */
import uPlot from "uplot";
import { h } from "../../dom/make.ts";
import { padded } from "../../report/axis.ts";
import { ordinateRange } from "../../report/envelopePlot.ts";
import type { Mark } from "../../report/mark.ts";
import { distinctColor } from "../../report/palette.ts";
import type { Envelope } from "../../series/envelope.ts";
import { type PlottedColumn, plottedColumns } from "../../series/survey.ts";
import type { OpenRecord } from "./openRecord.ts";
import { plotted, plottedHeading } from "./quantities.ts";
import { tickLabels, timeTicks, timeUnit } from "./timeAxis.ts";

/** A stretch of time in s. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

export interface TracePlotEvents {
  zoomed(window: TimeWindow): void;
  /** Time under the pointer. */
  point(time: number | undefined): void;
  pick(time: number): void;
}

/** What is drawn over and under the line; times in s. */
export interface Overlay {
  readonly marks: readonly Mark[];
  readonly shaded: TimeWindow | undefined;
}

/** Fewer samples in the window are drawn as points, too. */
const POINTS = 120;

export function rem(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}

function ofTheme(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

export class TracePlot {
  readonly element: HTMLElement;
  readonly column: PlottedColumn;
  readonly plot: uPlot;
  private readonly heading = h("h3", {});
  private readonly place = h("div", { class: "trace-place" });
  private readonly isLast: boolean;
  private overlay: Overlay = { marks: [], shaded: undefined };
  private envelope: Envelope | undefined;
  private factor = 1;
  private count = 0;

  constructor(
    column: PlottedColumn,
    place: { readonly isFirst: boolean; readonly isLast: boolean },
    group: string,
    events: TracePlotEvents,
  ) {
    this.column = column;
    this.isLast = place.isLast;
    this.element = h("div", { class: "trace" }, this.heading, this.place);
    const size = rem();
    const font = `${0.86 * size}px system-ui, "Segoe UI", Helvetica, Arial, "Liberation Sans", sans-serif`;
    const ink = (): string => ofTheme("--soft");
    const grid = { stroke: (): string => ofTheme("--rule"), width: 1 };
    const color = plottedColumns.indexOf(column);
    const stroke = (): string =>
      distinctColor(color, document.documentElement.dataset.theme === "dark" ? "dark" : "light");
    this.plot = new uPlot(
      {
        width: 300,
        height: 150,
        padding: [place.isFirst ? 1.2 * size : 0.4 * size, 0.6 * size, 0, 0],
        legend: { show: false },
        cursor: {
          sync: { key: group, setSeries: false },
          drag: { x: true, y: false, setScale: false, dist: 6 },
          points: { show: false },
          y: false,
          // A double click is "the whole record" for all of them
          bind: { dblclick: () => null },
        },
        scales: { x: { time: false }, y: { auto: false } },
        axes: [
          {
            font,
            stroke: ink,
            grid,
            ticks: { ...grid, size: 5 },
            size: place.isLast ? 1.9 * size : 6,
            space: 5.2 * size,
            splits: (u) => this.ticks(u),
            values: (u, splits) => (place.isLast ? tickLabels(splits, this.unit(u)) : splits.map(() => "")),
          },
          {
            font,
            stroke: ink,
            grid,
            ticks: { ...grid, size: 5 },
            size: 4 * size,
            space: 1.5 * size,
            values: (_u, splits) => this.labels(splits),
          },
        ],
        series: [{}, { stroke, width: 1.25, points: { show: () => this.count <= POINTS, size: 5 } }],
        hooks: {
          drawClear: [(u) => this.shade(u)],
          draw: [(u) => this.mark(u, place.isFirst)],
          setSelect: [
            (u) => {
              if (u.select.width < 2) return;
              const [from, to] = [u.select.left, u.select.left + u.select.width].map((left) =>
                u.posToVal(left, "x"),
              );
              u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
              events.zoomed({ from, to });
            },
          ],
          setCursor: [
            (u) => {
              if (place.isFirst) {
                const { left = -1 } = u.cursor;
                events.point(left < 0 ? undefined : u.posToVal(left, "x"));
              }
            },
          ],
        },
      },
      [[], []],
      this.place,
    );
    this.plot.over.addEventListener("click", (event) => {
      events.pick(this.plot.posToVal(event.clientX - this.plot.rect.left, "x"));
    });
    this.plot.root.setAttribute("aria-hidden", "true");
  }

  resize(width: number): void {
    const base = Math.min(Math.max(0.24 * width, 7.5 * rem()), 19 * rem());
    const share = this.column === "voltage_volt" ? 1 : 0.62;
    this.plot.setSize({ width, height: Math.round(share * base + (this.isLast ? 1.9 * rem() : 0)) });
  }

  show(record: OpenRecord, { from, to }: TimeWindow, overlay: Overlay): void {
    const { plot } = this;
    this.overlay = overlay;
    const columns = Math.max(50, Math.round(plot.bbox.width));
    const envelope = record.envelope(this.column, from, to, columns);
    this.envelope = envelope;
    if (!envelope) return;
    const { left, right, least, greatest } = envelope;
    let [first, end] = [0, least.length];
    while (first < end && right[first] < from) first++;
    while (end > first && left[end - 1] > to) end--;
    this.count = end - first;
    const range = ordinateRange({
      least: least.subarray(first, end),
      greatest: greatest.subarray(first, end),
    });
    const [min, max] = padded(range ?? [-1, 1], 0.07);
    const { factor, unit } = plotted[this.column].unit(
      Math.max(...(range ?? [1]).map((value) => Math.abs(value))),
    );
    this.factor = factor;
    this.heading.textContent = plottedHeading(this.column, unit);
    const data = lineOf(envelope);
    plot.batch(() => {
      plot.setData(data, false);
      plot.setScale("x", { min: from, max: to });
      plot.setScale("y", { min, max });
    });
  }

  /** Least and greatest value at a time. */
  at(time: number): readonly [least: number, greatest: number] | undefined {
    const { envelope } = this;
    if (!envelope) return undefined;
    const { left, least, greatest } = envelope;
    let [low, high] = [0, left.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (left[middle] <= time) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? undefined : [least[low - 1], greatest[low - 1]];
  }

  /** Of all values in the window. */
  get extent(): readonly [number, number] | undefined {
    if (!this.envelope) return undefined;
    let [low, high] = [Infinity, -Infinity];
    const { least, greatest, left, right } = this.envelope;
    const { min = -Infinity, max = Infinity } = this.plot.scales.x;
    for (let k = 0; k < least.length; k++) {
      if (right[k] < min || left[k] > max) continue;
      if (least[k] < low) low = least[k];
      if (greatest[k] > high) high = greatest[k];
    }
    return low <= high ? [low, high] : undefined;
  }

  private unit(u: uPlot) {
    const { min = 0, max = 1 } = u.scales.x;
    return timeUnit(max - min, min);
  }

  private ticks(u: uPlot): number[] {
    const { min = 0, max = 1 } = u.scales.x;
    return timeTicks(min, max, this.unit(u), Math.max(2, Math.floor(u.width / (6 * rem()))));
  }

  private labels(splits: readonly number[]): string[] {
    const step = splits.length > 1 ? (splits[1] - splits[0]) / this.factor : 1;
    const decimals = Math.min(12, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
    return splits.map((value) => {
      const text = (value / this.factor).toFixed(decimals);
      return /[1-9]/.test(text) ? text.replace("-", "−") : text.replace("-", "");
    });
  }

  /** The half-cycle that is looked at, under the line. */
  private shade(u: uPlot): void {
    const { shaded } = this.overlay;
    if (!shaded) return;
    const { left, top, width, height } = u.bbox;
    const [a, b] = [shaded.from, shaded.to].map((time) =>
      Math.min(Math.max(u.valToPos(time, "x", true), left), left + width),
    );
    u.ctx.fillStyle = ofTheme("--wash");
    u.ctx.fillRect(a, top, Math.max(b - a, 1), height);
  }

  /** Events: a dashed line with the letter of the list. */
  private mark(u: uPlot, lettered: boolean): void {
    const { ctx, bbox } = u;
    const density = devicePixelRatio || 1;
    ctx.save();
    ctx.strokeStyle = ofTheme("--mark");
    ctx.fillStyle = ofTheme("--ink");
    ctx.lineWidth = 1.4 * density;
    ctx.setLineDash([5 * density, 4 * density]);
    ctx.font = `bold ${0.86 * rem() * density}px system-ui, sans-serif`;
    ctx.textAlign = "center";
    ctx.textBaseline = "bottom";
    let free = Number.NEGATIVE_INFINITY;
    for (const { x, label } of this.overlay.marks) {
      const at = u.valToPos(x, "x", true);
      if (at < bbox.left || at > bbox.left + bbox.width) continue;
      ctx.beginPath();
      ctx.moveTo(at, bbox.top);
      ctx.lineTo(at, bbox.top + bbox.height);
      ctx.stroke();
      const half = ctx.measureText(label).width / 2 + 2 * density;
      if (!lettered || at - half < free) continue;
      free = at + half;
      ctx.fillText(label, at, bbox.top - 1);
    }
    ctx.restore();
  }
}

/** One line through all columns: in each from the end that is nearer to the column before to the other. */
function lineOf({ from, to, left, right, least, greatest }: Envelope): [number[], (number | null)[]] {
  const x: number[] = [];
  const y: (number | null)[] = [];
  let last = Number.NaN;
  for (let k = 0; k < least.length; k++) {
    const single = to[k] - from[k] <= 1;
    const place = single ? left[k] : 0.5 * (left[k] + right[k]);
    const [low, high] = [least[k], greatest[k]];
    if (Number.isNaN(low)) {
      x.push(place);
      y.push(null);
      continue;
    }
    const rising = !(Math.abs(last - high) < Math.abs(last - low));
    x.push(place);
    y.push(rising ? low : high);
    if (!single && low !== high) {
      x.push(place);
      y.push(rising ? high : low);
    }
    last = rising ? high : low;
  }
  return [x, y];
}
