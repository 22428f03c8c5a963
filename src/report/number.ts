/**
 * Numbers as a paper prints them: no more digits than the standard error carries, SI prefixes where the unit takes
 * them, powers of ten where it does not, words where there is no number.
 */

/** What stands for NaN and ±Infinity wherever a number is printed. */
export const notDetermined = "not determined";

/** A unit together with the power of ten that it carries: printed number × factor = value in the SI unit. */
export interface DisplayUnit {
  readonly factor: number;
  /** "kΩ", "10⁻⁶ S·sⁿ"; empty for a plain dimensionless number. */
  readonly unit: string;
}

const noBreakSpace = "\u00a0";
const prefixes: Readonly<Record<string, string>> = {
  "-15": "f",
  "-12": "p",
  "-9": "n",
  "-6": "µ",
  "-3": "m",
  "0": "",
  "3": "k",
  "6": "M",
  "9": "G",
  "12": "T",
};
/** Units that take a prefix directly; a prefix on "Ω·s⁻½" or "s⁻¹" would be read as a part of the power. */
const prefixable = new Set(["Ω", "F", "H", "s", "S", "Hz", "V", "A", "W", "C"]);
/** Units whose first factor takes a prefix on an axis; in a table a power of ten is compared more easily. */
const prefixableOnAxes = new Set(["Ω·cm²", "S·cm⁻¹", "S·m⁻¹"]);

const superscripts: Readonly<Record<string, string>> = {
  "-": "⁻",
  "0": "⁰",
  "1": "¹",
  "2": "²",
  "3": "³",
  "4": "⁴",
  "5": "⁵",
  "6": "⁶",
  "7": "⁷",
  "8": "⁸",
  "9": "⁹",
};

/** "10⁻⁶" for −6. */
export function powerOfTen(exponent: number): string {
  return `10${[...String(exponent)].map((digit) => superscripts[digit]).join("")}`;
}

/** The power of ten of the leading digit: 2 for 740, −3 for 0.0012. Zero and non-finite numbers have 0. */
export function decimalExponent(value: number): number {
  if (value === 0 || !Number.isFinite(value)) return 0;
  return Number(value.toExponential().split("e")[1]);
}

/** A number with a true minus sign, rounded to `decimals` places; negative decimals round to tens, hundreds … */
function rounded(value: number, decimals: number): string {
  const step = 10 ** -decimals;
  const text =
    decimals < 0 ? String(Math.round(value / step) * step) : value.toFixed(Math.min(decimals, 100));
  // "-0.00" is zero: a sign would claim more than the digits show.
  return /[1-9]/.test(text) ? text.replace("-", "−") : text.replace("-", "");
}

/**
 * A number with a fixed count of significant digits, as "0.00123", "12.3" or "1.23 × 10⁷".
 *
 * @param trim leave out trailing zeros after the decimal point: for exact numbers, "10" rather than "10.00".
 */
export function significant(value: number, digits = 4, trim = false): string {
  if (!Number.isFinite(value)) return notDetermined;
  if (value === 0) return "0";
  // Rounding may carry into the next decade (9.996 → 10.0), so the exponent is read from the rounded text.
  const [mantissa = "", power = "0"] = value.toExponential(digits - 1).split("e");
  const exponent = Number(power);
  const shorten = (text: string) => (trim && text.includes(".") ? text.replace(/\.?0+$/, "") : text);
  if (exponent >= -3 && exponent < Math.max(digits, 4)) {
    return shorten(rounded(Number(`${mantissa}e${exponent}`), digits - 1 - exponent));
  }
  return `${shorten(mantissa).replace("-", "−")}${noBreakSpace}×${noBreakSpace}${powerOfTen(exponent)}`;
}

/**
 * How many decimals a standard error deserves, and with it its value: two significant digits of the error if the
 * first is 1 or 2, one digit otherwise (0.0296 counts as 0.030, thus one digit). The rule of the Particle Data Group
 * ("Introduction", sec. 5.3, Review of Particle Physics) with the limit at 300 instead of 355: a last digit
 * is then never much coarser than a third of the error nor finer than a thirtieth.
 * The result is negative where tens or hundreds are the last certain place.
 */
export function errorDecimals(stderr: number): number {
  const [mantissa = "1.0", exponent = "0"] = stderr.toExponential(1).split("e");
  return (mantissa[0] === "1" || mantissa[0] === "2" ? 1 : 0) - Number(exponent);
}

/**
 * "7.40 ± 0.03": value and standard error with the same last place, as `errorDecimals` says; "(1.20 ± 0.03) × 10⁷" outside
 * 0.001 … 99999. A value far smaller than its error reads as 0 at that place, "0.000 ± 0.006"; one that is smaller by more than four
 * decades is that of a parameter without hold, and both keep a digit. An error of 0 means an exact (fixed) number and is not printed;
 * without an error four digits are printed and `lack` in its place.
 */
export function uncertain(value: number, stderr: number, lack = `(error ${notDetermined})`): string {
  if (!Number.isFinite(value)) return notDetermined;
  // An error in the last digits of a double is that of an exact fit: it says nothing about the data
  if (stderr <= 1e-12 * Math.abs(value)) return significant(value, 6, true);
  if (!Number.isFinite(stderr) || stderr < 0) return `${significant(value, 4)} ${lack}`;
  const size = Math.abs(value);
  if (value !== 0 && stderr > 1e4 * size) return `${significant(value, 1)} ± ${significant(stderr, 1)}`;
  const exponent = decimalExponent(Math.max(size, stderr));
  const shift = exponent >= -3 && exponent < 5 ? 0 : exponent;
  // Beyond 15 digits a double holds nothing: an error that small is rounding noise.
  const decimals = Math.min(errorDecimals(stderr), 14 - exponent) + shift;
  const scale = 10 ** shift;
  const pair = `${rounded(value / scale, decimals)} ± ${rounded(stderr / scale, decimals)}`;
  return shift === 0 ? pair : `(${pair})${noBreakSpace}×${noBreakSpace}${powerOfTen(shift)}`;
}

/**
 * The ends of an interval of a value with this error, one place finer than the error of the value is printed, both with the same
 * places: "6.097 … 6.111". Without an error, as for a step of a protocol, the ends have four digits at most; "–" is an open end.
 */
export function intervalText(lower: number, upper: number, stderr: number): string {
  const size = Math.max(...[lower, upper].filter(Number.isFinite).map(Math.abs), 0);
  if (!(stderr > 1e-12 * size) || !Number.isFinite(stderr)) {
    const exact = (end: number): string => (Number.isFinite(end) ? significant(end, 4, true) : "–");
    return `${exact(lower)} … ${exact(upper)}`;
  }
  const exponent = decimalExponent(size);
  const shift = exponent >= -3 && exponent < 5 ? 0 : exponent;
  // The ends move by the error of the error: a second digit of it suffices
  const decimals = Math.min(1 - decimalExponent(stderr), 14 - exponent) + shift;
  const end = (one: number): string =>
    Number.isFinite(one) ? rounded(one / 10 ** shift, Math.max(decimals, 0)) : "–";
  const ends = `${end(lower)} … ${end(upper)}`;
  return shift === 0 ? ends : `(${ends})${noBreakSpace}×${noBreakSpace}${powerOfTen(shift)}`;
}

/**
 * The unit in which a number of this magnitude is printed: with an SI prefix ("kΩ") if the unit takes one, else with a
 * power of ten that is a multiple of three ("10⁻⁶ S·sⁿ"). Seconds take no prefix upwards, and numbers without a prefix stay
 * plain from 0.001 to 9999.
 */
export function displayUnit(magnitude: number, unit: string): DisplayUnit {
  const size = Math.abs(magnitude);
  if (size === 0 || !Number.isFinite(size)) return { factor: 1, unit };
  const exponent = 3 * Math.floor(decimalExponent(size) / 3);
  if (prefixable.has(unit) && !(unit === "s" && exponent > 0) && prefixes[exponent] !== undefined) {
    return { factor: powerFactor(exponent), unit: prefixes[exponent] + unit };
  }
  if (size >= 1e-3 && size < 1e4) return { factor: 1, unit };
  return {
    factor: powerFactor(exponent),
    unit: unit === "" ? powerOfTen(exponent) : `${powerOfTen(exponent)} ${unit}`,
  };
}

/** The unit of an axis that reaches so far: as `displayUnit`, but "mS·cm⁻¹" rather than "10⁻³ S·cm⁻¹". */
export function axisUnit(magnitude: number, unit: string): DisplayUnit {
  const exponent = 3 * Math.floor(decimalExponent(Math.abs(magnitude)) / 3);
  if (!prefixableOnAxes.has(unit) || prefixes[exponent] === undefined) return displayUnit(magnitude, unit);
  return { factor: powerFactor(exponent), unit: prefixes[exponent] + unit };
}

/** The correctly rounded power: 10 ** -6 may be off by one unit in the last place. */
function powerFactor(exponent: number): number {
  return Number(`1e${exponent}`);
}

/** The display unit for a whole column or axis: that of the median magnitude of its finite, non-zero numbers. */
export function columnUnit(values: ArrayLike<number>, unit: string): DisplayUnit {
  const sizes = Array.from(values, Math.abs)
    .filter((size) => Number.isFinite(size) && size > 0)
    .sort((a, b) => a - b);
  return displayUnit(sizes[Math.floor(sizes.length / 2)] ?? 1, unit);
}

/** A value of a fit with its error and unit: "7.40 ± 0.03 Ω", "(1.23 ± 0.05) × 10⁻⁶ S·sⁿ", "12.35 ± 0.03 kΩ". */
export function quantity(value: number, stderr: number, unit: string): string {
  if (!Number.isFinite(value)) return notDetermined;
  const size = Math.abs(value);
  const magnitude = Number.isFinite(stderr) && stderr > size && stderr <= 100 * size ? stderr : size;
  if (!prefixable.has(unit)) return withUnit(uncertain(value, stderr), unit);
  const display = displayUnit(magnitude, unit);
  if (display.unit.startsWith("10")) return withUnit(uncertain(value, stderr), unit);
  return withUnit(uncertain(value / display.factor, stderr / display.factor), display.unit);
}

function withUnit(number: string, unit: string): string {
  return unit === "" ? number : `${number}${noBreakSpace}${unit}`;
}

/** A frequency in Hz with a prefix and at most `digits` digits: "7 MHz", "10 mHz", "1.3 kHz". */
export function frequencyLabel(frequency: number, digits = 3): string {
  if (!Number.isFinite(frequency)) return notDetermined;
  const display = displayUnit(Number(frequency.toPrecision(digits)), "Hz");
  return withUnit(significant(frequency / display.factor, digits, true), display.unit);
}

/** A share in per cent, "0.42 %", from a ratio such as `rms`. */
export function percent(ratio: number, digits = 2): string {
  return Number.isFinite(ratio) ? `${significant(100 * ratio, digits)}${noBreakSpace}%` : notDetermined;
}

/** A name of a quantity with its unit for a column or an axis: "R0.R (kΩ)", "CPE1.n". */
export function heading(name: string, unit: string): string {
  return unit === "" ? name : `${name} (${unit})`;
}
