// Branches of different kinds that have each other's place: an arc where the diffusion should be, a diffusion where the arc should be.
// Local fits seldom get out of that; exchanging the places of two branches does.

import { place, relaxes } from "./draws";
import { log } from "./elementary";
import { W_BRANCHES, word } from "./job";
import { doubles, get, put } from "./memory";
import {
  moveTo,
  V_BRANCH,
  V_FREQUENCY,
  V_FREQUENCY_PER_EXPONENT,
  V_IMPEDANCE,
  variableCount,
  variableRecord,
} from "./parameters";
import { blockPoints, blocks, lnOmega, omega, points } from "./points";
import { basisRegister, forwardBasis, prepareBasis, setBlock } from "./program";
import { uniform } from "./random";

let branches = 0;
/** Per branch: where its −Z″ is largest at the characterised point, ln |Z| there, and a number that tells its kind. */
let places: usize = 0;
let sizes: usize = 0;
let kinds: usize = 0;
/** Whether two relaxing branches are of different kinds at all. */
let different = false;

export function bindExchange(): bool {
  branches = word(W_BRANCHES);
  places = doubles(max(branches, 1));
  sizes = doubles(max(branches, 1));
  kinds = doubles(max(branches, 1));
  if (kinds === 0) return false;
  for (let b = 0; b < branches; b++) put(kinds, b, 0);
  for (let v = 0; v < variableCount(); v++) {
    const record = variableRecord(v);
    const b = load<i32>(record, V_BRANCH);
    if (b < 0 || b >= branches) continue;
    const kind =
      1.0 +
      3.1 * load<f64>(record, V_IMPEDANCE) +
      7.3 * load<f64>(record, V_FREQUENCY) +
      13.7 * load<f64>(record, V_FREQUENCY_PER_EXPONENT);
    put(kinds, b, get(kinds, b) + kind * kind);
  }
  different = false;
  let first = NaN;
  for (let b = 0; b < branches; b++) {
    if (!relaxes(b)) continue;
    if (first !== first) first = get(kinds, b);
    else if (get(kinds, b) !== first) different = true;
  }
  return true;
}

/** Whether there is anything to exchange. */
export function canExchange(): bool {
  return different;
}

/** Finds where each branch acts at the point x. */
export function characterize(x: usize): void {
  setBlock(blockPoints);
  moveTo(x);
  prepareBasis();
  for (let b = 0; b < branches; b++) put(sizes, b, -Infinity);
  for (let block = 0; block < blocks; block++) {
    forwardBasis(lnOmega(block), omega(block));
    for (let b = 0; b < branches; b++) {
      const z = basisRegister(b);
      for (let k = 0; k < min(blockPoints, points - block * blockPoints); k++) {
        const size = log(abs(get(z + PLANE, k)));
        if (!(size > get(sizes, b))) continue;
        put(sizes, b, size);
        put(places, b, get(lnOmega(block), k));
      }
    }
  }
}

/** Exchanges the places of two branches of different kinds of x, which was characterised. */
export function exchange(x: usize): void {
  for (let tries = 0; tries < 20; tries++) {
    const a = <i32>(uniform() * <f64>branches);
    const b = <i32>(uniform() * <f64>branches);
    if (!relaxes(a) || !relaxes(b) || get(kinds, a) === get(kinds, b)) continue;
    place(x, a, get(places, b), get(sizes, b));
    place(x, b, get(places, a), get(sizes, a));
    return;
  }
}
