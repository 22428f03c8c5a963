/**
 * The catalogue of circuit elements: names, parameters, units, limits. What an element computes is in `expansion.ts`.
 *
 * Two tools use one name for two formulas (`W`, `Wo`, `La`, `G`, `Ls`): each formula has a name of its own here, and the
 * syntaxes translate. The letter n at the end of a name marks the form with a free exponent.
 */
export interface ParameterKind {
  /** Symbol after the dot: "Q" in `CPE1.Q`. */
  readonly symbol: string;
  /** SI unit as printed; may depend on an exponent ("S·sⁿ"). */
  readonly unit: string;
  /** "log": strictly positive scale, solved in its logarithm unless a bound admits 0 or less; "linear": solved as it is. */
  readonly scale: "log" | "linear";
  readonly lower: number;
  readonly upper: number;
  /** Held at this value unless the user frees it: exponents that are 1/2 by definition, the length of a pore. */
  readonly fixed?: number;
  /**
   * How a draw of the element from a wanted impedance |Z| at a wanted angular frequency ω sets this parameter:
   * |Z|^impedance · ω^(frequency + frequencyOfExponent·n), n being the parameter named `exponent`.
   * An exponent itself (scale "linear") is drawn uniformly from `draw`.
   */
  readonly impedance?: number;
  readonly frequency?: number;
  readonly exponent?: string;
  readonly frequencyOfExponent?: number;
  readonly draw?: readonly [number, number];
}

export interface ElementKind {
  readonly type: string;
  readonly name: string;
  /** Formula as printed in the documentation; jω = j·2πf. */
  readonly formula: string;
  readonly source: string;
  readonly parameters: readonly ParameterKind[];
}

const resistance = (symbol = "R"): ParameterKind => ({
  symbol,
  unit: "Ω",
  scale: "log",
  lower: 0,
  upper: Infinity,
  impedance: 1,
});
const timeConstant = (symbol = "tau"): ParameterKind => ({
  symbol,
  unit: "s",
  scale: "log",
  lower: 0,
  upper: Infinity,
  frequency: -1,
});
const exponent = (symbol = "n", fixed?: number): ParameterKind => ({
  symbol,
  unit: "",
  scale: "linear",
  lower: 0,
  upper: 1,
  draw: [0.55, 1],
  ...(fixed === undefined ? {} : { fixed }),
});
/** Admittance-like coefficient of (jω)ⁿ. */
const admittance = (symbol: string, n = "n"): ParameterKind => ({
  symbol,
  unit: "S·sⁿ",
  scale: "log",
  lower: 0,
  upper: Infinity,
  impedance: -1,
  exponent: n,
  frequencyOfExponent: -1,
});
const positive = (symbol: string, unit: string, rest: Partial<ParameterKind> = {}): ParameterKind => ({
  symbol,
  unit,
  scale: "log",
  lower: 0,
  upper: Infinity,
  ...rest,
});

const impedancepy = "impedance.py 1.7.1, circuits/elements.py";
const pyimpspec = "pyimpspec 5.1.3, documentation of elements";

export const elementKinds: readonly ElementKind[] = [
  { type: "R", name: "resistor", formula: "R", source: "definition", parameters: [resistance()] },
  {
    type: "C",
    name: "capacitor",
    formula: "1/(jωC)",
    source: "definition",
    parameters: [positive("C", "F", { impedance: -1, frequency: -1 })],
  },
  {
    type: "L",
    name: "inductor",
    formula: "jωL",
    source: "definition",
    parameters: [positive("L", "H", { impedance: 1, frequency: -1 })],
  },
  {
    type: "CPE",
    name: "constant phase element",
    formula: "1/(Q(jω)ⁿ)",
    source: impedancepy,
    parameters: [admittance("Q"), exponent()],
  },
  {
    type: "CPET",
    name: "constant phase element, T form",
    formula: "1/(Tjω)ⁿ",
    source: "ZView manual; EquivalentCircuits.jl",
    parameters: [positive("T", "s·Ω^(−1/n)", { frequency: -1 }), exponent()],
  },
  {
    type: "W",
    name: "Warburg, semi-infinite",
    formula: "A(1−j)/√ω",
    source: impedancepy,
    parameters: [positive("A", "Ω·s⁻½", { impedance: 1, frequency: 0.5 })],
  },
  {
    type: "Wn",
    name: "Warburg with free exponent",
    formula: "1/(Y(jω)ⁿ)",
    source: pyimpspec,
    parameters: [admittance("Y"), exponent("n", 0.5)],
  },
  {
    type: "Wo",
    name: "Warburg, finite space (reflective)",
    formula: "Z0·coth√(jωτ)/√(jωτ)",
    source: impedancepy,
    parameters: [resistance("Z0"), timeConstant()],
  },
  {
    type: "Ws",
    name: "Warburg, finite length (transmissive)",
    formula: "Z0·tanh√(jωτ)/√(jωτ)",
    source: impedancepy,
    parameters: [resistance("Z0"), timeConstant()],
  },
  {
    type: "Won",
    name: "Warburg, finite space, free exponent",
    formula: "coth((Bjω)ⁿ)/(Yjω)ⁿ",
    source: pyimpspec,
    parameters: [
      positive("Y", "s·Ω^(−1/n)", { frequency: -1, impedance: -2 }),
      positive("B", "s", { frequency: -1 }),
      exponent("n", 0.5),
    ],
  },
  {
    type: "Wsn",
    name: "Warburg, finite length, free exponent",
    formula: "tanh((Bjω)ⁿ)/(Yjω)ⁿ",
    source: pyimpspec,
    parameters: [
      positive("Y", "s·Ω^(−1/n)", { frequency: -1, impedance: -2 }),
      positive("B", "s", { frequency: -1 }),
      exponent("n", 0.5),
    ],
  },
  {
    type: "La",
    name: "modified inductor, (Ljω)ᵃ",
    formula: "(Ljω)ᵃ",
    source: `${impedancepy}: the code; its docstring says L(jω)ᵃ`,
    parameters: [positive("L", "H·Ω^(1/a−1)", { frequency: -1 }), exponent("a")],
  },
  {
    type: "Ln",
    name: "modified inductor, L(jω)ⁿ",
    formula: "L(jω)ⁿ",
    source: pyimpspec,
    parameters: [
      positive("L", "H·sⁿ⁻¹", { impedance: 1, exponent: "n", frequencyOfExponent: -1 }),
      exponent(),
    ],
  },
  {
    type: "G",
    name: "Gerischer",
    formula: "R/√(1+jωt)",
    source: impedancepy,
    parameters: [resistance(), timeConstant("t")],
  },
  {
    type: "Gn",
    name: "Gerischer, rate form",
    formula: "1/(Y(k+jω)ⁿ)",
    source: pyimpspec,
    parameters: [admittance("Y"), positive("k", "s⁻¹", { frequency: 1 }), exponent("n", 0.5)],
  },
  {
    type: "Ga",
    name: "Gerischer with free exponent",
    formula: "R/(1+jωτ)ⁿ",
    source: pyimpspec,
    parameters: [resistance(), timeConstant(), exponent("n", 0.5)],
  },
  {
    type: "Gs",
    name: "Gerischer, finite length",
    formula: "R/(√(1+jωt)·tanh(φ√(1+jωt)))",
    source: impedancepy,
    parameters: [resistance(), timeConstant("t"), positive("phi", "")],
  },
  {
    type: "K",
    name: "Voigt (RC) element",
    formula: "R/(1+jωτ)",
    source: impedancepy,
    parameters: [resistance(), timeConstant()],
  },
  {
    type: "Ky",
    name: "series RC by its time constant",
    formula: "τ/C + 1/(jωC)",
    source: pyimpspec,
    parameters: [positive("C", "F", { impedance: -1, frequency: -1 }), timeConstant()],
  },
  {
    type: "Zarc",
    name: "ZARC (Cole–Cole)",
    formula: "R/(1+(jωτ)ⁿ)",
    source: impedancepy,
    parameters: [resistance(), timeConstant(), exponent()],
  },
  {
    type: "H",
    name: "Havriliak–Negami, capacitance form",
    formula: "(1+(jωτ)ᵃ)ᵇ/(jωdC)",
    source: pyimpspec,
    parameters: [
      positive("dC", "F", { impedance: -1, frequency: -1 }),
      timeConstant(),
      exponent("a"),
      exponent("b"),
    ],
  },
  {
    type: "Ha",
    name: "Havriliak–Negami",
    formula: "R/(1+(jωτ)ᵃ)ᵇ",
    source: pyimpspec,
    parameters: [resistance(), timeConstant(), exponent("a"), exponent("b")],
  },
  {
    type: "TLMQ",
    name: "transmission line, blocking pore with CPE",
    formula: "√(Rion·Zs)·coth√(Rion/Zs), Zs = 1/(Qs(jω)^γ)",
    source: `${impedancepy}; Landesfeind et al., J. Electrochem. Soc. 163 (2016) A1373, eq. 11`,
    parameters: [resistance("Rion"), admittance("Qs", "gamma"), exponent("gamma")],
  },
  {
    type: "T",
    name: "porous electrode (Paasch)",
    formula: "A·coth(β)/β + B/(β·sinh β), β = √(a+jωb)",
    source: `${impedancepy}; Paasch, Micka, Gersdorf, Electrochim. Acta 38 (1993) 2653`,
    parameters: [resistance("A"), resistance("B"), positive("a", ""), timeConstant("b")],
  },
  {
    type: "Ls",
    name: "de Levie pore, finite",
    formula: "α·coth(d√(Ri/Rr)·β)/β, α = √(Ri·Rr), β = √(1+Y(jω)ⁿ)",
    source: `${pyimpspec}: its equation (its code has √(Ri·Rr) inside coth: see Lsp)`,
    parameters: [
      resistance("Ri"),
      resistance("Rr"),
      positive("Y", "sⁿ", { exponent: "n", frequencyOfExponent: -1 }),
      exponent(),
      positive("d", ""),
    ],
  },
  {
    type: "Lsp",
    name: "de Levie pore, as pyimpspec's code has it",
    formula: "α·coth(d·α·β)/β, α = √(Ri·Rr), β = √(1+Y(jω)ⁿ)",
    source: `${pyimpspec}: its code`,
    parameters: [
      resistance("Ri"),
      resistance("Rr"),
      positive("Y", "sⁿ", { exponent: "n", frequencyOfExponent: -1 }),
      exponent(),
      positive("d", "Ω⁻¹", { impedance: -1 }),
    ],
  },
  {
    type: "Tlmbo",
    name: "transmission line, blocking, open",
    formula: "Ri·coth(α)/α, α = L√(Ri·Y)(jω)^(n/2)",
    source: `${pyimpspec}; Bisquert 2000`,
    parameters: [resistance("Ri"), admittance("Y"), exponent(), positive("L", "", { fixed: 1 })],
  },
  {
    type: "Tlmbs",
    name: "transmission line, blocking, short",
    formula: "Ri·tanh(α)/α, α = L√(Ri·Y)(jω)^(n/2)",
    source: `${pyimpspec}; Bisquert 2000`,
    parameters: [resistance("Ri"), admittance("Y"), exponent(), positive("L", "", { fixed: 1 })],
  },
  {
    type: "Tlmns",
    name: "transmission line, non-blocking, short",
    formula: "Ri·λ·tanh(L/λ), λ = √(Rct/(Ri(1+Rct·Y(jω)ⁿ)))",
    source: `${pyimpspec}; Bisquert 2000`,
    parameters: [
      resistance("Ri"),
      resistance("Rct"),
      admittance("Y"),
      exponent(),
      positive("L", "", { fixed: 1 }),
    ],
  },
];

const byType = new Map(elementKinds.map((kind) => [kind.type, kind]));

/** Adds an element that the user defined, or gives it a new meaning. */
export function addElement(kind: ElementKind): void {
  byType.set(kind.type, kind);
}

/** The catalogue's types, then those that were defined. */
export function elementTypes(): string[] {
  return [...byType.keys()];
}

/** The catalogue's entry for a type. @throws when the type is unknown: syntaxes check before. */
export function elementKind(type: string): ElementKind {
  const kind = byType.get(type);
  if (!kind) throw new Error(`element type "${type}" is not in the catalogue`);
  return kind;
}

export function isElementType(type: string): boolean {
  return byType.has(type);
}
