/** How the lines of a series move: positions against those of one of its scans. */
import type { Estimate } from "../fit/propagation.ts";
import type { SpectrumResult } from "./spectrumResult.ts";

/**
 * Position of a component in every scan minus that in the reference; the errors of both add up in quadrature, those of the reference
 * itself are 0. NaN where a scan could not be fitted.
 * @param reference index of the scan that shifts are counted from
 * @throws RangeError when the reference has no such component
 */
export function shiftsOf(results: readonly SpectrumResult[], component: string, reference = 0): Estimate[] {
  const find = (result: SpectrumResult | undefined): Estimate | undefined =>
    result?.components.find(({ name }) => name === component)?.center;
  const zero = find(results[reference]);
  if (!zero) {
    throw new RangeError(
      `scan ${reference + 1} has no component ${component}; it has ${results[reference]?.components.map(({ name }) => name).join(", ") || "none"}`,
    );
  }
  return results.map((result, i) => {
    if (i === reference) return { value: 0, stderr: 0 };
    const center = find(result);
    if (!center) return { value: Number.NaN, stderr: Number.NaN };
    return { value: center.value - zero.value, stderr: Math.hypot(center.stderr, zero.stderr) };
  });
}
