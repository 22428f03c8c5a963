/** A spectrum's model as a Program: its lines with all that ties them, and the background that is fitted with them. */
import { namesOf, parseFormula } from "../program/formula.ts";
import { lineFormula, parseLineFormula } from "../program/lineFormula.ts";
import {
  isLineType,
  type LineAxis,
  type LineParameter,
  lineKind,
  lineNumber,
  lineParameters,
} from "../program/lineshape.ts";
import type { ProgramParameter } from "../program/program.ts";
import { type Tape, TapeBuilder } from "../program/tape.ts";
import { K_ALPHA_RATIO, type KAlpha, kAlpha, secondLineFormula } from "./diffraction.ts";
import {
  type HoldModel,
  holdOf,
  type LineModel,
  labelOf,
  ModelError,
  type ParameterModel,
  type SpectrumModel,
} from "./model.ts";
import { areaRatio, splittingOf } from "./spinOrbit.ts";

/** The abscissa's name in the tape, that of the static background, and those of active columns. */
export const ABSCISSA = "x";
export const STATIC_COLUMN = "background";

/** How a quantity of the model follows from its parameters. */
export type Quantity =
  | { readonly kind: "parameter"; readonly index: number }
  | { readonly kind: "constant"; readonly value: number }
  /** A tie: a tape of all parameters whose value is the same at every x. */
  | { readonly kind: "expression"; readonly tape: Tape; readonly text: string };

/** The second line of a doublet. */
export interface CompiledDoublet {
  readonly splitting: Quantity;
  readonly ratio: Quantity;
  readonly width: Quantity;
  readonly isKAlpha: boolean;
}

export interface CompiledLine {
  readonly model: LineModel;
  readonly label: string;
  readonly shape: string;
  /** Symbols of the shape in their order, and what each is. The amplitude of a doublet is that of both lines (area) or of the first (height). */
  readonly symbols: readonly LineParameter[];
  readonly quantities: readonly Quantity[];
  readonly isCatalogued: boolean;
  /** Of a shape of the user's own: one line over its own parameters. */
  readonly own?: Tape;
  readonly doublet?: CompiledDoublet;
  /** The component alone, over all parameters of the model. */
  readonly tape: Tape;
}

/** A parameter with what the model says about its start. */
export interface ModelParameter extends ProgramParameter {
  /** Index of its line; −1 of the background. */
  readonly line: number;
  readonly symbol: string;
}

export interface CompiledModel {
  readonly model: SpectrumModel;
  readonly axis: LineAxis;
  readonly tape: Tape;
  readonly parameters: readonly ModelParameter[];
  readonly lines: readonly CompiledLine[];
  /** Names of the columns of the active background that are multiplied with a coefficient of the same name. */
  readonly columns: readonly string[];
}

/** What the abscissa is. */
export interface Abscissa {
  readonly axis: LineAxis;
  readonly unit: string;
  readonly yUnit: string;
  /** Of a diffractogram. */
  readonly anode?: KAlpha;
}

/** The product of two units for an area. */
function areaUnit({ unit, yUnit }: Abscissa): string {
  return yUnit === "" ? unit : unit === "" ? yUnit : `${yUnit}·${unit}`;
}

/**
 * Compiles a model.
 * @throws ModelError for ties that name what is not there or run in a circle
 */
export function compileSpectrumModel(model: SpectrumModel, abscissa: Abscissa): CompiledModel {
  const definitions = new Map(
    model.shapes.map((text) => parseLineFormula(text)).map((one) => [one.name, one]),
  );
  const columns = activeColumnsOf(model);
  const { background } = model;
  const predictors = [
    ABSCISSA,
    ...columns,
    ...(background.mode === "static" && background.model.kind !== "none" ? [STATIC_COLUMN] : []),
  ];
  const parameters: ModelParameter[] = [];
  const drafts = model.lines.map((line, i) =>
    draftLine(line, i, definitions.get(line.shape ?? "")?.parameters, abscissa),
  );
  const ties = new Map<string, string>();
  for (const { given } of drafts) {
    for (const { name, wish, parameter } of given) {
      if (typeof wish === "string") ties.set(name, wish);
      else parameters.push(parameter);
    }
  }
  const steps = background.mode === "active" ? background.terms : [];
  const coefficient = (symbol: string, unit: string, lower = -Infinity): ModelParameter => ({
    ...plain(`background.${symbol}`, unit, "linear", lower, Infinity),
    line: -1,
    symbol,
  });
  for (const column of columns) {
    const isLoss = column === "B";
    parameters.push(coefficient(column, isLoss ? "eV²" : abscissa.yUnit, isLoss ? 0 : -Infinity));
  }
  if (steps.includes("shirley")) parameters.push(coefficient("k", `1/${abscissa.unit}`, 0));
  if (steps.includes("slope")) parameters.push(coefficient("m", `1/${abscissa.unit}²`));
  const names = parameters.map(({ name }) => name);

  /** The nodes of a name: a parameter, or the expression of its tie. */
  const resolver = (builder: TapeBuilder): ((name: string) => number) => {
    const trail: string[] = [];
    const resolve = (name: string): number => {
      const tie = ties.get(name);
      if (tie === undefined) {
        if (names.includes(name)) return builder.parameter(name);
        const inside = trail.at(-1);
        throw new ModelError(
          `${inside === undefined ? "the model" : `the tie of ${inside}`}: there is no parameter "${name}"; there are ${[...names, ...ties.keys()].join(", ")}`,
        );
      }
      if (trail.includes(name)) {
        throw new ModelError(`ties run in a circle: ${[...trail, name].join(" → ")}; free one of them`);
      }
      trail.push(name);
      let formula: ReturnType<typeof parseFormula>;
      try {
        formula = parseFormula(tie);
      } catch (error) {
        throw new ModelError(`the tie of ${name}: ${(error as Error).message}`);
      }
      const node = builder.expression(formula, new Map(namesOf(formula).map((one) => [one, resolve(one)])));
      trail.pop();
      return node;
    };
    return resolve;
  };
  const opened = (): { builder: TapeBuilder; resolve: (name: string) => number } => {
    const builder = new TapeBuilder(predictors, names);
    return { builder, resolve: resolver(builder) };
  };
  const quantityOf = (name: string): Quantity => {
    const index = names.indexOf(name);
    if (index >= 0) return { kind: "parameter", index };
    const { builder, resolve } = opened();
    return { kind: "expression", tape: builder.tape(resolve(name)), text: ties.get(name)! };
  };

  const lines = drafts.map((draft): CompiledLine => {
    const { builder, resolve } = opened();
    const node = lineNode(builder, resolve, draft, abscissa, definitions);
    return {
      model: draft.model,
      label: draft.label,
      shape: draft.shape,
      symbols: draft.symbols,
      quantities: draft.symbols.map(({ symbol }) => quantityOf(`${draft.label}.${symbol}`)),
      isCatalogued: isLineType(draft.shape),
      tape: builder.tape(node),
      ...(definitions.has(draft.shape) && { own: ownTape(definitions.get(draft.shape)!) }),
      ...(draft.doublet && {
        doublet: {
          isKAlpha: draft.doublet.isKAlpha,
          splitting: heldQuantity(draft.doublet.splitting, `${draft.label}.splitting`, quantityOf),
          ratio: heldQuantity(draft.doublet.ratio, `${draft.label}.ratio`, quantityOf),
          width: heldQuantity(draft.doublet.width, `${draft.label}.widening`, quantityOf),
        },
      }),
    };
  });

  const { builder, resolve } = opened();
  const nodes = drafts.map((draft) => lineNode(builder, resolve, draft, abscissa, definitions));
  const sum = nodes.length === 0 ? builder.number(0) : nodes.reduce((a, b) => builder.apply("+", [a, b]));
  let total = sum;
  for (const column of columns) {
    const term = builder.parameter(`background.${column}`);
    total = builder.apply("+", [
      total,
      column === "c0" ? term : builder.apply("*", [term, builder.predictor(column)]),
    ]);
  }
  if (predictors.includes(STATIC_COLUMN))
    total = builder.apply("+", [total, builder.predictor(STATIC_COLUMN)]);
  const step = names.indexOf("background.k");
  const slope = names.indexOf("background.m");
  const tape = builder.tape(total, step < 0 && slope < 0 ? undefined : { lines: sum, step, slope });
  return { model, axis: abscissa.axis, tape, parameters, lines, columns };
}

/** Names of the coefficients of an active background that multiply columns. */
function activeColumnsOf({ background }: SpectrumModel): string[] {
  if (background.mode !== "active") return [];
  const { terms, degree } = background;
  const order = terms.includes("polynomial") ? degree : terms.includes("linear") ? 1 : 0;
  return [
    ...Array.from({ length: Math.max(order, terms.includes("linear") ? 1 : 0) + 1 }, (_, k) => `c${k}`),
    ...(terms.includes("tougaard") ? ["B"] : []),
  ];
}

interface Given {
  readonly name: string;
  readonly wish: ParameterModel | undefined;
  readonly parameter: ModelParameter;
}

interface DraftDoublet {
  readonly isKAlpha: boolean;
  readonly splitting: HoldModel;
  readonly ratio: HoldModel;
  readonly width: HoldModel;
}

interface Draft {
  readonly model: LineModel;
  readonly label: string;
  readonly shape: string;
  readonly symbols: readonly LineParameter[];
  readonly given: readonly Given[];
  readonly doublet?: DraftDoublet;
}

function plain(
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

function draftLine(
  model: LineModel,
  line: number,
  own: readonly string[] | undefined,
  abscissa: Abscissa,
): Draft {
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
        ...plain(name, unitOf(symbol), symbol.scale === "log" && lower >= 0 ? "log" : "linear", lower, upper),
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
        parameter: { ...plain(name, unit, "linear", lower, upper), start, line, symbol: what },
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

function heldQuantity(hold: HoldModel, name: string, of: (name: string) => Quantity): Quantity {
  return typeof hold === "number" ? { kind: "constant", value: hold } : of(name);
}

/** The node of a component: its line, or the sum of both. */
function lineNode(
  builder: TapeBuilder,
  resolve: (name: string) => number,
  { label, shape, symbols, model, doublet }: Draft,
  abscissa: Abscissa,
  definitions: ReadonlyMap<string, ReturnType<typeof parseLineFormula>>,
): number {
  const x = builder.predictor(ABSCISSA);
  const given = symbols.map(({ symbol }) => resolve(`${label}.${symbol}`));
  const definition = definitions.get(shape);
  const draw = (nodes: readonly number[]): number =>
    definition
      ? lineFormula(builder, definition, nodes, x)
      : builder.line(lineNumber(shape, model.amplitude, abscissa.axis), nodes, x);
  if (!doublet) return draw(given);
  const hold = (wish: HoldModel, what: string): number =>
    typeof wish === "number" ? builder.number(wish) : resolve(`${label}.${what}`);
  const ratio = hold(doublet.ratio, "ratio");
  const width = hold(doublet.width, "widening");
  const splitting = hold(doublet.splitting, "splitting");
  const isUnity = typeof doublet.width === "number" && doublet.width === 1;
  const at = (symbol: string): number => symbols.findIndex((one) => one.symbol === symbol);
  const first = [...given];
  const second = [...given];
  const center = given[at("center")];
  second[at("center")] = doublet.isKAlpha
    ? builder.expression(
        parseFormula(secondLineFormula("center", abscissa.anode ?? kAlpha.Cu)),
        new Map([["center", center]]),
      )
    : builder.apply(abscissa.axis === "binding" ? "+" : "-", [center, splitting]);
  const area = at("area");
  if (area >= 0) {
    // area = that of both lines
    const whole = builder.apply("+", [ratio, builder.number(1)]);
    if (typeof doublet.ratio === "number") {
      first[area] = builder.apply("*", [given[area], builder.number(1 / (1 + doublet.ratio))]);
      second[area] = builder.apply("*", [given[area], builder.number(doublet.ratio / (1 + doublet.ratio))]);
    } else {
      first[area] = builder.apply("/", [given[area], whole]);
      second[area] = builder.apply("*", [first[area], ratio]);
    }
  } else {
    const height = at("height");
    // Areas are as height times width
    const part = isUnity ? ratio : builder.apply("/", [ratio, width]);
    second[height] = builder.apply("*", [given[height], part]);
  }
  if (!isUnity) {
    symbols.forEach(({ unit, symbol }, k) => {
      if (unit === "x" && symbol !== "center") second[k] = builder.apply("*", [given[k], width]);
    });
  }
  return builder.apply("+", [draw(first), draw(second)]);
}

/** A line of the user's own shape over its own parameters. */
function ownTape(definition: ReturnType<typeof parseLineFormula>): Tape {
  const builder = new TapeBuilder([ABSCISSA], definition.parameters);
  const nodes = definition.parameters.map((symbol) => builder.parameter(symbol));
  return builder.tape(lineFormula(builder, definition, nodes, builder.predictor(ABSCISSA)));
}

/** Whether a shape of the catalogue has an area in its own parameters or one that is finite. */
export function hasFiniteArea(line: CompiledLine): boolean {
  return !line.isCatalogued || lineKind(line.shape).finiteArea;
}
