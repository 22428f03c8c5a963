// The names that `asc --lib assembly/lanes/simd` (or scalar) makes global, for tsc and editors. Typed by the SIMD build, in which
// a vector is no number: a plain operator on a Vec is an error here as it is for asc.

declare module "lanes";

type Lanes = typeof import("./lanes/simd/lanes");
type Vec = import("./lanes/simd/lanes").Vec;
declare const LANE_BYTES: Lanes["LANE_BYTES"];
declare const vload: Lanes["vload"];
declare const vstore: Lanes["vstore"];
declare const vsplat: Lanes["vsplat"];
declare const vsum: Lanes["vsum"];
declare const vadd: Lanes["vadd"];
declare const vsub: Lanes["vsub"];
declare const vmul: Lanes["vmul"];
declare const vdiv: Lanes["vdiv"];
declare const vneg: Lanes["vneg"];
declare const vmax: Lanes["vmax"];
declare const vmin: Lanes["vmin"];
declare const vmost: Lanes["vmost"];
declare const vleast: Lanes["vleast"];
declare const vabs: Lanes["vabs"];
declare const vgreater: Lanes["vgreater"];
declare const vpower64: Lanes["vpower64"];
declare const PLANE: Lanes["PLANE"];
declare const vloadIm: Lanes["vloadIm"];
declare const vstoreIm: Lanes["vstoreIm"];
declare const vload1: Lanes["vload1"];
declare const vload1Im: Lanes["vload1Im"];
declare const vload2: Lanes["vload2"];
declare const vload2Im: Lanes["vload2Im"];

/** Set by `build.js` for each module: 1 in that of curves. */
declare const OF_CURVES: i32;
