import type { ParameterSetting } from "./circuit.ts";

/**
 * A = 1/(√2·Y) and Y = 1/(√2·A): between the coefficient of W, A(1−j)/√ω, and the admittance of 1/(Y√(jω)); its own inverse.
 *
 * Limits change places. As an interval of one quantity that holds 0 is none of the other, the limit is taken on the side of the
 * value (the positive side without one): beyond 0 the other quantity passes through infinity.
 */
export function coefficientOfAdmittance(setting: ParameterSetting): ParameterSetting {
  const { value, lower, upper } = setting;
  const negative = value !== undefined ? value < 0 : upper !== undefined && upper <= 0;
  const converted: { value?: number; fixed?: boolean; lower?: number; upper?: number } = {};
  if (value !== undefined) converted.value = inverse(value);
  if (setting.fixed !== undefined) converted.fixed = setting.fixed;
  if (negative) {
    converted.lower = upper === undefined || upper >= 0 ? -Infinity : inverse(upper);
    if (lower !== undefined) converted.upper = lower === -Infinity ? 0 : inverse(lower);
  } else {
    if (upper !== undefined) converted.lower = upper === Infinity ? 0 : inverse(upper);
    if (lower !== undefined) converted.upper = lower <= 0 ? Infinity : inverse(lower);
  }
  return converted;
}

function inverse(x: number): number {
  return Math.SQRT1_2 / x;
}
