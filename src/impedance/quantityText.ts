/** Quantities in the sentences of a result: three digits and an SI prefix, as reports print them. */

const prefixes = ["f", "p", "n", "µ", "m", "", "k", "M", "G", "T"];
const exponents = new Map([..."⁻⁰¹²³⁴⁵⁶⁷⁸⁹"].map((letter, k) => ["-0123456789"[k]!, letter]));

/** "249 ns", "12.6 ms", "87 s", "1.97 MHz"; seconds take no prefix upwards. */
export function quantityText(value: number, unit: string): string {
  if (value === 0 || !Number.isFinite(value)) return `${value} ${unit}`;
  const rounded = Number(value.toPrecision(3));
  const power = Math.floor(Math.log10(Math.abs(rounded)) / 3 + 1e-9);
  const bounded = Math.max(-5, Math.min(unit === "s" ? 0 : 4, power));
  return `${Number((rounded / 1000 ** bounded).toPrecision(3))}\u00a0${prefixes[bounded + 5]}${unit}`;
}

/** A number without unit: "0.01", "3.2 × 10⁻⁷"; powers of ten below 0.001 and from 10⁴ on. */
export function numberText(value: number, digits: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const [mantissa = "", exponent = "0"] = value.toExponential(digits - 1).split("e");
  const power = Number(exponent);
  if (power >= -3 && power < 4) return String(Number(value.toPrecision(digits)));
  const raised = [...String(power)].map((letter) => exponents.get(letter)).join("");
  return `${Number(mantissa)}\u00a0×\u00a010${raised}`;
}
