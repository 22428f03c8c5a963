import { existsSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { gzipSync } from "node:zlib";
import { FORMATS } from "../formats/index.ts";
import { SERIES_FORMATS } from "../formats/series/index.ts";
import { type KernelBuild, kernelModules } from "../kernel/build.ts";
import { compileKernel, preferredBuild } from "../kernel/kernel.ts";
import { elementKinds } from "../program/element.ts";
import { limitsText } from "../report/arcs.ts";
import type { InfoDocument } from "../report/infoDocument.ts";
import { textTable } from "../report/text.ts";
import { defaultWorkers } from "../workers/cores.ts";
import type { Arguments, Command } from "./command.ts";
import { UsageError } from "./mistake.ts";
import { runSeriesInfo } from "./seriesInfo.ts";
import { seriesOptionKinds } from "./seriesSources.ts";
import { version } from "./version.ts";

export const infoCommand: Command = {
  name: "info",
  operands: "[elements|arcs|FILE…]",
  summary:
    "version, kernel in use, readers, circuit syntaxes, elements, what arcs may be, and what files of cyclers hold",
  options: [...seriesOptionKinds, { name: "json", text: "all of it as one JSON document on stdout" }],
  examples: ["interphase info elements", "interphase info cell.ndax"],
  run: runInfo,
};

const kernelEndings: Readonly<Record<Exclude<KernelBuild, "debug">, string>> = {
  simd: "simd.wasm",
  scalar: "scalar.wasm",
  js: "js",
};

const syntaxes = [
  { name: "impedance.py", example: "R0-p(R1,CPE1)-W1" },
  { name: "cdc", example: "R(RQ)W" },
  { name: "bracket", example: "R1-[R2,P3]" },
] as const;

async function runInfo(given: Arguments): Promise<number> {
  const [topic, ...more] = given.operands;
  if (topic !== undefined && given.operands.some((one) => existsSync(one))) return runSeriesInfo(given);
  if ((topic !== undefined && topic !== "elements" && topic !== "arcs") || more.length > 0) {
    throw new UsageError(
      `interphase info knows no topic "${more[0] ?? topic}"; and there is no such file; write interphase info elements, interphase info arcs, or name a file`,
    );
  }
  const facts: InfoDocument = {
    version,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    kernel: await kernelInUse(),
    kernels: kernelModules.flatMap((module) =>
      Object.entries(kernelEndings).map(([build, ending]) => ({
        build,
        module,
        ...sizes(`${module}.${ending}`),
      })),
    ),
    cores: availableParallelism(),
    workers: defaultWorkers(),
    readers: FORMATS,
    seriesReaders: SERIES_FORMATS,
    syntaxes,
    elements: elementKinds.map(({ type, name, formula, source, parameters }) => ({
      type,
      name,
      formula,
      source,
      parameters: parameters.map(({ symbol, unit, lower, fixed, upper }) => ({
        symbol,
        unit,
        lower,
        upper: Number.isFinite(upper) ? upper : null,
        fixed: fixed ?? null,
      })),
    })),
  };
  if (given.has("json")) process.stdout.write(`${JSON.stringify(facts, null, 1)}\n`);
  else if (topic === "elements") process.stdout.write(elementsText());
  else if (topic === "arcs") process.stdout.write(`${limitsText()}\n`);
  else process.stdout.write(factsText(facts));
  return 0;
}

async function kernelInUse(): Promise<{ build: string; why: string }> {
  const { build } = await compileKernel();
  const why =
    build === "simd"
      ? "this Node runs WebAssembly with SIMD"
      : build === "scalar"
        ? "this Node runs WebAssembly without SIMD"
        : preferredBuild() === "js"
          ? "this Node has no WebAssembly"
          : "this Node refuses to compile WebAssembly";
  return { build, why };
}

function sizes(file: string): { bytes: number | null; gzipBytes: number | null } {
  try {
    const bytes = readFileSync(new URL(`../../build/${file}`, import.meta.url));
    return { bytes: bytes.length, gzipBytes: gzipSync(bytes, { level: 9 }).length };
  } catch {
    return { bytes: null, gzipBytes: null };
  }
}

function factsText({ node, platform, kernel, kernels, cores, workers }: InfoDocument): string {
  const kB = (bytes: number | null): string =>
    bytes === null ? "missing" : `${(bytes / 1000).toFixed(1)} kB`;
  const rows = [
    ["interphase", version],
    ["Node", `${node} on ${platform}`],
    ["kernel", `${kernel.build}: ${kernel.why}; --kernel forces another`],
    ...kernels.map(({ build, module, bytes, gzipBytes }) => [
      `  ${module}, ${build}`,
      `${kB(bytes)}, ${kB(gzipBytes)} gzipped`,
    ]),
    ["cores", `${cores}; large batches use ${workers} worker threads`],
    ["readers", FORMATS.join(", ")],
    ["cyclers", `${SERIES_FORMATS.join(", ")}; .xlsx of any of the texts`],
    ["syntaxes", syntaxes.map(({ name, example }) => `${name}: ${example}`).join("; ")],
    ["elements", `${elementKinds.map(({ type }) => type).join(" ")} (interphase info elements)`],
  ];
  return `${rows.map(([name, value]) => `${name.padEnd(10)}  ${value}`).join("\n")}\n`;
}

/** Elements with formulas, parameters and units. */
function elementsText(): string {
  const rows = elementKinds.map(({ type, name, formula, parameters }) => [
    type,
    parameters
      .map(({ symbol, unit, fixed }) => {
        const held = fixed === undefined ? "" : ` = ${fixed} unless freed`;
        return `${symbol}${unit === "" ? "" : ` (${unit})`}${held}`;
      })
      .join(", "),
    formula,
    name,
  ]);
  const table = textTable([["element", "parameters", "impedance", "name"], ...rows], {
    align: ["left", "left", "left", "left"],
  });
  return `${table}\n\njω = j·2πf. A number behind the element makes its label: CPE1 has the parameters CPE1.Q and CPE1.n.\n`;
}
