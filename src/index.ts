// The public API: re-exports only.
export { differentiate, evaluate, fit, fitMany, fitStream } from "./api.ts";
export { type BootstrapIntervals, type BootstrapOptions, bootstrap } from "./fit/bootstrap.ts";
export type { CertaintyOptions } from "./fit/certainty.ts";
export { type Diagnostics, diagnose } from "./fit/diagnostics.ts";
export type { Curve, Differentiated, ParameterValues } from "./fit/evaluate.ts";
export { type Fitter, openFitter } from "./fit/fitter.ts";
export { covarianceIntervals, type IntervalMethod, type Intervals } from "./fit/intervals.ts";
export type { BatchOptions, FitOptions, Loss, Weighting } from "./fit/options.ts";
export { OptionError } from "./fit/plan.ts";
export { type IntervalEnd, type ProfileIntervals, profileIntervals } from "./fit/profile.ts";
export {
  type FitResult,
  type FitStatus,
  type ParameterState,
  StopReason,
  stopSentences,
} from "./fit/result.ts";
export { type SampleIntervals, type SampleOptions, sample } from "./fit/sampler.ts";
export {
  FORMATS,
  FormatError,
  type ImaginaryConvention,
  type ReadOptions,
  readImpedance,
} from "./formats/index.ts";
export type { Dataset, Spectrum } from "./impedance/spectrum.ts";
export type { KernelBuild } from "./kernel/build.ts";
export { type CompiledKernel, compileKernel, Kernel, preferredBuild } from "./kernel/kernel.ts";
export { type Circuit, type CircuitSyntax, type Element, elementsOf } from "./program/circuit.ts";
export { type ElementKind, elementKind, elementKinds, type ParameterKind } from "./program/element.ts";
export {
  CircuitError,
  convertCircuit,
  detectSyntax,
  type PrintOptions,
  parseCircuit,
  printCircuit,
} from "./program/syntax.ts";
export { type Engine, openEngine, type RunOptions } from "./workers/engine.ts";
