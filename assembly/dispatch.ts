// One call, one job: its mode says what is to be done with its spectra.

import { runBatch } from "./batch";
import { tabulate } from "./exponential";
import { runPeaks } from "./findpeaks";
import { runHalfCycles } from "./halfcycle";
import {
  MAGIC,
  MODE_DIFFERENTIATE,
  MODE_HALF_CYCLES,
  MODE_KRAMERS,
  MODE_PEAKS,
  MODE_PROFILE,
  MODE_RELAXATION,
  MODE_RESAMPLE,
  MODE_SAMPLE,
  MODE_SERIES,
  ofCurves,
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
import { MODE_TABLE, MODE_TABLE_BLANK, tokenize } from "./tokenizer";

/** Errors of `run`; 0 is success. */
export const NO_JOB = 1;
export const NO_MEMORY = 2;

/** Forgets the last job and returns where the next one is to be written, or 0 without memory. */
export function openJob(bytes: i32): usize {
  tabulate();
  rewind();
  return allocate(<usize>bytes);
}

/** Works on the job at this address; its results stand in its last section. */
export function run(job: usize): i32 {
  open(job);
  if (word(W_MAGIC) !== MAGIC && !ofCurves) return NO_JOB;
  const mode = word(W_MODE);
  if (mode === MODE_HALF_CYCLES) return runHalfCycles() ? 0 : NO_MEMORY;
  if (mode === MODE_TABLE) {
    tokenize(false);
    return 0;
  }
  // A session has no spectra, and what it holds in the arena must outlive the call
  if (mode === MODE_PEAKS) return runPeaks() ? 0 : NO_MEMORY;
  if (!bindPoints()) return NO_MEMORY;
  if (mode === MODE_SAMPLE) return sampleAll() ? 0 : NO_MEMORY;
  if (mode === MODE_PROFILE) return profileAll() ? 0 : NO_MEMORY;
  if (mode === MODE_RESAMPLE) return resampleAll() ? 0 : NO_MEMORY;
  if (mode <= MODE_DIFFERENTIATE) return runBatch(mode) ? 0 : NO_MEMORY;
  if (mode === MODE_KRAMERS) return runKramers() ? 0 : NO_MEMORY;
  if (mode === MODE_SERIES) return runSeries() ? 0 : NO_MEMORY;
  if (mode === MODE_RELAXATION) return runRelaxation() ? 0 : NO_MEMORY;
  if (mode === MODE_TABLE_BLANK) {
    tokenize(true);
    return 0;
  }
  return NO_JOB;
}
