/**
 * Measured spectra: the rested coin cells of the shared data, all in one batch, without starting values.
 *
 * @import { Report, Settings } from "./section.js"
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openFitter } from "../dist/index.js";
import { coinFile, coinSpectra } from "./coinspectra.js";
import { sharedFolder } from "./jobs.js";
import { unmeasured } from "./requirement.js";

const circuit = "L0-R0-p(R1,CPE1)-p(R2,CPE2)-CPE3";
const workers = 2;

/** The value that a fraction p of the sorted values does not exceed (nearest rank). @param {readonly number[]} sorted @param {number} p */
export const percentile = (sorted, p) => sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)];

/**
 * @param {Settings} settings
 * @returns {Promise<Report>}
 */
export async function benchCoin({ quick }) {
  const file = join(sharedFolder(), coinFile);
  const what = `measured coin cells, ${circuit}, no starting values`;
  const must = "90th percentile of rms ≤ 0.90 %, exponents at bounds in ≤ 1 %, ≤ 10 s on two cores";
  if (!existsSync(file)) {
    const reason = "skipped: no shared data";
    return {
      text: `coin: ${reason}`,
      json: { skipped: reason },
      requirements: [unmeasured(what, must, reason)],
    };
  }
  const started = performance.now();
  const all = coinSpectra(readFileSync(file, "utf8"))
    .filter(({ rested }) => rested)
    .map(({ spectrum }) => spectrum);
  const spectra = quick ? all.filter((_, i) => i % 8 === 0) : all;
  const fitter = await openFitter();
  const results = await fitter.fitMany(circuit, spectra, { workers });
  const seconds = (performance.now() - started) / 1000;
  await fitter.close();

  // a fit that failed has no rms: it counts as the worst
  const rms = results.map((result) => (result.rms >= 0 ? result.rms : Infinity)).sort((a, b) => a - b);
  const exponents = results[0].parameters.flatMap((name, i) => (name.endsWith(".n") ? [i] : []));
  const atBounds = results.filter(({ states, values }) =>
    exponents.some((i) => states[i].startsWith("at ") || !(values[i] > 0 && values[i] < 1)),
  ).length;
  const failed = results.filter(({ status }) => status === "failed").length;
  const percent = (/** @type {number} */ fraction) => `${(100 * fraction).toFixed(3)} %`;
  const [p50, p90, p99] = [0.5, 0.9, 0.99].map((p) => percentile(rms, p));
  const share = atBounds / results.length;
  return {
    text: [
      `coin: ${results.length} measured spectra, ${circuit}, no starting values, ${workers} workers, ${fitter.kernel}`,
      `${seconds.toFixed(2)} s from file to results; rms 50 % ${percent(p50)}, 90 % ${percent(p90)}, 99 % ${percent(p99)}, worst ${percent(rms[rms.length - 1])}`,
      `exponent at or beyond a bound: ${atBounds} (${percent(share)}); failed: ${failed}`,
    ].join("\n"),
    json: {
      spectra: results.length,
      circuit,
      workers,
      seconds,
      rms: { p50, p90, p99 },
      atBounds: share,
      failed,
    },
    requirements: [
      {
        what: quick ? `${what} (every eighth spectrum)` : what,
        must,
        measured: `${percent(p90)}, ${percent(share)}, ${seconds.toFixed(1)} s for ${results.length}`,
        // a sample says nothing about the time of all
        pass: quick ? null : p90 <= 0.009 && share <= 0.01 && failed === 0 && seconds <= 10,
        anchors: "SciPy 1.8 % cold, 0.90 % warm; 3.3 and 1.2 ms each",
      },
    ],
  };
}
