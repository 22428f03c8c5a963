import { expect, test } from "vitest";
import { foldedNotes } from "../../src/report/note.ts";

const dropped = (loop: number, line: number, file = "a, b.csv"): string =>
  `${file}, spectrum loop ${loop}: 1 row with a frequency that is zero or negative dropped (line ${line})`;

test("sentences that differ only in spectrum and line become one, in the place of the first", () => {
  const sentences = [
    "a, b.csv: the sign is doubtful",
    ...Array.from({ length: 6 }, (_, k) => dropped(k, 91 + 90 * k)),
    "a, b.csv, spectrum loop 2: 2 rows equal to an earlier row dropped (lines 7, 9)",
  ];
  expect(foldedNotes(sentences)).toEqual([
    "a, b.csv: the sign is doubtful",
    "a, b.csv, 6 spectra: 1 row with a frequency that is zero or negative dropped in each (lines 91, 181, 271, 361 and 2 more)",
    "a, b.csv, spectrum loop 2: 2 rows equal to an earlier row dropped (lines 7, 9)",
  ]);
});

test("without lines the spectra are named", () => {
  const sentences = ["x", "y", "z"].map((name) => `f.csv, spectrum ${name}: the phase has the other sign`);
  expect(foldedNotes(sentences)).toEqual(["f.csv, 3 spectra (x, y, z): the phase has the other sign"]);
});

test("two of a kind, other files, and equal sentences without a spectrum stay as they are", () => {
  const sentences = [
    dropped(0, 1),
    dropped(1, 2),
    dropped(0, 1, "c.csv"),
    dropped(1, 2, "c.csv"),
    "a.csv: empty",
    "a.csv: empty",
    "a.csv: empty",
  ];
  expect(foldedNotes(sentences)).toEqual(sentences);
  expect(foldedNotes([])).toEqual([]);
});
