/** A model from the data alone: how many lines they support, and where these are. */
import { isLineType, lineParameters } from "../program/lineshape.ts";
import { withCurveEngine } from "../workers/engine.ts";
import { staticBackground } from "./background.ts";
import { fitSpectra, type SpectrumOptions } from "./fitSpectrum.ts";
import type { Scan } from "./measurement.ts";
import type { BackgroundChoice, LineModel, SpectrumModel } from "./model.ts";
import { type RankedPeakCount, rankPeakCounts } from "./peakCount.ts";
import { missingPeak, noiseOf, type PeakProposal, proposePeaks } from "./peakProposal.ts";
import { noiseOfScan, regionOfScan, type ScanRegion } from "./scanRegion.ts";
import type { SpectrumResult } from "./spectrumResult.ts";

export interface FindOptions extends SpectrumOptions {
  /** Exactly so many lines; default: as many as the Bayesian information criterion supports. */
  readonly lines?: number;
  /** Most lines that are tried. Default 8. */
  readonly most?: number;
  /** Of all lines. Default "pseudovoigt", its mixing common to all. */
  readonly shape?: string;
  /** Formulas of shapes of one's own: `shape` may name one of them. */
  readonly shapes?: readonly string[];
  /** 1: fits in a worker thread, so that a page stays alive; default 0: in the calling thread. */
  readonly workers?: number;
  /** Narrowest and widest full width, in units of x. Default 3 points … a third of the region. */
  readonly width?: readonly [number, number];
}

export interface FoundLines {
  /** With the fitted values as starts. */
  readonly model: SpectrumModel;
  readonly result: SpectrumResult;
  /** The numbers of lines that were tried, by their criterion, best first. */
  readonly ranked: readonly RankedPeakCount[];
}

/** Numbers of lines without a better criterion after which the search ends. */
const PATIENCE = 2;

/**
 * Finds the lines of a scan: the second derivative proposes them, what the residuals of a fit miss is added, and the Bayesian
 * information criterion says how many the data support (χ² in units of the counting noise where that is known, but a larger noise is
 * allowed for). Fits in which a line has no area do not count.
 * @throws RangeError for a scan that cannot be fitted; ModelError, OptionError
 */
export async function findLines(scan: Scan, options: FindOptions = {}): Promise<FoundLines> {
  const {
    lines: wanted,
    most = 8,
    shape = "pseudovoigt",
    shapes = [],
    width,
    workers = 0,
    ...fitting
  } = options;
  if (wanted !== undefined && !(Number.isInteger(wanted) && wanted >= 1 && wanted <= 30)) {
    throw new RangeError(`${wanted} lines: give a whole number from 1 to 30`);
  }
  return withCurveEngine(options, async (engine) => {
    const noise = options.noise ?? noiseOfScan(scan);
    const region = regionOfScan(scan, noise, options, 9);
    const isKnown = noise === "sigma" || noise === "poisson";
    const background = options.background ?? backgroundFor(scan);
    const widths = width ?? widthsOf(region);
    const isDoublet = hasTwoWavelengths(scan);
    const modelOf = (peaks: readonly PeakProposal[]): SpectrumModel => ({
      ...(options.region && { region: options.region }),
      background,
      shapes,
      ratios: [],
      lines: linesAt(peaks, shape, widths, isDoublet),
    });
    const fit = async (peaks: readonly PeakProposal[]): Promise<SpectrumResult> => {
      const [result] = await fitSpectra([scan], modelOf(peaks), { ...fitting, engine, workers });
      return result;
    };
    const proposals = proposalsOver(region, widths, Math.max(wanted ?? 0, most));
    const tried: { readonly peaks: readonly PeakProposal[]; readonly result: SpectrumResult }[] = [];
    const last = wanted ?? most;
    let best = Infinity;
    let worse = 0;
    for (let n = 1; n <= last; n++) {
      const candidates: (readonly PeakProposal[])[] = [];
      if (proposals.length >= n) candidates.push(proposals.slice(0, n));
      const before = tried.at(-1);
      const added = before && addedTo(before.result, region, widths, isKnown);
      if (added) candidates.push([...peaksOf(before.result), added]);
      const fits: { readonly peaks: readonly PeakProposal[]; readonly result: SpectrumResult }[] = [];
      for (const peaks of candidates) fits.push({ peaks, result: await fit(peaks) });
      const sound = fits
        .filter(({ result }) => result.status !== "failed")
        .sort((a, b) => a.result.chi2 - b.result.chi2);
      if (sound.length === 0) break;
      tried.push(sound[0]);
      if (wanted !== undefined) continue;
      const criterion = rank(
        tried.map(({ result }) => result),
        isKnown,
      ).find(({ peaks }) => peaks === sound[0].peaks.length);
      const value = criterion?.bic ?? Infinity;
      if (value < best) {
        best = value;
        worse = 0;
      } else if (++worse >= PATIENCE) break;
    }
    if (tried.length === 0) {
      throw new RangeError(
        `${scan.file ?? "the scan"}: no line stands out of the noise in this region; choose another region, or give a model`,
      );
    }
    const results = tried.map(({ result }) => result);
    const ranked = rank(results, isKnown);
    const present = results.filter(({ components }) => components.every(({ area }) => area.value > 0));
    const count = wanted ?? choose(present.length > 0 ? present : results, isKnown).chosen.peaks;
    const result =
      results.find(({ components }) => components.length === count) ?? results[results.length - 1];
    return { model: modelOf(peaksOf(result)), result, ranked };
  });
}

function choose(results: readonly SpectrumResult[], isKnown: boolean): ReturnType<typeof rankPeakCounts> {
  const fits = results.map(({ chi2, y, components, parameters, states }) => ({
    chi2,
    residuals: y.length,
    free: parameters.filter((_, i) => states[i] !== "fixed" && states[i] !== "tied").length,
    peaks: components.length,
  }));
  return rankPeakCounts(fits, { floor: isKnown ? 1 : 0 });
}

function rank(results: readonly SpectrumResult[], isKnown: boolean): readonly RankedPeakCount[] {
  return choose(results, isKnown).ranked;
}

function widthsOf({ x }: ScanRegion): readonly [number, number] {
  const span = Math.abs(x[x.length - 1] - x[0]);
  return [(3 * span) / (x.length - 1), span / 3];
}

/** Peaks over a straight line, the most significant first. */
function proposalsOver(region: ScanRegion, fwhm: readonly [number, number], most: number): PeakProposal[] {
  const { values } = staticBackground({ kind: "linear" }, region);
  const above = { ...region, y: region.y.map((y, i) => y - values[i]) };
  return proposePeaks(above, { most, fwhm, sigma: Math.max(noiseOf(region.y), 1e-12) });
}

/** The line that a fit misses most. */
function addedTo(
  result: SpectrumResult,
  region: ScanRegion,
  fwhm: readonly [number, number],
  isKnown: boolean,
): PeakProposal | undefined {
  const residual = result.y.map((value, i) => value - result.fitted[i]);
  const factor = isKnown ? 1 : Math.sqrt(result.reducedChi2);
  return missingPeak(region, residual, {
    fwhm,
    threshold: 3,
    sigma: region.sigma ? region.sigma.map((s) => s * factor) : factor,
  });
}

/** The lines of a fit as peaks to start from. */
function peaksOf({ components }: SpectrumResult): PeakProposal[] {
  return components.map(({ center, fwhm, height, area }) => ({
    center: center.value,
    fwhm: fwhm.value,
    height: height.value,
    area: area.value,
    significance: area.value / area.stderr,
  }));
}

function linesAt(
  peaks: readonly PeakProposal[],
  shape: string,
  [narrow, wide]: readonly [number, number],
  isDoublet: boolean,
): LineModel[] {
  const symbols = isLineType(shape) ? lineParameters(shape).map(({ symbol }) => symbol) : ["center"];
  return [...peaks]
    .sort((a, b) => a.center - b.center)
    .map(
      ({ center, fwhm }, i): LineModel => ({
        name: lineName(i),
        shape,
        parameters: {
          center: { start: center, bounds: [center - fwhm, center + fwhm] },
          ...(symbols.includes("fwhm")
            ? { fwhm: { start: Math.min(wide, Math.max(narrow, fwhm)), bounds: [narrow, wide] } }
            : {}),
          ...(shape === "pseudovoigt"
            ? { fraction: i === 0 ? { start: 0.3, bounds: [0, 1] } : `${lineName(0)}.fraction` }
            : {}),
        },
        ...(isDoublet && { doublet: "kalpha" as const }),
      }),
    );
}

/** The name of a line of which nothing is known but its place in a row. */
export function lineName(i: number): string {
  return `L${i + 1}`;
}

/** Electrons have a Shirley background, other spectra stand on a straight line. */
export function backgroundFor({ axis }: Pick<Scan, "axis">): BackgroundChoice {
  const isElectron = axis === "binding" || axis === "kinetic";
  return { mode: "active", terms: [isElectron ? "shirley" : "linear"], degree: 2 };
}

/** Whether the scan was measured with the Kα1 and Kα2 of an X-ray tube. */
export function hasTwoWavelengths({ axis, facts }: Pick<Scan, "axis" | "facts">): boolean {
  return axis === "two-theta" && facts?.anode !== undefined;
}
