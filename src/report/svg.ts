/**
 * Strings of SVG. One user unit is one point (1/72 inch), so a text of 7 units is 7 pt in print. Colours are
 * presentation attributes (`color` and `currentColor`), never style attributes: a picture needs no style sheet and passes a strict
 * content security policy, and a page may still repaint it through its classes.
 */
import type { Shape } from "./palette.ts";
import { ink } from "./palette.ts";

export type Attributes = Readonly<Record<string, string | number | undefined>>;
export type Point = readonly [number, number];

/** Points (1/72 inch) in a millimetre. */
export const pointsPerMillimetre = 72 / 25.4;

/** Height of a panel in a figure of a width in points: `base` at 85 mm, growing with the root of the width, so that wide panels are not strips. */
export function panelHeight(base: number, width: number): number {
  return base * Math.min(Math.max(Math.sqrt(width / (85 * pointsPerMillimetre)), 0.85), 1.5);
}

/** Sizes of text in points. */
export const textSize = { label: 7.5, tick: 6.8, note: 6.3, title: 8 } as const;

/** Text made safe for element content and attribute values; characters that XML 1.0 forbids become U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .replace(forbidden, "\ufffd")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/'/g, "&#39;");
}
const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** A coordinate with two decimals: 0.01 pt is finer than any printer. Far-away ones are held near the page. */
export function coordinate(value: number): string {
  // Three times as fast as `toFixed`, and figures of long series consist of coordinates
  return String(Math.round(Math.min(Math.max(value, -1e5), 1e5) * 100) / 100);
}

/** One element; children are SVG already, attribute values are escaped here and numbers rounded. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const list = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === "number" ? coordinate(value) : escapeXml(value!)}"`)
    .join("");
  const content = children.join("");
  return content === "" ? `<${name}${list}/>` : `<${name}${list}>${content}</${name}>`;
}

/** Path data through points; a point that is not finite interrupts the line. */
export function linePath(points: readonly Point[]): string {
  let path = "";
  let open = false;
  for (const [x, y] of points) {
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      open = false;
      continue;
    }
    path += `${open ? "L" : "M"}${coordinate(x)} ${coordinate(y)}`;
    open = true;
  }
  return path;
}

/** Path data of the outline of a closed area. */
export function areaPath(points: readonly Point[]): string {
  return `${linePath(points)}Z`;
}

/** Path data of one marker of about the radius r around a point. */
export function markerPath(shape: Shape, [x, y]: Point, r: number): string {
  const at = `M${coordinate(x)} ${coordinate(y)}`;
  const d = coordinate;
  switch (shape) {
    case "circle":
      // One arc that ends 0.01 pt beside its start: half as long as two half circles, and there may be thousands.
      return `M${d(x - r)} ${d(y)}a${d(r)} ${d(r)} 0 1 1 0 .01z`;
    case "square":
      return `${at}m${d(-0.89 * r)} ${d(-0.89 * r)}h${d(1.78 * r)}v${d(1.78 * r)}h${d(-1.78 * r)}z`;
    case "triangle":
      return `${at}m0 ${d(-1.2 * r)}l${d(1.1 * r)} ${d(1.9 * r)}h${d(-2.2 * r)}z`;
    case "wedge":
      return `${at}m0 ${d(1.2 * r)}l${d(1.1 * r)} ${d(-1.9 * r)}h${d(-2.2 * r)}z`;
    case "diamond":
      return `${at}m0 ${d(-1.25 * r)}l${d(1.25 * r)} ${d(1.25 * r)}l${d(-1.25 * r)} ${d(1.25 * r)}l${d(-1.25 * r)} ${d(-1.25 * r)}z`;
    case "cross":
      return `${at}m${d(-0.9 * r)} ${d(-0.9 * r)}l${d(1.8 * r)} ${d(1.8 * r)}m0 ${d(-1.8 * r)}l${d(-1.8 * r)} ${d(1.8 * r)}`;
    case "plus":
      return `${at}m${d(-1.15 * r)} 0h${d(2.3 * r)}m${d(-1.15 * r)} ${d(-1.15 * r)}v${d(2.3 * r)}`;
    case "hexagon":
      return `${at}m${d(-1.1 * r)} 0l${d(0.55 * r)} ${d(-0.95 * r)}h${d(1.1 * r)}l${d(0.55 * r)} ${d(0.95 * r)}l${d(-0.55 * r)} ${d(0.95 * r)}h${d(-1.1 * r)}z`;
  }
}

export interface TextOptions {
  readonly size?: number;
  readonly anchor?: "start" | "middle" | "end";
  readonly weight?: "bold";
  readonly color?: string;
  readonly className?: string;
  /** Turned a quarter to the left, for the label of a vertical axis. */
  readonly upright?: boolean;
}

/** A line of text whose vertical middle lies at y. */
export function textAt(x: number, y: number, content: string, options: TextOptions = {}): string {
  const size = options.size ?? textSize.tick;
  // `dominant-baseline` is ignored by several PDF and PNG converters; 0.35 em is the middle of capitals and digits.
  const attributes: Attributes = options.upright
    ? { transform: `translate(${coordinate(x + 0.35 * size)} ${coordinate(y)}) rotate(-90)` }
    : { x, y: y + 0.35 * size };
  return element(
    "text",
    {
      ...attributes,
      "font-size": size,
      "text-anchor": options.anchor === "start" ? undefined : options.anchor,
      "font-weight": options.weight,
      color: options.color,
      class: options.className,
      fill: "currentColor",
    },
    raisedText(content, size),
  );
}

const raisedLetters: Readonly<Record<string, string>> = {
  "⁰": "0",
  "¹": "1",
  "²": "2",
  "³": "3",
  "⁴": "4",
  "⁵": "5",
  "⁶": "6",
  "⁷": "7",
  "⁸": "8",
  "⁹": "9",
  "⁻": "−",
  "⁺": "+",
  ⁿ: "n",
  "½": "1/2",
};

/**
 * Superscripts as raised letters, subscripts as lowered ones of the same font: Helvetica and Arial lack most of the characters, and a stand-in from another
 * font is seen. "½" is raised only behind a raised sign or a letter.
 */
function raisedText(content: string, size: number): string {
  let svg = "";
  let shift = "";
  let before = "";
  for (const [run, up, down] of content.matchAll(
    /([⁻⁺]?½|[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ]+½?)|([₀₁₂₃₄₅₆₇₈₉]+)|[^⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ½₀₁₂₃₄₅₆₇₈₉]+/gu,
  )) {
    if (down !== undefined) {
      const letters = [...down].map((letter) => String(letter.charCodeAt(0) - 0x2080)).join("");
      const fall = 0.2 * size;
      svg += element(
        "tspan",
        { dy: fall + Number(shift), "font-size": 0.68 * size, class: "lowered" },
        letters,
      );
      shift = coordinate(-fall);
    } else if (up === undefined || (up === "½" && !/\p{L}$/u.test(before))) {
      svg += shift === "" ? escapeXml(run) : element("tspan", { dy: shift }, escapeXml(run));
      shift = "";
    } else {
      const letters = [...up].map((letter) => raisedLetters[letter]).join("");
      const rise = 0.36 * size;
      svg += element(
        "tspan",
        { dy: -rise + Number(shift), "font-size": 0.68 * size, class: "raised" },
        letters,
      );
      shift = coordinate(rise);
    }
    before = run;
  }
  return svg;
}

/** The width of a text in points, estimated from the widths of Helvetica's letters. */
export function textWidth(text: string, size: number): number {
  let width = 0;
  for (const letter of text) {
    if (/[ijlIftr.,:;|!'′″/()[\]\u00a0 -]/.test(letter)) width += 0.31;
    else if (/[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ₀₁₂₃₄₅₆₇₈₉]/.test(letter)) width += 0.39;
    else if (letter === "½") width += 0.95;
    else if (/[A-HJ-Z&%@ΩmwΔ]/.test(letter)) width += 0.72;
    else if (letter > "\u2e80") width += 1;
    else width += 0.556;
  }
  return width * size;
}

/** A text cut in its middle to fit a width: the end of a file name tells more than its middle. */
export function fitText(text: string, size: number, width: number): string {
  // A label often gets exactly the room that was computed for it.
  if (textWidth(text, size) <= width + 0.01) return text;
  const letters = [...text];
  for (let keep = letters.length - 1; keep > 1; keep--) {
    const head = Math.ceil(keep * 0.4);
    const short = `${letters.slice(0, head).join("")}…${letters.slice(letters.length - (keep - head)).join("")}`;
    if (textWidth(short, size) <= width) return short;
  }
  return "…";
}

/** The title of a figure in bold, and the height above the rest that it takes. */
export function titleLine(title: string | undefined, width: number): { svg: string; height: number } {
  if (!title) return { svg: "", height: 4 };
  // Bold letters are about a tenth wider than `textWidth` says.
  const short = fitText(title, 1.12 * textSize.title, width - 8);
  const svg = textAt(4, 4 + textSize.title / 2, short, { size: textSize.title, weight: "bold" });
  return { svg, height: textSize.title + 8 };
}

export type Background = "white" | "none";

/** What every figure may be told. */
export interface FigureOptions {
  /** Width in mm; 85 is one column of a journal. */
  readonly width?: number;
  readonly title?: string;
  /** "none" leaves out the white paper behind the figure; default "white". */
  readonly background?: Background;
  /** Prefix of the ids inside; by default from the content, so equal figures have equal ids. */
  readonly id?: string;
}

/**
 * A complete SVG document of the given size in points. `draw` gets the id prefix that its clip paths must use.
 *
 * @param name what a screen reader says first. @param description the figure in a sentence or two.
 */
export function figure(
  size: { readonly width: number; readonly height: number; readonly background?: Background },
  name: string,
  description: string,
  body: string,
  id = `f${hash(name + description + body)}`,
): string {
  const { width, height, background } = size;
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${coordinate(width)} ${coordinate(height)}`,
      width: `${coordinate(width / pointsPerMillimetre)}mm`,
      height: `${coordinate(height / pointsPerMillimetre)}mm`,
      role: "img",
      "aria-labelledby": `${id}-title ${id}-desc`,
      class: "figure",
      color: ink,
      "font-family": "Helvetica, Arial, Arimo, 'Liberation Sans', sans-serif",
    },
    element("title", { id: `${id}-title` }, escapeXml(name)),
    element("desc", { id: `${id}-desc` }, escapeXml(description)),
    background === "none"
      ? ""
      : element("rect", { width, height, color: "#ffffff", fill: "currentColor", class: "paper" }),
    body.replaceAll(idMark, id),
  );
}

/** Stands for the id of the figure in its body until `figure` knows it. */
export const idMark = "\ue000id\ue000";

/** FNV-1a, 32 bits: names that repeat with the content and need no counter. */
function hash(text: string): string {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  return (state >>> 0).toString(16).padStart(8, "0");
}
