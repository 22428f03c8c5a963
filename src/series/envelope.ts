/** A voltage trace of any length as the least and greatest voltage of successive stretches, in fixed memory. */
import type { Segment } from "../kernel/halfCycles.ts";

/** Stretches in the order of time; all arrays have equal lengths. */
export interface Envelope {
  /** First and last time of each stretch, in s. */
  readonly from: Float64Array;
  readonly to: Float64Array;
  readonly least: Float64Array;
  readonly most: Float64Array;
}

export interface EnvelopeBuilder {
  add(segment: Segment): void;
  envelope(): Envelope;
}

/** @param most stretches; when they are full, neighbours are joined, so at least half as many remain */
export function openEnvelope(most = 8192): EnvelopeBuilder {
  const plane = (): Float64Array => new Float64Array(most);
  const [from, to, least, greatest] = [plane(), plane(), plane(), plane()];
  let length = 0;
  /** Bins that make a stretch, and those in the present one. */
  let stride = 1;
  let filled = 0;
  const join = (): void => {
    length >>= 1;
    for (let k = 0; k < length; k++) {
      from[k] = from[2 * k];
      to[k] = to[2 * k + 1];
      least[k] = Math.min(least[2 * k], least[2 * k + 1]);
      greatest[k] = Math.max(greatest[2 * k], greatest[2 * k + 1]);
    }
    stride *= 2;
  };
  return {
    add: ({ first, bins }) => {
      for (let k = 0; k < bins.count.length; k++) {
        if (filled === 0) {
          if (length === most) join();
          from[length] = first.time + bins.time[k];
          least[length] = Number.POSITIVE_INFINITY;
          greatest[length] = Number.NEGATIVE_INFINITY;
          length++;
        }
        const at = length - 1;
        to[at] = first.time + bins.time[k];
        least[at] = Math.min(least[at], bins.least[k]);
        greatest[at] = Math.max(greatest[at], bins.most[k]);
        filled = (filled + 1) % stride;
      }
      // The next direction begins a stretch of its own
      filled = 0;
    },
    envelope: () => ({
      from: from.slice(0, length),
      to: to.slice(0, length),
      least: least.slice(0, length),
      most: greatest.slice(0, length),
    }),
  };
}
