/** The scans that a command works on: files of XPS, XRD, FTIR and Raman, and the options that say how they are read and cut. */
import type { SpectrumOptions } from "../formats/spectra/index.ts";
import { readSpectrum } from "../formats/spectra/index.ts";
import { nearestNames } from "../program/circuit-error.ts";
import { foldedNotes } from "../report/note.ts";
import type { FailedInput } from "../report/table.ts";
import type { Axis, Scan } from "../spectra/measurement.ts";
import type { Arguments, OptionKind } from "./command.ts";
import type { findInputs } from "./inputs.ts";
import { UsageError } from "./mistake.ts";
import { choice, positive, toNumber } from "./options.ts";
import { showProgress } from "./progress.ts";
import { say, sayAll } from "./say.ts";
import { readBytes, sentenceFor } from "./spectra.ts";

const axes: readonly Axis[] = [
  "binding",
  "kinetic",
  "two-theta",
  "angle",
  "wavenumber",
  "raman-shift",
  "wavelength",
  "other",
];

export const scanOptionKinds: readonly OptionKind[] = [
  {
    name: "region",
    value: "LOW..HIGH|NAME",
    repeatable: true,
    text: 'what of the scans: a range of x such as 158..172, or the name of a scan such as "S 2p"',
  },
  { name: "shift", value: "EV", text: "added to x before all else: the correction of charging" },
  {
    name: "photon-energy",
    value: "EV",
    text: "for scans over kinetic energy that do not state it: 1486.6 is Al Kα",
  },
  { name: "axis", value: "AXIS", text: `what x of a text table is: ${axes.join(", ")}` },
  {
    name: "x",
    value: "COL",
    text: "column of x in a text table, by name or number; default: from the header",
  },
  { name: "y", value: "COL", text: "column of the intensities" },
  { name: "sigma", value: "COL", text: "column of their standard deviations" },
];

export interface ScanOptions {
  readonly names: readonly string[];
  /** In units of x after the shift; low < high. */
  readonly ranges: readonly (readonly [number, number])[];
  readonly shift?: number;
  readonly photonEnergy?: number;
  readonly reading: SpectrumOptions;
}

/** @throws UsageError for numbers and words that make no sense, and without an operand */
export function readScanOptions(given: Arguments, command: string): ScanOptions {
  if (given.operands.length === 0) {
    throw new UsageError(`interphase ${command} needs files: name files, a folder, or a pattern in quotes`);
  }
  const names: string[] = [];
  const ranges: (readonly [number, number])[] = [];
  for (const text of given.texts("region")) {
    const [, low, high] = /^\s*([^.]*(?:\.\d+)?)\s*\.\.+\s*(.*?)\s*$/.exec(text) ?? [];
    if (low === undefined) {
      names.push(text);
      continue;
    }
    const ends = [low, high].map((end) => toNumber(end, `--region ${text}`));
    if (ends[0] === ends[1]) throw new UsageError(`--region ${text}: the two ends are equal`);
    ranges.push([Math.min(...ends), Math.max(...ends)]);
  }
  const shift = given.text("shift");
  const photonEnergy = positive(given, "photon-energy", "eV");
  const axis = choice(given, "axis", axes);
  const column = (option: string): string | number | undefined => {
    const text = given.text(option);
    return text !== undefined && /^\d+$/.test(text) ? Number(text) : text;
  };
  const columns = { x: column("x"), y: column("y"), sigma: column("sigma") };
  const named = Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
  return {
    names,
    ranges,
    ...(shift !== undefined && { shift: toNumber(shift, "--shift") }),
    ...(photonEnergy !== undefined && { photonEnergy }),
    reading: {
      ...(axis !== undefined && { axis }),
      ...(photonEnergy !== undefined && { photonEnergy }),
      ...(Object.keys(named).length > 0 && { columns: named }),
    },
  };
}

export interface ScanReading {
  readonly scans: readonly (Scan & { readonly file: string })[];
  /** Sentences of the readers. */
  readonly warnings: readonly string[];
  readonly failures: readonly FailedInput[];
}

/**
 * Reads the scans that are wanted by name; says on stderr what failed and, unless quiet, what was noticed.
 * @param undone how a sentence about an input without result begins: "Not fitted"
 */
export function readScans(
  inputs: ReturnType<typeof findInputs>,
  { names, reading }: ScanOptions,
  { undone, quiet }: { readonly undone: string; readonly quiet: boolean },
): ScanReading {
  const progress = showProgress("reading", process.stderr, quiet);
  const scans: (Scan & { readonly file: string })[] = [];
  const warnings: string[] = [];
  const failures: FailedInput[] = [...inputs.failures];
  inputs.files.forEach((file, i) => {
    progress.update(i, inputs.files.length);
    try {
      const measurement = readSpectrum(readBytes(file), file, reading);
      const wanted = measurement.scans.filter((scan) => isNamed(scan, names));
      if (wanted.length === 0) throw new Error(`${file}: ${nameless(measurement.scans, names)}`);
      scans.push(...wanted.map((scan) => ({ ...scan, file })));
      warnings.push(...measurement.warnings);
    } catch (error) {
      failures.push({ file, message: sentenceFor(error, file) });
    }
  });
  progress.end();
  sayAll(
    failures.map(({ message }) => `${undone}: ${message}`),
    Infinity,
    "",
  );
  if (!quiet) {
    inputs.notes.forEach(say);
    sayAll(
      foldedNotes(warnings).map((warning) => `Warning: ${warning}`),
      20,
      "--report has all of them",
    );
  }
  return { scans, warnings, failures };
}

/** "S2p", "s 2p" and "S 2p (3)" are all the scan "S 2p". */
function plain(name: string): string {
  return name
    .replace(/ \(\d+\)$/, "")
    .replace(/[\s_]+/g, "")
    .toLowerCase();
}

function isNamed({ name, facts }: Scan, names: readonly string[]): boolean {
  if (names.length === 0) return true;
  const own = [name, facts?.region, facts?.species && `${facts.species}${facts.transition ?? ""}`];
  return names.some((wanted) =>
    own.some((one) => typeof one === "string" && (one === wanted || plain(one) === plain(wanted))),
  );
}

function nameless(scans: readonly Scan[], names: readonly string[]): string {
  const there = [...new Set(scans.flatMap(({ name }) => (name === undefined ? [] : [name])))];
  const wanted = names.map((name) => `"${name}"`).join(" or ");
  if (there.length === 0) {
    return `its scan has no name, so ${wanted} is not there; leave --region out or give a range such as 158..172`;
  }
  const near = names.flatMap((name) => nearestNames(name, there))[0];
  const listed = there
    .slice(0, 12)
    .map((name) => `"${name}"`)
    .join(", ");
  return `there is no scan ${wanted}${near === undefined ? "" : `; did you mean "${near}"?`} (there ${there.length === 1 ? "is" : "are"} ${listed}${there.length > 12 ? ` and ${there.length - 12} more` : ""})`;
}
