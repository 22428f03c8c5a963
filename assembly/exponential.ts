// exp over a vector: x = (i/64)·ln 2 + r, |r| ≤ ln 2/128, exp x = 2^(i/64)·exp r with a polynomial of degree 5.
// Relative error below 3e-16 for results in the normal range; below −708.39 the result is 0, above 709.78 infinite, NaN stays.

// 2^(j/64), j = 0 … 63
const FRACTIONS: usize = memory.data<f64>([
  1.0, 1.0108892860517005, 1.0218971486541166, 1.0330248790212284,
  1.0442737824274138, 1.0556451783605572, 1.0671404006768237, 1.0787607977571199,
  1.0905077326652577, 1.102382583307841, 1.1143867425958924, 1.1265216186082418,
  1.1387886347566916, 1.1511892299529827, 1.1637248587775775, 1.1763969916502812,
  1.189207115002721, 1.202156731452703, 1.215247359980469, 1.22848053610687,
  1.241857812073484, 1.255380757024691, 1.2690509571917332, 1.2828700160787783,
  1.2968395546510096, 1.3109612115247644, 1.3252366431597413, 1.339667524053303,
  1.3542555469368927, 1.3690024229745905, 1.383909881963832, 1.3989796725383112,
  1.4142135623730951, 1.42961333839197, 1.4451808069770467, 1.460917794180647,
  1.4768261459394993, 1.4929077282912648, 1.5091644275934228, 1.5255981507445384,
  1.5422108254079407, 1.559004400237837, 1.5759808451078865, 1.593142151342267,
  1.6104903319492543, 1.6280274218573478, 1.645755478153965, 1.6636765803267364,
  1.681792830507429, 1.7001063537185235, 1.718619298122478, 1.7373338352737062,
  1.7562521603732995, 1.7753764925265212, 1.7947090750031072, 1.8142521755003989,
  1.8340080864093424, 1.8539791250833855, 1.8741676341103, 1.8945759815869656,
  1.9152065613971474, 1.9360617934922943, 1.9571441241754002, 1.978456026387951,
]);

// 2^k, k = −1022 … 1023: only the scalar lanes read it
const WHOLES: usize = memory.data(2046 * 8, 8);

/** Fills the table of whole powers; once, before the first `vexp`. */
export function tabulate(): void {
  if (LANE_BYTES !== 8 || load<f64>(WHOLES) !== 0) return;
  store<f64>(WHOLES + (1022 << 3), 1.0);
  for (let k = 1; k <= 1023; k++) {
    store<f64>(WHOLES + ((1022 + k) << 3), 2.0 * load<f64>(WHOLES + ((1021 + k) << 3)));
    if (k <= 1022) store<f64>(WHOLES + ((1022 - k) << 3), 0.5 * load<f64>(WHOLES + ((1023 - k) << 3)));
  }
}

const LEAST = -708.3964185322641;
const MOST = 709.782712893384;
/** 1.5·2⁵²: adding it rounds to an integer and leaves that integer in the low bits. */
const SHIFT = 6755399441055744.0;
const STEPS = 92.33248261689366;
const STEP_HIGH = 0.01083042469326756;
const STEP_LOW = 2.9815858269852933e-12;

export function vexp(x: Vec): Vec {
  const bounded = vatleast(vatmost(x, vsplat(MOST)), vsplat(LEAST));
  const shifted = vadd(vmul(bounded, vsplat(STEPS)), vsplat(SHIFT));
  const steps = vsub(shifted, vsplat(SHIFT));
  const r = vsub(vsub(bounded, vmul(steps, vsplat(STEP_HIGH))), vmul(steps, vsplat(STEP_LOW)));
  const r2 = vmul(r, r);
  const odd = vadd(vsplat(1.0 / 6.0), vmul(r, vadd(vsplat(1.0 / 24.0), vmul(r, vsplat(1.0 / 120.0)))));
  const p = vadd(r, vmul(r2, vadd(vsplat(0.5), vmul(r, odd))));
  const power = vpower64(shifted, FRACTIONS, WHOLES);
  const result = vadd(power, vmul(power, p));
  return vwheregreater(
    vsplat(LEAST),
    x,
    vsplat(0.0),
    vwheregreater(x, vsplat(MOST), vsplat(Infinity), result),
  );
}

/** exp of one number, to the same bits as `vexp`. */
export function exp(x: f64): f64 {
  return vfirst(vexp(vsplat(x)));
}
