// Instructions whose value is K·(jω)ᵃ: a = 0 is a constant (resistor), a = ±1 needs no power (capacitor, inductor),
// any other exponent is a constant phase element, a Warburg, a modified inductor; its forward rule is in `exponential.ts`.
// Planes: a complex quantity lies at p (real) and p + PLANE (imaginary), `width` bytes of each are in use.

/** register = real constant. */
export function fill(register: usize, width: usize, constant: f64): void {
  const c = vsplat(constant);
  const zero = vsplat(0);
  for (let o: usize = 0; o < width; o += LANE_BYTES) {
    vstore(register + o, c);
    vstoreIm(register + o, zero);
  }
}

/** register (+)= jK·ω (inverse false) or −jK/ω (inverse true); `slot` keeps the imaginary part. */
export function linear(
  register: usize,
  slot: usize,
  omega: usize,
  width: usize,
  fresh: bool,
  constant: f64,
  gain: f64,
  inverse: bool,
): void {
  const c = vsplat(constant);
  const k = vsplat(inverse ? -gain : gain);
  for (let o: usize = 0; o < width; o += LANE_BYTES) {
    const w = vload(omega + o);
    const y = inverse ? vdiv(k, w) : vmul(k, w);
    vstore(slot + o, y);
    if (fresh) {
      vstore(register + o, c);
      vstoreIm(register + o, y);
    } else {
      vstoreIm(register + o, vadd(vloadIm(register + o), y));
    }
  }
}

/** column = α·adjoint·jy, y being the plane kept by `linear`. */
export function linearBackward(adjoint: usize, slot: usize, width: usize, column: usize, alpha: f64): void {
  const a = vsplat(alpha);
  for (let o: usize = 0; o < width; o += LANE_BYTES) {
    const y = vmul(a, vload(slot + o));
    vstore(column + o, vneg(vmul(y, vloadIm(adjoint + o))));
    vstoreIm(column + o, vmul(y, vload(adjoint + o)));
  }
}

const HALF_PI = 1.5707963267948966;

/** column = α·t + β·t·ln(jω) for one reference, t = adjoint·value. */
export function powerBackward(
  adjoint: usize,
  slot: usize,
  lnOmega: usize,
  width: usize,
  column: usize,
  alpha: f64,
  beta: f64,
): void {
  const a = vsplat(alpha);
  const b = vsplat(beta);
  const h = vsplat(beta * HALF_PI);
  for (let o: usize = 0; o < width; o += LANE_BYTES) {
    const ax = vload(adjoint + o);
    const ay = vloadIm(adjoint + o);
    const x = vload(slot + o);
    const y = vloadIm(slot + o);
    const tx = vsub(vmul(ax, x), vmul(ay, y));
    const ty = vadd(vmul(ax, y), vmul(ay, x));
    const real = vadd(a, vmul(b, vload(lnOmega + o)));
    vstore(column + o, vsub(vmul(real, tx), vmul(h, ty)));
    vstoreIm(column + o, vadd(vmul(real, ty), vmul(h, tx)));
  }
}

/** The two references of a constant phase element in one pass: column0 = α0·t, column1 = (α1 + β1·ln(jω))·t. */
export function powerBackwardPair(
  adjoint: usize,
  slot: usize,
  lnOmega: usize,
  width: usize,
  column0: usize,
  alpha0: f64,
  column1: usize,
  alpha1: f64,
  beta1: f64,
): void {
  const a0 = vsplat(alpha0);
  const a1 = vsplat(alpha1);
  const b1 = vsplat(beta1);
  const h1 = vsplat(beta1 * HALF_PI);
  for (let o: usize = 0; o < width; o += LANE_BYTES) {
    const ax = vload(adjoint + o);
    const ay = vloadIm(adjoint + o);
    const x = vload(slot + o);
    const y = vloadIm(slot + o);
    const tx = vsub(vmul(ax, x), vmul(ay, y));
    const ty = vadd(vmul(ax, y), vmul(ay, x));
    vstore(column0 + o, vmul(a0, tx));
    vstoreIm(column0 + o, vmul(a0, ty));
    const real = vadd(a1, vmul(b1, vload(lnOmega + o)));
    vstore(column1 + o, vsub(vmul(real, tx), vmul(h1, ty)));
    vstoreIm(column1 + o, vadd(vmul(real, ty), vmul(h1, tx)));
  }
}
