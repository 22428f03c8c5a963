/** The command lines that do what the page shows. */
import { namedFiles, quoted } from "../commandText.ts";
import type { SeriesState } from "./state.ts";

/** One for the half-cycles of all records, one for the pressure of those that have it. */
export function commandLines({ surveys, sizes }: SeriesState): readonly string[] {
  const { area_cm2, mass_g, thickness_um, conductivity, reference, cell } = sizes;
  const shared: Option[] = [
    ["--area", area_cm2],
    ["--mass", mass_g],
  ];
  const cycled = surveys.filter(({ table }) => table !== null).map(({ file }) => file);
  const pressed = surveys.filter(({ pressure }) => pressure !== null).map(({ file }) => file);
  return [
    ...lineOf("cycles", cycled, [
      ...shared,
      ["--thickness", thickness_um],
      ["--conductivity", conductivity],
      ["--reference", reference],
      ["--cell", cell],
    ]),
    ...lineOf("pressure", pressed, shared),
  ];
}

type Option = readonly [name: string, value: number | string | undefined];

function lineOf(command: string, files: readonly string[], options: readonly Option[]): string[] {
  if (files.length === 0) return [];
  const words = [
    "interphase",
    command,
    ...namedFiles(files),
    ...options.flatMap(([name, value]) => (value === undefined ? [] : [name, String(value)])),
    "--report",
    `${command}.html`,
  ];
  return [words.map(quoted).join(" ")];
}
