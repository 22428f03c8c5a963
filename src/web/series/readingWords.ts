/** How a record is read, in the words of the command line: `--column "current_ampere=I[mA]" --threshold 1e-5`. */
import type { SeriesOptions } from "../../formats/series/index.ts";

export interface ReadingWishes {
  readonly options: SeriesOptions;
  /** A */
  readonly threshold?: number;
}

const names = ["--column", "--dates", "--sheet", "--threshold"] as const;
const orders = ["ymd", "mdy", "dmy"] as const;

/** @throws Error with a sentence when the words are none of the command line */
export function readingWishes(text: string): ReadingWishes {
  const words = wordsOf(text);
  const columns: Record<string, string> = {};
  let dateOrder: SeriesOptions["dateOrder"];
  let sheet: string | undefined;
  let threshold: number | undefined;
  for (let k = 0; k < words.length; k += 2) {
    const name = names.find((one) => one === words[k]);
    const value = words[k + 1];
    if (name === undefined) {
      throw new Error(`"${words[k]}" is no option of reading; there are ${names.join(", ")}`);
    }
    if (value === undefined) throw new Error(`${name} needs a value behind it`);
    if (name === "--sheet") sheet = value;
    else if (name === "--dates") {
      dateOrder = orders.find((order) => order === value);
      if (dateOrder === undefined) throw new Error(`--dates ${value}: write ymd, mdy or dmy`);
    } else if (name === "--threshold") {
      threshold = Number(value);
      if (!(threshold > 0)) throw new Error(`--threshold ${value}: write a positive current in A`);
    } else {
      const at = value.indexOf("=");
      if (at < 1 || at === value.length - 1) {
        throw new Error(`--column ${value}: write NAME=COLUMN[UNIT], for example "current_ampere=I[mA]"`);
      }
      columns[value.slice(0, at).trim()] = value.slice(at + 1).trim();
    }
  }
  return {
    options: {
      ...(Object.keys(columns).length > 0 && { columns }),
      ...(dateOrder && { dateOrder }),
      ...(sheet !== undefined && { sheet }),
    },
    ...(threshold !== undefined && { threshold }),
  };
}

/** Words of a line; quotes hold blanks together. */
export function wordsOf(text: string): string[] {
  return [...text.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)].map(([word]) =>
    word.replaceAll(/"([^"]*)"|'([^']*)'/g, "$1$2"),
  );
}
