/**
 * Simulated full cells under stack pressure: how far ahead of the internal short the warning comes, and whether cells without one are left
 * in peace; bias of raw extremes beside lines through the ends; offset and drift of a second clock. Every cell passes through the whole
 * chain, from samples to half-cycles to the warning; shapes, protocols, noise and sensors are drawn from the seed.
 *
 * @import { Report, Settings } from "./section.js"
 * @import { DrawnPressureCell } from "../dist/series/simulate/pressureCells.js"
 */
import { Kernel } from "../dist/kernel/kernel.js";
import { analysePressure } from "../dist/series/pressure/analysis.js";
import { endOf } from "../dist/series/pressure/halfCycle.js";
import { simulatePressure, simulateTwoClocks } from "../dist/series/simulate/pressure.js";
import { drawnCoated, drawnHarmless, drawnUncoated } from "../dist/series/simulate/pressureCells.js";
import { seeded } from "../dist/series/simulate/random.js";
import { alignedTable } from "./clock.js";

/** Cycles ahead of the short in which a warning is right. */
const EARLIEST = 7;
const LATEST = 3;

/**
 * @param {Kernel} kernel
 * @param {(seed: number) => DrawnPressureCell} draw
 * @param {number} count
 * @param {number} seed
 */
async function examine(kernel, draw, count, seed) {
  const began = performance.now();
  const tally = { cells: count, right: 0, early: 0, late: 0, silent: 0, rows: 0, seconds: 0 };
  /** @type {number[]} */
  const leads = [];
  for (let k = 0; k < count; k++) {
    const { cell, short } = draw(seed * 100_003 + 17 * k);
    const { table, watch } = await analysePressure(simulatePressure(cell), kernel);
    tally.rows += table.rows;
    if (watch.warning === null) {
      tally.silent++;
      continue;
    }
    const lead = short === null ? Number.POSITIVE_INFINITY : short - watch.warning.cycle;
    leads.push(lead);
    if (lead > EARLIEST) tally.early++;
    else if (lead < LATEST) tally.late++;
    else tally.right++;
  }
  tally.seconds = (performance.now() - began) / 1000;
  return { ...tally, leads };
}

/** Raw extremes and lines at both ends of ramps of 2.16 MPa with 18,000 samples and a noise of 8 kPa. @param {number} count @param {number} seed */
function ends(count, seed) {
  const { noise } = seeded(seed);
  const n = 18_000;
  const time = Float64Array.from({ length: n }, (_, k) => k);
  const raw = [];
  const lines = [];
  for (let trial = 0; trial < count; trial++) {
    const pressure = time.map((t) => (2.16e6 * t) / (n - 1) + 8000 * noise());
    let [least, most] = [Infinity, -Infinity];
    for (const value of pressure) [least, most] = [Math.min(least, value), Math.max(most, value)];
    raw.push(most - least - 2.16e6);
    const first = endOf(time, pressure, 0, n - 1, "first").value;
    lines.push(endOf(time, pressure, 0, n - 1, "last").value - first - 2.16e6);
  }
  return { raw: spread(raw), lines: spread(lines) };
}

/** @param {readonly number[]} values */
function spread(values) {
  const bias = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - bias) ** 2, 0);
  return { bias, deviation: Math.sqrt(square / (values.length - 1)) };
}

/** Errors of offset and drift over their standard errors, and the errors of the offset in s. @param {Kernel} kernel @param {number} count @param {number} seed */
async function clocks(kernel, count, seed) {
  /** @type {{ offset: number, offsetScore: number, drift: number, driftScore: number }[]} */
  const errors = [];
  for (let k = 0; k < count; k++) {
    const random = seeded(seed + 7 * k);
    const clock = {
      offset: random.between(-3000, 3000),
      drift: random.between(-1e-3, 1e-3),
      interval: random.scale(1, 20),
      jitter: 0.2,
    };
    const cell = {
      cycles: 30,
      rest: random.uniform() < 0.5 ? 0 : 300,
      rate: random.between(0.3, 1),
      seed: seed + k,
    };
    const { cycler, logger } = simulateTwoClocks(cell, clock);
    const { alignment } = await analysePressure(cycler, kernel, { logger: { record: logger } });
    if (alignment === null) continue;
    errors.push({
      offset: alignment.offset.value - clock.offset,
      offsetScore: (alignment.offset.value - clock.offset) / alignment.offset.error,
      drift: alignment.drift.value - clock.drift,
      driftScore: (alignment.drift.value - clock.drift) / alignment.drift.error,
    });
  }
  const root = (/** @type {(one: (typeof errors)[number]) => number} */ of) =>
    Math.sqrt(errors.reduce((sum, one) => sum + of(one) ** 2, 0) / errors.length);
  return {
    pairs: errors.length,
    offset: root(({ offset }) => offset),
    offsetScore: root(({ offsetScore }) => offsetScore),
    drift: root(({ drift }) => drift),
    driftScore: root(({ driftScore }) => driftScore),
  };
}

/**
 * @param {Settings} settings
 * @returns {Promise<Report>}
 */
export async function benchPressure({ seed, quick }) {
  const count = quick ? 50 : 1000;
  const kernel = await Kernel.load();
  const uncoated = await examine(kernel, drawnUncoated, count, seed);
  const coated = await examine(kernel, drawnCoated, count, seed + 1);
  const harmless = await examine(kernel, drawnHarmless, quick ? 20 : 500, seed + 2);
  const bias = ends(quick ? 50 : 400, seed);
  const second = await clocks(kernel, quick ? 5 : 40, seed);
  const kilo = (/** @type {number} */ pascals) => (pascals / 1000).toFixed(2);
  const rows = /** @type {const} */ ([
    ["uncoated, internal short in cycle 17 to 40", uncoated],
    ["coated, 60 cycles", coated],
    ["wear and jumps, 60 cycles", harmless],
  ]);
  const share = uncoated.right / uncoated.cells;
  const byLead = [...new Set(uncoated.leads)].sort((a, b) => b - a);
  const alarms = coated.cells - coated.silent;
  return {
    text: [
      `pressure: simulated cells, seed ${seed}, samples to warning`,
      "",
      alignedTable(
        ["cells", "", "3–7 cycles ahead", "earlier", "later", "no warning", "ms per cell"],
        rows.map(([name, tally]) => [
          name,
          String(tally.cells),
          tally === uncoated ? String(tally.right) : "–",
          String(tally.early),
          tally === uncoated ? String(tally.late) : "–",
          String(tally.silent),
          ((1000 * tally.seconds) / tally.cells).toFixed(0),
        ]),
      ),
      "",
      `cycles ahead: ${byLead.map((lead) => `${lead}: ${uncoated.leads.filter((one) => one === lead).length}`).join(", ")}`,
      `swing of 2.16 MPa from 18,000 samples with 8 kPa of noise: raw extremes ${kilo(bias.raw.bias)} ± ${kilo(bias.raw.deviation)} kPa off, lines through 2 % ${kilo(bias.lines.bias)} ± ${kilo(bias.lines.deviation)} kPa`,
      `second clock, ${second.pairs} pairs of records: offset off by ${second.offset.toFixed(1)} s (${second.offsetScore.toFixed(1)} standard errors), drift by ${(1e6 * second.drift).toFixed(0)} ppm (${second.driftScore.toFixed(1)}), root mean square`,
    ].join("\n"),
    json: { seed, uncoated, coated, harmless, ends: bias, clocks: second },
    requirements: [
      {
        what: "warning 3–7 cycles ahead of the internal short, simulated cells",
        must: "≥ 95 %",
        measured: `${(100 * share).toFixed(1)} % of ${uncoated.cells}`,
        pass: share >= 0.95,
        anchors: "–",
      },
      {
        what: "warnings of coated cells, simulated",
        must: "none",
        measured: `${alarms} of ${coated.cells}; wear and jumps: ${harmless.cells - harmless.silent} of ${harmless.cells}`,
        pass: alarms === 0,
        anchors: "–",
      },
    ],
  };
}
