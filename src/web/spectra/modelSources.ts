/** Where the model of scans comes from, beside presets and clicks: found in the data, stored in their file, or a file of its own. */
import { rankingText } from "../../report/spectrumTable.ts";
import { findLines } from "../../spectra/findLines.ts";
import type { Scan } from "../../spectra/measurement.ts";
import type { SpectrumModel } from "../../spectra/model.ts";
import { parseSpectrumModel } from "../../spectra/modelFile.ts";
import { storedModel } from "../../spectra/storedModel.ts";
import type { Host } from "../view.ts";
import { fitOptionsOf, type ScanGroup } from "./state.ts";

/** A model, with what is to be said about it. */
export interface SourcedModel {
  readonly model: SpectrumModel;
  readonly label: string;
  readonly remark?: string;
}

/**
 * The lines that the data support; undefined when the user cancelled.
 * @throws Error with a sentence for a scan in which none can be found
 */
export async function foundModel(
  { engine, work }: Host,
  scan: Scan,
  group: ScanGroup | undefined,
): Promise<SourcedModel | undefined> {
  const { region, background } = group?.model ?? {};
  const found = await work("Finding lines", ({ signal }) =>
    findLines(scan, {
      engine,
      workers: 1,
      signal,
      ...fitOptionsOf(group?.treatment),
      ...(region && { region }),
      ...(background && { background }),
    }),
  );
  return (
    found && {
      model: found.model,
      label: "find lines",
      remark: `${found.model.lines.length} found; ${rankingText({ lines: found.ranked })}.`,
    }
  );
}

/** The fit that the program which wrote the file had made. */
export function modelInFile(scan: Scan): SourcedModel | undefined {
  if (!scan.fit) return undefined;
  const { model, notes } = storedModel(scan.fit, scan);
  return { model, label: "stored fit", ...(notes.length > 0 && { remark: notes.join("; ") }) };
}

/** @throws ModelError that names every fault of the file */
export async function modelOfFile(file: File): Promise<SourcedModel> {
  const model = parseSpectrumModel(await file.text(), file.name);
  return { model: { name: file.name.replace(/\.json$/, ""), ...model }, label: `model ${file.name}` };
}
