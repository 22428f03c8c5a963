/** The columns of a trace as frequencies in Hz and impedances in Ω, in the convention of the house. */
import { FormatError, quote } from "./formatError.ts";
import type { Quantity } from "./heading.ts";
import type { ImaginaryConvention } from "./reader.ts";
import { decideSign } from "./sign.ts";
import type { Tabulated } from "./tabulated.ts";
import type { Trace } from "./trace.ts";

function unitFactor(input: Tabulated, column: number, quantity: Quantity, warnings: Set<string>): number {
  const { source } = input;
  const { unit, text, base } = input.headings[column];
  if (unit === undefined)
    return quantity === "frequency" && /^(ω|omega|angular)/.test(base) ? 1 / (2 * Math.PI) : 1;
  if (unit.ambiguous) {
    throw new FormatError({
      file: source.file,
      line: input.headerLine,
      column: column + 1,
      expected: "a unit of frequency",
      found: quote(text),
      cure: 'write "mHz" for millihertz or "MHz" for megahertz in the header',
    });
  }
  if (unit.areal) {
    warnings.add(
      `${source.file}: column ${quote(text)} is a resistance times an area; its numbers were read as ${quantityUnit(quantity)} of one unit of area`,
    );
  }
  if (quantity === "frequency" && unit.dimension === "angular frequency") {
    warnings.add(
      `${source.file}: column ${quote(text)} was converted from ${unit.text} to Hz (divided by 2π)`,
    );
    return unit.factor / (2 * Math.PI);
  }
  if (quantity !== "phase" && unit.factor !== 1) {
    warnings.add(
      `${source.file}: column ${quote(text)} was converted from ${unit.text} to ${quantityUnit(quantity)}`,
    );
  }
  return unit.factor;
}

function quantityUnit(quantity: Quantity): string {
  return quantity === "frequency" ? "Hz" : "Ω";
}

function scaled(values: Float64Array, factor: number): Float64Array {
  return factor === 1 ? values : values.map((value) => value * factor);
}

/**
 * Radians per unit of a phase column that does not say its unit. More than π is degrees. Else the slope of |Z| tells:
 * φ ≈ (π/2) d ln|Z| / d ln ω (the first-order Kramers–Kronig relation of a minimum-phase system; Bode, Network Analysis, 1945).
 */
function phaseFactor(frequency: Float64Array, modulus: Float64Array, phase: Float64Array): number {
  let largest = 0;
  let measured = 0;
  let estimated = 0;
  for (let i = 0; i < phase.length; i++) {
    if (Number.isFinite(phase[i]) && frequency[i] > 0) largest = Math.max(largest, Math.abs(phase[i]));
    if (i === 0 || !(frequency[i] > 0 && frequency[i - 1] > 0 && modulus[i] > 0 && modulus[i - 1] > 0))
      continue;
    const step = Math.log(frequency[i] / frequency[i - 1]);
    if (step === 0 || !Number.isFinite(phase[i])) continue;
    measured += Math.abs(phase[i]);
    estimated += Math.abs(((Math.PI / 2) * Math.log(modulus[i] / modulus[i - 1])) / step);
  }
  // 8 lies in the middle between 1 (radian) and 57 (degrees) on a logarithmic scale
  return largest > Math.PI * 1.001 || measured > 8 * estimated ? Math.PI / 180 : 1;
}

export interface Plane {
  readonly frequency: Float64Array;
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
  readonly sigma: Float64Array | undefined;
}

/** SI values of a trace over all rows of the table, in the convention of the house. */
export function planeOf(input: Tabulated, trace: Trace, warnings: Set<string>): Plane {
  const { table, headings, source } = input;
  const forced = source.options.imaginary;
  const column = (index: number, quantity: Quantity): Float64Array =>
    scaled(table.columns[index], unitFactor(input, index, quantity, warnings));
  const frequency = column(trace.frequency, "frequency");
  const sigma = trace.sigma === undefined ? undefined : column(trace.sigma, "sigma");
  const where = `${source.file}${input.traces.length > 1 && trace.label !== "" ? `, spectrum ${trace.label}` : ""}`;
  const convention = (negated: boolean): ImaginaryConvention => (negated ? "-Z''" : "Z''");

  if (trace.real === undefined || trace.imaginary === undefined) {
    const modulus = column(trace.modulus!, "modulus");
    let phase = table.columns[trace.phase!];
    const heading = headings[trace.phase!];
    let factor = heading.unit?.factor;
    if (factor === undefined) {
      factor = phaseFactor(frequency, modulus, phase);
      warnings.add(
        `${where}: column ${quote(heading.text)} has no unit and was read as ${factor === 1 ? "radian" : "degrees"}; write the unit into the header if that is wrong`,
      );
    }
    phase = scaled(phase, factor);
    const real = modulus.map((value, i) => value * Math.cos(phase[i]));
    const stored = modulus.map((value, i) => value * Math.sin(phase[i]));
    const decision = decideSign({
      frequency,
      real,
      imaginary: stored,
      header: convention(heading.negated),
      forced,
      subject: "the phase",
    });
    if (decision.warning !== undefined) warnings.add(`${where}: ${decision.warning}`);
    return { frequency, real, imaginary: scaled(stored, decision.convention === "Z''" ? 1 : -1), sigma };
  }

  const real = scaled(column(trace.real, "real"), headings[trace.real].negated ? -1 : 1);
  const stored = column(trace.imaginary, "imaginary");
  const phase =
    trace.phase === undefined
      ? undefined
      : scaled(table.columns[trace.phase], headings[trace.phase].negated ? -1 : 1);
  const decision = decideSign({
    frequency,
    real,
    imaginary: stored,
    phase,
    header: input.hasHeader ? convention(headings[trace.imaginary].negated) : undefined,
    forced,
    subject: "the imaginary part",
  });
  if (decision.warning !== undefined) warnings.add(`${where}: ${decision.warning}`);
  if (trace.modulus !== undefined)
    checkModulus(input, trace.modulus, frequency, real, stored, where, warnings);
  return { frequency, real, imaginary: scaled(stored, decision.convention === "Z''" ? 1 : -1), sigma };
}

/** A |Z| column that is not √(Z′² + Z″²) betrays a wrong unit or a wrong column. */
function checkModulus(
  input: Tabulated,
  column: number,
  frequency: Float64Array,
  real: Float64Array,
  imaginary: Float64Array,
  where: string,
  warnings: Set<string>,
): void {
  const factor = input.headings[column].unit?.factor ?? 1;
  let differing = 0;
  let compared = 0;
  for (let i = 0; i < frequency.length; i++) {
    const modulus = Math.hypot(real[i], imaginary[i]);
    const stated = input.table.columns[column][i] * factor;
    if (!(frequency[i] > 0 && modulus > 0) || !Number.isFinite(modulus) || !Number.isFinite(stated)) continue;
    compared++;
    if (Math.abs(stated - modulus) > 0.02 * modulus) differing++;
  }
  if (compared >= 3 && differing > 0.5 * compared) {
    warnings.add(
      `${where}: column ${quote(input.headings[column].text)} is not the modulus of the real and imaginary parts in ${differing} of ${compared} rows; check the columns and their units`,
    );
  }
}
