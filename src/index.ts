// The public API: re-exports only.
export { differentiate, evaluate, fit, fitMany, fitStream } from "./api.ts";
export {
  type ArrheniusData,
  type ArrheniusLaw,
  type ArrheniusLawOptions,
  arrheniusLaw,
} from "./cell/arrhenius.ts";
export {
  type CellStack,
  capacityRatio,
  cellEnergy,
  type Electrode,
  type Layer,
} from "./cell/balance.ts";
export {
  areaSpecificResistance,
  electronicConductivity,
  ionicConductivity,
  polarisationResistance,
  type Sizes,
} from "./cell/conductivity.ts";
export { type MapOptions, mapMean, mapPair } from "./cell/elementMap.ts";
export type { Grid } from "./cell/grid.ts";
export {
  type ExchangeCurrent,
  type ExchangeCurrentOptions,
  exchangeCurrent,
  type PolarisationCurve,
} from "./cell/kinetics.ts";
export {
  type ArealCharge,
  type CurrentTrace,
  capacityOfThickness,
  lithiumLoss,
  type Metal,
  strippingCapacity,
  thicknessOfCharge,
} from "./cell/lithium.ts";
export { type MeyerNeldel, type MeyerNeldelSample, meyerNeldel } from "./cell/meyerNeldel.ts";
export { type Onset, type OnsetOptions, onset, type Sweep } from "./cell/onset.ts";
export type {
  Detail,
  FittedInputs,
  Given,
  Quantity,
  QuantityInput,
  QuantityOptions,
  Uncertain,
} from "./cell/quantity.ts";
export type { FittedResistance, Resistance } from "./cell/resistance.ts";
export { type Levelled, levelPlane, type RoughnessOptions, roughness } from "./cell/surface.ts";
export { type BruceVincentInput, bruceVincent } from "./cell/transference.ts";
export {
  analyseTransient,
  type Transient,
  type TransientAnalysis,
  type TransientModel,
  type TransientOptions,
} from "./cell/transient.ts";
export { fieldUnit, readMeasured } from "./cell/unit.ts";
export { type WarburgDiffusionInput, warburgDiffusion } from "./cell/warburg.ts";
export { type WarburgTail, type WarburgTailOptions, warburgTail } from "./cell/warburgTail.ts";
export { type BootstrapIntervals, type BootstrapOptions, bootstrap } from "./fit/bootstrap.ts";
export type { CertaintyOptions } from "./fit/certainty.ts";
export type { Coordinate, SeriesOrder } from "./fit/coordinate.ts";
export { differentiateCurve, evaluateCurve, fitCurve, fitCurves } from "./fit/curve.ts";
export type { CurveData } from "./fit/curveData.ts";
export type { CurveBatchOptions, CurveOptions, CurveWeighting } from "./fit/curveOptions.ts";
export type { CurveResult } from "./fit/curveResult.ts";
export { type Diagnostics, diagnose } from "./fit/diagnostics.ts";
export type {
  Curve,
  Differentiated,
  ParameterValues,
} from "./fit/evaluate.ts";
export { type Fitter, openFitter } from "./fit/fitter.ts";

export { covarianceIntervals, type IntervalMethod, type Intervals } from "./fit/intervals.ts";

export {
  areaWithin,
  evaluateLine,
  type Line,
  type LineMeasures,
  measureLine,
  resizeLine,
  withAmplitude,
} from "./fit/linemeasures.ts";

export { type ArrheniusOptions, BOLTZMANN, type LinkOptions, type SeriesNoise } from "./fit/link.ts";
export type {
  BatchOptions,
  FitOptions,
  Loss,
  Weighting,
} from "./fit/options.ts";
export { OptionError } from "./fit/plan.ts";
export { type IntervalEnd, type ProfileIntervals, profileIntervals } from "./fit/profile.ts";
export type { Estimate } from "./fit/propagation.ts";
export type { Criterion } from "./fit/ranking.ts";
export {
  type FitResult,
  type FitStatus,
  type ParameterState,
  type Solution,
  StopReason,
  stopSentences,
} from "./fit/result.ts";
export { type SampleIntervals, type SampleOptions, sample } from "./fit/sampler.ts";
export { fitSeries, type SeriesOptions } from "./fit/series.ts";
export { arrheniusAt } from "./fit/seriesLaw.ts";
export type {
  ArrheniusParameter,
  SeriesResult,
  SeriesRoute,
  SeriesSpectrum,
  SharedParameter,
} from "./fit/seriesResult.ts";
export {
  FORMATS,
  FormatError,
  type ImaginaryConvention,
  type ReadOptions,
  readImpedance,
} from "./formats/index.ts";

export {
  casaComponents,
  readSpectrum,
  SPECTRUM_FORMATS,
  type SpectrumOptions,
} from "./formats/spectra/index.ts";

export type {
  Arc,
  ArcAnalysis,
  ArcOptions,
  CapacitanceEstimate,
  SeriesResistance,
  Tail,
} from "./impedance/arc.ts";
export { arcsOf } from "./impedance/arcs.ts";
export type { CapacitanceKind } from "./impedance/arcshape.ts";
export {
  type ArcCapacitance,
  type Assignment,
  assignmentLimits,
  assignmentOf,
  type Confidence,
  type Process,
  type ProcessCandidate,
  type ProcessLimits,
} from "./impedance/assignment.ts";
export type { Candidate } from "./impedance/candidate.ts";
export type { Cell } from "./impedance/cell.ts";
export type { GrammarElement } from "./impedance/grammar.ts";
export { type Identification, identify, identifyMany } from "./impedance/identify.ts";
export type { IdentifyManyOptions, IdentifyOptions } from "./impedance/identifyOptions.ts";
export type { FitKind, LinKK, Representation } from "./impedance/kramers.ts";

export { drt, drtMany } from "./impedance/relaxation.ts";
export type {
  DrtBasis,
  DrtBatchOptions,
  DrtChoice,
  DrtOptions,
  DrtPrior,
  DrtTail,
} from "./impedance/relaxationOptions.ts";
export type { DrtArc, DrtCriterion, DrtPeak, DrtResult, DrtStatus } from "./impedance/relaxationResult.ts";

export type { Dataset, Spectrum } from "./impedance/spectrum.ts";
export {
  type ValidityBatchOptions,
  type ValidityOptions,
  type ValidityResult,
  validate,
  validateMany,
} from "./impedance/validity.ts";
export type { Verdict } from "./impedance/verdict.ts";
export type { ZHit } from "./impedance/zhit.ts";
export type { KernelBuild } from "./kernel/build.ts";
export { type CompiledKernel, compileKernel, Kernel, preferredBuild } from "./kernel/kernel.ts";
export { type Circuit, type CircuitSyntax, type Element, elementsOf } from "./program/circuit.ts";
export { type ElementKind, elementKind, elementKinds, type ParameterKind } from "./program/element.ts";
export { defineElement } from "./program/elementFormula.ts";
export { FormulaError } from "./program/formula-error.ts";
export {
  type Amplitude,
  type LineAxis,
  type LineKind,
  type LineParameter,
  lineKind,
  lineKinds,
  lineParameters,
} from "./program/lineshape.ts";
export {
  CircuitError,
  convertCircuit,
  detectSyntax,
  type PrintOptions,
  parseCircuit,
  printCircuit,
} from "./program/syntax.ts";
export type { CandidateDocument, IdentificationDocument } from "./report/candidates.ts";
export type { ConvertDocument, ConvertDocumentFile } from "./report/convertDocument.ts";
export type { FitDocument, FitDocumentSpectrum, FitSummary } from "./report/document.ts";
export type { DrtDocument, DrtDocumentPeak, DrtDocumentSpectrum } from "./report/drtTable.ts";
export type { EvaluateDocument } from "./report/evaluateDocument.ts";
export type { InfoDocument } from "./report/infoDocument.ts";
export type { PlotDocument, PlotDocumentSpectrum } from "./report/plotDocument.ts";
export type { QuantityDocument, TransportDocument } from "./report/quantity.ts";
export type { SeriesDocument, SeriesFitDocument } from "./report/seriesDocument.ts";
export type {
  ValidityDocument,
  ValidityDocumentSpectrum,
  ValiditySummary,
} from "./report/validityDocument.ts";
export {
  type Axis,
  countsPerUnit,
  type DrawnCurve,
  type Measurement,
  onBindingEnergy,
  poissonSigma,
  type Scan,
} from "./spectra/measurement.ts";
export type {
  StoredCalibration,
  StoredComponent,
  StoredFit,
  StoredParameter,
  StoredRegion,
} from "./spectra/storedFit.ts";
export { type Engine, openEngine, type RunOptions } from "./workers/engine.ts";
