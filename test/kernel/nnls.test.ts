import { beforeAll, describe, expect, test } from "vitest";
import { compileEntry } from "./entry.ts";
import { readFixture } from "./references.ts";

/** Problems as normal equations, solved by `scipy.optimize.nnls` in `fixtures/nnls.py`. */
interface Problem {
  readonly name: string;
  readonly n: number;
  readonly gram: readonly number[];
  readonly target: readonly number[];
  readonly x: readonly number[];
}
const { problems } = readFixture<{ problems: readonly Problem[] }>("nnls.json");

const entry = `
import "lanes";
import { doubles, rewind } from "../../assembly/memory";
import { bindNnls, nnls, passives, passiveTrace } from "../../assembly/nnls";
let gram: usize = 0;
let target: usize = 0;
let x: usize = 0;
export function bind(n: i32): void { rewind(); bindNnls(n); gram = doubles(n * n); target = doubles(n); x = doubles(n); }
export function gramAt(): usize { return gram; }
export function targetAt(): usize { return target; }
export function xAt(): usize { return x; }
export function solve(n: i32): i32 { return nnls(gram, target, n, n, x); }
export function above(): i32 { return passives; }
export function trace(n: i32, matrix: usize, band: i32): f64 { return passiveTrace(matrix, n, 0, band); }
`;

interface Window {
  readonly memory: WebAssembly.Memory;
  bind(n: number): void;
  gramAt(): number;
  targetAt(): number;
  xAt(): number;
  solve(n: number): number;
  above(): number;
  trace(n: number, matrix: number, band: number): number;
}

describe.each(["simd", "scalar"] as const)("non-negative least squares over %s lanes", (lanes) => {
  let wasm: Window;
  beforeAll(async () => {
    wasm = await compileEntry<Window>(entry, lanes);
  });

  /** Solves from a start and returns x; the start decides which variables are passive at first. */
  function solve({ n, gram, target }: Problem, start: (i: number) => number): Float64Array {
    wasm.bind(n);
    const plane = (at: number, count: number): Float64Array =>
      new Float64Array(wasm.memory.buffer, at, count);
    plane(wasm.gramAt(), n * n).set(gram);
    plane(wasm.targetAt(), n).set(target);
    plane(wasm.xAt(), n).set(Float64Array.from({ length: n }, (_, i) => start(i)));
    expect(wasm.solve(n)).toBeGreaterThan(0);
    return plane(wasm.xAt(), n).slice();
  }

  /** ½xᵀGx − cᵀx. */
  function cost({ n, gram, target }: Problem, x: ArrayLike<number>): number {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      let row = 0;
      for (let j = 0; j < n; j++) row += gram[i * n + j] * x[j];
      sum += x[i] * (0.5 * row - target[i]);
    }
    return sum;
  }

  test.each(problems)(
    "$name: Karush, Kuhn and Tucker's conditions hold, and the cost is that of SciPy",
    (problem) => {
      const { n, gram, target } = problem;
      for (const start of [() => 0, () => 1, (i: number) => i % 2]) {
        const x = solve(problem, start);
        const size = Math.max(...target.map((c, i) => Math.abs(c) / Math.sqrt(gram[i * n + i] || 1)));
        for (let i = 0; i < n; i++) {
          let w = target[i];
          for (let j = 0; j < n; j++) w -= gram[i * n + j] * x[j];
          const slope = w / Math.sqrt(gram[i * n + i] || 1) / size;
          expect(x[i]).toBeGreaterThanOrEqual(0);
          if (x[i] > 0) expect(Math.abs(slope)).toBeLessThan(1e-9);
          else expect(slope).toBeLessThan(1e-9);
        }
        const best = cost(problem, problem.x);
        expect(cost(problem, x) - best).toBeLessThanOrEqual(1e-10 * Math.abs(best) + 1e-300);
      }
    },
  );

  test.each(problems.filter(({ name }) => !/penalty 0.0001|collinear/.test(name)))(
    "$name: the solution is that of SciPy to 1e-7",
    (problem) => {
      const x = solve(problem, () => 1);
      // In the scale of the columns: twelve decades of them have no common absolute error
      const scaled = (values: ArrayLike<number>): number[] =>
        Array.from(values, (value, i) => value * Math.sqrt(problem.gram[i * problem.n + i]));
      const size = Math.max(...scaled(problem.x), 1e-300);
      const got = scaled(x);
      scaled(problem.x).forEach((value, i) => {
        expect(Math.abs(got[i] - value) / size).toBeLessThan(1e-7);
      });
    },
  );

  test("the number of passive variables is that of the positive ones, and tr(G⁻¹G) over them is that number", () => {
    const problem = problems.find(({ name }) => name === "random 80x37")!;
    const x = solve(problem, () => 1);
    const positive = x.filter((value) => value > 0).length;
    expect(wasm.above()).toBe(positive);
    expect(wasm.trace(problem.n, wasm.gramAt(), problem.n)).toBeCloseTo(positive, 8);
  });

  test("what is not finite has no solution", () => {
    wasm.bind(2);
    new Float64Array(wasm.memory.buffer, wasm.gramAt(), 4).set([1, 0, 0, Number.NaN]);
    new Float64Array(wasm.memory.buffer, wasm.targetAt(), 2).set([1, 1]);
    expect(wasm.solve(2)).toBe(-1);
  });
});
