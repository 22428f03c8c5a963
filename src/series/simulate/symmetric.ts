/**
 * Symmetric cells Li | solid electrolyte | Li under constant current: voltage against time with known shorts, depletion and activation.
 *
 * The voltage of a half-cycle is the sum of
 * - the electrolyte, j·r (Ohm);
 * - two electrodes after Butler and Volmer with α = ½: 4RT/F · asinh(j/2j₀), with j₀ = RT/(F·r_ct);
 * - nucleation: a surplus that decays within τ_n, j·r_n·exp(−t/τ_n) (K. N. Wood et al., ACS Cent. Sci. 2, 790 (2016): peak, then arc);
 * - the wedge: contact and diffusion that worsen while lithium is stripped, w·x^p over the share x of the charge;
 * - depletion: what is left of the lithium carries the current, j·r_d·(1/(1 − Q/Q_Li) − 1), which grows without limit (the sharp rise
 *   of thin lithium, doi 10.1016/j.ensm.2022.05.050).
 * All settle with the double layer, 1 − exp(−t/τ_dl). Ageing multiplies r_ct by a law of the cycle. A filament is a resistor beside the
 * whole: V·R_s/(R_s + V/I), exact for an ohmic cell. Noise is Gaussian, and the converter rounds to its step; both are those of common
 * cyclers (10 to 100 µV). A diurnal temperature swing scales all resistances. Numbers without a source are plausible, not measured.
 */
import type { SeriesColumn, SeriesRecord } from "../record.ts";
import { recordOf } from "./emitter.ts";
import { type Random, seeded } from "./random.ts";

/** RT/F at 25 °C in V. */
const THERMAL = 0.025693;

/** A filament: a resistance beside the cell over a stretch of half-cycles. */
export interface Filament {
  /** Half-cycle (from 0) and share of it at which it touches. */
  readonly halfCycle: number;
  readonly share: number;
  /** Seconds until it has fused again; Infinity stays. */
  readonly seconds: number;
  /** Its resistance over that of the cell: 0.05 is a hard short, 1 to 10 a soft one. */
  readonly ratio: number;
  /** Random telegraph: standard deviation of ln ratio, drawn anew about every `flicker` seconds. */
  readonly unrest?: number;
  readonly flicker?: number;
}

/** One symmetric cell and its protocol. Areas in cm², current densities in mA·cm⁻², resistances in Ω·cm². */
export interface SymmetricCell {
  readonly area: number;
  /** Current density of half-cycle k, positive first. */
  readonly density: (halfCycle: number) => number;
  readonly halfCycles: number;
  /** Seconds of a half-cycle, of the rest behind it, and between samples. */
  readonly duration: (halfCycle: number) => number;
  readonly rest: number;
  readonly interval: number;
  readonly electrolyte: number;
  /** Charge transfer of both electrodes at small currents. */
  readonly transfer: number;
  /** Factor of the charge transfer in cycle n from 0: activation, growth. */
  readonly ageing: (cycle: number) => number;
  readonly nucleation: number;
  readonly nucleationTime: number;
  /** Growth of the overpotential over a half-cycle as a share of it, per direction, and its exponent. */
  readonly wedge: (cycle: number) => number;
  readonly wedgeExponent: number;
  /** Lithium of the thin electrode in mAh·cm⁻² by cycle; Infinity never ends. It is stripped on discharge. */
  readonly lithium: (cycle: number) => number;
  /** The instrument ends a half-cycle at this |V|. */
  readonly limit: number;
  readonly filaments: readonly Filament[];
  /** V, Gaussian, and V per bit. */
  readonly noise: number;
  readonly step: number;
  /** A, Gaussian. */
  readonly currentNoise: number;
  /** Relative swing of the resistances over a day. */
  readonly diurnal: number;
  /** Scatter of the overpotential from half-cycle to half-cycle, relative. */
  readonly scatter: number;
  readonly seed: number;
  /** Whether the record counts cycles (column cycle_count). */
  readonly counted: boolean;
}

/** 000-like: Li | Li₂OHCl | Li at 80 °C, 0.1 mA·cm⁻², 1 h cycles, more than 150 mV (doi 10.3389/fchem.2021.786956). */
export const symmetricDefaults: SymmetricCell = {
  area: 0.785,
  density: () => 0.1,
  halfCycles: 74,
  duration: () => 1800,
  rest: 0,
  interval: 5,
  electrolyte: 600,
  transfer: 1000,
  ageing: () => 1,
  nucleation: 120,
  nucleationTime: 40,
  wedge: () => 0.15,
  wedgeExponent: 1.5,
  lithium: () => Number.POSITIVE_INFINITY,
  limit: 5,
  filaments: [],
  noise: 5e-5,
  step: 1e-5,
  currentNoise: 2e-8,
  diurnal: 0,
  scatter: 0.004,
  seed: 1,
  counted: true,
};

export const symmetricColumns = [
  "test_time_second",
  "voltage_volt",
  "current_ampere",
  "cycle_count",
] as const satisfies readonly SeriesColumn[];

/** The record of such a cell; the same options give the same numbers. */
export function simulateSymmetric(options: Partial<SymmetricCell> = {}, file = "symmetric"): SeriesRecord {
  const cell: SymmetricCell = { ...symmetricDefaults, ...options };
  const columns = cell.counted ? symmetricColumns : symmetricColumns.slice(0, 3);
  const run = openRun(cell);
  return recordOf(file, columns, (into, row) => {
    if (!run.next()) return false;
    into[0][row] = run.time;
    into[1][row] = run.voltage;
    into[2][row] = run.current;
    if (cell.counted) into[3][row] = run.cycle;
    return true;
  });
}

interface Run {
  /** Moves on to the next sample; false when there is none. */
  next(): boolean;
  time: number;
  voltage: number;
  current: number;
  cycle: number;
}

function openRun(cell: SymmetricCell): Run {
  const random = seeded(cell.seed);
  const { area, interval, noise, step } = cell;
  let halfCycle = -1;
  /** Time since the half-cycle began, and where it and its rest end. */
  let t = 0;
  let end = 0;
  let restEnd = -1;
  let half: (t: number) => number = () => 0;
  let density = 0;
  let lastVoltage = 0;
  let clock = 0;
  const filaments = cell.filaments.map((one) => openFilament(one, random));
  const run: Run = {
    time: 0,
    voltage: 0,
    current: 0,
    cycle: 1,
    next: () => {
      if (halfCycle < 0 || t > restEnd) {
        if (halfCycle >= 0) clock += t;
        halfCycle++;
        if (halfCycle >= cell.halfCycles) return false;
        t = 0;
        end = cell.duration(halfCycle);
        restEnd = end + cell.rest;
        density = (halfCycle % 2 === 0 ? 1 : -1) * cell.density(halfCycle);
        half = openHalfCycle(cell, halfCycle, clock, random);
      }
      const resting = t > end;
      const time = clock + t;
      let size = 0;
      if (resting) size = Math.abs(lastVoltage) * Math.exp(-(t - end) / 20);
      else {
        size = half(t);
        const share = t / end;
        for (const filament of filaments) size = filament(halfCycle, share, time, size);
      }
      const sign = Math.sign(density);
      const measured = sign * size + noise * random.noise();
      run.time = Math.round(1000 * time) / 1000;
      run.voltage = step > 0 ? step * Math.round(measured / step) : measured;
      run.current = resting
        ? cell.currentNoise * random.noise()
        : (density * area) / 1000 + cell.currentNoise * random.noise();
      run.cycle = 1 + (halfCycle >> 1);
      if (!resting) {
        lastVoltage = sign * size;
        if (size > cell.limit) {
          // The instrument goes on with the next step
          end = t;
          restEnd = Math.min(restEnd, t + cell.rest);
        }
      }
      t += interval;
      return true;
    },
  };
  return run;
}

/** |V| without filaments as a function of the time since the half-cycle began. */
function openHalfCycle(
  cell: SymmetricCell,
  halfCycle: number,
  clock: number,
  random: Random,
): (t: number) => number {
  const cycle = halfCycle >> 1;
  const j = cell.density(halfCycle);
  const duration = cell.duration(halfCycle);
  const swing =
    (1 + cell.diurnal * Math.sin((2 * Math.PI * clock) / 86_400)) * (1 + cell.scatter * random.normal());
  const transfer = cell.transfer * cell.ageing(cycle) * swing;
  // mA·cm⁻² · Ω·cm² = mV
  const ohmic = (j * cell.electrolyte * swing) / 1000;
  // Both electrodes together have the small-current resistance `transfer`: each RT/(F·j₀) = transfer/2
  const exchange = (2000 * THERMAL) / transfer;
  const kinetic = 4 * THERMAL * Math.asinh(j / (2 * exchange));
  const nucleation = (j * cell.nucleation * swing) / 1000;
  const wedge = cell.wedge(cycle) * (ohmic + kinetic);
  const stripping = halfCycle % 2 === 1;
  const lithium = stripping ? cell.lithium(cycle) : Number.POSITIVE_INFINITY;
  const thin = (0.02 * j * cell.electrolyte) / 1000;
  return (t) => {
    const x = t / duration;
    const used = (j * t) / 3600 / lithium;
    const depletion = used < 1 ? thin * (1 / (1 - used) - 1) : Number.POSITIVE_INFINITY;
    const slow =
      kinetic + wedge * x ** cell.wedgeExponent + nucleation * Math.exp(-t / cell.nucleationTime) + depletion;
    return Math.min(ohmic + slow * (1 - Math.exp(-(t + 0.05) / 0.5)), 2 * cell.limit);
  };
}

/** The voltage with a filament beside a cell of this voltage. */
function openFilament(
  { halfCycle: from, share, seconds, ratio, unrest = 0, flicker = 60 }: Filament,
  random: Random,
): (halfCycle: number, at: number, time: number, size: number) => number {
  let began = Number.NaN;
  let until = Number.NEGATIVE_INFINITY;
  let present = ratio;
  return (halfCycle, at, time, size) => {
    if (halfCycle < from || (halfCycle === from && at < share)) return size;
    if (Number.isNaN(began)) began = time;
    if (time - began > seconds) return size;
    if (unrest > 0 && time >= until) {
      present = ratio * Math.exp(unrest * random.normal());
      until = time - flicker * Math.log(1 - random.uniform());
    }
    return (size * present) / (present + 1);
  };
}
