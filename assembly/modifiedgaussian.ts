// Gaussians made asymmetric by an error function: exponentially modified and skewed.

import { erfc, erfcx } from "./errorfunction";
import { exp } from "./exponential";
import { direction, lineParameter, partialPlane } from "./lineparameters";

/** 1/(2√(2 ln 2)): σ of a Gaussian of full width 1. */
const SIGMA = 0.42466090014400953;
const ROOT_HALF = 0.7071067811865476;
const ONE_OVER_ROOT_TWO_PI = 0.3989422804014327;

/**
 * The exponentially modified Gaussian: a Gaussian folded with exp(−s/τ)/τ, s ≥ 0 (Grushka, Anal. Chem. 44 (1972) 1733).
 * Parameters: area, E of the Gaussian, its F, τ.
 */
export function exponentialGaussian(to: usize, partials: usize, x: usize, width: usize): void {
  const a = lineParameter(0);
  const sigma = SIGMA * lineParameter(2);
  const tau = lineParameter(3);
  const rate = 1.0 / tau;
  const ratio = sigma * rate;
  for (let o: usize = 0; o < width; o += 8) {
    const d = direction * (load<f64>(x + o) - lineParameter(1));
    const r = d / sigma;
    const bell = exp(-0.5 * r * r);
    const u = ROOT_HALF * (ratio - r);
    const h = u >= 0 ? bell * erfcx(u) : 2.0 * exp(ratio * (0.5 * ratio - r)) - bell * erfcx(-u);
    const f = 0.5 * rate * h;
    const g = (ONE_OVER_ROOT_TWO_PI / sigma) * bell;
    // ∂f/∂d; ∂f/∂σ = σ·∂²f/∂d² as for every Gaussian broadening
    const slope = rate * (g - f);
    const bySigma = ratio * ((-r / sigma) * g - slope);
    const byTau = rate * rate * ((d - ratio * sigma) * f + sigma * ratio * g) - rate * f;
    store<f64>(to + o, a * f);
    store<f64>(partials + o, f);
    store<f64>(partialPlane(partials, 1) + o, -direction * a * slope);
    store<f64>(partialPlane(partials, 2) + o, SIGMA * a * bySigma);
    store<f64>(partialPlane(partials, 3) + o, a * byTau);
  }
}

/** The skewed Gaussian: G·erfc(−κ(x − E)/(σ√2)) (Azzalini, Scand. J. Statist. 12 (1985) 171). Parameters: area, E, F of G, κ. */
export function skewedGaussian(to: usize, partials: usize, x: usize, width: usize): void {
  const a = lineParameter(0);
  const sigma = SIGMA * lineParameter(2);
  const skew = lineParameter(3);
  for (let o: usize = 0; o < width; o += 8) {
    const r = (direction * (load<f64>(x + o) - lineParameter(1))) / sigma;
    const g = (ONE_OVER_ROOT_TWO_PI / sigma) * exp(-0.5 * r * r);
    const f = g * erfc(-skew * r * ROOT_HALF);
    const edge = g * 2.0 * ONE_OVER_ROOT_TWO_PI * exp(-0.5 * skew * skew * r * r);
    // ∂f/∂r
    const slope = skew * edge - r * f;
    store<f64>(to + o, a * f);
    store<f64>(partials + o, f);
    store<f64>(partialPlane(partials, 1) + o, (-direction * a * slope) / sigma);
    store<f64>(partialPlane(partials, 2) + o, (-SIGMA * a * (f + r * slope)) / sigma);
    store<f64>(partialPlane(partials, 3) + o, a * edge * r);
  }
}
