import { readFileSync } from "node:fs";
import type { Complex } from "../program/complex-oracle.ts";

/** An element's impedance at some frequencies; made by `fixtures/elements.py` with 40 digits. */
export interface ElementReference {
  readonly type: string;
  readonly values: Readonly<Record<string, number>>;
  readonly f: readonly number[];
  readonly Z: readonly Complex[];
  /** For elements that are a hyperbolic function of s: that argument. */
  readonly s?: Complex;
}

interface References {
  readonly elements: readonly ElementReference[];
  readonly arguments: readonly ElementReference[];
  readonly extremes: readonly ElementReference[];
  readonly published: {
    readonly f: readonly number[];
    readonly params_by_position: readonly number[];
    readonly Z: Readonly<Record<string, readonly Complex[]>>;
  };
}

/** JSON has no word for infinity: the fixtures write it as a string. */
export function readFixture<T>(name: string): T {
  const text = readFileSync(new URL(`../fixtures/${name}`, import.meta.url), "utf8");
  return JSON.parse(text, (_, value) =>
    value === "Infinity" || value === "-Infinity" || value === "NaN" ? Number(value) : value,
  );
}

export const references = readFixture<References>("elements.json");

/** Values by parameter name for an element of that label. */
export function named(label: string, values: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([symbol, value]) => [`${label}.${symbol}`, value]));
}

/** |a − b| relative to |b|; 0 when both are the same, infinities included. */
export function distance(a: Complex, b: Complex): number {
  if (Object.is(a[0] + 0, b[0] + 0) && Object.is(a[1] + 0, b[1] + 0)) return 0;
  return Math.hypot(a[0] - b[0], a[1] - b[1]) / Math.hypot(b[0], b[1]);
}
