/** A sample with its sizes in SI units. */
import type { Estimate } from "../cell/quantity.ts";
import { readMeasured } from "../cell/unit.ts";
import { type SizeName, sizeUnits } from "./schema.ts";

export interface Sample {
  readonly name: string;
  readonly chemistry?: string;
  readonly note?: string;
  readonly sizes: Readonly<Partial<Record<SizeName, Estimate>>>;
  readonly interfaces?: 1 | 2;
}

/** @param written values with units that the schema has allowed */
export function sampleOf(
  written: Readonly<Partial<Record<SizeName, string>>> & {
    readonly name: string;
    readonly chemistry?: string;
    readonly note?: string;
    readonly interfaces?: 1 | 2;
  },
): Sample {
  const { name, chemistry, note, interfaces } = written;
  const sizes = Object.fromEntries(
    (Object.keys(sizeUnits) as SizeName[]).flatMap((key) => {
      const given = written[key];
      const [unit, example] = sizeUnits[key];
      return given === undefined ? [] : [[key, readMeasured(given, unit, key, example)]];
    }),
  );
  return {
    name,
    sizes,
    ...(chemistry !== undefined && { chemistry }),
    ...(note !== undefined && { note }),
    ...(interfaces !== undefined && { interfaces }),
  };
}
