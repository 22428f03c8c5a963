/** Spectra of Havriliak–Negami arcs (with β = 1 ZARCs) with seeded noise, and the distribution of relaxation times that they have. */
import type { Spectrum } from "../../src/impedance/spectrum.ts";

/** Z = R/(1 + (jωτ)^α)^β. */
export interface Arc {
  readonly R: number;
  readonly alpha: number;
  readonly beta?: number;
  readonly tau: number;
}

/** γ(ln τ) in closed form: J. Polym. Sci. B 37 (1999) 1043, eq. 7, per unit of ln τ; for β = 1 the formula of `golden/drt.json`. */
export function distribution(arcs: readonly Arc[], tau: number): number {
  return arcs.reduce((sum, { R, alpha, beta = 1, tau: tau0 }) => {
    const y = (tau / tau0) ** alpha;
    const angle = Math.atan2(Math.sin(Math.PI * alpha), y + Math.cos(Math.PI * alpha));
    const norm = 1 + 2 * y * Math.cos(Math.PI * alpha) + y * y;
    return sum + ((R / Math.PI) * y ** beta * Math.sin(beta * angle)) / norm ** (beta / 2);
  }, 0);
}

export interface Circumstances {
  readonly frequency?: Float64Array;
  readonly r0?: number;
  readonly inductance?: number;
  /** F; none without. */
  readonly capacitor?: number;
  /** A of A(1 − j)/√ω. */
  readonly warburg?: number;
  /** Standard deviation of each part over |Z|. */
  readonly noise?: number;
  readonly seed?: number;
}

/** 64 frequencies from 1 MHz to 0.1 Hz. */
export const decades = Float64Array.from({ length: 64 }, (_, i) => 10 ** (6 - i / 9));

export function simulate(
  arcs: readonly Arc[],
  {
    frequency = decades,
    r0 = 20,
    inductance = 0,
    capacitor = Infinity,
    warburg = 0,
    noise = 1e-3,
    seed = 1,
  }: Circumstances = {},
): Spectrum {
  const normal = normals(seed);
  const real = new Float64Array(frequency.length);
  const imaginary = new Float64Array(frequency.length);
  frequency.forEach((f, i) => {
    const w = 2 * Math.PI * f;
    let re = r0 + warburg / Math.sqrt(w);
    let im = inductance * w - 1 / (w * capacitor) - warburg / Math.sqrt(w);
    for (const { R, alpha, beta = 1, tau } of arcs) {
      const size = (w * tau) ** alpha;
      const x = 1 + size * Math.cos((alpha * Math.PI) / 2);
      const y = size * Math.sin((alpha * Math.PI) / 2);
      const radius = R * Math.hypot(x, y) ** -beta;
      re += radius * Math.cos(-beta * Math.atan2(y, x));
      im += radius * Math.sin(-beta * Math.atan2(y, x));
    }
    const sigma = noise * Math.hypot(re, im);
    real[i] = re + sigma * normal();
    imaginary[i] = im + sigma * normal();
  });
  return { frequency, real, imaginary };
}

/** Normal deviates of Box and Muller from a 32-bit mixing counter. */
function normals(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b9);
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t ^= t + Math.imul(t ^ (t >>> 7), 61 | t);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
