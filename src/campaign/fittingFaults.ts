/** What is wrong in the options of a fit: names that the circuit does not have, options that contradict each other, bands that are none. */
import { planFit } from "../fit/plan.ts";
import { parseTie } from "../fit/tie.ts";
import { nearestWord } from "../formats/nearestWord.ts";
import { compileCircuit } from "../program/compile.ts";
import { parseCircuit } from "../program/syntax.ts";
import type { EntryFault } from "./role.ts";
import { type Fitting, partsOf } from "./spectra.ts";

/** @param sums sums of resistances by the key under which they stand */
export function fittingFaults(entry: Fitting, sums: Readonly<Record<string, string>>): EntryFault[] {
  const { circuit, fmin, fmax } = entry;
  const program = compileCircuit(parseCircuit(circuit));
  const known = program.parameters.map(({ name }) => name);
  const resistors = program.parameters.filter(({ unit }) => unit === "Ω").map(({ name }) => name);
  const faults = [
    ...sumFaults(sums, resistors, circuit),
    ...nameFaults(entry, known),
    ...twiceFaults(entry),
    ...boundFaults(entry),
    ...tieFaults(entry, known),
  ];
  if (fmin !== undefined && fmax !== undefined && fmin >= fmax)
    faults.push({ key: "fmin", sentence: `${fmin} Hz is not below fmax, ${fmax} Hz` });
  if (faults.length > 0) return faults;
  try {
    planFit(program, {
      ...(entry.fixed && { fixed: entry.fixed }),
      ...(entry.bounds && { bounds: entry.bounds }),
      ...(entry.ties && { ties: entry.ties }),
    });
    return [];
  } catch (error) {
    // What no key has alone: ties that run in a circle
    return [
      {
        key: entry.ties ? "ties" : entry.bounds ? "bounds" : "fixed",
        sentence: (error as Error).message,
      },
    ];
  }
}

function unknownName(name: string, { circuit }: Fitting, known: readonly string[]): string {
  const meant = nearestWord(name, known);
  return `${circuit} has no "${name}"; ${meant === undefined ? `it has ${known.join(", ")}` : `is ${meant} meant? It has ${known.join(", ")}`}`;
}

function sumFaults(
  sums: Readonly<Record<string, string>>,
  resistors: readonly string[],
  circuit: string,
): EntryFault[] {
  return Object.entries(sums).flatMap(([key, sum]) => {
    const parts = partsOf(sum);
    const twice = parts.find((part, k) => parts.indexOf(part) < k);
    return [
      ...parts
        .filter((part) => !resistors.includes(part))
        .map((part) => ({
          key,
          sentence: `"${part}" is no resistance of ${circuit}; it has ${resistors.join(", ") || "none"}`,
        })),
      ...(twice === undefined
        ? []
        : [{ key, sentence: `"${twice}" stands twice in the sum; leave one out` }]),
    ];
  });
}

function nameFaults(entry: Fitting, known: readonly string[]): EntryFault[] {
  const { fixed, bounds, ties } = entry;
  return Object.entries({ fixed, bounds, ties }).flatMap(([key, record]) =>
    Object.keys(record ?? {})
      .filter((name) => !known.includes(name))
      .map((name) => ({ key: `${key}.${name}`, sentence: unknownName(name, entry, known) })),
  );
}

/** A parameter is held, tied or bounded: one of them. */
function twiceFaults({ fixed = {}, bounds = {}, ties = {} }: Fitting): EntryFault[] {
  return [
    ...Object.keys(bounds)
      .filter((name) => Object.hasOwn(fixed, name))
      .map((name) => ({ key: `bounds.${name}`, sentence: "it is held by fixed, too; drop one of the two" })),
    ...Object.keys(ties).flatMap((name) => [
      ...(Object.hasOwn(fixed, name)
        ? [{ key: `ties.${name}`, sentence: "it is held by fixed, too; drop one of the two" }]
        : []),
      ...(Object.hasOwn(bounds, name)
        ? [{ key: `ties.${name}`, sentence: "it has bounds, too; bound the parameter that it is tied to" }]
        : []),
    ]),
  ];
}

function boundFaults({ bounds = {} }: Fitting): EntryFault[] {
  return Object.entries(bounds)
    .filter(([, [low, high]]) => !(low < high))
    .map(([name, [low, high]]) => ({
      key: `bounds.${name}`,
      sentence: `found [${low}, ${high}]; the lower number comes first`,
    }));
}

function tieFaults(entry: Fitting, known: readonly string[]): EntryFault[] {
  return Object.entries(entry.ties ?? {}).flatMap(([name, text]) => {
    const key = `ties.${name}`;
    try {
      return [...parseTie(text).coefficients.keys()]
        .filter((other) => !known.includes(other))
        .map((other) => ({ key, sentence: unknownName(other, entry, known) }));
    } catch (error) {
      return [{ key, sentence: (error as Error).message }];
    }
  });
}

/** A list with a number for each spectrum: each file holds at least one. */
export function listFaults(
  key: "cycles" | "temperatures",
  list: readonly number[] | undefined,
  { files, least = 1 }: { readonly files: readonly string[]; readonly least?: number },
): EntryFault[] {
  if (!list) return [];
  const twice = list.find((value, k) => list.indexOf(value) < k);
  return [
    ...(list.length < files.length
      ? [
          {
            key,
            sentence: `${list.length} ${list.length === 1 ? "number" : "numbers"} for ${files.length} files; give one for each spectrum, in the order of the files`,
          },
        ]
      : []),
    ...(list.length < least
      ? [{ key, sentence: `found ${list.length}; a straight line needs at least ${least}` }]
      : []),
    ...(twice === undefined ? [] : [{ key, sentence: `${twice} stands twice; give each spectrum its own` }]),
  ];
}
