/** The whole record as a strip, with the window on it; the pointer moves the window. Keys and buttons do the same elsewhere. */

import { h } from "../../dom/make.ts";
import { padded, rangeOf } from "../../report/axis.ts";
import { distinctColor } from "../../report/palette.ts";
import type { OpenRecord } from "./openRecord.ts";
import type { TimeWindow } from "./tracePlot.ts";

export class Overview {
  private readonly canvas = h("canvas");
  private readonly frame = h("div", { class: "window" });
  readonly element = h("div", { class: "overview", "aria-hidden": "true" }, this.canvas, this.frame);
  private record: OpenRecord | undefined;
  private window: TimeWindow = { from: 0, to: 1 };
  private drawnWidth = 0;

  constructor(onMove: (middle: number) => void) {
    const move = (event: PointerEvent): void => {
      const { left, width } = this.element.getBoundingClientRect();
      const { firstTime = 0, lastTime = 1 } = this.record?.survey ?? {};
      onMove(firstTime + ((event.clientX - left) / width) * (lastTime - firstTime));
    };
    this.element.addEventListener("pointerdown", (event) => {
      this.element.setPointerCapture(event.pointerId);
      move(event);
    });
    this.element.addEventListener("pointermove", (event) => {
      if (this.element.hasPointerCapture(event.pointerId)) move(event);
    });
    new ResizeObserver(([{ contentRect }]) => {
      if (Math.abs(contentRect.width - this.drawnWidth) > 2) this.draw();
    }).observe(this.element);
    document.addEventListener("interphase-theme", () => this.draw());
  }

  open(record: OpenRecord): void {
    this.record = record;
    this.draw();
  }

  show(window: TimeWindow): void {
    this.window = window;
    const { firstTime = 0, lastTime = 1 } = this.record?.survey ?? {};
    const span = lastTime - firstTime || 1;
    const from = Math.max(0, (window.from - firstTime) / span);
    const to = Math.min(1, (window.to - firstTime) / span);
    this.frame.style.left = `${100 * from}%`;
    this.frame.style.width = `${Math.max(0.4, 100 * (to - from))}%`;
  }

  private draw(): void {
    const { canvas, record } = this;
    const { clientWidth: width, clientHeight: height } = this.element;
    const context = canvas.getContext("2d");
    if (!record || !context || width === 0) return;
    this.drawnWidth = width;
    const density = devicePixelRatio || 1;
    canvas.width = Math.round(width * density);
    canvas.height = Math.round(height * density);
    const { firstTime, lastTime } = record.survey;
    const envelope = record.envelope("voltage_volt", firstTime, lastTime, canvas.width);
    const range = envelope && rangeOf([envelope.least, envelope.greatest]);
    if (!envelope || !range) return;
    const [low, high] = padded(range, 0.08);
    const xOf = (time: number): number => ((time - firstTime) / (lastTime - firstTime || 1)) * canvas.width;
    const yOf = (value: number): number => (1 - (value - low) / (high - low)) * canvas.height;
    context.fillStyle = distinctColor(
      0,
      document.documentElement.dataset.theme === "dark" ? "dark" : "light",
    );
    for (let k = 0; k < envelope.least.length; k++) {
      const [top, bottom] = [yOf(envelope.greatest[k]), yOf(envelope.least[k])];
      const left = xOf(envelope.left[k]);
      context.fillRect(
        left,
        top,
        Math.max(density, xOf(envelope.right[k]) - left),
        Math.max(density, bottom - top),
      );
    }
    this.show(this.window);
  }
}
