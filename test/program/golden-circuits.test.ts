import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { elementsOf } from "../../src/program/circuit.ts";
import { elementKind } from "../../src/program/element.ts";
import { CircuitError, parseCircuit, printCircuit } from "../../src/program/syntax.ts";
import { describeShared, shared } from "../shared.ts";
import type { Complex } from "./complex-oracle.ts";
import { impedanceOf } from "./complex-oracle.ts";

interface Golden {
  syntaxes: {
    "impedance.py": {
      cases: { circuit: string; params: number[]; order?: string[]; f: number[]; Z: Complex[] }[];
      element_extraction: { circuit: string; elements: string[] };
      names: { circuit: string; names: string[] }[];
      constants: { circuit: string; constants: Record<string, number>; free: string[] }[];
    };
    pyimpspec_cdc: { cases: string[] };
    "equivalentcircuits.jl/AutoEIS": { cases: string[] };
    matlab_simscape_eisModel: string;
  };
  known_circuits: { circuits: { label: string; cdc: string; drift: number; f: number[]; Z: Complex[] }[] };
}

/** A skipped `describe` still lists its tests: without the shared folder it lists none. */
const none: Golden = {
  syntaxes: {
    "impedance.py": {
      cases: [],
      element_extraction: { circuit: "", elements: [] },
      names: [],
      constants: [],
    },
    pyimpspec_cdc: { cases: [] },
    "equivalentcircuits.jl/AutoEIS": { cases: [] },
    matlab_simscape_eisModel: "",
  },
  known_circuits: { circuits: [] },
};
const path = shared("golden/circuits.json");
const golden: Golden = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : none;

function expectClose(actual: Complex, wanted: Complex, tolerance: number, message: string): void {
  const distance = Math.hypot(actual[0] - wanted[0], actual[1] - wanted[1]);
  expect(distance / Math.hypot(...wanted), message).toBeLessThan(tolerance);
}

/** impedance.py's names of the parameters: the element's, with _0, _1 … when it has several. */
function impedancePyNames(text: string): string[] {
  return elementsOf(parseCircuit(text)).flatMap(({ type, label }) => {
    const { parameters } = elementKind(type);
    return parameters.length === 1 ? [label] : parameters.map((_, i) => `${label}_${i}`);
  });
}

describeShared("circuits of impedance.py's own tests", () => {
  const { cases, element_extraction, names, constants } = golden.syntaxes["impedance.py"];

  test.each(cases)(
    "$circuit takes impedance.py's parameters in their order and has its impedance to 1e-12",
    (one) => {
      if (one.order) expect(impedancePyNames(one.circuit)).toEqual(one.order);
      const values = [...one.params];
      const byLabel = new Map(
        elementsOf(parseCircuit(one.circuit)).map(({ type, label }) => [
          label,
          Object.fromEntries(elementKind(type).parameters.map(({ symbol }) => [symbol, values.shift()!])),
        ]),
      );
      expect(values).toEqual([]);
      for (const to of ["impedance.py", "cdc", "bracket"] as const) {
        const circuit = parseCircuit(printCircuit(parseCircuit(one.circuit), to, { labels: true }), to);
        one.f.forEach((f, i) => {
          expectClose(
            impedanceOf(circuit, f, ({ label }) => byLabel.get(label)!),
            one.Z[i],
            1e-12,
            `${to} at ${f} Hz`,
          );
        });
      }
    },
  );

  test.each([...names, ...constants.map((one) => ({ circuit: one.circuit, names: [] }))])(
    "$circuit keeps the labels that the text writes",
    ({ circuit, names }) => {
      const expected = names.length > 0 ? names : ["R_0", "R_1", "C_1", "Wo_1_0", "Wo_1_1"];
      expect(impedancePyNames(circuit)).toEqual(expected);
    },
  );

  test("the elements are extracted in the order of the text", () => {
    const { circuit, elements } = element_extraction;
    // impedance.py's extraction knows no catalogue: it returns "RR0", for which it has no formula either. Here that is an error
    // at once (next test), hence the same text with an element that exists.
    const text = circuit.replace("RR0", "R9");
    expect(elementsOf(parseCircuit(text)).map(({ label }) => label)).toEqual(
      elements.map((element) => element.replace("RR0", "R9")),
    );
  });

  test('"RR0" is an unknown element: read as a resistor it would make "RC1", a forgotten dash, one, too', () => {
    expect(() => parseCircuit(element_extraction.circuit)).toThrow('unknown element "RR"');
    expect(() => parseCircuit("RC1")).toThrow('unknown element "RC"');
  });
});

describeShared("circuits of pyimpspec's documentation and tests", () => {
  const { pyimpspec_cdc } = golden.syntaxes;

  test.each(pyimpspec_cdc.cases)("%s is detected as a CDC and reads back from its own printing", (text) => {
    const circuit = parseCircuit(text);
    expect(parseCircuit(text, "cdc")).toEqual(circuit);
    expect(parseCircuit(printCircuit(circuit, "cdc"), "cdc")).toEqual(circuit);
  });
});

describeShared("the known circuits of pyimpspec's mock data", () => {
  const { circuits } = golden.known_circuits;

  test("there are 35, and all are read", () => {
    expect(circuits.map(({ cdc }) => parseCircuit(cdc))).toHaveLength(35);
  });

  test.each(circuits.filter(({ drift }) => drift === 0))(
    "$label: $cdc has pyimpspec's impedance to 1e-12, in the three syntaxes",
    ({ cdc, f, Z }) => {
      for (const to of ["cdc", "impedance.py", "bracket"] as const) {
        const circuit = parseCircuit(printCircuit(parseCircuit(cdc), to), to);
        f.forEach((frequency, i) => {
          const z = impedanceOf(circuit, frequency, ({ type, settings }) =>
            Object.fromEntries(
              elementKind(type).parameters.map(({ symbol, fixed }) => [
                symbol,
                settings?.[symbol]?.value ?? fixed!,
              ]),
            ),
          );
          expectClose(z, Z[i], 1e-12, `${to} at ${frequency} Hz`);
        });
      }
    },
  );
});

describeShared("circuits of EquivalentCircuits.jl", () => {
  const { "equivalentcircuits.jl/AutoEIS": bracket, matlab_simscape_eisModel } = golden.syntaxes;

  test.each(bracket.cases)("%s prints as it was written, also when numbered anew", (text) => {
    const circuit = parseCircuit(text);
    expect(printCircuit(circuit, "bracket")).toBe(text);
    expect(printCircuit(circuit, "bracket", { renumber: true, strict: true })).toBe(text);
  });

  test("MATLAB's + is refused with the sign that is meant", () => {
    const text = matlab_simscape_eisModel.split(" ").at(-1)!;
    expect(() => parseCircuit(text)).toThrow(CircuitError);
    expect(() => parseCircuit(text)).toThrow("series is written a-b, parallel p(a,b)");
  });
});
