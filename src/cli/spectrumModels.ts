/** What scans are fitted with: models from files, presets, lines that the data propose, and fits that the files hold. */
import { nearestNames } from "../program/circuit-error.ts";
import { parseLineFormula } from "../program/lineFormula.ts";
import { isLineType, lineKinds } from "../program/lineshape.ts";
import { parseBackground } from "../spectra/backgroundChoice.ts";
import type { FindOptions } from "../spectra/findLines.ts";
import type { Scan } from "../spectra/measurement.ts";
import { type BackgroundChoice, ModelError, type SpectrumModel } from "../spectra/model.ts";
import { readSpectrumModel } from "../spectra/modelFile.ts";
import { presetModel } from "../spectra/presetModel.ts";
import { presetDoubts, presets } from "../spectra/presets/index.ts";
import type { ScanTreatment } from "../spectra/scanRegion.ts";
import { storedModel } from "../spectra/storedModel.ts";
import type { Arguments, OptionKind } from "./command.ts";
import { UsageError } from "./mistake.ts";
import { whole } from "./options.ts";
import { linesName, proposedModel } from "./proposedLines.ts";
import { readOptionText } from "./spectra.ts";

export const modelOptionKinds: readonly OptionKind[] = [
  {
    name: "model",
    value: "FILE",
    repeatable: true,
    text: "a model as JSON: lines, background, ties, region",
  },
  {
    name: "preset",
    value: "NAME",
    repeatable: true,
    text: "a model of the library, such as s2p-argyrodite; --presets lists them",
  },
  {
    name: "lines",
    value: "N|auto",
    text: "a model without a file: N lines where the data propose them, or as many as the data support (BIC)",
  },
  {
    name: "stored",
    text: "the components that the file holds (CasaXPS) as the model, with their bounds and ties",
  },
  {
    name: "shape",
    value: "SHAPE",
    repeatable: true,
    text: 'a shape of your own for the model: "mine(area,center,width)=area/width*exp(-((x-center)/width)^2)"; with --lines also a name: voigt',
  },
  {
    name: "background",
    value: "B",
    text: "instead of the model's: shirley, active:shirley+linear, static:shirley, tougaard, snip:width=40, none …",
  },
];

/** What a source has for a scan. */
export interface ScanModel {
  readonly model: SpectrumModel;
  /** As it is named beside the results. */
  readonly name: string;
  /** Sentences about what is not as it should be. */
  readonly doubts: readonly string[];
}

/** A model as it was named; of `--lines` and `--stored` it depends on the scan. */
export interface ModelSource {
  readonly name: string;
  /** A sentence's end that says why, where there is none for the scan. */
  readonly modelFor: (scan: Scan, treatment?: ScanTreatment) => ScanModel | string;
  /** Of `--lines auto`: how the lines are found; `modelFor` is then that of one line. */
  readonly search?: Pick<FindOptions, "shape" | "shapes" | "most">;
}

/** Most lines that `--lines` proposes. */
const MOST_LINES = 30;

/** @throws UsageError, ModelError */
export function readModelSources(given: Arguments): ModelSource[] {
  const shapes = given.texts("shape");
  const own = shapes.filter((shape) => shape.includes("="));
  const background = readBackground(given);
  const finished = (model: SpectrumModel): SpectrumModel => ({ ...model, ...(background && { background }) });
  const sources: ModelSource[] = [];
  for (const file of given.texts("model")) {
    const model = finished(modelOf(readOptionText("--model", file), file, own));
    sources.push(sourceOf(model, model.name ?? file));
  }
  for (const name of given.texts("preset")) {
    const model = finished(presetOf(name));
    const withShapes = { ...model, shapes: [...model.shapes, ...own] };
    sources.push(sourceOf(withShapes, name, presetDoubts(name)));
  }
  const lines = readLines(given);
  if (lines !== undefined) sources.push(proposed(lines, shapes, finished));
  else {
    const named = shapes.find((shape) => !shape.includes("="));
    if (named !== undefined) {
      throw new UsageError(
        `--shape ${named}: the shapes of a model stand in its file; a shape of your own is written "${named}(area,center,width)=…"`,
      );
    }
  }
  if (given.has("stored")) sources.push(stored(finished));
  if (sources.length === 0) {
    throw new UsageError(
      "interphase spectrum needs a model: --preset s2p-argyrodite (--presets lists them), --model FILE, --lines 3, --lines auto, or --stored for the components that CasaXPS stored in a file",
    );
  }
  return sources;
}

/** A model that is the same for all scans. */
function sourceOf(model: SpectrumModel, name: string, doubts: readonly string[] = []): ModelSource {
  const own = { model, name, doubts };
  return { name, modelFor: () => own };
}

function readLines(given: Arguments): number | "auto" | undefined {
  if (given.text("lines") === "auto") return "auto";
  const text = given.text("lines");
  if (text !== undefined && !/^\d+$/.test(text)) {
    throw new UsageError(`--lines "${text}" is neither a whole number from 1 nor auto`);
  }
  const lines = whole(given, "lines", 1);
  if (lines !== undefined && lines > MOST_LINES)
    throw new UsageError(`--lines ${lines}: at most ${MOST_LINES} lines are proposed`);
  return lines;
}

function proposed(
  lines: number | "auto",
  shapes: readonly string[],
  finished: (model: SpectrumModel) => SpectrumModel,
): ModelSource {
  const own = shapes.filter((one) => one.includes("="));
  const last = shapes.at(-1);
  const shape = last === undefined ? "pseudovoigt" : last.includes("=") ? parseLineFormula(last).name : last;
  if (!isLineType(shape) && !last?.includes("=")) throw unknownShape(shape);
  const isAuto = lines === "auto";
  const name = isAuto ? "lines found" : linesName(lines);
  return {
    name,
    modelFor: (scan, treatment = {}) => ({
      model: finished(proposedModel(isAuto ? 1 : lines, shape, own, scan, treatment)),
      name,
      doubts: [],
    }),
    ...(isAuto && { search: { shape, shapes: own } }),
  };
}

/** The components that files hold; scans of one region are named alike, so that those of several regions make a composition. */
function stored(finished: (model: SpectrumModel) => SpectrumModel): ModelSource {
  return {
    name: "stored",
    modelFor: (scan) => {
      if (!scan.fit || scan.fit.components.length === 0) return "no components are stored in it";
      const { model, notes } = storedModel(scan.fit, scan);
      const name = ["stored", scan.name?.replace(/ \(\d+\)$/, "")].filter(Boolean).join(" ");
      return { model: finished(model), name, doubts: notes.map((note) => `${name}: ${note}`) };
    },
  };
}

function unknownShape(type: string): UsageError {
  return new UsageError(
    `--shape "${type}" is not known; known are ${lineKinds.map((kind) => kind.type).join(", ")}, and formulas such as "mine(area,center,width)=…"`,
  );
}

function readBackground(given: Arguments): BackgroundChoice | undefined {
  const text = given.text("background");
  if (text === undefined) return undefined;
  try {
    return parseBackground(text);
  } catch (error) {
    throw new UsageError(`--background ${text}: ${(error as Error).message}`);
  }
}

/** A model file with the shapes of the command line added before it is checked: its lines may name them. */
function modelOf(text: string, file: string, shapes: readonly string[]): SpectrumModel {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ModelError(`${file}: it is not JSON: ${(error as Error).message}`);
  }
  const record = value as { shapes?: unknown } | null;
  const isRecord = typeof record === "object" && record !== null && !Array.isArray(record);
  const widened =
    shapes.length > 0 && isRecord && (record.shapes === undefined || Array.isArray(record.shapes))
      ? { ...record, shapes: [...(record.shapes ?? []), ...shapes] }
      : value;
  return readSpectrumModel(widened, file);
}

function presetOf(name: string): SpectrumModel {
  if (!presets.some((one) => one.name === name)) {
    const near =
      nearestNames(
        name,
        presets.map((one) => one.name),
      )[0] ?? presets.find((one) => one.name.startsWith(name.slice(0, 3)))?.name;
    throw new UsageError(
      `there is no preset "${name}"${near === undefined ? "" : `; did you mean ${near}?`} There are ${presets.map((one) => one.name).join(", ")}; --presets says what they hold`,
    );
  }
  return presetModel(name);
}
