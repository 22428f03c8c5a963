import { describe, expect, test } from "vitest";
import type { Circuit, Element } from "../../src/program/circuit.ts";
import { elementsOf } from "../../src/program/circuit.ts";
import { CircuitError, convertCircuit, parseCircuit, printCircuit } from "../../src/program/syntax.ts";

const read = (text: string): Circuit => parseCircuit(text, "cdc");
const first = (text: string): Element => elementsOf(read(text))[0];
const labels = (text: string): string[] => elementsOf(read(text)).map((element) => element.label);

test("members stand side by side: in series within [ ] and outside of groups, in parallel within ( )", () => {
  const element = (type: string, label: string): Element => ({ kind: "element", type, label });
  const randles: Circuit = {
    kind: "series",
    children: [
      element("R", "R1"),
      {
        kind: "parallel",
        children: [
          element("C", "C1"),
          { kind: "series", children: [element("R", "R2"), element("W", "W1")] },
        ],
      },
    ],
  };
  expect(read("R(C[RW])")).toEqual(randles);
  expect(read("[R(C[RW])]")).toEqual(randles);
  expect(read(" !V=1! [ R ( C [ R W ] ) ] ")).toEqual(randles);
  expect(read("[[R]((C[RW]))]")).toEqual(randles);
});

test("Boukamp's extended text of pyimpspec's guide: fixed, limits, percent, labels; a limit of Y is the other limit of A", () => {
  const text = "R{R=20f:sol}(C{C=25e-6//1e-3:dl}[R{R=100/50/200:ct}W{Y=2.357e-3/inf/150%:diff}])";
  const [sol, dl, ct, diff] = elementsOf(read(text));
  expect(sol).toMatchObject({ label: "R_sol", settings: { R: { value: 20, fixed: true } } });
  expect(dl).toEqual({
    kind: "element",
    type: "C",
    label: "C_dl",
    settings: { C: { value: 25e-6, upper: 1e-3 } },
  });
  expect(ct.settings).toEqual({ R: { value: 100, lower: 50, upper: 200 } });
  expect(diff).toMatchObject({ type: "W", label: "W_diff" });
  const { value, lower, upper } = diff.settings!.A;
  expect(value).toBeCloseTo(1 / (Math.SQRT2 * 2.357e-3), 9);
  expect(lower).toBeCloseTo(1 / (Math.SQRT2 * 1.5 * 2.357e-3), 9);
  expect(upper).toBe(Infinity);
});

describe("names and symbols of pyimpspec become those of the catalogue", () => {
  test.each([
    ["Q{Y=1e-5,n=0.9}", "CPE", { Q: 1e-5, n: 0.9 }],
    ["Wo{Y=1,B=2,n=0.4}", "Won", { Y: 1, B: 2, n: 0.4 }],
    ["Ws{Y=1,B=2,n=0.4}", "Wsn", { Y: 1, B: 2, n: 0.4 }],
    ["La{L=1,n=0.9}", "Ln", { L: 1, n: 0.9 }],
    ["G{Y=1,k=2,n=0.4}", "Gn", { Y: 1, k: 2, n: 0.4 }],
    ["Ga{R=1,tau=2,n=0.4}", "Ga", { R: 1, tau: 2, n: 0.4 }],
    ["H{dC=1,tau=2,a=0.3,b=0.4}", "H", { dC: 1, tau: 2, a: 0.3, b: 0.4 }],
    ["Ha{R=1,tau=2,a=0.3,b=0.4}", "Ha", { R: 1, tau: 2, a: 0.3, b: 0.4 }],
    ["K{R=1,tau=2}", "K", { R: 1, tau: 2 }],
    ["Ky{C=1,tau=2}", "Ky", { C: 1, tau: 2 }],
    ["Zarc{R=1,tau=2,n=0.4}", "Zarc", { R: 1, tau: 2, n: 0.4 }],
    ["Ls{R_i=1,R_r=2,Y=3,n=0.4,d=5}", "Lsp", { Ri: 1, Rr: 2, Y: 3, n: 0.4, d: 5 }],
    ["Tlmbo{R_i=1,Y=3,n=0.4,L=5}", "Tlmbo", { Ri: 1, Y: 3, n: 0.4, L: 5 }],
    ["Tlmbs{R_i=1,Y=3,n=0.4,L=5}", "Tlmbs", { Ri: 1, Y: 3, n: 0.4, L: 5 }],
    ["Tlmns{R_i=1,R_ct=2,Y=3,n=0.4,L=5}", "Tlmns", { Ri: 1, Rct: 2, Y: 3, n: 0.4, L: 5 }],
    ["W{Y=1,n=0.4}", "Wn", { Y: 1, n: 0.4 }],
  ])("%s", (text, type, values) => {
    const element = first(text);
    expect(element.type).toBe(type);
    expect(
      Object.fromEntries(Object.entries(element.settings!).map(([key, { value }]) => [key, value])),
    ).toEqual(values);
    expect(printCircuit(element, "cdc", { strict: true })).toBe(text);
  });

  test("where the catalogue has another formula under the name, its symbols tell; without symbols it is pyimpspec's", () => {
    expect(first("Wo").type).toBe("Won");
    expect(first("Wo{Z0=10,tau=2}").type).toBe("Wo");
    expect(first("Wo{Z0}")).toEqual({ kind: "element", type: "Wo", label: "Wo1" });
    expect(first("La{L=1}").type).toBe("Ln");
    expect(first("La{L=1,a}")).toEqual({
      kind: "element",
      type: "La",
      label: "La1",
      settings: { L: { value: 1 } },
    });
    expect(first("G{R=1,t=2}").type).toBe("G");
    expect(first("Ls{Ri=1}").type).toBe("Ls");
    expect(printCircuit(first("Wo{tau=2}"), "cdc")).toBe("Wo{tau=2}");
    expect(printCircuit(parseCircuit("R0-Ls1"), "cdc")).toBe("RLs{Ri}");
  });

  test("names with more than one capital letter are read whole", () => {
    expect(elementsOf(read("TLMQTLaCPETCPE")).map((element) => element.type)).toEqual([
      "TLMQ",
      "T",
      "Ln",
      "CPET",
      "CPE",
    ]);
  });
});

describe("pyimpspec's W", () => {
  test("with the exponent not mentioned, or held at 1/2, it is the W of the catalogue, A = 1/(√2·Y)", () => {
    for (const text of ["W{Y=2e-3}", "W{Y=2e-3,n=0.5f}", "W{Y=2e-3,n=5.0E-01F/0.0E+00/1.0E+00}"]) {
      expect(first(text).type).toBe("W");
      expect(first(text).settings!.A.value).toBeCloseTo(353.5533905932738, 9);
    }
    expect(first("W")).toEqual({ kind: "element", type: "W", label: "W1" });
  });

  test("with a free exponent, or one held elsewhere, it is Wn", () => {
    expect(first("W{n=0.5}").settings).toEqual({ n: { value: 0.5, fixed: false } });
    expect(first("W{Y=1,n=0.47f}")).toMatchObject({
      type: "Wn",
      settings: { n: { value: 0.47, fixed: true } },
    });
  });

  test("limits change places and the flag stays", () => {
    const { A } = first("W{Y=1f/0.5/4}").settings!;
    expect(A).toEqual({ value: Math.SQRT1_2, fixed: true, lower: Math.SQRT1_2 / 4, upper: Math.SQRT2 });
    expect(first("W{Y=1/0/inf}").settings!.A).toMatchObject({ lower: 0, upper: Infinity });
    expect(first("W{Y=-1}").settings!.A).toMatchObject({ lower: -Infinity, upper: 0 });
    expect(first("W{Y=-1/-4/-0.5}").settings!.A).toMatchObject({
      lower: -Math.SQRT2,
      upper: -Math.SQRT1_2 / 4,
    });
  });

  test("a coefficient that may change its sign has no interval of admittances and stays in A", () => {
    const element = first("W{A=3/-5/10}");
    expect(element.settings).toEqual({ A: { value: 3, lower: -5, upper: 10 } });
    expect(printCircuit(element, "cdc")).toBe("W{A=3/-5/10}");
    expect(() => printCircuit(element, "cdc", { strict: true })).toThrow(CircuitError);
  });
});

describe("settings", () => {
  test("what the catalogue holds stays held when it is not mentioned, and is free when mentioned without f", () => {
    expect(first("Ws{Y=1,B=1}").settings).toEqual({ Y: { value: 1 }, B: { value: 1 } });
    expect(first("Ws{n=0.47}").settings).toEqual({ n: { value: 0.47, fixed: false } });
    expect(first("Tlmbs{L=1.000000E+00F}").settings).toEqual({ L: { value: 1, fixed: true } });
    expect(first("Q{n=0.9}").settings).toEqual({ n: { value: 0.9 } });
  });

  test("an omitted limit is the catalogue's, inf is none, f may be a capital", () => {
    expect(first("R{R=5//10}").settings).toEqual({ R: { value: 5, upper: 10 } });
    expect(first("R{R=5/1}").settings).toEqual({ R: { value: 5, lower: 1 } });
    expect(first("R{ R = 5 F / inf / INF }").settings).toEqual({
      R: { value: 5, fixed: true, lower: -Infinity, upper: Infinity },
    });
    expect(first("R{R=20/50%/150%}").settings).toEqual({ R: { value: 20, lower: 10, upper: 30 } });
  });

  test("a negative resistance without a lower limit has none, since its value lies below the catalogue's", () => {
    expect(first("R{R=-250}").settings).toEqual({ R: { value: -250, lower: -Infinity } });
    expect(() => read("R{R=-250/0}")).toThrow("below its lower limit 0");
  });

  test("a free resistance cannot start at 0, but may be held there or pass through it", () => {
    expect(() => read("R{R=0}")).toThrow("R = 0 cannot be the start");
    expect(first("R{R=0f}").settings).toEqual({ R: { value: 0, fixed: true } });
    expect(first("R{R=0/inf}").settings).toEqual({ R: { value: 0, lower: -Infinity } });
    expect(first("Q{n=0}").settings).toEqual({ n: { value: 0 } });
  });

  test("limits without a value are kept; pyimpspec needs a value, so strict printing refuses them", () => {
    const element = first("R{R=/1/10}");
    expect(element.settings).toEqual({ R: { lower: 1, upper: 10 } });
    expect(printCircuit(element, "cdc")).toBe("R{R=/1/10}");
    expect(() => printCircuit(element, "cdc", { strict: true })).toThrow("no limits without a value");
  });
});

describe("labels", () => {
  test("elements are numbered by type from 1 in the order of the text, passing over numbers that are taken", () => {
    expect(labels("R(RQ)(RQ)W")).toEqual(["R1", "R2", "CPE1", "R3", "CPE2", "W1"]);
    expect(labels("RR{:R1}R")).toEqual(["R2", "R1", "R3"]);
  });

  test('the label "ct" of an R is R_ct, a whole label stays, and printing writes them back', () => {
    expect(labels("R{:ct}C{C=1:ct}Q{:1}R{:R0}R{:R_R5}")).toEqual(["R_ct", "C_ct", "CPE_1", "R0", "R_R5"]);
    expect(printCircuit(parseCircuit("R_ct-p(C_dl,R_R5)-CPE_1"), "cdc")).toBe("R{:ct}(C{:dl}R{:R_R5})Q{:1}");
    expect(convertCircuit("R{:sol}(RC)", "impedance.py")).toBe("R_sol-p(R1,C1)");
  });

  test("numbers are written only when asked for", () => {
    expect(convertCircuit("R0-p(R1,CPE1)", "cdc")).toBe("R(RQ)");
    const text = convertCircuit("R0-p(R1,CPE1)", "cdc", { labels: true });
    expect(text).toBe("R{:R0}(R{:R1}Q{:CPE1})");
    expect(labels(text)).toEqual(["R0", "R1", "CPE1"]);
  });
});

test("strict printing refuses what pyimpspec does not read or reads as another formula, and points at it", () => {
  const refused = (text: string): CircuitError => {
    try {
      convertCircuit(text, "cdc", { strict: true });
    } catch (error) {
      if (error instanceof CircuitError) return error;
    }
    throw new Error(`${text} was written`);
  };
  expect(convertCircuit("R0-p(R1,CPE1)-W1-Won1-Wsn1-Lsp1", "cdc", { strict: true })).toBe("R(RQ)WWoWsLs");
  const other = refused("R0-Wo1");
  expect(other.problem).toBe("pyimpspec's Wo is another formula than Wo");
  expect(other.cure).toContain("use Won");
  expect(other.text).toBe("RWo{Z0}");
  expect(other.position).toBe(1);
  expect(refused("R0-TLMQ1").problem).toBe("pyimpspec has no element TLMQ");
  expect(refused("R0-Wn1").problem).toBe("pyimpspec has no element Wn");
});
