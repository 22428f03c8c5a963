/**
 * Text of Scienta's SES: "[Info]", then for each region "[Region n]" with name and scale of its dimensions, "[Info n]" with key=value
 * lines, "[Data n]" with the energy and one column per slice. The energy is in the scale that "Dimension 1 name" states.
 */
import type { Scan } from "../../spectra/measurement.ts";
import { FormatError, quote } from "../formatError.ts";
import { splitLines } from "../text.ts";
import { nameAbscissa } from "./abscissa.ts";
import { type Facts, factsOf, known, numbersIn, type SpectrumReader } from "./reader.ts";

/** Values by key of "key=value" lines. */
export function sesKeys(lines: readonly string[]): Map<string, string> {
  const keys = new Map<string, string>();
  for (const line of lines) {
    const at = line.indexOf("=");
    if (at > 0) keys.set(line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim());
  }
  return keys;
}

export function sesFacts(keys: ReadonlyMap<string, string>): Facts {
  const date = keys.get("date");
  return factsOf({
    sample: keys.get("sample"),
    instrument: keys.get("instrument"),
    lens_mode: keys.get("lens mode"),
    acquisition_mode: keys.get("acquisition mode"),
    pass_energy_electronvolt: known(Number(keys.get("pass energy"))),
    sweeps: known(Number(keys.get("number of sweeps"))),
    start_time: date === undefined ? undefined : `${date}T${keys.get("time") ?? "00:00:00"}`,
  });
}

export function sesPhotonEnergy(keys: ReadonlyMap<string, string>): number | undefined {
  return known(Number(keys.get("excitation energy")));
}

export const scientaText: SpectrumReader = {
  name: "scienta-text",
  detect: ({ text }) =>
    text !== undefined &&
    /^\s*\[Info\]\s*$/im.test(text.slice(0, 200)) &&
    /Number of Regions\s*=/i.test(text.slice(0, 400))
      ? 1
      : 0,
  read({ text, file, options }) {
    const lines = splitLines(text!);
    const starts = lines.flatMap((line, at) => (/^\[Region \d+\]/i.test(line) ? [at] : []));
    const scans: Scan[] = [];
    const warnings: string[] = [];
    starts.forEach((start, k) => {
      const end = starts[k + 1] ?? lines.length;
      const data = lines.findIndex((line, at) => at > start && at < end && /^\[Data \d+\]/i.test(line));
      const keys = sesKeys(lines.slice(start, data < 0 ? end : data));
      const name = keys.get("region name") ?? String(k + 1);
      if (data < 0) {
        warnings.push(`${file}, line ${start + 1}: the region ${quote(name)} has no data and was left out`);
        return;
      }
      const [, label, unit] = /^(.*?)\s*(?:\[(.*)\])?$/.exec(keys.get("dimension 1 name") ?? "")!;
      const rows = lines.slice(data + 1, end).filter((line) => line.trim() !== "");
      const table = rows.map(numbersIn);
      const stated = Number(keys.get("dimension 1 size"));
      if (stated > 0 && stated !== rows.length) {
        warnings.push(
          `${file}, line ${data + 1}: the region ${quote(name)} states ${stated} energies, but ${rows.length} rows follow`,
        );
      }
      const width = table[0]?.length ?? 0;
      const slices = keys.get("dimension 2 scale");
      const scale = slices === undefined ? undefined : numbersIn(slices);
      const photonEnergy = options.photonEnergy ?? sesPhotonEnergy(keys);
      for (let column = 1; column < width; column++) {
        scans.push({
          name: width > 2 ? `${name}, slice ${column}` : name,
          ...nameAbscissa(label, unit),
          x: Float64Array.from(table, (row) => row[0]),
          yLabel: "Intensity",
          yUnit: "",
          y: Float64Array.from(table, (row) => row[column] ?? Number.NaN),
          ...(photonEnergy === undefined ? {} : { photonEnergy }),
          facts: { ...sesFacts(keys), ...(width > 2 ? factsOf({ slice: scale?.[column - 1] }) : {}) },
        });
      }
    });
    if (scans.length === 0) {
      throw new FormatError({
        file,
        expected: 'a "[Data n]" with energies and intensities',
        found: `${starts.length} regions without one`,
        cure: "the file seems cut off: export it again from SES",
      });
    }
    return { scans, warnings };
  },
};
