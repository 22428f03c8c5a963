/** Autocorrelation times that the window of the sum is long: 5, as in emcee. */
const WINDOW = 5;

/**
 * Integrated autocorrelation time of an ensemble, in steps: τ = 1 + 2 Σ ρ(k), where ρ is the mean over the walkers of their
 * autocorrelation functions and the sum ends at the first k ≥ 5 τ(k) (Sokal 1989; `emcee.autocorr.integrated_time`).
 *
 * @param values steps × walkers, row-major
 */
export function autocorrelationTime(values: Float64Array, steps: number, walkers: number): number {
  const centred = new Float64Array(values.length);
  const inverse = new Float64Array(walkers);
  for (let w = 0; w < walkers; w++) {
    let mean = 0;
    for (let k = 0; k < steps; k++) mean += values[k * walkers + w];
    mean /= steps;
    let square = 0;
    for (let k = 0; k < steps; k++) {
      const x = values[k * walkers + w] - mean;
      centred[k * walkers + w] = x;
      square += x * x;
    }
    // A walker that never moved is as correlated as can be
    inverse[w] = square > 0 ? 1 / square : 0;
  }
  let tau = 1;
  for (let lag = 1; lag < steps; lag++) {
    const sums = new Float64Array(walkers);
    for (let k = 0; k + lag < steps; k++) {
      for (let w = 0; w < walkers; w++)
        sums[w] += centred[k * walkers + w] * centred[(k + lag) * walkers + w];
    }
    let rho = 0;
    for (let w = 0; w < walkers; w++) rho += inverse[w] > 0 ? sums[w] * inverse[w] : 1;
    tau += (2 * rho) / walkers;
    if (lag >= WINDOW * tau) break;
  }
  return tau;
}
