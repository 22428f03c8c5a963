import { describe, expect, test } from "vitest";
import type { CircuitSyntax } from "../../src/program/circuit.ts";
import { alternatives, nearestNames } from "../../src/program/circuit-error.ts";
import { CircuitError, parseCircuit } from "../../src/program/syntax.ts";

function mistake(text: string, syntax?: CircuitSyntax): CircuitError {
  try {
    parseCircuit(text, syntax);
  } catch (error) {
    if (error instanceof CircuitError) return error;
    throw error;
  }
  throw new Error(`${JSON.stringify(text)} was read`);
}

/** Each row: the text, the line with the caret, words of the problem, words of the cure. */
type Row = readonly [text: string, caret: string, problem: string, cure: string];

const impedancePy: readonly Row[] = [
  ["R0-p(X1,CPE1)", "     ^", 'unknown element "X"', "use one of R, C, L, CPE,"],
  ["R0-p(R1,CPE1", "   ^", "never closed", 'add ")"'],
  ["R0-p(R1,p(R2,C2)", "   ^", "never closed", 'add ")"'],
  ["R0-p(R1,CPE1))", "             ^", "nothing is open", "remove it"],
  ["R0)-R1", "  ^", "nothing is open", "remove it"],
  [")", "^", "nothing is open", "remove it"],
  ["R0-p()", "   ^", "empty", "put elements into it"],
  ["R0--R1", "   ^", 'missing between "-" and "-"', 'remove the "-"'],
  ["R0-", "   ^", "the end of the text", 'remove the "-"'],
  ["-R0", "^", 'missing before "-"', 'remove the "-"'],
  ["p(R1,)", "     ^", 'missing between "," and ")"', 'remove the ","'],
  ["p(,R1)", "  ^", 'missing between "(" and ","', 'remove the ","'],
  ["p(R1,,C1)", "     ^", 'missing between "," and ","', 'remove the ","'],
  ["p(R1-,C1)", "     ^", 'missing between "-" and ","', 'remove the ","'],
  ["p(R1 CPE1)", "     ^", '"," or "-" is missing', "parallel p(a,b)"],
  ["R0 R1", "   ^", '"-" is missing before "R"', "series is written a-b"],
  ["R0-R1p(R2,C2)", "     ^", '"-" is missing before "p"', "series is written a-b"],
  ["R0,R1", "  ^", "outside of a parallel group", "parallel p(a,b)"],
  ["R0-(R1,C1)", "   ^", 'unexpected character "("', "parallel p(a,b)"],
  ["R0-P(R1,C1)", "   ^", '"P" opens no group', 'write "p("'],
  ["R0+R1", "  ^", 'unexpected character "+"', "series is written a-b"],
  ["R0–R1", "  ^", 'unexpected character "–"', "not the minus sign of the keyboard"],
  ["R0-p(R1|C1)", "       ^", 'unexpected character "|"', "parallel p(a,b)"],
  ["R0-C", "   ^", 'element "C" has no number', '"C1"'],
  ["R0-7", "   ^", 'unexpected character "7"', "series is written a-b"],
  ["R0-p1", "   ^", 'unknown element "p"', "use one of"],
  ["R1-C1-R1", "      ^", '"R1" occurs twice', '"R2"'],
  ["CPE1-Q1", "     ^", "both called CPE1", '"Q2"'],
  ["cpe1", "^", 'unknown element "cpe"', 'write "CPE1"'],
  ["R0-Cpe1", "   ^", 'unknown element "Cpe"', 'write "CPE1"'],
  ["r1", "^", 'unknown element "r"', 'write "R1"'],
  ["R0-WO1", "   ^", 'unknown element "WO"', 'write "Wo1"'],
  ["R0-zarc_ct", "   ^", 'unknown element "zarc"', 'write "Zarc_ct"'],
  ["R0-TLM1", "   ^", 'unknown element "TLM"', 'did you mean "TLMQ1"'],
  ["R0-RC1", "   ^", 'unknown element "RC"', "in series: R1-C1"],
  ["", "^", "the text is empty", "for example"],
  [" \n ", "^", "the text is empty", "for example"],
];

const settings: readonly Row[] = [
  ["R1{R=20-C1", "     ^", '"20-C1" is not a number', "finite number"],
  ["R1{R=20", "  ^", "never closed", 'add "}"'],
  ["R1{R=20,", "  ^", "never closed", 'add "}"'],
  ["R1}", "  ^", 'unexpected character "}"', "series is written"],
  ["R1{}", "  ^", "empty", "{R=100}"],
  ["R1{R=2x}", "     ^", '"2x" is not a number', "decimal point"],
  ["R1{R=1e400}", "     ^", '"1e400" is not a number', "finite"],
  ["R1{R=inf}", "     ^", '"inf" is not a number', "finite"],
  ["R1{R=0x10}", "     ^", '"0x10" is not a number', "finite"],
  ["R1{R=}", "    ^", 'value of "R" is missing', "R=1"],
  ["R1{R}", "    ^", 'value of "R" is missing', "R=1"],
  ["R1{R=f}", "     ^", "fixed, but has no value", "R=1f"],
  ["R1{R=5/x}", "       ^", '"x" is not a number', "percentage"],
  ["R1{R=5//-inf}", "        ^", '"-inf" is not a number', "inf for none"],
  ["R1{R=/50%}", "      ^", "percent needs a value", "before the limits"],
  ["R1{R=5/1/9/3}", "          ^", 'unexpected character "/"', "{R=20f/10/30:label}"],
  ["R1{R=5,R=6}", "       ^", '"R" is set twice', "keep one"],
  ["CPE1{n=0.9 Q=1}", "           ^", 'unexpected character "Q"', "separated by commas"],
  ["CPE1{Y=1}", "     ^", 'CPE has no parameter "Y"', "CPE has Q, n"],
  ["CPE1{q=1}", "     ^", 'no parameter "q"', 'write "Q"'],
  ["R1{R=5/10/1}", "          ^", "upper limit 1", "lower/upper"],
  ["R1{R=5/5/5}", "         ^", "upper limit 5", "R=5f"],
  ["R1{R=5/10}", "     ^", "below its lower limit 10", "R=5/5"],
  ["R1{R=5f//1}", "     ^", "above its upper limit 1", "R=5f//5"],
  ["CPE1{n=1.2}", "       ^", "above its upper limit 1", "n=1.2//1.2"],
  ["CPE1{n=-0.2}", "       ^", "below its lower limit 0", "n=-0.2/-0.2"],
  ["R1{R=5:ct}", "       ^", "labelled already", '"R_ct"'],
];

const cdc: readonly Row[] = [
  ["R(RX)", "   ^", 'unknown element "X"', "use one of R, C, L,"],
  ["R(rQ)", "   ^".slice(1), 'unknown element "r"', 'write "R"'],
  ["R(RQ", " ^", 'this "(" is never closed', 'add ")"'],
  ["R([RQ)", "     ^", '")" cannot close', 'write "]"'],
  ["R(RQ))", "     ^", "nothing is open", "remove it"],
  ["R()", " ^", "empty", "put elements into it"],
  ["R-C", " ^", 'unexpected character "-"', "series is written [ab] or ab"],
  ["R(R,C)", "   ^", 'unexpected character ","', "parallel (ab)"],
  ["R1(R2C1)", " ^", "carry no number", "R{:1}"],
  ["R{R=20f/30}", "    ^", "below its lower limit 30", "R=20f/20"],
  ["R{:ct}C{:ct}R{:ct}", "               ^", 'label "ct" occurs twice', "another label"],
  ["R{:charge transfer}", "         ^", "no letter, digit or underscore", ":charge_transfer"],
  ["R{:}", "   ^", "the label is empty", "a word after the colon"],
  ["Q{Q=1}", "  ^", 'Q has no parameter "Q"', "Q has Y, n"],
  ["W{Y=1,A=2}", "      ^", '"A" does not go with', "either Y, n or A"],
  ["W{Y=0f}", "    ^", "open circuit", "positive value"],
  ["Tlmbo{Ri=1}", "      ^", 'no parameter "Ri"', 'write "R_i"'],
  ["!V=2!R", "^", "version", "!V=1!"],
  ["!R", "^", "version header", "!V=1!"],
  ["!V=1!", "     ^", "no element", "!V=1!R(RQ)"],
];

const bracket: readonly Row[] = [
  ["R1-[P2,R3", "   ^", "never closed", 'add "]"'],
  ["R1-[P2,R3]]", "          ^", "nothing is open", "remove it"],
  ["R1-[]", "   ^", "empty", "put elements into it"],
  ["R1-[P2;R3]", "      ^", 'unexpected character ";"', "parallel [a,b]"],
  ["R1[P2,R3]", "  ^", '"-" is missing before "["', "series is written a-b"],
  ["R1-[p2,R3]", "    ^", 'unknown element "p"', 'write "P2"'],
  ["R1-p(P2,R3)", "   ^", 'unknown element "p"', 'write "P"'],
  ["P1-CPE1", "   ^", "both called CPE1", '"CPE2"'],
  ["CPE1{w=1,Q=2}", "         ^", '"Q" is set twice', "keep one"],
];

describe.each([
  ["impedance.py", impedancePy],
  ["impedance.py", settings],
  ["cdc", cdc],
  ["bracket", bracket],
] as const)("every mistake in %s has a caret under its character, and a cure", (syntax, rows) => {
  test.each(rows)("%j", (text, caret, problem, cure) => {
    const error = mistake(text, syntax);
    expect(error.problem).toContain(problem);
    expect(error.cure).toContain(cure);
    const [head, shown, pointer, ...rest] = error.message.split("\n");
    expect(head).toBe(`circuit: ${error.problem}`);
    expect(shown).toBe(`  ${text.replace(/\s/g, " ")}`);
    expect(pointer).toBe(`  ${caret}`);
    expect(rest).toEqual([error.cure]);
    expect(error.position).toBe(caret.length - 1);
    expect(error.text).toBe(text);
    expect(error.name).toBe("CircuitError");
  });
});

test("a long text is cut around the caret, which stays under its character", () => {
  const text = `${Array.from({ length: 200 }, (_, i) => `R${i}`).join("-")}-X1-C1`;
  const error = mistake(text);
  const [, shown, pointer] = error.message.split("\n");
  expect(shown.length).toBeLessThan(120);
  expect(shown.charAt(pointer.indexOf("^"))).toBe("X");
  expect(text.charAt(error.position)).toBe("X");
});

test("a character of two code units takes one column", () => {
  const error = mistake("R1{R=𝛺𝛺𝛺}-X");
  expect(error.position).toBe(5);
  const late = mistake("R1-𝛺");
  expect(late.problem).toBe('unexpected character "𝛺"');
});

test("200 levels of groups are read; deeper ones, also 10,000 and more, get a sentence", () => {
  for (const [open, close, syntax] of [
    ["p(R_%,", ")", "impedance.py"],
    ["p(C_%-", ")", "impedance.py"],
    ["[L_%,", "]", "bracket"],
    ["(R[C", "])", "cdc"],
  ] as const) {
    const levels = syntax === "cdc" ? 100 : 200;
    const nested = (depth: number): string =>
      Array.from({ length: depth }, (_, i) => open.replace("%", String(i))).join("") +
      (syntax === "cdc" ? "R" : "R1") +
      close.repeat(depth);
    expect(parseCircuit(nested(levels), syntax)).toBeDefined();
    for (const depth of [levels + 1, 10_000, 100_000])
      expect(mistake(nested(depth), syntax).problem).toBe("groups are nested more than 200 levels deep");
  }
});

test("an unknown syntax is refused with the three that there are", () => {
  expect(() => parseCircuit("R1", "spice" as CircuitSyntax)).toThrow("use one of impedance.py, cdc, bracket");
});

test("near names: the same letters first, then the smallest edit distance below the length of the name", () => {
  const names = ["R", "C", "CPE", "Wo", "Ws", "Zarc", "TLMQ"];
  expect(nearestNames("cpe", names)).toEqual(["CPE"]);
  expect(nearestNames("WO", names)).toEqual(["Wo"]);
  expect(nearestNames("Wx", names)).toEqual(["Wo", "Ws"]);
  expect(nearestNames("Zac", names)).toEqual(["Zarc"]);
  expect(nearestNames("X", names)).toEqual([]);
  expect(nearestNames("NotAnElement", names)).toEqual([]);
  expect(alternatives(["R", "C", "L"])).toBe('"R", "C" or "L"');
});
