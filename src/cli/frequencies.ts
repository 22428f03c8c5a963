import { UsageError } from "./mistake.ts";
import { toNumber } from "./options.ts";
import { readOptionText } from "./spectra.ts";

const forms = "write 7e6..0.1:70 (70 points, equally spaced in the logarithm), 1,10,100 or @FILE";

/** Frequencies in Hz from "7e6..0.1:70", "1,10,100" or "@file" (numbers between blanks, commas or line ends; # begins a remark). */
export function readFrequencies(text: string): Float64Array {
  if (text.startsWith("@")) return fromFile(text.slice(1));
  if (text.includes("..")) return spaced(text);
  const list = text.split(",").map((word) => toNumber(word, "--frequencies"));
  return checked(Float64Array.from(list), "--frequencies");
}

function spaced(text: string): Float64Array {
  const [, from, to, count] = /^(.+?)\.\.(.+?):(.+)$/.exec(text) ?? [];
  if (from === undefined)
    throw new UsageError(`--frequencies "${text}" lacks the number of points; ${forms}`);
  const [first, last] = [toNumber(from, "--frequencies"), toNumber(to, "--frequencies")];
  const points = Number(count);
  if (!Number.isInteger(points) || points < 2 || points > 1e6) {
    throw new UsageError(
      `--frequencies "${text}": the number of points must be whole, from 2 to a million; ${forms}`,
    );
  }
  checked(Float64Array.of(first, last), "--frequencies");
  return Float64Array.from({ length: points }, (_, k) =>
    // The ends exactly as they were given
    k === 0 ? first : k === points - 1 ? last : first * (last / first) ** (k / (points - 1)),
  );
}

function fromFile(file: string): Float64Array {
  const lines = readOptionText("--frequencies", file).split(/\r\n|\r|\n/);
  const values = lines.flatMap((line, i) =>
    line
      .replace(/#.*/, "")
      .split(/[\s,;]+/)
      .filter((word) => word !== "")
      .map((word) => toNumber(word, `${file}, line ${i + 1}`)),
  );
  if (values.length === 0) throw new UsageError(`${file} holds no frequencies; write one per line, in Hz`);
  return checked(Float64Array.from(values), file);
}

function checked(values: Float64Array, where: string): Float64Array {
  const wrong = values.find((value) => !(value > 0 && value < Infinity));
  if (wrong === undefined) return values;
  throw new UsageError(`${where}: ${wrong} Hz is no frequency; frequencies are above 0`);
}
