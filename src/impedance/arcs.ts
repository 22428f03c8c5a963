/** What the arcs of a fitted circuit are: resistance, time constant, peak, effective capacitance, and what has such a capacitance. */
import {
  type Derived,
  type Estimate,
  estimate,
  exact,
  parameterOf,
  quotient,
  scaled,
  sum,
} from "../fit/propagation.ts";
import type { FitResult } from "../fit/result.ts";
import { parseCircuit } from "../program/syntax.ts";
import type { Arc, ArcAnalysis, ArcOptions, CapacitanceEstimate, SeriesResistance, Tail } from "./arc.ts";
import { type ArcShape, type ArcShapes, findArcs, type TailShape } from "./arcshape.ts";
import { type Assignment, assignmentOf } from "./assignment.ts";
import { effectiveCapacitance, parallelResistance, peakFrequency } from "./capacitance.ts";
import { type Cell, checkCell, doubtfulSizes, vacuumPermittivity, voltPerKelvin } from "./cell.ts";

/**
 * The arcs of a fit: R∥C, R∥CPE, also with more in the branch of the resistor (Randles, film and double layer one inside the other), K,
 * Zarc, Havriliak–Negami, Gerischer and transmissive Warburg elements; and the capacitive tails of the outermost series. Standard
 * errors are propagated from the full covariance.
 *
 * @throws OptionError for sizes of the cell that are not above 0
 */
export function arcsOf(result: FitResult, options: ArcOptions = {}): ArcAnalysis {
  checkCell(options);
  const shapes = findArcs(parseCircuit(result.circuit), (label, symbol) =>
    parameterOf(result, `${label}.${symbol}`),
  );
  const ohmic = ohmicResistance(result, shapes);
  const context = { result, options, ohmic: ohmic.resistance };
  const notes = [...doubtfulSizes(options), ...shapes.notes];
  if (result.status === "failed") notes.unshift("the fit failed: these numbers are no optimum");
  if (ohmic.missing && shapes.arcs.some(({ cpe }) => cpe)) {
    const labels = shapes.arcs.filter(({ cpe }) => cpe).map(({ label }) => label);
    const tails = shapes.tails.filter(({ cpe }) => cpe).map(({ label }) => label);
    const blocking =
      tails.length > 0
        ? `; ${tails.join(", ")} ${tails.length === 1 ? "blocks, and its" : "block, and their"} Rs is all resistance in series, that of the arcs too`
        : "";
    notes.push(
      `${ohmic.missing}: ${labels.join(", ")} ${labels.length === 1 ? "has" : "have"} no capacitance after Brug${blocking}`,
    );
  }
  return {
    ...(shapes.series.labels.length > 0 ? { series: seriesOf(context, shapes) } : {}),
    arcs: shapes.arcs.map((shape) => arcOf(context, shape)),
    tails: shapes.tails.map((shape) => tailOf(context, shape, shapes)),
    notes,
  };
}

interface Context {
  readonly result: FitResult;
  readonly options: ArcOptions;
  /** The series resistance; undefined where none can be used. */
  readonly ohmic?: Derived;
}

/** A state of a parameter in words, where it forbids to read value ± error as it stands. */
function stateDoubt(result: FitResult, name: string): string | undefined {
  const state = result.states[result.parameters.indexOf(name)];
  if (state === "not identifiable") return `${name} is not identifiable`;
  if (state === "at lower bound" || state === "at upper bound") return `${name} is ${state}`;
  return undefined;
}

function ohmicResistance(
  result: FitResult,
  { series }: ArcShapes,
): { readonly resistance?: Derived; readonly missing?: string } {
  if (series.labels.length === 0) return { missing: "the circuit has no series resistance" };
  const doubt = series.labels.map((label) => stateDoubt(result, `${label}.R`)).find(Boolean);
  if (doubt) return { missing: doubt };
  if (!(series.resistance.value > 0)) return { missing: "the series resistance is not above 0" };
  return { resistance: series.resistance };
}

function seriesOf({ result, options }: Context, { series }: ArcShapes): SeriesResistance {
  return {
    elements: series.labels,
    resistance: estimate(result, series.resistance),
    ...perSize(result, options, series.resistance),
  };
}

/** R·A and L/(R·A), as far as the sizes are known. */
function perSize(
  result: FitResult,
  { area, thickness }: Cell,
  resistance: Derived,
): Pick<Arc, "areaSpecificResistance" | "conductivity"> {
  if (area === undefined) return {};
  const areaSpecificResistance = estimate(result, scaled(resistance, area));
  if (thickness === undefined) return { areaSpecificResistance };
  const conductivity = estimate(result, quotient(exact(thickness / area), resistance));
  return { areaSpecificResistance, conductivity };
}

function capacitanceEstimate(
  { result, options: { area } }: Context,
  capacitance: Derived,
): CapacitanceEstimate {
  const total = estimate(result, capacitance);
  return area === undefined ? total : { ...total, perArea: estimate(result, scaled(capacitance, 1 / area)) };
}

function arcOf(context: Context, shape: ArcShape): Arc {
  const { result, options, ohmic } = context;
  const { area, thickness, temperature, filmPermittivity } = options;
  const { resistance, cpe, tau, kind } = shape;
  const surface =
    cpe && ohmic ? effectiveCapacitance(parallelResistance(ohmic, resistance), cpe.q, cpe.n) : undefined;
  const peak = estimate(result, peakFrequency(tau, shape.peak));
  const capacitance = { ...capacitanceEstimate(context, shape.capacitance), kind };
  const { doubts, serious } = doubtsOf(result, shape, capacitance);
  const wrong =
    resistance.value < 0 ? `${shape.label} has a negative resistance` : outOfBand(peak.value, options.band);
  if (wrong) doubts.push(wrong);
  const assignment = assign(context, shape, capacitance, surface?.value, serious || wrong !== undefined);
  const { areaSpecificResistance, conductivity } = perSize(result, options, resistance);
  const conducts = assignment.candidates.some(
    ({ limits, centrality }) => limits.scaling === "thickness" && centrality >= 0,
  );
  const whole = area !== undefined && thickness !== undefined;
  return {
    label: shape.label,
    elements: shape.elements.map(({ label }) => label),
    beside: shape.beside,
    resistance: estimate(result, resistance),
    ...cpeEstimates(result, cpe),
    timeConstant: estimate(result, tau),
    peakFrequency: peak,
    capacitance,
    ...(surface && { brug: capacitanceEstimate(context, surface) }),
    ...(areaSpecificResistance && { areaSpecificResistance }),
    ...(conductivity && conducts && { conductivity }),
    ...(whole && {
      relativePermittivity: estimate(
        result,
        scaled(shape.capacitance, thickness / (vacuumPermittivity * area)),
      ),
    }),
    ...(area !== undefined &&
      filmPermittivity !== undefined && {
        filmThickness: estimate(
          result,
          quotient(exact(vacuumPermittivity * filmPermittivity * area), shape.capacitance),
        ),
      }),
    ...(area !== undefined &&
      temperature !== undefined && {
        exchangeCurrentDensity: estimate(
          result,
          quotient(exact((voltPerKelvin * temperature) / area), resistance),
        ),
      }),
    assignment,
    doubts,
  };
}

function tailOf(context: Context, shape: TailShape, { series, arcs }: ArcShapes): Tail {
  const { result } = context;
  const { cpe, kind, diffusive } = shape;
  // Direct current runs through all of them, also through an arc inside the branch of another
  const inFront = sum(series.resistance, ...arcs.map(({ resistance }) => resistance));
  const derived =
    shape.capacitance ?? (cpe && inFront.value > 0 ? effectiveCapacitance(inFront, cpe.q, cpe.n) : undefined);
  const capacitance = derived && { ...capacitanceEstimate(context, derived), kind };
  const { doubts, serious } = doubtsOf(result, shape, capacitance);
  if (!capacitance) doubts.push("nothing is in series with it, so that its CPE has no capacitance");
  const assignment = assign(
    context,
    { diffusive, tail: true },
    capacitance ?? { value: Number.NaN, stderr: Number.NaN },
    undefined,
    serious,
  );
  return {
    label: shape.label,
    elements: shape.elements.map(({ label }) => label),
    ...cpeEstimates(result, cpe),
    ...(capacitance && { capacitance }),
    assignment,
    doubts,
  };
}

function cpeEstimates(result: FitResult, cpe: ArcShape["cpe"]): Pick<Arc, "q" | "n"> {
  return cpe ? { q: estimate(result, cpe.q), n: estimate(result, cpe.n) } : {};
}

/** Exponent below which a CPE is closer to diffusion (n = 1/2) than to a capacitor (n = 1); our choice. */
const diffusionExponent = 0.6;
/** Relative error above which a capacitance says little. */
const vagueCapacitance = 0.5;

function doubtsOf(
  result: FitResult,
  { elements, cpe }: Pick<ArcShape, "elements" | "cpe">,
  capacitance: Estimate | undefined,
): { doubts: string[]; serious: boolean } {
  const labels = new Set(elements.map(({ label }) => label));
  const states = result.parameters.flatMap((name) =>
    labels.has(name.slice(0, name.lastIndexOf("."))) ? (stateDoubt(result, name) ?? []) : [],
  );
  const others: string[] = [];
  if (cpe && cpe.n.value < diffusionExponent) {
    others.push(`with n = ${cpe.n.value.toPrecision(2)} its CPE is closer to diffusion than to a capacitor`);
  }
  const vague = capacitance ? capacitance.stderr / capacitance.value : Number.NaN;
  if (vague > vagueCapacitance) {
    others.push(`its capacitance is uncertain by ${(100 * vague).toPrecision(2)} %`);
  }
  // An exponent at 1 is that of a capacitor, which says enough
  const serious = others.length > 0 || states.some((state) => !/\.n is at upper bound$/.test(state));
  return { doubts: [...states, ...others], serious };
}

function outOfBand(peak: number, band: ArcOptions["band"]): string | undefined {
  if (!band || !Number.isFinite(peak) || (peak >= band[0] && peak <= band[1])) return undefined;
  const side = peak > band[1] ? "above the highest" : "below the lowest";
  return `its peak at ${Number(peak.toPrecision(2))} Hz is ${side} measured frequency`;
}

function assign(
  { result, options }: Context,
  { diffusive, tail }: { readonly diffusive?: boolean; readonly tail?: boolean },
  capacitance: Estimate,
  surface: number | undefined,
  doubtful: boolean,
): Assignment {
  if (diffusive) {
    return {
      process: "electrode",
      candidates: [],
      confidence: doubtful || result.status === "failed" ? "uncertain" : "plausible",
      reasons: ["it was fitted as diffusion, whatever its capacitance"],
    };
  }
  const assignment = assignmentOf(
    {
      layer: capacitance.value,
      ...(surface === undefined ? {} : { surface }),
      relativeError: capacitance.stderr / capacitance.value,
    },
    options,
    // What blocks direct current is no bulk and no grain boundary of a conductor
    tail ? ["interphase", "charge transfer", "electrode"] : undefined,
  );
  const confidence = doubtful || result.status === "failed" ? "uncertain" : assignment.confidence;
  return { ...assignment, confidence };
}
