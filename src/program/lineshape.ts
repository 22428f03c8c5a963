/**
 * The catalogue of line shapes: names, parameters, limits, formulas. What a shape computes is in `assembly/lineshape.ts`; the
 * numbers of the shapes are the same there. Heights, areas and widths of a line with given parameters: `fit/linemeasures.ts`.
 *
 * Amplitude: the area where the line has one that is finite and known in closed form, else a height; most shapes have both forms.
 * The line is linear in it. Where a Gaussian broadens an asymmetric line the height is that of the line without it.
 *
 * Axis: on a binding-energy axis, which is the default, asymmetric lines have their tail, and edges their high side, at x above the
 * centre. On a kinetic-energy axis the same parameters mirror the line at its centre, so that the tail stays on the side of high
 * binding energy. "1" in a symbol names the side of low binding energy, "2" that of high binding energy. A diagram that is only
 * drawn with x running from right to left needs no mirror: x decides, not the page.
 */
export interface LineParameter {
  /** Symbol after the dot: "fwhm" in `peak1.fwhm`. */
  readonly symbol: string;
  readonly name: string;
  /** "x": the unit of the abscissa; "y": of the ordinate; "xy": of an area; "": a number. */
  readonly unit: "" | "x" | "y" | "xy";
  /** "log": strictly positive scale, solved in its logarithm unless a bound admits 0 or less; "linear": solved as it is. */
  readonly scale: "log" | "linear";
  readonly lower: number;
  readonly upper: number;
  /** Where a fit starts without a better guess; lengths in units of the guessed full width. */
  readonly start: number;
}

export type Amplitude = "area" | "height";
export type LineAxis = "binding" | "kinetic";

export interface LineKind {
  readonly type: string;
  readonly name: string;
  /** Number of the shape in the kernel. */
  readonly shape: number;
  /** d = x − center (center − x on a kinetic-energy axis), for height 1 unless the formula says area. */
  readonly formula: string;
  readonly source: string;
  /** The forms of the amplitude, the default first. */
  readonly amplitudes: readonly Amplitude[];
  /** All parameters after amplitude and center. */
  readonly shapeParameters: readonly LineParameter[];
  /** Whether the highest point is at the center and is what the height form calls height. */
  readonly peaksAtCenter: boolean;
  /** The full width at half maximum in closed form, from the shape parameters. */
  readonly fwhm?: (shape: readonly number[]) => number;
  /** Whether the integral over all x is finite. */
  readonly finiteArea: boolean;
  /** A step instead of a peak: neither area nor full width. */
  readonly isEdge?: boolean;
}

const length = (symbol: string, name: string, start = 1): LineParameter => ({
  symbol,
  name,
  unit: "x",
  scale: "log",
  lower: 0,
  upper: Infinity,
  start,
});
const number = (
  symbol: string,
  name: string,
  lower: number,
  upper: number,
  start: number,
  scale: "log" | "linear" = "linear",
): LineParameter => ({ symbol, name, unit: "", scale, lower, upper, start });

const fwhm = length("fwhm", "full width at half maximum");
const fwhm1 = length("fwhm1", "full width of the half on the side of low binding energy");
const fwhm2 = length("fwhm2", "full width of the half on the side of high binding energy");
const gaussianWidth = (start: number): LineParameter =>
  length("gaussian", "full width of the Gaussian broadening", start);
const fraction = (symbol = "fraction"): LineParameter =>
  number(symbol, "Lorentzian share of the height parameter", 0, 1, 0.3);
const exponent = (symbol = "exponent"): LineParameter =>
  number(symbol, "exponent of Pearson VII", 0.505, 1000, 2, "log");
const tailExponent = (symbol: string, side: string): LineParameter =>
  number(symbol, `exponent of the Lorentzian on the side of ${side} binding energy`, 0.505, 100, 1.5, "log");

const both: readonly Amplitude[] = ["area", "height"];
const first = ([width]: readonly number[]): number => width;
const mean = ([a, b]: readonly number[]): number => (a + b) / 2;
const casa = "CasaXPS manual 2.3.15, line shapes";

export const lineKinds: readonly LineKind[] = [
  {
    type: "gaussian",
    name: "Gaussian",
    shape: 0,
    formula: "exp(−4 ln 2·(d/fwhm)²)",
    source: "definition",
    amplitudes: both,
    shapeParameters: [fwhm],
    peaksAtCenter: true,
    fwhm: first,
    finiteArea: true,
  },
  {
    type: "lorentzian",
    name: "Lorentzian",
    shape: 1,
    formula: "1/(1 + 4(d/fwhm)²)",
    source: "definition",
    amplitudes: both,
    shapeParameters: [fwhm],
    peaksAtCenter: true,
    fwhm: first,
    finiteArea: true,
  },
  {
    type: "pseudovoigt",
    name: "pseudo-Voigt: sum of Gaussian and Lorentzian, SGL",
    shape: 2,
    formula:
      "area form: (1 − η)·G + η·L, both of area 1; height form: (1 − η)·G + η·L, both of height 1; η = fraction (in the two forms not the same number)",
    source: "Wertheim et al., Rev. Sci. Instrum. 45 (1974) 1369; height form: CasaXPS SGL(100η)",
    amplitudes: both,
    shapeParameters: [fwhm, number("fraction", "Lorentzian share", 0, 1, 0.3)],
    peaksAtCenter: true,
    fwhm: first,
    finiteArea: true,
  },
  {
    type: "product",
    name: "product of Gaussian and Lorentzian, GL",
    shape: 3,
    formula: "exp(−4 ln 2·(1 − m)(d/fwhm)²)/(1 + 4m(d/fwhm)²), m = fraction",
    source: `${casa}: GL(100m)`,
    amplitudes: both,
    shapeParameters: [
      length(
        "fwhm",
        "width parameter: the full width at half maximum at m = 0 and 1, a few per cent off between",
      ),
      number("fraction", "Lorentzian share m", 0, 1, 0.3),
    ],
    peaksAtCenter: true,
    finiteArea: true,
  },
  {
    type: "voigt",
    name: "Voigt: Gaussian folded with Lorentzian",
    shape: 4,
    formula: "area form: Re w(z)/(σ√(2π)), z = (d + iγ)/(σ√2), gaussian = 2√(2 ln 2)·σ, lorentzian = 2γ",
    source: "Armstrong, J. Quant. Spectrosc. Radiat. Transfer 7 (1967) 61",
    amplitudes: both,
    shapeParameters: [
      length("gaussian", "full width of the Gaussian", 0.7),
      length("lorentzian", "full width of the Lorentzian", 0.5),
    ],
    peaksAtCenter: true,
    finiteArea: true,
  },
  {
    type: "pearson7",
    name: "Pearson VII",
    shape: 5,
    formula: "(1 + (2^(1/m) − 1)(2d/fwhm)²)^(−m), m = exponent",
    source: "Hall et al., J. Appl. Cryst. 10 (1977) 66",
    amplitudes: both,
    shapeParameters: [fwhm, exponent()],
    peaksAtCenter: true,
    fwhm: first,
    finiteArea: true,
  },
  {
    type: "splitgaussian",
    name: "split Gaussian",
    shape: 6,
    formula: "Gaussian with fwhm1 at d < 0 and fwhm2 at d > 0, one height",
    source: "definition",
    amplitudes: both,
    shapeParameters: [fwhm1, fwhm2],
    peaksAtCenter: true,
    fwhm: mean,
    finiteArea: true,
  },
  {
    type: "splitlorentzian",
    name: "split Lorentzian",
    shape: 7,
    formula: "Lorentzian with fwhm1 at d < 0 and fwhm2 at d > 0, one height",
    source: "definition",
    amplitudes: both,
    shapeParameters: [fwhm1, fwhm2],
    peaksAtCenter: true,
    fwhm: mean,
    finiteArea: true,
  },
  {
    type: "splitpseudovoigt",
    name: "split pseudo-Voigt",
    shape: 8,
    formula:
      "(1 − η)·G + η·L, both of height 1, with fwhm1, fraction1 at d < 0 and fwhm2, fraction2 at d > 0",
    source: "fityk manual 1.3, SplitPseudoVoigt",
    amplitudes: both,
    shapeParameters: [fwhm1, fwhm2, fraction("fraction1"), fraction("fraction2")],
    peaksAtCenter: true,
    fwhm: mean,
    finiteArea: true,
  },
  {
    type: "splitvoigt",
    name: "split Voigt",
    shape: 9,
    formula: "Voigt of height 1 with gaussian1, lorentzian1 at d < 0 and gaussian2, lorentzian2 at d > 0",
    source: "fityk manual 1.3, SplitVoigt",
    amplitudes: both,
    shapeParameters: [
      length("gaussian1", "full width of the Gaussian on the side of low binding energy", 0.7),
      length("lorentzian1", "full width of the Lorentzian on the side of low binding energy", 0.5),
      length("gaussian2", "full width of the Gaussian on the side of high binding energy", 0.7),
      length("lorentzian2", "full width of the Lorentzian on the side of high binding energy", 0.5),
    ],
    peaksAtCenter: true,
    finiteArea: true,
  },
  {
    type: "splitpearson7",
    name: "split Pearson VII",
    shape: 10,
    formula: "Pearson VII with fwhm1, exponent1 at d < 0 and fwhm2, exponent2 at d > 0, one height",
    source: "Toraya, J. Appl. Cryst. 23 (1990) 485",
    amplitudes: both,
    shapeParameters: [fwhm1, fwhm2, exponent("exponent1"), exponent("exponent2")],
    peaksAtCenter: true,
    fwhm: mean,
    finiteArea: true,
  },
  {
    type: "doniach",
    name: "Doniach–Šunjić folded with a Gaussian",
    shape: 11,
    formula:
      "cos(πα/2 − (1 − α)·atan(d/γ))/(1 + d²/γ²)^((1−α)/2) folded with a Gaussian, α = asymmetry, lorentzian = 2γ; height: that of the line at α = 0 without the Gaussian; its area is infinite unless α = 0",
    source: "Doniach and Šunjić, J. Phys. C 3 (1970) 285",
    amplitudes: ["height"],
    shapeParameters: [
      length("lorentzian", "full width of the Lorentzian at α = 0", 0.5),
      number("asymmetry", "asymmetry α", 0, 0.95, 0.1),
      gaussianWidth(0.5),
    ],
    peaksAtCenter: false,
    finiteArea: false,
  },
  {
    type: "la",
    name: "asymmetric Lorentzian folded with a Gaussian, LA(α, β, m)",
    shape: 12,
    formula:
      "(1 + (d/H)²)^(−α) at d > 0, ^(−β) at d < 0, folded with a Gaussian; H = fwhm/(√(2^(1/α) − 1) + √(2^(1/β) − 1)); CasaXPS's m is a number of channels, here the Gaussian has a width",
    source: `${casa}: LA(α, β, m)`,
    amplitudes: both,
    shapeParameters: [
      length("fwhm", "full width at half maximum without the Gaussian", 0.8),
      tailExponent("alpha", "high"),
      tailExponent("beta", "low"),
      gaussianWidth(0.4),
    ],
    peaksAtCenter: false,
    finiteArea: true,
  },
  {
    type: "lf",
    name: "LA with damped tails, LF(α, β, w, m)",
    shape: 13,
    formula:
      "that of la times exp(−(d/(w·fwhm))²) before the Gaussian, w = damping. CasaXPS names such a w and gives no formula for it: this one is this program's, its w are not CasaXPS's",
    source: `${casa}: LF(α, β, w, m)`,
    amplitudes: ["height"],
    shapeParameters: [
      length("fwhm", "full width at half maximum without damping and Gaussian", 0.8),
      { ...tailExponent("alpha", "high"), lower: 0.05 },
      { ...tailExponent("beta", "low"), lower: 0.05 },
      number("damping", "reach of the tails in units of fwhm", 0, Infinity, 10, "log"),
      gaussianWidth(0.4),
    ],
    peaksAtCenter: false,
    finiteArea: true,
  },
  {
    type: "tail",
    name: "product of Gaussian and Lorentzian with an exponential tail, GL(m)T(k)",
    shape: 14,
    formula: "S = product; S + (1 − S)·exp(−k·d/fwhm) at d > 0, k = decay",
    source: `${casa}: GL(100m)T(k)`,
    amplitudes: ["height"],
    shapeParameters: [
      length("fwhm", "width parameter of the product without tail"),
      number("fraction", "Lorentzian share m", 0, 1, 0.3),
      number("decay", "decay of the tail over one fwhm", 0, Infinity, 2, "log"),
    ],
    peaksAtCenter: true,
    finiteArea: true,
  },
  {
    type: "emg",
    name: "exponentially modified Gaussian",
    shape: 15,
    formula:
      "area form: Gaussian of area 1 folded with exp(−d/τ)/τ, d > 0, τ = decay; center: that of the Gaussian",
    source: "Grushka, Anal. Chem. 44 (1972) 1733",
    amplitudes: ["area"],
    shapeParameters: [
      length("gaussian", "full width of the Gaussian", 0.8),
      length("decay", "decay length τ of the exponential", 0.4),
    ],
    peaksAtCenter: false,
    finiteArea: true,
  },
  {
    type: "skewedgaussian",
    name: "skewed Gaussian",
    shape: 16,
    formula: "area form: G·erfc(−κd/(σ√2)), G of area 1, κ = skew; center: that of G",
    source: "Azzalini, Scand. J. Statist. 12 (1985) 171",
    amplitudes: ["area"],
    shapeParameters: [
      length("gaussian", "full width of G"),
      number("skew", "skew κ: positive towards high binding energy", -Infinity, Infinity, 0.5),
    ],
    peaksAtCenter: false,
    finiteArea: true,
  },
  {
    type: "bwf",
    name: "Breit–Wigner–Fano",
    shape: 17,
    formula:
      "(1 + κt)²/(1 + t²), t = 2d/fwhm, κ = coupling = 1/q; height: that at the center; tends to κ² far out: its area is infinite unless κ = 0",
    source: "Fano, Phys. Rev. 124 (1961) 1866",
    amplitudes: ["height"],
    shapeParameters: [
      length("fwhm", "full width of the Lorentzian at κ = 0"),
      number("coupling", "coupling κ = 1/q: positive towards high binding energy", -Infinity, Infinity, -0.1),
    ],
    peaksAtCenter: false,
    finiteArea: false,
  },
  {
    type: "fermi",
    name: "Fermi edge folded with a Gaussian",
    shape: 18,
    formula: "1/(1 + exp(−d/kT)) folded with a Gaussian, kT = thermal",
    source: "definition; kT = 25.69 meV at 298.15 K",
    amplitudes: ["height"],
    shapeParameters: [length("thermal", "thermal energy kT", 0.1), gaussianWidth(1)],
    peaksAtCenter: false,
    finiteArea: false,
    isEdge: true,
  },
  {
    type: "erfstep",
    name: "step broadened by a Gaussian",
    shape: 19,
    formula: "½·erfc(−2√(ln 2)·d/fwhm)",
    source: "definition",
    amplitudes: ["height"],
    shapeParameters: [length("fwhm", "full width at half maximum of the step's derivative")],
    peaksAtCenter: false,
    finiteArea: false,
    isEdge: true,
  },
  {
    type: "atanstep",
    name: "step broadened by a Lorentzian",
    shape: 20,
    formula: "½ + atan(2d/fwhm)/π",
    source: "definition",
    amplitudes: ["height"],
    shapeParameters: [length("fwhm", "full width at half maximum of the step's derivative")],
    peaksAtCenter: false,
    finiteArea: false,
    isEdge: true,
  },
];

const byType = new Map(lineKinds.map((kind) => [kind.type, kind]));

export function isLineType(type: string): boolean {
  return byType.has(type);
}

/** The catalogue's entry for a type. @throws when the type is unknown, or the shape has no such form of the amplitude. */
export function lineKind(type: string, amplitude?: Amplitude): LineKind {
  const kind = byType.get(type);
  if (!kind) {
    throw new Error(`line shape "${type}" is not known; known are ${[...byType.keys()].join(", ")}`);
  }
  if (amplitude !== undefined && !kind.amplitudes.includes(amplitude)) {
    throw new Error(
      `line shape "${type}" has no ${amplitude} as its amplitude; give its ${kind.amplitudes[0]}`,
    );
  }
  return kind;
}

/** All parameters of a line in the order of the kernel: amplitude, center, shape. @throws as `lineKind`. */
export function lineParameters(type: string, amplitude?: Amplitude): readonly LineParameter[] {
  const kind = lineKind(type, amplitude);
  const symbol = amplitude ?? kind.amplitudes[0];
  return [
    {
      symbol,
      name: symbol === "area" ? "area under the line" : "height",
      unit: symbol === "area" ? "xy" : "y",
      scale: "linear",
      lower: 0,
      upper: Infinity,
      start: 1,
    },
    {
      symbol: "center",
      name: kind.isEdge ? "position of the edge" : "position",
      unit: "x",
      scale: "linear",
      lower: -Infinity,
      upper: Infinity,
      start: 0,
    },
    ...kind.shapeParameters,
  ];
}

/** The number by which `TapeBuilder.line` and the kernel know a line. @throws as `lineKind`. */
export function lineNumber(type: string, amplitude?: Amplitude, axis: LineAxis = "binding"): number {
  const kind = lineKind(type, amplitude);
  const isHeight = (amplitude ?? kind.amplitudes[0]) === "height";
  return 4 * kind.shape + (axis === "kinetic" ? 2 : 0) + (isHeight ? 1 : 0);
}

/** Indices of the parameters that every line is linear in; see `linearParameters`. */
export function linearInLine(): readonly number[] {
  return [0];
}
