/** What the user has opened and asked for. Immutable: a step back is an earlier state. */

import { defaultConfidence, type IntervalMethod } from "../../fit/intervals.ts";
import { type FitOptions, fitDefaults, type Loss, type Weighting } from "../../fit/options.ts";
import type { Cell } from "../../impedance/cell.ts";
import type { Spectrum } from "../../impedance/spectrum.ts";
import { type Treatment, treated } from "./treatment.ts";

/** What the user asks of one parameter, in SI units. */
export interface Wish {
  readonly fixed?: number;
  readonly lower?: number;
  readonly upper?: number;
  readonly tie?: string;
}

/**
 * "series": each spectrum from the optimum of its neighbour; "each": a search of its own for every spectrum; "auto": a series from
 * `SERIES_FROM` spectra on.
 */
export type Route = "auto" | "series" | "each";

export const SERIES_FROM = 100;

export interface ImpedanceState extends Treatment {
  /** As they were read. */
  readonly opened: readonly Spectrum[];
  /** The same, treated: what is fitted and drawn. */
  readonly spectra: readonly Spectrum[];
  /** Sentences of the readers. */
  readonly notes: readonly string[];
  readonly circuit: string;
  readonly weighting: Weighting;
  readonly loss: Loss;
  readonly route: Route;
  /** By the name of the parameter; those that the circuit does not have are kept, for it may have them again. */
  readonly wishes: Readonly<Record<string, Wish>>;
  /** Area and thickness, for the arcs. */
  readonly cell: Cell;
  /** How intervals are found. */
  readonly certainty: { readonly method: IntervalMethod; readonly confidence: number };
  /** Spectra that were taken off the list: the files that hold them are named by the command line still. */
  readonly removed: number;
}

export const emptyState: ImpedanceState = {
  opened: [],
  spectra: [],
  band: {},
  columns: {},
  notes: [],
  circuit: "R0-p(R1,CPE1)-p(R2,CPE2)",
  weighting: fitDefaults.weighting,
  loss: fitDefaults.loss,
  route: "auto",
  wishes: {},
  cell: {},
  certainty: { method: "covariance", confidence: defaultConfidence },
  removed: 0,
};

/**
 * The state with other spectra, or with spectra treated otherwise.
 * @throws RangeError with a sentence when a band leaves less of a spectrum than can be fitted
 */
export function measuredIn(
  state: ImpedanceState,
  changes: Partial<Pick<ImpedanceState, "opened" | "band" | "imaginary" | "columns">>,
): ImpedanceState {
  const next = { ...state, ...changes };
  return { ...next, spectra: treated(next.opened, next, spectrumLabel) };
}

/** Whether another fit is needed when one state follows the other. */
export function fitsDiffer(a: ImpedanceState, b: ImpedanceState): boolean {
  return (
    a.spectra !== b.spectra ||
    a.circuit !== b.circuit ||
    a.weighting !== b.weighting ||
    a.loss !== b.loss ||
    a.route !== b.route ||
    a.wishes !== b.wishes
  );
}

/** The options of the fit, for a circuit with these parameters. */
export function optionsOf(
  { weighting, loss, wishes }: ImpedanceState,
  parameters: readonly { readonly name: string; readonly lower: number; readonly upper: number }[],
): FitOptions {
  const fixed: Record<string, number> = {};
  const bounds: Record<string, readonly [number, number]> = {};
  const ties: Record<string, string> = {};
  for (const { name, lower, upper } of parameters) {
    const wish = wishes[name];
    if (!wish) continue;
    if (wish.fixed !== undefined) fixed[name] = wish.fixed;
    else if (wish.tie !== undefined) ties[name] = wish.tie;
    else if (wish.lower !== undefined || wish.upper !== undefined)
      bounds[name] = [wish.lower ?? lower, wish.upper ?? upper];
  }
  return { weighting, loss, fixed, bounds, ties };
}

/** Whether the spectra are fitted as series. */
export function asSeries({ route, spectra }: ImpedanceState): boolean {
  return route === "series" || (route === "auto" && spectra.length >= SERIES_FROM);
}

/** The spectra of one cell: a file of its own when files hold several spectra each, else all. Indices, in the order of the list. */
export function groupsOf(
  spectra: readonly Spectrum[],
): readonly { readonly label: string; readonly indices: readonly number[] }[] {
  const files = [...new Set(spectra.map(({ file }) => file ?? ""))];
  if (files.length < 2 || spectra.length < 2 * files.length)
    return [{ label: "", indices: spectra.map((_, i) => i) }];
  const groups = new Map<string, number[]>(files.map((file) => [file, []]));
  spectra.forEach(({ file }, i) => {
    groups.get(file ?? "")?.push(i);
  });
  return [...groups].map(([label, indices]) => ({ label, indices }));
}

/** What a spectrum is called in lists. */
export function spectrumLabel({ file, name }: Spectrum, index: number): string {
  return (
    [file, name].filter((part) => part !== undefined && part !== "").join(" · ") || `spectrum ${index + 1}`
  );
}
