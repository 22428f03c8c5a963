/**
 * Correlation matrix of a covariance (row-major, n × n) and its standard errors. A parameter that is held (error 0) is correlated
 * with nothing; one that is not determined (error NaN) has no correlation at all.
 */
export function correlationOf(covariance: Float64Array, stderr: Float64Array): Float64Array {
  const n = stderr.length;
  const correlation = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    correlation[i * n + i] = 1;
    for (let j = i + 1; j < n; j++) {
      const value = stderr[i] === 0 || stderr[j] === 0 ? 0 : covariance[i * n + j] / (stderr[i] * stderr[j]);
      correlation[i * n + j] = correlation[j * n + i] = value;
    }
  }
  return correlation;
}
