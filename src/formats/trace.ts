/** Which columns of a table make a spectrum: one trace in a long table, many in a wide one. */
import type { Heading, Quantity } from "./heading.ts";

/** Column numbers (from 0) of one spectrum or of one series of spectra below each other. */
export interface Trace {
  readonly frequency: number;
  /** Z′ and Z″, or |Z| and phase. */
  readonly real?: number;
  readonly imaginary?: number;
  readonly modulus?: number;
  readonly phase?: number;
  readonly sigma?: number;
  /** What the headers call it, or "". */
  readonly label: string;
}

function columnsOf(headings: readonly Heading[], quantity: Quantity): number[] {
  const columns: number[] = [];
  headings.forEach((heading, column) => {
    if (heading.quantity === quantity) columns.push(column);
  });
  return columns;
}

function isUnique(labels: readonly string[]): boolean {
  return new Set(labels).size === labels.length;
}

/** Pairs columns of two quantities: by label, else by order, else each with the next one on its right. */
function pairColumns(
  headings: readonly Heading[],
  first: readonly number[],
  second: readonly number[],
): [number, number][] {
  const label = (column: number): string => headings[column].label.toLowerCase();
  if (isUnique(first.map(label)) && isUnique(second.map(label))) {
    const pairs: [number, number][] = [];
    for (const a of first) {
      const b = second.find((column) => label(column) === label(a));
      if (b !== undefined) pairs.push([a, b]);
    }
    if (pairs.length > 0) return pairs;
  }
  if (first.length === second.length) return first.map((a, i) => [a, second[i]]);
  const pairs: [number, number][] = [];
  first.forEach((a, i) => {
    const b = second.find((column) => column > a && column < (first[i + 1] ?? Number.POSITIVE_INFINITY));
    if (b !== undefined) pairs.push([a, b]);
  });
  return pairs;
}

/** The column of another quantity that belongs to a pair: same label, or the only one, or the one in the same place. */
function partner(
  headings: readonly Heading[],
  columns: readonly number[],
  label: string,
  place: number,
  of: number,
): number | undefined {
  if (columns.length === 0) return undefined;
  const same = columns.filter((column) => headings[column].label.toLowerCase() === label.toLowerCase());
  if (same.length === 1) return same[0];
  if (of === 1) return columns[0];
  return columns.length === of ? columns[place] : undefined;
}

/**
 * The traces of a table: pairs of Z′ and Z″ (else of |Z| and phase) with their frequency column: the one with the same label, the
 * only one, or the nearest on the left. Empty when the headers name no frequency or no impedance.
 */
export function findTraces(headings: readonly Heading[]): Trace[] {
  let frequencies = columnsOf(headings, "frequency");
  const inHertz = frequencies.filter(
    (column) =>
      headings[column].unit?.dimension !== "angular frequency" &&
      !/^(ω|omega|angular)/.test(headings[column].base),
  );
  if (inHertz.length > 0) frequencies = inHertz;
  if (frequencies.length === 0) return [];
  const reals = columnsOf(headings, "real");
  const imaginaries = columnsOf(headings, "imaginary");
  const moduli = columnsOf(headings, "modulus");
  const phases = columnsOf(headings, "phase");
  const sigmas = columnsOf(headings, "sigma");
  const cartesian = pairColumns(headings, reals, imaginaries);
  const pairs = cartesian.length > 0 ? cartesian : pairColumns(headings, moduli, phases);
  return pairs.map(([a, b], place) => {
    const label = headings[a].label;
    const left = frequencies.filter((column) => column < a);
    const frequency =
      frequencies.length === 1
        ? frequencies[0]
        : (partner(headings, frequencies, label, place, pairs.length) ??
          left[left.length - 1] ??
          frequencies[0]);
    const sigma = partner(headings, sigmas, label, place, pairs.length);
    if (cartesian.length === 0) return { frequency, modulus: a, phase: b, sigma, label };
    return {
      frequency,
      real: a,
      imaginary: b,
      modulus: partner(headings, moduli, label, place, pairs.length),
      phase: partner(headings, phases, label, place, pairs.length),
      sigma,
      label,
    };
  });
}

/** Columns that a trace cannot do without. */
export function wantedColumns(traces: readonly Trace[]): number[] {
  const columns = new Set<number>();
  for (const trace of traces) {
    columns.add(trace.frequency);
    columns.add(trace.real ?? trace.modulus!);
    columns.add(trace.imaginary ?? trace.phase!);
  }
  return [...columns];
}
