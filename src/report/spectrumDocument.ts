/** Fits of spectra as one JSON document, the output of `spectrum --json`, and as a table with a row per component. */
import type { FitStatus, ParameterState } from "../fit/result.ts";
import type { KernelBuild } from "../kernel/build.ts";
import type { Composition } from "../spectra/composition.ts";
import type { Scan } from "../spectra/measurement.ts";
import type { PeakProposal } from "../spectra/peakProposal.ts";
import type { SpectrumResult } from "../spectra/spectrumResult.ts";
import type { StoredFit } from "../spectra/storedFit.ts";
import { type Column, type FailedInput, finite } from "./table.ts";

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
  /** A fit that the file holds, of CasaXPS; energies as stored. */
  readonly stored: StoredFit | null;
  /** What the file says about the scan. */
  readonly facts: Readonly<Record<string, number | string>>;
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
  /** Cross sections that the areas were divided by. */
  readonly factors: "scofield";
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
      factors: "scofield",
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

function documentFit({ result, scan, file, model }: FittedSpectrum): SpectrumDocumentFit {
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
      ({ name, substance, element, level, shape, center, fwhm, height, area, fraction, ...rest }) => ({
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
    stored: null,
    facts: {},
  };
}

/** One row per fit and component, one for a fit without any. */
interface Row {
  readonly fit?: FittedSpectrum;
  readonly component?: SpectrumResult["components"][number];
  readonly failure?: FailedInput;
}

/**
 * The tidy table of a run: `file, region, model, status, message, component, element, level, center_ev, center_stderr_ev, fwhm_ev, …, height_counts, …,
 * area_counts_ev, …, fraction, fraction_stderr, background, chi2, reduced_chi2, ratio NAME/NAME, …, warnings`. Quantities with a unit have a
 * column for each unit that occurs.
 */
export function spectrumColumns(fits: readonly FittedSpectrum[], failures: readonly FailedInput[]): Column[] {
  const rows: Row[] = [
    ...fits.flatMap((fit): Row[] =>
      fit.result.components.length === 0
        ? [{ fit }]
        : fit.result.components.map((component) => ({ fit, component })),
    ),
    ...failures.map((failure) => ({ failure })),
  ];
  const strings = (name: string, of: (row: Row) => string | null | undefined): Column => ({
    name,
    type: "STRING",
    data: rows.map((row) => of(row) ?? null),
  });
  const numbers = (name: string, of: (row: Row) => number | undefined): Column => ({
    name,
    type: "DOUBLE",
    data: rows.map((row) => finite(of(row) ?? Number.NaN)),
  });
  const counts = (name: string, of: (result: SpectrumResult) => number): Column => ({
    name,
    type: "INT32",
    data: rows.map(({ fit }) => (fit ? of(fit.result) : null)),
  });
  const measured = (
    quantity: "center" | "fwhm" | "height" | "area",
    unitOf: (result: SpectrumResult) => string,
  ): Column[] =>
    [...new Set(fits.map(({ result }) => unitOf(result)))].flatMap((unit) => {
      const of =
        (which: "value" | "stderr") =>
        ({ fit, component }: Row): number | undefined =>
          fit && unitOf(fit.result) === unit ? component?.[quantity][which] : undefined;
      const tail = unit === "" ? "" : `_${unit}`;
      return [numbers(`${quantity}${tail}`, of("value")), numbers(`${quantity}_stderr${tail}`, of("stderr"))];
    });
  const xUnit = ({ xUnit: unit }: SpectrumResult): string => plainUnit(unit);
  const yUnit = ({ yUnit: unit }: SpectrumResult): string => plainUnit(unit);
  const ratios = [
    ...new Set(
      fits.flatMap(({ result }) =>
        result.ratios.map(({ numerator, denominator }) => `${numerator}/${denominator}`),
      ),
    ),
  ];
  const ratioOf = (name: string, row: Row) =>
    row.fit?.result.ratios.find(({ numerator, denominator }) => `${numerator}/${denominator}` === name);
  return [
    strings("file", ({ fit, failure }) => fit?.file ?? failure?.file),
    strings("region", ({ fit, failure }) => fit?.scan.name ?? failure?.spectrum),
    strings("model", ({ fit }) => fit?.model),
    strings("status", ({ fit }) => fit?.result.status ?? "failed"),
    strings("message", ({ fit, failure }) => fit?.result.message ?? failure?.message),
    strings("component", ({ component }) => component?.name),
    strings("element", ({ component }) => component?.element),
    strings("level", ({ component }) => component?.level),
    ...measured("center", xUnit),
    ...measured("fwhm", xUnit),
    ...measured("height", yUnit),
    ...measured("area", (result) => [yUnit(result), xUnit(result)].filter(Boolean).join("_")),
    numbers("fraction", ({ component }) => component?.fraction.value),
    numbers("fraction_stderr", ({ component }) => component?.fraction.stderr),
    strings("background", ({ fit }) => fit && backgroundName(fit.result)),
    numbers("chi2", ({ fit }) => fit?.result.chi2),
    numbers("reduced_chi2", ({ fit }) => fit?.result.reducedChi2),
    counts("points", ({ x }) => x.length),
    ...ratios.flatMap((name) => [
      numbers(`ratio ${name}`, (row) => ratioOf(name, row)?.value),
      numbers(`ratio ${name} stderr`, (row) => ratioOf(name, row)?.stderr),
    ]),
    strings("warnings", ({ fit }) => fit?.result.warnings.join(" ")),
  ];
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
