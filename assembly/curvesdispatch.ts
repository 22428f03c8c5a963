// One call, one job: a tape is fitted to curves, or evaluated. Line shapes and functions of formulas are in this module only.

import { runBatch } from "./batch";
import { tabulate } from "./exponential";
import { NO_JOB, NO_MEMORY } from "./failure";
import { MAGIC, MODE_DIFFERENTIATE, open, W_MAGIC, W_MODE, word } from "./job";
import { allocate, rewind } from "./memory";
import { bindPoints } from "./points";

/** Forgets the last job and returns where the next one is to be written, or 0 without memory. */
export function openJob(bytes: i32): usize {
  tabulate();
  rewind();
  return allocate(<usize>bytes);
}

/** Works on the job at this address; its results stand in its last section. */
export function run(job: usize): i32 {
  open(job);
  const mode = word(W_MODE);
  if (word(W_MAGIC) !== MAGIC || mode > MODE_DIFFERENTIATE) return NO_JOB;
  if (!bindPoints()) return NO_MEMORY;
  return runBatch(mode) ? 0 : NO_MEMORY;
}
