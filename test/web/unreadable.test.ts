import { expect, test } from "vitest";
import { readings } from "../../src/web/reading/readers.ts";
import { type Attempt, sentenceAbout } from "../../src/web/reading/unreadable.ts";

/** What the page says about a file that none of its readers can read. */
function sentence(name: string, text: string): string {
  const bytes = new TextEncoder().encode(text);
  const attempts = readings.map((reading): Attempt => {
    try {
      reading.read(bytes, name);
    } catch (error) {
      return { reading, error };
    }
    throw new Error(`${name} was read as ${reading.kind}`);
  });
  return sentenceAbout(name, bytes, attempts);
}

test("a cut VAMAS file gets the sentence of the reader of VAMAS, with its line", () => {
  const head = ["VAMAS Surface Chemical Analysis Standard Data Transfer Format 1988 May 4", "lab", "XPS"];
  expect(sentence("cut.vms", head.join("\n"))).toMatch(/^cut\.vms, line \d+: expected /);
});

test("a cut PHI file gets that of the reader of PHI, although its header passes for a table", () => {
  const header = ["SOFH", "Platform: Windows", "Technique: XPS", "InstrumentModel: VersaProbe 4", "a: 1 2 3"];
  expect(sentence("cut.spe", header.join("\n"))).toContain("PHI header");
});

test("a broken file of an impedance analyser gets the sentence of its reader", () => {
  expect(sentence("cell.DTA", "EXPLAIN\nTAG\tEISPOT\nTITLE\tLABEL\tPotentiostatic EIS\n")).not.toContain(
    "XPS",
  );
});

test("a file that nobody knows is told what it is, with all that the page reads", () => {
  expect(sentence("notes.txt", "Tuesday: glovebox at 0.1 ppm.")).toMatch(
    /^notes\.txt: expected data of one of these kinds: impedance, XPS, XRD, FTIR, Raman, found text without a table of numbers; /,
  );
  expect(sentence("empty.mpr", "")).toContain("found an empty file; check that");
  expect(sentence("x.spa", "Spectral Data File\0\0\u0001")).toContain("OMNIC");
});
