/** The view of spectra as a session file holds it. */
import type { Scan } from "../../spectra/measurement.ts";
import { readSpectrumModel, spectrumModelJson } from "../../spectra/modelFile.ts";
import type { ScanGroup, SpectraState, Treatment } from "./state.ts";

export interface SavedSpectra {
  readonly groups: readonly {
    readonly scans: readonly Scan[];
    /** As in a model file. */
    readonly model?: unknown;
    readonly preset?: string;
    readonly treatment?: Treatment;
  }[];
  readonly notes: readonly string[];
  readonly current: number;
  readonly removed?: number;
}

export function savedOf({ groups, notes, removed }: SpectraState, current: number): SavedSpectra {
  return {
    groups: groups.map(({ model, ...group }) => ({
      ...group,
      ...(model && { model: spectrumModelJson(model) }),
    })),
    notes,
    current,
    removed,
  };
}

/** @throws Error with a sentence when a session file holds something else */
export function checkSaved(saved: unknown): { readonly state: SpectraState; readonly current: number } {
  const given = saved as Partial<SavedSpectra> | null;
  const sound =
    Array.isArray(given?.groups) &&
    given.groups.every(
      (group) => Array.isArray(group?.scans) && group.scans.length > 0 && group.scans.every(isScan),
    );
  if (!given || !sound) {
    throw new Error(
      "The session file does not hold what this page wrote into it: its spectra part is damaged; save the session again.",
    );
  }
  const groups = given.groups!.map(
    ({ scans, model, preset, treatment }): ScanGroup => ({
      scans,
      ...(model !== undefined && { model: readSpectrumModel(model, "the model of the session") }),
      ...(typeof preset === "string" && { preset }),
      ...(treatment !== null && typeof treatment === "object" && { treatment }),
    }),
  );
  const total = groups.reduce((sum, { scans }) => sum + scans.length, 0);
  const current = given.current ?? 0;
  return {
    state: {
      groups,
      notes: Array.isArray(given.notes) ? given.notes : [],
      removed: typeof given.removed === "number" ? given.removed : 0,
    },
    current: Number.isInteger(current) && current >= 0 && current < total ? current : 0,
  };
}

function isScan(scan: Scan | null): boolean {
  return (
    scan !== null &&
    typeof scan === "object" &&
    scan.x instanceof Float64Array &&
    scan.y instanceof Float64Array &&
    scan.x.length === scan.y.length &&
    scan.x.length > 0
  );
}
