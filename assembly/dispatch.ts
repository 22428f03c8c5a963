// One call, one job: its mode says what is to be done with its spectra. Curves have a module of their own: `curvesdispatch.ts`.

import { runBatch } from "./batch";
import { tabulate } from "./exponential";
import { NO_JOB, NO_MEMORY } from "./failure";
import {
  MAGIC,
  MODE_DIFFERENTIATE,
  MODE_KRAMERS,
  MODE_PROFILE,
  MODE_RELAXATION,
  MODE_RESAMPLE,
  MODE_SAMPLE,
  MODE_SERIES,
  open,
  W_MAGIC,
  W_MODE,
  word,
} from "./job";
import { runKramers } from "./kramers";
import { allocate, rewind } from "./memory";
import { bindPoints } from "./points";
import { profileAll } from "./profile";
import { runRelaxation } from "./relaxation";
import { resampleAll } from "./resample";
import { sampleAll } from "./sampler";
import { runSeries } from "./series";

/** Forgets the last job and returns where the next one is to be written, or 0 without memory. */
export function openJob(bytes: i32): usize {
  tabulate();
  rewind();
  return allocate(<usize>bytes);
}

/** Works on the job at this address; its results stand in its last section. */
export function run(job: usize): i32 {
  open(job);
  if (word(W_MAGIC) !== MAGIC) return NO_JOB;
  const mode = word(W_MODE);
  if (!bindPoints()) return NO_MEMORY;
  if (mode === MODE_SAMPLE) return sampleAll() ? 0 : NO_MEMORY;
  if (mode === MODE_PROFILE) return profileAll() ? 0 : NO_MEMORY;
  if (mode === MODE_RESAMPLE) return resampleAll() ? 0 : NO_MEMORY;
  if (mode <= MODE_DIFFERENTIATE) return runBatch(mode) ? 0 : NO_MEMORY;
  if (mode === MODE_KRAMERS) return runKramers() ? 0 : NO_MEMORY;
  if (mode === MODE_SERIES) return runSeries() ? 0 : NO_MEMORY;
  if (mode === MODE_RELAXATION) return runRelaxation() ? 0 : NO_MEMORY;
  return NO_JOB;
}
