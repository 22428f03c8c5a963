// The commonest circuit of all in one instruction: a resistor beside a constant phase element, Z = 1/(c + K(jω)ᵃ).
// It saves the register that a parallel group needs and most of the passes over it. `power` has left y = K(jω)ᵃ in `slot`.
// Planes: a complex quantity lies at p (real) and p + PLANE (imaginary), `width` bytes of each are in use.

const HALF_PI = 1.5707963267948966;
const ONE: usize = memory.data<f64>([1.0, 1.0], 16);

/** register (+)= 1/(c + y); keeps Z in the two planes behind y. */
export function arc(
  register: usize,
  slot: usize,
  width: usize,
  fresh: bool,
  constant: f64,
  conductance: f64,
): void {
  const c = vsplat(constant);
  const g = vsplat(conductance);
  const z = slot + 2 * PLANE;
  for (let o: usize = 0; o < width; o += LANE_BYTES) {
    const x = vadd(vload(slot + o), g);
    const y = vloadIm(slot + o);
    const d = vdiv(vload(ONE), vadd(vmul(x, x), vmul(y, y)));
    const u = vmul(x, d);
    const v = vneg(vmul(y, d));
    vstore(z + o, u);
    vstoreIm(z + o, v);
    if (fresh) {
      vstore(register + o, vadd(u, c));
      vstoreIm(register + o, v);
    } else {
      vstore(register + o, vadd(vload(register + o), u));
      vstoreIm(register + o, vadd(vloadIm(register + o), v));
    }
  }
}

/**
 * Columns of the conductance, of the gain K and of the exponent a:
 * γ·s, α·s·y and (α1 + β1·ln(jω))·s·y with s = −Z²·adjoint. `real` says that the adjoint is real (register 0).
 */
export function arcBackward(
  adjoint: usize,
  slot: usize,
  lnOmega: usize,
  width: usize,
  real: bool,
  column0: usize,
  gamma: f64,
  column1: usize,
  alpha: f64,
  column2: usize,
  alpha1: f64,
  beta1: f64,
): void {
  const c = vsplat(gamma);
  const a = vsplat(alpha);
  const a1 = vsplat(alpha1);
  const b1 = vsplat(beta1);
  const h1 = vsplat(beta1 * HALF_PI);
  const z = slot + 2 * PLANE;
  for (let o: usize = 0; o < width; o += LANE_BYTES) {
    const x = vload(z + o);
    const y = vloadIm(z + o);
    const w = vload(adjoint + o);
    // −Z² = p − jq
    const p = vsub(vmul(y, y), vmul(x, x));
    const xy = vmul(x, y);
    const q = vadd(xy, xy);
    let sx = vmul(w, p);
    let sy = vneg(vmul(w, q));
    if (!real) {
      const wy = vloadIm(adjoint + o);
      sx = vadd(sx, vmul(wy, q));
      sy = vadd(sy, vmul(wy, p));
    }
    vstore(column0 + o, vmul(c, sx));
    vstoreIm(column0 + o, vmul(c, sy));
    const yx = vload(slot + o);
    const yy = vloadIm(slot + o);
    const tx = vsub(vmul(sx, yx), vmul(sy, yy));
    const ty = vadd(vmul(sx, yy), vmul(sy, yx));
    vstore(column1 + o, vmul(a, tx));
    vstoreIm(column1 + o, vmul(a, ty));
    const k = vadd(a1, vmul(b1, vload(lnOmega + o)));
    vstore(column2 + o, vsub(vmul(k, tx), vmul(h1, ty)));
    vstoreIm(column2 + o, vadd(vmul(k, ty), vmul(h1, tx)));
  }
}
