// Logarithm, sine, cosine, arctangent and hyperbolic sine of one number, without 64-bit integers (slow in JavaScript).
// Coefficients of log, sin, cos and atan: fdlibm (Sun Microsystems, freely usable), errors below 1 ulp in the reduced range.

const SCRATCH: usize = memory.data(8, 8);

const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;

/** Natural logarithm; −∞ at 0, NaN below. */
export function log(x: f64): f64 {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  let k = 0;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984.0; // 2⁵⁴
    k = -54;
  }
  store<f64>(SCRATCH, x);
  const high = load<i32>(SCRATCH, 4);
  // m in [√½, √2): the top bits of the mantissa decide the half
  const upper = (high & 0xfffff) > 0x6a09e ? 1 : 0;
  k += (high >> 20) - 1023 + upper;
  store<i32>(SCRATCH, (high & 0xfffff) | ((1023 - upper) << 20), 4);
  const f = load<f64>(SCRATCH) - 1.0;
  const s = f / (2.0 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1));
  const odd =
    z *
    (6.66666666666673513e-1 +
      w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)));
  const half = 0.5 * f * f;
  const kf = <f64>k;
  return kf * LN2_HIGH - (half - (s * (half + even + odd) + kf * LN2_LOW) - f);
}

/** sin over |x| ≤ π/4. */
function sineKernel(x: f64): f64 {
  const z = x * x;
  const r =
    8.33333333332248946124e-3 +
    z *
      (-1.98412698298579493134e-4 +
        z * (2.75573137070700676789e-6 + z * (-2.50507602534068634195e-8 + z * 1.58969099521155010221e-10)));
  return x + z * x * (-1.66666666666666324348e-1 + z * r);
}

/** cos over |x| ≤ π/4. */
function cosineKernel(x: f64): f64 {
  const z = x * x;
  const r =
    z *
    (4.16666666666666019037e-2 +
      z *
        (-1.38888888888741095749e-3 +
          z *
            (2.48015872894767294178e-5 +
              z *
                (-2.75573143513906633035e-7 +
                  z * (2.0875723212981748279e-9 + z * -1.13596475577881948265e-11)))));
  const half = 0.5 * z;
  const w = 1.0 - half;
  return w + (1.0 - w - half + z * r);
}

/** Results of the functions below that have two. */
export let sine: f64 = 0;
export let cosine: f64 = 0;

function quadrant(q: i32, s: f64, c: f64): void {
  if ((q & 1) === 0) {
    sine = (q & 2) === 0 ? s : -s;
    cosine = (q & 2) === 0 ? c : -c;
  } else {
    sine = (q & 2) === 0 ? c : -c;
    cosine = (q & 2) === 0 ? -s : s;
  }
}

/** Sets `sine` and `cosine` of x; NaN for infinities. */
export function sincos(x: f64): void {
  if (!(abs(x) <= 1e5)) {
    // Far out the reduction needs more bits of 2/π than fit here: rare enough for the standard library.
    sine = NativeMath.sin(x);
    cosine = NativeMath.cos(x);
    return;
  }
  const q = nearest(x * 6.36619772367581382433e-1);
  const r = x - q * 1.57079632673412561417 - q * 6.0771005063039659766e-11 - q * 2.02226624879595063154e-21;
  quadrant(<i32>q, sineKernel(r), cosineKernel(r));
}

/** Sets `sine` and `cosine` of n·π/2, exact for whole n: the phase of (jω)ⁿ. */
export function sincosQuarterTurns(n: f64): void {
  if (!(abs(n) < 1e9)) {
    sine = NaN;
    cosine = NaN;
    return;
  }
  const q = nearest(n);
  const r = (n - q) * 1.5707963267948966;
  quadrant(<i32>q, sineKernel(r), cosineKernel(r));
}

/** arctan of x ≥ 0. */
function arctangent(x: f64): f64 {
  let high = 0.0;
  let low = 0.0;
  if (x > 1e17) return 1.5707963267948966;
  if (x < 0.4375) {
    // no reduction
  } else if (x < 0.6875) {
    high = 4.63647609000806093515e-1;
    low = 2.26987774529616870924e-17;
    x = (2.0 * x - 1.0) / (2.0 + x);
  } else if (x < 1.1875) {
    high = 7.85398163397448278999e-1;
    low = 3.06161699786838301793e-17;
    x = (x - 1.0) / (x + 1.0);
  } else if (x < 2.4375) {
    high = 9.82793723247329054082e-1;
    low = 1.39033110312309984516e-17;
    x = (x - 1.5) / (1.0 + 1.5 * x);
  } else {
    high = 1.570796326794896558;
    low = 6.12323399573676603587e-17;
    x = -1.0 / x;
  }
  const z = x * x;
  const w = z * z;
  const odd =
    z *
    (3.33333333333329318027e-1 +
      w *
        (1.42857142725034663711e-1 +
          w *
            (9.09088713343650656196e-2 +
              w *
                (6.66107313738753120669e-2 +
                  w * (4.97687799461593236017e-2 + w * 1.62858201153657823623e-2)))));
  const even =
    w *
    (-1.99999999998764832476e-1 +
      w *
        (-1.1111110405462355788e-1 +
          w *
            (-7.69187620504482999495e-2 + w * (-5.83357013379057348645e-2 + w * -3.6531572744216915527e-2))));
  return high - (x * (odd + even) - low - x);
}

/** Angle of the point (x, y), in (−π, π]. */
export function atan2(y: f64, x: f64): f64 {
  if (x !== x || y !== y) return NaN;
  if (y === 0) return x < 0 ? 3.141592653589793 : 0;
  if (x === 0) return y > 0 ? 1.5707963267948966 : -1.5707963267948966;
  const both = abs(x) === Infinity && abs(y) === Infinity;
  const angle = arctangent(both ? 1.0 : abs(y / x));
  const turned = x > 0 ? angle : 3.141592653589793 - (angle - 1.2246467991473532e-16);
  return y > 0 ? turned : -turned;
}
