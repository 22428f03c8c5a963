/** The command lines that do what the page shows. */
import { grouped } from "../../report/grouped.ts";
import { namedFiles, quoted } from "../commandText.ts";
import { wordsFor } from "./readingWords.ts";
import type { CellRecord, SeriesState } from "./state.ts";

/** For each group of records with equal sizes one for their half-cycles, and one for the pressure of those that have it. */
export function commandLines({ records }: SeriesState): readonly CommandLine[] {
  const groups = grouped(records, ({ sizes, words, logger }) =>
    JSON.stringify([words ?? "", logger !== undefined, Object.entries(sizes).sort()]),
  );
  const lines = [...groups.values()].flatMap(linesOf);
  const count = lines.filter(({ command }) => command === "cycles").length;
  const numbers = { cycles: 0, pressure: 0 };
  return lines.map(({ command, words }) => {
    numbers[command]++;
    const report = count > 1 ? `${command}-${numbers[command]}.html` : `${command}.html`;
    return { command, text: [...words, "--report", report].map(quoted).join(" ") };
  });
}

export interface CommandLine {
  readonly command: "cycles" | "pressure";
  readonly text: string;
}

interface Words {
  readonly command: CommandLine["command"];
  readonly words: readonly string[];
}

function linesOf(group: readonly CellRecord[]): Words[] {
  const { area_cm2, mass_g, thickness_um, conductivity, reference, cell } = group[0].sizes;
  const shared: Option[] = [
    ["--area", area_cm2],
    ["--mass", mass_g],
  ];
  const { words = "" } = group[0];
  const surveys = group.map(({ survey }) => survey);
  const cycled = surveys.filter(({ table }) => table !== null).map(({ file }) => file);
  const pressed = group.filter(({ survey: { pressure } }) => pressure !== null);
  return [
    ...commandOf("cycles", cycled, wordsFor("cycles", words), [
      ...shared,
      ["--thickness", thickness_um],
      ["--conductivity", conductivity],
      ["--reference", reference],
      ["--cell", cell],
    ]),
    ...commandOf(
      "pressure",
      pressed.map(({ survey }) => survey.file),
      [
        ...pressed.flatMap(({ logger }) => (logger === undefined ? [] : ["--pressure-file", logger])),
        ...wordsFor("pressure", words),
      ],
      shared,
      // Loggers go with their files one by one
      pressed[0]?.logger !== undefined,
    ),
  ];
}

type Option = readonly [name: string, value: number | string | undefined];

function commandOf(
  command: CommandLine["command"],
  files: readonly string[],
  reading: readonly string[],
  options: readonly Option[],
  byName = false,
): Words[] {
  if (files.length === 0) return [];
  const words = [
    "interphase",
    command,
    ...(byName ? files : namedFiles(files)),
    ...options.flatMap(([name, value]) => (value === undefined ? [] : [name, String(value)])),
    ...reading,
  ];
  return [{ command, words }];
}
