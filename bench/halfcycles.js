/**
 * The half-cycle reducer: ns per sample of each build beside the same loop in plain JavaScript, and the memory of a long run.
 *
 * @import { Report, Settings } from "./section.js"
 */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { openReduction } from "../dist/kernel/halfCycles.js";
import { Kernel } from "../dist/kernel/kernel.js";
import { alignedTable, median } from "./clock.js";
import { plainReduction } from "./plainReduction.js";
import { normal, uniform } from "./random.js";

const run = promisify(execFile);
const long = fileURLToPath(new URL("./longRecord.js", import.meta.url));

const ROWS = 65_536;

/**
 * Blocks of a square wave with noise: time, voltage, current, pressure.
 *
 * @param {number} count
 * @param {number} perHalfCycle
 * @param {number} seed
 */
export function squareBlocks(count, perHalfCycle, seed) {
  const gauss = normal(uniform(seed));
  return Array.from({ length: count }, (_, b) => {
    const [time, voltage, current, pressure] = Array.from({ length: 4 }, () => new Float64Array(ROWS));
    for (let k = 0; k < ROWS; k++) {
      const row = b * ROWS + k;
      const sign = Math.floor(row / perHalfCycle) % 2 === 0 ? 1 : -1;
      time[k] = row / 10;
      voltage[k] = sign * 0.1 + 1e-4 * gauss();
      current[k] = sign * 1e-3 + 1e-7 * gauss();
      pressure[k] = 2e7 + 8e3 * gauss();
    }
    return { rows: ROWS, time, voltage, current, pressure };
  });
}

/**
 * @param {Settings} settings
 * @returns {Promise<Report>}
 */
export async function benchHalfCycles({ rounds, seed, quick }) {
  const perHalfCycle = 18_000;
  const blocks = squareBlocks(quick ? 8 : 32, perHalfCycle, seed);
  const samples = blocks.length * ROWS;
  /** @type {Map<string, number[]>} */
  const times = new Map();
  /** @type {Record<string, number>} */
  const charges = {};
  const kernels = await Promise.all(
    /** @type {const} */ (["simd", "scalar", "js"]).map((build) => Kernel.load(build)),
  );
  const contenders = [
    ...kernels.map((kernel) => ({
      name: String(kernel.build),
      open: () => openReduction(kernel, { threshold: 1e-6 }),
    })),
    { name: "plain JavaScript", open: () => plainReduction(1e-6) },
  ];
  for (let round = 0; round < rounds + 1; round++) {
    for (const { name, open } of contenders) {
      const reduction = open();
      let charge = 0;
      const began = performance.now();
      for (const [b, block] of blocks.entries()) {
        for (const segment of reduction.push({ ...block, last: b === blocks.length - 1 })) {
          charge += Math.abs(segment.charge);
        }
      }
      const ns = (1e6 * (performance.now() - began)) / samples;
      charges[name] = charge;
      // The first round compiles
      if (round > 0) times.set(name, [...(times.get(name) ?? []), ns]);
    }
  }
  const of = (/** @type {string} */ name) => median(times.get(name) ?? [Number.NaN]);
  const ratio = of("plain JavaScript") / of("simd");
  const apart = Math.max(...Object.values(charges)) / Math.min(...Object.values(charges)) - 1;
  const rows = quick ? 3e6 : 1e8;
  const { stdout } = await run(process.execPath, [long, String(rows)], { timeout: 560_000 });
  const memory =
    /** @type {{ rows: number, seconds: number, reducing: number, megabytes: number, halfCycles: number }} */ (
      JSON.parse(stdout)
    );
  return {
    text: [
      `halfcycles: ${(samples / 1e6).toFixed(1)} million samples of t, V, I, P; ${perHalfCycle} per half-cycle; ns per sample with all copying, min / median`,
      "",
      alignedTable(
        ["", "ns/sample"],
        [...times].map(([name, ns]) => [name, `${Math.min(...ns).toFixed(1)} / ${median(ns).toFixed(1)}`]),
      ),
      "",
      `charges of the contenders agree to ${apart.toExponential(1)}`,
      `${memory.rows.toExponential(0)} rows, simulated and reduced to ${memory.halfCycles} half-cycles in ${memory.seconds.toFixed(0)} s: ${memory.megabytes.toFixed(0)} MB resident at most`,
    ].join("\n"),
    json: { samples, nanoseconds: Object.fromEntries(times), ratio, memory },
    requirements: [
      {
        what: "half-cycle reducer beside the same loop in plain JavaScript",
        must: "≥ 2 times",
        measured: `${ratio.toFixed(1)} times, ${of("simd").toFixed(1)} ns per sample`,
        pass: ratio >= 2,
        anchors: "–",
      },
      {
        what: `memory of ${memory.rows.toExponential(0)} rows`,
        must: "< 200 MB resident",
        measured: `${memory.megabytes.toFixed(0)} MB`,
        pass: quick ? null : memory.megabytes < 200,
        anchors: "–",
      },
    ],
  };
}
