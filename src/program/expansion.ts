import { Op, Role } from "./program.ts";

/**
 * What the elements compute, written in instructions of the kernel. A new element is an entry here and one in `element.ts`;
 * its derivatives follow from the instructions. Formulas and sources: `element.ts`.
 */

/** A parameter symbol with its role and degree: `gain("R")` multiplies by R, `gain("Q", -1)` divides by Q. */
export interface Use {
  readonly symbol: string;
  readonly role: Role;
  readonly degree: number;
}

const gain = (symbol: string, degree = 1): Use => ({ symbol, role: Role.Gain, degree });
const inner = (symbol: string, degree = 1): Use => ({ symbol, role: Role.Inner, degree });
const exponent = (symbol: string, degree = 1): Use => ({ symbol, role: Role.Exponent, degree });

/** An immittance as a tree of instructions: `of` is computed first, into a register of its own. */
export interface Term {
  readonly op: Op;
  readonly uses: readonly Use[];
  readonly exponent: number;
  /** A factor that is no parameter; default 1. */
  readonly factor?: number;
  /** The sum that the instruction works on. */
  readonly of?: readonly Term[];
  readonly and?: readonly Term[];
  /** Which function, of `Op.Function`. */
  readonly number?: number;
}

const constant = (...uses: Use[]): Term => ({ op: Op.Constant, uses, exponent: 0 });
/** K·(jω)ᵃ with a = `at` + exponent uses. */
const power = (at: number, ...uses: Use[]): Term => ({ op: Op.Power, uses, exponent: at });
const capacitive = (...uses: Use[]): Term => ({ op: Op.Capacitive, uses, exponent: 0 });
const inductive = (...uses: Use[]): Term => ({ op: Op.Inductive, uses, exponent: 0 });
const raise = (of: Term[], at: number, ...uses: Use[]): Term => ({ op: Op.Raise, uses, exponent: at, of });
const scale = (of: Term[], ...uses: Use[]): Term => ({ op: Op.Scale, uses, exponent: 1, of });
const cothOver = (of: Term[], ...uses: Use[]): Term => ({ op: Op.CothOver, uses, exponent: 1, of });
const tanhOver = (of: Term[], ...uses: Use[]): Term => ({ op: Op.TanhOver, uses, exponent: 1, of });
const cschOver = (of: Term[], ...uses: Use[]): Term => ({ op: Op.CschOver, uses, exponent: 1, of });
const times = (of: Term[], and: Term[], ...uses: Use[]): Term => ({
  op: Op.Multiply,
  uses,
  exponent: 0,
  of,
  and,
});
const one = constant();

/** Z of an element and, where it is as simple, Y; elements without Y are inverted inside a parallel group. */
export interface Expansion {
  readonly impedance: readonly Term[];
  readonly admittance?: readonly Term[];
}

/** (1 + Y(jω)ⁿ)^½, the β of a pore with leakage. */
const leakage = (...uses: Use[]): Term => raise([one, power(0, ...uses)], 0.5);

const expansions: Readonly<Record<string, Expansion>> = {
  R: { impedance: [constant(gain("R"))], admittance: [constant(gain("R", -1))] },
  C: { impedance: [capacitive(gain("C", -1))], admittance: [inductive(gain("C"))] },
  L: { impedance: [inductive(gain("L"))], admittance: [capacitive(gain("L", -1))] },
  CPE: {
    impedance: [power(0, gain("Q", -1), exponent("n", -1))],
    admittance: [power(0, gain("Q"), exponent("n"))],
  },
  CPET: {
    impedance: [power(0, inner("T"), exponent("n", -1))],
    admittance: [power(0, inner("T"), exponent("n"))],
  },
  // A(1−j)/√ω = √2·A·(jω)^−½
  W: {
    impedance: [{ ...power(-0.5, gain("A")), factor: Math.SQRT2 }],
    admittance: [{ ...power(0.5, gain("A", -1)), factor: Math.SQRT1_2 }],
  },
  Wn: {
    impedance: [power(0, gain("Y", -1), exponent("n", -1))],
    admittance: [power(0, gain("Y"), exponent("n"))],
  },
  Wo: { impedance: [cothOver([power(0.5, inner("tau"))], gain("Z0"))] },
  Ws: { impedance: [tanhOver([power(0.5, inner("tau"))], gain("Z0"))] },
  // coth(s)/(Yjω)ⁿ with s = (Bjω)ⁿ is (s/(Yjω)ⁿ)·coth(s)/s, and s/(Yjω)ⁿ = (B/Y)ⁿ does not depend on ω
  Won: {
    impedance: [
      times(
        [cothOver([power(0, inner("B"), exponent("n"))])],
        [times([power(0, inner("B"), exponent("n"))], [power(0, inner("Y"), exponent("n", -1))])],
      ),
    ],
  },
  Wsn: {
    impedance: [
      times(
        [tanhOver([power(0, inner("B"), exponent("n"))])],
        [times([power(0, inner("B"), exponent("n"))], [power(0, inner("Y"), exponent("n", -1))])],
      ),
    ],
  },
  La: {
    impedance: [power(0, inner("L"), exponent("a"))],
    admittance: [power(0, inner("L"), exponent("a", -1))],
  },
  Ln: {
    impedance: [power(0, gain("L"), exponent("n"))],
    admittance: [power(0, gain("L", -1), exponent("n", -1))],
  },
  G: { impedance: [raise([one, inductive(gain("t"))], -0.5, gain("R"))] },
  Gn: { impedance: [raise([constant(gain("k")), power(1)], 0, gain("Y", -1), exponent("n", -1))] },
  Ga: { impedance: [raise([one, inductive(gain("tau"))], 0, gain("R"), exponent("n", -1))] },
  // R/(u·tanh(φu)) = Rφ·coth(φu)/(φu), u = √(1+jωt)
  Gs: {
    impedance: [
      cothOver([scale([raise([one, inductive(gain("t"))], 0.5)], gain("phi"))], gain("R"), gain("phi")),
    ],
  },
  K: { impedance: [raise([one, inductive(gain("tau"))], -1, gain("R"))] },
  Ky: { impedance: [constant(gain("tau"), gain("C", -1)), capacitive(gain("C", -1))] },
  Zarc: { impedance: [raise([one, power(0, inner("tau"), exponent("n"))], -1, gain("R"))] },
  H: {
    impedance: [
      times(
        [raise([one, power(0, inner("tau"), exponent("a"))], 0, exponent("b"))],
        [capacitive(gain("dC", -1))],
      ),
    ],
  },
  Ha: {
    impedance: [raise([one, power(0, inner("tau"), exponent("a"))], 0, gain("R"), exponent("b", -1))],
  },
  TLMQ: {
    impedance: [
      cothOver([power(0, gain("Rion", 0.5), gain("Qs", 0.5), exponent("gamma", 0.5))], gain("Rion")),
    ],
  },
  T: {
    impedance: [
      cothOver([raise([constant(gain("a")), inductive(gain("b"))], 0.5)], gain("A")),
      cschOver([raise([constant(gain("a")), inductive(gain("b"))], 0.5)], gain("B")),
    ],
  },
  // α·coth(dcβ)/β = α·dc·coth(v)/v with v = dcβ; c = √(Ri/Rr) or, in pyimpspec's code, √(Ri·Rr) = α
  Ls: {
    impedance: [
      cothOver(
        [scale([leakage(gain("Y"), exponent("n"))], gain("d"), gain("Ri", 0.5), gain("Rr", -0.5))],
        gain("Ri"),
        gain("d"),
      ),
    ],
  },
  Lsp: {
    impedance: [
      cothOver(
        [scale([leakage(gain("Y"), exponent("n"))], gain("d"), gain("Ri", 0.5), gain("Rr", 0.5))],
        gain("Ri"),
        gain("Rr"),
        gain("d"),
      ),
    ],
  },
  Tlmbo: {
    impedance: [
      cothOver([power(0, gain("Ri", 0.5), gain("Y", 0.5), gain("L"), exponent("n", 0.5))], gain("Ri")),
    ],
  },
  Tlmbs: {
    impedance: [
      tanhOver([power(0, gain("Ri", 0.5), gain("Y", 0.5), gain("L"), exponent("n", 0.5))], gain("Ri")),
    ],
  },
  // Ri·λ·tanh(L/λ) = Ri·L·tanh(v)/v with v = L/λ = L√(Ri/Rct)·√(1+Rct·Y(jω)ⁿ)
  Tlmns: {
    impedance: [
      tanhOver(
        [
          scale(
            [leakage(gain("Rct"), gain("Y"), exponent("n"))],
            gain("L"),
            gain("Ri", 0.5),
            gain("Rct", -0.5),
          ),
        ],
        gain("Ri"),
        gain("L"),
      ),
    ],
  },
};

const added = new Map<string, Expansion>();

/** Says what a defined element computes: `elementFormula.ts`. */
export function addExpansion(type: string, expansion: Expansion): void {
  added.set(type, expansion);
}

/** What elements of a type compute. @throws when the type has no entry */
export function expansionOf(type: string): Expansion {
  const expansion = Object.hasOwn(expansions, type) ? expansions[type] : added.get(type);
  if (!expansion) throw new Error(`element type "${type}" has no expansion`);
  return expansion;
}
