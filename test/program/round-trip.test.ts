import { describe, expect, test } from "vitest";
import type { Circuit, CircuitSyntax, Element } from "../../src/program/circuit.ts";
import { elementsOf } from "../../src/program/circuit.ts";
import { CircuitError, normalized, parseCircuit, printCircuit } from "../../src/program/syntax.ts";
import { randomCircuit, seeded } from "./random-circuit.ts";

const syntaxes: readonly CircuitSyntax[] = ["impedance.py", "cdc", "bracket"];
const rounds = 2000;

function mapElements(circuit: Circuit, change: (element: Element) => Element): Circuit {
  if (circuit.kind === "element") return change(circuit);
  return { kind: circuit.kind, children: circuit.children.map((child) => mapElements(child, change)) };
}

/**
 * A CDC states a W by Y = 1/(√2·A): its numbers may come back with two roundings, all others to the last bit. Replaces the numbers
 * of each W that are within 4e-16 of those of the reference.
 */
function snapped(circuit: Circuit, reference: Circuit): Circuit {
  const wanted = new Map(elementsOf(reference).map((element) => [element.label, element]));
  return mapElements(circuit, (element) => {
    const target: Record<string, unknown> = { ...wanted.get(element.label)?.settings?.A };
    if (element.type !== "W" || !element.settings) return element;
    const A = Object.entries(element.settings.A).map(([key, entry]) => {
      const near = target[key];
      const close = typeof near === "number" && Math.abs(Number(entry) - near) <= 4e-16 * Math.abs(near);
      return [key, close ? near : entry];
    });
    return { ...element, settings: { A: Object.fromEntries(A) } };
  });
}

/** Labels as a CDC without labels gives them: by type from 1, in the order of the text. */
function numbered(circuit: Circuit): Circuit {
  const last = new Map<string, number>();
  return mapElements(circuit, (element) => {
    if (element.label.startsWith(`${element.type}_`)) return element;
    const number = (last.get(element.type) ?? 0) + 1;
    last.set(element.type, number);
    return { ...element, label: `${element.type}${number}` };
  });
}

describe("parse(print(circuit)) is the circuit, for random circuits of the whole catalogue", () => {
  test.each(["impedance.py", "bracket"] as const)(
    "%s: with labels and settings, to the last bit",
    (syntax) => {
      const random = seeded(1);
      for (let i = 0; i < rounds; i++) {
        const circuit = randomCircuit(random, i % 2 === 0);
        const text = printCircuit(circuit, syntax);
        expect(parseCircuit(text, syntax), text).toEqual(circuit);
      }
    },
  );

  test("cdc: with settings and all labels; only the coefficient of a W passes through Y = 1/(√2·A)", () => {
    const random = seeded(2);
    for (let i = 0; i < rounds; i++) {
      const circuit = randomCircuit(random, i % 2 === 0);
      const text = printCircuit(circuit, "cdc", { labels: true });
      expect(snapped(parseCircuit(text, "cdc"), circuit), text).toEqual(circuit);
    }
  });

  test("cdc: without labels the elements are numbered by type in the order of the text, and words stay", () => {
    const random = seeded(3);
    for (let i = 0; i < rounds; i++) {
      const circuit = randomCircuit(random, false);
      const text = printCircuit(circuit, "cdc");
      expect(parseCircuit(text, "cdc"), text).toEqual(numbered(circuit));
    }
  });

  test("the syntax of a printed circuit is detected, or it means the same in the syntax that is detected", () => {
    const random = seeded(4);
    for (let i = 0; i < rounds; i++) {
      const circuit = randomCircuit(random, i % 2 === 0);
      for (const syntax of syntaxes) {
        const text = printCircuit(circuit, syntax, { labels: true });
        expect(snapped(parseCircuit(text), circuit), text).toEqual(circuit);
      }
    }
  });

  test("once around the three syntaxes the circuit is the same", () => {
    const random = seeded(5);
    for (let i = 0; i < rounds; i++) {
      const circuit = randomCircuit(random, i % 2 === 0);
      let text = printCircuit(circuit, "impedance.py");
      for (const [from, to] of [
        ["impedance.py", "bracket"],
        ["bracket", "cdc"],
        ["cdc", "impedance.py"],
      ] as const)
        text = printCircuit(parseCircuit(text, from), to, { labels: true });
      expect(snapped(parseCircuit(text, "impedance.py"), circuit), text).toEqual(circuit);
    }
  });

  test("without settings only the settings are lost", () => {
    const random = seeded(6);
    for (let i = 0; i < 500; i++) {
      const circuit = randomCircuit(random, true);
      const bare = mapElements(circuit, ({ kind, type, label }) => ({ kind, type, label }));
      for (const syntax of syntaxes) {
        const text = printCircuit(circuit, syntax, { settings: false, labels: true });
        expect(parseCircuit(text, syntax), text).toEqual(bare);
      }
    }
  });
});

test("a parsed tree is in normal form", () => {
  const random = seeded(7);
  for (let i = 0; i < 500; i++) {
    const inner = randomCircuit(random, false);
    const wrapped: Circuit = { kind: "series", children: [{ kind: "parallel", children: [inner] }] };
    expect(normalized(wrapped)).toEqual(inner);
    for (const syntax of syntaxes) {
      const circuit = parseCircuit(printCircuit(wrapped, syntax, { labels: true }), syntax);
      expect(circuit).toEqual(inner);
      expect(normalized(circuit)).toEqual(circuit);
    }
  }
});

test("a damaged text either is another circuit or gets a CircuitError with its place; nothing else is thrown", () => {
  const random = seeded(8);
  const signs = "()[]{},-+/:=%fpsRCLQW0159._~ é–\n";
  let refused = 0;
  for (let i = 0; i < 12_000; i++) {
    const syntax = syntaxes[i % 3];
    let text = printCircuit(randomCircuit(random, i % 2 === 0), syntax).slice(0, 120);
    for (let cuts = 1 + Math.floor(random() * 3); cuts > 0; cuts--) {
      const at = Math.floor(random() * (text.length + 1));
      const sign = random() < 0.5 ? signs[Math.floor(random() * signs.length)] : "";
      text = text.slice(0, at) + sign + text.slice(at + Math.floor(random() * 2));
    }
    try {
      const circuit = parseCircuit(text, random() < 0.5 ? syntax : undefined);
      const labels = elementsOf(circuit).map((element) => element.label);
      expect(new Set(labels).size, text).toBe(labels.length);
    } catch (error) {
      if (!(error instanceof CircuitError)) throw new Error(`for ${JSON.stringify(text)}`, { cause: error });
      refused++;
      expect(error.text).toBe(text);
      expect(error.position).toBeGreaterThanOrEqual(0);
      expect(error.position).toBeLessThanOrEqual(text.length);
      expect(error.message.split("\n").length, error.message).toBe(4);
    }
  }
  expect(refused).toBeGreaterThan(3000);
});
