import type { Expression } from "./formula.ts";

/**
 * A tape: the Program of a real-valued model. A node is a number per point, made from earlier nodes; the last one is the model.
 * `assembly/tape.ts` interprets it; the numbers of the operations are the same there and in `assembly/functions.ts`.
 */
export interface TapeNode {
  readonly op: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly constant: number;
  /** The same at every point. */
  readonly uniform: boolean;
  /** Depends on a parameter. */
  readonly moves: boolean;
  /** Nodes of the parameters of a line shape. */
  readonly operands?: readonly number[];
}

export interface Tape {
  readonly nodes: readonly TapeNode[];
  readonly parameters: readonly string[];
  readonly predictors: readonly string[];
  readonly loss?: ElectronLoss;
}

/**
 * A background of electrons that the lines lose, which is added to the last node: k·∫lines + m·∬lines along the first predictor, whose
 * points must run towards higher loss. Parameters of nodes behind the lines must not move the lines.
 */
export interface ElectronLoss {
  /** Node of the sum of the lines. */
  readonly lines: number;
  /** Parameters k and m; −1 for none. */
  readonly step: number;
  readonly slope: number;
}

const NUMBER = 0;
const PARAMETER = 1;
const PREDICTOR = 2;
const WHERE = 3;
const NEGATE = 32;
const SQUARE = 49;
const INVERSE = 50;
const POWER = 51;
const SCALE = 52;
const OFFSET = 53;
const LINE_SHAPE = 96;

const pairs: Readonly<Record<string, number>> = {
  "+": 8,
  "-": 9,
  "*": 10,
  "/": 11,
  "^": 12,
  atan2: 13,
  min: 14,
  max: 15,
  hypot: 16,
  "<": 20,
  "<=": 21,
  "==": 22,
  "!=": 23,
  "&&": 24,
  "||": 25,
};
const singles: Readonly<Record<string, number>> = {
  neg: NEGATE,
  exp: 33,
  log: 34,
  sqrt: 35,
  sin: 36,
  cos: 37,
  tan: 38,
  asin: 39,
  acos: 40,
  atan: 41,
  sinh: 42,
  cosh: 43,
  tanh: 44,
  abs: 45,
  erf: 46,
  erfc: 47,
  log10: 48,
  sign: 54,
  log1p: 55,
  expm1: 56,
  floor: 57,
  ceil: 58,
  not: 59,
};
/** Comparisons, steps and logic: nothing moves through them. */
const flat = new Set([20, 21, 22, 23, 24, 25, 54, 57, 58, 59]);

/** Builds a tape node by node; equal nodes are shared. */
export class TapeBuilder {
  readonly nodes: TapeNode[] = [];
  readonly parameters: string[];
  private readonly predictors: readonly string[];
  private readonly index = new Map<string, number>();

  /** @param parameters those that come first, whatever the order in which they are used */
  constructor(predictors: readonly string[], parameters: readonly string[] = []) {
    this.predictors = predictors;
    this.parameters = [...parameters];
  }

  number(value: number): number {
    return this.add({ op: NUMBER, constant: value, uniform: true, moves: false });
  }

  parameter(name: string): number {
    let p = this.parameters.indexOf(name);
    if (p < 0) p = this.parameters.push(name) - 1;
    return this.add({ op: PARAMETER, a: p, uniform: true, moves: true });
  }

  predictor(name: string): number {
    return this.add({ op: PREDICTOR, a: this.predictors.indexOf(name), uniform: false, moves: false });
  }

  /** A line shape of this kind over the node x. */
  line(kind: number, parameters: readonly number[], x: number): number {
    return this.add({
      op: LINE_SHAPE + kind,
      c: x,
      operands: parameters,
      uniform: false,
      moves: parameters.some((p) => this.nodes[p].moves),
    });
  }

  /** A function of earlier nodes, by its name in `formula.ts`. */
  apply(name: string, operands: readonly number[]): number {
    const uniform = operands.every((i) => this.nodes[i].uniform);
    const moves = operands.some((i) => this.nodes[i].moves);
    if (name === "where") {
      const [a, b, c] = operands;
      return this.add({ op: WHERE, a, b, c, uniform, moves: this.nodes[b].moves || this.nodes[c].moves });
    }
    if (name === "coth") return this.apply("/", [this.number(1), this.apply("tanh", operands)]);
    // a > b is b < a
    if (name === ">" || name === ">=")
      return this.apply(name === ">" ? "<" : "<=", [operands[1], operands[0]]);
    const [a, b] = operands;
    if (operands.length === 1) {
      const op = singles[name];
      const number = this.nodes[a];
      if (op === NEGATE && number.op === NUMBER) return this.number(-number.constant);
      return this.add({ op, a, uniform, moves: moves && !flat.has(op) });
    }
    const single = this.withConstant(name, a, b);
    if (single !== undefined) return single;
    const op = pairs[name];
    return this.add({ op, a, b, uniform, moves: moves && !flat.has(op) });
  }

  /** The whole of an expression. A name is the node that `names` gives it, else a predictor, else it becomes a parameter. */
  expression(expression: Expression, names: ReadonlyMap<string, number> = new Map()): number {
    if (expression.kind === "number") return this.number(expression.value);
    if (expression.kind === "name") {
      const known = names.get(expression.name);
      if (known !== undefined) return known;
      return this.predictors.includes(expression.name)
        ? this.predictor(expression.name)
        : this.parameter(expression.name);
    }
    return this.apply(
      expression.function,
      expression.operands.map((operand) => this.expression(operand, names)),
    );
  }

  /** The tape whose last node is the root; nodes that it does not need are left out. `loss` in the numbers of this builder. */
  tape(root = this.nodes.length - 1, loss?: ElectronLoss): Tape {
    const needed = new Set<number>([root]);
    for (let i = root; i >= 0; i--) {
      if (needed.has(i)) for (const below of operandsOf(this.nodes[i])) needed.add(below);
    }
    const place = new Map<number, number>();
    const nodes = this.nodes.flatMap((node, i) => {
      if (!needed.has(i)) return [];
      place.set(i, place.size);
      return [moved(node, (below) => place.get(below)!)];
    });
    return {
      nodes,
      parameters: this.parameters,
      predictors: this.predictors,
      ...(loss && { loss: { ...loss, lines: place.get(loss.lines)! } }),
    };
  }

  /** Operations with a number need no plane for it. */
  private withConstant(name: string, a: number, b: number): number | undefined {
    const left = this.nodes[a];
    const right = this.nodes[b];
    const unary = (op: number, of: number, constant = 0): number =>
      this.add({ op, a: of, constant, uniform: this.nodes[of].uniform, moves: this.nodes[of].moves });
    if (left.op === NUMBER && right.op === NUMBER) {
      const value = folded(name, left.constant, right.constant);
      return value === undefined ? undefined : this.number(value);
    }
    if (right.op === NUMBER) {
      const k = right.constant;
      if (name === "+") return unary(OFFSET, a, k);
      if (name === "-") return unary(OFFSET, a, -k);
      if (name === "*") return unary(SCALE, a, k);
      if (name === "/") return undefined;
      if (name === "^")
        return k === 2 ? unary(SQUARE, a) : k === 1 ? a : k === -1 ? unary(INVERSE, a) : unary(POWER, a, k);
    }
    if (left.op === NUMBER) {
      const k = left.constant;
      if (name === "+") return unary(OFFSET, b, k);
      if (name === "*") return unary(SCALE, b, k);
      if (name === "/" && k === 1) return unary(INVERSE, b);
    }
    return undefined;
  }

  private add(node: Partial<TapeNode> & Pick<TapeNode, "op" | "uniform" | "moves">): number {
    const whole: TapeNode = { a: 0, b: 0, c: 0, constant: 0, ...node };
    const key = JSON.stringify(whole);
    const known = this.index.get(key);
    if (known !== undefined) return known;
    this.nodes.push(whole);
    this.index.set(key, this.nodes.length - 1);
    return this.nodes.length - 1;
  }
}

/** The nodes that a node is made from. */
function operandsOf({ op, a, b, c, operands }: TapeNode): readonly number[] {
  if (operands) return [...operands, c];
  if (op < WHERE) return [];
  return op === WHERE ? [a, b, c] : op < NEGATE ? [a, b] : [a];
}

/** A node whose operands have other places. */
function moved(node: TapeNode, place: (i: number) => number): TapeNode {
  if (node.operands) return { ...node, operands: node.operands.map(place), c: place(node.c) };
  const [a, b, c] = operandsOf(node).map(place);
  return a === undefined ? node : { ...node, a, b: b ?? 0, c: c ?? 0 };
}

/** The four operations on two numbers. */
function folded(name: string, a: number, b: number): number | undefined {
  return name === "+"
    ? a + b
    : name === "-"
      ? a - b
      : name === "*"
        ? a * b
        : name === "/"
          ? a / b
          : undefined;
}

/** Operations that keep a node linear in what its operand is linear in. */
const straight = new Set([NEGATE, SCALE, OFFSET]);

/**
 * Variables that the model is linear in, all of them together: the largest set that their order gives.
 * @param behind per parameter, the variables that it is made from (linearly): none where it is held
 * @param linearIn of a line shape's kind, the parameters that it is linear in
 */
export function linearVariables(
  tape: Tape,
  behind: readonly (readonly number[])[],
  linearIn: (kind: number) => readonly number[] = () => [],
): Set<number> {
  const chosen = new Set<number>();
  // Step and slope of a background multiply the lines
  const { loss } = tape;
  const multiplying = new Set(
    behind.flatMap((variables, p) => (loss && (p === loss.step || p === loss.slope) ? variables : [])),
  );
  for (const variable of new Set(behind.flat())) {
    if (multiplying.has(variable)) continue;
    const wider = new Set([...chosen, variable]);
    const moving = new Set(
      behind.flatMap((variables, p) => (variables.some((v) => wider.has(v)) ? [p] : [])),
    );
    if (degree(tape, moving, linearIn) <= 1) chosen.add(variable);
  }
  return chosen;
}

/** Degree of the model in a set of parameters: 0, 1, or 2 for everything beyond. */
function degree(tape: Tape, set: ReadonlySet<number>, linearIn: (kind: number) => readonly number[]): number {
  const degrees: number[] = [];
  for (const { op, a, b, c, operands } of tape.nodes) {
    degrees.push(
      op === PARAMETER
        ? Number(set.has(a))
        : op === NUMBER || op === PREDICTOR
          ? 0
          : op === WHERE
            ? degrees[a] > 0
              ? 2
              : Math.max(degrees[b], degrees[c])
            : operands
              ? operands.reduce(
                  (worst, node, k) =>
                    Math.max(
                      worst,
                      degrees[node] > 0 && !linearIn(op - LINE_SHAPE).includes(k) ? 2 : degrees[node],
                    ),
                  degrees[c] > 0 ? 2 : 0,
                )
              : degreeOf(op, degrees[a], op < NEGATE ? degrees[b] : 0),
    );
  }
  return degrees.at(-1) ?? 0;
}

function degreeOf(op: number, a: number, b: number): number {
  if (op === pairs["+"] || op === pairs["-"]) return Math.max(a, b);
  if (op === pairs["*"]) return Math.min(2, a + b);
  if (op === pairs["/"]) return b > 0 ? 2 : a;
  if (straight.has(op)) return a;
  return a + b > 0 ? 2 : 0;
}
