/** What the lines of a model ask for: their parameters with bounds and starts, and what makes them doublets. */
import { type LineParameter, lineParameters } from "../program/lineshape.ts";
import type { ProgramParameter } from "../program/program.ts";
import { type Abscissa, areaUnit } from "./abscissa.ts";
import { K_ALPHA_RATIO } from "./diffraction.ts";
import { type HoldModel, holdOf, type LineModel, labelOf, ModelError, type ParameterModel } from "./model.ts";
import { areaRatio, splittingOf } from "./spinOrbit.ts";

/** A parameter with what the model says about its start. */
export interface ModelParameter extends ProgramParameter {
  /** Index of its line; −1 of the background. */
  readonly line: number;
  readonly symbol: string;
}

export interface Given {
  readonly name: string;
  readonly wish: ParameterModel | undefined;
  readonly parameter: ModelParameter;
}

export interface DraftDoublet {
  readonly isKAlpha: boolean;
  readonly splitting: HoldModel;
  readonly ratio: HoldModel;
  readonly width: HoldModel;
}

/** A line with all that its model leaves open filled in. */
export interface LineDraft {
  readonly model: LineModel;
  readonly label: string;
  readonly shape: string;
  readonly symbols: readonly LineParameter[];
  readonly given: readonly Given[];
  readonly doublet?: DraftDoublet;
}

export function plainParameter(
  name: string,
  unit: string,
  scale: "log" | "linear",
  lower: number,
  upper: number,
): ProgramParameter {
  return {
    name,
    unit,
    scale,
    lower,
    upper,
    branch: -1,
    element: 0,
    impedance: 0,
    frequency: 0,
    frequencyOfExponent: 0,
  };
}

export function draftLine(
  model: LineModel,
  line: number,
  own: readonly string[] | undefined,
  abscissa: Abscissa,
): LineDraft {
  const shape = model.shape ?? "pseudovoigt";
  const label = labelOf(model.name);
  const symbols = own ? own.map(ownParameter) : lineParameters(shape, model.amplitude);
  const unitOf = ({ unit }: LineParameter): string =>
    unit === "x" ? abscissa.unit : unit === "y" ? abscissa.yUnit : unit === "xy" ? areaUnit(abscissa) : "";
  const given: Given[] = symbols.map((symbol) => {
    const wish = model.parameters[symbol.symbol];
    const name = `${label}.${symbol.symbol}`;
    const record = typeof wish === "object" ? wish : typeof wish === "number" ? { start: wish } : {};
    const [lower, upper] = record.bounds ?? [symbol.lower, symbol.upper];
    if (record.start !== undefined && !(record.start >= lower && record.start <= upper)) {
      throw new ModelError(`${name}: the start ${record.start} lies outside ${lower} … ${upper}`);
    }
    return {
      name,
      wish,
      parameter: {
        ...plainParameter(
          name,
          unitOf(symbol),
          symbol.scale === "log" && lower >= 0 ? "log" : "linear",
          lower,
          upper,
        ),
        ...(record.fixed !== undefined && { fixed: record.fixed }),
        ...(record.start !== undefined && { start: record.start }),
        line,
        symbol: symbol.symbol,
      },
    };
  });
  const doublet = doubletOf(model, label, abscissa);
  if (doublet) {
    if (
      !symbols.some(({ symbol }) => symbol === "center") ||
      !symbols.some(({ symbol }) => symbol === "area" || symbol === "height")
    ) {
      throw new ModelError(
        `${model.name}: a doublet needs a shape with center and area or height; ${shape} has ${symbols.map(({ symbol }) => symbol).join(", ")}`,
      );
    }
    const hold = (what: string, wish: HoldModel, unit: string, fallback: number): void => {
      const held = holdOf(wish);
      if (held.mode === "fixed") return;
      const [lower, upper] = held.mode === "bounded" ? [held.lower, held.upper] : [0, Infinity];
      const start = held.mode === "bounded" ? held.value : fallback;
      if (!(start >= lower && start <= upper)) {
        throw new ModelError(`${label}.${what}: the start ${start} lies outside ${lower} … ${upper}`);
      }
      const name = `${label}.${what}`;
      given.push({
        name,
        wish: undefined,
        parameter: { ...plainParameter(name, unit, "linear", lower, upper), start, line, symbol: what },
      });
    };
    const known = model.element && model.level ? splittingOf(model.element, model.level)?.value : undefined;
    hold("splitting", doublet.splitting, abscissa.unit, known ?? 1);
    hold(
      "ratio",
      doublet.ratio,
      "",
      model.level && /[pdf]$/.test(model.level) ? areaRatio(model.level) : 0.5,
    );
    hold("widening", doublet.width, "", 1);
  }
  return { model, label, shape, symbols, given, ...(doublet && { doublet }) };
}

/** A parameter of a shape of the user's own, by its name. */
function ownParameter(symbol: string): LineParameter {
  const isLength = /width|fwhm|sigma|gamma/i.test(symbol);
  const isSize = symbol === "area" || symbol === "height";
  return {
    symbol,
    name: symbol,
    unit: symbol === "center" || isLength ? "x" : symbol === "area" ? "xy" : symbol === "height" ? "y" : "",
    scale: isLength ? "log" : "linear",
    lower: isLength || isSize ? 0 : -Infinity,
    upper: Infinity,
    start: isSize || isLength ? 1 : 0,
  };
}

function doubletOf(model: LineModel, label: string, { anode }: Abscissa): DraftDoublet | undefined {
  const { doublet, element, level } = model;
  if (doublet === false) return undefined;
  if (doublet === "kalpha") {
    if (!anode)
      throw new ModelError(`${model.name}: Kα1 and Kα2 belong to diffractograms; the abscissa is not 2θ`);
    return { isKAlpha: true, splitting: 0, ratio: K_ALPHA_RATIO, width: 1 };
  }
  const known = element !== undefined && level !== undefined ? splittingOf(element, level) : undefined;
  if (doublet === undefined && !known) return undefined;
  const splitting = doublet?.splitting ?? known?.value;
  const statistical = level !== undefined && /[pdf]$/.test(level) ? areaRatio(level) : undefined;
  const ratio = doublet?.ratio ?? statistical;
  if (splitting === undefined || ratio === undefined) {
    throw new ModelError(
      `${label}: the doublet of ${element ?? "?"} ${level ?? "?"} is not in the table; give its splitting and its ratio`,
    );
  }
  return { isKAlpha: false, splitting, ratio, width: doublet?.width ?? 1 };
}
