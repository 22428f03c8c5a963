/** What the user knows about the measurements and their files do not say: cycles, temperatures, states of charge. */
import { basename } from "node:path";
import type { Spectrum } from "../impedance/spectrum.ts";
import type { Arguments, OptionKind } from "./command.ts";
import { UsageError } from "./mistake.ts";
import { toNumber } from "./options.ts";
import { readOptionText } from "./spectra.ts";

export const factOptionKinds: readonly OptionKind[] = [
  {
    name: "temperature",
    value: "NAME=CELSIUS",
    repeatable: true,
    text: "temperature in °C of a file or of a spectrum: cell-25.mpt=25",
  },
  {
    name: "facts",
    value: "FILE.csv",
    text: "table with a column file (and spectrum, where a file has several) and columns such as cycle, temperature_celsius",
  },
];

type Facts = Record<string, number | string>;

/** The spectra with what --temperature and --facts say about them. @throws UsageError for a line that fits no spectrum */
export function withFacts(given: Arguments, spectra: readonly Spectrum[]): Spectrum[] {
  const found: Facts[] = spectra.map(() => ({}));
  const table = given.text("facts");
  if (table !== undefined) {
    for (const { where, file, spectrum, facts } of readFactTable(table)) {
      const rows = matching(spectra, file).filter(
        (i) => spectrum === undefined || spectra[i].name === spectrum,
      );
      if (rows.length === 0) {
        const known = [...new Set(spectra.map((one) => basename(one.file ?? "")))].slice(0, 5).join(", ");
        throw new UsageError(
          `--facts ${where}: no spectrum of "${[file, spectrum].filter((part) => part !== undefined).join(", ")}" was read; the files are ${known} …`,
        );
      }
      for (const i of rows) Object.assign(found[i], facts);
    }
  }
  for (const text of given.texts("temperature").flatMap((item) => item.split(","))) {
    const at = text.lastIndexOf("=");
    const name = text.slice(0, at).trim();
    if (at < 1 || name === "") {
      throw new UsageError(`--temperature "${text}": expected the name of a file or a spectrum, "=" and °C`);
    }
    const celsius = toNumber(text.slice(at + 1), `--temperature ${name}`);
    if (!(celsius > -273.15))
      throw new UsageError(`--temperature ${text}: below the absolute zero, −273.15 °C`);
    const rows = [
      ...new Set([
        ...matching(spectra, name),
        ...spectra.flatMap((spectrum, i) => (spectrum.name === name ? [i] : [])),
      ]),
    ];
    if (rows.length === 0)
      throw new UsageError(`--temperature ${text}: no file or spectrum "${name}" was read`);
    for (const i of rows) found[i].temperature_celsius = celsius;
  }
  return spectra.map((spectrum, i) => {
    if (Object.keys(found[i]).length === 0) return spectrum;
    const { temperature_kelvin: _, ...facts } = { ...spectrum.facts };
    const keep = "temperature_celsius" in found[i] ? facts : { ...spectrum.facts };
    return { ...spectrum, facts: { ...keep, ...found[i] } };
  });
}

/** Spectra of a file that is named as it was given, or by its last part. */
function matching(spectra: readonly Spectrum[], name: string): number[] {
  const indices = spectra.map((_, i) => i);
  const whole = indices.filter((i) => spectra[i].file === name);
  return whole.length > 0 ? whole : indices.filter((i) => basename(spectra[i].file ?? "") === name);
}

interface FactLine {
  /** "facts.csv, line 3" */
  readonly where: string;
  readonly file: string;
  readonly spectrum?: string;
  readonly facts: Facts;
}

function readFactTable(path: string): FactLine[] {
  const text = readOptionText("--facts", path);
  const lines = text.split(/\r?\n/);
  const separator = [";", "\t", ","].find((one) => lines[0].includes(one)) ?? ",";
  const header = fieldsOf(lines[0], separator).map((name) => name.toLowerCase());
  const fileAt = header.indexOf("file");
  const spectrumAt = header.indexOf("spectrum");
  if (fileAt < 0) {
    throw new UsageError(`--facts ${path}, line 1: a column "file" is needed; it has ${header.join(", ")}`);
  }
  return lines.flatMap((line, k) => {
    if (k === 0 || line.trim() === "") return [];
    const fields = fieldsOf(line, separator);
    const facts: Facts = {};
    header.forEach((name, c) => {
      const value = fields[c] ?? "";
      if (c === fileAt || c === spectrumAt || name === "" || value === "") return;
      facts[name] = Number.isFinite(Number(value)) ? Number(value) : value;
    });
    const spectrum = spectrumAt < 0 ? undefined : fields[spectrumAt];
    return [
      {
        where: `${path}, line ${k + 1}`,
        file: fields[fileAt] ?? "",
        ...(spectrum ? { spectrum } : {}),
        facts,
      },
    ];
  });
}

/** Fields of a line after RFC 4180, without blanks around them. */
function fieldsOf(line: string, separator: string): string[] {
  const fields: string[] = [];
  const pattern = /\s*(?:"((?:[^"]|"")*)"|([^"]*?))\s*$/;
  let from = 0;
  let quoted = false;
  for (let at = 0; at <= line.length; at++) {
    if (line[at] === '"') quoted = !quoted;
    if (at < line.length && (quoted || line[at] !== separator)) continue;
    const [, inside, plain = ""] = pattern.exec(line.slice(from, at)) ?? [];
    fields.push(inside?.replaceAll('""', '"') ?? plain.trim());
    from = at + 1;
  }
  return fields;
}
