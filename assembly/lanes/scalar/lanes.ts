export type Vec = f64;
export const LANE_BYTES: usize = 8;
export function vload(p: usize): f64 { return load<f64>(p); }
export function vadd(a: f64, b: f64): f64 { return a + b; }
export function vstore(p: usize, a: f64): void { store<f64>(p, a); }
