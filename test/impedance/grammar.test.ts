import { describe, expect, test } from "vitest";
import {
  admits,
  circuitOfShape,
  type Grammar,
  grammarElements,
  type Member,
  members,
  parameterCount,
  shapeKey,
  shapesOf,
  sortShape,
} from "../../src/impedance/grammar.ts";
import { neighbours } from "../../src/impedance/growth.ts";
import { scopeOf } from "../../src/impedance/screening.ts";
import { type Circuit, elementsOf } from "../../src/program/circuit.ts";
import { compileCircuit } from "../../src/program/compile.ts";
import { parseCircuit, printCircuit } from "../../src/program/syntax.ts";

const whole: Grammar = {
  elements: grammarElements,
  maxParameters: 7,
  maxArcs: 4,
  inductive: true,
  blocking: true,
};

/** What a circuit is made of, whatever the order of its series and groups: equal for circuits that differ by commutation only. */
function makeOf(circuit: Circuit): string {
  if (circuit.kind === "element") return circuit.type;
  return `${circuit.kind}(${circuit.children.map(makeOf).sort().join(",")})`;
}

describe("grammar", () => {
  test("writes no circuit twice, not even with its members in another order", () => {
    const shapes = shapesOf(whole);
    expect(shapes.length).toBeGreaterThan(300);
    const makes = shapes.map((shape) => makeOf(circuitOfShape(shape)));
    expect(new Set(makes).size).toBe(shapes.length);
    expect(new Set(shapes.map(shapeKey)).size).toBe(shapes.length);
  });

  test("has exactly the circuits that can be counted by hand for R and C with four parameters", () => {
    const found = shapesOf({ ...whole, elements: ["R", "C"], maxParameters: 4 }).map((shape) =>
      printCircuit(circuitOfShape(shape)),
    );
    expect(new Set(found)).toEqual(
      new Set([
        "R0",
        "C1",
        "p(R1,C1)",
        "R0-C1",
        "R0-p(R1,C1)",
        "p(R1,C1)-C2",
        "R0-p(R1,C1)-C2",
        "p(R1,C1)-p(R2,C2)",
      ]),
    );
  });

  test("has all multisets of members that its rules admit", () => {
    const small = { ...whole, maxParameters: 5 };
    const brute = new Set<string>();
    const visit = (shape: readonly Member[]): void => {
      if (shape.length > 0 && admits(small, sortShape(shape))) brute.add(shapeKey(sortShape(shape)));
      if (shape.length < 4) for (const member of members) visit([...shape, member]);
    };
    visit([]);
    const upToFour = shapesOf(small).filter((shape) => shape.length <= 4);
    expect(new Set(upToFour.map(shapeKey))).toEqual(brute);
  });

  test("uses only the elements that were asked for, and no more parameters than allowed", () => {
    for (const shape of shapesOf({ ...whole, elements: ["R", "CPE", "Ws"] })) {
      for (const { type } of elementsOf(circuitOfShape(shape))) {
        expect(["R", "CPE", "Ws", "Wsn"]).toContain(type);
      }
      expect(parameterCount(shape)).toBeLessThanOrEqual(7);
    }
  });

  test("counts the parameters that a fit of the circuit's text has free", () => {
    for (const shape of shapesOf(whole)) {
      const { parameters } = compileCircuit(parseCircuit(printCircuit(circuitOfShape(shape))));
      expect(parameters.filter(({ fixed }) => fixed === undefined).length, shapeKey(shape)).toBe(
        parameterCount(shape),
      );
    }
  });

  test("has no inductor and no blocking tail where the data leave no room for them", () => {
    for (const shape of shapesOf({ ...whole, inductive: false, blocking: false })) {
      expect(shape).not.toContain("L");
      for (const tail of ["C", "CPE", "W", "Wo", "Won", "R-W|C"]) expect(shape).not.toContain(tail);
    }
  });

  test("grows to neighbours that it admits, with positive start values for each of their parameters", () => {
    const scope = scopeOf({
      frequency: Float64Array.of(1e5, 1e3, 10, 0.1),
      real: Float64Array.of(10, 12, 40, 60),
      imaginary: Float64Array.of(1, -5, -20, -30),
    });
    const parent = {
      shape: ["R", "R|CPE", "R|CPE", "CPE"] as const,
      values: [[10], [5, 1e-5, 0.9], [20, 1e-3, 0.8], [0.01, 0.7]],
    };
    const grown = neighbours(parent, { ...whole, maxParameters: 12 }, scope);
    const keys = new Set(grown.map(({ shape }) => shapeKey(shape)));
    for (const key of [
      "L R R|CPE R|CPE CPE",
      "R R|CPE R|CPE R|CPE CPE",
      "R R|C R|CPE CPE",
      "R R|CPE CPE",
      "R R|CPE R|CPE W",
      "R R|CPE R-W|CPE",
      "R R|CPE R|CPE",
    ]) {
      expect(keys).toContain(key);
    }
    for (const { shape, values } of grown) {
      expect(admits({ ...whole, maxParameters: 12 }, shape)).toBe(true);
      expect(sortShape(shape)).toEqual(shape);
      expect(values.flat()).toHaveLength(parameterCount(shape));
      for (const value of values.flat()) expect(value > 0 && value < Infinity, shapeKey(shape)).toBe(true);
    }
  });
});

describe("screening", () => {
  const frequency = Float64Array.of(1e4, 1e3, 100, 10, 1, 0.1);

  test("an inductor has room where Z″ > 0 or the phase rises at the highest frequencies", () => {
    const real = Float64Array.of(5, 5, 5, 5, 5, 5);
    expect(scopeOf({ frequency, real, imaginary: Float64Array.of(1, -1, -1, -1, -1, -1) }).inductive).toBe(
      true,
    );
    expect(scopeOf({ frequency, real, imaginary: Float64Array.of(-1, -2, -3, -4, -5, -6) }).inductive).toBe(
      true,
    );
    expect(scopeOf({ frequency, real, imaginary: Float64Array.of(-6, -5, -4, -3, -2, -1) }).inductive).toBe(
      false,
    );
  });

  test("a tail has room where −Z″ grows towards the lowest frequencies", () => {
    const real = Float64Array.of(5, 5, 5, 5, 5, 5);
    expect(scopeOf({ frequency, real, imaginary: Float64Array.of(0, -1, -1, -1, -2, -4) }).blocking).toBe(
      true,
    );
    expect(scopeOf({ frequency, real, imaginary: Float64Array.of(-1, -5, -4, -3, -2, -1) }).blocking).toBe(
      false,
    );
  });

  test("no more arcs than the measured decades can tell apart", () => {
    const narrow = scopeOf({
      frequency: Float64Array.of(10, 8, 5),
      real: Float64Array.of(1, 2, 3),
      imaginary: Float64Array.of(-1, -1, -1),
    });
    expect(narrow.arcs).toBe(1);
    expect(scopeOf({ frequency, real: frequency, imaginary: frequency }).arcs).toBe(4);
  });
});
