/** Header cells of cyclers' tables: name and unit. */
import { seriesColumns } from "../../series/record.ts";
import { quantityOf, readSeriesUnit, type SeriesUnit, unitOf } from "./quantity.ts";

export interface SeriesHeading {
  /** As the file has it. */
  readonly text: string;
  /** Without unit, in small letters without blanks, dots, dashes, underscores and colons. */
  readonly name: string;
  readonly unit: SeriesUnit | undefined;
}

const known: ReadonlySet<string> = new Set(seriesColumns);

export function canonical(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s_.\-:#']+/g, "");
}

/** @param unitCell cell of a separate row of units */
export function readSeriesHeading(text: string, unitCell?: string): SeriesHeading {
  const plain = text.replace(/^\ufeff/, "").trim();
  const small = plain.toLowerCase();
  const made = (name: string, unit: SeriesUnit | undefined): SeriesHeading => ({
    text: plain,
    name: canonical(name),
    unit: unit ?? (unitCell === undefined ? undefined : readSeriesUnit(unitCell)),
  });
  if (plain.length > 200) return made("", undefined);
  if (known.has(small)) return { text: plain, name: canonical(small), unit: statedUnit(small) };
  const bracket = /^(.*?)\s*[([{（]\s*([^()[\]{}（）]*?)\s*[)\]}）]$/.exec(plain);
  if (bracket !== null && bracket[1] !== "") {
    const unit = readSeriesUnit(bracket[2]);
    if (unit !== undefined) return made(bracket[1], unit);
    // (h:min:s.ms), (HH:mm:ss): a clock, which its cells show
    if (/^d*\s*h+\s*:\s*m/i.test(bracket[2])) return made(bracket[1], undefined);
  }
  for (let at = plain.indexOf("/"); at > 0; at = plain.indexOf("/", at + 1)) {
    const unit = readSeriesUnit(plain.slice(at + 1));
    if (unit !== undefined) return made(plain.slice(0, at), unit);
  }
  const suffix = /^(.+)[_ ]([A-Za-zµΩ°]+)$/.exec(plain);
  if (suffix !== null) {
    const [, name, end] = suffix;
    const unit =
      end === "C" && /temp/i.test(name)
        ? readSeriesUnit("°C")
        : end.length > 1 || plain[name.length] === "_"
          ? readSeriesUnit(end)
          : undefined;
    if (unit !== undefined) return made(name, unit);
  }
  return made(plain, undefined);
}

function statedUnit(column: string): SeriesUnit | undefined {
  return quantityOf(column) === undefined ? undefined : readSeriesUnit(unitOf(column));
}
