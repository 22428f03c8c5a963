// The Breit–Wigner–Fano line h·(1 + κt)²/(1 + t²), t = 2(x − E)/F (Fano, Phys. Rev. 124 (1961) 1866; κ = 1/q as in the Raman
// spectra of carbon). It tends to h·κ² far out: its area is infinite. κ > 0 puts the higher side at high x.

import { direction, lineParameter, normalise, partialPlane } from "./lineparameters";

/** Parameters: h, E, F, κ. */
export function fano(to: usize, partials: usize, x: usize, width: usize): void {
  const d = vsplat(direction);
  const e = vsplat(direction * lineParameter(1));
  const rate = vsplat(2.0 / lineParameter(2));
  const inverse = vsplat(1.0 / lineParameter(2));
  const k = vsplat(lineParameter(3));
  const one = vsplat(1);
  const two = vsplat(2);
  const p1 = partialPlane(partials, 1);
  const p2 = partialPlane(partials, 2);
  const p3 = partialPlane(partials, 3);
  for (let o: usize = 0; o < width; o += LANE_BYTES) {
    const t = vmul(vsub(vmul(d, vload(x + o)), e), rate);
    const q = vdiv(one, vadd(one, vmul(t, t)));
    const edge = vadd(one, vmul(k, t));
    const s = vmul(q, vmul(edge, edge));
    // −∂S/∂t
    const fall = vmul(vmul(two, q), vsub(vmul(t, s), vmul(k, edge)));
    vstore(to + o, s);
    vstore(p1 + o, vmul(d, vmul(rate, fall)));
    vstore(p2 + o, vmul(inverse, vmul(t, fall)));
    vstore(p3 + o, vmul(vmul(two, t), vmul(q, edge)));
  }
  normalise(to, partials, 3, 1, width);
}
