import { seeded } from "../program/random-circuit.ts";

/** Standard normal numbers from a seed. */
export function normals(seed: number): () => number {
  const random = seeded(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Relative distance. */
export function off(value: number, expected: number): number {
  return Math.abs(value / expected - 1);
}

/** Bounds of the number of hits of intervals that hold with probability p, ±4 standard deviations of the binomial. */
export function hits(count: number, p = 0.95): readonly [number, number] {
  const spread = 4 * Math.sqrt(count * p * (1 - p));
  return [count * p - spread, count * p + spread];
}
