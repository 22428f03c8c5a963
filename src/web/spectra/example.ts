/** The example: a simulated depth profile of an interphase between lithium and Li₆PS₅Cl after cycling. */
import type { Measurement, Scan } from "../../spectra/measurement.ts";
import { presetLines } from "../../spectra/presets/index.ts";
import { simulateScan, type TrueLine } from "../../spectra/simulate.ts";

/** The models that the scans were simulated for, and that the example opens with. */
export const examplePresets = ["s2p-argyrodite", "p2p-argyrodite"] as const;

const LEVELS = 12;
/** s of sputtering from level to level. */
const SPUTTERING = 120;
/** eV */
const WIDTH = 1.2;
/** Sensitivity of P 2p over that of S 2p (Scofield): so the areas are those of a real composition. */
const PHOSPHORUS = 1.19 / 1.68;

/** S 2p and P 2p at each level, from decomposed at the surface to Li₆PS₅Cl in the depth. */
export function cycledInterphase(): Measurement {
  const scans: Scan[] = [];
  for (let k = 0; k < LEVELS; k++) {
    // An interface that sputtering and roughness broaden
    const intact = 1 / (1 + Math.exp(-(k - 4.5) / 1.6));
    const rest = 1 - intact;
    const sulfur = { Li2S: 20_000 * rest, Li6PS5Cl: 20_000 * intact };
    const phosphorus = {
      Li3P: 2400 * PHOSPHORUS * rest,
      "reduced phosphorus": 1100 * PHOSPHORUS * rest,
      Li6PS5Cl: 4000 * PHOSPHORUS * intact,
      Li3PO4: 500 * PHOSPHORUS * rest,
    };
    const facts = { etch_time_second: k * SPUTTERING };
    const scan = (name: string, from: number, to: number, lines: TrueLine[], seed: number): Scan => ({
      ...simulateScan({ from, to, step: 0.05, constant: 1200, loss: 0.03, lines }, seed, name),
      file: "cycled interphase",
      photonEnergy: 1486.6,
      dwell: 0.1,
      sweeps: 10,
      facts,
    });
    const level = `level ${k + 1}`;
    scans.push(
      scan(`S 2p, ${level}`, 156, 170, linesOf("s2p-argyrodite", sulfur), 101 + k),
      scan(`P 2p, ${level}`, 122, 138, linesOf("p2p-argyrodite", phosphorus), 201 + k),
    );
  }
  return { file: "cycled interphase", format: "simulated", scans, warnings: [] };
}

function linesOf(preset: string, areas: Readonly<Record<string, number>>): TrueLine[] {
  return presetLines(preset).map(
    ({ substance, energy, doublet }): TrueLine => ({
      center: energy,
      area: areas[substance] ?? 0,
      fwhm: WIDTH,
      ...(doublet && { doublet }),
    }),
  );
}
