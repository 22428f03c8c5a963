/**
 * A plain evaluation of circuits for tests: each formula as the catalogue prints it, one frequency at a time, with nothing in common
 * with the kernels. Only the elements of the golden circuits.
 */
import type { Circuit, Element } from "../../src/program/circuit.ts";

export type Complex = readonly [re: number, im: number];

const add = (a: Complex, b: Complex): Complex => [a[0] + b[0], a[1] + b[1]];
const times = (a: Complex, b: Complex): Complex => [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]];
const over = (a: Complex, b: Complex): Complex => {
  const size = b[0] * b[0] + b[1] * b[1];
  return [(a[0] * b[0] + a[1] * b[1]) / size, (a[1] * b[0] - a[0] * b[1]) / size];
};
const power = (a: Complex, n: number): Complex => {
  const size = Math.hypot(a[0], a[1]) ** n;
  const angle = Math.atan2(a[1], a[0]) * n;
  return [size * Math.cos(angle), size * Math.sin(angle)];
};
const tanh = (a: Complex): Complex => {
  const e = Math.exp(-2 * Math.abs(a[0]));
  const sign = Math.sign(a[0]) || 1;
  const rotated: Complex = [e * Math.cos(2 * a[1]), -sign * e * Math.sin(2 * a[1])];
  return times([sign, 0], over(add([1, 0], times([-1, 0], rotated)), add([1, 0], rotated)));
};
const one: Complex = [1, 0];

const formulas: Readonly<Record<string, (s: Complex, p: Readonly<Record<string, number>>) => Complex>> = {
  R: (_, { R }) => [R, 0],
  C: (s, { C }) => over(one, times(s, [C, 0])),
  L: (s, { L }) => times(s, [L, 0]),
  CPE: (s, { Q, n }) => over(one, times([Q, 0], power(s, n))),
  W: (s, { A }) => over([A * Math.SQRT2, 0], power(s, 0.5)),
  Wo: (s, { Z0, tau }) => {
    const root = power(times(s, [tau, 0]), 0.5);
    return over([Z0, 0], times(tanh(root), root));
  },
  Wsn: (s, { Y, B, n }) => over(tanh(power(times(s, [B, 0]), n)), power(times(s, [Y, 0]), n)),
  Ln: (s, { L, n }) => times([L, 0], power(s, n)),
  Ga: (s, { R, tau, n }) => over([R, 0], power(add(one, times(s, [tau, 0])), n)),
  Ha: (s, { R, tau, a, b }) => over([R, 0], power(add(one, power(times(s, [tau, 0]), a)), b)),
  Tlmbs: (s, { Ri, Y, n, L }) => {
    const alpha = times([L * Math.sqrt(Ri * Y), 0], power(s, n / 2));
    return times([Ri, 0], over(tanh(alpha), alpha));
  },
};

/** Z of a circuit at a frequency in Hz; `parametersOf` gives the values of an element by symbol. */
export function impedanceOf(
  circuit: Circuit,
  frequency: number,
  parametersOf: (element: Element) => Readonly<Record<string, number>>,
): Complex {
  if (circuit.kind === "element") {
    const formula = formulas[circuit.type];
    if (!formula) throw new Error(`the oracle has no formula for ${circuit.type}`);
    return formula([0, 2 * Math.PI * frequency], parametersOf(circuit));
  }
  const members = circuit.children.map((child) => impedanceOf(child, frequency, parametersOf));
  if (circuit.kind === "series") return members.reduce(add);
  return over(one, members.map((member) => over(one, member)).reduce(add));
}
