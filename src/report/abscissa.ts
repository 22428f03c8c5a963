/** Facts of spectra as the abscissa of a trend. */
import { rangeOf } from "./axis.ts";

const axisNames: Readonly<Record<string, string>> = {
  time_second: "t (s)",
  temperature_celsius: "T (°C)",
  voltage_volt: "E (V)",
  current_ampere: "I (A)",
};

/** Longer times are shown in hours (seconds). */
const LONG = 7200;

/** Values of a fact with the label of their axis; long times in hours. */
export function abscissaOf(fact: string, values: readonly number[]): { label: string; x: number[] } {
  const [first, last] = rangeOf([values]) ?? [0, 0];
  if (fact === "time_second" && last - first > LONG)
    return { label: "t (h)", x: values.map((value) => value / 3600) };
  return { label: axisNames[fact] ?? fact, x: [...values] };
}
