import { beforeAll, describe, expect, test } from "vitest";
import { compileEntry } from "./entry.ts";

const entry = `
import "lanes";
import { arcAt, arcDistribution, enterArc, zarcAt, byPIm, byPRe, byQIm, byQRe, byTauIm, byTauRe, zIm, zRe } from "../../assembly/havriliak";
import { tabulate } from "../../assembly/exponential";
const at: usize = memory.data(64, 16);
export function place(): usize { tabulate(); return at; }
export function arc(lnOmega: f64, lnR: f64, lnTau: f64, u: f64, v: f64): void {
  enterArc(lnR, lnTau, u, v);
  arcAt(lnOmega);
  keep();
}
export function zarc(lnOmega: f64, lnR: f64, lnTau: f64, u: f64): void {
  enterArc(lnR, lnTau, u, u);
  zarcAt(lnOmega, Math.exp(lnR));
  keep();
}
function keep(): void {
  store<f64>(at, zRe, 0); store<f64>(at, zIm, 8); store<f64>(at, byTauRe, 16); store<f64>(at, byTauIm, 24);
  store<f64>(at, byPRe, 32); store<f64>(at, byPIm, 40); store<f64>(at, byQRe, 48); store<f64>(at, byQIm, 56);
}
export function gamma(x: f64, lnR: f64, lnTau: f64, u: f64, v: f64): f64 { return arcDistribution(x, lnR, lnTau, u, v); }
`;

interface Window {
  readonly memory: WebAssembly.Memory;
  place(): number;
  arc(lnOmega: number, lnR: number, lnTau: number, u: number, v: number): void;
  zarc(lnOmega: number, lnR: number, lnTau: number, u: number): void;
  gamma(x: number, lnR: number, lnTau: number, u: number, v: number): number;
}

const shape = (slope: number): number => Math.log(slope / (1 - slope));
const shapes: readonly (readonly [p: number, q: number])[] = [
  [0.8, 0.8],
  [0.55, 0.55],
  [0.8, 0.5],
  [0.6, 0.85],
  [0.9, 0.3],
];

// One number at a time: the lanes play no part
describe("Havriliak–Negami arcs", () => {
  let wasm: Window;
  let out: Float64Array;
  beforeAll(async () => {
    wasm = await compileEntry<Window>(entry, "scalar");
    out = new Float64Array(wasm.memory.buffer, wasm.place(), 8);
  });

  test.each(shapes)("p = %f, q = %f: Z is R/(1 + (jωτ)ᵖ)^(q/p) over 24 decades", (p, q) => {
    for (let x = -28; x <= 28; x += 0.7) {
      wasm.arc(x, Math.log(50), 0, shape(p), shape(q));
      const size = Math.exp(p * x);
      const re = 1 + size * Math.cos((p * Math.PI) / 2);
      const im = size * Math.sin((p * Math.PI) / 2);
      const radius = 50 * Math.hypot(re, im) ** (-q / p);
      const angle = (-q / p) * Math.atan2(im, re);
      expect(Math.abs(out[0] - radius * Math.cos(angle)) / radius).toBeLessThan(1e-13);
      expect(Math.abs(out[1] - radius * Math.sin(angle)) / radius).toBeLessThan(1e-13);
    }
  });

  test.each(shapes)("p = %f, q = %f: derivatives are those of central differences", (p, q) => {
    for (const x of [-9, -2, -0.1, 0.2, 1.5, 8]) {
      const at = [0.3, -1.1, shape(p), shape(q)] as const;
      wasm.arc(x, ...at);
      const exact = out.slice();
      [1, 2, 3].forEach((k) => {
        const h = 1e-6;
        const moved = (sign: number): Float64Array => {
          const [lnR, lnTau, u, v] = at.map((value, i) => (i === k ? value + sign * h : value));
          wasm.arc(x, lnR, lnTau, u, v);
          return out.slice(0, 2);
        };
        const [above, below] = [moved(1), moved(-1)];
        for (const part of [0, 1]) {
          const slope = (above[part] - below[part]) / (2 * h);
          expect(Math.abs(exact[2 * k + part] - slope)).toBeLessThan(1e-8);
        }
      });
    }
  });

  test.each([0.3, 0.55, 0.8, 0.97])(
    "n = %f: a ZARC and its derivatives are those of both slopes together",
    (n) => {
      for (let x = -28; x <= 28; x += 0.7) {
        wasm.arc(x, 0.3, -1.1, shape(n), shape(n));
        const [re, im, tauRe, tauIm, pRe, pIm, qRe, qIm] = out;
        const size = Math.hypot(re, im);
        wasm.zarc(x, 0.3, -1.1, shape(n));
        const pairs = [re, im, tauRe, tauIm, pRe + qRe, pIm + qIm].map((value, i) => value - out[i]);
        for (const difference of pairs) expect(Math.abs(difference) / size).toBeLessThan(1e-12);
      }
    },
  );

  test.each(shapes)("p = %f, q = %f: ∫ γ/(1 + jωτ) d ln τ is Z", (p, q) => {
    const parameters = [Math.log(50), -2, shape(p), shape(q)] as const;
    for (const lnOmega of [-3, 0.5, 2, 4.5]) {
      let re = 0;
      let im = 0;
      const h = 0.01;
      for (let x = -110; x <= 110; x += h) {
        const gamma = wasm.gamma(x, ...parameters);
        const y = Math.exp(Math.min(lnOmega + x, 300));
        re += (gamma / (1 + y * y)) * h;
        im -= (gamma / (y + 1 / y)) * h;
      }
      wasm.arc(lnOmega, ...parameters);
      expect(re).toBeCloseTo(out[0], 5);
      expect(im).toBeCloseTo(out[1], 5);
    }
  });

  test("an arc that is too sharp to be drawn keeps its area and its place", () => {
    let area = 0;
    let top = [0, 0];
    for (let x = -40; x <= 40; x += 0.01) {
      const gamma = wasm.gamma(x, Math.log(7), 0.5, shape(0.9999), shape(0.9999));
      area += 0.01 * gamma;
      if (gamma > top[1]) top = [x, gamma];
    }
    expect(area).toBeCloseTo(7, 6);
    expect(top[0]).toBeCloseTo(0.5, 2);
  });
});
