/** Units as people write them, and numbers with units and errors: "0.0500 ± 0.0005 cm", "2.1 mAh/cm2", "7 mg cm⁻²", "25 °C". */
import { OptionError } from "../fit/plan.ts";

/** Powers of kg, m, s, A, K and mol. */
type Dimension = readonly number[];

interface MeasuredUnit {
  /** SI value = factor × value + offset. */
  readonly factor: number;
  readonly offset: number;
  readonly dimension: Dimension;
}

const bases: Readonly<Record<string, readonly [factor: number, dimension: Dimension]>> = {
  g: [1e-3, [1, 0, 0, 0, 0, 0]],
  m: [1, [0, 1, 0, 0, 0, 0]],
  L: [1e-3, [0, 3, 0, 0, 0, 0]],
  l: [1e-3, [0, 3, 0, 0, 0, 0]],
  s: [1, [0, 0, 1, 0, 0, 0]],
  min: [60, [0, 0, 1, 0, 0, 0]],
  h: [3600, [0, 0, 1, 0, 0, 0]],
  A: [1, [0, 0, 0, 1, 0, 0]],
  C: [1, [0, 0, 1, 1, 0, 0]],
  Ah: [3600, [0, 0, 1, 1, 0, 0]],
  V: [1, [1, 2, -3, -1, 0, 0]],
  Ω: [1, [1, 2, -3, -2, 0, 0]],
  Ohm: [1, [1, 2, -3, -2, 0, 0]],
  ohm: [1, [1, 2, -3, -2, 0, 0]],
  S: [1, [-1, -2, 3, 2, 0, 0]],
  F: [1, [-1, -2, 4, 2, 0, 0]],
  J: [1, [1, 2, -2, 0, 0, 0]],
  W: [1, [1, 2, -3, 0, 0, 0]],
  Wh: [3600, [1, 2, -2, 0, 0, 0]],
  eV: [1.602176634e-19, [1, 2, -2, 0, 0, 0]],
  K: [1, [0, 0, 0, 0, 1, 0]],
  mol: [1, [0, 0, 0, 0, 0, 1]],
  Pa: [1, [1, -1, -2, 0, 0, 0]],
  "%": [1e-2, [0, 0, 0, 0, 0, 0]],
};

const prefixes: Readonly<Record<string, number>> = {
  p: 1e-12,
  n: 1e-9,
  u: 1e-6,
  µ: 1e-6,
  μ: 1e-6,
  m: 1e-3,
  c: 1e-2,
  d: 1e-1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
};

const raised: Readonly<Record<string, string>> = {
  "⁻": "-",
  "⁰": "0",
  "¹": "1",
  "²": "2",
  "³": "3",
  "⁴": "4",
};

function unitWord(word: string): readonly [number, Dimension] | undefined {
  if (Object.hasOwn(bases, word)) return bases[word];
  const rest = word.slice(1);
  const prefix = prefixes[word[0]];
  // Per cent and minutes take no prefix
  if (prefix === undefined || !Object.hasOwn(bases, rest) || /^(%|min|h)$/.test(rest)) return undefined;
  return [prefix * bases[rest][0], bases[rest][1]];
}

/** What a text such as "mA/cm2", "mA cm^-2" or "mAh·g⁻¹" means; undefined where it is no unit. */
export function parseUnit(text: string): MeasuredUnit | undefined {
  const plain = text
    .replaceAll("Ω", "Ω")
    .replace(/[⁻⁰¹²³⁴]/gu, (letter) => raised[letter])
    .replace(/\*\*|\^/g, "")
    .trim();
  if (/^(°C|deg\.?C|celsius)$/i.test(plain)) {
    return { factor: 1, offset: 273.15, dimension: bases.K[1] };
  }
  let factor = 1;
  const dimension = [0, 0, 0, 0, 0, 0];
  let sign = 1;
  for (const part of plain.split(/([/·⋅*\s()]+)/u)) {
    if (/^[/·⋅*\s()]*$/u.test(part)) {
      if (part.includes("/")) sign = -1;
      continue;
    }
    if (part === "1") continue;
    const [, word = "", power = "1"] = /^([^\d+-]+)([+-]?\d)?$/u.exec(part) ?? [];
    const unit = unitWord(word);
    if (!unit) return undefined;
    const exponent = sign * Number(power);
    factor *= unit[0] ** exponent;
    unit[1].forEach((value, k) => {
      dimension[k] += value * exponent;
    });
  }
  return { factor, offset: 0, dimension };
}

/** Factor and offset from a written unit to an SI unit; undefined where it is no unit or one of another kind. */
export function conversion(
  text: string,
  unit: string,
): { readonly factor: number; readonly offset: number } | undefined {
  const target = parseUnit(unit);
  const found = parseUnit(text);
  if (!target || !found) return undefined;
  // The capital C is a coulomb, except where a temperature is wanted
  if (unit === "K" && text.trim() === "C") return { factor: 1, offset: 273.15 };
  if (!found.dimension.every((power, k) => power === target.dimension[k])) return undefined;
  return { factor: found.factor / target.factor, offset: found.offset };
}

/** In which unit the field prints an SI unit, and by which factor numbers are multiplied for that. */
const fieldUnits: Readonly<Record<string, string>> = {
  "S·m⁻¹": "S·cm⁻¹",
  "Ω·m²": "Ω·cm²",
  "m²": "cm²",
  "A·m⁻²": "mA·cm⁻²",
  "m²·s⁻¹": "cm²·s⁻¹",
  "C·m⁻²": "mAh·cm⁻²",
  "C·kg⁻¹": "mAh·g⁻¹",
  "C·m⁻³": "mAh·cm⁻³",
  "kg·m⁻³": "g·cm⁻³",
  "kg·m⁻²": "mg·cm⁻²",
  "kg·mol⁻¹": "g·mol⁻¹",
  "mol·m⁻³": "mol·cm⁻³",
  "J·kg⁻¹": "Wh·kg⁻¹",
  "J·m⁻³": "Wh·L⁻¹",
  "J·m⁻²": "mWh·cm⁻²",
};

/** @param size magnitude that will be printed: lengths go from nm to mm */
export function fieldUnit(unit: string, size = 1): { readonly factor: number; readonly unit: string } {
  const length = Math.abs(size) >= 1e-3 ? "mm" : Math.abs(size) >= 1e-7 ? "µm" : "nm";
  const field = unit === "m" ? length : fieldUnits[unit];
  if (field === undefined) return { factor: 1, unit };
  return { factor: roundTrip(1 / conversion(field, unit)!.factor), unit: field };
}

/** 1/1e-4 is 10000 to the last bit only after rounding. */
function roundTrip(factor: number): number {
  return Number(factor.toPrecision(15));
}

const number = String.raw`[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?`;
const written = new RegExp(
  String.raw`^\s*(${number})\s*(?:(?:±|\+\/?-)\s*(${number})(\s*%)?)?\s*(.*?)\s*$`,
  "u",
);

/**
 * A number with its unit, and its standard error where one is given, in SI: "0.05cm", "0.0500±0.0005 cm", "120±2% ohm".
 * @param unit SI unit that it must be convertible to; "" for a plain number
 * @param where for sentences: "--thickness"
 * @throws OptionError
 */
export function readMeasured(
  text: string,
  unit: string,
  where: string,
  example: string,
): { readonly value: number; readonly stderr: number } {
  const [, digits, error = "0", percent, rest = ""] = written.exec(text) ?? [];
  if (digits === undefined || /^,\d/.test(rest)) {
    const cure = /^\s*[+-]?\d+,\d/.test(text) ? "the decimal mark is a point" : `write it as ${example}`;
    throw new OptionError(`${where} "${text}" is no number; ${cure}`);
  }
  const by = rest === "" && unit === "" ? { factor: 1, offset: 0 } : conversion(rest, unit || "1");
  if (rest === "" && unit !== "") {
    throw new OptionError(`${where} ${text}: the unit is missing; write it as ${example}`);
  }
  if (!by) {
    throw new OptionError(
      `${where} ${text}: "${rest}" is no unit that can be converted to ${unit || "a plain number"}; write it as ${example}`,
    );
  }
  const value = Number(digits);
  const stderr = percent ? (Math.abs(value) * Number(error)) / 100 : Number(error);
  if (!(Number.isFinite(value) && stderr >= 0 && Number.isFinite(stderr))) {
    throw new OptionError(`${where} "${text}": value and error must be finite, the error not negative`);
  }
  return { value: scale(value, by.factor) + by.offset, stderr: scale(stderr, by.factor) };
}

/** A factor below 1 that is the inverse of a whole number divides: 0.05·0.01 is not 0.0005, and 0.05/100 is. */
function scale(value: number, factor: number): number {
  const inverse = 1 / factor;
  const whole = Math.round(inverse);
  return factor < 1 && whole < 2 ** 53 && Math.abs(inverse - whole) < 1e-9 * whole
    ? value / whole
    : value * factor;
}
