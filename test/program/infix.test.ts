import { describe, expect, test } from "vitest";
import type { Circuit, Element } from "../../src/program/circuit.ts";
import { elementsOf } from "../../src/program/circuit.ts";
import { elementKinds } from "../../src/program/element.ts";
import { CircuitError, parseCircuit, printCircuit } from "../../src/program/syntax.ts";

const element = (type: string, label: string): Element => ({ kind: "element", type, label });

describe("the syntax of impedance.py", () => {
  test("series is -, parallel p(…), blanks mean nothing, s(…) is a series", () => {
    const circuit: Circuit = {
      kind: "series",
      children: [
        element("R", "R0"),
        {
          kind: "parallel",
          children: [
            { kind: "series", children: [element("R", "R1"), element("Wo", "Wo1")] },
            element("CPE", "CPE1"),
          ],
        },
      ],
    };
    for (const text of [
      "R0-p(R1-Wo1,CPE1)",
      " R0 - p ( R 1 - Wo1 ,\tCPE1 ) ",
      "s(R0,p(s(R1,Wo1),CPE1))",
      "s(R0-p(s(R1-Wo1),p(CPE1)))",
    ])
      expect(parseCircuit(text), text).toEqual(circuit);
    expect(printCircuit(circuit)).toBe("R0-p(R1-Wo1,CPE1)");
  });

  test.each(elementKinds.map((kind) => kind.type))(
    "%s of the catalogue is read with a number and with a word",
    (type) => {
      for (const tail of ["0", "12", "_3", "_ct", "_SEI_2"])
        expect(parseCircuit(`R99-${type}${tail}`)).toEqual({
          kind: "series",
          children: [element("R", "R99"), element(type, type + tail)],
        });
    },
  );

  test("labels are kept as they are written", () => {
    expect(elementsOf(parseCircuit("R_0-R01-R1-C2032478")).map(({ label }) => label)).toEqual([
      "R_0",
      "R01",
      "R1",
      "C2032478",
    ]);
  });

  test("Q is the CPE, so that its parameters are called CPE1.Q and CPE1.n", () => {
    expect(parseCircuit("R0-p(R1,Q1)")).toEqual(parseCircuit("R0-p(R1,CPE1)"));
  });

  test("values, limits and f stand in braces as in a CDC, with the symbols of the catalogue", () => {
    const text = "R0{R=20f}-p(R1{R=100/50/200},CPE1{Q=0.00001,n=0.9/0.5})-Wo1{Z0=1e-5}";
    const [r0, r1, cpe, wo] = elementsOf(parseCircuit(text)).map(({ settings }) => settings);
    expect(r0).toEqual({ R: { value: 20, fixed: true } });
    expect(r1).toEqual({ R: { value: 100, lower: 50, upper: 200 } });
    expect(cpe).toEqual({ Q: { value: 1e-5 }, n: { value: 0.9, lower: 0.5 } });
    expect(wo).toEqual({ Z0: { value: 1e-5 } });
    expect(printCircuit(parseCircuit(text))).toBe(text.replace("0.00001", "1e-5"));
    expect(printCircuit(parseCircuit(text), "impedance.py", { settings: false })).toBe("R0-p(R1,CPE1)-Wo1");
  });
});

describe("the syntax of EquivalentCircuits.jl", () => {
  test("series is -, parallel [a,b], and P is the CPE, whose Q may be called w", () => {
    expect(parseCircuit("R1-[P2,R3-[C4,R5]]")).toEqual(parseCircuit("R1-p(CPE2,R3-p(C4,R5))"));
    expect(parseCircuit("P1{w=1e-5,n=0.9}")).toEqual(parseCircuit("CPE1{Q=1e-5,n=0.9}"));
    expect(printCircuit(parseCircuit("R0-p(R1,CPE1)-W1"), "bracket")).toBe("R0-[R1,P1]-W1");
  });

  test("renumber counts the elements throughout in the order of the text", () => {
    expect(printCircuit(parseCircuit("R0-p(R_ct,CPE1)-W1"), "bracket", { renumber: true })).toBe(
      "R1-[R2,P3]-W4",
    );
    expect(printCircuit(parseCircuit("R0-p(R_ct,CPE1)-W1"), "impedance.py", { renumber: true })).toBe(
      "R0-p(R_ct,CPE1)-W1",
    );
  });
});

describe("strict printing refuses what the tool of the syntax does not read", () => {
  test.each([
    ["R0-Zarc1", "bracket", "has no element Zarc", 3],
    ["R0-R_ct", "bracket", 'does not read the label "R_ct"', 3],
    ["R0{R=1}", "bracket", "reads no values", 0],
    ["R0-Ga1", "impedance.py", "has no element Ga", 3],
    ["R0-R_ct", "impedance.py", 'does not read the label "R_ct"', 3],
    ["R0{R=1}", "impedance.py", "reads no values", 0],
  ] as const)("%s in %s", (text, syntax, problem, position) => {
    const circuit = parseCircuit(text);
    expect(printCircuit(circuit, syntax)).toBe(text);
    try {
      printCircuit(circuit, syntax, { strict: true });
    } catch (error) {
      expect(error).toBeInstanceOf(CircuitError);
      expect((error as CircuitError).problem).toContain(problem);
      expect((error as CircuitError).position).toBe(position);
      expect((error as CircuitError).text).toBe(text);
      return;
    }
    throw new Error("was written");
  });

  test("and writes what it does", () => {
    const strict = { strict: true, settings: false };
    expect(printCircuit(parseCircuit("R_0{R=1}-p(R1,CPE1)-TLMQ1"), "impedance.py", strict)).toBe(
      "R_0-p(R1,CPE1)-TLMQ1",
    );
    expect(printCircuit(parseCircuit("R_ct-p(L1,CPE1)"), "bracket", { strict: true, renumber: true })).toBe(
      "R1-[L2,P3]",
    );
  });
});

describe("trees built by hand", () => {
  const series = (...children: Circuit[]): Circuit => ({ kind: "series", children });

  test("are written in normal form", () => {
    const circuit = series(series(element("R", "R0")), { kind: "parallel", children: [element("C", "C1")] });
    expect(printCircuit(circuit)).toBe("R0-C1");
  });

  test.each([
    ["an unknown type", series(element("R", "R0"), element("X", "X1")), 'unknown element type "X"'],
    [
      "a label that is not the type's",
      series(element("R", "R0"), element("R", "C1")),
      'label "C1" does not name',
    ],
    ["a label without a tail", series(element("R", "R0"), element("R", "R")), 'label "R" does not name'],
    ["a label twice", series(element("R", "R0"), element("R", "R0")), 'label "R0" occurs twice'],
    [
      "an unknown symbol",
      { ...element("R", "R0"), settings: { Q: { value: 1 } } },
      'R0 has no parameter "Q"',
    ],
    [
      "a value that is no number",
      { ...element("R", "R0"), settings: { R: { value: NaN } } },
      "not a finite number",
    ],
    ["a limit that is none", { ...element("R", "R0"), settings: { R: { upper: NaN } } }, "is not a limit"],
    [
      "fixed without a value",
      { ...element("R", "R0"), settings: { R: { fixed: true } } },
      "fixed, but has no value",
    ],
  ] as [string, Circuit, string][])("%s is refused in every syntax", (_, circuit, problem) => {
    for (const syntax of ["impedance.py", "cdc", "bracket"] as const)
      expect(() => printCircuit(circuit, syntax)).toThrow(problem);
  });

  test("an empty group is refused", () => {
    expect(() => printCircuit({ kind: "parallel", children: [] })).toThrow("at least one member");
  });
});
