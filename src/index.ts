// The public API: re-exports only.
export { differentiate, evaluate, fit, fitMany, fitStream } from "./api.ts";
export type { Coordinate, SeriesOrder } from "./fit/coordinate.ts";
export type { Curve, Differentiated, ParameterValues } from "./fit/evaluate.ts";
export { type Fitter, openFitter } from "./fit/fitter.ts";
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
export type { BatchOptions, FitOptions, Loss, Weighting } from "./fit/options.ts";
export { OptionError } from "./fit/plan.ts";
export type { Estimate } from "./fit/propagation.ts";
export {
  type FitResult,
  type FitStatus,
  type ParameterState,
  StopReason,
  stopSentences,
} from "./fit/result.ts";
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
export type { Criterion } from "./impedance/ranking.ts";
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
export { type Engine, openEngine, type RunOptions } from "./workers/engine.ts";
