import { describe, expect, test } from "vitest";
import { differentiateCircuit, evaluateCircuit } from "../../src/fit/evaluate.ts";
import type { Kernel } from "../../src/kernel/kernel.ts";
import { type Circuit, elementsOf } from "../../src/program/circuit.ts";
import { elementKind, elementKinds } from "../../src/program/element.ts";
import { parseCircuit } from "../../src/program/syntax.ts";
import type { Complex } from "../program/complex-oracle.ts";
import { seeded } from "../program/random-circuit.ts";
import { builds, kernelOf } from "./builds.ts";
import { named, references } from "./references.ts";

/**
 * Central differences, extrapolated twice (Ridders): three step sizes cancel the errors in h² and h⁴.
 * What is left is rounding, eps·|Z|/h.
 */
function differences(
  kernel: Kernel,
  circuit: Circuit,
  values: readonly number[],
  p: number,
  f: Float64Array,
): Complex[] {
  const at = (value: number): { real: Float64Array; imaginary: Float64Array } =>
    evaluateCircuit(
      kernel,
      circuit,
      values.map((v, i) => (i === p ? value : v)),
      f,
    );
  const slopes = [2e-3, 1e-3, 5e-4].map((relative) => {
    const h = relative * Math.abs(values[p]);
    const [above, below] = [at(values[p] + h), at(values[p] - h)];
    return Array.from(
      f,
      (_, i): Complex => [
        (above.real[i] - below.real[i]) / (2 * h),
        (above.imaginary[i] - below.imaginary[i]) / (2 * h),
      ],
    );
  });
  return Array.from(f, (_, i) => {
    const part = (k: 0 | 1): number => {
      const [coarse, middle, fine] = slopes.map((slope) => slope[i][k]);
      const a = middle + (middle - coarse) / 3;
      const b = fine + (fine - middle) / 3;
      return b + (b - a) / 15;
    };
    return [part(0), part(1)];
  });
}

/** Every derivative within 1e-6 of max(|∂Z/∂p|, 1e-4·|Z/p|) of the central difference. */
function expectExact(kernel: Kernel, circuit: Circuit, values: readonly number[], f: Float64Array): void {
  const exact = differentiateCircuit(kernel, circuit, values, f);
  const curve = evaluateCircuit(kernel, circuit, values, f);
  expect(exact.derivatives).toHaveLength(values.length);
  exact.parameters.forEach((name, p) => {
    const expected = differences(kernel, circuit, values, p, f);
    f.forEach((frequency, i) => {
      const { real, imaginary } = exact.derivatives[p];
      const z = Math.hypot(curve.real[i], curve.imaginary[i]);
      const scale = Math.max(Math.hypot(...expected[i]), 1e-4 * Math.abs(z / values[p]));
      const error = Math.hypot(real[i] - expected[i][0], imaginary[i] - expected[i][1]);
      if (!(error / scale <= 1e-6)) {
        expect.fail(`∂/∂${name} at ${frequency} Hz: ${real[i]}, ${imaginary[i]}, expected ${expected[i]}`);
      }
    });
  });
}

/** A nested circuit of about two elements a level; one child of each level goes on. */
function nested(random: () => number, depth: number): Circuit {
  let count = 0;
  const element = (): Circuit => {
    const { type } = elementKinds[Math.floor(random() * elementKinds.length)];
    return { kind: "element", type, label: `${type}_${count++}x` };
  };
  const build = (level: number, series: boolean): Circuit => {
    if (level === 0) return element();
    const children = [build(level - 1, !series), element(), ...(random() < 0.3 ? [build(1, !series)] : [])];
    return {
      kind: series ? "series" : "parallel",
      children: random() < 0.5 ? children : children.toReversed(),
    };
  };
  return build(depth, random() < 0.5);
}

/** Every element acts somewhere between 1e-2 and 1e5 Hz with an impedance near 100 Ω. */
function valuesFor(circuit: Circuit, random: () => number): number[] {
  return elementsOf(circuit).flatMap(({ type }) => {
    const omega = 2 * Math.PI * 10 ** (-2 + 7 * random());
    const size = 100 * 10 ** (2 * random() - 1);
    const kinds = elementKind(type).parameters;
    const exponents = new Map(
      kinds.filter((kind) => kind.draw).map((kind) => [kind.symbol, 0.4 + 0.55 * random()]),
    );
    return kinds.map(
      ({ symbol, impedance = 0, frequency = 0, frequencyOfExponent = 0, exponent }) =>
        exponents.get(symbol) ??
        size ** impedance *
          omega ** (frequency + frequencyOfExponent * (exponent ? exponents.get(exponent)! : 0)) *
          (0.5 + random()),
    );
  });
}

describe.each(builds)("%s: derivatives", (build) => {
  test.each(references.elements)("$type: every ∂Z/∂p is the limit of its central difference", async (one) => {
    const kernel = await kernelOf(build);
    const circuit = { kind: "element", type: one.type, label: "X" } as const;
    expectExact(kernel, circuit, Object.values(one.values), Float64Array.from(one.f));
  });

  test.each(references.elements)(
    "$type beside a resistor: the same through the inverse of a group",
    async (one) => {
      const kernel = await kernelOf(build);
      const circuit: Circuit = {
        kind: "parallel",
        children: [
          { kind: "element", type: one.type, label: "X" },
          { kind: "element", type: "R", label: "R" },
        ],
      };
      one.f.forEach((f, i) => {
        expectExact(
          kernel,
          circuit,
          [...Object.values(one.values), Math.hypot(...one.Z[i])],
          Float64Array.of(f),
        );
      });
    },
  );

  test("random circuits of all elements, nested up to five deep", async () => {
    const kernel = await kernelOf(build);
    const random = seeded(7);
    for (let k = 0; k < 25; k++) {
      const circuit = nested(random, 1 + (k % 5));
      const values = valuesFor(circuit, random);
      const f = Float64Array.from({ length: 5 }, () => 10 ** (-2 + 7 * random()));
      expectExact(kernel, circuit, values, f);
    }
  });

  test("a parameter of value 0 has the derivative that it has there", async () => {
    const kernel = await kernelOf(build);
    const f = Float64Array.of(0.5, 50);
    const { derivatives } = differentiateCircuit(
      kernel,
      parseCircuit("R0-L0-p(R1,CPE1)"),
      { "R0.R": 0, "L0.L": 0, "R1.R": 10, "CPE1.Q": 1e-3, "CPE1.n": 0.9 },
      f,
    );
    expect([...derivatives[0].real]).toEqual([1, 1]);
    expect([...derivatives[0].imaginary]).toEqual([0, 0]);
    f.forEach((frequency, i) => {
      expect(derivatives[1].real[i]).toBeCloseTo(0, 12);
      expect(derivatives[1].imaginary[i]).toBeCloseTo(2 * Math.PI * frequency, 10);
    });
  });

  test("values and derivatives of a point do not depend on the points around it: 1 to 321 points, in any order", async () => {
    const kernel = await kernelOf(build);
    const circuit = parseCircuit("L0-R0-p(R1-Wo1,CPE1)-p(R2,CPE2)");
    const values = valuesFor(circuit, seeded(3));
    const all = Float64Array.from({ length: 321 }, (_, i) => 10 ** (6 - i / 40));
    const whole = differentiateCircuit(kernel, circuit, values, all);
    for (const count of [1, 2, 3, 63, 64, 65, 127, 128, 129, 159, 160, 161, 299, 319, 320, 321]) {
      const part = differentiateCircuit(kernel, circuit, values, all.slice(0, count).reverse());
      const alike = (a: Float64Array, b: Float64Array): void => {
        expect(a.toReversed(), `${count} points`).toEqual(b.slice(0, count));
      };
      alike(part.real, whole.real);
      alike(part.imaginary, whole.imaginary);
      part.derivatives.forEach(({ real, imaginary }, p) => {
        alike(real, whole.derivatives[p].real);
        alike(imaginary, whole.derivatives[p].imaginary);
      });
    }
  });
});

describe("the builds among each other", () => {
  test("js computes the bits of scalar, simd the same to 1e-13, for every element and random circuits", async () => {
    const [simd, scalar, js, debug] = await Promise.all(builds.map(kernelOf));
    const random = seeded(11);
    const circuits = [
      ...references.elements.map(({ type, values }) => ({
        circuit: { kind: "element", type, label: "X" } as Circuit,
        values: named("X", values) as Readonly<Record<string, number>> | number[],
      })),
      ...Array.from({ length: 40 }, (_, k) => {
        const circuit = nested(random, 1 + (k % 4));
        return { circuit, values: valuesFor(circuit, random) };
      }),
    ];
    const f = Float64Array.from({ length: 41 }, (_, i) => 10 ** (i / 4 - 4));
    for (const { circuit, values } of circuits) {
      const title = JSON.stringify(circuit);
      const at = (kernel: Kernel): Float64Array[] => {
        const { real, imaginary, derivatives } = differentiateCircuit(kernel, circuit, values, f);
        return [real, imaginary, ...derivatives.flatMap((d) => [d.real, d.imaginary])];
      };
      const reference = at(scalar);
      expect(at(js), title).toEqual(reference);
      expect(at(debug), title).toEqual(reference);
      const vectors = at(simd);
      for (let k = 0; k < reference.length; k += 2) {
        f.forEach((_, i) => {
          const [x, y] = [reference[k][i], reference[k + 1][i]];
          const error = Math.hypot(vectors[k][i] - x, vectors[k + 1][i] - y);
          if (!(error <= 1e-13 * Math.hypot(x, y)))
            expect.fail(`${title}, ${f[i]} Hz: ${error} of ${x}, ${y}`);
        });
      }
    }
  });
});
