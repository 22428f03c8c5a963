/** A starting campaign.json for a folder: what each file holds, found by content and, where that does not tell, by name. */
import { readImpedance } from "../../formats/index.ts";
import type { FailedInput } from "../../report/table.ts";
import type { RoleName } from "../entry.ts";
import { roleOf } from "../roles/index.ts";
import { sizeUnits } from "../schema.ts";
import { baseOf, type Guess, type Looking } from "./guess.ts";
import {
  beforeAndAfter,
  type Group,
  type ImpedanceFile,
  impedanceGroups,
  polarisationGuess,
} from "./impedanceGuess.ts";
import { recordGuess } from "./recordGuess.ts";
import { spectrumGuesses } from "./spectrumGuess.ts";
import { tableGuess } from "./tableGuess.ts";

export interface StartingCampaign {
  readonly text: string;
  /** What the user should look at. */
  readonly notes: readonly string[];
  readonly left: readonly FailedInput[];
}

interface Folder {
  readonly impedance: ImpedanceFile[];
  readonly others: { readonly file: string; readonly guess: Guess }[];
}

/** JSON has no comments: what is to be looked at stands in the keys `note`. */
export async function startingCampaign(
  files: readonly string[],
  looking: Looking,
  title: string,
  onProgress?: (done: number, total: number) => void,
): Promise<StartingCampaign> {
  const left: FailedInput[] = [];
  const folders = new Map<string, Folder>();
  const twins = openTwins();
  for (const [k, file] of files.entries()) {
    onProgress?.(k, files.length);
    if (/\.(json|html?|md|pdf|png|svg)$/i.test(file)) continue;
    const name = file.slice(0, Math.max(0, file.length - baseOf(file).length - 1)) || "sample";
    const folder = folders.get(name) ?? { impedance: [], others: [] };
    folders.set(name, folder);
    try {
      const found = await look(file, looking);
      const twin = twins(file, "spectra" in found ? "impedance" : found.guesses[0].role);
      if (twin !== undefined) {
        left.push({
          file,
          message: `${file}: the same measurement as ${twin} by its name; one of the two is enough`,
        });
        continue;
      }
      if ("spectra" in found) folder.impedance.push(found);
      else {
        for (const guess of found.guesses) folder.others.push({ file, guess });
        for (const message of found.left) left.push({ file, message });
      }
    } catch (error) {
      const { message } = error as Error;
      left.push({ file, message: message.startsWith(file) ? message : `${file}: ${message}` });
    }
  }
  const samples = [];
  for (const [name, folder] of folders) {
    const groups = await groupsOf(folder, looking);
    if (groups.length > 0) samples.push(sampleOf(name, groups));
  }
  const campaign = {
    $schema: "node_modules/interphase/schema/campaign.json",
    name: title,
    note: "A first draft by interphase campaign --new: each folder counts as a sample, and what each file holds was found by looking into it. Check roles, circuits and presets, fill in sizes, and delete the notes. interphase campaign --check names what is missing.",
    samples,
    comparisons: comparisonsOf(samples),
  };
  const notes =
    samples.length === 0
      ? ["No file of this folder was recognised; the campaign is empty and must be filled by hand"]
      : [];
  return { text: `${JSON.stringify(campaign, null, 2)}\n`, notes, left };
}

type Found = ImpedanceFile | { readonly guesses: readonly Guess[]; readonly left: readonly string[] };

/** @throws Error with the sentence of the reader that comes nearest */
async function look(file: string, looking: Looking): Promise<Found> {
  const problems: string[] = [];
  const readers: (() => Promise<Found> | Found)[] = [
    () => ({ ...readImpedance(looking.store.bytes(file), file), file }),
    async () => ({ guesses: [await recordGuess(file, looking)], left: [] }),
    () => ({ guesses: [tableGuess(file, looking)], left: [] }),
    () => ({ ...spectrumGuesses(file, looking) }),
  ];
  for (const read of readers) {
    try {
      return await read();
    } catch (error) {
      problems.push((error as Error).message);
    }
  }
  throw new Error(nearestProblem(file, problems));
}

/** A reader that has understood a file and finds no role for it says more than those that have not. */
function nearestProblem(file: string, problems: readonly string[]): string {
  const understood = problems.find((problem) =>
    /no role|by hand|survey|name one of them|never to have begun|only the header|version \d+, which/.test(
      problem,
    ),
  );
  if (understood !== undefined) return understood;
  return `${file}: it was recognised neither as impedance, nor as a record over time, nor as a polarisation curve, XPS or XRD; interphase info shows what the readers say`;
}

/** The same name with another ending is the same measurement in another form. */
function openTwins(): (file: string, kind: string) => string | undefined {
  const seen = new Map<string, string>();
  return (file, kind) => {
    const key = `${kind}\n${file.replace(/\.[^./\\]+$/, "")}`;
    const twin = seen.get(key);
    if (twin === undefined) seen.set(key, file);
    return twin;
  };
}

async function groupsOf({ impedance, others }: Folder, looking: Looking): Promise<Group[]> {
  const steps = others.filter(({ guess }) => guess.role === "dc-polarisation");
  const pair = steps.length === 1 ? beforeAndAfter(impedance) : undefined;
  const groups: Group[] = [
    ...(await impedanceGroups(
      impedance.filter((one) => !pair?.includes(one)),
      looking,
    )),
  ];
  const alike = new Map<string, { guess: Guess; files: string[] }>();
  for (const { file, guess: found } of others) {
    const guess = pair && found === steps[0].guess ? await polarisationGuess(pair, found, looking) : found;
    const key = JSON.stringify([guess.role, guess.options]);
    const group = alike.get(key) ?? { guess, files: [] };
    alike.set(key, group);
    group.files.push(file);
  }
  for (const group of alike.values()) groups.push(...strippingPair(group));
  return groups;
}

/** A stripping whose name says that it came after cycling belongs to the other one. */
function strippingPair({ guess, files }: Group): Group[] {
  const after = files.filter((file) => /after|nachher/i.test(baseOf(file)));
  if (guess.role !== "stripping" || files.length !== 2 || after.length !== 1) return [{ guess, files }];
  return [
    {
      guess: {
        ...guess,
        options: { ...guess.options, after: after[0] },
        why: `${guess.why}; before and after by their names`,
      },
      files: files.filter((file) => file !== after[0]),
    },
  ];
}

function sampleOf(name: string, groups: readonly Group[]) {
  const wanted = sizesFor(groups.map(({ guess }) => guess));
  return {
    name,
    ...(wanted.length > 0 && {
      note: `Sizes to fill in: ${wanted.map(([size, example, by]) => `"${size}": ${example} (for ${by})`).join("; ")}`,
    }),
    files: groups.map(({ guess, files }) => ({
      role: guess.role,
      files: files.length === 1 ? files[0] : files,
      ...guess.options,
      note:
        guess.why +
        (files.length > 1 && !/spectra/.test(guess.why) ? `; so the first of ${files.length} files` : ""),
    })),
  };
}

/** Sizes without which a role gives less, though it runs. */
const useful: Readonly<Partial<Record<RoleName, readonly ("area" | "mass")[]>>> = {
  cycling: ["area", "mass"],
  lsv: ["area"],
  tafel: ["area"],
};

function sizesFor(guesses: readonly Guess[]): [size: string, example: string, by: string][] {
  const by = new Map<string, Set<string>>();
  const want = (size: string, role: string): void => void by.set(size, (by.get(size) ?? new Set()).add(role));
  for (const { role, options } of guesses) {
    const { needs } = roleOf(role);
    for (const size of typeof needs === "function" ? needs({ role, ...options } as never) : needs)
      want(size, role);
    for (const size of useful[role] ?? []) want(size, role);
  }
  return [...by].map(([size, roles]) => [
    size,
    size === "interfaces"
      ? "2 in a symmetric cell, 1 with a reference electrode"
      : `"${sizeUnits[size as keyof typeof sizeUnits][1]}"`,
    [...roles].join(", "),
  ]);
}

/** Numbers that several samples give over an abscissa. */
function comparisonsOf(samples: readonly ReturnType<typeof sampleOf>[]): { readonly show: string }[] {
  const drawn = new Set(["ionic conductivity", "capacity", "coulombic efficiency", "overpotential", "ΔP/Q"]);
  const count = new Map<string, number>();
  for (const { files } of samples) {
    const shown = new Set(
      files.flatMap(({ role, ...entry }) =>
        role === "impedance"
          ? []
          : roleOf(role)
              .shows({ role, ...entry } as never)
              .filter((show) => drawn.has(show) && shownBy(role, entry, show)),
      ),
    );
    for (const show of shown) count.set(show, (count.get(show) ?? 0) + 1);
  }
  return [...count].filter(([, n]) => n > 1).map(([show]) => ({ show }));
}

/** A full cell has capacities, a symmetric one overpotentials. */
function shownBy(role: RoleName, entry: object, show: string): boolean {
  if (role !== "cycling") return true;
  return (entry as { cell?: string }).cell === "symmetric"
    ? show === "overpotential"
    : show !== "overpotential";
}
