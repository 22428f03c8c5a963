/** Options of the command line that say something about parameters, numbers and choices: text to values. */
import { type FitOptions, fitDefaults, losses, weightings } from "../fit/options.ts";
import type { Parameterised, ParameterOptions } from "../fit/plan.ts";
import type { Cell } from "../impedance/cell.ts";
import type { KernelBuild } from "../kernel/build.ts";
import { alternatives, nearestNames } from "../program/circuit-error.ts";
import type { Program } from "../program/program.ts";
import type { Arguments, OptionKind } from "./command.ts";
import { UsageError } from "./mistake.ts";

const builds: readonly KernelBuild[] = ["simd", "scalar", "js"];

export const kernelOption: OptionKind = {
  name: "kernel",
  value: "BUILD",
  text: "simd, scalar or js; default: the fastest that works here",
};

export const elementOption: OptionKind = {
  name: "element",
  value: "NAME(P,…)=FORMULA",
  repeatable: true,
  text: 'an element of your own, Z in Ω: "Zx(A,tau)=A/sqrt(1+j*w*tau)", with w = 2πf',
};

/** The options that `fit` and `demo` share and that change the numbers. */
export const fitOptionKinds: readonly OptionKind[] = [
  elementOption,
  {
    name: "weighting",
    value: "W",
    text: "modulus (default: 1/|Z|), unit, proportional or sigma (a measured σ per point)",
  },
  { name: "loss", value: "L", text: "linear (default), soft-l1, huber or cauchy: for outliers" },
  { name: "fix", value: "NAME=NUMBER", repeatable: true, text: "hold a parameter: R0.R=10" },
  {
    name: "bound",
    value: "NAME=LOW..HIGH",
    repeatable: true,
    text: "CPE1.n=0.5..1, open ends: R1.R=5.. or ..9",
  },
  { name: "tie", value: "NAME=EXPRESSION", repeatable: true, text: "a linear tie: R3.R=2*R2.R" },
  {
    name: "start",
    value: "NAME=NUMBER",
    repeatable: true,
    text: "start value, tried first; the others are drawn",
  },
  {
    name: "starts",
    value: "N",
    text: "local fits from drawn starts; default: until enough bring nothing better, at most 150",
  },
  { name: "seed", value: "N", text: "seed of the draws, default 1" },
];

/** Sizes of the cell, in the units in which a laboratory has them. */
export const cellOptionKinds: readonly OptionKind[] = [
  { name: "area", value: "CM2", text: "area of the electrodes in cm²: arcs per area, and what they may be" },
  {
    name: "thickness",
    value: "UM",
    text: "thickness of the electrolyte in µm: with --area its conductivity",
  },
];

export function readCell(given: Arguments): Cell {
  const area = positive(given, "area", "cm²");
  const thickness = positive(given, "thickness", "µm");
  return {
    ...(area !== undefined && { area: area / 1e4 }),
    ...(thickness !== undefined && { thickness: thickness / 1e6 }),
  };
}

/**
 * The fit options in an argument list; SI units.
 * @param program gives an open end of a bound the default limit of its parameter
 */
export function readFitOptions(given: Arguments, program: Program): FitOptions {
  return {
    weighting: choice(given, "weighting", weightings) ?? fitDefaults.weighting,
    loss: choice(given, "loss", losses) ?? fitDefaults.loss,
    ...readParameterOptions(given, program),
    starts: whole(given, "starts", 0),
    seed: whole(given, "seed", 0) ?? fitDefaults.seed,
  };
}

/** What the argument list says about parameters. */
export function readParameterOptions(given: Arguments, program: Parameterised): ParameterOptions {
  return {
    fixed: numbersByName(given, "fix"),
    bounds: readBounds(given, program),
    ties: textsByName(given, "tie", "an expression such as R3.R=2*R2.R"),
    start: numbersByName(given, "start"),
  };
}

export function readKernel(given: Arguments): KernelBuild | undefined {
  return choice(given, "kernel", builds);
}

/** One of a few words. @throws UsageError with the nearest of them */
export function choice<T extends string>(
  given: Arguments,
  option: string,
  known: readonly T[],
): T | undefined {
  const text = given.text(option);
  if (text === undefined || known.includes(text as T)) return text as T | undefined;
  const near = nearestNames(text, known)[0];
  throw new UsageError(
    `--${option} "${text}" is not ${alternatives(known)}${near === undefined ? "" : `; did you mean ${near}?`}`,
  );
}

/** A whole number from `least`. */
export function whole(given: Arguments, option: string, least: number): number | undefined {
  const text = given.text(option);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > 0x7fffffff) {
    throw new UsageError(`--${option} "${text}" must be a whole number from ${least}`);
  }
  return value;
}

/** A number above 0 with its unit in the sentence. */
export function positive(given: Arguments, option: string, unit: string): number | undefined {
  const text = given.text(option);
  if (text === undefined) return undefined;
  const value = toNumber(text, `--${option}`);
  if (!(value > 0)) throw new UsageError(`--${option} ${text} must be above 0 ${unit}`);
  return value;
}

const plainNumber = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A finite number. Prefixes are refused: m is milli to one reader and a slip of the finger to another. */
export function toNumber(text: string, where: string): number {
  const trimmed = text.trim();
  if (plainNumber.test(trimmed) && Number.isFinite(Number(trimmed))) return Number(trimmed);
  const cure = /^[+-]?\d+,\d+$/.test(trimmed)
    ? "the decimal mark is a point"
    : /^[+-]?[\d.]+\s*[fpnuµmkMG]/.test(trimmed)
      ? "write the power of ten instead of a prefix, 4.7e3 for 4.7k"
      : "write it as 4700 or 4.7e3";
  throw new UsageError(`${where}: "${trimmed}" is not a number; ${cure}`);
}

/** "R0.R=10" and "R0.R=10,L0.L=1e-7", repeated or not. */
export function numbersByName(given: Arguments, option: string): Record<string, number> {
  const texts = textsByName(given, option, "a number such as R0.R=10");
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, toNumber(text, `--${option} ${name}`)]),
  );
}

function textsByName(given: Arguments, option: string, expected: string): Record<string, string> {
  const found = new Map<string, string>();
  for (const item of given.texts(option).flatMap((text) => text.split(","))) {
    const [, name, text] = /^\s*([^=\s]+)\s*=\s*(.*\S)\s*$/u.exec(item) ?? [];
    if (name === undefined) {
      const comma = /^\d+$/.test(item.trim()) && found.size > 0 ? "; the decimal mark is a point" : "";
      throw new UsageError(
        `--${option} "${item.trim()}": expected the name of a parameter, "=" and ${expected}${comma}`,
      );
    }
    if (found.has(name))
      throw new UsageError(`--${option}: ${name} is given twice (${found.get(name)} and ${text})`);
    found.set(name, text);
  }
  return Object.fromEntries(found);
}

function readBounds(given: Arguments, program: Parameterised): Record<string, readonly [number, number]> {
  const texts = textsByName(given, "bound", "limits such as CPE1.n=0.5..1");
  // A number that begins or ends with a point would make "1...5" two different bounds
  const digits = "[+-]?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?";
  const pattern = new RegExp(`^(${digits})?\\s*\\.\\.\\s*(${digits})?$`);
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => {
      const [, low, high] = pattern.exec(text) ?? [];
      if (low === undefined && high === undefined) {
        throw new UsageError(
          `--bound ${name}=${text}: expected LOW..HIGH with plain numbers, such as ${name}=0.5..1, ${name}=0.5.. or ${name}=..1`,
        );
      }
      const parameter = program.parameters.find((one) => one.name === name);
      return [
        name,
        [
          low === undefined ? (parameter?.lower ?? -Infinity) : Number(low),
          high === undefined ? (parameter?.upper ?? Infinity) : Number(high),
        ] as const,
      ];
    }),
  );
}
