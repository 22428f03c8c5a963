/** The components of a model as nodes of a tape. */
import { parseFormula } from "../program/formula.ts";
import { lineFormula, type parseLineFormula } from "../program/lineFormula.ts";
import { lineNumber } from "../program/lineshape.ts";
import { type Tape, TapeBuilder } from "../program/tape.ts";
import type { Abscissa } from "./abscissa.ts";
import { kAlpha, secondLineFormula } from "./diffraction.ts";
import type { LineDraft } from "./lineDraft.ts";
import type { HoldModel } from "./model.ts";

/** The abscissa's name in the tape. */
export const ABSCISSA = "x";

/** The node of a component: its line, or the sum of both. */
export function lineNode(
  builder: TapeBuilder,
  resolve: (name: string) => number,
  { label, shape, symbols, model, doublet }: LineDraft,
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
export function ownTape(definition: ReturnType<typeof parseLineFormula>): Tape {
  const builder = new TapeBuilder([ABSCISSA], definition.parameters);
  const nodes = definition.parameters.map((symbol) => builder.parameter(symbol));
  return builder.tape(lineFormula(builder, definition, nodes, builder.predictor(ABSCISSA)));
}
