import { beforeAll, describe, expect, test } from "vitest";
import { compileEntry, compiling } from "./entry.ts";
import { readFixture } from "./references.ts";

/** [arguments, results], results rounded from 50 digits by `fixtures/functions.py`. */
type Table = readonly (readonly [readonly number[], readonly number[]])[];
type Name = "exp" | "log" | "sincos" | "atan2" | "root" | "power" | "cothOver" | "tanhOver" | "cschOver";
const tables = readFixture<Record<Name, Table>>("functions.json");

/** The kernels keep these functions to themselves: this entry shows them. */
const entry = `
import "lanes";
import { exp, power, tabulate } from "../../assembly/exponential";
import { atan2, cosine, log, sincos, sine } from "../../assembly/elementary";
import * as complex from "../../assembly/complex";
const at: usize = memory.data(64, 16);
export function place(): usize { tabulate(); return at; }
function leave(a: f64, b: f64, c: f64, d: f64): void { store<f64>(at, a); store<f64>(at, b, 8); store<f64>(at, c, 16); store<f64>(at, d, 24); }
export function exp_(x: f64): f64 { return exp(x); }
const planes: usize = memory.data(128, 16);
export function vexp_(): void {
  for (let o: usize = 0; o < 16; o += LANE_BYTES) vstore(planes + o, vload(at + o));
  power(planes + 32, planes + 64, planes, 16, true, 0, 0, 1, 1, 0);
  for (let o: usize = 0; o < 16; o += LANE_BYTES) vstore(at + o, vload(planes + 32 + o));
}
export function log_(x: f64): f64 { return log(x); }
export function sincos_(x: f64): void { sincos(x); leave(sine, cosine, 0, 0); }
export function atan2_(y: f64, x: f64): f64 { return atan2(y, x); }
function complexResult(): void { leave(complex.re, complex.im, complex.slopeRe, complex.slopeIm); }
export function root_(x: f64, y: f64): void { complex.root(x, y); complexResult(); }
export function power_(x: f64, y: f64, b: f64): void { complex.power(x, y, b); complexResult(); }
export function cothOver_(x: f64, y: f64): void { complex.cothOver(x, y); complexResult(); }
export function tanhOver_(x: f64, y: f64): void { complex.tanhOver(x, y); complexResult(); }
export function cschOver_(x: f64, y: f64): void { complex.cschOver(x, y); complexResult(); }
`;

interface Functions {
  readonly memory: WebAssembly.Memory;
  place(): number;
  exp_(x: number): number;
  vexp_(): void;
  log_(x: number): number;
  sincos_(x: number): void;
  atan2_(y: number, x: number): number;
  root_(x: number, y: number): void;
  power_(x: number, y: number, b: number): void;
  cothOver_(x: number, y: number): void;
  tanhOver_(x: number, y: number): void;
  cschOver_(x: number, y: number): void;
}

/** |a − b| in units of b; 0 when both are the same or both NaN. */
function relative(a: number, b: number): number {
  return a === b || (Number.isNaN(a) && Number.isNaN(b)) ? 0 : Math.abs(a - b) / Math.abs(b);
}

const least = 2.2250738585072014e-308;

describe.each(["simd", "scalar"] as const)("elementary functions over %s lanes", (lanes) => {
  let wasm: Functions;
  let out: Float64Array;
  beforeAll(async () => {
    wasm = await compileEntry<Functions>(entry, lanes);
    out = new Float64Array(wasm.memory.buffer, wasm.place(), 4);
  }, compiling);

  test("exp is exact to 4e-16 between −708.39 and the overflow near 709.78, 0 and infinite beyond, NaN of NaN", () => {
    for (const [[x], [expected]] of tables.exp) {
      const got = wasm.exp_(x);
      // subnormal results may be flushed to 0
      if (expected < least) expect(got >= 0 && got <= 1.01 * least, `exp ${x}: ${got}`).toBe(true);
      // within one percent of the largest double it may be infinite already
      else if (expected > 1.78e308 && got === Infinity) continue;
      else
        expect(relative(got, expected), `exp ${x}: ${got}, expected ${expected}`).toBeLessThanOrEqual(4e-16);
    }
  });

  test("within −708 … 709 the exp of a plane is point by point the exp of one number", () => {
    const all = tables.exp.map(([[x]]) => x).filter((x) => x >= -708 && x <= 709);
    all.forEach((x, i) => {
      const y = all[(7 * i + 3) % all.length];
      out[0] = x;
      out[1] = y;
      wasm.vexp_();
      expect([out[0], out[1]], `${x}, ${y}`).toEqual([wasm.exp_(x), wasm.exp_(y)]);
    });
  });

  test("log is exact to 4e-16 for all positive numbers, subnormal ones too; −∞ at ±0, NaN below", () => {
    for (const [[x], [expected]] of tables.log) {
      const got = wasm.log_(x);
      expect(relative(got, expected), `log ${x}: ${got}, expected ${expected}`).toBeLessThanOrEqual(4e-16);
    }
  });

  test("sin and cos are exact to 2e-16 for every angle, near their zeros to 1e-15 relative up to 1e15; NaN for infinities", () => {
    for (const [[x], expected] of tables.sincos) {
      wasm.sincos_(x);
      expected.forEach((value, i) => {
        const where = `${i ? "cos" : "sin"} ${x}: ${out[i]}, expected ${value}`;
        if (Number.isNaN(value)) {
          expect(out[i], where).toBeNaN();
          return;
        }
        expect(Math.abs(out[i] - value), where).toBeLessThanOrEqual(2e-16);
        if (Math.abs(x) <= 1e15) expect(relative(out[i], value), where).toBeLessThanOrEqual(1e-15);
      });
    }
  });

  test("atan2 is exact to 5e-16 in all quadrants", () => {
    for (const [[y, x], [expected]] of tables.atan2) {
      const got = wasm.atan2_(y, x);
      expect(relative(got, expected), `atan2(${y}, ${x}): ${got}, expected ${expected}`).toBeLessThanOrEqual(
        5e-16,
      );
    }
  });

  test.each([
    ["root", 2, 1e-15, 0],
    ["power", 4, 1e-14, 1e-14],
    ["cothOver", 4, 2e-14, 2e-14],
    ["tanhOver", 4, 2e-14, 3e-12],
    ["cschOver", 4, 2e-14, 2e-14],
  ] as const)(
    "complex %s is exact to its tolerance, its derivative too",
    (name, results, tolerance, ofSlope) => {
      for (const [given, expected] of tables[name]) {
        const [x, y, b] = given;
        if (name === "power") wasm.power_(x, y, b);
        else wasm[`${name}_`](x, y);
        for (let k = 0; k < results; k += 2) {
          const size = Math.hypot(expected[k], expected[k + 1]);
          const error = Math.hypot(out[k] - expected[k], out[k + 1] - expected[k + 1]);
          const where = `${name} ${given}: ${out}, expected ${expected}`;
          if (size < 1e-150) expect(Math.hypot(out[k], out[k + 1]), where).toBeLessThan(1e-150);
          // at the edge of the doubles |s| overflows
          else if (Math.hypot(x, y) > 8e307) expect(out[k], where).not.toBeNaN();
          // 1/sinh s magnifies the rounding of s by |s|
          else {
            const steepness = Math.max(1, Math.min(Math.hypot(x, y), 400) / 10);
            expect(error / size / steepness, where).toBeLessThanOrEqual(k === 0 ? tolerance : ofSlope);
          }
        }
      }
    },
  );
});
