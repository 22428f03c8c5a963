/** What the abscissa and the ordinate of a model are. */
import type { LineAxis } from "../program/lineshape.ts";
import type { KAlpha } from "./diffraction.ts";

export interface Abscissa {
  readonly axis: LineAxis;
  readonly unit: string;
  readonly yUnit: string;
  /** Of a diffractogram. */
  readonly anode?: KAlpha;
}

/** The product of two units for an area. */
export function areaUnit({ unit, yUnit }: Abscissa): string {
  return yUnit === "" ? unit : unit === "" ? yUnit : `${yUnit}·${unit}`;
}
