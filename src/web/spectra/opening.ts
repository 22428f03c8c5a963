/** What files add to the list of scans. */
import type { Measurement } from "../../spectra/measurement.ts";
import { presetModel } from "../../spectra/presetModel.ts";
import type { ReadFile } from "../reading/message.ts";
import { examplePresets } from "./example.ts";
import { presetsFor, type ScanGroup, type SpectraState, withScans } from "./state.ts";

export interface Opened {
  readonly changes: Pick<SpectraState, "groups" | "notes">;
  /** How many scans came. */
  readonly count: number;
  /** Where the first of them stands in the list. */
  readonly first: number;
}

export function opened(state: SpectraState, files: readonly ReadFile[]): Opened {
  const measurements = files.map(({ content }) => content as Measurement);
  const scans = measurements.flatMap(({ file, scans: all }) =>
    all.map((scan) => ({ ...scan, file: scan.file ?? file })),
  );
  const simulated = measurements.some(({ format }) => format === "simulated");
  const groups = withScans(state.groups, scans);
  const notes = [...state.notes, ...measurements.flatMap(({ warnings }) => warnings)];
  // Scans that joined a group before the last stand further up in the list
  const all = groups.flatMap((group) => group.scans);
  const first = state.groups.length === 0 ? 0 : all.findIndex(({ y }) => y === scans[0]?.y);
  return {
    changes: { groups: simulated ? groups.map(withExampleModel) : groups, notes },
    count: scans.length,
    first: Math.max(0, first),
  };
}

/** The scans of the example come with the models that they were simulated for. */
function withExampleModel(group: ScanGroup): ScanGroup {
  const known = new Set(presetsFor(group.scans[0]).map(({ name }) => name));
  const preset = examplePresets.find((name) => known.has(name));
  return group.model || preset === undefined ? group : { ...group, model: presetModel(preset), preset };
}
