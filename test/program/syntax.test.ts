import { describe, expect, test } from "vitest";
import { convertCircuit, detectSyntax, parseCircuit, printCircuit } from "../../src/program/syntax.ts";

describe("the syntax of a text is detected", () => {
  test.each([
    ["R1", "impedance.py"],
    ["R_ct", "impedance.py"],
    ["R0-R1", "impedance.py"],
    ["R0-p(R1,CPE1)-Wo1", "impedance.py"],
    ["p(R1,C1)", "impedance.py"],
    ["R1{R=1}", "impedance.py"],
    ["R", "cdc"],
    ["RC", "cdc"],
    ["R(RQ)W", "cdc"],
    ["[R(RC)]", "cdc"],
    ["(RC)", "cdc"],
    ["Ws(RC)", "cdc"],
    ["R{R=-20:a_1}(R{R=1,R=2}Q)", "cdc"],
    ["!V=1![R]", "cdc"],
    ["R1-[P2,R3]", "bracket"],
    ["[P1,R2]", "bracket"],
    ["R1-P2", "bracket"],
    ["P1", "bracket"],
  ] as const)("%s is %s", (text, syntax) => {
    expect(detectSyntax(text)).toBe(syntax);
  });

  test("blanks and what stands in braces do not matter", () => {
    expect(detectSyntax(" R ( R{R=-1/p(2)-[,} Q ) ")).toBe("cdc");
  });
});

describe("conversion", () => {
  test.each([
    ["R(RQ)W", "impedance.py", "R1-p(R2,CPE1)-W1"],
    ["R(RQ)W", "bracket", "R1-[R2,P1]-W1"],
    ["R0-p(R1,CPE1)-W1", "cdc", "R(RQ)W"],
    ["R1-[P2,R3-[C4,R5]]", "cdc", "R(Q[R(CR)])"],
    ["R1-[P2,R3]", "impedance.py", "R1-p(CPE2,R3)"],
    ["R{R=20f:sol}(RC)", "impedance.py", "R_sol{R=20f}-p(R1,C1)"],
  ] as const)("of %s to %s is %s", (text, to, wanted) => {
    expect(convertCircuit(text, to)).toBe(wanted);
  });

  test("takes options, and the syntax of the text when it is known", () => {
    expect(convertCircuit("R{R=20}(RQ)", "bracket", { settings: false, renumber: true })).toBe("R1-[R2,P3]");
    expect(() => convertCircuit("R(RQ)", "bracket", { from: "impedance.py" })).toThrow(
      'element "R" has no number',
    );
  });
});

test("a value, a limit and f survive in every syntax, so that no conversion frees what was held", () => {
  const circuit = parseCircuit("R{R=20f}(R{R=100/50/200}Q{Y=6.2e-5,n=0.93f})");
  for (const syntax of ["impedance.py", "cdc", "bracket"] as const)
    expect(parseCircuit(printCircuit(circuit, syntax), syntax)).toEqual(circuit);
});

test("a parallel group with one branch is that branch", () => {
  for (const text of ["R0-p(R1)", "R0-p(p(R1))", "R0-[R1]"])
    expect(parseCircuit(text)).toEqual(parseCircuit("R0-R1"));
  expect(parseCircuit("R(R)")).toEqual(parseCircuit("R[(R)]"));
});
