import type { Expression } from "./formula.ts";

/** Re and Im of a complex number. */
export type Complex = readonly [re: number, im: number];

const real = (x: number): Complex => [x, 0];
const plus = ([a, b]: Complex, [c, d]: Complex): Complex => [a + c, b + d];
const minus = ([a, b]: Complex, [c, d]: Complex): Complex => [a - c, b - d];
const times = ([a, b]: Complex, [c, d]: Complex): Complex => [a * c - b * d, a * d + b * c];
const over = (a: Complex, [c, d]: Complex): Complex => {
  const size = c * c + d * d;
  return times(a, [c / size, -d / size]);
};
const exp = ([a, b]: Complex): Complex => [Math.exp(a) * Math.cos(b), Math.exp(a) * Math.sin(b)];
/** Principal logarithm. */
export const logarithm = ([a, b]: Complex): Complex => [Math.log(Math.hypot(a, b)), Math.atan2(b, a)];
const sinh = (z: Complex): Complex => over(minus(exp(z), exp(minus(real(0), z))), real(2));
const cosh = (z: Complex): Complex => over(plus(exp(z), exp(minus(real(0), z))), real(2));
const turned = ([a, b]: Complex): Complex => [-b, a];
const back = ([a, b]: Complex): Complex => [b, -a];
const power = (a: Complex, b: Complex): Complex => exp(times(b, logarithm(a)));

const operations: Readonly<Record<string, (...z: Complex[]) => Complex>> = {
  "+": plus,
  "-": minus,
  "*": times,
  "/": over,
  "^": power,
  neg: (z) => minus(real(0), z),
  sqrt: (z) => power(z, real(0.5)),
  exp,
  log: logarithm,
  sinh,
  cosh,
  tanh: (z) => over(sinh(z), cosh(z)),
  coth: (z) => over(cosh(z), sinh(z)),
  sin: (z) => back(sinh(turned(z))),
  cos: (z) => cosh(turned(z)),
  tan: (z) => over(back(sinh(turned(z))), cosh(turned(z))),
};

/** The functions that have a derivative in the complex plane. */
export const complexFunctions: readonly string[] = Object.keys(operations);

/** The value of a formula by its definition, for values near 1: no care is taken of large arguments. */
export function complexValue(expression: Expression, names: ReadonlyMap<string, Complex>): Complex {
  if (expression.kind === "number") return real(expression.value);
  if (expression.kind === "name") return names.get(expression.name)!;
  return operations[expression.function](
    ...expression.operands.map((operand) => complexValue(operand, names)),
  );
}
