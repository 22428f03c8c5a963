/** Files of impedance: which belong together, over what, and which usual circuit describes them. */
import { identifyMany } from "../../impedance/identify.ts";
import { resistanceSums } from "../../impedance/resistanceSums.ts";
import type { Spectrum } from "../../impedance/spectrum.ts";
import { parseCircuit } from "../../program/syntax.ts";
import type { RoleName } from "../entry.ts";
import { celsiusIn, cycleIn, type Guess, type Looking, type NameNumber } from "./guess.ts";

export interface ImpedanceFile {
  readonly file: string;
  readonly format: string;
  readonly spectra: readonly Spectrum[];
}

/** An entry of the campaign. */
export interface Group {
  readonly guess: Guess;
  readonly files: readonly string[];
}

/** Circuits of solid electrolytes and of cells, from the simplest on. */
const usual = [
  "R1-CPE2",
  "L0-R1-CPE2",
  "p(R1,CPE1)-CPE2",
  "L0-p(R1,CPE1)-CPE2",
  "R1-p(R2,CPE2)",
  "L0-R1-p(R2,CPE2)",
  "R1-p(R2,CPE2)-CPE3",
  "L0-R1-p(R2,CPE2)-CPE3",
  "R1-p(R2,CPE2)-p(R3,CPE3)",
  "L0-R1-p(R2,CPE2)-p(R3,CPE3)",
  "R1-p(R2,CPE2)-W3",
  "L0-R1-p(R2,CPE2)-p(R3,CPE3)-CPE4",
  "L0-R1-p(R2,CPE2)-p(R3,CPE3)-W4",
];

/** The best of the usual circuits by BIC, summed over some of the spectra. */
async function circuitOf(spectra: readonly Spectrum[], { engine }: Looking): Promise<string> {
  const last = spectra.length - 1;
  const some = [...new Set([0, last >> 1, last])].map((i) => spectra[i]);
  const ranked = await identifyMany(some, { candidates: usual, top: usual.length, engine });
  const points = new Map<string, number>();
  for (const { candidates } of ranked) {
    for (const { circuit, bic, redundant } of candidates)
      points.set(circuit, (points.get(circuit) ?? 0) + bic + (redundant ? REDUNDANT : 0));
  }
  const [best] = [...points].sort((a, b) => a[1] - b[1]);
  return best?.[0] ?? "L0-R1-p(R2,CPE2)-p(R3,CPE3)";
}

/** Evidence that a circuit loses whose parameters the data do not show. */
const REDUNDANT = 1e6;

/** Temperatures or cycles that make a series. */
const SERIES = 3;

export async function impedanceGroups(files: readonly ImpedanceFile[], looking: Looking): Promise<Group[]> {
  const groups: Group[] = [];
  const rest: ImpedanceFile[] = [];
  const single = files.filter((one) => one.spectra.length === 1);
  const taken = new Set<ImpedanceFile>();
  for (const [role, key, read] of [
    ["impedance-by-temperature", "temperatures", celsiusIn],
    ["impedance-by-cycle", "cycles", cycleIn],
  ] as const) {
    for (const series of seriesOf(
      single.filter((one) => !taken.has(one)),
      read,
    )) {
      for (const { one } of series) taken.add(one);
      const spectra = series.flatMap(({ one }) => one.spectra);
      const circuit = await circuitOf(spectra, looking);
      groups.push({
        files: series.map(({ one }) => one.file),
        guess: {
          role,
          options: { circuit, ...bulkOf(role, circuit), [key]: series.map(({ value }) => value) },
          why: `${series.length} spectra, ${series[0].one.format}; the ${key} stand in the names of the files; ${said(circuit)}${asked(role)}`,
        },
      });
    }
  }
  for (const one of files) {
    if (taken.has(one)) continue;
    const role = roleOfFacts(one.spectra);
    if (role === "impedance") rest.push(one);
    else {
      const circuit = await circuitOf(one.spectra, looking);
      groups.push({
        files: [one.file],
        guess: {
          role,
          options: { circuit, ...bulkOf(role, circuit) },
          why: `${one.spectra.length} spectra, ${one.format}; ${said(circuit)}${asked(role)}`,
        },
      });
    }
  }
  const byCircuit = new Map<string, ImpedanceFile[]>();
  for (const one of rest) {
    const circuit = await circuitOf(one.spectra, looking);
    byCircuit.set(circuit, [...(byCircuit.get(circuit) ?? []), one]);
  }
  for (const [circuit, own] of byCircuit) {
    const count = own.reduce((sum, { spectra }) => sum + spectra.length, 0);
    groups.push({
      files: own.map(({ file }) => file),
      guess: {
        role: "impedance",
        options: { circuit },
        why: `${count} ${count === 1 ? "spectrum" : "spectra"}, ${[...new Set(own.map(({ format }) => format))].join(", ")}; ${said(circuit)}`,
      },
    });
  }
  return groups;
}

/** Files whose names differ in one number. */
function seriesOf(
  files: readonly ImpedanceFile[],
  read: (name: string) => NameNumber | undefined,
): { readonly one: ImpedanceFile; readonly value: number }[][] {
  const families = new Map<string, { one: ImpedanceFile; value: number }[]>();
  for (const one of files) {
    const found = read(one.file);
    if (!found) continue;
    families.set(found.rest, [...(families.get(found.rest) ?? []), { one, value: found.value }]);
  }
  return [...families.values()]
    .filter(
      (family) => new Set(family.map(({ value }) => value)).size === family.length && family.length >= SERIES,
    )
    .map((family) => family.sort((a, b) => a.value - b.value));
}

function roleOfFacts(spectra: readonly Spectrum[]): RoleName {
  const varies = (fact: string): boolean =>
    spectra.length >= SERIES && new Set(spectra.map(({ facts }) => facts?.[fact])).size === spectra.length;
  if (varies("temperature_celsius")) return "impedance-by-temperature";
  return varies("cycle") ? "impedance-by-cycle" : "impedance";
}

/** The first resistance: that in series, else that of the first arc. */
function bulkOf(role: RoleName, circuit: string): { readonly conductivity?: string } {
  if (role !== "impedance-by-temperature") return {};
  return { conductivity: resistanceSums(parseCircuit(circuit))[0].parameters[0] };
}

const said = (circuit: string): string =>
  `${circuit} fits best among ${usual.length} usual circuits: look at the residuals, interphase identify tries more`;

const asked = (role: RoleName): string =>
  role === "impedance-by-temperature" ? "; is the conductivity that of the right resistance?" : "";

/** Impedance before and after a step of voltage. @returns names of the two, where there is one of each */
export function beforeAndAfter(
  files: readonly ImpedanceFile[],
): readonly [ImpedanceFile, ImpedanceFile] | undefined {
  const named = (pattern: RegExp): ImpedanceFile[] =>
    files.filter(({ file, spectra }) => spectra.length === 1 && pattern.test(file.split(/[/\\]/).at(-1)!));
  const [before, after] = [named(/before|initial|vorher/i), named(/after|final|steady|nachher/i)];
  return before.length === 1 && after.length === 1 && before[0] !== after[0]
    ? [before[0], after[0]]
    : undefined;
}

/** The entry of a step with the impedances before and after it. */
export async function polarisationGuess(
  [before, after]: readonly [ImpedanceFile, ImpedanceFile],
  step: Guess,
  looking: Looking,
): Promise<Guess> {
  const circuit = await circuitOf([before.spectra[0], after.spectra[0]], looking);
  const sums = resistanceSums(parseCircuit(circuit));
  return {
    role: "polarisation",
    options: {
      ...step.options,
      before: before.file,
      after: after.file,
      circuit,
      interfaces: sums.at(-1)!.parameters.join("+"),
    },
    why: `${step.why}; with the impedance before and after: a transference number; is "interfaces" the resistance of the interfaces?`,
  };
}
