import { cores } from "#platform";

/** More workers than this are asked for by name only: eight starts cost more than a small batch. */
const MOST_WORKERS = 8;

/** Number of workers for a large batch: one per core, at most eight. Whether a batch is large is the caller's affair. */
export function defaultWorkers(): number {
  return Math.min(cores(), MOST_WORKERS);
}
