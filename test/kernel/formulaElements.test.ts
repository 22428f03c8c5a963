import { describe, expect, test } from "vitest";
import { differentiateCircuit, evaluateCircuit } from "../../src/fit/evaluate.ts";
import { elementKind } from "../../src/program/element.ts";
import { defineElement } from "../../src/program/elementFormula.ts";
import { FormulaError } from "../../src/program/formula-error.ts";
import { parseCircuit } from "../../src/program/syntax.ts";
import { fitterOf } from "../fit/references.ts";
import { simulate, sweep } from "../fit/simulate.ts";
import { builds, kernelOf } from "./builds.ts";

const f = Float64Array.from([7e6, 1e5, 3e3, 120, 2, 0.05, 1e-3]);

/** Definitions of elements that the catalogue has, with parameters in its order. */
const known: readonly (readonly [string, string, number[]])[] = [
  ["Tr(R)=R", "R1", [12]],
  ["Tc(C)=1/(j*w*C)", "C1", [2e-6]],
  ["Tl(L)=j*w*L", "L1", [3e-7]],
  ["Tf(C)=1/(j*2*pi*f*C)", "C1", [2e-6]],
  ["Tq(Q,n)=1/(Q*(j*w)^n)", "CPE1", [1e-4, 0.83]],
  ["Tt(T,n)=(T*j*w)^-n", "CPET1", [1e-4, 0.83]],
  ["Tw(A)=A*(1-j)/sqrt(w)", "W1", [40]],
  ["To(Z,tau)=Z*coth(sqrt(j*w*tau))/sqrt(j*w*tau)", "Wo1", [30, 0.4]],
  ["Ts(Z,tau)=Z*tanh((j*w*tau)^0.5)/(j*w*tau)^0.5", "Ws1", [30, 0.4]],
  ["Tg(R,t)=R/sqrt(1+j*w*t)", "G1", [30, 0.02]],
  ["Tz(R,tau,n)=R/(1+(j*w*tau)^n)", "Zarc1", [30, 0.02, 0.8]],
  ["Th(R,tau,a,b)=R/(1+(j*w*tau)^a)^b", "Ha1", [30, 0.02, 0.8, 0.7]],
];

const close = (a: number, b: number, scale: number, tolerance: number): void => {
  expect(Math.abs(a - b)).toBeLessThanOrEqual(tolerance * Math.max(Math.abs(b), scale));
};

describe.each(builds)("%s: elements by formula", async (build) => {
  const kernel = await kernelOf(build);

  test.each(known)("%s is %s of the catalogue, derivatives too", (text, label, values) => {
    defineElement(text);
    const own = differentiateCircuit(kernel, parseCircuit(`${text.slice(0, 2)}1`), values, f);
    const theirs = differentiateCircuit(kernel, parseCircuit(label), values, f);
    f.forEach((_, i) => {
      const size = Math.hypot(theirs.real[i], theirs.imaginary[i]);
      close(own.real[i], theirs.real[i], size, 2e-14);
      close(own.imaginary[i], theirs.imaginary[i], size, 2e-14);
      theirs.derivatives.forEach(({ real, imaginary }, p) => {
        const slope = Math.hypot(real[i], imaginary[i]);
        close(own.derivatives[p].real[i], real[i], Math.max(slope, size / values[p] / 100), 2e-12);
        close(own.derivatives[p].imaginary[i], imaginary[i], Math.max(slope, size / values[p] / 100), 2e-12);
      });
    });
  });

  test("functions agree with identities of their definitions", () => {
    const z = "(a+b*j*w)";
    for (const [left, right] of [
      [`exp(${z})*exp(-${z})`, `${z}/${z}`],
      [`exp(log(${z}))`, z],
      [`sin(${z})^2+cos(${z})^2`, `${z}^0`],
      [`tan(${z})*cos(${z})`, `sin(${z})`],
      [`cosh(${z})^2-sinh(${z})^2`, `${z}^0`],
      [`tanh(${z})*cosh(${z})`, `sinh(${z})`],
      [`coth(${z})*sinh(${z})`, `cosh(${z})`],
      [`sinh(${z})`, `(exp(${z})-exp(-${z}))/2`],
      [`cos(${z})`, `(exp(j*${z})+exp(-j*${z}))/2`],
      [`sin(${z})`, `(exp(j*${z})-exp(-j*${z}))/(2*j)`],
      [`${z}^a`, `exp(a*log(${z}))`],
      [`${z}^(a+b/2-1)`, `exp((a+b/2-1)*log(${z}))`],
      [`${z}^(j*b)`, `exp(j*b*log(${z}))`],
      [`sqrt(${z})*sqrt(${z})`, z],
      [`${z}^-3`, `1/(${z}*${z}*${z})`],
      [`j*${z}`, `-b*w+j*a`],
      [`w^0.5*f^0.5+j^2+(-a)^0.5`, `w/sqrt(2*pi)-1+j*sqrt(a)`],
    ]) {
      const [one, other] = [left, right].map((text, k) => {
        defineElement(`${"UV"[k]}x(a,b)=${text}+0*(a+b)`);
        return differentiateCircuit(
          kernel,
          parseCircuit(`${"UV"[k]}x1`),
          [0.8, 0.3],
          Float64Array.from([0.02, 0.3, 0.7, 1.3]),
        );
      });
      one.real.forEach((_, i) => {
        const size = Math.max(1, Math.hypot(other.real[i], other.imaginary[i]));
        close(one.real[i], other.real[i], size, 5e-14);
        close(one.imaginary[i], other.imaginary[i], size, 5e-14);
        one.derivatives.forEach((column, p) => {
          const slope = Math.max(
            10,
            Math.hypot(other.derivatives[p].real[i], other.derivatives[p].imaginary[i]),
          );
          close(column.real[i], other.derivatives[p].real[i], slope, 5e-13);
          close(column.imaginary[i], other.derivatives[p].imaginary[i], slope, 5e-13);
        });
      });
    }
  });

  test("far out the functions have their asymptotes, never NaN", () => {
    defineElement("Fa(a,tau)=a*tanh(sqrt(j*w*tau))+a*coth(sqrt(j*w*tau))");
    const { real, imaginary } = evaluateCircuit(kernel, parseCircuit("Fa1"), [3, 1e6], f.slice(0, 4));
    real.forEach((value, i) => {
      expect(value).toBeCloseTo(6, 12);
      expect(imaginary[i]).toBeCloseTo(0, 12);
    });
  });

  test("an element of one's own is fitted without start values, beside others", async () => {
    defineElement("Zy(R,tau)=R*tanh(sqrt(j*w*tau))/sqrt(j*w*tau)");
    const circuit = "R0-Zy1-p(R1,CPE1)";
    const truth = [5, 200, 30, 60, 2e-5, 0.85];
    const spectrum = simulate(kernel, circuit, truth, sweep(1e6, 0.01, 61), 0.002);
    const result = await (await fitterOf(build)).fit(circuit, spectrum);
    expect(result.status).toBe("converged");
    result.values.forEach((value, i) => {
      expect(Math.abs(value - truth[i])).toBeLessThan(4.5 * result.stderr[i]);
    });
  });
});

describe("definitions of elements", () => {
  test("impedance and frequency of the parameters follow from the formula", () => {
    const scales = (text: string) => {
      defineElement(text);
      return elementKind(/^\w+/.exec(text)![0]).parameters.map((kind) => [
        kind.impedance,
        kind.frequency,
        kind.frequencyOfExponent,
      ]);
    };
    expect(scales("Sa(A,tau)=A/sqrt(1+j*w*tau)")).toEqual([
      [1, 0, undefined],
      [0, -1, undefined],
    ]);
    expect(scales("Sc(C)=1/(j*w*C)")).toEqual([[-1, -1, undefined]]);
    const [q, n] = scales("Sq(Q,n)=1/(Q*(j*w)^n)");
    expect(q).toEqual([-1, 0, -1]);
    expect(n).toEqual([undefined, undefined, undefined]);
    expect(scales("Sw(A)=A*(1-j)/sqrt(w)")).toEqual([[1, 0.5, undefined]]);
  });

  test.each([
    ["R(A)=A", "there is an element R already"],
    ["Z1(A)=A", "cannot name an element"],
    ["p(A)=A", "there is an element p already"],
    ["Zx(A)=abs(A*j)", "abs has no meaning for complex numbers"],
    ["Zx(A)=A*B", '"B" is not defined'],
    ["Zx(w)=w", "has a meaning of its own"],
    ["A/sqrt(1+j*w*tau)", "defines nothing"],
  ])("%s", (text, problem) => {
    expect(() => defineElement(text)).toThrow(FormulaError);
    expect(() => defineElement(text)).toThrow(problem);
  });

  test("a name may be given a new meaning; the option of a fit defines it on the way", async () => {
    const kernel = await kernelOf("simd");
    const frequency = sweep(1e5, 1, 20);
    defineElement("Zn(A)=A");
    defineElement("Zn(A)=2*A");
    expect(evaluateCircuit(kernel, parseCircuit("Zn1"), [3], frequency).real[0]).toBeCloseTo(6, 12);
    const spectrum = simulate(kernel, "R0-p(R1,C1)", [5, 40, 1e-5], frequency, 0);
    const { values, circuit } = await (await fitterOf("simd")).fit("R0-Zm1", spectrum, {
      elements: ["Zm(R,C)=1/(1/R+j*w*C)"],
    });
    expect(circuit).toBe("R0-Zm1");
    [5, 40, 1e-5].forEach((value, i) => {
      expect(values[i] / value).toBeCloseTo(1, 6);
    });
  });
});
