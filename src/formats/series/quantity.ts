/** Units of cyclers' columns: SI = factor × 10^shift × value + offset, in the units of the Battery Data Format's names. */

export type Quantity =
  | "time"
  | "voltage"
  | "current"
  | "charge"
  | "energy"
  | "power"
  | "resistance"
  | "temperature"
  | "pressure"
  | "count";

export interface SeriesUnit {
  readonly quantity: Quantity;
  readonly factor: number;
  /** Power of ten beside the factor: exact, however the number is written. */
  readonly shift: number;
  readonly offset: number;
}

/** By the end of a name: "charging_capacity_ah" is a charge. */
const SUFFIXES: readonly (readonly [string, Quantity, string])[] = [
  ["_second", "time", "s"],
  ["_volt", "voltage", "V"],
  ["_ampere", "current", "A"],
  ["_ah", "charge", "Ah"],
  ["_wh", "energy", "Wh"],
  ["_watt", "power", "W"],
  ["_ohm", "resistance", "Ω"],
  ["_celsius", "temperature", "°C"],
  ["_pa", "pressure", "Pa"],
];

/** What a column of that name holds; undefined for the names of others. */
export function quantityOf(column: string): Quantity | undefined {
  const found = SUFFIXES.find(([suffix]) => column.endsWith(suffix));
  if (found !== undefined) return found[1];
  return /_(count|index)$/.test(column) ? "count" : undefined;
}

/** Unit that a column's name states, as people write it. */
export function unitOf(column: string): string {
  return SUFFIXES.find(([suffix]) => column.endsWith(suffix))?.[2] ?? "1";
}

const PREFIXES: Readonly<Record<string, number>> = {
  "": 0,
  p: -12,
  n: -9,
  u: -6,
  µ: -6,
  μ: -6,
  m: -3,
  k: 3,
  K: 3,
  M: 6,
};

const TIMES: Readonly<Record<string, readonly [factor: number, shift: number]>> = {
  s: [1, 0],
  sec: [1, 0],
  secs: [1, 0],
  second: [1, 0],
  seconds: [1, 0],
  ms: [1, -3],
  msec: [1, -3],
  min: [60, 0],
  mins: [60, 0],
  minute: [60, 0],
  minutes: [60, 0],
  h: [3600, 0],
  hr: [3600, 0],
  hrs: [3600, 0],
  hour: [3600, 0],
  hours: [3600, 0],
  d: [86400, 0],
  day: [86400, 0],
  days: [86400, 0],
};

/** Unit symbols behind an SI prefix; words are compared in small letters. */
const BASES: readonly (readonly [RegExp, Quantity])[] = [
  [/^(.?)(?:V|volts?|Volts?)$/, "voltage"],
  [/^(.?)(?:A|[Aa]mps?|[Aa]mperes?)$/, "current"],
  [/^(.?)(?:A[.·*-]?[hH]r?s?|[Aa]mp-?[hH](?:r|our)s?)$/, "charge"],
  [/^(.?)(?:W[.·*-]?[hH]r?s?|[Ww]att-?[hH](?:r|our)s?)$/, "energy"],
  [/^(.?)(?:W|[Ww]atts?)$/, "power"],
  [/^(.?)(?:Ω|Ω|[Oo]hms?|OHMS?)$/, "resistance"],
  [/^(.?)(?:Pa|pascals?|Pascals?)$/, "pressure"],
];

/** kPa of the other units of pressure. */
const PRESSURES: Readonly<Record<string, readonly [factor: number, shift: number]>> = {
  bar: [1, 5],
  mbar: [1, 2],
  psi: [6894.757293168361, 0],
  psig: [6894.757293168361, 0],
  atm: [101325, 0],
  "kgf/cm2": [98066.5, 0],
};

/** The unit that a text names, or undefined. Capitals count: mW is 10⁻³ W, MW is 10⁶ W. */
export function readSeriesUnit(text: string): SeriesUnit | undefined {
  // "V vs. Ref.", "V vs Li/Li+"
  const plain = text
    .normalize("NFKC")
    .replace(/^(\s*m?V)\s+vs\b.*$/i, "$1")
    .replace(/\s+/g, "");
  const unit = (quantity: Quantity, factor: number, shift: number, offset = 0): SeriesUnit => ({
    quantity,
    factor,
    shift,
    offset,
  });
  if (plain === "" || plain.length > 16) return undefined;
  if (plain === "1" || plain === "#") return unit("count", 1, 0);
  const small = plain.toLowerCase();
  const time = TIMES[small];
  if (time !== undefined) return unit("time", ...time);
  // a degree sign that an export lost is "?" or the replacement character
  if (plain === "C" || /^(°|deg\.?|\?|\ufffd|¡ã|ºc?|℃)?(c|celsius)$|^℃$/i.test(plain)) {
    return plain === "C" ? undefined : unit("temperature", 1, 0);
  }
  if (plain === "K" || small === "kelvin") return unit("temperature", 1, 0, -273.15);
  // coulombs only where they cannot be degrees: "As"
  if (small === "as" || small === "a.s" || small === "a·s") return unit("charge", 1 / 3600, 0);
  if (small === "j" || small === "ws") return unit("energy", 1 / 3600, 0);
  const pressure = PRESSURES[small];
  if (pressure !== undefined) return unit("pressure", ...pressure);
  for (const [pattern, quantity] of BASES) {
    const match =
      pattern.exec(plain) ?? (plain === plain.toLowerCase() ? pattern.exec(capital(plain)) : null);
    if (match === null) continue;
    const shift = PREFIXES[match[1]];
    if (shift !== undefined) return unit(quantity, 1, shift);
  }
  return undefined;
}

/** "mah" → "mAh", "ma" → "mA", "v" → "V": programs that write small letters only. */
function capital(small: string): string {
  return small.replace(/^(m|u|µ|k)?(a|w|v)([.·*-]?hr?)?$/, (_, prefix = "", base: string, hour = "") => {
    return `${prefix}${base.toUpperCase()}${hour}`;
  });
}
