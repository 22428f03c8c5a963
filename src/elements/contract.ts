/** What the elements promise to a page: their events and what these carry. README.md has the table of attributes. */
import type { FitResult } from "../fit/result.ts";
import type { Spectrum } from "../impedance/spectrum.ts";
import type { BodeElement } from "./bode.ts";
import type { FitElement } from "./fit.ts";
import type { NyquistElement } from "./nyquist.ts";

/** Spectra have come from `src` or from a script inside the element. */
export interface LoadDetail {
  readonly spectra: readonly Spectrum[];
  /** What the reader dropped, assumed or doubts, one sentence each. */
  readonly warnings: readonly string[];
}

/** A point of the first spectrum drawn is pointed at, by pointer or keys; undefined when none is. */
export interface PointDetail {
  readonly index: number | undefined;
}

export interface ProgressDetail {
  readonly done: number;
  readonly total: number;
}

/** All spectra are fitted. */
export interface FitDetail {
  /** In the order of the spectra; one that could not be fitted has status "failed" and says why. */
  readonly results: readonly FitResult[];
  readonly spectra: readonly Spectrum[];
}

/** Nothing could be read or fitted. */
export interface ErrorDetail {
  /** The sentence that the element shows. */
  readonly message: string;
  readonly error: unknown;
}

/** Events of all elements. Like those of `<img>`, `load` and `error` do not bubble. */
export interface SpectraElementEventMap {
  load: CustomEvent<LoadDetail>;
  error: CustomEvent<ErrorDetail>;
}

export interface FigureElementEventMap extends SpectraElementEventMap {
  point: CustomEvent<PointDetail>;
}

/** `fit` and `progress` bubble, also out of shadow trees. */
export interface FitElementEventMap extends SpectraElementEventMap {
  progress: CustomEvent<ProgressDetail>;
  fit: CustomEvent<FitDetail>;
}

declare global {
  interface HTMLElementTagNameMap {
    "interphase-nyquist": NyquistElement;
    "interphase-bode": BodeElement;
    "interphase-fit": FitElement;
  }
}
