// The logarithm of the gamma function of a positive number and its derivative ψ: upward recurrence to x ≥ 10, then Stirling's series
// (DLMF 5.11.1 and 5.11.2).

import { log } from "./elementary";

const HALF_LN_TWO_PI = 0.9189385332046727;

/** ln Γ(x), x > 0. */
export function lnGamma(x: f64): f64 {
  let product = 1.0;
  while (x < 10.0) {
    product *= x;
    x += 1.0;
  }
  const s = 1.0 / (x * x);
  const series =
    1.0 / 12.0 -
    s *
      (1.0 / 360.0 -
        s *
          (1.0 / 1260.0 -
            s *
              (1.0 / 1680.0 -
                s * (1.0 / 1188.0 - s * (691.0 / 360360.0 - s * (1.0 / 156.0 - (s * 3617.0) / 122400.0))))));
  return (x - 0.5) * log(x) - x + HALF_LN_TWO_PI + series / x - log(product);
}

/** ψ(x) = d ln Γ/dx, x > 0. */
export function digamma(x: f64): f64 {
  let sum = 0.0;
  while (x < 10.0) {
    sum += 1.0 / x;
    x += 1.0;
  }
  const s = 1.0 / (x * x);
  const series =
    s *
    (1.0 / 12.0 -
      s *
        (1.0 / 120.0 -
          s *
            (1.0 / 252.0 -
              s *
                (1.0 / 240.0 -
                  s * (1.0 / 132.0 - s * (691.0 / 32760.0 - s * (1.0 / 12.0 - (s * 3617.0) / 8160.0)))))));
  return log(x) - 0.5 / x - series - sum;
}
