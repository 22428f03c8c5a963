/** The word that somebody meant. */

/** Of the known words the one that is nearest to a mistyped one; undefined where none is near. */
export function nearestWord(typed: string, known: readonly string[]): string | undefined {
  const plain = (word: string): string => word.toLowerCase().replace(/[\s_-]+/g, "");
  const wanted = plain(typed);
  const [best] = known
    .map((word) => ({ word, steps: steps(wanted, plain(word)) }))
    .sort((a, b) => a.steps - b.steps);
  return best !== undefined && best.steps <= Math.max(1, Math.floor(wanted.length / 3))
    ? best.word
    : undefined;
}

/** Letters to insert, drop, replace or swap with the next (Damerau and Levenshtein, optimal alignment). */
function steps(a: string, b: string): number {
  let [before, row] = [[] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        next[j] = Math.min(next[j], before[j - 2] + 1);
    }
    [before, row] = [row, next];
  }
  return row[b.length];
}
