/** What the user has opened and asked for. Immutable: a step back is an earlier state. */
import type { Loss } from "../../fit/options.ts";
import { abscissaOf } from "../../formats/spectra/abscissa.ts";
import { shortened } from "../../report/name.ts";
import { type Axis, onBindingEnergy, type Scan } from "../../spectra/measurement.ts";
import { labelOf, type SpectrumModel } from "../../spectra/model.ts";
import { presetLines, presets } from "../../spectra/presets/index.ts";
import type { NoiseModel } from "../../spectra/scanRegion.ts";
import type { SpectraOptions } from "../../spectra/spectrumOptions.ts";

/** How scans are fitted, beside their model; what is left out is what the scans know and the defaults of the library. */
export interface Treatment {
  readonly noise?: NoiseModel;
  readonly loss?: Loss;
  /** Added to x, eV: a correction of charging. */
  readonly shift?: number;
  /** eV: of scans over kinetic energy that did not state it. */
  readonly photonEnergy?: number;
  /** What x is, said by the user of scans that did not. */
  readonly axis?: Axis;
}

/** Scans of one range, which share a model: a depth profile, an operando series, or a scan alone. */
export interface ScanGroup {
  readonly scans: readonly Scan[];
  readonly model?: SpectrumModel;
  /** The preset that the model still is, untouched. */
  readonly preset?: string;
  readonly treatment?: Treatment;
}

export interface SpectraState {
  readonly groups: readonly ScanGroup[];
  /** Sentences of the readers. */
  readonly notes: readonly string[];
  /** Scans that were taken off the list: the files that hold them are named by the command line still. */
  readonly removed: number;
}

export const emptyState: SpectraState = { groups: [], notes: [], removed: 0 };

/** A scan in the list: its group, and its place there. */
export interface Place {
  readonly group: number;
  readonly scan: number;
}

/** The list: group by group. */
export function placesOf({ groups }: SpectraState): Place[] {
  return groups.flatMap(({ scans }, group) => scans.map((_, scan) => ({ group, scan })));
}

/** Ends of two scans of one range differ by less than this part of it. */
const ALIKE = 0.1;

/** The scans join the groups that cover their range; the others found new ones. */
export function withScans(groups: readonly ScanGroup[], scans: readonly Scan[]): ScanGroup[] {
  const all = groups.map((group) => ({ group, added: [] as Scan[] }));
  for (const given of scans) {
    const scan = given.photonEnergy === undefined ? given : onBindingEnergy(given);
    const home = all.find(({ group, added }) => isAlike(group.scans[0] ?? added[0], scan));
    if (home) home.added.push(scan);
    else all.push({ group: { scans: [] }, added: [scan] });
  }
  return all.map(({ group, added }) =>
    added.length === 0 ? group : { ...group, scans: [...group.scans, ...added] },
  );
}

function isAlike(a: Scan, b: Scan): boolean {
  if (a.axis !== b.axis || a.xUnit !== b.xUnit || a.yUnit !== b.yUnit) return false;
  const [low, high] = extentOf(a);
  const [from, to] = extentOf(b);
  const reach = ALIKE * (high - low);
  return Math.abs(low - from) < reach && Math.abs(high - to) < reach;
}

export function extentOf({ x }: Scan): readonly [low: number, high: number] {
  const ends = [x[0], x[x.length - 1]];
  return [Math.min(...ends), Math.max(...ends)];
}

/** The ends of x after the correction of charging. */
export function shiftedExtent(
  scan: Scan,
  { shift = 0 }: Treatment = {},
): readonly [low: number, high: number] {
  const [low, high] = extentOf(scan);
  return [low + shift, high + shift];
}

/** What a fit is told beside the model. */
export function fitOptionsOf({
  noise,
  loss,
  shift,
}: Treatment = {}): Pick<SpectraOptions, "noise" | "loss" | "shift"> {
  return { ...(noise && { noise }), ...(loss && { loss }), ...(shift !== undefined && { shift }) };
}

/** The group with x as the user says that it is, on the axis of binding energy where the photon energy is known. */
export function retreated(group: ScanGroup, treatment: Treatment): ScanGroup {
  const { axis, photonEnergy } = treatment;
  const before = group.treatment?.photonEnergy;
  const scans = group.scans.map((given) => {
    const measured = before === undefined ? given : onKineticEnergy(given, before);
    const said =
      axis === undefined || measured.axis === axis ? measured : { ...measured, ...abscissaOf(axis) };
    return said.axis === "kinetic" && photonEnergy !== undefined ? onBindingEnergy(said, photonEnergy) : said;
  });
  return { ...group, scans, treatment };
}

/** A scan as it was before the user said its photon energy. */
function onKineticEnergy(scan: Scan, photonEnergy: number): Scan {
  const { photonEnergy: known, ...rest } = scan;
  if (scan.axis !== "binding" || known !== photonEnergy) return scan;
  return { ...rest, ...abscissaOf("kinetic"), x: scan.x.map((binding) => photonEnergy - binding) };
}

/** The presets whose lines lie in a scan. */
export function presetsFor(
  scan: Scan,
  treatment?: Treatment,
): { readonly name: string; readonly title: string }[] {
  if (scan.axis !== "binding") return [];
  const [low, high] = shiftedExtent(scan, treatment);
  return presets.filter(({ name }) =>
    presetLines(name).every(
      ({ energy, doublet }) => energy > low && energy + (doublet?.splitting ?? 0) < high,
    ),
  );
}

/** What scans are called in lists. */
export function scanLabels(scans: readonly Scan[]): string[] {
  return shortened(scans.map(({ file, name }) => ({ file, spectrum: name }))).map(
    ({ file, spectrum }, i) =>
      [file, spectrum].filter((part) => part !== undefined && part !== "").join(" · ") || `scan ${i + 1}`,
  );
}

/** A name for each model, no two alike: that of its preset, else of its first level, else its number. */
export function modelNames(groups: readonly ScanGroup[]): string[] {
  const taken = new Set<string>();
  return groups.map(({ model, preset }, k) => {
    const line = model?.lines.find(({ element }) => element !== undefined);
    const base =
      preset ?? (line ? labelOf(`${line.element}${line.level ?? ""}`).toLowerCase() : `model${k + 1}`);
    let name = base;
    for (let n = 2; taken.has(name); n++) name = `${base}-${n}`;
    taken.add(name);
    return name;
  });
}
