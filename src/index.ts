// The public API: re-exports only.
export { differentiate, evaluate, fit, fitMany, fitStream } from "./api.ts";
export { type CampaignReport, campaignPage } from "./campaign/page.ts";
export {
  type CampaignFault,
  type Plan as CampaignPlan,
  type Planned,
  planCampaign,
} from "./campaign/plan.ts";
export { type CampaignRun, type ProvenNumber, runCampaign } from "./campaign/run.ts";
export type { Shelf, Store } from "./campaign/store.ts";
export { inputColumns, numberColumns, trendColumns } from "./campaign/tables.ts";
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
  readSeries,
  SERIES_FORMATS,
  type SeriesInput,
  type SeriesOptions as SeriesReadOptions,
} from "./formats/series/index.ts";
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
export type { KernelBuild, KernelModule } from "./kernel/build.ts";
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
export type { CyclesDocument, CyclesFile } from "./report/cyclesDocument.ts";
export type { FitDocument, FitDocumentSpectrum, FitSummary } from "./report/document.ts";
export type { DrtDocument, DrtDocumentPeak, DrtDocumentSpectrum } from "./report/drtTable.ts";
export type { EvaluateDocument } from "./report/evaluateDocument.ts";
export type { InfoDocument } from "./report/infoDocument.ts";
export type { PeaksDocument, PeaksDocumentColumns, PeaksDocumentFile } from "./report/peaksDocument.ts";
export type { PlotDocument, PlotDocumentSpectrum } from "./report/plotDocument.ts";
export type { PressureDocument, PressureFile } from "./report/pressureDocument.ts";
export type { QuantityDocument, TransportDocument } from "./report/quantity.ts";
export type { SeriesConvertDocument, SeriesConvertFile } from "./report/seriesConvertDocument.ts";
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
export {
  type AnalysisOptions,
  analyseCycling,
  type CellSize,
  type CyclingAnalysis,
} from "./series/analysis.ts";
export {
  type ChangeFinder,
  type ChangeMethod,
  type ChangePointOptions,
  type ChangePoints,
  findChangePoints,
  openChangeFinder,
} from "./series/changePoint.ts";
export type { CriticalCurrent } from "./series/criticalCurrent.ts";
export {
  type Cycle,
  cyclesOf,
  type RateGroup,
  type Retention,
  rateGroups,
  retentionOf,
} from "./series/cycle.ts";
export {
  type DifferentialCapacity,
  type DifferentialOptions,
  differentialCapacity,
} from "./series/differentialCapacity.ts";
export type { Envelope } from "./series/envelope.ts";
export type { CellEvent, EventKind } from "./series/event.ts";
export {
  type ExtremaFinder,
  type ExtremaOptions,
  openExtremaFinder,
  type SegmentExtrema,
  segmentExtrema,
} from "./series/extrema.ts";
export type { CellKind, Direction, HalfCycle, Overpotential } from "./series/halfCycle.ts";
export { exhaustedCharge } from "./series/lithium.ts";
export type {
  FindPeaksOptions,
  PeakCondition,
  PeakLimit,
  PeakOptions,
  PeakOrder,
} from "./series/peakOptions.ts";
export {
  findPeaks,
  openPeakFinder,
  type PeakFinder,
  type PeakFinderOptions,
  peakProminences,
  peakWidths,
} from "./series/peaks.ts";
export type { Peaks } from "./series/peakTable.ts";
export {
  analysePressure,
  type PressureAnalysis,
  type PressureOptions,
  type PressureSource,
} from "./series/pressure/analysis.ts";
export type { ClockAlignment, ClockOptions } from "./series/pressure/clock.ts";
export type { CyclePressure } from "./series/pressure/cycle.ts";
export type { HalfCyclePressure, Measured as MeasuredPressure } from "./series/pressure/halfCycle.ts";
export { type LoadUnit, pascalsPer, readLoadUnit } from "./series/pressure/unit.ts";
export {
  type PressureWarning,
  type WarningOptions,
  type Watch,
  watchSwing,
} from "./series/pressure/warning.ts";
export { openPyramid, type Pyramid, type PyramidOptions } from "./series/pyramid.ts";
export {
  type ColumnFact,
  type SeriesBlock,
  type SeriesColumn,
  type SeriesRecord,
  seriesColumns,
} from "./series/record.ts";
export { type HalfCycleTable, type ReduceOptions, reduceSeries } from "./series/reduce.ts";
export {
  findSpikes,
  openSpikeFinder,
  type SpikeFinder,
  type SpikeOptions,
  type Spikes,
} from "./series/spikes.ts";
export type { Trace } from "./series/trace.ts";
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
export { type Engine, type EngineOptions, openEngine, type RunOptions } from "./workers/engine.ts";
