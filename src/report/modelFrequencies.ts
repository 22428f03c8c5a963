/** Frequencies of a drawn model: the measured ones, for residuals, then 199 between the ends, for a smooth line. */
export function modelFrequencies(measured: Float64Array): Float64Array {
  let [low, high] = [Infinity, 0];
  for (const f of measured) [low, high] = [Math.min(low, f), Math.max(high, f)];
  if (!(high > low)) return measured;
  const between = Array.from({ length: 199 }, (_, k) => low * (high / low) ** ((k + 1) / 200));
  return Float64Array.from([...measured, ...between]);
}
