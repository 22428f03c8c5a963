/**
 * The natural cubic smoothing spline: minimises Σ(y − g)² + λ∫g″² (Reinsch, Numer. Math. 10, 177 (1967)), with λ by generalised
 * cross-validation (Craven and Wahba, Numer. Math. 31, 377 (1979)); the trace from the central bands of the inverse
 * (Hutchinson and de Hoog, Numer. Math. 47, 99 (1985)). All in O(n).
 */
export interface SmoothingSpline {
  /** Knots, rising. */
  readonly x: Float64Array;
  /** g, g′ and g″ at the knots. */
  readonly value: Float64Array;
  readonly slope: Float64Array;
  readonly curvature: Float64Array;
  /** ∫ g dx from the first knot to each. */
  readonly integral: Float64Array;
  readonly lambda: number;
}

/** λ in units of the cube of the mean spacing: from a curve through all points to nearly a straight line. */
const DECADES: readonly [number, number] = [-4, 6];
/** Decades to either side of the best so far, one step after the other. */
const REFINEMENTS = [0.5, 0.25];

/**
 * @param x rising strictly, at least 3 values
 * @param lambda default: the one with the least generalised cross-validation
 */
export function smoothingSpline(x: Float64Array, y: Float64Array, lambda?: number): SmoothingSpline {
  const bands = bandsOf(x, y);
  const chosen = lambda ?? chooseLambda(bands, ((x[x.length - 1] - x[0]) / (x.length - 1)) ** 3);
  const { curvature, fitted } = solve(bands, chosen);
  return { ...completed(x, fitted, curvature), lambda: chosen };
}

function chooseLambda(bands: Bands, unit: number): number {
  let best = { power: DECADES[0], score: Infinity };
  const tryAt = (power: number): void => {
    const score = crossValidation(bands, unit * 10 ** power);
    if (score < best.score) best = { power, score };
  };
  for (let power = DECADES[0]; power <= DECADES[1]; power++) tryAt(power);
  for (const step of REFINEMENTS) {
    const { power } = best;
    tryAt(power - step);
    tryAt(power + step);
  }
  return unit * 10 ** best.power;
}

/** Second differences Q (three per inner knot), the tridiagonal R, the pentadiagonal QᵀQ, and Qᵀy. */
interface Bands {
  readonly y: Float64Array;
  /** 1/h left and right of each inner knot. */
  readonly left: Float64Array;
  readonly right: Float64Array;
  readonly r0: Float64Array;
  readonly r1: Float64Array;
  readonly q0: Float64Array;
  readonly q1: Float64Array;
  readonly q2: Float64Array;
  readonly qy: Float64Array;
}

function bandsOf(x: Float64Array, y: Float64Array): Bands {
  const inner = x.length - 2;
  const h = Float64Array.from({ length: inner + 1 }, (_, i) => x[i + 1] - x[i]);
  const of = (make: (i: number) => number): Float64Array =>
    Float64Array.from({ length: inner }, (_, i) => make(i));
  const left = of((i) => 1 / h[i]);
  const right = of((i) => 1 / h[i + 1]);
  const middle = of((i) => -left[i] - right[i]);
  return {
    y,
    left,
    right,
    r0: of((i) => (h[i] + h[i + 1]) / 3),
    r1: of((i) => (i + 1 < inner ? h[i + 1] / 6 : 0)),
    q0: of((i) => left[i] ** 2 + middle[i] ** 2 + right[i] ** 2),
    q1: of((i) => (i + 1 < inner ? middle[i] * left[i + 1] + right[i] * middle[i + 1] : 0)),
    q2: of((i) => (i + 2 < inner ? right[i] * left[i + 2] : 0)),
    qy: of((i) => left[i] * y[i] + middle[i] * y[i + 1] + right[i] * y[i + 2]),
  };
}

/** LDLᵀ of the pentadiagonal R + λQᵀQ. */
function factor({ r0, r1, q0, q1, q2 }: Bands, lambda: number) {
  const n = r0.length;
  const d = new Float64Array(n);
  const l1 = new Float64Array(n);
  const l2 = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let pivot = r0[i] + lambda * q0[i];
    let next = r1[i] + lambda * q1[i];
    if (i > 0) {
      pivot -= d[i - 1] * l1[i - 1] ** 2;
      next -= d[i - 1] * l1[i - 1] * l2[i - 1];
    }
    if (i > 1) pivot -= d[i - 2] * l2[i - 2] ** 2;
    d[i] = pivot;
    l1[i] = next / pivot;
    l2[i] = (lambda * q2[i]) / pivot;
  }
  return { d, l1, l2 };
}

type Factors = ReturnType<typeof factor>;

function solve(bands: Bands, lambda: number, { d, l1, l2 }: Factors = factor(bands, lambda)) {
  const { y, left, right, qy } = bands;
  const n = d.length;
  const z = qy.slice();
  for (let i = 0; i < n; i++) {
    if (i > 0) z[i] -= l1[i - 1] * z[i - 1];
    if (i > 1) z[i] -= l2[i - 2] * z[i - 2];
  }
  for (let i = n - 1; i >= 0; i--) {
    z[i] /= d[i];
    if (i + 1 < n) z[i] -= l1[i] * z[i + 1];
    if (i + 2 < n) z[i] -= l2[i] * z[i + 2];
  }
  const fitted = y.slice();
  for (let i = 0; i < n; i++) {
    fitted[i] -= lambda * left[i] * z[i];
    fitted[i + 1] += lambda * (left[i] + right[i]) * z[i];
    fitted[i + 2] -= lambda * right[i] * z[i];
  }
  const curvature = new Float64Array(n + 2);
  curvature.set(z, 1);
  return { fitted, curvature };
}

/** n·RSS / tr(I − A)². */
function crossValidation(bands: Bands, lambda: number): number {
  const factors = factor(bands, lambda);
  const { d, l1, l2 } = factors;
  const n = d.length;
  const { fitted } = solve(bands, lambda, factors);
  const rss = fitted.reduce((sum, value, i) => sum + (bands.y[i] - value) ** 2, 0);
  // central bands of the inverse, from the last row up
  let trace = 0;
  const [s0, s1] = [new Float64Array(n + 2), new Float64Array(n + 1)];
  for (let i = n - 1; i >= 0; i--) {
    s1[i] = -l1[i] * s0[i + 1] - l2[i] * s1[i + 1];
    const second = -l1[i] * s1[i + 1] - l2[i] * s0[i + 2];
    s0[i] = 1 / d[i] - l1[i] * s1[i] - l2[i] * second;
    trace += bands.q0[i] * s0[i] + 2 * (bands.q1[i] * s1[i] + bands.q2[i] * second);
  }
  return (bands.y.length * rss) / (lambda * trace) ** 2;
}

function completed(x: Float64Array, value: Float64Array, curvature: Float64Array) {
  const n = x.length;
  const slope = new Float64Array(n);
  const integral = new Float64Array(n);
  for (let i = 0; i + 1 < n; i++) {
    const h = x[i + 1] - x[i];
    const secant = (value[i + 1] - value[i]) / h;
    slope[i] = secant - (h / 6) * (2 * curvature[i] + curvature[i + 1]);
    if (i + 2 === n) slope[i + 1] = secant + (h / 6) * (curvature[i] + 2 * curvature[i + 1]);
    integral[i + 1] =
      integral[i] + (h / 2) * (value[i] + value[i + 1]) - (h ** 3 / 24) * (curvature[i] + curvature[i + 1]);
  }
  return { x, value, slope, curvature, integral };
}
