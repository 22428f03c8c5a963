/** The command line that does what the page shows. */
import { namedFiles, quoted } from "../commandText.ts";
import { modelNames, type SpectraState } from "./state.ts";

/** One command for all models: together they give the composition. Models that are no preset any more are files to take away. */
export function commandLines({ groups }: SpectraState): readonly string[] {
  const names = modelNames(groups);
  const fitted = groups.flatMap(({ scans, model, preset }, k) =>
    model && model.lines.length > 0 ? [{ scans, preset, name: names[k] }] : [],
  );
  if (fitted.length === 0) return [];
  const files = [...new Set(fitted.flatMap(({ scans }) => scans.map(({ file }) => file ?? "scans.csv")))];
  const words = [
    "interphase",
    "spectrum",
    ...namedFiles(files),
    ...fitted.flatMap(({ preset, name }) =>
      preset === undefined ? ["--model", `${name}.json`] : ["--preset", preset],
    ),
    "--report",
    "report.html",
  ];
  return [words.map(quoted).join(" ")];
}
