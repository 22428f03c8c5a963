import { FormatError, type ReadOptions, readImpedance } from "../../src/formats/index.ts";
import type { Dataset, Spectrum } from "../../src/impedance/spectrum.ts";

/** Points whose numbers have few digits, so that every way of writing them gives the same doubles. */
export interface Points {
  readonly frequency: readonly number[];
  readonly real: readonly number[];
  readonly imaginary: readonly number[];
}

/** R–(RC)–(RC) with a tail, rounded to five digits; capacitive at low frequency, inductive at the top as real cells are. */
export function spectrumOf(scale: number, count = 25): Points {
  const round = (x: number): number => Number(x.toPrecision(5));
  const frequency = Array.from({ length: count }, (_, i) => round(1e5 * 10 ** (-i / 4)));
  const real: number[] = [];
  const imaginary: number[] = [];
  for (const f of frequency) {
    const w = 2 * Math.PI * f;
    const arc = (r: number, tau: number): [number, number] => {
      const d = 1 + (w * tau) ** 2;
      return [r / d, (-r * w * tau) / d];
    };
    const [a, b] = arc(20 * scale, 1e-4);
    const [c, d] = arc(35 * scale, 0.02);
    real.push(round(10 * scale + a + c + 2 / Math.sqrt(w)));
    imaginary.push(round(1e-5 * w * scale + b + d - 2 / Math.sqrt(w)));
  }
  return { frequency, real, imaginary };
}

export function read(text: string, options: ReadOptions = {}, file = "spectra.csv"): Dataset {
  return readImpedance(new TextEncoder().encode(text), file, options);
}

export function plain(spectrum: Spectrum): Points {
  return {
    frequency: [...spectrum.frequency],
    real: [...spectrum.real],
    imaginary: [...spectrum.imaginary],
  };
}

/** The error that reading must end in. */
export function formatError(act: () => unknown): FormatError {
  try {
    act();
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
