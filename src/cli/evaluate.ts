import { evaluate } from "../api.ts";
import { preferredBuild } from "../kernel/kernel.ts";
import { compileCircuit } from "../program/compile.ts";
import { defineElements } from "../program/elementFormula.ts";
import { parseCircuit, printCircuit } from "../program/syntax.ts";
import type { EvaluateDocument } from "../report/evaluateDocument.ts";
import type { Column } from "../report/table.ts";
import type { Arguments, Command } from "./command.ts";
import { readFrequencies } from "./frequencies.ts";
import { UsageError } from "./mistake.ts";
import { elementOption, kernelOption, numbersByName, readKernel } from "./options.ts";
import { checkWritable, csvOf, formatOf, parquetOf, writeWhole } from "./outputs.ts";

export const evaluateCommand: Command = {
  name: "evaluate",
  operands: "",
  summary: "the impedance of a circuit at given parameters and frequencies, as CSV on stdout",
  options: [
    { name: "circuit", value: "TEXT", text: "R0-p(R1,CPE1), R(RQ) or R1-[R2,P3]" },
    elementOption,
    {
      name: "parameters",
      value: "LIST",
      repeatable: true,
      text: "R0.R=10,R1.R=50,CPE1.Q=1e-6,CPE1.n=0.9 in SI units",
    },
    {
      name: "frequencies",
      value: "LIST",
      text: "7e6..0.1:70 (70 points, equally spaced in the logarithm), 1,10,100 or @FILE; in Hz",
    },
    kernelOption,
    { name: "out", value: "FILE", text: "write to .csv, .json or .parquet instead of stdout" },
    { name: "json", text: "one JSON document on stdout" },
    { name: "quiet", text: "only mistakes on stderr, as always: there is no progress to show" },
  ],
  examples: [
    'interphase evaluate --circuit "R0-p(R1,CPE1)" --parameters "R0.R=10,R1.R=50,CPE1.Q=1e-6,CPE1.n=0.9" --frequencies 7e6..0.1:70',
  ],
  run: runEvaluate,
};

async function runEvaluate(given: Arguments): Promise<number> {
  const text = given.text("circuit");
  const frequencies = given.text("frequencies");
  if (text === undefined)
    throw new UsageError('interphase evaluate needs a circuit: --circuit "R0-p(R1,CPE1)"');
  if (frequencies === undefined)
    throw new UsageError("interphase evaluate needs frequencies: --frequencies 7e6..0.1:70");
  defineElements(given.texts("element"));
  const circuit = parseCircuit(text);
  const { parameters } = compileCircuit(circuit);
  const values = numbersByName(given, "parameters");
  const frequency = readFrequencies(frequencies);
  const out = given.text("out");
  const format = out === undefined ? undefined : formatOf(out, "out");
  if (out !== undefined) checkWritable(out, "out");
  const kernel = readKernel(given);
  const curve = await evaluate(circuit, values, frequency, { kernel });

  const table = {
    frequency_hertz: Array.from(curve.frequency),
    real_impedance_ohm: Array.from(curve.real),
    imaginary_impedance_ohm: Array.from(curve.imaginary),
  };
  const columns = Object.entries(table).map(([name, data]): Column => ({ name, data, type: "DOUBLE" }));
  const content: EvaluateDocument = {
    circuit: printCircuit(circuit),
    kernel: kernel ?? preferredBuild(),
    parameters: parameters.map(({ name }) => name),
    units: parameters.map(({ unit }) => unit),
    values: parameters.map(({ name, start, fixed }) => values[name] ?? start ?? fixed),
    ...table,
  };
  const document = `${JSON.stringify(content, null, 1)}\n`;
  if (out !== undefined) {
    writeWhole(out, format === "csv" ? csvOf(columns) : format === "json" ? document : parquetOf(columns));
  }
  if (given.has("json")) process.stdout.write(document);
  else if (out === undefined) process.stdout.write(csvOf(columns));
  return 0;
}
