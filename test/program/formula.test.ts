import { describe, expect, test } from "vitest";
import { parseDefinition } from "../../src/program/definition.ts";
import { type Expression, namesOf, parseFormula } from "../../src/program/formula.ts";
import { FormulaError } from "../../src/program/formula-error.ts";
import { compileModel, parseModel } from "../../src/program/model.ts";
import { linearVariables } from "../../src/program/tape.ts";

/** The tree as a fully parenthesised text. */
function written(one: Expression): string {
  if (one.kind === "number") return String(one.value);
  if (one.kind === "name") return one.name;
  return `${one.function}(${one.operands.map(written).join(",")})`;
}

function mistake(work: () => unknown): FormulaError {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(FormulaError);
    return error as FormulaError;
  }
  throw new Error("no mistake was found");
}

describe("precedence", () => {
  test.each([
    ["a+b*c", "+(a,*(b,c))"],
    ["a-b-c", "-(-(a,b),c)"],
    ["a/b/c", "/(/(a,b),c)"],
    ["a/b*c", "*(/(a,b),c)"],
    ["-x^2", "neg(^(x,2))"],
    ["(-x)^2", "^(neg(x),2)"],
    ["a^b^c", "^(a,^(b,c))"],
    ["a**-b", "^(a,neg(b))"],
    ["2^-x^2", "^(2,neg(^(x,2)))"],
    ["-a*b", "*(neg(a),b)"],
    ["a*-b", "*(a,neg(b))"],
    ["+a", "a"],
    ["a<b+1 and c or d", "||(&&(<(a,+(b,1)),c),d)"],
    ["not a == b", "not(==(a,b))"],
    ["!a == b", "==(not(a),b)"],
    ["where(x>=1, a, b)", "where(>=(x,1),a,b)"],
    ["1e-3*.5*2.", "*(*(0.001,0.5),2)"],
    ["ln(x)+pow(x,2)+arctan(x)", "+(+(log(x),^(x,2)),atan(x))"],
    ["a−b·c×d÷e", "-(a,/(*(*(b,c),d),e))"],
    ["pi", String(Math.PI)],
    ["τ_1*β2", "*(τ_1,β2)"],
    ["R1.R*x", "*(R1.R,x)"],
  ])("%s", (text, tree) => {
    expect(written(parseFormula(text))).toBe(tree);
  });

  test("names come in the order of their first appearance", () => {
    expect(namesOf(parseFormula("c*exp(-a*x)+b*a"))).toEqual(["c", "a", "x", "b"]);
  });
});

describe("a mistake has a caret and a cure", () => {
  test.each([
    ["b1*(1-exp(-b2*x)", 16, 'a ")" is missing', 'close the "(" of character 4'],
    ["b1*epx(x)", 3, 'there is no function "epx"', "exp"],
    ["b1 x", 3, 'unexpected "x"', "to multiply, write *"],
    ["2b", 1, 'unexpected "b"', "to multiply, write *"],
    ["b1*", 3, "ends too early", "belongs here"],
    ["", 0, "empty", "write a formula"],
    ["a $ b", 2, 'unexpected character "$"', "numbers, names"],
    ["a = b", 2, 'unexpected character "="', '"=="'],
    ["exp(a,b)", 0, "exp takes 1 argument, not 2", "exp(…)"],
    ["where(a,b)", 0, "where takes 3 arguments, not 2", "where(condition"],
    ["exp(a;b)", 5, 'unexpected character ";"', "numbers, names"],
    ["exp(a b)", 6, "arguments of exp do not end", '","'],
    ["a)", 1, 'unexpected ")"', "no parenthesis to close"],
    ["*a", 0, 'unexpected "*"', "belongs here"],
    [`${"(".repeat(300)}a`, 200, "nested too deeply", "fewer parentheses"],
  ])("%s", (text, position, problem, cure) => {
    const error = mistake(() => parseFormula(text));
    expect(error.position).toBe(position);
    expect(error.problem).toContain(problem);
    expect(error.cure).toContain(cure);
    const [, shown, caret] = error.message.split("\n");
    if (text.length < 50) {
      expect(shown).toBe(`  ${text}`);
      expect(caret.indexOf("^")).toBe(position + 2);
    }
  });
});

describe("models", () => {
  test("a left side that is a name says what is measured; a formula of it transforms it", () => {
    expect(parseModel("a*x")).toMatchObject({ measured: "y", response: undefined });
    expect(parseModel("U = a*x")).toMatchObject({ measured: "U", response: undefined });
    const { measured, response, formula } = parseModel("log(I) = a - b*x");
    expect([measured, written(response!), written(formula)]).toEqual(["I", "log(I)", "-(a,*(b,x))"]);
    expect(parseModel("where(x<=1, a, b)").measured).toBe("y");
  });

  test("parameters are in the order of the text, numbered ones by their numbers", () => {
    const parametersOf = (text: string) => compileModel(parseModel(text), ["x"]).tape.parameters;
    expect(parametersOf("c*exp(-x/tau)+a")).toEqual(["c", "tau", "a"]);
    expect(parametersOf("b5*x+b4+b10/b2")).toEqual(["b2", "b4", "b5", "b10"]);
    expect(parametersOf("b5*x+a1")).toEqual(["b5", "a1"]);
  });

  test.each([
    ["1 = a*x", 0, "names no measured quantity"],
    ["y*z = a*x", 0, "names 2 quantities"],
    ["a*x+y", 4, '"y" is what is measured'],
    ["log(y) = b1 - b2*", 17, "ends too early"],
    ["x = a", 0, "measured and a predictor"],
  ])("%s", (text, position, problem) => {
    const error = mistake(() => compileModel(parseModel(text), ["x"]));
    expect(error.position).toBe(position);
    expect(error.problem).toContain(problem);
  });

  test("the root of the tape is its last node, whatever the formula shares or leaves out", () => {
    for (const [text, nodes] of [
      ["a^1", 1],
      ["x", 1],
      ["a*x+0*b", 6],
      ["exp(a*x)*exp(a*x)", 5],
      ["2*pi*x/12", 4],
    ] as const) {
      const { tape } = compileModel(parseModel(text), ["x"]);
      expect(tape.nodes.length, text).toBe(nodes);
      tape.nodes.forEach(({ a, op }, i) => {
        if (op > 3) expect(a).toBeLessThan(i);
      });
    }
  });
});

describe("parameters that the model is linear in", () => {
  test.each([
    ["b1*(1-exp(-b2*x))", "b1"],
    ["b1*exp(-b2*x)+b3*exp(-b4*x)+b5", "b1 b3 b5"],
    ["b1*b2*x", "b1"],
    ["b1*x/(b2+x)", "b1"],
    ["(b1+b2*x)/(1+b3*x)", "b1 b2"],
    ["b1^2*x", ""],
    ["abs(b1)*x", ""],
    ["where(x>b1, b2, b3*x)", "b2 b3"],
    ["where(b1*x, b2, b3)", "b2 b3"],
    ["-(b1-2*b2)/3", "b1 b2"],
    ["min(b1, b2*x)", ""],
  ])("%s: %s", (text, expected) => {
    const { tape } = compileModel(parseModel(text), ["x"]);
    const linear = linearVariables(
      tape,
      tape.parameters.map((_, p) => [p]),
    );
    expect([...linear].map((v) => tape.parameters[v]).join(" ")).toBe(expected);
  });

  test("held parameters make room for others; a tie is followed to its variable", () => {
    const { tape } = compileModel(parseModel("b1*b2*x+b3*b2"), ["x"]);
    expect([...linearVariables(tape, [[], [0], [1]])]).toEqual([0]);
    expect([...linearVariables(tape, [[], [0], []])]).toEqual([0]);
    // b2 is tied to b1: their product is a square
    expect([...linearVariables(tape, [[0], [0], [1]])]).toEqual([1]);
  });
});

describe("definitions", () => {
  const read = (text: string) => parseDefinition(text, ["j", "w"], "Zx(A,tau)=A/sqrt(1+j*w*tau)");
  test("name, parameters, formula", () => {
    const { name, parameters, formula } = read("Zx(A, tau) = A/(1+j*w*tau)");
    expect([name, parameters, written(formula)]).toEqual(["Zx", ["A", "tau"], "/(A,+(1,*(*(j,w),tau)))"]);
  });
  test.each([
    ["A/(1+j)", 0, "this defines nothing"],
    ["Z(A)=A*B", 7, '"B" is not defined'],
    ["Z(A,A)=A", 4, "stands there twice"],
    ["Z(A,w)=A*w", 4, "has a meaning of its own"],
    ["Z(A,B)=A", 4, 'does not use "B"'],
    ["Z(A,)=A", 4, "names no parameter"],
    ["Z(A)=A*(1", 9, 'a ")" is missing'],
  ])("%s", (text, position, problem) => {
    const error = mistake(() => read(text));
    expect(error.problem).toContain(problem);
    expect(error.position).toBe(position);
  });
});
