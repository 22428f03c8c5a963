// The public API: re-exports only.
export { differentiate, evaluate, fit, fitMany, fitStream } from "./api.ts";
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
export type { BackgroundDocument, BackgroundDocumentEntry } from "./report/backgroundDocument.ts";
export type { CandidateDocument, IdentificationDocument } from "./report/candidates.ts";
export type { ConvertDocument, ConvertDocumentFile } from "./report/convertDocument.ts";
export type { FitDocument, FitDocumentSpectrum, FitSummary } from "./report/document.ts";
export type { DrtDocument, DrtDocumentPeak, DrtDocumentSpectrum } from "./report/drtTable.ts";
export type { EvaluateDocument } from "./report/evaluateDocument.ts";
export type { InfoDocument } from "./report/infoDocument.ts";
export type { PlotDocument, PlotDocumentSpectrum } from "./report/plotDocument.ts";
export type { SeriesDocument, SeriesFitDocument } from "./report/seriesDocument.ts";
export type {
  SpectrumDocument,
  SpectrumDocumentBackground,
  SpectrumDocumentComponent,
  SpectrumDocumentFit,
  SpectrumDocumentParameter,
  SpectrumDocumentQuantification,
  SpectrumDocumentRatio,
} from "./report/spectrumDocument.ts";
export type {
  ValidityDocument,
  ValidityDocumentSpectrum,
  ValiditySummary,
} from "./report/validityDocument.ts";
export { type Background, type BackgroundModel, staticBackground } from "./spectra/background.ts";
export { parseBackground } from "./spectra/backgroundChoice.ts";
export type { Component, ComponentLine } from "./spectra/components.ts";
export {
  type Composition,
  type CompositionOptions,
  type CompositionShare,
  compositionOf,
  type ElementRatio,
  type FittedScan,
} from "./spectra/composition.ts";
export {
  type DepthProfile,
  type Interface,
  interfaceWidth,
  type Normalization,
  normalizeProfile,
} from "./spectra/depthProfile.ts";
export { braggAngle, kAlpha, latticeSpacing, scherrerSize, secondLine } from "./spectra/diffraction.ts";
export { type FindOptions, type FoundLines, findLines } from "./spectra/findLines.ts";
export {
  fitSpectra,
  fitSpectrum,
  type SpectraOptions,
  type SpectrumOptions as SpectrumFitOptions,
} from "./spectra/fitSpectrum.ts";
export {
  type Axis,
  countsPerUnit,
  type DrawnCurve,
  type Measurement,
  onBindingEnergy,
  poissonSigma,
  type Scan,
} from "./spectra/measurement.ts";
export {
  type BackgroundChoice,
  type DoubletModel,
  type HoldModel,
  type LineModel,
  ModelError,
  type ParameterModel,
  type SpectrumModel,
} from "./spectra/model.ts";
export { parseSpectrumModel, readSpectrumModel, spectrumModelJson } from "./spectra/modelFile.ts";
export { type PeakProposal, type ProposalOptions, proposePeaks } from "./spectra/peakProposal.ts";
export { presetModel } from "./spectra/presetModel.ts";
export {
  type Preset,
  presetDoubts,
  presetLines,
  presets,
  type ReferenceLine,
  referenceLines,
} from "./spectra/presets/index.ts";
export {
  covarianceOf,
  jointCovariance,
  type MeasuredArea,
  type Quantification,
  type QuantificationOptions,
  quantify,
  type Share,
} from "./spectra/quantification.ts";
export type { Region } from "./spectra/region.ts";
export type { NoiseModel, ScanTreatment } from "./spectra/scanRegion.ts";
export {
  type Sensitivity,
  type SensitivityFactor,
  scofield,
  sensitivityOf,
  wagner,
} from "./spectra/sensitivity.ts";
export { shiftsOf } from "./spectra/shift.ts";
export { type Source, type SourceName, sources as spectrumSources } from "./spectra/sources.ts";
export type { ComponentRatio, SpectrumResult } from "./spectra/spectrumResult.ts";
export { startedModel } from "./spectra/startedModel.ts";
export type {
  StoredCalibration,
  StoredComponent,
  StoredFit,
  StoredParameter,
  StoredRegion,
} from "./spectra/storedFit.ts";
export { type StoredModel, storedModel } from "./spectra/storedModel.ts";
export { type Engine, openEngine, type RunOptions } from "./workers/engine.ts";
