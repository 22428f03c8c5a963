/** The options that say what a peak is. */
import { type PeakCondition, type PeakOptions, peakOrders } from "../series/peakOptions.ts";
import type { Arguments, OptionKind } from "./command.ts";
import { UsageError } from "./mistake.ts";
import { choice, toNumber, whole } from "./options.ts";

const interval = "NUMBER|LOW..HIGH";

export const peakOptionKinds: readonly OptionKind[] = [
  {
    name: "column",
    value: "COL",
    text: "the column, by its name or number in the file, or by its name in the Battery Data Format; needless when there is one",
  },
  {
    name: "x",
    value: "COL",
    text: "column of increasing x: --distance, --width and --wlen are in its unit then, not in samples",
  },
  { name: "height", value: interval, text: "value at the peak: at least NUMBER, or within LOW..HIGH" },
  {
    name: "threshold",
    value: interval,
    text: "vertical distance to the neighbouring samples",
  },
  {
    name: "distance",
    value: "LENGTH",
    text: "between neighbouring peaks; the highest stay, of equal ones the later",
  },
  { name: "prominence", value: interval, text: "height above the higher of the two bases" },
  { name: "width", value: interval, text: "at the height of --rel-height" },
  { name: "plateau-size", value: interval, text: "number of equal samples at the top" },
  { name: "wlen", value: "LENGTH", text: "window in which the bases are looked for; default: all" },
  {
    name: "rel-height",
    value: "NUMBER",
    text: "part of the prominence at which the width is measured, default 0.5",
  },
  { name: "valleys", text: "minima: the peaks of −column, to which all conditions apply" },
  { name: "count", value: "N", text: "keep the N highest, or the first N by --sort-by" },
  { name: "sort-by", value: "KEY", text: "index (default), height, prominence or width: largest first" },
  { name: "sheet", value: "NAME", text: "of a workbook: the sheet with the table" },
];

/** @throws UsageError for a text that is no number and no interval */
export function readPeakOptions(given: Arguments): PeakOptions {
  const plain = (name: string): number | undefined => {
    const text = given.text(name);
    return text === undefined ? undefined : toNumber(text, `--${name}`);
  };
  const count = whole(given, "count", 0);
  return {
    // Results have all properties: an open interval asks for one and filters nothing
    height: readCondition(given, "height"),
    threshold: readCondition(given, "threshold") ?? [null, null],
    prominence: readCondition(given, "prominence") ?? [null, null],
    width: readCondition(given, "width") ?? [null, null],
    plateauSize: readCondition(given, "plateau-size") ?? [null, null],
    distance: plain("distance"),
    wlen: plain("wlen"),
    relHeight: plain("rel-height"),
    valleys: given.has("valleys"),
    ...(count !== undefined && { count }),
    sortBy: choice(given, "sort-by", peakOrders) ?? "index",
  };
}

/** "1", "1..5", "1..", "..5". */
function readCondition(given: Arguments, name: string): PeakCondition | undefined {
  const text = given.text(name);
  if (text === undefined) return undefined;
  const [, low, high] = /^(.*?)\s*\.\.\s*(.*)$/.exec(text.trim()) ?? [];
  if (low === undefined) return toNumber(text, `--${name}`);
  if (low === "" && high === "") {
    throw new UsageError(`--${name} "${text}": expected NUMBER or LOW..HIGH, such as 1, 1..5, 1.. or ..5`);
  }
  const end = (word: string): number | null => (word === "" ? null : toNumber(word, `--${name}`));
  return [end(low), end(high)];
}

/** The conditions as the user wrote them. */
export function conditionsText(given: Arguments): string {
  const named = [
    "height",
    "threshold",
    "distance",
    "prominence",
    "width",
    "plateau-size",
    "wlen",
    "rel-height",
  ]
    .filter((name) => given.has(name))
    .map((name) => `${name} ${given.text(name)}`);
  return named.length > 0 ? named.join(", ") : "none: every local maximum";
}
