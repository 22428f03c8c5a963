// The public API: re-exports only.
export { differentiate, evaluate, fit, fitMany, fitStream } from "./api.ts";
export type { Curve, Differentiated, ParameterValues } from "./fit/evaluate.ts";
export { type Fitter, openFitter } from "./fit/fitter.ts";
export type { BatchOptions, FitOptions, Loss, Weighting } from "./fit/options.ts";
export { OptionError } from "./fit/plan.ts";
export {
  type FitResult,
  type FitStatus,
  type ParameterState,
  StopReason,
  stopSentences,
} from "./fit/result.ts";
export {
  FORMATS,
  FormatError,
  type ImaginaryConvention,
  type ReadOptions,
  readImpedance,
} from "./formats/index.ts";
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
