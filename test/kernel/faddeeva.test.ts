import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { describeShared, shared } from "../shared.ts";
import { compileEntry, compiling } from "./entry.ts";
import { readFixture } from "./references.ts";

/** The kernels keep this function to themselves: this entry shows it. One block of 256 points in two planes. */
const entry = `
import "lanes";
import { tabulate } from "../../assembly/exponential";
import { erf, erfc, erfcx } from "../../assembly/errorfunction";
import { digamma, lnGamma } from "../../assembly/gammafunction";
import { bindFaddeeva, faddeeva } from "../../assembly/faddeeva";
import { allocate, rewind } from "../../assembly/memory";
let planes: usize = 0;
export function place(): usize {
  tabulate();
  rewind();
  planes = allocate(12 * PLANE);
  bindFaddeeva();
  return planes;
}
/** Pairs of planes: x, z, Re w, Im w, Re w′, Im w′. Returns whether the derivatives were made. */
export function faddeeva_(y: f64, points: i32): i32 {
  return faddeeva(planes + 2 * PLANE, planes + 4 * PLANE, planes + 6 * PLANE, planes + 8 * PLANE, planes + 10 * PLANE,
    planes, 0, 1, y, <usize>points << 3) ? 1 : 0;
}
export function erf_(x: f64): f64 { return erf(x); }
export function erfc_(x: f64): f64 { return erfc(x); }
export function erfcx_(x: f64): f64 { return erfcx(x); }
export function lnGamma_(x: f64): f64 { return lnGamma(x); }
export function digamma_(x: f64): f64 { return digamma(x); }
`;

interface Functions {
  readonly memory: WebAssembly.Memory;
  place(): number;
  faddeeva_(y: number, points: number): number;
  erf_(x: number): number;
  erfc_(x: number): number;
  erfcx_(x: number): number;
  lnGamma_(x: number): number;
  digamma_(x: number): number;
}

const PLANE = 1344 / 8;
const POINTS = 160;
type Row = readonly [x: number, y: number, re: number, im: number, slopeRe: number, slopeIm: number];
const rows = readFixture<readonly Row[]>("faddeeva.json");

const relative = (a: number, b: number): number => (a === b ? 0 : Math.abs(a - b) / Math.abs(b));

describe.each(["simd", "scalar"] as const)("w(z) over %s lanes", (lanes) => {
  let wasm: Functions;
  let memory: Float64Array;
  beforeAll(async () => {
    wasm = await compileEntry<Functions>(entry, lanes);
    const at = wasm.place();
    memory = new Float64Array(wasm.memory.buffer, at, 12 * PLANE);
  }, compiling);

  /** w, and w′ where the kernel makes it, at all x of one y, up to 256 of them. */
  function evaluate(
    y: number,
    xs: readonly number[],
  ): { re: number; im: number; slopeRe?: number; slopeIm?: number }[] {
    const where = (i: number): number => (i < POINTS ? i : PLANE + i - POINTS);
    for (let i = 0; i < 2 * POINTS; i++) memory[where(i)] = xs[i] ?? xs[0];
    const wide = wasm.faddeeva_(y, POINTS) === 1;
    return xs.map((_, i) => {
      const at = (pair: number): number => memory[2 * pair * PLANE + where(i)];
      return { re: at(2), im: at(3), ...(wide ? { slopeRe: at(4), slopeIm: at(5) } : {}) };
    });
  }

  const ys = [...new Set(rows.map(([, y]) => y))];

  test("both parts are within 1e-13 of 60-digit values from y = 0 and 1e-30 to |z| = 1e60, alone and in any company", () => {
    let compared = 0;
    for (const y of ys) {
      const own = rows.filter((row) => row[1] === y);
      const together = evaluate(
        y,
        own.map(([x]) => x),
      );
      own.forEach(([x, , re, im, slopeRe, slopeIm], i) => {
        for (const got of [together[i], evaluate(y, [x])[0]]) {
          const where = `w(${x} + ${y}i): ${got.re} + ${got.im}i, expected ${re} + ${im}i`;
          // exp(−x²) below the smallest exponential of the kernel
          if (re > 1e-290) expect(relative(got.re, re), where).toBeLessThanOrEqual(1e-13);
          if (y > 0 || x > 0) expect(relative(got.im, im), where).toBeLessThanOrEqual(1e-13);
          if (got.slopeRe !== undefined && got.slopeIm !== undefined) {
            const size = Math.hypot(slopeRe, slopeIm);
            const error = Math.hypot(got.slopeRe - slopeRe, got.slopeIm - slopeIm);
            expect(error / size, `w′(${x} + ${y}i)`).toBeLessThanOrEqual(1e-12);
          }
          compared++;
        }
      });
    }
    expect(compared).toBe(2 * rows.length);
  });

  test("w(−x + iy) is the conjugate of w(x + iy)", () => {
    for (const y of ys) {
      const xs = rows.filter((row) => row[1] === y).map(([x]) => x);
      const right = evaluate(y, xs);
      const left = evaluate(
        y,
        xs.map((x) => -x),
      );
      right.forEach(({ re, im }, i) => {
        expect(left[i].re, `w(${-xs[i]} + ${y}i)`).toBe(re);
        expect(Math.abs(left[i].im + im), `w(${-xs[i]} + ${y}i)`).toBe(0);
      });
    }
  });

  test("nothing jumps where one method hands over to the next", () => {
    for (const y of [0, 0.00999, 0.01, 0.6, 3]) {
      for (const radius of [0.125, 1.875, 8, 10, 20]) {
        if (radius <= y) continue;
        const x = Math.sqrt(radius * radius - y * y);
        const [below, at, above] = evaluate(y, [x * (1 - 1e-9), x, x * (1 + 1e-9)]);
        for (const part of ["re", "im"] as const) {
          const middle = 0.5 * (below[part] + above[part]);
          if (at[part] > 1e-25) {
            expect(relative(at[part], middle), `${part} w(${x} + ${y}i)`).toBeLessThanOrEqual(3e-13);
          }
        }
      }
    }
  });

  describeShared("golden values", () => {
    test("143 values of SciPy's wofz within 1e-13 in both parts", () => {
      const golden = JSON.parse(readFileSync(shared("golden/lineshapes.json"), "utf8")).faddeeva_scipy as {
        x: number;
        y: number;
        re: number;
        im: number;
      }[];
      expect(golden.length).toBe(143);
      for (const { x, y, re, im } of golden) {
        const [got] = evaluate(y, [x]);
        const where = `w(${x} + ${y}i): ${got.re} + ${got.im}i, expected ${re} + ${im}i`;
        if (re > 1e-290) expect(relative(got.re, re), where).toBeLessThanOrEqual(1e-13);
        else expect(got.re, where).toBeLessThan(1e-280);
        if (im !== 0) expect(relative(got.im, im), where).toBeLessThanOrEqual(1e-13);
      }
    });
  });

  test("erfc, erfcx, ln Γ and ψ have their known values", () => {
    // DLMF 7.23, 5.4; 17 digits from mpmath
    const known: readonly [keyof Functions, number, number][] = [
      ["erfc_", 0.5, 0.4795001221869535],
      ["erfc_", 0.7, 0.32219880616258156],
      ["erfc_", 1, 0.15729920705028513],
      ["erfc_", 1.9, 0.0072095707647425325],
      ["erfc_", 3, 2.209049699858544e-5],
      ["erfc_", 10, 2.088487583762545e-45],
      ["erfc_", -2, 1.9953222650189528],
      ["erf_", 0.3, 0.3286267594591274],
      ["erf_", 1.5, 0.9661051464753108],
      ["erfcx_", 0, 1],
      ["erfcx_", 1, 0.427583576155807],
      ["erfcx_", 7.9, 0.07085747736739713],
      ["erfcx_", 8, 0.06998516620088092],
      ["erfcx_", 100, 0.005641613782989433],
      ["lnGamma_", 0.005, 5.295451799982128],
      ["lnGamma_", 3.7, 1.428072326665388],
      ["lnGamma_", 1000, 5905.220423209181],
      ["digamma_", 1, -0.5772156649015329],
      ["digamma_", 0.01, -100.56088545786868],
      ["digamma_", 25.5, 3.2189424728839198],
    ];
    for (const [name, x, expected] of known) {
      const got = (wasm[name] as (x: number) => number)(x);
      expect(relative(got, expected), `${name}(${x}): ${got}`).toBeLessThanOrEqual(4e-15);
    }
  });
});
