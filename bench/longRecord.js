/** A long simulated record to its half-cycle table, in a process of its own: rows, seconds and the largest resident memory as JSON. */
import { Kernel } from "../dist/kernel/kernel.js";
import { reduceSeries } from "../dist/series/reduce.js";
import { simulateSymmetric } from "../dist/series/simulate/symmetric.js";

const rows = Number(process.argv[2] ?? 1e6);
// 18,000 samples per half-cycle, ten a second
const record = simulateSymmetric({
  halfCycles: Math.round(rows / 18_001),
  duration: () => 1800,
  interval: 0.1,
});
const began = performance.now();
const table = await reduceSeries(record, await Kernel.load());
const { maxRSS } = process.resourceUsage();
process.stdout.write(
  JSON.stringify({
    rows: table.rows,
    halfCycles: table.halfCycles.length,
    seconds: (performance.now() - began) / 1000,
    megabytes: maxRSS / 1024,
  }),
);
