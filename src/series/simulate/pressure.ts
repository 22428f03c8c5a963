/**
 * Full cells Li | solid electrolyte | NCM under a stack pressure, at constant current: voltage, current and pressure against time, after
 * the operando pressiometry of doi 10.1016/j.ensm.2022.05.050 (G5).
 *
 * - Pressure: P = P₀ + baseline(n) + y(n)·Q/m·s(x), linear in the charge Q that the cell holds (s adds an optional bow), with y(n) the
 *   swing per capacity of cycle n in MPa·g·(A·h)⁻¹. Expansion with the temperature, relaxation in rests, Gaussian noise, and the sensor's
 *   step (0.1 kgf on Ø13 mm is 7.39 kPa) come on top.
 * - y(n): a decay to a plateau with time constant τ, and a slow rise behind a later cycle: the coated shape. The uncoated one is the same
 *   until its onset, then falls by `fall`·(n − onset)^`power` until the internal short.
 * - Internal short (cycle `short`): the charge leaks from 60 % of that charge on, the voltage stays below the cut-off and flickers, the
 *   pressure stops following, and the discharge gives a fifth.
 * - Two clocks (G8): the logger's time is (t − offset)/(1 + drift), on a raster and with a jitter of its own.
 * What the paper does not give (noise, voltages, time constants) is plausible, not measured.
 */
import type { SeriesColumn, SeriesRecord } from "../record.ts";
import { recordOf } from "./emitter.ts";
import { seeded } from "./random.ts";

export interface PressureCell {
  /** Of the active material in g, and area in cm². */
  readonly mass: number;
  readonly area: number;
  /** mAh·g⁻¹ of the first cycle, share lost per cycle, and C-rate. */
  readonly capacity: number;
  readonly fade: number;
  readonly rate: number;
  readonly cycles: number;
  /** Seconds of the rest behind each half-cycle and between samples. */
  readonly rest: number;
  readonly interval: number;
  /** Stack pressure at the beginning and its rise per cycle behind `baselineFrom`, MPa. */
  readonly stack: number;
  readonly baseline: number;
  readonly baselineFrom: number;
  /** y(n): plateau, surplus of the first cycle, its time constant in cycles, rise per cycle behind `riseFrom`. */
  readonly plateau: number;
  readonly surplus: number;
  readonly decay: number;
  readonly rise: number;
  readonly riseFrom: number;
  /** Last cycle before the fall (Infinity: coated), fall per cycle and its power, cycle of the internal short. */
  readonly onset: number;
  readonly fall: number;
  readonly power: number;
  readonly short: number;
  /** Share of y lost per cycle (a pellet that wears), and share lost at once behind a cycle (a stack that was tightened again). */
  readonly wear: number;
  readonly step: number;
  readonly stepAfter: number;
  /** Share by which the pressure bows from the straight line at half charge. */
  readonly bow: number;
  /** Relative scatter of y from cycle to cycle. */
  readonly scatter: number;
  /** Noise of a sample and step of the sensor in Pa. */
  readonly noise: number;
  readonly quantum: number;
  /** Pa·K⁻¹, half the daily swing in K. */
  readonly expansion: number;
  readonly diurnal: number;
  /** Share of the samples that are spikes of a few hundred kPa. */
  readonly spikes: number;
  /** Pressure that relaxes in a rest, Pa. */
  readonly relaxation: number;
  readonly seed: number;
}

/** As published for the coated cell: 13.5 MPa·g·(A·h)⁻¹ at cycle 30, and a swing of 2.16 MPa at 160 mAh·g⁻¹. */
export const pressureDefaults: PressureCell = {
  mass: 7.2e-3 * 1.327,
  area: 1.327,
  capacity: 160,
  fade: 1e-3,
  rate: 0.6,
  cycles: 60,
  rest: 300,
  interval: 20,
  stack: 20,
  baseline: 0.02,
  baselineFrom: 22,
  plateau: 13.4,
  surplus: 3.5,
  decay: 9,
  rise: 0.02,
  riseFrom: 32,
  onset: Number.POSITIVE_INFINITY,
  fall: 0.6,
  power: 1.3,
  short: Number.POSITIVE_INFINITY,
  wear: 0,
  step: 0,
  stepAfter: 0,
  bow: 0,
  scatter: 0.003,
  noise: 4000,
  quantum: 7390,
  expansion: 0,
  diurnal: 0,
  spikes: 0,
  relaxation: 20_000,
  seed: 1,
};

export const pressureColumns = [
  "test_time_second",
  "voltage_volt",
  "current_ampere",
  "cycle_count",
  "surface_pressure_pa",
  "surface_temperature_celsius",
] as const satisfies readonly SeriesColumn[];

/** y(n) in MPa·g·(A·h)⁻¹ without its scatter; n from 1. */
export function swingLaw(cell: PressureCell, n: number): number {
  const coated =
    (cell.plateau +
      cell.surplus * Math.exp(-(n - 1) / cell.decay) +
      cell.rise * Math.max(0, n - cell.riseFrom)) *
    (1 - cell.wear) ** (n - 1) *
    (n > cell.stepAfter ? 1 - cell.step : 1);
  return n > cell.onset ? coated - cell.fall * (n - cell.onset) ** cell.power : coated;
}

/** The record of such a cell, pressure and temperature in columns of their own; the same options give the same numbers. */
export function simulatePressure(options: Partial<PressureCell> = {}, file = "pressure"): SeriesRecord {
  const cell: PressureCell = { ...pressureDefaults, ...options };
  const run = openRun(cell);
  return recordOf(file, pressureColumns, (into, row) => {
    if (!run.next(cell.interval)) return false;
    into[0][row] = run.time;
    into[1][row] = run.voltage;
    into[2][row] = run.current;
    into[3][row] = run.cycle;
    into[4][row] = run.pressure;
    into[5][row] = run.temperature;
    return true;
  });
}

export interface LoggerClock {
  /** Cycler's time = offset + (1 + drift)·logger's time, s. */
  readonly offset: number;
  readonly drift: number;
  /** Seconds between samples of the logger, on its own clock. */
  readonly interval: number;
  /** Standard deviation of a sample's time, s. */
  readonly jitter: number;
}

/** The same cell with a logger of its own: the cycler's record without pressure, and the logger's. */
export function simulateTwoClocks(
  options: Partial<PressureCell>,
  clock: LoggerClock,
  file = "two-clocks",
): { readonly cycler: SeriesRecord; readonly logger: SeriesRecord } {
  const cell: PressureCell = { ...pressureDefaults, ...options };
  const cycler = openRun(cell);
  const logger = openRun(cell);
  const random = seeded(cell.seed + 1000);
  return {
    cycler: recordOf(file, pressureColumns.slice(0, 4), (into, row) => {
      if (!cycler.next(cell.interval)) return false;
      into[0][row] = cycler.time;
      into[1][row] = cycler.voltage;
      into[2][row] = cycler.current;
      into[3][row] = cycler.cycle;
      return true;
    }),
    logger: recordOf(`${file}-logger`, ["test_time_second", "surface_pressure_pa"], (into, row) => {
      if (!logger.next(clock.interval * (1 + clock.drift))) return false;
      into[0][row] = (logger.time - clock.offset) / (1 + clock.drift) + clock.jitter * random.normal();
      into[1][row] = logger.pressure;
      return true;
    }),
  };
}

interface Run {
  /** Moves on by so many seconds; false when the test has ended. */
  next(seconds: number): boolean;
  time: number;
  voltage: number;
  current: number;
  cycle: number;
  pressure: number;
  temperature: number;
}

/** Phases of a cycle in their order. */
const CHARGE = 0;
const CHARGED = 1;
const DISCHARGE = 2;

function openRun(cell: PressureCell): Run {
  const scatter = seeded(cell.seed);
  const noise = seeded(cell.seed + 500);
  const full = (cell.mass * cell.capacity) / 1000;
  const amperes = full * cell.rate;
  let clock = 0;
  let began = 0;
  let phase = CHARGE;
  let swing = 0;
  /** Ah that the phase moves, and that the cell holds at its beginning. */
  let moved = 0;
  let held = 0;
  let duration = 0;
  let first = true;
  const open = (cycle: number): void => {
    const shorted = cycle >= cell.short;
    const usable = full * (1 - cell.fade) ** (cycle - 1);
    if (phase === CHARGE) {
      swing = swingLaw(cell, cycle) * (1 + cell.scatter * scatter.normal());
      moved = shorted ? 1.6 * usable : usable;
    } else if (phase === DISCHARGE) moved = shorted ? 0.2 * usable : usable;
    duration = phase === CHARGE || phase === DISCHARGE ? (3600 * moved) / amperes : cell.rest;
  };
  const run: Run = {
    time: 0,
    voltage: 0,
    current: 0,
    cycle: 1,
    pressure: 0,
    temperature: 25,
    next: (seconds) => {
      if (first) {
        open(1);
        first = false;
      } else clock += seconds;
      while (clock - began > duration) {
        began += duration;
        if (phase === CHARGE) held = run.cycle >= cell.short ? 0.2 * full : moved;
        if (phase === DISCHARGE) held = 0;
        phase = (phase + 1) % 4;
        if (phase === CHARGE) run.cycle++;
        if (run.cycle > cell.cycles) return false;
        open(run.cycle);
      }
      const t = clock - began;
      const x = duration > 0 ? t / duration : 0;
      const shorted = run.cycle >= cell.short;
      let stored = held;
      if (phase === CHARGE) stored = shorted ? Math.min(1.6 * x, 0.6) * full : moved * x;
      if (phase === DISCHARGE) stored = held * (1 - x);
      const share = stored / full;
      const bowed = stored + 4 * cell.bow * full * share * (1 - share);
      run.time = clock;
      run.current = phase === CHARGE ? amperes : phase === DISCHARGE ? -amperes : 0;
      run.temperature = 25 + cell.diurnal * Math.sin((2 * Math.PI * clock) / 86_400);
      const resting = phase === CHARGED || phase > DISCHARGE ? 1 - Math.exp(-t / 120) : 0;
      const settled =
        1e6 *
          (cell.stack + cell.baseline * Math.max(0, run.cycle - 1 + (phase + x) / 4 - cell.baselineFrom)) +
        (1e6 * swing * bowed) / cell.mass +
        cell.expansion * (run.temperature - 25) -
        (phase === CHARGED ? cell.relaxation * resting : 0);
      const spike = cell.spikes > 0 && noise.uniform() < cell.spikes ? 4e5 * noise.noise() : 0;
      const measured = settled + cell.noise * noise.noise() + spike;
      run.pressure = cell.quantum > 0 ? cell.quantum * Math.round(measured / cell.quantum) : measured;
      const flicker = shorted && phase === CHARGE && x > 0.3 ? 0.15 * Math.abs(noise.noise()) : 0;
      const rest = 3.3 + 0.95 * share - 0.15 * Math.exp(-12 * share);
      run.voltage = rest + 0.08 * Math.sign(run.current) - flicker + 2e-4 * noise.noise();
      return true;
    },
  };
  return run;
}
