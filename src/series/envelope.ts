/** A voltage trace of any length as the least and greatest voltage of successive stretches. */
import type { Segment } from "../kernel/halfCycles.ts";
import { type Extremes, openExtremes } from "./extremes.ts";

export type Envelope = Extremes;

export interface EnvelopeBuilder {
  add(segment: Segment): void;
  envelope(): Envelope;
}

/** @param most stretches; when they are full, neighbours are joined, so at least half as many remain */
export function openEnvelope(most = 8192): EnvelopeBuilder {
  const extremes = openExtremes(most);
  return {
    add: ({ first, bins }) => {
      for (let k = 0; k < bins.count.length; k++) {
        extremes.put(first.time + bins.time[k], bins.least[k], bins.most[k]);
      }
      // The next direction begins a stretch of its own
      extremes.close();
    },
    envelope: () => extremes.extremes(),
  };
}
