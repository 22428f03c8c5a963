import { expect, test } from "vitest";
import { readSource } from "../../src/web/reading/readSource.ts";
import { sourceOf } from "../../src/web/reading/source.ts";

/** What the page says about a file that none of its readers can read. */
async function sentence(name: string, text: string): Promise<string> {
  const reading = await readSource(sourceOf(new Blob([text]), name, () => {}));
  if (!("message" in reading)) throw new Error(`${name} was read as ${reading.kind}`);
  return reading.message;
}

test("a cut VAMAS file gets the sentence of the reader of VAMAS, with its line", async () => {
  const head = ["VAMAS Surface Chemical Analysis Standard Data Transfer Format 1988 May 4", "lab", "XPS"];
  expect(await sentence("cut.vms", head.join("\n"))).toMatch(/^cut\.vms, line \d+: expected /);
});

test("a cut PHI file gets that of the reader of PHI, although its header passes for a table", async () => {
  const header = ["SOFH", "Platform: Windows", "Technique: XPS", "InstrumentModel: VersaProbe 4", "a: 1 2 3"];
  expect(await sentence("cut.spe", header.join("\n"))).toContain("PHI header");
});

test("a broken file of an impedance analyser gets the sentence of its reader", async () => {
  expect(
    await sentence("cell.DTA", "EXPLAIN\nTAG\tEISPOT\nTITLE\tLABEL\tPotentiostatic EIS\n"),
  ).not.toContain("XPS");
});

test("a file that nobody knows is told what it is, with all that the page reads", async () => {
  expect(await sentence("notes.txt", "Tuesday: glovebox at 0.1 ppm.")).toMatch(
    /^notes\.txt: expected data of one of these kinds: impedance, records of cyclers, XPS, XRD, FTIR, Raman, found text without a table of numbers; /,
  );
  expect(await sentence("empty.mpr", "")).toContain("found an empty file; check that");
  expect(await sentence("x.spa", "Spectral Data File\0\0\u0001")).toContain("OMNIC");
});
