/** What a page without a bundler loads to fit spectra: the core of `index.ts`, without readers, spectroscopy and long series. */
export { differentiate, evaluate, fit, fitMany, fitStream } from "../api.ts";
export { type Fitter, openFitter } from "../fit/fitter.ts";
export type { BatchOptions, FitOptions } from "../fit/options.ts";
export type { FitResult } from "../fit/result.ts";
export type { Spectrum } from "../impedance/spectrum.ts";
export { CircuitError, parseCircuit, printCircuit } from "../program/syntax.ts";
