/** A starting campaign.json for a folder: what each file holds, found by content. */
import { readImpedance } from "../formats/index.ts";
import { readSeries } from "../formats/series/index.ts";
import { readSpectrum } from "../formats/spectra/index.ts";
import type { FailedInput } from "../report/table.ts";
import { presets } from "../spectra/presets/index.ts";
import type { Store } from "./store.ts";

export interface StartingCampaign {
  readonly text: string;
  /** What the user should look at. */
  readonly notes: readonly string[];
  readonly left: readonly FailedInput[];
}

interface Guess {
  readonly role: string;
  readonly more: Readonly<Record<string, unknown>>;
  readonly why: string;
}

/** JSON has no comments: what is to be looked at stands in the key `note`. */
export async function startingCampaign(
  files: readonly string[],
  store: Store,
  title: string,
): Promise<StartingCampaign> {
  const left: FailedInput[] = [];
  const samples = new Map<string, Map<string, { guess: Guess; files: string[] }>>();
  for (const file of files) {
    if (/\.(json|html?|md|pdf|png|svg)$/i.test(file)) continue;
    try {
      const guess = await guessOf(file, store);
      const folder = file.split(/[/\\]/).slice(0, -1).join("/");
      const name = folder === "" ? "sample" : folder;
      const entries = samples.get(name) ?? new Map();
      samples.set(name, entries);
      const key = `${guess.role}\n${JSON.stringify(guess.more)}`;
      const entry = entries.get(key) ?? { guess, files: [] };
      entries.set(key, entry);
      entry.files.push(file);
    } catch (error) {
      const { message } = error as Error;
      left.push({ file, message: message.startsWith(file) ? message : `${file}: ${message}` });
    }
  }
  const campaign = {
    $schema: "node_modules/interphase/schema/campaign.json",
    name: title,
    samples: [...samples].map(([name, entries]) => ({
      name,
      note: 'Sizes that results per area, per mass or of a material need: "area": "0.785cm2", "thickness": "0.5mm", "mass": "9.55mg", "temperature": "30°C"',
      files: [...entries.values()].map(({ guess, files: own }) => ({
        role: guess.role,
        files: own.length === 1 ? own[0] : own,
        ...guess.more,
        note: guess.why,
      })),
    })),
    comparisons: [],
  };
  const notes =
    samples.size === 0
      ? ["No file of this folder was recognised; the campaign is empty and must be filled by hand"]
      : [];
  return { text: `${JSON.stringify(campaign, null, 2)}\n`, notes, left };
}

const circuit = "L0-R1-p(R2,CPE2)-p(R3,CPE3)";

async function guessOf(file: string, store: Store): Promise<Guess> {
  const bytes = store.bytes(file);
  const problems: string[] = [];
  try {
    return impedanceGuess(readImpedance(bytes, file));
  } catch (error) {
    problems.push((error as Error).message);
  }
  try {
    return await seriesGuess(file, store);
  } catch (error) {
    problems.push((error as Error).message);
  }
  try {
    return spectrumGuess(readSpectrum(bytes, file));
  } catch (error) {
    problems.push((error as Error).message);
  }
  throw new Error(problems[0]);
}

function impedanceGuess({ format, spectra }: ReturnType<typeof readImpedance>): Guess {
  const varies = (fact: string): boolean =>
    spectra.length > 1 && new Set(spectra.map(({ facts }) => facts?.[fact])).size === spectra.length;
  const held = `${format}, ${spectra.length} ${spectra.length === 1 ? "spectrum" : "spectra"}; the circuit is a guess: interphase identify ranks candidates`;
  if (varies("temperature_celsius")) {
    return {
      role: "impedance-by-temperature",
      more: { circuit, conductivity: "R1.R" },
      why: `${held}; say which resistance is that of the electrolyte`,
    };
  }
  if (varies("cycle")) return { role: "impedance-by-cycle", more: { circuit }, why: held };
  return { role: "impedance", more: { circuit }, why: held };
}

/** Rows that tell a ladder of currents from cycling. */
const LOOK = 200_000;

async function seriesGuess(file: string, store: Store): Promise<Guess> {
  const record = await readSeries(file, store.pieces(file));
  const columns = new Set(record.columns.map(({ column }) => column));
  const levels = new Set<number>();
  let rows = 0;
  let least = Infinity;
  let most = -Infinity;
  for await (const block of record.blocks) {
    rows += block.rows;
    const { current_ampere: current, voltage_volt: voltage } = block.columns;
    for (let i = 0; i < block.rows; i++) {
      const size = Math.abs(current?.[i] ?? 0);
      if (size > 0) levels.add(Math.round(20 * Math.log(size)));
      const V = voltage?.[i] ?? Number.NaN;
      if (V < least) least = V;
      if (V > most) most = V;
    }
    if (rows > LOOK) break;
  }
  const held = `${record.format}, voltage from ${least.toPrecision(3)} to ${most.toPrecision(3)} V in the first ${rows} rows`;
  if (columns.has("surface_pressure_pa")) {
    return { role: "pressure", more: {}, why: `${held}, with a pressure; it needs the mass of the sample` };
  }
  const symmetric = least < 0 && most > 0;
  if (symmetric && levels.size > 40) {
    return {
      role: "stepped-current",
      more: {},
      why: `${held}, many levels of current; it needs the area of the sample`,
    };
  }
  return { role: "cycling", more: { cell: symmetric ? "symmetric" : "full" }, why: held };
}

/** eV: no region of one level is as wide. */
const SURVEY = 60;

function spectrumGuess({ format, scans }: ReturnType<typeof readSpectrum>): Guess {
  const [first] = scans;
  const held = `${format}, ${scans.length} ${scans.length === 1 ? "scan" : "scans"}`;
  if (first.axis === "two-theta") return { role: "xrd", more: {}, why: held };
  if (first.axis !== "binding" && first.axis !== "kinetic")
    throw new Error(`${held} of ${first.xLabel}: there is no role for it`);
  if (Math.abs(first.x[0] - first.x[first.x.length - 1]) > SURVEY) {
    throw new Error(`${held}: a survey or a wide scan; name a region of it and a model by hand`);
  }
  const centre = (first.x[0] + first.x[first.x.length - 1]) / 2;
  const near: Readonly<Record<string, number>> = {
    "Li 1s": 55,
    "S 2p": 162,
    "In 3d": 447,
    "O 1s": 531,
    "C 1s": 286,
    "F 1s": 686,
    "N 1s": 399,
    "P 2p": 133,
    "Cl 2p": 200,
    "Zr 3d": 182,
    "Ge 3d": 31,
  };
  const region = Object.entries(near).sort((a, b) => Math.abs(a[1] - centre) - Math.abs(b[1] - centre))[0][0];
  const [element, level] = region.split(" ");
  const preset = presets.find((one) => one.element === element && one.level === level)!;
  return {
    role: "xps",
    more: { preset: preset.name },
    why: `${held}; ${region} by its energy: ${preset.title}; interphase spectrum --presets lists all`,
  };
}
