// xoshiro128++ (Blackman and Vigna 2019, public domain): 32-bit only, so that all builds draw the same numbers at the same speed.

import { cosine, log, sincos } from "./elementary";

let a: u32 = 0;
let b: u32 = 0;
let c: u32 = 0;
let d: u32 = 0;

/** Finaliser of MurmurHash3: spreads a counter over all bits. */
function mix(x: u32): u32 {
  x = (x ^ (x >>> 16)) * 0x85ebca6b;
  x = (x ^ (x >>> 13)) * 0xc2b2ae35;
  return x ^ (x >>> 16);
}

/** Hash of `bytes` bytes (a multiple of 4), folded into `hash`. */
export function digest(hash: u32, at: usize, bytes: usize): u32 {
  for (let p = at; p < at + bytes; p += 4)
    hash = rotl(hash ^ (load<u32>(p) * 0xcc9e2d51), 13) * 5 + 0xe6546b64;
  return mix(hash);
}

/** Starts the sequence of a spectrum, known by the hash of its data: it depends neither on its place in the batch nor on the others. */
export function seed(value: u32, data: u32): void {
  a = mix(value + 0x9e3779b9);
  b = mix(data + 0x3c6ef372);
  c = mix(a ^ (b << 1) ^ 0xdaa66d2b);
  d = mix(b ^ (a << 1) ^ 0x78dde6e4) | 1;
  for (let k = 0; k < 8; k++) bits();
}

function bits(): u32 {
  const sum = a + d;
  const result = rotl(sum, 7) + a;
  const t = b << 9;
  c ^= a;
  d ^= b;
  b ^= c;
  a ^= d;
  c ^= t;
  d = rotl(d, 11);
  return result;
}

/** Uniform in [0, 1). */
export function uniform(): f64 {
  return (<f64>(bits() >>> 5) * 67108864.0 + <f64>(bits() >>> 6)) * 1.1102230246251565e-16;
}

/** A whole number from 0 to `count` − 1. */
export function below(count: i32): i32 {
  return min(<i32>(uniform() * <f64>count), count - 1);
}

/** Standard normal (Box and Muller 1958), the cosine half only. */
export function normal(): f64 {
  const radius = sqrt(-2.0 * log(1.0 - uniform()));
  sincos(6.283185307179586 * uniform());
  return radius * cosine;
}

/** Uniform in [from, to). */
export function between(from: f64, to: f64): f64 {
  return from + (to - from) * uniform();
}
