/**
 * Custom elements: `import "interphase/elements"` defines them where there is a registry, and does nothing in Node.
 * What they promise (attributes, properties, events, parts) stands in README.md and `contract.ts`.
 */
import { BodeElement } from "./bode.ts";
import { FitElement } from "./fit.ts";
import { NyquistElement } from "./nyquist.ts";

export type {
  ErrorDetail,
  FigureElementEventMap,
  FitDetail,
  FitElementEventMap,
  LoadDetail,
  PointDetail,
  ProgressDetail,
  SpectraElementEventMap,
} from "./contract.ts";
export type { FigureElement } from "./figureElement.ts";
export type { FitElementOptions } from "./fit.ts";
export type { GivenSpectrum } from "./source.ts";
export type { SpectraElement } from "./spectraElement.ts";
export { BodeElement, FitElement, NyquistElement };

/** Defines the elements that the registry does not have. */
export function defineElements(registry: CustomElementRegistry): void {
  const elements = {
    "interphase-nyquist": NyquistElement,
    "interphase-bode": BodeElement,
    "interphase-fit": FitElement,
  };
  for (const [name, element] of Object.entries(elements)) {
    if (!registry.get(name)) registry.define(name, element);
  }
}

// A figure that a fit contains must be known before the fit looks for it
if (globalThis.customElements) defineElements(globalThis.customElements);
