/** Changes of a model line by line. What other lines say about a line follows it: names, ties, ratios. */
import { parseLineFormula } from "../../program/lineFormula.ts";
import { isLineType, type LineParameter, lineParameters } from "../../program/lineshape.ts";
import type { Scan } from "../../spectra/measurement.ts";
import {
  type HoldModel,
  type LineModel,
  labelOf,
  type ParameterModel,
  type SpectrumModel,
} from "../../spectra/model.ts";
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
  const rest = model.lines.filter((_, i) => i !== index);
  const stays = (name: string): boolean => name !== gone.name;
  return {
    ...model,
    lines: released(rest, gone, () => true),
    ratios: model.ratios.filter(([above, below]) => stays(above) && stays(below)),
  };
}

/** The line with another shape: it keeps what the two shapes have in common, and ties of others to the rest are handed on. */
export function withShape(model: SpectrumModel, index: number, shape: string): SpectrumModel {
  const before = model.lines[index];
  const { amplitude: _amplitude, ...bare } = before;
  const symbols = new Set(lineSymbols(model, { ...bare, shape }).map(({ symbol }) => symbol));
  const line = withParameters({ ...bare, shape }, (parameter, symbol) =>
    symbols.has(symbol) ? parameter : undefined,
  );
  const lines = model.lines.map((one, i) => (i === index ? line : one));
  return { ...model, lines: released(lines, before, (symbol) => !symbols.has(symbol)) };
}

/** Lines whose ties to parameters that a line has no more are handed on or given up. */
function released(
  lines: readonly LineModel[],
  gone: LineModel,
  isGone: (symbol: string) => boolean,
): LineModel[] {
  const label = labelOf(gone.name);
  const heirs = new Map<string, string>();
  return lines.map((line) =>
    withParameters(line, (parameter, symbol) => {
      if (typeof parameter !== "string") return parameter;
      const mentioned = [...parameter.matchAll(mention(label, "(\\w+)"))].map(([, one]) => one);
      if (!mentioned.some(isGone)) return parameter;
      const equal = parameter.trim().startsWith(`${label}.`) && parameter.trim().slice(label.length + 1);
      if (!equal || !/^\w+$/.test(equal)) return undefined;
      const heir = heirs.get(equal);
      if (heir !== undefined) return heir;
      heirs.set(equal, `${labelOf(line.name)}.${symbol}`);
      return gone.parameters[equal];
    }),
  );
}

/** The parameters that the shape of a line has. */
export function lineSymbols(
  { shapes }: Pick<SpectrumModel, "shapes">,
  { shape = "pseudovoigt", amplitude }: Pick<LineModel, "shape" | "amplitude">,
): readonly Pick<LineParameter, "symbol" | "name" | "unit" | "lower" | "upper">[] {
  if (isLineType(shape)) return lineParameters(shape, amplitude);
  const own = shapes.map((text) => parseLineFormula(text)).find(({ name }) => name === shape);
  return (own?.parameters ?? []).map((symbol) => ({
    symbol,
    name: symbol,
    unit: symbol === "center" ? "x" : "",
    lower: Number.NEGATIVE_INFINITY,
    upper: Number.POSITIVE_INFINITY,
  }));
}

export function withParameter(
  line: LineModel,
  symbol: string,
  parameter: ParameterModel | undefined,
): LineModel {
  const { [symbol]: _old, ...others } = line.parameters;
  return { ...line, parameters: parameter === undefined ? others : { ...others, [symbol]: parameter } };
}

/** How the second line of the doublet of a level is held; undefined as the table of levels says. */
export function withHold(
  line: LineModel,
  quantity: "splitting" | "ratio" | "width",
  hold: HoldModel | undefined,
): LineModel {
  const { doublet: given, ...bare } = line;
  const { [quantity]: _old, ...others } = typeof given === "object" ? given : {};
  const doublet = hold === undefined ? others : { ...others, [quantity]: hold };
  return Object.keys(doublet).length === 0 ? bare : { ...bare, doublet };
}

export function withRatio(model: SpectrumModel, above: string, below: string): SpectrumModel {
  return { ...model, ratios: [...model.ratios, [above, below]] };
}

export function withoutRatio(model: SpectrumModel, index: number): SpectrumModel {
  return { ...model, ratios: model.ratios.filter((_, i) => i !== index) };
}

function mention(label: string, behind = ""): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}_])${label}\\.${behind}`, "gu");
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
