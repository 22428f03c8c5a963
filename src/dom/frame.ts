/** The frames of a drawn figure, read back from what `src/report/panel.ts` writes into it. */
import type { Axis } from "../report/axis.ts";
import type { Panel } from "../report/panel.ts";

/** The panels of a figure in the order in which they were drawn; without ticks. */
export function framesOf(figure: Element): Panel[] {
  return [...figure.querySelectorAll<SVGPathElement>(".frame")].flatMap(({ dataset }) => {
    const [x, y, width, height] = (dataset.box ?? "").split(" ").map(Number);
    const [horizontal, vertical] = [axisOf(dataset.x), axisOf(dataset.y)];
    return horizontal && vertical ? [{ box: { x, y, width, height }, x: horizontal, y: vertical }] : [];
  });
}

function axisOf(text: string | undefined): Axis | undefined {
  const [kind, min, max, direction] = (text ?? "").split(" ");
  if (kind !== "linear" && kind !== "log") return undefined;
  return {
    kind,
    min: Number(min),
    max: Number(max),
    ticks: [],
    ...(direction === "reversed" && { reversed: true }),
  };
}
