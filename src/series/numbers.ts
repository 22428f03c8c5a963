import { OptionError } from "../fit/plan.ts";

/** Numbers of a series. */
export type Numbers = Float64Array | Float32Array | Int32Array | readonly number[];

/** @throws OptionError for what is no array */
export function numbersOf(given: Numbers, name: string): Float64Array {
  if (given instanceof Float64Array) return given;
  if (ArrayBuffer.isView(given) || Array.isArray(given)) return Float64Array.from(given as readonly number[]);
  throw new OptionError(`${name} must be an array of numbers, it is ${String(given)}`);
}

/** A number of at least (or, `above`, more than) `least`. @throws OptionError */
export function numberFrom(value: number, name: string, least: number, above = false): number {
  if (typeof value === "number" && (above ? value > least : value >= least) && value < Infinity) return value;
  throw new OptionError(`${name} must be a number ${above ? "above" : "from"} ${least}, it is ${value}`);
}

/** Numbers that grow one by one. */
export interface GrowingColumn {
  readonly push: (value: number) => void;
  /** A copy of what was pushed; forgets it. */
  readonly release: () => Float64Array;
}

export function growingColumn(): GrowingColumn {
  let data = new Float64Array(16);
  let count = 0;
  return {
    push: (value) => {
      if (count === data.length) {
        const longer = new Float64Array(2 * count);
        longer.set(data);
        data = longer;
      }
      data[count++] = value;
    },
    release: () => {
      const taken = data.slice(0, count);
      count = 0;
      return taken;
    },
  };
}
