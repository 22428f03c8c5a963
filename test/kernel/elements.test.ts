import { describe, expect, test } from "vitest";
import { evaluateCircuit } from "../../src/fit/evaluate.ts";
import type { Kernel } from "../../src/kernel/kernel.ts";
import { elementKind, elementKinds } from "../../src/program/element.ts";
import { parseCircuit } from "../../src/program/syntax.ts";
import type { Complex } from "../program/complex-oracle.ts";
import { builds, kernelOf } from "./builds.ts";
import { distance, type ElementReference, named, references } from "./references.ts";

/** Label of the element under test; the syntaxes know the types by these names. */
const label = (type: string): string => `${type}1`;

describe("the references", () => {
  test("cover every element of the catalogue", () => {
    const covered = new Set(references.elements.map(({ type }) => type));
    expect(elementKinds.map(({ type }) => type).filter((type) => !covered.has(type))).toEqual([]);
  });
});

describe.each(builds)("%s: an element alone", (build) => {
  test.each(references.elements)("$type has the impedance of its formula to 1e-12", async (one) => {
    const kernel = await kernelOf(build);
    const curve = evaluateCircuit(
      kernel,
      { kind: "element", type: one.type, label: label(one.type) },
      named(label(one.type), one.values),
      Float64Array.from(one.f),
    );
    one.Z.forEach((z, i) => {
      const f = `${one.f[i]} Hz`;
      expect(distance([curve.real[i], curve.imaginary[i]], z), f).toBeLessThanOrEqual(1e-12);
    });
  });

  test.each(Object.keys(references.published.Z))(
    "%s has the impedance that impedance.py's tests publish",
    async (type) => {
      const kernel = await kernelOf(build);
      const { f, params_by_position, Z } = references.published;
      const count = elementKind(type).parameters.length;
      const curve = evaluateCircuit(
        kernel,
        parseCircuit(label(type)),
        params_by_position.slice(0, count),
        Float64Array.from(f),
      );
      Z[type].forEach(([re, im], i) => {
        // the criterion of their tests: numpy.isclose
        expect(Math.abs(curve.real[i] - re)).toBeLessThanOrEqual(1e-8 + 1e-5 * Math.abs(re));
        expect(Math.abs(curve.imaginary[i] - im)).toBeLessThanOrEqual(1e-8 + 1e-5 * Math.abs(im));
      });
    },
  );
});

describe.each(builds)("%s: an element in a parallel group", (build) => {
  test.each(references.elements)(
    "$type beside a resistor and a capacitor adds its admittance",
    async (one) => {
      const kernel = await kernelOf(build);
      const element = { kind: "element", type: one.type, label: "X" } as const;
      one.f.forEach((f, i) => {
        const [x, y] = one.Z[i];
        // partners of the element's own size, so that each of the three shows in the sum
        const size = Math.hypot(x, y);
        const partner = { "Rp.R": size, "Cp.C": 1 / (2 * Math.PI * f * size) };
        const curve = evaluateCircuit(
          kernel,
          {
            kind: "parallel",
            children: [
              { kind: "element", type: "R", label: "Rp" },
              element,
              { kind: "element", type: "C", label: "Cp" },
            ],
          },
          { ...named("X", one.values), ...partner },
          Float64Array.of(f),
        );
        const z2 = size * size;
        const admittance: Complex = [1 / size + x / z2, 1 / size - y / z2];
        const a2 = admittance[0] ** 2 + admittance[1] ** 2;
        // what a group loses in its sum belongs to the group: near a resonance (L beside C) it is much
        const loss = 2 / size / Math.sqrt(a2) + 1;
        expect(
          distance([curve.real[0], curve.imaginary[0]], [admittance[0] / a2, -admittance[1] / a2]),
          `${f} Hz`,
        ).toBeLessThanOrEqual(1e-12 * loss);
      });
    },
  );

  test.each(references.elements)("$type twice in parallel has half its impedance", async (one) => {
    const kernel = await kernelOf(build);
    const curve = evaluateCircuit(
      kernel,
      {
        kind: "parallel",
        children: ["X", "Y"].map((own) => ({ kind: "element", type: one.type, label: own })),
      },
      { ...named("X", one.values), ...named("Y", one.values) },
      Float64Array.from(one.f),
    );
    one.Z.forEach(([x, y], i) => {
      expect(
        distance([curve.real[i], curve.imaginary[i]], [x / 2, y / 2]),
        `${one.f[i]} Hz`,
      ).toBeLessThanOrEqual(1e-12);
    });
  });
});

/** References by element, one test each. */
function byType(list: readonly ElementReference[]): [type: string, cases: ElementReference[]][] {
  return [...new Set(list.map(({ type }) => type))].map((type) => [
    type,
    list.filter((one) => one.type === type),
  ]);
}

function alone(kernel: Kernel, one: ElementReference): Complex[] {
  const circuit = { kind: "element", type: one.type, label: "X" } as const;
  const curve = evaluateCircuit(kernel, circuit, named("X", one.values), Float64Array.from(one.f));
  return one.f.map((_, i) => [curve.real[i], curve.imaginary[i]]);
}

describe.each(builds)("%s: hyperbolic functions of s", (build) => {
  test.each(byType(references.arguments))(
    "%s is exact for |s| from 1e-8 to 1e6, at several angles and where its formula changes",
    async (type, cases) => {
      const kernel = await kernelOf(build);
      for (const one of cases) {
        const [got] = alone(kernel, one);
        const [z] = one.Z;
        const where = `s = ${one.s}: ${got}, expected ${z}`;
        // 1/sinh s leaves physics long before it falls below the smallest double
        if (Math.hypot(...z) < 1e-150) {
          expect(Math.hypot(...got), where).toBeLessThan(1e-150);
          continue;
        }
        // A relative error ε of s is one of ε·|s| of 1/sinh s, and of tanh and coth on the imaginary axis; elsewhere their asymptotes have none of it
        const steep = type === "T" ? 400 : one.s![0] === 0 ? 1000 : 40;
        const tolerance = 1e-13 + 2e-15 * Math.min(Math.hypot(...one.s!), steep);
        expect(distance(got, z), where).toBeLessThanOrEqual(tolerance);
      }
    },
  );
});

describe.each(builds)("%s: far out", (build) => {
  test.each(byType(references.extremes))(
    "%s keeps to its formula with parameters of 1e-15 to 1e15, from 1e-12 to 1e12 Hz",
    async (_, cases) => {
      const kernel = await kernelOf(build);
      for (const one of cases) {
        const curve = alone(kernel, one);
        one.Z.forEach((z, i) => {
          const got = curve[i];
          const size = Math.hypot(...z);
          const where = `${JSON.stringify(one.values)} at ${one.f[i]} Hz: ${got}, expected ${z}`;
          expect(got.some(Number.isNaN), where).toBe(false);
          // beyond the range of doubles the asymptote: 0 or infinity
          if (size < 1e-290) expect(Math.hypot(...got), where).toBeLessThan(1e-289);
          else if (size > 1e290) expect(Math.hypot(...got), where).toBeGreaterThan(1e289);
          else expect(distance(got, z), where).toBeLessThanOrEqual(1e-11);
        });
      }
    },
  );
});
