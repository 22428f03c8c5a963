import { describe, expect, test } from "vitest";
import { elementKinds } from "../../src/program/element.ts";
import { parseCircuit } from "../../src/program/syntax.ts";
import { completionsAt } from "../../src/web/impedance/completion.ts";

const labels = (text: string, caret = text.length) => completionsAt(text, caret).map(({ label }) => label);

describe("completions of a circuit text", () => {
  test("are elements that begin with what stands before the caret, the usual ones first", () => {
    expect(labels("R0-C").slice(0, 2)).toEqual(["C", "CPE"]);
    expect(labels("R0-W").slice(0, 3)).toEqual(["W", "Wo", "Ws"]);
    expect(labels("R0-").slice(0, 3)).toEqual(["R", "C", "CPE"]);
  });

  test("give a number that no other element of the type has, and leave the rest of the text", () => {
    const [first] = completionsAt("R1-R-C1", 4);
    expect(first).toMatchObject({ label: "R", text: "R1-R2-C1", caret: 5 });
  });

  test("make a text that is a circuit wherever an element was missing", () => {
    for (const text of ["", "R0-", "R0-p(R1,", "L0-C"]) {
      for (const one of completionsAt(text, text.length).filter(({ label }) => label !== "p( , )")) {
        const open = one.text.split("(").length - one.text.split(")").length;
        const closed = one.text + ")".repeat(open);
        expect(() => parseCircuit(closed), closed).not.toThrow();
      }
    }
  });

  test("are silent inside a label, behind a closed element and behind a bracket", () => {
    expect(labels("R0-CPE1", 4)).toEqual([]);
    expect(labels("R0-CPE1")).toEqual([]);
    expect(labels("p(R1,C1)")).toEqual([]);
  });

  test("name every element of the catalogue for its own letters", () => {
    for (const { type } of elementKinds) expect(labels(`R0-${type}`)[0]).toBe(type);
  });
});
