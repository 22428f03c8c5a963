/** Simulated impedance of simple cells: R, CPEs, inductance, Warburg, with relative noise. The formulas are its own, so that a fit of them tests the kernel. */
import type { Spectrum } from "../impedance/spectrum.ts";
import { seeded } from "../series/simulate/random.ts";

export interface Arc {
  readonly R: number;
  /** Hz at which the arc peaks. */
  readonly peak: number;
  readonly n: number;
}

export interface SimpleCell {
  readonly L: number;
  readonly R: number;
  readonly arcs: readonly Arc[];
  /** A blocking or capacitive electrode: 1/(Q(jω)ⁿ). */
  readonly cpe?: { readonly Q: number; readonly n: number };
  /** σ/√ω·(1 − j) */
  readonly warburg?: number;
}

/** √(mean |ΔZ|²/|Z|²) is `noise`. */
export function simulateSpectrum(
  cell: SimpleCell,
  {
    from,
    to,
    points,
    noise,
    seed,
    facts,
  }: {
    readonly from: number;
    readonly to: number;
    readonly points: number;
    readonly noise: number;
    readonly seed: number;
    readonly facts?: Spectrum["facts"];
  },
): Spectrum {
  const random = seeded(seed);
  const frequency = Float64Array.from({ length: points }, (_, k) => from * (to / from) ** (k / (points - 1)));
  const real = new Float64Array(points);
  const imaginary = new Float64Array(points);
  frequency.forEach((f, k) => {
    const omega = 2 * Math.PI * f;
    let re = cell.R;
    let im = omega * cell.L;
    for (const { R, peak, n } of cell.arcs) {
      // R/(1 + (jf/peak)ⁿ)
      const size = (f / peak) ** n;
      const below = 1 + size * Math.cos((n * Math.PI) / 2);
      const beside = size * Math.sin((n * Math.PI) / 2);
      re += (R * below) / (below ** 2 + beside ** 2);
      im -= (R * beside) / (below ** 2 + beside ** 2);
    }
    if (cell.cpe) {
      const size = 1 / (cell.cpe.Q * omega ** cell.cpe.n);
      re += size * Math.cos((cell.cpe.n * Math.PI) / 2);
      im -= size * Math.sin((cell.cpe.n * Math.PI) / 2);
    }
    if (cell.warburg !== undefined) {
      re += cell.warburg / Math.sqrt(omega);
      im -= cell.warburg / Math.sqrt(omega);
    }
    const sigma = (noise * Math.hypot(re, im)) / Math.SQRT2;
    real[k] = re + sigma * random.normal();
    imaginary[k] = im + sigma * random.normal();
  });
  return { frequency, real, imaginary, ...(facts && { facts }) };
}

/** Conductivities over temperatures after Arrhenius, ln σ over 1/T, with a scatter from one temperature to the next. */
export function arrheniusConductivity(
  {
    sigma,
    at,
    energy,
    scatter,
    seed,
  }: {
    readonly sigma: number;
    readonly at: number;
    readonly energy: number;
    readonly scatter: number;
    readonly seed: number;
  },
  celsius: readonly number[],
): number[] {
  const k = 8.617333262145179e-5;
  const random = seeded(seed);
  return celsius.map(
    (t) =>
      sigma * Math.exp((-energy / k) * (1 / (t + 273.15) - 1 / (at + 273.15)) + scatter * random.normal()),
  );
}

/** RT/F at 25 °C in mV: that of the simulator of symmetric cells. */
const THERMAL = 25.693;

/**
 * Charge transfer at small currents of two electrodes that together show an area-specific resistance at a current density: Butler and
 * Volmer's 4RT/F·asinh(j/2j₀) = j·r, solved for RT/(F·j₀)·2. Ω·cm² and mA·cm⁻².
 */
export function transferFor(resistance: number, density: number): number {
  return (4 * THERMAL * Math.sinh((resistance * density) / (4 * THERMAL))) / density;
}
