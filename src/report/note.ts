/** Sentences of readers as people want them: those that differ only in the spectrum and the line become one. */

/** "FILE, spectrum NAME: SENTENCE (lines 91)". */
const ofSpectrum =
  /^(?<file>.+?), spectrum (?<spectrum>.+?): (?<words>.+?)(?: \((?<unit>line|point)s? (?<rows>[^()]+)\))?$/su;

/** So many sentences of one kind stay as they are. */
const few = 2;
/** Names or lines that a folded sentence gives. */
const mostNamed = 4;

/**
 * The sentences in their order, those about more than two spectra of one file that say the same folded into the first of them:
 * "cell.csv, 10 spectra: 1 row with a frequency that is zero or negative dropped in each (lines 91, 181, 271, 361 and 6 more)".
 */
export function foldedNotes(sentences: readonly string[]): string[] {
  const groups = new Map<string, string[]>();
  for (const sentence of sentences) {
    const { file, words, unit = "" } = ofSpectrum.exec(sentence)?.groups ?? {};
    const key = file === undefined ? sentence : JSON.stringify([file, words, unit]);
    groups.set(key, [...(groups.get(key) ?? []), sentence]);
  }
  return [...groups.values()].flatMap((alike) => {
    const parts = alike.map((sentence) => ofSpectrum.exec(sentence)?.groups);
    const first = parts[0];
    if (alike.length <= few || first === undefined) return alike;
    const { file, words, unit } = first;
    const names = parts.map((part) => (unit === undefined ? part!.spectrum! : part!.rows!));
    const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : "";
    const named = `${names.slice(0, mostNamed).join(", ")}${more}`;
    return unit === undefined
      ? `${file}, ${alike.length} spectra (${named}): ${words}`
      : `${file}, ${alike.length} spectra: ${words} in each (${unit}s ${named})`;
  });
}
