/**
 * Single kernels: one evaluation of the nine-parameter circuit over 70 points, alone and with exact derivatives, in every build.
 *
 * @import { Report, Settings } from "./section.js"
 * @import { JobOptions } from "../dist/kernel/job.js"
 */

import { planFit } from "../dist/fit/plan.js";
import { Kernel, parseCircuit } from "../dist/index.js";
import { encodeJob, Mode } from "../dist/kernel/job.js";
import { compileCircuit } from "../dist/program/compile.js";
import { builds } from "./build.js";
import { alignedTable } from "./clock.js";
import { eisCircuit, eisOptions } from "./kernelcontender.js";
import { opsPerSecond } from "./suite.js";

const frequency = Float64Array.from({ length: 70 }, (_, i) => 7e6 * (0.1 / 7e6) ** (i / 69));
const values = Float64Array.of(12, 80, 2e-7, 0.92, 350, 3e-5, 0.85, 4e-3, 0.62);

/** @type {readonly { what: string, mode: JobOptions["mode"], spectra: number }[]} */
const kernels = [
  { what: "Z", mode: Mode.Evaluate, spectra: 1 },
  { what: "Z and 9 derivatives", mode: Mode.Differentiate, spectra: 1 },
  { what: "Z and 9 derivatives, 100 spectra a call", mode: Mode.Differentiate, spectra: 100 },
];

/**
 * @param {Settings} settings
 * @returns {Promise<Report>}
 */
export async function benchEvaluation({ quick }) {
  const program = compileCircuit(parseCircuit(eisCircuit));
  const plan = planFit(program, {});
  const rates = [];
  for (const { what, mode, spectra } of kernels) {
    const measured = new Array(spectra).fill({ frequency });
    const block = encodeJob(program, plan.compositions, plan.variables, measured, values, {
      ...eisOptions,
      mode,
      weighting: 0,
    });
    for (const build of builds) {
      const kernel = await Kernel.load(build);
      let bytes = 0;
      const rate = await opsPerSecond(
        `${what}, ${build}`,
        () => {
          bytes += kernel.run(block).byteLength;
        },
        { seconds: quick ? 0.2 : 1 },
      );
      if (!(bytes > 0)) throw new Error(`kernel "${rate.name}" returned nothing`);
      rates.push({ ...rate, build, spectra });
    }
  }
  return {
    text: [
      `kernels: ${eisCircuit} over 70 points by Benchmark.js; one call is one job: copied in, evaluated, results copied out`,
      "",
      alignedTable(
        ["kernel", "calls a second", "±", "µs a spectrum, min", "median"],
        rates.map(({ name, opsPerSecond: hz, rme, minSeconds, medianSeconds, spectra }) => [
          name,
          hz.toFixed(0),
          `${rme.toFixed(1)} %`,
          ((minSeconds * 1e6) / spectra).toFixed(3),
          ((medianSeconds * 1e6) / spectra).toFixed(3),
        ]),
      ),
    ].join("\n"),
    json: { rates },
    requirements: [],
  };
}
