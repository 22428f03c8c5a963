/** What goes wrong in a cell, or only looks so. */
import { cycleOf, type HalfCycle } from "./halfCycle.ts";

export type EventKind = "hard-short" | "soft-short" | "depletion" | "activation";

export interface CellEvent {
  readonly kind: EventKind;
  /** The number by which the user knows the cycle: the instrument's, else the own. */
  readonly cycle: number;
  /** Index of the half-cycle, from 1. */
  readonly halfCycle: number;
  /** On the clock of the record, in s. */
  readonly time: number;
  /** Last cycle in which it was seen. */
  readonly lastCycle: number;
  /** The rules that fired, as sentences with their figures. */
  readonly rule: string;
  /** The numbers behind the rule, by name; SI units, shares as numbers. */
  readonly figures: Readonly<Record<string, number>>;
  /** From 0 to 1: how much the rules that fired weigh together. */
  readonly confidence: number;
}

/** Rules that agree: 1 − Π(1 − w), as if each erred alone. */
export function together(weights: readonly number[]): number {
  return 1 - weights.reduce((product, weight) => product * (1 - weight), 1);
}

/** The place of an event at a half-cycle. */
export function placeOf(
  halfCycle: HalfCycle,
  time = halfCycle.startTime,
): Pick<CellEvent, "cycle" | "halfCycle" | "time"> {
  return { cycle: cycleOf(halfCycle), halfCycle: halfCycle.index, time };
}

/** Half-cycles whose current differs by less are of one level. */
export const LEVEL_GAP = 0.02;

export function sameLevel(a: number, b: number): boolean {
  return Math.abs(Math.abs(a) - Math.abs(b)) <= LEVEL_GAP * Math.max(Math.abs(a), Math.abs(b));
}
