/** Models as JSON: what a file may say, checked in whole, every fault with its key and the cure. */
import * as v from "valibot";
import { jsonFaults } from "../formats/jsonFault.ts";
import { readJsonText } from "../formats/jsonText.ts";
import { parseLineFormula } from "../program/lineFormula.ts";
import { isLineType, lineKinds, lineParameters } from "../program/lineshape.ts";
import { backgroundRecord, parseBackground } from "./backgroundChoice.ts";
import {
  type DoubletModel,
  type LineModel,
  labelOf,
  ModelError,
  type ParameterModel,
  type SpectrumModel,
} from "./model.ts";
import { lineKeys, modelSchema } from "./modelSchema.ts";

/**
 * The model that a JSON value describes.
 * @param where the file, for sentences
 * @throws ModelError that names every fault: key, what is there, what is expected
 */
export function readSpectrumModel(value: unknown, where = "the model"): SpectrumModel {
  const parsed = v.safeParse(modelSchema, value);
  if (!parsed.success) throw new ModelError(faultsOf(parsed.issues, where).join("\n"));
  const { output } = parsed;
  const faults: string[] = [];
  const shapes = output.shapes ?? [];
  const own = new Map<string, readonly string[]>();
  shapes.forEach((shape, i) => {
    try {
      const { name, parameters } = parseLineFormula(shape);
      own.set(name, parameters);
      if (isLineType(name))
        faults.push(`${where}, shapes[${i}]: "${name}" is a shape of the catalogue; choose another name`);
    } catch (error) {
      faults.push(`${where}, shapes[${i}]: ${(error as Error).message}`);
    }
  });
  const labels = new Map<string, number>();
  const lines = output.lines.map((one, i): LineModel => {
    const at = `${where}, lines[${i}] (${one.name})`;
    const twin = labels.get(labelOf(one.name));
    if (twin !== undefined)
      faults.push(`${at}: lines[${twin}] has that name already; give each line its own`);
    labels.set(labelOf(one.name), i);
    const parameters: Record<string, ParameterModel> = {};
    for (const [key, given] of Object.entries(one)) {
      if (!lineKeys.has(key)) parameters[key] = given as ParameterModel;
    }
    const { shape = "pseudovoigt", amplitude } = one;
    let symbols = own.get(shape);
    if (symbols === undefined) {
      try {
        symbols = lineParameters(shape, amplitude).map(({ symbol }) => symbol);
      } catch (error) {
        const known = isLineType(shape);
        faults.push(
          known
            ? `${at}: ${(error as Error).message}`
            : `${at}: shape "${shape}" is not known; known are ${[...lineKinds.map(({ type }) => type), ...own.keys()].join(", ")}`,
        );
      }
    }
    for (const key of Object.keys(parameters)) {
      if (symbols && !symbols.includes(key)) {
        faults.push(`${at}: a line of shape ${shape} has no "${key}"; it has ${symbols.join(", ")}`);
      }
    }
    const { name, substance, element, level, sensitivity, doublet: pairOf, source } = one;
    return {
      name,
      shape,
      parameters,
      ...(substance === undefined ? {} : { substance }),
      ...(element === undefined ? {} : { element }),
      ...(level === undefined ? {} : { level }),
      ...(sensitivity === undefined ? {} : { sensitivity }),
      ...(amplitude === undefined ? {} : { amplitude }),
      ...(pairOf === undefined ? {} : { doublet: pairOf as DoubletModel | "kalpha" | false }),
      ...(source === undefined ? {} : { source }),
    };
  });
  const names = new Set(lines.map(({ name }) => name));
  (output.ratios ?? []).forEach((ratio, i) => {
    for (const name of ratio) {
      if (!names.has(name))
        faults.push(
          `${where}, ratios[${i}]: there is no line "${name}"; there are ${[...names].join(", ") || "none"}`,
        );
    }
  });
  let background: SpectrumModel["background"] = { mode: "static", model: { kind: "none" } };
  try {
    background = parseBackground(output.background ?? "shirley");
  } catch (error) {
    faults.push(`${where}, background: ${(error as Error).message}`);
  }
  if (faults.length > 0) throw new ModelError(faults.join("\n"));
  return {
    ...(output.name === undefined ? {} : { name: output.name }),
    ...(output.region === undefined ? {} : { region: output.region as [number, number] }),
    background,
    lines,
    shapes,
    ratios: (output.ratios ?? []) as SpectrumModel["ratios"],
  };
}

/** The model that a text of JSON describes. @throws ModelError also for text that is no JSON, with line and column */
export function parseSpectrumModel(json: string, where = "the model"): SpectrumModel {
  const { value, faults } = readJsonText(json);
  if (faults.length > 0) {
    throw new ModelError(
      faults
        .map(
          ({ sentence, line, column }) =>
            `${where}: it is not JSON: ${sentence} (line ${line}, column ${column})`,
        )
        .join("\n"),
    );
  }
  return readSpectrumModel(value, where);
}

function faultsOf(issues: readonly v.BaseIssue<unknown>[], where: string): string[] {
  return jsonFaults(issues).map(
    ({ key, sentence }) => `${key === "" ? where : `${where}, ${key}`}: ${sentence}`,
  );
}

/** The JSON value that `readSpectrumModel` turns into this model. */
export function spectrumModelJson(model: SpectrumModel): unknown {
  return {
    ...(model.name === undefined ? {} : { name: model.name }),
    ...(model.region === undefined ? {} : { region: model.region }),
    background: backgroundRecord(model.background),
    ...(model.shapes.length === 0 ? {} : { shapes: model.shapes }),
    lines: model.lines.map(({ parameters, ...rest }) => ({ ...rest, ...parameters })),
    ...(model.ratios.length === 0 ? {} : { ratios: model.ratios }),
  };
}
