/** Units in the headers of tables: "kHz", "Ohm", "mΩ·cm²", "deg", "min". */

export type Dimension =
  | "frequency"
  | "angular frequency"
  | "resistance"
  | "angle"
  | "time"
  | "voltage"
  | "current"
  | "temperature";

export interface Unit {
  readonly dimension: Dimension;
  /** SI value = factor × value + offset. SI of a temperature is °C here, as in the Battery Data Format; of an angle, radian. */
  readonly factor: number;
  readonly offset: number;
  /** As the header writes it. */
  readonly text: string;
  /** Resistance times area (Ω·cm²): not an impedance of the cell. */
  readonly areal?: boolean;
  /** "mhz" without capitals: milli or mega. */
  readonly ambiguous?: boolean;
}

const PREFIX: Record<string, number> = {
  "": 1,
  f: 1e-15,
  p: 1e-12,
  n: 1e-9,
  u: 1e-6,
  µ: 1e-6,
  μ: 1e-6,
  m: 1e-3,
  k: 1e3,
  K: 1e3,
  M: 1e6,
  G: 1e9,
  g: 1e9,
};
const WORD_PREFIX: Record<string, number> = {
  "": 1,
  micro: 1e-6,
  milli: 1e-3,
  kilo: 1e3,
  mega: 1e6,
  giga: 1e9,
};

const TIME: Record<string, number> = {
  s: 1,
  sec: 1,
  secs: 1,
  second: 1,
  seconds: 1,
  ms: 1e-3,
  min: 60,
  minute: 60,
  minutes: 60,
  h: 3600,
  hr: 3600,
  hour: 3600,
  hours: 3600,
  d: 86400,
  day: 86400,
  days: 86400,
};

function prefixed(text: string, base: RegExp): number | undefined {
  const match = base.exec(text);
  if (match === null) return undefined;
  return PREFIX[match[1]] ?? WORD_PREFIX[match[1].toLowerCase()];
}

/** The unit that a text names, or undefined. Capitals count: mΩ is 10⁻³ Ω, MΩ is 10⁶ Ω. */
export function readUnit(text: string): Unit | undefined {
  const plain = text.normalize("NFKC").replace(/\s+/g, "").replace(/Ω/g, "Ω");
  const unit = (dimension: Dimension, factor: number, more: Partial<Unit> = {}): Unit => ({
    dimension,
    factor,
    offset: 0,
    text: text.trim(),
    ...more,
  });
  if (plain === "" || plain.length > 24) return undefined;
  if (plain === "mhz") return unit("frequency", Number.NaN, { ambiguous: true });
  if (plain === "MHZ") return unit("frequency", 1e6);
  let factor = prefixed(plain, /^([kKmMGµμu]?|milli|kilo|mega|giga)(?:[hH][zZ]|[hH]ertz)$/i);
  if (factor !== undefined) return unit("frequency", factor);
  if (/^(1\/s|s\^?-1)$/i.test(plain)) return unit("frequency", 1);
  if (/^(rad\/s(ec)?|rads?\^?-1|rad\.?s\^?-1|rad_?per_?s(ec(ond)?)?)$/i.test(plain))
    return unit("angular frequency", 1);
  factor = prefixed(plain, /^([kKmMGµμun]?|micro|milli|kilo|mega|giga)(?:Ω|ω|ohms?|OHMS?|Ohms?)$/);
  if (factor === undefined && /^(milli|kilo|mega)?ohms?$/i.test(plain)) {
    factor = prefixed(plain, /^(milli|kilo|mega|)ohms?$/i);
  }
  if (factor !== undefined) return unit("resistance", factor);
  const area = /^(.*(?:Ω|ohms?))[·*.×⋅∙-]?([cm]?m)(?:2|\^2|\*\*2|²)$/i.exec(plain);
  if (area !== null) {
    const ohm = readUnit(area[1]);
    if (ohm?.dimension === "resistance") return { ...ohm, text: text.trim(), areal: true };
  }
  if (/^(°|deg|degs|degrees?|grad)\.?$/i.test(plain)) return unit("angle", Math.PI / 180);
  if (/^(rad|rads|radians?)$/i.test(plain)) return unit("angle", 1);
  if (/^mrad$/i.test(plain)) return unit("angle", 1e-3);
  if (TIME[plain.toLowerCase()] !== undefined && plain !== "D")
    return unit("time", TIME[plain.toLowerCase()]);
  factor = prefixed(plain, /^([mMkµμu]?|milli|kilo)(?:V|volts?|Volts?)$/);
  if (factor !== undefined) return unit("voltage", factor);
  factor = prefixed(plain, /^([mµμunpk]?|milli|micro)(?:A|amps?|amperes?|Amps?|Amperes?)$/);
  if (factor !== undefined) return unit("current", factor);
  if (plain === "C" || /^(°c|deg\.?c|celsius|degrees?celsius)$/i.test(plain)) return unit("temperature", 1);
  if (plain === "K" || /^kelvin$/i.test(plain)) return unit("temperature", 1, { offset: -273.15 });
  return undefined;
}
