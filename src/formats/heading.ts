/** What the header of a column says: the quantity, its sign, its unit, and the spectrum that it belongs to. */
import { readUnit, type Unit } from "./unit.ts";

export type Quantity =
  | "frequency"
  | "real"
  | "imaginary"
  | "modulus"
  | "phase"
  | "sigma"
  | "spectrum"
  | "time"
  | "temperature"
  | "voltage"
  | "current"
  | "other";

export interface Heading {
  /** As the file writes it. */
  readonly text: string;
  /** Name without unit, label and sign, in small letters. */
  readonly base: string;
  readonly quantity: Quantity;
  /** The header says that the column holds the negative of the quantity: -Z'', neg. phase. */
  readonly negated: boolean;
  readonly unit: Unit | undefined;
  /** What tells columns of the same quantity apart in a wide table: Z'_3 has the label "3". */
  readonly label: string;
}

/** Names without blanks, dots and underscores, in small letters. */
const NAMES: readonly (readonly [Quantity, RegExp])[] = [
  [
    "frequency",
    /^(f|freq|frq|freqs|frequency|frequencies|frequenz|fréquence|frecuencia|频率|ω|omega|angularfreq(uency)?)$/,
  ],
  [
    "real",
    /^(z'|z'\(a\)|zre|zreal|rez|re\(z\)|real\(z\)|realz|re|real|z1|zr|z\(re\)|z\(real\)|realimpedance|impedancereal|impedancere|realpart|realpartof(z|impedance)|zprime|zp|实部|阻抗实部)$/,
  ],
  [
    "imaginary",
    /^(z''|z''\(b\)|zim|zimag|zimg|imz|im\(z\)|imag\(z\)|imagz|im|imag|imaginary|z2|zi|z\(im\)|z\(imag\)|zimaginary|imaginaryz|imaginaryimpedance|impedanceimaginary|impedanceimag|impedanceim|imagimpedance|imaginarypart|imagpart|imaginarypartof(z|impedance)|zdoubleprime|zpp|zdp|虚部|阻抗虚部)$/,
  ],
  [
    "modulus",
    /^(\|z\||zmod|modz|mod\(z\)|abs\(z\)|absz|zabs|mag|magnitude|magnitude\(z\)|zmag|magz|impedancemagnitude|impedancemodulus|absoluteimpedance|impedance|\|impedance\||modulus|z|阻抗|阻抗模)$/,
  ],
  [
    "phase",
    /^(phase|phase\(z\)|phasez|zphase|zphz|phz|theta|theta\(z\)|θ|φ|ϕ|phi|phaseangle|phaseangle\(z\)|arg\(z\)|argz|angle|impedancephase|phaseimpedance|phaseshift|phaseofz|phasenwinkel|相位|相位角)$/,
  ],
  ["sigma", /^(sigma|sigma\(z\)|σ|standarddeviation|stdev|std)$/],
  [
    "spectrum",
    /^(spectrum|spectra|spectrum(id|index|no|nr|number|name)|sweep|sweep(id|index|no|number)|loop|loop(id|index|no|number)|cycle|cycle(id|index|no|nr|number|count)|zcycle|file|filename|source|id|name|label|run|run(id|index|no|number)|repeat|repetition|measurement|measurement(id|index|no|number)|sample|sample(id|name)|cell|cell(id|name|no|number)|dataset|experiment|scan|scan(no|number|index)|segment|segment#|series|battery|battery(id|name)|循环|循环号)$/,
  ],
  ["time", /^(t|time|elapsedtime|testtime|time\(sec\)|时间)$/],
  ["temperature", /^(t|temp|temperature|ambienttemperature|celltemperature|温度)$/],
  [
    "voltage",
    /^(<?ewe>?|<?ecell>?|<?e>?|u|v|vdc|edc|voltage|potential|potential\(dc\)|cellvoltage|dcvoltage|dcpotential|电压)$/,
  ],
  ["current", /^(<?i>?|idc|current|current\(dc\)|dccurrent|电流)$/],
];

/** Names so plain that a word beside them makes another quantity: "E Real" is no part of Z, "Z fit" no measurement. */
const STRONG =
  /^(z'{1,2}|z'\(a\)|z''\(b\)|zre|zim|zimg|zreal|zimag|re\(z\)|im\(z\)|imag\(z\)|real\(z\)|\|z\||realimpedance|imaginaryimpedance|frequency|freq|phase|phase\(z\))$/;

/** Labels that say that the column is no measured impedance. */
const NOT_MEASURED =
  /(std|stdev|dev|err|error|sigma|sd|fit|fitted|sim|simulated|model|calc|calculated|weight|resid|residual|residue|uncert\w*|noise|setpoint|range|status|offset|limit)/i;

/** Which dimension a quantity may have; "other" wins when the unit contradicts the name (Re(Y) in S, t in °C). */
const DIMENSIONS: Partial<Record<Quantity, readonly string[]>> = {
  frequency: ["frequency", "angular frequency"],
  real: ["resistance"],
  imaginary: ["resistance"],
  modulus: ["resistance"],
  sigma: ["resistance"],
  phase: ["angle"],
  time: ["time"],
  temperature: ["temperature"],
  voltage: ["voltage"],
  current: ["current"],
  spectrum: [],
};

/** One spelling for primes, minus signs and brackets. */
function plainText(text: string): string {
  return text
    .replace(/[″”“ʺ"]/g, "''")
    .replace(/[′’‘`´ʹ]/g, "'")
    .replace(/[−–—‐‑﹣－]/g, "-")
    .normalize("NFKC")
    .trim();
}

function splitUnit(text: string): { rest: string; unit: Unit | undefined } {
  const bracket = /^(.*?)\s*[([{<]\s*([^()[\]{}<>]*)\s*[)\]}>]\s*$/.exec(text);
  if (bracket !== null && bracket[1] !== "") {
    const unit = readUnit(bracket[2]);
    if (unit !== undefined) return { rest: bracket[1], unit };
  }
  for (let at = text.search(/[/,]/); at > 0; ) {
    const unit = readUnit(text.slice(at + 1));
    if (unit !== undefined) return { rest: text.slice(0, at), unit };
    const next = text.slice(at + 1).search(/[/,]/);
    at = next < 0 ? -1 : at + 1 + next;
  }
  // frequency_hertz, z_real_ohm, Frequency Hz; a single letter is a unit only after an underscore
  const suffix = /^(.+?)([_\s]+)((?:rad[_/]s)|[^\s_]+)$/.exec(text);
  if (
    suffix !== null &&
    (suffix[3].length > 1 || suffix[2].includes("_") || suffix[3] === "Ω" || suffix[3] === "°")
  ) {
    const unit = readUnit(suffix[3]);
    if (unit !== undefined && !/^[ac]$/i.test(suffix[3])) return { rest: suffix[1], unit };
  }
  return { rest: text, unit: undefined };
}

function splitSign(text: string): { rest: string; negated: boolean } {
  let rest = text.trim();
  let negated = false;
  for (;;) {
    const prefix = /^(?:-\s*(?:1\s*[x*]?\s*)?|neg(?:ative|ated)?[.\s_]+|minus[\s_]+)(?=\D)/i.exec(rest);
    if (prefix === null) break;
    rest = rest.slice(prefix[0].length).trim();
    negated = !negated;
  }
  const suffix = /[\s_(]+neg(?:ative|ated)?\.?\)?$/i.exec(rest);
  if (suffix !== null) {
    rest = rest.slice(0, suffix.index);
    negated = !negated;
  }
  const inner = /^(im|imag)\(\s*-\s*z\)$/i.exec(rest);
  if (inner !== null) {
    rest = `${inner[1]}(Z)`;
    negated = !negated;
  }
  // (-Z''), -(Z'')
  const bracket = /^\(\s*(-?)\s*(.+)\)$/.exec(rest);
  if (bracket !== null && /^z/i.test(bracket[2])) {
    rest = bracket[2];
    if (bracket[1] === "-") negated = !negated;
  }
  return { rest, negated };
}

function canonical(text: string): string {
  return text.toLowerCase().replace(/[\s_.:]+/g, "");
}

function quantityOf(name: string, unit: Unit | undefined): Quantity | undefined {
  for (const [quantity, names] of NAMES) {
    if (!names.test(name)) continue;
    const allowed = DIMENSIONS[quantity];
    if (unit === undefined) {
      // "t" alone may be time or temperature, "v" or "e" anything
      if (name.length === 1 && /[tuvei]/.test(name)) continue;
      return quantity;
    }
    if (allowed === undefined || allowed.includes(unit.dimension)) return quantity;
  }
  return undefined;
}

/**
 * Reads the header of a column. `unitCell` is the cell of a separate row of units, when there is one.
 * Without a unit, frequencies are Hz and impedances Ω.
 */
export function readHeading(text: string, unitCell?: string): Heading {
  const plain = plainText(text.slice(0, 200).replace(/^\s*(data:|#|%|\/\/)\s*/i, ""));
  const heading = (
    quantity: Quantity,
    base: string,
    negated: boolean,
    unit: Unit | undefined,
    label: string,
  ): Heading => ({
    text: text.trim(),
    base,
    quantity,
    negated,
    unit,
    label,
  });

  // No name of a column is that long, and patterns take long on long texts.
  if (text.length > 200) return heading("other", "", false, undefined, "");
  // Repeated headers of a wide table are numbered behind the unit: "Z' (Ohm).1", "Z'/Ohm_2".
  const repeated = /^(.*\D)[\s._]?(\d+)$/.exec(plain);
  let outer = splitUnit(plain);
  let label = "";
  if (outer.unit === undefined && repeated !== null) {
    const inner = splitUnit(repeated[1].replace(/[\s._]+$/, ""));
    if (inner.unit !== undefined) {
      outer = inner;
      label = repeated[2];
    }
  }
  const unit = outer.unit ?? (unitCell === undefined ? undefined : readUnit(plainText(unitCell)));
  const { rest, negated } = splitSign(outer.rest);
  const whole = quantityOf(canonical(rest), unit);
  if (whole !== undefined) return heading(whole, canonical(rest), negated, unit, label);

  const numbered = /^(.*?\D)[\s_.#-]*\(?(\d+)\)?$/.exec(rest);
  if (numbered !== null && label === "") {
    const name = canonical(numbered[1].replace(/[-#(]+$/, ""));
    const quantity = quantityOf(name, unit);
    if (quantity !== undefined && (STRONG.test(name) || /^(re|im|real|imag|z|f|theta|phi)$/.test(name))) {
      return heading(quantity, name, negated, unit, numbered[2]);
    }
  }
  const words = rest.split(/[\s_:;,]+/).filter((word) => word !== "");
  for (let cut = words.length - 1; cut >= 1; cut--) {
    for (const [nameWords, labelWords] of [
      [words.slice(0, cut), words.slice(cut)],
      [words.slice(words.length - cut), words.slice(0, words.length - cut)],
    ]) {
      const signed = splitSign(nameWords.join(" "));
      const name = canonical(signed.rest);
      const words = labelWords.join(" ");
      if (!STRONG.test(name) || NOT_MEASURED.test(words) || /^[-(]?y\)?$|[()|<>]/i.test(words)) continue;
      const quantity = quantityOf(name, unit);
      if (quantity !== undefined) return heading(quantity, name, negated !== signed.negated, unit, words);
    }
  }
  return heading("other", canonical(rest), negated, unit, label);
}
