/** The impedance view as a session file holds it. */

import { intervalMethods } from "../../fit/intervals.ts";
import { losses, weightings } from "../../fit/options.ts";
import type { Spectrum } from "../../impedance/spectrum.ts";
import { emptyState, type ImpedanceState, measuredIn } from "./state.ts";

export interface SavedImpedance {
  /** `spectra` as they were read; those in the band follow. */
  readonly state: Omit<ImpedanceState, "opened">;
  readonly current: number;
  readonly selected: readonly number[];
  readonly tab: string;
  readonly against: string | undefined;
}

export interface ReopenedImpedance extends SavedImpedance {
  readonly state: ImpedanceState;
}

/** The part of a state that a session file holds. */
export function savedState({ opened, ...state }: ImpedanceState): SavedImpedance["state"] {
  return { ...state, spectra: opened };
}

/** @throws Error with a sentence when a session file holds something else */
export function checkSaved(saved: unknown): ReopenedImpedance {
  const given = saved as Partial<SavedImpedance> | null;
  const state = given?.state;
  const sound =
    state !== undefined &&
    Array.isArray(state.spectra) &&
    state.spectra.every(isSpectrum) &&
    typeof state.circuit === "string" &&
    weightings.includes(state.weighting) &&
    losses.includes(state.loss) &&
    ["auto", "series", "each"].includes(state.route) &&
    typeof state.wishes === "object" &&
    (state.certainty === undefined || intervalMethods.includes(state.certainty.method));
  if (!given || !sound) {
    throw new Error(
      "The session file does not hold what this page wrote into it: its impedance part is damaged; save the session again.",
    );
  }
  const within = (i: number): boolean => Number.isInteger(i) && i >= 0 && i < state.spectra.length;
  const current = within(given.current ?? 0) ? (given.current ?? 0) : 0;
  const selected = (given.selected ?? []).filter(within);
  return {
    // Sessions of earlier versions lack what came later
    state: measuredIn(
      { ...emptyState, ...state, notes: Array.isArray(state.notes) ? state.notes : [] },
      { opened: state.spectra },
    ),
    current,
    selected: selected.length > 0 ? selected : [current],
    tab: String(given.tab),
    against: given.against,
  };
}

function isSpectrum(spectrum: Spectrum | null): boolean {
  if (spectrum === null || typeof spectrum !== "object") return false;
  const { frequency, real, imaginary } = spectrum;
  return (
    [frequency, real, imaginary].every((one) => one instanceof Float64Array) &&
    real.length === frequency.length &&
    imaginary.length === frequency.length
  );
}
