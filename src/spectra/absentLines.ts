/** Lines that the data do not show: nothing can be said about their place, width and shape. */
import type { Estimates } from "../fit/assemble.ts";
import { estimate } from "../fit/propagation.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { derivedOf } from "./components.ts";
import type { CompiledLine, CompiledModel } from "./modelTape.ts";

/** Amplitudes over their standard errors below which a line is not there. */
const UNSEEN = 1e-3;
/** Amplitudes over the size of the data below which they are 0 up to rounding. */
const ZERO = 1e-12;

/** The size of the data: a height, and an area. */
export interface DataSize {
  readonly height: number;
  readonly area: number;
}

export function sizeOf(x: ArrayLike<number>, y: ArrayLike<number>): DataSize {
  let height = 0;
  for (let i = 0; i < y.length; i++) height = Math.max(height, Math.abs(y[i]));
  return { height, area: height * Math.abs(x[x.length - 1] - x[0]) };
}

/** What is asked of a fit: values, states and errors of its parameters. */
type Settled = Estimates & { readonly parameters: readonly string[] };

/** Indices of the lines whose amplitude is 0 against the data or drowns in its own error. */
export function absentLines(
  kernel: Kernel,
  { lines }: CompiledModel,
  estimates: Settled,
  size: DataSize,
): number[] {
  const values = Array.from(estimates.values);
  return lines.flatMap((line, l) => {
    const at = amplitudeAt(line);
    if (at < 0) return [];
    const { value, stderr } = estimate(estimates, derivedOf(kernel, line.quantities[at], values));
    const whole = line.symbols[at].symbol === "area" ? size.area : size.height;
    return Math.abs(value) <= ZERO * whole || Math.abs(value) < UNSEEN * stderr ? [l] : [];
  });
}

/**
 * The estimates with what only absent lines depend on called not identifiable, without error; an amplitude that is 0 stands at its
 * bound.
 */
export function settleAbsent(
  kernel: Kernel,
  compiled: CompiledModel,
  estimates: Estimates,
  size: DataSize,
): Estimates {
  const { lines, parameters } = compiled;
  const names = parameters.map(({ name }) => name);
  const absent = new Set(absentLines(kernel, compiled, { ...estimates, parameters: names }, size));
  if (absent.size === 0) return estimates;
  const values = Array.from(estimates.values);
  const read = lines.map((line) => readBy(kernel, line, values));
  const lost = names.map(
    (_, p) =>
      estimates.states[p] !== "fixed" &&
      // Steps of the background follow all lines
      (isStep(parameters[p]) || read.some((own) => own.has(p))) &&
      read.every((own, l) => absent.has(l) || !(isStep(parameters[p]) || own.has(p))),
  );
  const isAmplitude = names.map((_, p) =>
    lines.some((line) => {
      const quantity = line.quantities[amplitudeAt(line)];
      return quantity?.kind === "parameter" && quantity.index === p;
    }),
  );
  const isZero = (p: number): boolean =>
    isAmplitude[p] && lost[p] && parameters[p].lower === 0 && !(values[p] > UNSEEN * estimates.stderr[p]);
  const count = names.length;
  const states = estimates.states.map((state, p) => {
    if (!lost[p]) return state;
    if (isAmplitude[p]) return isZero(p) ? "at lower bound" : state;
    return "not identifiable";
  });
  const isOpen = (p: number): boolean => lost[p] && (!isAmplitude[p] || isZero(p));
  return {
    values: estimates.values.map((value, p) => (isZero(p) ? 0 : value)),
    states,
    stderr: estimates.stderr.map((error, p) => (isOpen(p) ? Number.NaN : error)),
    covariance: estimates.covariance.map((covariance, at) =>
      isOpen(Math.floor(at / count)) || isOpen(at % count) ? Number.NaN : covariance,
    ),
  };
}

/** Where the area or height stands among the quantities of a line; −1 of a shape of the user's own that has neither. */
function amplitudeAt({ symbols }: CompiledLine): number {
  return symbols.findIndex(({ symbol }) => symbol === "area" || symbol === "height");
}

/** Whether a parameter multiplies the integral of the lines. */
function isStep({ line, symbol }: CompiledModel["parameters"][number]): boolean {
  return line < 0 && (symbol === "k" || symbol === "m");
}

/** Indices of the parameters that a line depends on. */
function readBy(
  kernel: Kernel,
  { quantities, doublet }: CompiledLine,
  values: readonly number[],
): Set<number> {
  const all = [...quantities, ...(doublet ? [doublet.splitting, doublet.ratio, doublet.width] : [])];
  return new Set(all.flatMap((quantity) => [...derivedOf(kernel, quantity, values).slopes.keys()]));
}
