/**
 * What the capacitance of an arc says it may be. The ranges overlap and are orders of magnitude: the answer is a best candidate with
 * the others beside it and a word of confidence, never a name alone.
 *
 * A capacitor across the thickness (bulk, grain boundaries) grows with A/L and is compared as C·L/A; one on a face (interphase,
 * double layer, electrode) grows with A alone and is compared as C/A. For a cell of L/A = 1 cm⁻¹ and A = 1 cm², for which the table
 * of Irvine, Sinclair and West is printed, both are the capacitance itself.
 */
import { type Cell, checkCell, vacuumPermittivity } from "./cell.ts";

export type Process = "bulk" | "grain boundary" | "interphase" | "charge transfer" | "electrode";

/** The capacitances at which a process is looked for. */
export interface ProcessLimits {
  readonly process: Process;
  /** The process in full. */
  readonly name: string;
  /** "thickness": limits of C·L/A in F·m⁻¹; "area": limits of C/A in F·m⁻². */
  readonly scaling: "thickness" | "area";
  readonly lower: number;
  readonly upper: number;
  /** Whether the effective capacitance is that of a layer (Hsu, Mansfeld) or of a surface (Brug), where the fit allows both. */
  readonly distribution: "layer" | "surface";
  /** Where the limits come from, in the units of the source. */
  readonly source: string;
}

const perCentimetre = 100;
const perSquareCentimetre = 1e4;
const irvine = "Irvine, Sinclair, West, Adv. Mater. 2 (1990) 132, table 1";

/** All limits with their sources, in the order of rising capacitance. */
export const assignmentLimits: readonly ProcessLimits[] = [
  {
    process: "bulk",
    name: "bulk of the electrolyte",
    scaling: "thickness",
    lower: 1e-13 * perCentimetre,
    upper: 1e-11 * perCentimetre,
    distribution: "layer",
    source: `${irvine}: 10⁻¹² F; ε0·εr with εr from 1 to about 100`,
  },
  {
    process: "grain boundary",
    name: "grain boundaries or a second phase",
    scaling: "thickness",
    lower: 1e-11 * perCentimetre,
    upper: 1e-8 * perCentimetre,
    distribution: "layer",
    source: `${irvine}: grain boundary 10⁻¹¹ to 10⁻⁸ F, minor second phase 10⁻¹¹ F`,
  },
  {
    process: "interphase",
    name: "interphase or surface layer",
    scaling: "area",
    lower: 1e-9 * perSquareCentimetre,
    upper: 2e-6 * perSquareCentimetre,
    distribution: "layer",
    source: `${irvine}: surface layer 10⁻⁹ to 10⁻⁷ F; interphase on lithium 0.001 to 2 µF·cm⁻²: Handbook of Battery Materials, 2nd ed. (Wiley-VCH 2011), chapter 16, p. 512`,
  },
  {
    process: "charge transfer",
    name: "charge transfer with its double layer",
    scaling: "area",
    lower: 1e-7 * perSquareCentimetre,
    upper: 1e-3 * perSquareCentimetre,
    distribution: "surface",
    source: `${irvine}: sample–electrode interface 10⁻⁷ to 10⁻⁵ F; double layer 10 to 40 µF·cm⁻² of true area: Bard, Faulkner, Electrochemical Methods, 2nd ed. (Wiley 2001), section 1.2.2; the upper limit allows porous electrodes 25 times their area (our choice)`,
  },
  {
    process: "electrode",
    name: "electrode reaction, storage or diffusion",
    scaling: "area",
    lower: 1e-4 * perSquareCentimetre,
    upper: Number.POSITIVE_INFINITY,
    distribution: "surface",
    source: `${irvine}: electrochemical reactions 10⁻⁴ F; no upper limit: capacitance of insertion`,
  },
];

/** The effective capacitance of an arc in F. */
export interface ArcCapacitance {
  /** For time constants distributed through a layer (Hsu, Mansfeld). */
  readonly layer: number;
  /** For time constants distributed along a surface (Brug); without it `layer` serves for all processes. */
  readonly surface?: number;
  /** Relative standard error; default 0. */
  readonly relativeError?: number;
}

export interface ProcessCandidate {
  readonly process: Process;
  /** What was compared with the limits: C·L/A in F·m⁻¹ or C/A in F·m⁻². */
  readonly value: number;
  readonly limits: ProcessLimits;
  /**
   * Where the value lies within the limits on a logarithmic scale: 1 in the middle, 0 at a limit, negative outside, where only the
   * uncertainty reaches them. Without an upper limit 1 from two decades above the lower.
   */
  readonly centrality: number;
}

/**
 * "likely": the value lies within the limits of one process and, with its uncertainty, within those of no other;
 * "plausible": within limits that others share or may share, but clearly more central (by 0.25) in its own;
 * "uncertain": two processes are about as good, the value lies within no limits, or something else speaks against it.
 * Where a size that its limits ask for is missing, never better than "plausible".
 */
export type Confidence = "likely" | "plausible" | "uncertain";

export interface Assignment {
  /** The best candidate; undefined where no process has such a capacitance. */
  readonly process?: Process;
  /** All processes that the capacitance allows, best first. */
  readonly candidates: readonly ProcessCandidate[];
  readonly confidence: Confidence;
  /** What was assumed, and why the confidence is not higher. */
  readonly reasons: readonly string[];
}

/** The formulas for C differ by −70 % to +100 % between the distributions (Hirschorn et al., Electrochim. Acta 55 (2010) 6218, p. 6221). */
const formulaFactor = 3;
/** What an unknown area or cell constant may change. */
const geometryFactor = 10;
/** How much more central the best candidate is than the next if it is more than one of several. */
const clearDifference = 0.25;
/** Decades above a lower limit that has no upper one. */
const openDecades = 2;
/** A given relative permittivity holds to half a decade either way. */
const permittivityFactor = Math.sqrt(10);

/**
 * What an arc may be by its capacitance. The best candidate is the one within whose limits it is most central. The uncertainty
 * that brings in the others is a factor of 3 for the formula of the capacitance, 10 where area or thickness are missing
 * (the capacitance is then read as in a cell of L/A = 1 cm⁻¹ and A = 1 cm², and it is said), and two standard errors.
 *
 * Two equal interfaces in series, as in a symmetric cell, show half the capacitance of one: that is within the factor of 3.
 *
 * @param capacitance in F: a number, or one per distribution
 * @param among the processes that come into question
 * @throws OptionError for a cell with sizes that are not above 0
 */
export function assignmentOf(
  capacitance: number | ArcCapacitance,
  cell: Cell = {},
  among: readonly Process[] = assignmentLimits.map(({ process }) => process),
): Assignment {
  checkCell(cell);
  const {
    layer,
    surface = layer,
    relativeError = 0,
  }: ArcCapacitance = typeof capacitance === "number" ? { layer: capacitance } : capacitance;
  if (!(layer > 0 && surface > 0 && Number.isFinite(layer) && Number.isFinite(surface))) {
    return { candidates: [], confidence: "uncertain", reasons: ["there is no capacitance above 0 to go by"] };
  }
  const { area, thickness } = cell;
  const whole = area !== undefined && thickness !== undefined;
  const known = { thickness: whole, area: area !== undefined };
  const factors = {
    thickness: whole ? thickness / area : perCentimetre,
    area: area === undefined ? perSquareCentimetre : 1 / area,
  };
  const statistical = (2 * (Number.isFinite(relativeError) ? relativeError : 0)) / Math.LN10;
  const candidates = assignmentLimits
    .filter(({ process }) => among.includes(process))
    .map((general) => {
      const limits = limitsIn(cell, general);
      const value = (limits.distribution === "surface" ? surface : layer) * factors[limits.scaling];
      const depth = Math.min(Math.log10(value / limits.lower), Math.log10(limits.upper / value));
      const reach = Math.log10(known[limits.scaling] ? formulaFactor : geometryFactor) + statistical;
      const candidate: ProcessCandidate = {
        process: limits.process,
        value,
        limits,
        centrality: central(depth, limits),
      };
      return { candidate, possible: depth > -reach };
    })
    .flatMap(({ candidate, possible }) => (possible ? [candidate] : []))
    .sort((a, b) => b.centrality - a.centrality);
  const [best, next] = candidates;
  const sized = candidates.every(({ limits }) => known[limits.scaling]);
  const assumed = sized
    ? []
    : [
        area === undefined
          ? "without area and thickness it is read as in a cell of 1 cm² with L/A = 1 cm⁻¹"
          : "without thickness, bulk and grain boundary are looked for as in a cell of L/A = 1 cm⁻¹",
      ];
  if (!best) return { candidates, confidence: "uncertain", reasons: ["no process has such a capacitance"] };
  const doubts: string[] = [];
  if (best.centrality < 0) doubts.push("it lies within the limits of no process, only near them");
  else if (next && best.centrality - next.centrality < clearDifference) {
    doubts.push(`${best.process} and ${next.process} are about as good`);
  }
  return {
    process: best.process,
    candidates,
    confidence: doubts.length > 0 ? "uncertain" : sized && !next ? "likely" : "plausible",
    reasons: [...assumed, ...doubts],
  };
}

/** `depth` decades from the nearer limit, in units of half the width of the limits. */
function central(depth: number, { lower, upper }: ProcessLimits): number {
  const half = Math.log10(upper / lower) / 2;
  return Number.isFinite(half) ? depth / half : Math.min(1, depth / openDecades);
}

/** The limits of a process in this cell: a known permittivity makes those of the bulk narrow. */
function limitsIn({ relativePermittivity }: Cell, limits: ProcessLimits): ProcessLimits {
  if (limits.process !== "bulk" || relativePermittivity === undefined) return limits;
  const expected = vacuumPermittivity * relativePermittivity;
  return {
    ...limits,
    lower: expected / permittivityFactor,
    upper: expected * permittivityFactor,
    source: `ε0·εr with the given εr = ${relativePermittivity}, within half a decade`,
  };
}
