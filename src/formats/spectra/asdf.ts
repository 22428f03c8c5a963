/**
 * Numbers of JCAMP-DX tables: AFFN (plain), PAC (fixed columns with signs), SQZ (the first digit and the sign in one letter), DIF (differences),
 * DUP (repetitions). In DIF form the first ordinate of a line repeats the last one of the line before, as a check.
 *
 * Source: R. S. McDonald, P. A. Wilks, Appl. Spectrosc. 42 (1988) 151.
 */

/** Ordinates of the lines of an (X++(Y..Y)) table. */
export interface Ordinates {
  readonly values: Float64Array;
  /** First abscissa of each line, as it stands, and the index of the ordinate that belongs to it. */
  readonly checks: readonly { readonly x: number; readonly index: number }[];
  /** Lines whose first ordinate is not the last one of the line before, counted from 0 in `lines`. */
  readonly failed: readonly number[];
  /** Ordinates that are marked as missing ("?"). */
  readonly missing: number;
}

const SQZ = "@ABCDEFGHIabcdefghi";
const DIF = "%JKLMNOPQRjklmnopqr";
const DUP = "STUVWXYZs";
const PLAIN = /\?|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/g;
const COMPRESSED = /\?|[@A-Ia-i%J-Rj-rS-Zs]\d*(?:\.\d+)?|[-+]?(?:\d+\.?\d*|\.\d+)/g;
/** No spectrum has more ordinates; a damaged repetition could ask for any number. */
const MOST = 2e7;

/** Digit with sign of a letter: "@" 0, "A" 1 … "I" 9, "a" −1 … "i" −9. */
function leading(letters: string, letter: string): string {
  const at = letters.indexOf(letter);
  return at > 9 ? `-${at - 9}` : String(at);
}

export function readOrdinates(lines: readonly string[]): Ordinates {
  const values: number[] = [];
  const checks: { x: number; index: number }[] = [];
  const failed: number[] = [];
  let missing = 0;
  /** Whether the line before ended in a difference, so the next one begins with a check. */
  let endsInDifference = false;
  const bare = lines.map((line) => line.replace(/\$\$.*$/, "").trim());
  // "E" is an exponent in a table of plain numbers and the digit 5 in a compressed one
  const isPlain = !bare.some((line) => /[@A-DF-Za-df-z%]/.test(line));
  const token = isPlain ? PLAIN : COMPRESSED;
  bare.forEach((line, lineNumber) => {
    const tokens = line.match(token);
    if (tokens === null) return;
    const x = Number(tokens[0]);
    let last = values.length > 0 ? values[values.length - 1] : 0;
    let difference: number | undefined;
    let isFirst = true;
    const wasDifference = endsInDifference;
    endsInDifference = false;
    for (const word of tokens.slice(1)) {
      const letter = word[0];
      if (!isPlain && DUP.includes(letter)) {
        // repeats the step before: a value in all stands token times
        const times = Number(`${DUP.indexOf(letter) + 1}${word.slice(1)}`);
        for (let k = 1; k < times && values.length < MOST; k++) {
          if (difference !== undefined) last += difference;
          values.push(last);
        }
        continue;
      }
      if (letter === "?") {
        values.push(Number.NaN);
        missing++;
        difference = undefined;
        isFirst = false;
        continue;
      }
      if (!isPlain && DIF.includes(letter)) {
        difference = Number(leading(DIF, letter) + word.slice(1));
        last += difference;
        values.push(last);
        endsInDifference = true;
        continue;
      }
      last = !isPlain && SQZ.includes(letter) ? Number(leading(SQZ, letter) + word.slice(1)) : Number(word);
      difference = undefined;
      endsInDifference = false;
      if (isFirst && wasDifference) {
        // the check ordinate is a repetition
        if (values[values.length - 1] !== last) failed.push(lineNumber);
        checks.push({ x, index: values.length - 1 });
        isFirst = false;
        continue;
      }
      if (isFirst) checks.push({ x, index: values.length });
      isFirst = false;
      values.push(last);
    }
    // DUP behind a difference continues the differences
    if (difference !== undefined) endsInDifference = true;
  });
  return { values: Float64Array.from(values), checks, failed, missing };
}
