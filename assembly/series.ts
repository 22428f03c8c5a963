// A series: spectra of one cell in the order of cycle, time or temperature. Two passes over the same job: `chain` fits each spectrum
// from its neighbours' optima, `joint` solves for parameters that several spectra share.

import { bindFit } from "./batch";
import { runChain } from "./chain";
import { section, W_AT_EXTENSION } from "./job";
import { runJoint } from "./jointresult";
import { get } from "./memory";

// The extension of the job begins with these doubles; what follows is each pass's own
const X_PASS = 0;
const PASS_JOINT = 1;

/** Works on a series; false without memory. */
export function runSeries(): bool {
  if (!bindFit()) return false;
  return <i32>get(section(W_AT_EXTENSION), X_PASS) === PASS_JOINT ? runJoint() : runChain();
}
