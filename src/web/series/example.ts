/** The examples: a symmetric cell on a rising current until a filament grows through it, and a full cell under pressure. */
import type { SeriesRecord } from "../../series/record.ts";
import { simulatePressure } from "../../series/simulate/pressure.ts";
import { simulateSymmetric } from "../../series/simulate/symmetric.ts";
import type { Sizes } from "./state.ts";

const PRESSED = "full cell under pressure";
/** cm² of the symmetric cell. */
const exampleArea = 0.785;

/** mA·cm⁻² of the first level and from level to level; two half-cycles of an hour each. */
const LADDER = { first: 0.1, step: 0.1, levels: 14 };

/**
 * Li | Li₆PS₅Cl | Li, 0.1 to 1.4 mA·cm⁻². A filament flickers at 0.9 mA·cm⁻² and fuses again; one that stays comes at 1.1: so the cell
 * endures 0.8.
 */
export function shortingCell(): SeriesRecord {
  const halfCycleOf = (density: number): number => 2 * Math.round((density - LADDER.first) / LADDER.step);
  return simulateSymmetric(
    {
      area: exampleArea,
      density: (k) => LADDER.first + LADDER.step * Math.floor(k / 2),
      halfCycles: 2 * LADDER.levels,
      duration: () => 3600,
      rest: 300,
      interval: 1,
      electrolyte: 60,
      transfer: 40,
      nucleation: 12,
      nucleationTime: 90,
      wedge: () => 0.12,
      filaments: [
        { halfCycle: halfCycleOf(0.9), share: 0.55, seconds: 1500, ratio: 1.2, unrest: 0.15, flicker: 20 },
        {
          halfCycle: halfCycleOf(1.1) + 1,
          share: 0.35,
          seconds: Number.POSITIVE_INFINITY,
          ratio: 0.06,
          unrest: 0.1,
          flicker: 40,
        },
      ],
      seed: 12,
    },
    "symmetric cell that shorts",
  );
}

/** Li | LPSCl | NCM without a coating: the swing of its pressure falls for cycles before lithium penetrates in cycle 31. */
export function pressedCell(): SeriesRecord {
  return simulatePressure(
    { cycles: 33, onset: 23, fall: 0.7, power: 1.3, short: 31, interval: 10, noise: 3000, seed: 4 },
    PRESSED,
  );
}

/** The sizes of an example's cell, by the name of its record. */
export function exampleSizes(file: string): Sizes {
  // Those that `simulatePressure` has by default: 7.2 mg·cm⁻² on Ø 13 mm
  return file === PRESSED ? { mass_g: 0.00955, area_cm2: 1.327 } : { area_cm2: exampleArea };
}
