/** A spectrum's model as a Program: its lines with all that ties them, and the background that is fitted with them. */
import { namesOf, parseFormula } from "../program/formula.ts";
import { parseLineFormula } from "../program/lineFormula.ts";
import { isLineType, type LineAxis, type LineParameter, lineKind } from "../program/lineshape.ts";
import { type Tape, TapeBuilder } from "../program/tape.ts";
import type { Abscissa } from "./abscissa.ts";
import { draftLine, type ModelParameter, plainParameter } from "./lineDraft.ts";
import { ABSCISSA, lineNode, ownTape } from "./lineTape.ts";
import { type HoldModel, type LineModel, ModelError, type SpectrumModel } from "./model.ts";

/** The static background's name in the tape. */
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

export interface CompiledModel {
  readonly model: SpectrumModel;
  readonly axis: LineAxis;
  readonly tape: Tape;
  readonly parameters: readonly ModelParameter[];
  readonly lines: readonly CompiledLine[];
  /** Names of the columns of the active background that are multiplied with a coefficient of the same name. */
  readonly columns: readonly string[];
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
    ...plainParameter(`background.${symbol}`, unit, "linear", lower, Infinity),
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

function heldQuantity(hold: HoldModel, name: string, of: (name: string) => Quantity): Quantity {
  return typeof hold === "number" ? { kind: "constant", value: hold } : of(name);
}

/** Whether a shape of the catalogue has an area in its own parameters or one that is finite. */
export function hasFiniteArea(line: CompiledLine): boolean {
  return !line.isCatalogued || lineKind(line.shape).finiteArea;
}
