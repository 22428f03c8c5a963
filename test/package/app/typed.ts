import { type FitResult, fit } from "interphase";
import { defineElements, type FitDetail } from "interphase/elements";
import { type FigureOptions, nyquistPlot } from "interphase/figures";

const frequency = Float64Array.of(1e3, 1e2, 1e1);
const zero = new Float64Array(3);
const result: FitResult = await fit("R0", { frequency, real: frequency, imaginary: zero });

export const values: Float64Array = result.values;

const options: FigureOptions = { width: 170, background: "none" };
export const svg: string = nyquistPlot(
  [{ spectrum: { frequency, real: frequency, imaginary: zero } }],
  options,
);

const element = document.createElement("interphase-fit");
element.options = { bounds: { "R0.R": [0, 10] } };
element.spectra = { frequency: [1000, 100], real: [10, 10], imaginary: [0, 0] };
element.addEventListener("fit", ({ detail }) => {
  const { results }: FitDetail = detail;
  element.title = `${results[0].status} ${element.results.length}`;
});
element.addEventListener("error", ({ detail }) => detail.message.length);
element.addEventListener("click", () => {});
document.createElement("interphase-nyquist").curves = [undefined];
export const define: (registry: CustomElementRegistry) => void = defineElements;
