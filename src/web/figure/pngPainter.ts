/**
 * Figures of `src/report` as PNG. They are painted on a canvas from their own vocabulary (paths, rectangles, texts, groups), because a
 * strict content security policy forbids the picture of an SVG, which would be a blob or data address.
 */
const INCH = 25.4;

/** @param dpi pixels per inch at the width in mm that the figure states */
export async function pngOf(svg: string, dpi = 300): Promise<Blob> {
  const root = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  const [, , width, height] = (root.getAttribute("viewBox") ?? "0 0 100 100").split(" ").map(Number);
  const millimetres = Number.parseFloat(root.getAttribute("width") ?? "85");
  const scale = ((millimetres / INCH) * dpi) / width;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext("2d");
  if (!context)
    throw new Error("This browser gives no canvas to draw a picture on; save the figure as SVG instead.");
  context.scale(scale, scale);
  paint(
    context,
    root,
    { color: "#1a1a1a", strokeOpacity: 1, family: root.getAttribute("font-family") ?? "sans-serif" },
    root,
  );
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else
        reject(
          new Error("The picture is too large for this browser; choose fewer spectra, or save it as SVG."),
        );
    }, "image/png");
  });
}

interface Style {
  readonly color: string;
  readonly strokeOpacity: number;
  readonly family: string;
}

function paint(context: CanvasRenderingContext2D, element: Element, inherited: Style, root: Element): void {
  const style: Style = {
    ...inherited,
    color: element.getAttribute("color") ?? inherited.color,
    strokeOpacity: Number(element.getAttribute("stroke-opacity") ?? inherited.strokeOpacity),
  };
  context.save();
  transform(context, element.getAttribute("transform") ?? "");
  const clip = /^url\(#(.*)\)$/.exec(element.getAttribute("clip-path") ?? "")?.[1];
  const area = clip === undefined ? undefined : root.querySelector(`[id="${clip}"] > rect`);
  if (area) context.clip(pathOf(area));
  switch (element.localName) {
    case "path":
    case "rect":
      paintShape(context, element, style);
      break;
    case "text":
      paintText(context, element, style);
      break;
    case "svg":
    case "g":
      for (const child of element.children) paint(context, child, style, root);
      break;
    default: // title, desc, clipPath: not drawn
  }
  context.restore();
}

/** "translate(x y) rotate(-90)": all that the figures use. */
function transform(context: CanvasRenderingContext2D, text: string): void {
  for (const [, name, list] of text.matchAll(/(\w+)\(([^)]*)\)/g)) {
    const numbers = list.split(/[ ,]+/).map(Number);
    if (name === "translate") context.translate(numbers[0], numbers[1] ?? 0);
    else if (name === "rotate") context.rotate((numbers[0] * Math.PI) / 180);
  }
}

function pathOf(element: Element): Path2D {
  const d = element.getAttribute("d");
  if (d !== null) return new Path2D(d);
  const path = new Path2D();
  path.rect(number(element, "x"), number(element, "y"), number(element, "width"), number(element, "height"));
  return path;
}

function number(element: Element, name: string, otherwise = 0): number {
  return Number(element.getAttribute(name) ?? otherwise);
}

function paintShape(context: CanvasRenderingContext2D, element: Element, style: Style): void {
  const path = pathOf(element);
  const fill = element.getAttribute("fill") ?? "currentColor";
  const stroke = element.getAttribute("stroke") ?? "none";
  if (fill !== "none") {
    context.globalAlpha = number(element, "fill-opacity", 1) * number(element, "opacity", 1);
    context.fillStyle = fill === "currentColor" ? style.color : fill;
    context.fill(path);
  }
  if (stroke !== "none") {
    context.globalAlpha = style.strokeOpacity * number(element, "opacity", 1);
    context.strokeStyle = stroke === "currentColor" ? style.color : stroke;
    context.lineWidth = number(element, "stroke-width", 1);
    context.lineJoin = element.getAttribute("stroke-linejoin") === "round" ? "round" : "miter";
    context.setLineDash(
      (element.getAttribute("stroke-dasharray") ?? "").split(/[ ,]+/).filter(Boolean).map(Number),
    );
    context.stroke(path);
  }
  context.globalAlpha = 1;
}

interface Run {
  readonly text: string;
  readonly font: string;
  readonly rise: number;
}

/** A text with raised letters: `tspan` with `dy` and a size of its own. */
function paintText(context: CanvasRenderingContext2D, element: Element, { color, family }: Style): void {
  const size = number(element, "font-size", 7);
  const weight = element.getAttribute("font-weight") ?? "normal";
  const runs: Run[] = [];
  let rise = 0;
  for (const node of element.childNodes) {
    const span = node instanceof Element ? node : undefined;
    rise += span ? number(span, "dy") : 0;
    runs.push({
      text: node.textContent ?? "",
      font: `${weight} ${span ? number(span, "font-size", size) : size}px ${family}`,
      rise,
    });
  }
  const width = runs.reduce((sum, { text, font }) => {
    context.font = font;
    return sum + context.measureText(text).width;
  }, 0);
  const share = { middle: 0.5, end: 1 }[element.getAttribute("text-anchor") ?? ""] ?? 0;
  let x = number(element, "x") - share * width;
  context.fillStyle = color;
  for (const { text, font, rise: up } of runs) {
    context.font = font;
    context.fillText(text, x, number(element, "y") + up);
    x += context.measureText(text).width;
  }
}
