/** One point of a spectrum in words. */
import type { Spectrum } from "../impedance/spectrum.ts";
import { frequencyLabel, percent, quantity, significant } from "./number.ts";
import { type ModelCurve, relativeResiduals, type SpectrumSeries } from "./series.ts";

/** "1 kHz   Z′ = 12.3 Ω   −Z″ = 4.56 Ω   |Z| = …   −phase = …", and the residuals where there is a curve. */
export function pointText({ spectrum, curve }: SpectrumSeries, i: number): string {
  const [re, im] = [spectrum.real[i], spectrum.imaginary[i]];
  const parts = [
    frequencyLabel(spectrum.frequency[i]),
    `Z′ = ${ohms(re)}`,
    `−Z″ = ${ohms(-im)}`,
    `|Z| = ${ohms(Math.hypot(re, im))}`,
    `−phase = ${significant((-180 / Math.PI) * Math.atan2(im, re), 3)}°`,
    ...residualText(spectrum, curve, i),
  ];
  return parts.join("   ");
}

function residualText(spectrum: Spectrum, curve: ModelCurve | undefined, i: number): string[] {
  if (!curve) return [];
  const { real, imaginary } = relativeResiduals(spectrum, curve);
  return [`ΔZ′ = ${percent(real[i] / 100)}`, `ΔZ″ = ${percent(imaginary[i] / 100)}`];
}

function ohms(value: number): string {
  // An exact number has no error; four digits are what an analyser gives
  return quantity(Number(value.toPrecision(4)), 0, "Ω");
}
