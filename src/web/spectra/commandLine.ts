/** The command lines that do what the page shows. */
import { namedFiles, quoted } from "../commandText.ts";
import { modelNames, type ScanGroup, type SpectraState, type Treatment } from "./state.ts";

/**
 * One command for all models that are fitted alike: together they give the composition. Models that are no preset any more are files to
 * take away.
 */
export function commandLines({ groups }: SpectraState): readonly string[] {
  const names = modelNames(groups);
  const fitted = groups.flatMap((group, k) =>
    group.model && group.model.lines.length > 0 ? [{ group, name: names[k] }] : [],
  );
  const alike = new Map<string, { readonly group: ScanGroup; readonly name: string }[]>();
  for (const one of fitted) {
    const words = treatmentWords(one.group.treatment).join(" ");
    alike.set(words, [...(alike.get(words) ?? []), one]);
  }
  return [...alike.values()].map((some, i) => {
    const files = [
      ...new Set(some.flatMap(({ group }) => group.scans.map(({ file }) => file ?? "scans.csv"))),
    ];
    const words = [
      "interphase",
      "spectrum",
      ...namedFiles(files),
      ...some.flatMap(({ group: { preset }, name }) =>
        preset === undefined ? ["--model", `${name}.json`] : ["--preset", preset],
      ),
      ...treatmentWords(some[0].group.treatment),
      "--report",
      alike.size === 1 ? "report.html" : `report-${i + 1}.html`,
    ];
    return words.map(quoted).join(" ");
  });
}

function treatmentWords({ axis, photonEnergy, noise, loss, shift }: Treatment = {}): string[] {
  return [
    ...(axis === undefined || axis === "other" ? [] : ["--axis", axis]),
    ...(photonEnergy === undefined ? [] : ["--photon-energy", String(photonEnergy)]),
    ...(noise === undefined ? [] : ["--noise", noise]),
    ...(loss === undefined ? [] : ["--loss", loss]),
    ...(shift === undefined ? [] : ["--shift", String(shift)]),
  ];
}
