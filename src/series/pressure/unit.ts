/** Units of stack pressure and of the forces that load cells show. */

/** Standard gravity in m·s⁻²: 1 kgf = 9.80665 N (CGPM 1901). */
export const STANDARD_GRAVITY = 9.80665;
/** 1 lbf in N: 0.45359237 kg under standard gravity. */
export const POUND_FORCE = 0.45359237 * STANDARD_GRAVITY;
/** 1 psi in Pa: 1 lbf per square inch of (0.0254 m)². */
export const PSI = POUND_FORCE / 0.0254 ** 2;

const PRESSURES: Readonly<Record<string, number>> = {
  pa: 1,
  hpa: 100,
  kpa: 1e3,
  mpa: 1e6,
  gpa: 1e9,
  mbar: 100,
  bar: 1e5,
  atm: 101_325,
  psi: PSI,
  ksi: 1e3 * PSI,
  "kgf/cm2": STANDARD_GRAVITY * 1e4,
  "kgf/mm2": STANDARD_GRAVITY * 1e6,
  "n/mm2": 1e6,
  "n/cm2": 1e4,
  "n/m2": 1,
};

const FORCES: Readonly<Record<string, number>> = {
  n: 1,
  kn: 1e3,
  mn: 1e6,
  gf: STANDARD_GRAVITY / 1e3,
  kgf: STANDARD_GRAVITY,
  kp: STANDARD_GRAVITY,
  tf: STANDARD_GRAVITY * 1e3,
  lbf: POUND_FORCE,
};

/** Units that differ by their capitals from one that the lists have: millipascal is none that a stack knows. */
const MILLI: Readonly<Record<string, number>> = { mPa: 1e-3, mN: 1e-3 };

export interface LoadUnit {
  readonly quantity: "pressure" | "force";
  /** Pa or N per unit. */
  readonly factor: number;
}

/** The unit that a text names: "MPa", "kgf", "psi"; undefined where it is none of pressure or force. Capitals count for mPa and mN only. */
export function readLoadUnit(text: string): LoadUnit | undefined {
  const plain = text.normalize("NFKC").replace(/\s+/g, "").replace(/\^/g, "");
  const name = plain.toLowerCase();
  const force = MILLI[plain] !== undefined ? plain === "mN" : FORCES[name] !== undefined;
  const factor = MILLI[plain] ?? FORCES[name] ?? PRESSURES[name];
  return factor === undefined ? undefined : { quantity: force ? "force" : "pressure", factor };
}

/** Names that `readLoadUnit` knows, for sentences. */
export const loadUnits = "Pa, kPa, MPa, bar, mbar, psi, kgf/cm2, N/mm2, or of a force N, kN, kgf, gf, lbf";

/**
 * Pascals per unit of a sensor.
 * @param area m² on which a force acts
 * @throws RangeError when a force has no area
 */
export function pascalsPer(unit: LoadUnit, area?: number): number {
  if (unit.quantity === "pressure") return unit.factor;
  if (area === undefined || !(area > 0)) {
    throw new RangeError("a force becomes a pressure by the area on which it acts, which is not known");
  }
  return unit.factor / area;
}
