// The exponential: x = (i/64)·ln 2 + r, |r| ≤ ln 2/128, exp x = 2^(i/64)·exp r with a polynomial of degree 5; relative error
// below 3e-16. It exists once, inside the loop of K·(jω)ᵃ, which is where nearly all exponentials of an impedance are taken.

// 2^(j/64), j = 0 … 63
const FRACTIONS: usize = memory.data<f64>([
  1.0, 1.0108892860517005, 1.0218971486541166, 1.0330248790212284, 1.0442737824274138, 1.0556451783605572,
  1.0671404006768237, 1.0787607977571199, 1.0905077326652577, 1.102382583307841, 1.1143867425958924,
  1.1265216186082418, 1.1387886347566916, 1.1511892299529827, 1.1637248587775775, 1.1763969916502812,
  1.189207115002721, 1.202156731452703, 1.215247359980469, 1.22848053610687, 1.241857812073484,
  1.255380757024691, 1.2690509571917332, 1.2828700160787783, 1.2968395546510096, 1.3109612115247644,
  1.3252366431597413, 1.339667524053303, 1.3542555469368927, 1.3690024229745905, 1.383909881963832,
  1.3989796725383112, 1.4142135623730951, 1.42961333839197, 1.4451808069770467, 1.460917794180647,
  1.4768261459394993, 1.4929077282912648, 1.5091644275934228, 1.5255981507445384, 1.5422108254079407,
  1.559004400237837, 1.5759808451078865, 1.593142151342267, 1.6104903319492543, 1.6280274218573478,
  1.645755478153965, 1.6636765803267364, 1.681792830507429, 1.7001063537185235, 1.718619298122478,
  1.7373338352737062, 1.7562521603732995, 1.7753764925265212, 1.7947090750031072, 1.8142521755003989,
  1.8340080864093424, 1.8539791250833855, 1.8741676341103, 1.8945759815869656, 1.9152065613971474,
  1.9360617934922943, 1.9571441241754002, 1.978456026387951,
]);

// 2^k, k = −1022 … 1023: only the scalar lanes read it
const WHOLES: usize = memory.data(2046 * 8, 8);

/** Fills the table of whole powers; once, before the first exponential. */
export function tabulate(): void {
  if (LANE_BYTES !== 8 || load<f64>(WHOLES) !== 0) return;
  store<f64>(WHOLES + (1022 << 3), 1.0);
  for (let k = 1; k <= 1023; k++) {
    store<f64>(WHOLES + ((1022 + k) << 3), 2.0 * load<f64>(WHOLES + ((1021 + k) << 3)));
    if (k <= 1022) store<f64>(WHOLES + ((1022 - k) << 3), 0.5 * load<f64>(WHOLES + ((1023 - k) << 3)));
  }
}

/** Where a decay ends. */
export const FAINT = -650.0;

const LEAST = -708.3964185322641;
const MOST = 709.782712893384;

// Constants of the loop, twice each: loading a vector is cheaper than building one from a literal.
const STEPS: usize = memory.data<f64>([92.33248261689366, 92.33248261689366], 16);
/** 1.5·2⁵²: adding it rounds to an integer and leaves that integer in the low bits. */
const SHIFT: usize = memory.data<f64>([6755399441055744.0, 6755399441055744.0], 16);
const STEP_HIGH: usize = memory.data<f64>([0.01083042469326756, 0.01083042469326756], 16);
const STEP_LOW: usize = memory.data<f64>([2.9815858269852933e-12, 2.9815858269852933e-12], 16);
const HALF: usize = memory.data<f64>([0.5, 0.5], 16);
const SIXTH: usize = memory.data<f64>([0.16666666666666666, 0.16666666666666666], 16);
const TWENTY_FOURTH: usize = memory.data<f64>([0.041666666666666664, 0.041666666666666664], 16);
const HUNDRED_TWENTIETH: usize = memory.data<f64>([0.008333333333333333, 0.008333333333333333], 16);

/**
 * register (+)= exp(lnK + a·ln ω)·(cr + j·ci), cr + j·ci being the sign of K times the phase of jᵃ; `slot` keeps the value.
 * Every lnK + a·ln ω must lie in [−708, 709]. With register 0 only the slot is written.
 */
export function power(
  register: usize,
  slot: usize,
  lnOmega: usize,
  width: usize,
  fresh: bool,
  constant: f64,
  lnGain: f64,
  exponent: f64,
  cr: f64,
  ci: f64,
): void {
  const c = vsplat(constant);
  const lnK = vsplat(lnGain);
  const a = vsplat(exponent);
  const phaseRe = vsplat(cr);
  const phaseIm = vsplat(ci);
  for (let o: usize = 0; o < width; o += LANE_BYTES) {
    const x = vadd(lnK, vmul(a, vload(lnOmega + o)));
    const shifted = vadd(vmul(x, vload(STEPS)), vload(SHIFT));
    const steps = vsub(shifted, vload(SHIFT));
    const r = vsub(vsub(x, vmul(steps, vload(STEP_HIGH))), vmul(steps, vload(STEP_LOW)));
    const r2 = vmul(r, r);
    const high = vadd(vload(TWENTY_FOURTH), vmul(r, vload(HUNDRED_TWENTIETH)));
    const low = vadd(vload(HALF), vmul(r, vload(SIXTH)));
    const p = vadd(r, vmul(r2, vadd(low, vmul(r2, high))));
    const whole = vpower64(shifted, FRACTIONS, WHOLES);
    const e = vadd(whole, vmul(whole, p));
    const re = vmul(e, phaseRe);
    const im = vmul(e, phaseIm);
    vstore(slot + o, re);
    vstoreIm(slot + o, im);
    if (register === 0) continue;
    if (fresh) {
      vstore(register + o, vadd(re, c));
      vstoreIm(register + o, im);
    } else {
      vstore(register + o, vadd(vload(register + o), re));
      vstoreIm(register + o, vadd(vloadIm(register + o), im));
    }
  }
}

/**
 * to = exp(max(from, least)) over one plane, all of it below 709 (or NaN), `least` at or above −708. With −650, `FAINT`, a decay ends
 * where no sum feels it and before a product makes it subnormal. A loop, not a function of one vector: a call would cost more.
 */
export function exponentials(to: usize, from: usize, width: usize, least: f64): void {
  const floor = vsplat(least);
  for (let o: usize = 0; o < width; o += LANE_BYTES) {
    const x = vmax(vload(from + o), floor);
    const shifted = vadd(vmul(x, vload(STEPS)), vload(SHIFT));
    const steps = vsub(shifted, vload(SHIFT));
    const r = vsub(vsub(x, vmul(steps, vload(STEP_HIGH))), vmul(steps, vload(STEP_LOW)));
    const r2 = vmul(r, r);
    const high = vadd(vload(TWENTY_FOURTH), vmul(r, vload(HUNDRED_TWENTIETH)));
    const low = vadd(vload(HALF), vmul(r, vload(SIXTH)));
    const p = vadd(r, vmul(r2, vadd(low, vmul(r2, high))));
    const whole = vpower64(shifted, FRACTIONS, WHOLES);
    vstore(to + o, vadd(whole, vmul(whole, p)));
  }
}

/** to = exp(from) over one plane. */
export function expPlane(to: usize, from: usize, width: usize): void {
  // Out of range the shifted sum would carry garbage into the exponent: found by the largest of the plane, NaN included
  let tame = true;
  for (let o: usize = 0; o < width; o += 8) {
    const x = load<f64>(from + o);
    if (!(x >= -708.0 && x <= 709.0)) {
      tame = false;
      break;
    }
  }
  if (!tame) {
    for (let o: usize = 0; o < width; o += 8) store<f64>(to + o, exp(load<f64>(from + o)));
    return;
  }
  exponentials(to, from, width, -708);
}

const ARGUMENT: usize = memory.data(16, 16);
/** Room for a value at the distance of its imaginary part: PLANE + 16 bytes. */
const RESULT: usize = memory.data(1360, 16);

/** exp of one number: 0 below −708.39 (where results lose digits), infinite above 709.78, NaN stays NaN. */
export function exp(x: f64): f64 {
  if (!(x >= LEAST)) return x < LEAST ? 0.0 : x;
  if (x > MOST) return Infinity;
  // Up there the power of two would overflow before the product does
  if (x > 709.0) return exp(x - 1.0) * 2.718281828459045;
  vstore(ARGUMENT, vsplat(x));
  power(0, RESULT, ARGUMENT, LANE_BYTES, false, 0, 0, 1, 1, 0);
  return load<f64>(RESULT);
}

/** The same as `power` wherever the exponent leads out of range, at the pace of one point at a time. */
export function powerAnywhere(
  register: usize,
  slot: usize,
  lnOmega: usize,
  width: usize,
  fresh: bool,
  constant: f64,
  lnGain: f64,
  exponent: f64,
  cr: f64,
  ci: f64,
): void {
  for (let o: usize = 0; o < width; o += 8) {
    const e = exp(lnGain + exponent * load<f64>(lnOmega + o));
    // 0·∞ would be NaN: a phase of exactly 0 has no part there
    const re = cr === 0 ? 0 : e * cr;
    const im = ci === 0 ? 0 : e * ci;
    store<f64>(slot + o, re);
    store<f64>(slot + o + PLANE, im);
    if (register === 0) continue;
    store<f64>(register + o, re + (fresh ? constant : load<f64>(register + o)));
    store<f64>(register + o + PLANE, im + (fresh ? 0 : load<f64>(register + o + PLANE)));
  }
}
