/** Voltage, current and pressure against time, below each other on one axis, at any zoom. */
import "uplot/dist/uPlot.min.css";
import { h, newId, rested } from "../../dom/make.ts";
import type { OpenRecord } from "./openRecord.ts";
import { Overview } from "./overview.ts";
import { plotted, valueText } from "./quantities.ts";
import { timeText, timeUnit } from "./timeAxis.ts";
import { listenToTouch } from "./touch.ts";
import { type Overlay, type TimeWindow, TracePlot } from "./tracePlot.ts";

export interface TracesEvents {
  /** The window has come to rest. */
  moved(window: TimeWindow): void;
  pick(time: number): void;
}

/** The shortest window is so part of the record, and no shorter than this (s). */
const SHORTEST = { share: 1e-9, seconds: 0.01 };

export class TracesPanel {
  readonly element: HTMLElement;
  private readonly events: TracesEvents;
  private readonly place: HTMLElement;
  private readonly axis = h("p", { class: "axis-label" });
  private readonly readout = h("p", { class: "readout" });
  private readonly words = h("p", { class: "soft note window-words", "aria-live": "polite" });
  private readonly fault = h("p", { class: "fault", role: "alert" });
  private readonly ends: Readonly<Record<"from" | "to", HTMLInputElement>>;
  private readonly overview: Overview;
  private plots: TracePlot[] = [];
  private record: OpenRecord | undefined;
  private window: TimeWindow = { from: 0, to: 1 };
  private overlay: Overlay = { marks: [], shaded: undefined };
  private width = 0;
  private pending = false;
  private readonly rest = rested(300, () => {
    this.say();
    this.events.moved(this.window);
  });

  constructor(events: TracesEvents) {
    this.events = events;
    this.overview = new Overview((middle) => {
      const half = (this.window.to - this.window.from) / 2;
      this.go({ from: middle - half, to: middle + half });
    });
    const end = (name: "from" | "to"): HTMLInputElement =>
      h("input", {
        type: "text",
        inputmode: "decimal",
        class: "end",
        "aria-label": `Window ${name}, h`,
        onchange: () => this.type(),
      });
    this.ends = { from: end("from"), to: end("to") };
    this.place = h("div", {
      class: "traces",
      tabindex: "0",
      role: "group",
      "aria-label":
        "Record against time. Left and right arrows move the window, plus and minus zoom, Home shows the whole record.",
      onkeydown: (event: KeyboardEvent) => this.key(event),
    });
    this.place.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.place.addEventListener("dblclick", () => this.whole());
    listenToTouch(this.place, {
      pan: (pixels) => this.pan(-pixels / this.plotWidth),
      pinch: (factor, x) => this.zoom(factor, this.shareAt(x)),
    });
    new ResizeObserver(([{ contentRect }]) => {
      if (contentRect.width > 0 && Math.abs(contentRect.width - this.width) > 1) {
        this.width = contentRect.width;
        for (const plot of this.plots) plot.resize(this.width);
        this.later();
      }
    }).observe(this.place);
    document.addEventListener("interphase-theme", () => {
      for (const { plot } of this.plots) plot.redraw(false);
    });
    const button = (label: string, text: string, act: () => void): HTMLElement =>
      h("button", { type: "button", "aria-label": label, title: label, onclick: act }, text);
    this.element = h(
      "section",
      { class: "panel series-traces", "aria-label": "Record against time" },
      h(
        "div",
        { class: "window-tools" },
        h(
          "div",
          { class: "window-buttons", role: "group", "aria-label": "Window" },
          button("Earlier", "←", () => this.pan(-0.5)),
          button("Later", "→", () => this.pan(0.5)),
          button("Zoom in", "+", () => this.zoom(0.5)),
          button("Zoom out", "−", () => this.zoom(2)),
          button("Whole record", "Whole record", () => this.whole()),
        ),
        h(
          "label",
          { class: "window-ends" },
          this.ends.from,
          h("span", { class: "soft" }, "to"),
          this.ends.to,
          h("span", { class: "soft" }, "h"),
        ),
      ),
      this.fault,
      this.place,
      this.axis,
      this.overview.element,
      this.readout,
      this.words,
      h(
        "p",
        { class: "soft note" },
        "Drag to zoom, Ctrl and the wheel zoom at the pointer, a click picks the half-cycle. Where samples are closer than pixels each column spans the least to the greatest of them.",
      ),
    );
  }

  /** Shows another record at a window; the whole of it by default. */
  open(record: OpenRecord, window: TimeWindow | undefined): void {
    this.record = record;
    const group = newId("traces");
    for (const { plot } of this.plots) plot.destroy();
    const { columns } = record;
    this.plots = columns.map(
      (column, k) =>
        new TracePlot(column, { isFirst: k === 0, isLast: k === columns.length - 1 }, group, {
          zoomed: (chosen) => this.go(chosen),
          point: (time) => this.point(time),
          pick: (time) => this.events.pick(time),
        }),
    );
    this.place.replaceChildren(...this.plots.map(({ element }) => element));
    if (this.width > 0) for (const plot of this.plots) plot.resize(this.width);
    this.overview.open(record);
    this.go(window ?? wholeOf(record));
  }

  annotate(overlay: Overlay): void {
    this.overlay = overlay;
    this.later();
  }

  get shown(): TimeWindow {
    return this.window;
  }

  go({ from, to }: TimeWindow): void {
    if (!this.record) return;
    const whole = wholeOf(this.record);
    const most = whole.to - whole.from;
    const least = Math.min(most, Math.max(SHORTEST.seconds, SHORTEST.share * most));
    const span = Math.min(Math.max(to - from, least), most);
    const middle = (from + to) / 2;
    const start = Math.min(Math.max(middle - span / 2, whole.from), whole.to - span);
    this.window = { from: start, to: start + span };
    this.later();
    this.rest();
  }

  private whole(): void {
    if (this.record) this.go(wholeOf(this.record));
  }

  /** @param factor of the window's length @param share of the window that stays where it is */
  private zoom(factor: number, share = 0.5): void {
    const { from, to } = this.window;
    const fixed = from + share * (to - from);
    this.go({ from: fixed - factor * (fixed - from), to: fixed + factor * (to - fixed) });
  }

  private pan(share: number): void {
    const { from, to } = this.window;
    const shift = share * (to - from);
    this.go({ from: from + shift, to: to + shift });
  }

  /** Draws with the next frame: a wheel may turn many times in one. */
  private later(): void {
    if (this.pending) return;
    this.pending = true;
    requestAnimationFrame(() => {
      this.pending = false;
      this.draw();
    });
  }

  private draw(): void {
    const { record, window } = this;
    if (!record || this.width === 0) return;
    const began = performance.now();
    for (const plot of this.plots) plot.show(record, window, this.overlay);
    performance.measure("interphase: window drawn", { start: began, end: performance.now() });
    this.overview.show(window);
    const { label } = timeUnit(window.to - window.from, window.from);
    this.axis.textContent = label;
    const digits = Math.max(0, Math.ceil(-Math.log10((window.to - window.from) / 3.6e6)));
    for (const name of ["from", "to"] as const) {
      const field = this.ends[name];
      if (document.activeElement !== field) field.value = (window[name] / 3600).toFixed(Math.min(digits, 12));
    }
  }

  private say(): void {
    const { from, to } = this.window;
    const span = to - from;
    const parts = this.plots.flatMap(({ column, extent }) =>
      extent ? [`${plotted[column].name.toLowerCase()} ${valueText(column, ...extent)}`] : [],
    );
    this.words.textContent = `Shown: ${timeText(from, span)} to ${timeText(to, span)}; ${parts.join(", ")}.`;
  }

  private point(time: number | undefined): void {
    if (time === undefined) {
      this.readout.textContent = "";
      return;
    }
    const values = this.plots.flatMap((plot) => {
      const found = plot.at(time);
      return found ? [`${plotted[plot.column].symbol} ${valueText(plot.column, ...found)}`] : [];
    });
    this.readout.textContent = [`t ${timeText(time, this.window.to - this.window.from)}`, ...values].join(
      "   ",
    );
  }

  private type(): void {
    const [from, to] = [this.ends.from, this.ends.to].map(({ value }) => Number(value.replace(",", ".")));
    const sound = Number.isFinite(from) && Number.isFinite(to) && to > from;
    this.fault.textContent = sound ? "" : "A window needs two times in hours, the first before the second.";
    for (const field of Object.values(this.ends)) field.setAttribute("aria-invalid", String(!sound));
    if (sound) this.go({ from: 3600 * from, to: 3600 * to });
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = {
      ArrowLeft: () => this.pan(event.shiftKey ? -0.02 : -0.2),
      ArrowRight: () => this.pan(event.shiftKey ? 0.02 : 0.2),
      PageUp: () => this.pan(-1),
      PageDown: () => this.pan(1),
      "+": () => this.zoom(0.5),
      "=": () => this.zoom(0.5),
      "-": () => this.zoom(2),
      Home: () => this.whole(),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  private wheel(event: WheelEvent): void {
    const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY);
    const zooms = event.ctrlKey || event.metaKey;
    if (!zooms && !sideways) return;
    event.preventDefault();
    if (zooms) this.zoom(Math.exp(0.0025 * event.deltaY), this.shareAt(event.clientX));
    else this.pan(event.deltaX / this.plotWidth);
  }

  private get plotWidth(): number {
    return this.plots[0]?.plot.rect.width || 1;
  }

  /** Place of the pointer on the axis of time, 0 to 1. */
  private shareAt(clientX: number): number {
    const { left = 0, width = 1 } = this.plots[0]?.plot.over.getBoundingClientRect() ?? {};
    return Math.min(Math.max((clientX - left) / width, 0), 1);
  }
}

export function wholeOf({ survey: { firstTime, lastTime } }: OpenRecord): TimeWindow {
  return { from: firstTime, to: lastTime > firstTime ? lastTime : firstTime + 1 };
}
