import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FormatError, readImpedance } from "../../src/formats/index.ts";
import { describeShared, shared } from "../shared.ts";

/** Seeded noise (mulberry32). */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Reads, and checks that whatever comes out keeps the promises of the type. */
function endsWell(bytes: Uint8Array, title: string): "read" | "refused" {
  const start = performance.now();
  try {
    const { spectra } = readImpedance(bytes, title);
    expect(spectra.length, title).toBeGreaterThan(0);
    for (const { frequency, real, imaginary } of spectra) {
      if (
        frequency.length === 0 ||
        real.length !== frequency.length ||
        imaginary.length !== frequency.length
      ) {
        throw new Error(`${title}: lengths differ`);
      }
      for (let i = 0; i < frequency.length; i++) {
        if (!(frequency[i] > 0) || !Number.isFinite(frequency[i] + real[i] + imaginary[i])) {
          throw new Error(`${title}: point ${i} is not finite`);
        }
      }
    }
    return "read";
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    expect(error.message.length, title).toBeLessThan(1000);
    return "refused";
  } finally {
    expect(performance.now() - start, title).toBeLessThan(5000);
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}

describeShared("damaged files end in a dataset or in a FormatError, never in another exception", () => {
  const damaged = (): string[] =>
    filesBelow(shared("data/impedance")).filter((path) => statSync(path).size < 70000);

  test("cut off at random", () => {
    const random = noise(1);
    let read = 0;
    for (const path of damaged()) {
      const bytes = new Uint8Array(readFileSync(path));
      for (let k = 0; k < 12; k++) {
        const cut = Math.floor(random() * bytes.length);
        if (endsWell(bytes.subarray(0, cut), `${path} cut at ${cut}`) === "read") read++;
      }
    }
    expect(read).toBeGreaterThan(100);
  }, 60000);

  test("with flipped bits and with pieces exchanged", () => {
    const random = noise(2);
    let read = 0;
    for (const path of damaged()) {
      const whole = new Uint8Array(readFileSync(path));
      for (let k = 0; k < 12; k++) {
        const bytes = whole.slice();
        const flips = 1 + Math.floor(random() ** 3 * 60);
        for (let i = 0; i < flips; i++) {
          bytes[Math.floor(random() * bytes.length)] ^= 1 << Math.floor(random() * 8);
        }
        if (k % 4 === 3)
          bytes.copyWithin(Math.floor(random() * bytes.length), Math.floor(random() * bytes.length));
        if (endsWell(bytes, `${path} damaged ${k}`) === "read") read++;
      }
    }
    expect(read).toBeGreaterThan(300);
  }, 60000);

  test("random bytes and random tables", () => {
    const random = noise(3);
    const alphabet = "0123456789.,;-+eE \t\n\r\"'|/()ZzfHhOohmreima#%";
    for (let k = 0; k < 300; k++) {
      const length = Math.floor(random() * 2000);
      endsWell(
        Uint8Array.from({ length }, () => random() * 256),
        `bytes ${k}`,
      );
      const text = Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join("");
      endsWell(new TextEncoder().encode(text), `text ${k}`);
      endsWell(new TextEncoder().encode(`freq,Zre,Zim\n${text}`), `table ${k}`);
    }
  }, 60000);
});
