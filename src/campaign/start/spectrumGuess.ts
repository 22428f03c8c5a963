/** Spectra of electrons and X-rays: which region of which element, and a preset for it. */
import { readSpectrum } from "../../formats/spectra/index.ts";
import { onBindingEnergy, type Scan } from "../../spectra/measurement.ts";
import { type Preset, presetLines, presets } from "../../spectra/presets/index.ts";
import { MOST_SCANS } from "../roles/spectrum.ts";
import type { Guess, Looking } from "./guess.ts";

/** eV: no region of one level is as wide. */
const SURVEY = 60;

export interface SpectrumGuesses {
  readonly guesses: readonly Guess[];
  /** Scans that have no role. */
  readonly left: readonly string[];
}

/** @throws Error with a sentence for a file that is no spectrum, or of a kind that no role takes */
export function spectrumGuesses(file: string, { store }: Looking): SpectrumGuesses {
  const { format, scans } = readSpectrum(store.bytes(file), file);
  const angles = scans.filter(({ axis }) => axis === "two-theta");
  if (angles.length > MOST_SCANS)
    throw new Error(`${file}: ${format}, ${angles.length} scans over 2θ: there is no role for a map`);
  if (angles.length > 0) {
    const held = `${format}, ${angles.length} ${angles.length === 1 ? "scan" : "scans"} over 2θ`;
    return {
      guesses: [{ role: "xrd", options: {}, why: `${held}; as many lines as the data support` }],
      left: [],
    };
  }
  const energies = scans.filter(({ axis }) => axis === "binding" || axis === "kinetic");
  if (energies.length === 0)
    throw new Error(`${file}: ${format}, ${scans[0]?.xLabel ?? "no scan"}: there is no role for it`);
  const found = energies.map((scan) => ({ scan, preset: presetOf(scan) }));
  const guesses: Guess[] = [];
  for (const { scan, preset: one } of found) {
    if (typeof one === "string") continue;
    const { preset, by } = one;
    if (guesses.some(({ options }) => options.preset === preset.name)) continue;
    const alike = found.filter((other) => typeof other.preset !== "string" && other.preset.preset === preset);
    guesses.push({
      role: "xps",
      options: {
        preset: preset.name,
        ...(scan.name !== undefined && alike.length === 1 && energies.length > 1 && { region: scan.name }),
      },
      why: `${format}${alike.length > 1 ? `, ${alike.length} scans` : scan.name === undefined ? "" : `, scan "${scan.name}"`}; ${preset.element} ${preset.level} by its ${by}; ${preset.title} is a guess: interphase spectrum --presets lists all`,
    });
  }
  const left = leftOf(file, found);
  if (guesses.length === 0) throw new Error(left[0]);
  return { guesses, left };
}

/** Names of scans that stand in one sentence. */
const NAMED = 4;

/** One sentence about the scans that have no preset. */
function leftOf(file: string, found: readonly { readonly scan: Scan; readonly preset: unknown }[]): string[] {
  const lost = found.filter((one): one is { scan: Scan; preset: string } => typeof one.preset === "string");
  if (lost.length === 0) return [];
  const reasons = [
    ...new Set(
      lost.map(({ scan, preset }) => `${scan.name === undefined ? "" : `scan "${scan.name}", `}${preset}`),
    ),
  ];
  const more = reasons.length > NAMED ? `; and ${reasons.length - NAMED} more` : "";
  return [`${file}: ${reasons.slice(0, NAMED).join("; ")}${more}; give a model by hand`];
}

/** The first preset of the level that the scan is named after, else of one whose lines lie in it; or why there is none. */
function presetOf(scan: Scan): { readonly preset: Preset; readonly by: "name" | "energy" } | string {
  let binding: Scan;
  try {
    binding = onBindingEnergy(scan);
  } catch (error) {
    return (error as Error).message.replace(/^.*?: (?=the photon)/, "");
  }
  const low = binding.x.reduce((a, b) => Math.min(a, b), Infinity);
  const high = binding.x.reduce((a, b) => Math.max(a, b), -Infinity);
  const range = `${low.toFixed(0)} to ${high.toFixed(0)} eV`;
  if (high - low > SURVEY) return `${range}: a survey`;
  const covered = (preset: Preset): boolean =>
    presetLines(preset.name).every(({ energy }) => energy > low && energy < high);
  const [, element, level] = /(?:^|[^A-Za-z])([A-Z][a-z]?)[\s_]?([1-5][spdf])/.exec(scan.name ?? "") ?? [];
  const inside = presets.filter(covered);
  if (element !== undefined) {
    const named = (one: Preset): boolean => one.element === element && one.level === level;
    const touched = (one: Preset): boolean =>
      presetLines(one.name).some(({ energy }) => energy > low && energy < high);
    const preset = inside.find(named) ?? presets.find((one) => named(one) && touched(one));
    return preset ? { preset, by: "name" } : `${element} ${level}: no preset has its lines`;
  }
  const levels = new Set(inside.map((one) => `${one.element} ${one.level}`));
  if (levels.size === 1) return { preset: inside[0], by: "energy" };
  return levels.size === 0
    ? `${range}: no preset has its lines there`
    : `${range}: ${[...levels].join(" or ")}`;
}
