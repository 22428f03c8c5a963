import { readdirSync, readFileSync, statSync } from "node:fs";
import { expect, test } from "vitest";
import { FormatError } from "../../../src/formats/formatError.ts";
import { readSpectrum } from "../../../src/formats/spectra/index.ts";
import { describeShared, shared } from "../../shared.ts";
import { noise } from "./noise.ts";

/** Reads; whatever comes out keeps the promises of the type, whatever is thrown is a sentence. */
function endsWell(bytes: Uint8Array, title: string): void {
  const start = performance.now();
  try {
    const { scans } = readSpectrum(bytes, title);
    if (scans.length === 0) throw new Error(`${title}: no scan`);
    for (const { x, y } of scans) {
      if (x.length < 2 || x.length !== y.length || !x.every(Number.isFinite) || !y.every(Number.isFinite)) {
        throw new Error(`${title}: a scan breaks its promise`);
      }
    }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    expect(error.message).toContain(title);
    expect(error.message).toMatch(/expected .+; \w/);
    expect(error.message).not.toMatch(/undefined|NaN|\[object/);
  }
  expect(performance.now() - start, title).toBeLessThan(20_000);
}

describeShared("damaged files", () => {
  const root = shared("data/spectra");
  const files = readdirSync(root)
    .flatMap((folder) => readdirSync(`${root}/${folder}`).map((name) => `${root}/${folder}/${name}`))
    .filter((path) => statSync(path).size < 700_000);

  test.each(files)("cut off, with wrong bytes, with lines lost: %s", (path) => {
    const whole = new Uint8Array(readFileSync(path));
    const random = noise(whole.length);
    const rounds = whole.length > 150_000 ? 4 : 16;
    for (let k = 0; k < rounds; k++) {
      const end = Math.floor(random() * (k % 2 === 0 ? whole.length : Math.min(4096, whole.length)));
      endsWell(whole.subarray(0, end), `cut at ${end}`);
      const spoilt = whole.slice();
      // headers are where a wrong byte does most
      for (let n = 0; n < 6; n++) {
        const at = Math.floor(random() * (n < 4 ? Math.min(700, spoilt.length) : spoilt.length));
        spoilt[at] = k % 3 === 0 ? 0xff : Math.floor(random() * 256);
      }
      endsWell(spoilt, `spoilt ${k}`);
      const from = Math.floor(random() * whole.length);
      const to = Math.min(whole.length, from + Math.floor(random() * 2000));
      const lost = new Uint8Array(whole.length - (to - from));
      lost.set(whole.subarray(0, from));
      lost.set(whole.subarray(to), from);
      endsWell(lost, `bytes ${from} to ${to} lost`);
    }
  });
});

test("noise is refused with a sentence", () => {
  const random = noise(7);
  for (let k = 0; k < 60; k++) {
    const bytes = Uint8Array.from({ length: Math.floor(random() * 3000) }, () => Math.floor(random() * 256));
    endsWell(bytes, `noise ${k}`);
  }
});

test.each([
  ["an empty file", new Uint8Array(0), /found an empty file; check/],
  ["blank lines", "\n \n\n", /found only blank lines/],
  ["prose", "Dear colleague,\nhere are the data.\n", /found no table with two columns/],
  ["a web page", "<!DOCTYPE html><html></html>", /found a web page/],
  [
    "Thermo OMNIC",
    "Spectral Data File\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007",
    /OMNIC file \(\.spa\); save it as JCAMP-DX/,
  ],
  ["Rigaku .raw", "FI\u0000\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008", /Rigaku \.raw file/],
  ["an old Bruker .raw", `RAW1.01\u0000${"\u0001".repeat(100)}`, /found "RAW1.01", whose layout is not read/],
] as const)("%s is refused", (title, content, sentence) => {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  expect(() => readSpectrum(bytes, title)).toThrow(FormatError);
  expect(() => readSpectrum(bytes, title)).toThrow(sentence);
});
