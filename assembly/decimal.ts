// Powers of ten, and a decimal number that is correctly rounded.
//
// Digits make an integer m, which one exact power of ten multiplies or divides. For m < 2⁵³ that is one rounding (Clinger, "How to read
// floating point numbers accurately", 1990); up to 18 digits m is the sum of two doubles and so is the quotient, and its rounding is
// taken when the error bound of the second cannot change it.

/** 2²⁷ + 1: splits a double into halves whose products are exact (Veltkamp). */
const SPLITTER = 134217729.0;

const powers: usize = memory.data<f64>([
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
  1e20, 1e21, 1e22,
]);

/** 10ⁿ, exact: n from 0 to 22. */
export function power(n: i32): f64 {
  return load<f64>(powers + ((<usize>n) << 3));
}

/** (m + low) / 10ⁿ or (m + low) · 10ⁿ, correctly rounded, or NaN where the bound of the error does not prove it. */
export function scaled(m: f64, low: f64, exponent: i32): f64 {
  const p = power(abs(exponent));
  // Halves of the exact power of ten
  let t = SPLITTER * p;
  const pHigh = t - (t - p);
  const pLow = p - pHigh;
  let head: f64;
  let rest: f64;
  if (exponent < 0) {
    head = m / p;
    t = SPLITTER * head;
    const high = t - (t - head);
    const tail = head - high;
    const product = head * p;
    const error = high * pHigh - product + high * pLow + tail * pHigh + tail * pLow;
    rest = (m - product - error + low) / p;
  } else {
    head = m * p;
    t = SPLITTER * m;
    const high = t - (t - m);
    const tail = m - high;
    rest = high * pHigh - head + high * pLow + tail * pHigh + tail * pLow + low * p;
  }
  const sum = head + rest;
  const left = rest - (sum - head);
  // The two parts are right to 2⁻⁹⁶ or better; 2⁻⁸⁰ leaves room
  const doubt = sum * 8.271806125530277e-25;
  return sum + (left + doubt) === sum && sum + (left - doubt) === sum ? sum : NaN;
}
