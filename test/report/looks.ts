/** What a referee sees in a figure and in a page: sentences about what is wrong. */
import { textWidth } from "../../src/report/svg.ts";

interface Word {
  readonly text: string;
  readonly className: string;
  readonly size: number;
  /** Centre of the box; its half widths in points. */
  readonly x: number;
  readonly y: number;
  readonly halfWidth: number;
  readonly halfHeight: number;
  readonly upright: boolean;
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
const plain = (text: string): string => text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => entities[name]!);
const attribute = (tag: string, name: string): string | undefined =>
  new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];

/** The words of a figure with the room that they take; raised and lowered letters are as small as they are drawn. */
function wordsOf(svg: string): Word[] {
  const words: Word[] = [];
  const offsets: [number, number][] = [[0, 0]];
  for (const match of svg.matchAll(/<text\b[^>]*>.*?<\/text>|<g\b[^>]*\/?>|<\/g>/gs)) {
    const [piece] = match;
    if (piece === "</g>") offsets.pop();
    else if (piece.startsWith("<g")) {
      if (piece.endsWith("/>")) continue;
      const [dx, dy] = offsets.at(-1)!;
      const [, x = "0", y = "0"] =
        /^translate\((\S+) (\S+)\)$/.exec(attribute(piece, "transform") ?? "") ?? [];
      offsets.push([dx + Number(x), dy + Number(y)]);
    } else words.push(wordOf(piece, offsets.at(-1)!));
  }
  return words.filter(({ text }) => text.trim() !== "");
}

function wordOf(piece: string, [dx, dy]: readonly [number, number]): Word {
  const [, tag = "", content = ""] = /^(<text\b[^>]*>)(.*)<\/text>$/s.exec(piece)!;
  const size = Number(attribute(tag, "font-size"));
  let text = "";
  let width = 0;
  for (const [, small, inside, bare] of content.matchAll(
    /<tspan\b[^>]*?(class="(?:raised|lowered)")?[^>]*>(.*?)<\/tspan>|([^<]+)/gs,
  )) {
    const part = plain(inside ?? bare ?? "");
    text += part;
    width += textWidth(part, small === undefined ? size : 0.68 * size);
  }
  const turned = /^translate\((\S+) (\S+)\) rotate\(-90\)$/.exec(attribute(tag, "transform") ?? "");
  const anchor = attribute(tag, "text-anchor") ?? "start";
  const x = dx + (turned ? Number(turned[1]) - 0.35 * size : Number(attribute(tag, "x")));
  const y = dy + (turned ? Number(turned[2]) : Number(attribute(tag, "y")) - 0.35 * size);
  const shift = anchor === "middle" ? 0 : anchor === "end" ? -width / 2 : width / 2;
  return {
    text,
    className: attribute(tag, "class") ?? "",
    size,
    x: turned ? x : x + shift,
    y,
    halfWidth: turned ? 0.36 * size : width / 2,
    halfHeight: turned ? width / 2 : 0.36 * size,
    upright: turned !== null,
  };
}

/** Names of axes that count or compare, and have no unit. */
const unitless =
  /^(cycle|spectrum|temperature|log.*|ln .*|Δ|Δ\/σ|Δ\/rms|S 2p.*|[^()]*_(second|pa|volt|ampere))$/;

/** Words that overlap or leave the canvas, axes without unit, Nyquist plots with unequal axes. */
export function figureFaults(svg: string): string[] {
  const faults: string[] = [];
  const words = wordsOf(svg);
  const [, , width = 0, height = 0] = (attribute(svg, "viewBox") ?? "").split(" ").map(Number);
  for (const { text, x, y, halfWidth, halfHeight } of words) {
    const inside =
      x - halfWidth >= -1 &&
      x + halfWidth <= width + 1 &&
      y - halfHeight >= -1 &&
      y + halfHeight <= height + 1;
    if (!inside) faults.push(`"${text}" leaves the canvas`);
    if (/NaN|undefined|Infinity|\[object/.test(text)) faults.push(`"${text}" is no text`);
    if (/(^|[\s(])-\d/.test(text)) faults.push(`"${text}" has a hyphen for a minus sign`);
  }
  words.forEach((one, i) => {
    for (const other of words.slice(i + 1)) {
      const across = one.halfWidth + other.halfWidth - Math.abs(one.x - other.x);
      const down = one.halfHeight + other.halfHeight - Math.abs(one.y - other.y);
      if (across > 0.5 && down > 0.5) faults.push(`"${one.text}" lies on "${other.text}"`);
    }
  });
  const titles = words.filter(({ size, className }) => size === 7.5 && className === "");
  for (const { text } of titles) {
    if (!/\([^()]*(\([^()]*\)[^()]*)*\)$/.test(text) && !unitless.test(text))
      faults.push(`the axis "${text}" has no unit`);
  }
  if (titles.some(({ text }) => text.startsWith("−Z″"))) {
    const frames = [...svg.matchAll(/<path\b[^>]*class="frame"[^>]*>/g)].map(([tag]) => tag);
    const planes = titles.filter(({ text }) => text.startsWith("−Z″")).length;
    for (const tag of frames.slice(0, planes)) {
      const [, , w = 0, h = 0] = attribute(tag, "data-box")!.split(" ").map(Number);
      const perPoint = (["x", "y"] as const).map((axis) => {
        const [kind, min, max] = attribute(tag, `data-${axis}`)!.split(" ");
        if (kind !== "linear") return Number.NaN;
        return (Number(max) - Number(min)) / (axis === "x" ? w : h);
      });
      if (!(Math.abs(perPoint[0]! / perPoint[1]! - 1) < 1e-3))
        faults.push(`a Nyquist plot has ${perPoint.join(" and ")} Ω per point`);
    }
  }
  return faults;
}

/** The figures of a page with their captions. */
export function figuresOf(page: string): { readonly svg: string; readonly caption: string }[] {
  return [...page.matchAll(/<figure\b[^>]*>(<svg.*?<\/svg>)(.*?)<\/figure>/gs)].map(
    ([, svg = "", rest = ""]) => ({
      svg,
      caption: plain(/<figcaption>(.*?)<\/figcaption>/s.exec(rest)?.[1] ?? ""),
    }),
  );
}

const spoken = (html: string): string =>
  plain(html.replace(/<style>.*?<\/style>|<svg.*?<\/svg>/gs, " ").replace(/<[^>]+>/g, " "));

/** Captions that say nothing, numbers of captions that no table has, errors with too many digits, empty parts. */
export function pageFaults(page: string): string[] {
  const faults: string[] = [];
  const figures = figuresOf(page);
  const withoutCaptions = spoken(page.replace(/<figcaption>.*?<\/figcaption>/gs, " "));
  for (const { svg, caption } of figures) {
    const name = attribute(svg, "aria-labelledby") ?? "";
    if (caption.length < 40 || !caption.endsWith("."))
      faults.push(`${name}: the caption "${caption}" says too little`);
    faults.push(...figureFaults(svg).map((fault) => `${name}: ${fault}`));
    for (const [number] of caption.matchAll(/\S+ ± [\d.]+/g))
      if (!withoutCaptions.includes(number))
        faults.push(`${name}: no table has the "${number}" of the caption`);
  }
  const text = spoken(page);
  for (const [word] of text.matchAll(/\b(NaN|undefined|Infinity|\[object [^\]]*\])/g))
    faults.push(`the page says ${word}`);
  for (const [pair, error = ""] of text.matchAll(/\S+ ± ([\d.]+)/g)) {
    const digits = error
      .replace(/^0*\.?0*/, "")
      .replace(".", "")
      .replace(/0+$/, "");
    if (digits.length > 2) faults.push(`"${pair}": an error of ${digits.length} digits`);
  }
  for (const [section] of page.matchAll(/<section><h\d>[^<]*<\/h\d><\/section>/g))
    faults.push(`${section} is empty`);
  for (const [, table = ""] of page.matchAll(/<table>(.*?)<\/table>/gs)) {
    const rows = [...table.matchAll(/<tr>(.*?)<\/tr>/gs)]
      .map(([, row = ""]) =>
        [...row.matchAll(/<t[hd]\b[^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = ""]) => spoken(cell).trim()),
      )
      .filter((row) => row.length > 1);
    const [head, ...body] = rows;
    if (!head || body.length < 3) continue;
    head.forEach((title, k) => {
      const cells = new Set(body.map((row) => row[k]));
      if (cells.size === 1 && ["", "–"].includes([...cells][0] ?? ""))
        faults.push(`the column "${title}" is empty`);
    });
  }
  return faults;
}
