/**
 * Simulated symmetric cells whose failures are known: hard shorts, soft shorts, depletion, and activation that is none. The classes draw
 * shapes, noise, sampling, rests and laws of ageing from the seed.
 *
 * @import { Report, Settings } from "./section.js"
 * @import { SimulatedTrace } from "../dist/series/simulate/traces.js"
 */
import { Kernel } from "../dist/kernel/kernel.js";
import { analyseCycling } from "../dist/series/analysis.js";
import { reduceSeries } from "../dist/series/reduce.js";
import {
  simulateActivation,
  simulateDepletion,
  simulateHardShort,
  simulateSoftShort,
} from "../dist/series/simulate/traces.js";
import { alignedTable } from "./clock.js";

/** Half-cycles by which a finding may miss its truth. */
const NEAR = 1;

/**
 * @param {Kernel} kernel
 * @param {(seed: number) => SimulatedTrace} simulate
 * @param {number} count
 * @param {number} seed
 */
async function examine(kernel, simulate, count, seed) {
  const tally = { cells: count, found: 0, falseBefore: 0, other: 0, rows: 0 };
  for (let k = 0; k < count; k++) {
    const { record, failures } = simulate(seed * 100_003 + 17 * k);
    const table = await reduceSeries(record, kernel);
    tally.rows += table.rows;
    const alarms = analyseCycling(table).events.filter(({ kind }) => kind !== "activation");
    const [truth] = failures;
    if (truth === undefined) {
      if (alarms.length > 0) tally.falseBefore++;
      continue;
    }
    const distance = (/** @type {{ halfCycle: number }} */ event) =>
      Math.abs(event.halfCycle - 1 - truth.halfCycle);
    const near = truth.kind === "depletion" ? 6 : NEAR;
    if (alarms.some((event) => event.kind === truth.kind && distance(event) <= near)) tally.found++;
    else if (alarms.some((event) => distance(event) <= near)) tally.other++;
    if (alarms.some((event) => event.halfCycle - 1 < truth.halfCycle - near)) tally.falseBefore++;
  }
  return tally;
}

/**
 * @param {Settings} settings
 * @returns {Promise<Report>}
 */
export async function benchShorts({ seed, quick }) {
  const count = quick ? 40 : 1000;
  const kernel = await Kernel.load(undefined, "series");
  const began = performance.now();
  const hard = await examine(kernel, simulateHardShort, count, seed);
  const soft = await examine(kernel, simulateSoftShort, count, seed);
  const depletion = await examine(kernel, simulateDepletion, quick ? 20 : 200, seed);
  const slight = await examine(
    kernel,
    (at) => simulateSoftShort(at, 60, [0.05, 0.12]),
    quick ? 40 : 200,
    seed + 1,
  );
  const activation = await examine(kernel, simulateActivation, count, seed);
  const seconds = (performance.now() - began) / 1000;
  const rows = [
    ["hard short", hard],
    ["soft short", soft],
    ["soft short of 5 to 12 %", slight],
    ["depletion", depletion],
    ["activation", activation],
  ].map(([name, tally]) => /** @type {const} */ ([String(name), /** @type {typeof hard} */ (tally)]));
  const share = (/** @type {number} */ part, /** @type {number} */ of) =>
    `${((100 * part) / of).toFixed(1)} %`;
  return {
    text: [
      `shorts: simulated symmetric cells, seed ${seed}, 60 to 120 half-cycles, ${Math.round(rows.reduce((sum, [, tally]) => sum + tally.rows, 0) / 1e6)} million samples in ${seconds.toFixed(0)} s`,
      "",
      alignedTable(
        ["class", "cells", "found", "as another kind", "false alarm before it"],
        rows.map(([name, { cells, found, other, falseBefore }]) => [
          name,
          String(cells),
          name === "activation" ? "–" : String(found),
          name === "activation" ? "–" : String(other),
          String(falseBefore),
        ]),
      ),
    ].join("\n"),
    json: { seed, hard, soft, slight, depletion, activation, seconds },
    requirements: [
      {
        what: "hard shorts in simulated cells",
        must: "all found",
        measured: `${hard.found} of ${hard.cells}`,
        pass: hard.found === hard.cells,
        anchors: "–",
      },
      {
        what: "alarms on simulated activation",
        must: "hard: none; soft: ≤ 1 %",
        measured: `${activation.falseBefore} of ${activation.cells}`,
        pass: activation.falseBefore <= 0.01 * activation.cells,
        anchors: "–",
      },
      {
        what: "soft shorts in simulated cells",
        must: "≥ 90 % found",
        measured: `${share(soft.found, soft.cells)}, false alarms before it ${share(soft.falseBefore, soft.cells)}`,
        pass: soft.found >= 0.9 * soft.cells && soft.falseBefore <= 0.01 * soft.cells,
        anchors: "–",
      },
    ],
  };
}
