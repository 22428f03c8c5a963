/** Changes of a model line by line. What other lines say about a line follows it: names, ties, ratios. */
import type { Scan } from "../../spectra/measurement.ts";
import { type LineModel, labelOf, type ParameterModel, type SpectrumModel } from "../../spectra/model.ts";
import { typicalWidth } from "../../spectra/presets/index.ts";
import { splittingOf } from "../../spectra/spinOrbit.ts";
import { extentOf } from "./state.ts";

/** What a line is: nothing known of it, a level of an element, or both wavelengths of an X-ray tube. */
export type LineLevel = "" | "kalpha" | `${string} ${string}`;

export const emptyModel: SpectrumModel = {
  background: { mode: "active", terms: ["shirley"], degree: 2 },
  shapes: [],
  lines: [],
  ratios: [],
};

export function levelOf({ element, level, doublet }: LineModel): LineLevel {
  if (element !== undefined && level !== undefined) return `${element} ${level}`;
  return doublet === "kalpha" ? "kalpha" : "";
}

/** A line at a place of the scan, with the level that a new line has. */
export function lineAt(model: SpectrumModel, scan: Scan, x: number, level: LineLevel): LineModel {
  const [low, high] = extentOf(scan);
  const ofElectrons = scan.axis === "binding" || scan.axis === "kinetic";
  const reach = ofElectrons ? 1 : (high - low) / 20;
  const first = model.lines.find(
    ({ shape, parameters }) =>
      (shape ?? "pseudovoigt") === "pseudovoigt" && typeof parameters.fraction !== "string",
  );
  const center = Number(x.toPrecision(6));
  const names = new Set(model.lines.map(({ name }) => labelOf(name)));
  let number = model.lines.length + 1;
  while (names.has(`L${number}`)) number++;
  const line: LineModel = {
    name: `L${number}`,
    shape: "pseudovoigt",
    parameters: {
      center: { start: center, bounds: [center - reach, center + reach] },
      ...(ofElectrons && {
        fwhm: { start: typicalWidth.start, bounds: [typicalWidth.lower, typicalWidth.upper] },
      }),
      fraction: first ? `${labelOf(first.name)}.fraction` : { start: 0.3, bounds: [0, 1] },
    },
  };
  return withLevel(line, level);
}

/** The line as one of a level: with its doublet, where the splitting of the level is known. */
export function withLevel(line: LineModel, given: LineLevel): LineModel {
  const { element: _element, level: _level, doublet: _doublet, ...bare } = line;
  if (given === "") return bare;
  if (given === "kalpha") return { ...bare, doublet: "kalpha" };
  const [element, level] = given.split(" ");
  const split = level.endsWith("s") || splittingOf(element, level) !== undefined;
  return { ...bare, element, level, ...(!split && { doublet: false }) };
}

export function withLine(model: SpectrumModel, line: LineModel): SpectrumModel {
  return { ...model, lines: [...model.lines, line] };
}

export function withLineChanged(model: SpectrumModel, index: number, line: LineModel): SpectrumModel {
  const before = model.lines[index].name;
  const lines = model.lines.map((one, i) => (i === index ? line : one));
  if (line.name === before) return { ...model, lines };
  const [from, to] = [labelOf(before), labelOf(line.name)];
  return {
    ...model,
    lines: lines.map((one) =>
      withParameters(one, (parameter) =>
        typeof parameter === "string" ? parameter.replace(mention(from), `${to}.`) : parameter,
      ),
    ),
    ratios: model.ratios.map(([above, below]): [string, string] => [
      above === before ? line.name : above,
      below === before ? line.name : below,
    ]),
  };
}

/**
 * The model without a line. Of the parameters that were equal to one of its own, the first takes over what the line said, and the others follow that
 * one; other ties to the line are given up.
 */
export function withoutLine(model: SpectrumModel, index: number): SpectrumModel {
  const gone = model.lines[index];
  const label = labelOf(gone.name);
  const heirs = new Map<string, string>();
  const rest = model.lines.filter((_, i) => i !== index);
  const lines = rest.map((line) =>
    withParameters(line, (parameter, symbol) => {
      if (typeof parameter !== "string" || !mention(label).test(parameter)) return parameter;
      const equal = parameter.trim().startsWith(`${label}.`) && parameter.trim().slice(label.length + 1);
      if (!equal || !/^\w+$/.test(equal)) return undefined;
      const heir = heirs.get(equal);
      if (heir !== undefined) return heir;
      heirs.set(equal, `${labelOf(line.name)}.${symbol}`);
      return gone.parameters[equal];
    }),
  );
  const stays = (name: string): boolean => name !== gone.name;
  return {
    ...model,
    lines,
    ratios: model.ratios.filter(([above, below]) => stays(above) && stays(below)),
  };
}

function mention(label: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}_])${label}\\.`, "gu");
}

function withParameters(
  line: LineModel,
  change: (parameter: ParameterModel, symbol: string) => ParameterModel | undefined,
): LineModel {
  const parameters: Record<string, ParameterModel> = {};
  for (const [symbol, parameter] of Object.entries(line.parameters)) {
    const kept = change(parameter, symbol);
    if (kept !== undefined) parameters[symbol] = kept;
  }
  return { ...line, parameters };
}

/** Where a fit of a parameter starts or is held, as far as the model says it. */
export function startOf(parameter: ParameterModel | undefined): number | undefined {
  if (typeof parameter === "number") return parameter;
  return typeof parameter === "object" ? (parameter.fixed ?? parameter.start) : undefined;
}

export function isHeld(parameter: ParameterModel | undefined): boolean {
  return typeof parameter === "object" && parameter.fixed !== undefined;
}

/** The parameter with another start, within its bounds as wide as before around it, or held there. */
export function startedAt(
  parameter: ParameterModel | undefined,
  start: number,
  held: boolean,
): ParameterModel {
  if (held) return { fixed: start };
  const bounds = typeof parameter === "object" ? parameter.bounds : undefined;
  if (!bounds) return { start };
  if (start >= bounds[0] && start <= bounds[1]) return { start, bounds };
  const half = 0.5 * (bounds[1] - bounds[0]);
  return { start, bounds: [start - half, start + half] };
}
