/**
 * A Program: what the kernel interprets. Instructions add immittances to registers (pairs of planes over the points of a spectrum);
 * register 0 holds the model. See `assembly/program.ts`; the numbers of the operations are the same there.
 */
export const Op = {
  Constant: 0,
  Fill: 1,
  Capacitive: 2,
  Inductive: 3,
  Power: 4,
  Invert: 5,
  Multiply: 6,
  Scale: 7,
  Raise: 8,
  CothOver: 9,
  TanhOver: 10,
  CschOver: 11,
  Arc: 12,
  /** A function of one register; `second` is its number. */
  Function: 13,
} as const;
export type Op = (typeof Op)[keyof typeof Op];

/** How an instruction uses a parameter p of degree d: K ∝ pᵈ; (pᵈ·jω)ᵃ; a = … + d·p; 1/p beside a power in an arc. */
export const Role = { Gain: 0, Inner: 1, Exponent: 2, Conductance: 3 } as const;
export type Role = (typeof Role)[keyof typeof Role];

export interface Reference {
  readonly parameter: number;
  readonly role: Role;
  readonly degree: number;
}

export interface Instruction {
  readonly op: Op;
  /** Register that the value is added to. */
  readonly destination: number;
  readonly source: number;
  readonly second: number;
  readonly references: readonly Reference[];
  /** The first instruction into its register stores instead of adding. */
  readonly fresh: boolean;
  readonly gain: number;
  readonly exponent: number;
}

/** A parameter of a Program, in the order of the text that it came from. */
export interface ProgramParameter {
  /** "CPE1.Q" */
  readonly name: string;
  readonly unit: string;
  readonly scale: "log" | "linear";
  readonly lower: number;
  readonly upper: number;
  /** Held there unless the user frees it. */
  readonly fixed?: number;
  /** Start value given by the text. */
  readonly start?: number;
  /** Member of the outermost series that it belongs to, and element within the circuit; both count from 0. */
  readonly branch: number;
  readonly element: number;
  /** How draws set it: see `ParameterKind`. */
  readonly impedance: number;
  readonly frequency: number;
  readonly frequencyOfExponent: number;
  readonly exponent?: number;
  readonly draw?: readonly [number, number];
}

export interface Program {
  readonly parameters: readonly ProgramParameter[];
  readonly instructions: readonly Instruction[];
  /** The branches of the outermost series, each into register `registers + branch`. */
  readonly basis: readonly Instruction[];
  readonly registers: number;
  readonly branches: number;
}
