/** The components that a file holds beside those of a fit. */
import type { StoredFit } from "../spectra/storedFit.ts";
import { columnUnit, heading, significant } from "./number.ts";
import type { FittedSpectrum } from "./spectrumDocument.ts";
import { tableHtml, th } from "./spectrumTable.ts";
import { formulaName } from "./substance.ts";
import { escapeXml } from "./svg.ts";

/**
 * The components that the file holds beside those of the fit, paired by their places. Stored areas
 * are in counts/s × unit of x.
 * @param perSecond factor from our areas to those of the file; undefined when it is not known
 */
export function storedTable(
  stored: StoredFit,
  { result }: FittedSpectrum,
  perSecond: number | undefined,
): string {
  const ours = result.components.flatMap((component) =>
    component.lines.map((line, k) => ({
      ...line,
      // Position and width of an asymmetric shape are those of its formula, as the other program has them
      ...(k === 0 &&
        isAsymmetric(component.shape) && {
          center: component.shapeValues.center ?? line.center,
          fwhm: component.shapeValues.fwhm ?? line.fwhm,
        }),
      title: component.lines.length > 1 ? `${formulaName(component)} ${line.name}` : formulaName(component),
    })),
  );
  // A model that was made of the stored fit has its components in the same order
  const isSame =
    ours.length === stored.components.length &&
    stored.components.every(({ name }, i) => ours[i]!.title.startsWith(formulaName({ name })));
  const pairs = isSame
    ? ours.map((_, i) => i)
    : nearestPairs(
        stored.components.map(({ position }) => position.value),
        ours.map(({ center }) => center),
        Math.max(0, ...ours.map(({ fwhm }) => fwhm)),
      );
  const total = stored.components.reduce((sum, { area }) => sum + area.value, 0);
  const whole = ours.reduce((sum, { area }) => sum + area, 0);
  const scale = columnUnit(
    stored.components.map(({ area }) => area.value),
    `counts/s·${result.xUnit}`,
  );
  const rows = stored.components.map(({ name, shape, position, fwhm, area }, i) => {
    const near = ours[pairs[i] ?? -1];
    const cells = [
      significant(position.value, 6),
      near ? significant(near.center, 6) : "",
      near ? signed(near.center - position.value) : "",
      significant(fwhm.value, 4),
      near ? significant(near.fwhm, 4) : "",
      significant(area.value / scale.factor, 4),
      near && perSecond !== undefined ? significant((near.area * perSecond) / scale.factor, 4) : "",
      significant((100 * area.value) / total, 3),
      near ? significant((100 * near.area) / whole, 3) : "",
    ];
    // One name where both have it
    const title = near?.title.startsWith(name) ? near.title : [name, near?.title].filter(Boolean).join(" · ");
    return `<tr><th scope="row">${escapeXml(title)}</th><td class="l">${escapeXml(shape)}</td>${cells.map((cell) => `<td>${escapeXml(cell)}</td>`).join("")}</tr>`;
  });
  const unit = result.xUnit;
  const head = [
    th("stored · here"),
    th("shape", true),
    th(heading("position", unit)),
    th("here"),
    th("Δ"),
    th(heading("FWHM", unit)),
    th("here"),
    th(heading("area", scale.unit)),
    th("here"),
    th("share (%)"),
    th("here"),
  ];
  return tableHtml("Stored fit", head, rows);
}

/** Shapes whose `center` and `fwhm` are not the highest place and the width of the curve. */
function isAsymmetric(shape: string): boolean {
  return shape === "la" || shape === "lf";
}

/** For each place of a list its partner in another, nearest pairs first, each once and no further than `reach`. */
function nearestPairs(
  places: readonly number[],
  others: readonly number[],
  reach: number,
): (number | undefined)[] {
  const pairs = new Array<number | undefined>(places.length).fill(undefined);
  const taken = new Set<number>();
  const all = places
    .flatMap((place, i) => others.map((other, k) => ({ i, k, distance: Math.abs(place - other) })))
    .filter(({ distance }) => distance <= reach)
    .sort((a, b) => a.distance - b.distance);
  for (const { i, k } of all) {
    if (pairs[i] !== undefined || taken.has(k)) continue;
    pairs[i] = k;
    taken.add(k);
  }
  return pairs;
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;
}
