/** The list of presets: lines, energies, where these come from, and what was not checked. */
import { textTable } from "../report/text.ts";
import { presetDoubts, presetLines, presets } from "../spectra/presets/index.ts";
import { sources as citations } from "../spectra/sources.ts";
import type { Arguments } from "./command.ts";

/** Prints it, as JSON if that was asked for. @returns the exit code */
export function listPresets(given: Arguments): number {
  const listed = presets.map(({ name, title, element, level }) => ({
    name,
    title,
    element,
    level,
    lines: presetLines(name).map(({ substance, energy, range, source, confirmed, assignment, doublet }) => ({
      substance,
      energy,
      range,
      assignment,
      splitting: doublet?.splitting ?? null,
      ratio: doublet?.ratio ?? null,
      source: citations[source],
      confirmed,
    })),
    doubts: presetDoubts(name),
  }));
  if (given.has("json")) {
    process.stdout.write(`${JSON.stringify({ presets: listed }, null, 1)}\n`);
    return 0;
  }
  const used = new Set(presets.flatMap(({ name }) => presetLines(name).map(({ source }) => source)));
  const rows = [
    ["preset", "line", "substance", "eV", "within", "source", ""],
    ...presets.flatMap(({ name, element, level }) =>
      presetLines(name).map(({ substance, energy, range, source, confirmed }, k) => [
        k === 0 ? name : "",
        k === 0 ? `${element} ${level}` : "",
        substance,
        String(energy),
        `${range[0]} … ${range[1]}`,
        source,
        confirmed ? "" : "not checked",
      ]),
    ),
  ];
  const table = textTable(rows, { align: ["left", "left", "left", "right", "left", "left", "left"] });
  const cited = [...used].map((source) => {
    const { citation, ...where } = citations[source] as { citation: string; doi?: string; url?: string };
    return `${source}: ${citation}${where.doi ? `, doi ${where.doi}` : where.url ? `, ${where.url}` : ""}`;
  });
  process.stdout.write(
    `${table}\n\n"not checked": the number was not compared with its source; check it before it is printed.\n\n${cited.join("\n")}\n`,
  );
  return 0;
}
