/** Fits of spectra as one JSON document, the output of `spectrum --json`. */
import type { Estimate } from "../fit/propagation.ts";
import type { FitStatus, ParameterState } from "../fit/result.ts";
import type { KernelBuild } from "../kernel/build.ts";
import type { Composition } from "../spectra/composition.ts";
import type { FinerCurves } from "../spectra/finerCurves.ts";
import type { Scan } from "../spectra/measurement.ts";
import type { RankedPeakCount } from "../spectra/peakCount.ts";
import type { PeakProposal } from "../spectra/peakProposal.ts";
import type { SpectrumResult } from "../spectra/spectrumResult.ts";
import type { StoredFit } from "../spectra/storedFit.ts";
import { type FailedInput, finite } from "./table.ts";

/** One component; a number that is not determined is null. */
export interface SpectrumDocumentComponent {
  readonly name: string;
  readonly substance: string | null;
  readonly element: string | null;
  readonly level: string | null;
  readonly shape: string;
  /** Of a doublet: those of its first line; the area is that of both. In the unit of x, of y, and their product. */
  readonly center: number | null;
  readonly centerStderr: number | null;
  readonly fwhm: number | null;
  readonly fwhmStderr: number | null;
  readonly height: number | null;
  readonly heightStderr: number | null;
  readonly area: number | null;
  readonly areaStderr: number | null;
  /** Share of the area of all components, 0 … 1. */
  readonly fraction: number | null;
  readonly fractionStderr: number | null;
  /** Of a diffractogram: lattice spacing d in Å. */
  readonly spacing: number | null;
  readonly spacingStderr: number | null;
  /** Of a series: position minus that in the scan of reference. */
  readonly shift: number | null;
  readonly shiftStderr: number | null;
  /** Whether the area is that within the region, because the shape has no finite one. */
  readonly isAreaOfRegion: boolean;
  readonly lines: readonly {
    readonly name: string;
    readonly center: number | null;
    readonly fwhm: number | null;
    readonly height: number | null;
    readonly area: number | null;
  }[];
}

export interface SpectrumDocumentParameter {
  readonly name: string;
  readonly value: number | null;
  readonly stderr: number | null;
  readonly unit: string;
  readonly state: ParameterState;
}

/** One fit of one scan. */
export interface SpectrumDocumentFit {
  readonly file: string;
  /** Name of the scan in its file. */
  readonly region: string | null;
  /** What was fitted of it, in the unit of x. */
  readonly range: readonly [number, number] | null;
  /** As it was named: a preset, a file, "3 lines". */
  readonly model: string | null;
  readonly status: FitStatus;
  readonly message: string;
  readonly warnings: readonly string[];
  readonly xLabel: string;
  readonly xUnit: string;
  readonly yUnit: string;
  readonly components: readonly SpectrumDocumentComponent[];
  readonly background: SpectrumDocumentBackground | null;
  readonly ratios: readonly SpectrumDocumentRatio[];
  readonly parameters: readonly SpectrumDocumentParameter[];
  readonly noise: string | null;
  readonly chi2: number | null;
  /** χ²/ν: about 1 where the noise is known (sigma, poisson) and the model fits. */
  readonly reducedChi2: number | null;
  readonly points: number;
  readonly degreesOfFreedom: number;
  readonly evaluations: number;
  readonly starts: number;
  readonly agreement: number;
  /** A line that would lower χ² clearly. */
  readonly missing: PeakProposal | null;
  /** Where this scan decided how many lines there are (`--lines auto`): the numbers that were tried, the best first. */
  readonly lines: readonly SpectrumDocumentLineCount[] | null;
  /** A fit that the file holds, of CasaXPS; energies as stored. */
  readonly stored: StoredFit | null;
  /** What the file says about the scan. */
  readonly facts: Readonly<Record<string, number | string>>;
}

export interface SpectrumDocumentLineCount {
  readonly lines: number;
  /** Bayesian information criterion, its distance to the least one, and the share of the evidence. */
  readonly bic: number | null;
  readonly delta: number | null;
  readonly weight: number | null;
}

export interface SpectrumDocumentBackground {
  /** "shirley", "shirley+linear" … */
  readonly kind: string;
  readonly mode: "active" | "static";
  /** Degree, width, stiffness … of the kinds that have them. */
  readonly options: Readonly<Record<string, unknown>>;
  /** What was fitted of it. */
  readonly parameters: readonly SpectrumDocumentParameter[];
}

export interface SpectrumDocumentRatio {
  readonly numerator: string;
  readonly denominator: string;
  readonly value: number | null;
  readonly stderr: number | null;
}

/** The composition behind the fits of one file, or of one step of a series in it. */
export interface SpectrumDocumentQuantification {
  readonly file: string;
  /** Names of its scans. */
  readonly regions: readonly (string | null)[];
  /** Sensitivity factors that the areas were divided by: "scofield", "wagner", or a file. */
  readonly factors: string;
  /** Relative standard uncertainty of the factors that is in the errors. */
  readonly factorUncertainty: number;
  /** m of the escape depth E^m; 0: not corrected. */
  readonly escapeExponent: number;
  readonly transmissionCorrected: boolean;
  readonly elements: readonly {
    readonly element: string;
    readonly percent: number | null;
    readonly percentStderr: number | null;
  }[];
  readonly components: readonly {
    readonly name: string;
    readonly element: string;
    readonly level: string;
    readonly percent: number | null;
    readonly percentStderr: number | null;
  }[];
  readonly ratios: readonly SpectrumDocumentRatio[];
  readonly doubts: readonly string[];
}

export interface SpectrumDocument {
  readonly kernel: KernelBuild;
  readonly fits: readonly SpectrumDocumentFit[];
  readonly quantification: readonly SpectrumDocumentQuantification[];
  /** Sentences about energies and sensitivity factors that were not checked against their source. */
  readonly doubts: readonly string[];
  readonly summary: {
    readonly fits: number;
    readonly converged: number;
    readonly failed: number;
    readonly seconds: number;
  };
}

/** A fit with what it belongs to. */
export interface FittedSpectrum {
  readonly result: SpectrumResult;
  readonly scan: Scan;
  readonly file: string;
  /** The model as it was named. */
  readonly model: string;
  /** Of a scan that decided how many lines there are. */
  readonly lines?: readonly RankedPeakCount[];
  /** Of a series: position of each component minus that in the scan of reference. */
  readonly shifts?: readonly Estimate[];
  /** Its curves between the points of a coarse scan, made when they are drawn. */
  readonly finer?: () => FinerCurves | undefined;
}

/** The composition of the fits of one file or one step. */
export interface FileComposition {
  readonly file: string;
  readonly regions: readonly (string | null)[];
  /** The first of its fits in the list of all. */
  readonly first: number;
  readonly composition: Composition;
}

export function spectrumDocument(
  fits: readonly FittedSpectrum[],
  run: {
    readonly kernel: KernelBuild;
    readonly failures: readonly FailedInput[];
    readonly compositions: readonly FileComposition[];
    readonly doubts: readonly string[];
    readonly seconds: number;
  },
): SpectrumDocument {
  const { kernel, failures, compositions, doubts, seconds } = run;
  const failed = fits.filter(({ result }) => result.status === "failed").length;
  return {
    kernel,
    fits: [...fits.map(documentFit), ...failures.map(failedFit)],
    quantification: compositions.map(({ file, regions, composition }) => ({
      file,
      regions,
      factors: composition.table,
      factorUncertainty: composition.factorUncertainty,
      escapeExponent: composition.exponent,
      transmissionCorrected: composition.isTransmissionCorrected,
      elements: composition.elements.map(({ element, percent }) => ({
        element,
        percent: finite(percent.value),
        percentStderr: finite(percent.stderr),
      })),
      components: composition.components.map(({ name, element, level, percent }) => ({
        name,
        element,
        level,
        percent: finite(percent.value),
        percentStderr: finite(percent.stderr),
      })),
      ratios: composition.ratios.map(ratioDocument),
      doubts: composition.doubts,
    })),
    doubts,
    summary: {
      fits: fits.length + failures.length,
      converged: fits.length - failed,
      failed: failed + failures.length,
      seconds,
    },
  };
}

function documentFit({ result, scan, file, model, lines, shifts }: FittedSpectrum): SpectrumDocumentFit {
  const { x, background } = result;
  const parameters = result.parameters.map(
    (name, k): SpectrumDocumentParameter => ({
      name,
      value: finite(result.values[k]!),
      stderr: finite(result.stderr[k]!),
      unit: result.units[k]!,
      state: result.states[k]!,
    }),
  );
  return {
    file,
    region: scan.name ?? null,
    range: x.length === 0 ? null : [Math.min(x[0]!, x.at(-1)!), Math.max(x[0]!, x.at(-1)!)],
    model,
    status: result.status,
    message: result.message,
    warnings: result.warnings,
    xLabel: result.xLabel,
    xUnit: result.xUnit,
    yUnit: result.yUnit,
    components: result.components.map(
      ({ name, substance, element, level, shape, center, fwhm, height, area, fraction, ...rest }, k) => ({
        name,
        substance: substance ?? null,
        element: element ?? null,
        level: level ?? null,
        shape,
        center: finite(center.value),
        centerStderr: finite(center.stderr),
        fwhm: finite(fwhm.value),
        fwhmStderr: finite(fwhm.stderr),
        height: finite(height.value),
        heightStderr: finite(height.stderr),
        area: finite(area.value),
        areaStderr: finite(area.stderr),
        fraction: finite(fraction.value),
        fractionStderr: finite(fraction.stderr),
        spacing: finite(rest.spacing?.value ?? Number.NaN),
        spacingStderr: finite(rest.spacing?.stderr ?? Number.NaN),
        shift: finite(shifts?.[k]?.value ?? Number.NaN),
        shiftStderr: finite(shifts?.[k]?.stderr ?? Number.NaN),
        isAreaOfRegion: rest.isAreaOfRegion,
        lines: rest.lines.map((line) => ({
          name: line.name,
          center: finite(line.center),
          fwhm: finite(line.fwhm),
          height: finite(line.height),
          area: finite(line.area),
        })),
      }),
    ),
    background: {
      ...(background.mode === "active"
        ? {
            kind: background.terms.join("+"),
            mode: "active" as const,
            options: background.terms.includes("polynomial") ? { degree: background.degree } : {},
          }
        : staticBackgroundOf(background.model)),
      parameters: parameters.filter(({ name }) => name.startsWith("background.")),
    },
    ratios: result.ratios.map(ratioDocument),
    parameters,
    noise: result.noise,
    chi2: finite(result.chi2),
    reducedChi2: finite(result.reducedChi2),
    points: x.length,
    degreesOfFreedom: result.degreesOfFreedom,
    evaluations: result.evaluations,
    starts: result.starts,
    agreement: result.agreement,
    missing: result.missing ?? null,
    lines:
      lines?.map(({ peaks, bic, delta, weight }) => ({
        lines: peaks,
        bic: finite(bic),
        delta: finite(delta),
        weight: finite(weight),
      })) ?? null,
    stored: scan.fit ?? null,
    facts: scan.facts ?? {},
  };
}

function staticBackgroundOf({ kind, ...options }: { readonly kind: string }) {
  return { kind, mode: "static" as const, options };
}

function ratioDocument(ratio: {
  readonly numerator: string;
  readonly denominator: string;
  readonly value: number;
  readonly stderr: number;
}): SpectrumDocumentRatio {
  const { numerator, denominator, value, stderr } = ratio;
  return { numerator, denominator, value: finite(value), stderr: finite(stderr) };
}

/** An input that could not be read or belongs to no model. */
function failedFit({ file, spectrum, message }: FailedInput): SpectrumDocumentFit {
  return {
    file,
    region: spectrum ?? null,
    range: null,
    model: null,
    status: "failed",
    message,
    warnings: [],
    xLabel: "",
    xUnit: "",
    yUnit: "",
    components: [],
    background: null,
    ratios: [],
    parameters: [],
    noise: null,
    chi2: null,
    reducedChi2: null,
    points: 0,
    degreesOfFreedom: 0,
    evaluations: 0,
    starts: 0,
    agreement: 0,
    missing: null,
    lines: null,
    stored: null,
    facts: {},
  };
}

/** "active shirley+linear", "static snip". */
export function backgroundName({ background }: Pick<SpectrumResult, "background">): string {
  return background.mode === "active"
    ? `active ${background.terms.join("+")}`
    : `static ${background.model.kind}`;
}

/** A unit as it stands in the heading of a column. */
export function plainUnit(unit: string): string {
  const known: Readonly<Record<string, string>> = {
    "°": "degree",
    "cm⁻¹": "per_cm",
    Å: "angstrom",
    "%": "percent",
    "counts/s": "counts_per_second",
  };
  return (
    known[unit] ??
    unit
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "_")
      .replace(/^_+|_+$/g, "")
  );
}
