/** A figure of `src/report` in a page: as wide as its place, with points that answer to pointer and keys. */
import { inPanel, type Panel, pointOf } from "../report/panel.ts";
import { framesOf } from "./frame.ts";
import { h, markup } from "./make.ts";
import { SpanSelection } from "./spanSelection.ts";

/** Values at which an item stands in one panel: [x, y] in the units of its axes. */
export type Places = readonly (readonly [x: number, y: number])[];

export interface FigureContent {
  /** Draws the figure at a width in mm. */
  draw(width: number): string;
  /** Where item `index` stands, for each panel of the figure; its mark is drawn there. */
  places(index: number): readonly Places[];
  readonly count: number;
  /** "plane": the nearest point counts; "abscissa": the nearest x, at any height. */
  readonly nearest: "plane" | "abscissa";
  /** Draws what is too much for SVG, behind the figure. */
  behind?(context: CanvasRenderingContext2D, panel: Panel): void;
}

export interface LinkedFigureEvents {
  /** The item under the pointer, or chosen by keys; undefined when the pointer left. */
  point(index: number | undefined): void;
  /** A click, or Enter. */
  pick?(index: number): void;
  /** A stretch of the abscissa: dragged over, or taken by Shift with arrow keys and Enter. Ends are items, in any order. */
  range?(from: number, to: number): void;
}

/** Pixels of a point of print: text of 7 pt is nearly as high as that of the page. */
function pixelsPerPoint(): number {
  return 0.118 * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}
const POINTS_PER_MILLIMETRE = 72 / 25.4;
const widths = { least: 62, most: 190 } as const;
/** Farther from a point than this (pixels) the pointer means none. */
const REACH = 30;

const svgNamespace = "http://www.w3.org/2000/svg";

export class LinkedFigure {
  readonly element: HTMLElement;
  private readonly place = h("div", { class: "figure-place" });
  private readonly canvas = h("canvas", { "aria-hidden": "true" });
  private readonly events: LinkedFigureEvents;
  private content: FigureContent | undefined;
  private panels: Panel[] = [];
  private svg: SVGSVGElement | undefined;
  private marks: SVGGElement | undefined;
  private at: number | undefined;
  private readonly span: SpanSelection | undefined;
  /** Width of the place in pixels: 0 until it is known. */
  private pixels = 0;
  private drawnWidth = 0;
  /** Whether it is painted again when the page changes its theme. */
  private repaints = false;

  /** @param label what the figure is, for screen readers and as its caption */
  constructor(label: string, events: LinkedFigureEvents) {
    this.events = events;
    this.element = h(
      "figure",
      {
        class: "linked",
        tabindex: "0",
        role: "group",
        "aria-label": `${label}; arrow keys move from point to point`,
      },
      this.canvas,
      this.place,
    );
    this.span = events.range && new SpanSelection((from, to) => events.range?.(from, to));
    this.element.addEventListener("pointerdown", (event) => {
      if (event.button === 0) this.span?.press(this.nearestTo(event), event);
    });
    this.element.addEventListener("pointermove", (event) => {
      const index = this.span?.isPressed ? this.nearestTo(event) : this.indexAt(event);
      if (this.span?.drag(index, event)) this.element.setPointerCapture(event.pointerId);
      events.point(index);
    });
    this.element.addEventListener("pointerup", () => this.span?.release());
    this.element.addEventListener("pointercancel", () => this.span?.clear());
    this.element.addEventListener("pointerleave", () => events.point(undefined));
    this.element.addEventListener("click", (event) => {
      if (this.span?.hasJustEnded()) return;
      const index = this.indexAt(event);
      if (index !== undefined) events.pick?.(index);
    });
    this.element.addEventListener("keydown", (event) => this.key(event));
    // Asking the element would lay out the page once for each figure that is drawn
    new ResizeObserver(([{ contentRect }]) => {
      this.pixels = contentRect.width;
      if (this.pixels > 0 && Math.abs(this.pixels - this.drawnWidth) > 12) this.redraw();
    }).observe(this.element);
  }

  show(content: FigureContent): void {
    // A listener of the document would keep a figure alive that is off the page: only those that need it have one
    if (content.behind && !this.repaints) {
      this.repaints = true;
      document.addEventListener("interphase-theme", () => this.paintBehind());
    }
    this.content = content;
    this.redraw();
  }

  /** Width in mm at which the figure is drawn now. */
  private width(): number {
    const points = this.pixels / pixelsPerPoint();
    return Math.min(Math.max(points / POINTS_PER_MILLIMETRE, widths.least), widths.most);
  }

  private redraw(): void {
    if (!this.content || this.pixels === 0) return;
    this.drawnWidth = this.pixels;
    this.place.replaceChildren(markup(this.content.draw(this.width())));
    this.svg = this.place.querySelector("svg") ?? undefined;
    this.panels = this.svg ? framesOf(this.svg) : [];
    this.marks = document.createElementNS(svgNamespace, "g");
    this.marks.setAttribute("class", "marks");
    this.svg?.append(this.marks);
    this.paintBehind();
    this.mark(this.at);
  }

  private paintBehind(): void {
    const { content, canvas, svg, panels } = this;
    const panel = panels[0];
    canvas.hidden = !content?.behind;
    if (!content?.behind || !svg || !panel) return;
    const { width, height } = svg.getBoundingClientRect();
    const density = devicePixelRatio || 1;
    canvas.width = Math.round(width * density);
    canvas.height = Math.round(height * density);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    const context = canvas.getContext("2d");
    if (!context) return;
    const scale = (width / svg.viewBox.baseVal.width) * density;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.beginPath();
    context.rect(panel.box.x, panel.box.y, panel.box.width, panel.box.height);
    context.clip();
    content.behind(context, panel);
  }

  /** Marks an item in all panels; undefined takes the marks away. */
  mark(index: number | undefined): void {
    this.at = index;
    const { marks, content, panels } = this;
    if (!marks || !content) return;
    marks.replaceChildren();
    this.markSpan();
    if (index === undefined || index >= content.count) return;
    content.places(index).forEach((places, k) => {
      const panel = panels[k];
      if (!panel) return;
      for (const [x, y] of places) {
        const point = pointOf(panel, x, y);
        if (content.nearest === "abscissa") marks.append(hairline(panel, point[0]));
        if (!inPanel(panel, point)) continue;
        const circle = document.createElementNS(svgNamespace, "circle");
        circle.setAttribute("cx", String(point[0]));
        circle.setAttribute("cy", String(point[1]));
        circle.setAttribute("r", "3.4");
        marks.append(circle);
      }
    });
  }

  private markSpan(): void {
    const { content, panels, marks, span } = this;
    if (!content || !span?.ends) return;
    const [a, b] = span.ends.map((i) => content.places(i)[0]?.[0]?.[0]);
    for (const panel of a === undefined || b === undefined ? [] : panels) {
      const [from, to] = [a!, b!].map((x) => pointOf(panel, x, 0)[0]);
      const band = document.createElementNS(svgNamespace, "rect");
      const { box } = panel;
      band.setAttribute("class", "span");
      band.setAttribute("x", String(Math.min(from, to)));
      band.setAttribute("width", String(Math.abs(to - from)));
      band.setAttribute("y", String(box.y));
      band.setAttribute("height", String(box.height));
      marks?.append(band);
    }
  }

  /** A point of the screen in the units of the figure. */
  private placeOf(
    event: MouseEvent,
  ): { readonly x: number; readonly y: number; readonly scale: number } | undefined {
    const matrix = this.svg?.getScreenCTM();
    if (!matrix) return undefined;
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    return { x, y, scale: matrix.a };
  }

  /** The item of the first panel that is nearest along the abscissa, wherever the pointer is. */
  private nearestTo(event: MouseEvent): number | undefined {
    const { content, panels } = this;
    const place = this.placeOf(event);
    if (!content || !place || !panels[0]) return undefined;
    let best: number | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (let index = 0; index < content.count; index++) {
      const [first] = content.places(index)[0] ?? [];
      if (!first) continue;
      const distance = Math.abs(pointOf(panels[0], ...first)[0] - place.x);
      if (distance < least) [least, best] = [distance, index];
    }
    return best;
  }

  /** The item under the pointer. */
  private indexAt(event: MouseEvent): number | undefined {
    const { content, panels } = this;
    const place = this.placeOf(event);
    if (!content || !place) return undefined;
    const { x, y, scale } = place;
    const k = panels.findIndex((panel) => inPanel(panel, [x, y]));
    if (k < 0) return undefined;
    let best: number | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (let index = 0; index < content.count; index++) {
      for (const place of content.places(index)[k] ?? []) {
        const [px, py] = pointOf(panels[k], ...place);
        const distance = content.nearest === "plane" ? Math.hypot(px - x, py - y) : Math.abs(px - x);
        if (distance < least) [least, best] = [distance, index];
      }
    }
    return least * scale <= REACH ? best : undefined;
  }

  private key(event: KeyboardEvent): void {
    const count = this.content?.count ?? 0;
    if (count === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = this.at ?? -1;
    const next = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1,
      Home: 0,
      End: count - 1,
      PageDown: at + 10,
      PageUp: at - 10,
    }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      const to = Math.min(Math.max(next, 0), count - 1);
      if (event.shiftKey) this.span?.extend(Math.max(at, 0), to);
      else this.span?.clear();
      this.events.point(to);
    } else if (event.key === "Enter") {
      if (this.span?.ends) this.span.release();
      else if (this.at !== undefined) this.events.pick?.(this.at);
    } else if (event.key === "Escape") {
      this.span?.clear();
      this.events.point(undefined);
    }
  }
}

function hairline({ box }: Panel, x: number): SVGElement {
  const line = document.createElementNS(svgNamespace, "path");
  line.setAttribute("d", `M${x} ${box.y}v${box.height}`);
  return line;
}
