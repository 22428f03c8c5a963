/** How a record is read, in the words of the command line: `--column "current_ampere=I[mA]" --threshold 1e-5`. */
import type { SeriesOptions } from "../../formats/series/index.ts";
import type { ClockOptions } from "../../series/pressure/clock.ts";
import { type LoadColumn, readLoadColumn } from "../../series/pressure/loadColumn.ts";

export interface ReadingWishes {
  readonly options: SeriesOptions;
  /** A */
  readonly threshold?: number;
  readonly pressureColumn?: LoadColumn;
  readonly clock: ClockOptions;
  readonly temperature: boolean;
}

/** Options of both `interphase cycles` and `interphase pressure`, and those of `pressure` alone. */
const shared = ["--column", "--dates", "--sheet", "--threshold"] as const;
const pressure = [
  "--pressure-column",
  "--sensor-area",
  "--clock-offset",
  "--clock-range",
  "--clock-drift",
  "--polarity",
] as const;
const flags = ["--temperature-term"] as const;
const numeric: readonly string[] = ["--threshold", "--sensor-area", "--clock-range", "--clock-drift"];
const choices: Readonly<Record<string, readonly string[]>> = {
  "--dates": ["ymd", "mdy", "dmy"],
  "--polarity": ["rises", "falls"],
};

type Name = (typeof shared)[number] | (typeof pressure)[number] | (typeof flags)[number];
type Option = readonly [name: Name, value: string];

/** @throws Error with a sentence when the words are none of the command line */
export function readingWishes(text: string): ReadingWishes {
  const options = optionsOf(text);
  const columns: Record<string, string> = {};
  for (const [name, value] of options) {
    if (name !== "--column") continue;
    const at = value.indexOf("=");
    if (at < 1 || at === value.length - 1) {
      throw new Error(`--column ${value}: write NAME=COLUMN[UNIT], for example "current_ampere=I[mA]"`);
    }
    columns[value.slice(0, at).trim()] = value.slice(at + 1).trim();
  }
  const given = new Map(options);
  const number = (name: Name): number | undefined => (given.has(name) ? Number(given.get(name)) : undefined);
  const sheet = given.get("--sheet");
  const dateOrder = given.get("--dates") as SeriesOptions["dateOrder"];
  const column = given.get("--pressure-column");
  return {
    options: {
      ...(Object.keys(columns).length > 0 && { columns }),
      ...(dateOrder !== undefined && { dateOrder }),
      ...(sheet !== undefined && { sheet }),
    },
    threshold: number("--threshold"),
    ...(column !== undefined && { pressureColumn: loadColumn(column, number("--sensor-area")) }),
    clock: {
      polarity: given.get("--polarity") as ClockOptions["polarity"],
      offset: number("--clock-offset"),
      range: number("--clock-range"),
      drift: number("--clock-drift"),
    },
    temperature: given.has("--temperature-term"),
  };
}

function loadColumn(text: string, area: number | undefined): LoadColumn {
  try {
    return readLoadColumn(text, area);
  } catch (error) {
    throw new Error(`--pressure-column ${text}: ${(error as Error).message}`);
  }
}

/** The words that a command knows. */
export function wordsFor(command: "cycles" | "pressure", text: string): readonly string[] {
  const known: readonly string[] = command === "cycles" ? shared : [...shared, ...pressure, ...flags];
  return optionsOf(text).flatMap(([name, value]) =>
    known.includes(name) ? ((flags as readonly string[]).includes(name) ? [name] : [name, value]) : [],
  );
}

function optionsOf(text: string): Option[] {
  const words = wordsOf(text);
  const options: Option[] = [];
  for (let k = 0; k < words.length; k++) {
    const name = [...shared, ...pressure, ...flags].find((one) => one === words[k]);
    if (name === undefined) {
      throw new Error(
        `"${words[k]}" is no option of reading; there are ${[...shared, ...pressure, ...flags].join(", ")}`,
      );
    }
    if ((flags as readonly string[]).includes(name)) {
      options.push([name, ""]);
      continue;
    }
    k++;
    const value = words[k];
    if (value === undefined) throw new Error(`${name} needs a value behind it`);
    if (numeric.includes(name) && !(Number(value) > 0))
      throw new Error(`${name} ${value}: write a positive number`);
    if (name === "--clock-offset" && !Number.isFinite(Number(value)))
      throw new Error(`${name} ${value}: write a number of seconds`);
    if (choices[name] && !choices[name].includes(value))
      throw new Error(`${name} ${value}: write ${choices[name].join(" or ")}`);
    options.push([name, value]);
  }
  return options;
}

/** Words of a line; quotes hold blanks together. */
function wordsOf(text: string): string[] {
  return [...text.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)].map(([word]) =>
    word.replaceAll(/"([^"]*)"|'([^']*)'/g, "$1$2"),
  );
}
