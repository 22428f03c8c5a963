// One call, one job: its mode says what is to be done with a series. These kernels have a module of their own, so that who only fits does
// not load them.

import { NO_JOB, NO_MEMORY } from "./failure";
import { runPeaks } from "./findpeaks";
import { hasPressure, runHalfCycles } from "./halfcycle";
import { MAGIC, MODE_HALF_CYCLES, MODE_PEAKS, open, W_MAGIC, W_MODE, word } from "./job";
import { allocate, rewind } from "./memory";
import { MODE_TABLE, MODE_TABLE_BLANK, tokenize } from "./tokenizer";

/** Forgets the last job and returns where the next one is to be written, or 0 without memory. */
export function openJob(bytes: i32): usize {
  rewind();
  return allocate(<usize>bytes);
}

/** Works on the job at this address; its results stand in its last section. */
export function run(job: usize): i32 {
  open(job);
  if (word(W_MAGIC) !== MAGIC) return NO_JOB;
  const mode = word(W_MODE);
  // Two calls of each keep them functions of their own: as parts of this one they would be too large for the optimisers of JavaScript
  if (mode === MODE_TABLE) {
    tokenize(false);
    return 0;
  }
  if (mode === MODE_TABLE_BLANK) {
    tokenize(true);
    return 0;
  }
  if (mode === MODE_HALF_CYCLES) {
    if (!hasPressure()) return runHalfCycles(false) ? 0 : NO_MEMORY;
    return runHalfCycles(true) ? 0 : NO_MEMORY;
  }
  if (mode === MODE_PEAKS) return runPeaks() ? 0 : NO_MEMORY;
  return NO_JOB;
}
