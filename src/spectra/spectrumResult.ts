/** The fit of a spectrum as its user reads it: components with areas and ratios, the background, and what is doubtful. */
import type { CurveFrame, CurveResult } from "../fit/curveResult.ts";
import { covariancesOf, type Estimate, estimate, quotient, scaled } from "../fit/propagation.ts";
import { valuesOfTape } from "../fit/tapeValues.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { type Component, type MeasuredComponent, measureComponents } from "./components.ts";
import type { Scan } from "./measurement.ts";
import type { BackgroundChoice } from "./model.ts";
import type { CompiledModel } from "./modelTape.ts";
import { missingPeak, type PeakProposal } from "./peakProposal.ts";
import type { PreparedRegion } from "./preparedRegion.ts";
import { anodeOf, type NoiseModel } from "./scanRegion.ts";
import { sensitivityOf } from "./sensitivity.ts";
import { splittingDoubt } from "./spinOrbit.ts";

/** A ratio of areas that the model asks for. Of lines of different levels each area is divided by its sensitivity factor. */
export interface ComponentRatio extends Estimate {
  readonly numerator: string;
  readonly denominator: string;
}

/** The fit of one scan. Arrays over points run along rising energy loss (rising binding energy; else as the scan rises). */
export interface SpectrumResult extends CurveResult {
  readonly noise: NoiseModel;
  readonly xLabel: string;
  readonly xUnit: string;
  readonly yLabel: string;
  readonly yUnit: string;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Standard deviation of y; undefined where it is not known. */
  readonly sigma: Float64Array | undefined;
  readonly background: BackgroundChoice;
  readonly backgroundValues: Float64Array;
  readonly components: readonly Component[];
  /** Covariance of the areas of the components, row by row in their order: for compositions (`composition.ts`). */
  readonly areaCovariance: Float64Array;
  /** Values of each component at the points, in the order of `components`. */
  readonly curves: readonly Float64Array[];
  readonly ratios: readonly ComponentRatio[];
  /** χ²/ν: about 1 where the noise is known and the model fits. */
  readonly reducedChi2: number;
  /** A line that would lower χ² clearly, where one does. */
  readonly missing?: PeakProposal;
}

/** What is the same for every scan of a batch. */
export interface SpectrumFrame {
  readonly compiled: CompiledModel;
  readonly noise: NoiseModel;
  readonly kernel: Kernel;
  /** Of batches the search for missing lines is left out. */
  readonly isBatch: boolean;
  readonly curve: CurveFrame;
}

/** χ²/ν above which residuals are looked at, when the noise is known. */
const MISFIT = 1.5;

export function assembleSpectrum(
  frame: SpectrumFrame,
  scan: Scan,
  { region, predictors, before }: PreparedRegion,
  curve: CurveResult,
): SpectrumResult {
  const { compiled, kernel, noise, isBatch } = frame;
  const { x, y } = region;
  const values = Array.from(curve.values);
  const isSolved = values.every(Number.isFinite);
  const curves = compiled.lines.map(({ tape }) =>
    isSolved ? valuesOfTape(kernel, tape, predictors, values) : new Float64Array(x.length).fill(Number.NaN),
  );
  const backgroundValues = curve.fitted.map((value, i) =>
    curves.reduce((left, line) => left - line[i], value),
  );
  const range: readonly [number, number] = [Math.min(x[0], x[x.length - 1]), Math.max(x[0], x[x.length - 1])];
  const measured = isSolved ? measureComponents(kernel, compiled, curve, range, wavelengthOf(scan)) : [];
  const reducedChi2 = curve.chi2 / curve.degreesOfFreedom;
  const isKnown = noise === "sigma" || noise === "poisson";
  const doubts = [...modelDoubts(compiled)];
  if (before?.doubt !== undefined) doubts.push(before.doubt);
  if (isKnown && reducedChi2 > MISFIT && !Number.isNaN(reducedChi2)) {
    doubts.push(
      `χ²/ν is ${reducedChi2.toPrecision(3)}: the model misses something that stands out of the noise, or the noise is larger than ${noise === "poisson" ? "that of the counts" : "stated"}`,
    );
  }
  let missing: PeakProposal | undefined;
  if (isSolved && !isBatch && x.length >= 9 && (!isKnown || reducedChi2 > MISFIT)) {
    const residual = y.map((value, i) => value - curve.fitted[i]);
    const factor = isKnown ? 1 : Math.sqrt(reducedChi2);
    const sigma = region.sigma ? region.sigma.map((s) => s * factor) : factor;
    missing = missingPeak(region, residual, { sigma });
    if (missing) {
      doubts.push(
        `a further line near ${missing.center.toFixed(2)} ${scan.xUnit} (FWHM ${missing.fwhm.toPrecision(2)}) would lower χ²: it stands ${missing.significance.toFixed(0)} standard deviations out of the residuals`,
      );
    }
  }
  const warnings = [...curve.warnings, ...doubts];
  return {
    ...curve,
    ...head(frame, scan),
    status: curve.status === "converged" && warnings.length > 0 ? "warning" : curve.status,
    warnings,
    message: [curve.message, ...doubts].join("; "),
    x,
    y,
    sigma: isKnown ? region.sigma : undefined,
    backgroundValues,
    components: measured.map(({ areaOf: _, ...component }) => component),
    areaCovariance: covariancesOf(
      curve,
      measured.map(({ areaOf }) => areaOf),
    ),
    curves,
    ratios: isSolved ? ratiosOf(compiled, measured, curve) : [],
    reducedChi2,
    ...(missing && { missing }),
  };
}

function head(
  { compiled, noise }: SpectrumFrame,
  scan: Scan,
): Pick<SpectrumResult, "noise" | "xLabel" | "xUnit" | "yLabel" | "yUnit" | "background"> {
  const turned = scan.axis === "kinetic" && compiled.axis === "binding";
  return {
    noise,
    xLabel: turned ? "Binding energy" : scan.xLabel,
    xUnit: scan.xUnit,
    yLabel: scan.yLabel,
    yUnit: scan.yUnit,
    background: compiled.model.background,
  };
}

/** The result of a scan that was never fitted. */
export function unfittedSpectrum(frame: SpectrumFrame, scan: Scan, curve: CurveResult): SpectrumResult {
  const nothing = new Float64Array(0);
  return {
    ...curve,
    ...head(frame, scan),
    x: nothing,
    y: nothing,
    sigma: undefined,
    backgroundValues: nothing,
    components: [],
    areaCovariance: nothing,
    curves: [],
    ratios: [],
    reducedChi2: Number.NaN,
  };
}

/** Wavelength for lattice spacings: that of the file, else of the anode. */
function wavelengthOf({ axis, wavelength }: Scan): Estimate | undefined {
  if (axis !== "two-theta") return undefined;
  return wavelength === undefined ? anodeOf().first : { value: wavelength, stderr: 0 };
}

/** Splittings of the model that are not physical. */
function modelDoubts({ lines }: CompiledModel): string[] {
  const doubts: string[] = [];
  for (const { model: line, doublet } of lines) {
    if (line.element && line.level && doublet?.splitting.kind === "constant" && !doublet.isKAlpha) {
      const doubt = splittingDoubt(line.element, line.level, doublet.splitting.value);
      if (doubt) doubts.push(`${line.name}: ${doubt}`);
    }
  }
  return doubts;
}

function ratiosOf(
  { model }: CompiledModel,
  measured: readonly MeasuredComponent[],
  curve: CurveResult,
): ComponentRatio[] {
  const find = (name: string): MeasuredComponent => measured.find((one) => one.name === name)!;
  return model.ratios.map(([numerator, denominator]) => {
    const [above, below] = [find(numerator), find(denominator)];
    const alike = above.element === below.element && above.level === below.level;
    const factor = alike ? 1 : factorOf(model, below) / factorOf(model, above);
    return {
      numerator,
      denominator,
      ...estimate(curve, scaled(quotient(above.areaOf, below.areaOf), factor)),
    };
  });
}

function factorOf({ lines }: CompiledModel["model"], { name, element, level }: Component): number {
  const own = lines.find((line) => line.name === name)?.sensitivity;
  if (own !== undefined) return own;
  return element !== undefined && level !== undefined ? sensitivityOf(element, level).factor : 1;
}
