export type Vec = v128;
export const LANE_BYTES: usize = 16;
export function vload(p: usize): v128 { return v128.load(p); }
export function vadd(a: v128, b: v128): v128 { return f64x2.add(a, b); }
export function vstore(p: usize, a: v128): void { v128.store(p, a); }
