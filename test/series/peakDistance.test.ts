// The rule of distance over blocks of samples: it serves distances of 32 samples and more when only places and heights are asked for.
import { describe, expect, test } from "vitest";
import { findPeaks, openPeakFinder } from "../../src/series/peaks.ts";
import { referencePeaks, uniform } from "./reference.ts";

const builds = ["simd", "scalar", "js"] as const;

/** Series in which the rule has much to do: noise, few levels with plateaus, slopes on which each maximum is higher than the last, gaps. */
function trickySeries(kind: number, length: number, random: () => number): Float64Array {
  // Of variance 1
  const noise = (): number => 3.46 * (random() - 0.5);
  let walk = 0;
  let level = 0;
  return Float64Array.from({ length }, (_, i) => {
    if (kind === 0) return noise();
    if (kind === 1) return Math.round(1.5 * noise()) + 0;
    if (kind === 2) return 0.05 * i + noise();
    if (kind === 3) return -0.05 * i + noise();
    walk += noise();
    if (kind === 4) return walk;
    if (random() < 0.02) level = Math.round(3 * noise()) + 0;
    if (kind === 5) return level;
    return random() < 0.01 ? Number.NaN : level + noise();
  });
}
const KINDS = 7;

describe.each(builds)("build %s", (kernel) => {
  test("the peaks of the definition, in chunks of any length", async () => {
    const random = uniform(71);
    for (let k = 0; k < 140; k++) {
      const y = trickySeries(k % KINDS, 200 + Math.floor(random() * 900), random);
      const distance = 32 + (k % 3 === 0 ? Math.floor(random() * 30) : random() * 200);
      const height = k % 4 === 0 ? 0.5 : undefined;
      const places = Array.from(y, (_, i) => i);
      const expected = referencePeaks(Array.from(y), places, {
        distance,
        ...(height !== undefined && { height: [height, null] }),
      });
      const options = { distance, kernel, ...(height !== undefined && { height }) };
      const found = await findPeaks(y, options);
      const what = `series ${k}, distance ${distance}`;
      expect(Array.from(found.indices), what).toEqual(expected.map(({ index }) => index));
      expect(Array.from(found.heights), what).toEqual(expected.map(({ index }) => y[index]));
      const finder = await openPeakFinder(options);
      const streamed: number[] = [];
      for (let at = 0; at < y.length; ) {
        const length = 1 + Math.floor(random() * (k % 2 === 0 ? 20 : 300));
        streamed.push(...finder.push(y.subarray(at, at + length)).indices);
        at += length;
      }
      streamed.push(...finder.finish().indices);
      expect(
        streamed.sort((a, b) => a - b),
        `${what}, streamed`,
      ).toEqual(Array.from(found.indices));
    }
  });

  test("a long stretch without maxima behind an undecided one is not held", async () => {
    const finder = await openPeakFinder({ distance: 50, kernel });
    const chunk = new Float64Array(50_000);
    const before = Array.from({ length: 100 }, (_, i) => Math.sin(i));
    let found = finder.push(before).indices.length;
    // 3 × 10⁸ samples would not fit into the memory of a kernel
    for (let k = 0; k < (kernel === "simd" ? 6_000 : 20); k++) {
      for (let i = 0; i < chunk.length; i += 1) chunk[i] = 2 + k * chunk.length + i;
      found += finder.push(chunk).indices.length;
    }
    expect(found).toBe(
      referencePeaks(
        [...before, 2],
        [...before, 2].map((_, i) => i),
        { distance: 50 },
      ).length,
    );
  }, 60_000);

  test.each(Array.from({ length: KINDS }, (_, kind) => kind))(
    "series of kind %i over several chunks: the same as by single maxima",
    async (kind) => {
      const y = trickySeries(kind, 120_000, uniform(72 + kind));
      for (const distance of [32, 50, 700]) {
        const found = await findPeaks(y, { distance, kernel });
        // Prominences take the way of single candidates
        const single = await findPeaks(y, { distance, prominence: [], kernel });
        expect(found.indices.length).toBeGreaterThan(50);
        expect(found.indices).toEqual(single.indices);
        expect(found.heights).toEqual(single.heights);
      }
    },
  );
});
