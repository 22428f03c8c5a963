/**
 * Which circuit: the labelled solid-state spectra of the shared data, without being told anything, on one thread.
 *
 * @import { Report, Settings } from "./section.js"
 * @import { Candidate, Spectrum } from "../dist/index.js"
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { evaluate, identify, openEngine } from "../dist/index.js";
import { percentile } from "./coin.js";
import { sharedFolder } from "./jobs.js";
import { unmeasured } from "./requirement.js";

/** The circuits of the labels. `Rs_Ws` has a finite-length Warburg with an exponent of its own. @type {Record<string, string>} */
const circuits = {
  "RC-RC-RCPE-RCPE": "p(R1,C1)-p(R2,C2)-p(R3,CPE3)-p(R4,CPE4)",
  "RCPE-RCPE": "p(R1,CPE1)-p(R2,CPE2)",
  "RCPE-RCPE-RCPE": "p(R1,CPE1)-p(R2,CPE2)-p(R3,CPE3)",
  "RCPE-RCPE-RCPE-RCPE": "p(R1,CPE1)-p(R2,CPE2)-p(R3,CPE3)-p(R4,CPE4)",
  "L-R-RCPE": "L0-R0-p(R1,CPE1)",
  "L-R-RCPE-RCPE": "L0-R0-p(R1,CPE1)-p(R2,CPE2)",
  "L-R-RCPE-RCPE-RCPE": "L0-R0-p(R1,CPE1)-p(R2,CPE2)-p(R3,CPE3)",
  "RC-G-G": "p(R1,C1)-G2-G3",
  Rs_Ws: "R0-Wsn1{n=0.5/0.2/0.6}",
};

/** Largest |ΔZ|/|Z| at which a circuit reproduces a spectrum. */
const REPRODUCED = 1e-3;

/**
 * Place of the first right candidate, from 0: the labelled circuit, or one with no more parameters that reproduces the spectrum.
 *
 * @param {{ circuit: string, parameters: Record<string, number> }} label
 * @param {Spectrum} spectrum
 * @param {readonly Candidate[]} candidates
 */
async function placeOf(label, spectrum, candidates) {
  const { frequency, real, imaginary } = spectrum;
  const most = Object.keys(label.parameters).length;
  for (const [place, { circuit, values, free }] of candidates.entries()) {
    if (circuit === circuits[label.circuit]) return place;
    if (free > most) continue;
    const model = await evaluate(circuit, values, frequency);
    const off = real.map(
      (z, i) =>
        Math.hypot(model.real[i] - z, model.imaginary[i] - imaginary[i]) / Math.hypot(z, imaginary[i]),
    );
    if (off.every((one) => one <= REPRODUCED)) return place;
  }
  return Infinity;
}

/**
 * @param {Settings} settings
 * @returns {Promise<Report>}
 */
export async function benchIdentify({ quick }) {
  const file = join(sharedFolder(), "data", "impedance", "labelled", "solid-state-880.jsonl");
  const what = "labelled solid-state spectra, circuit unknown: right circuit first / in the first three";
  const must = "≥ 80 % / ≥ 95 %, ≤ 2 s a spectrum on one core";
  if (!existsSync(file)) {
    const reason = "skipped: no shared data";
    return {
      text: `identify: ${reason}`,
      json: { skipped: reason },
      requirements: [unmeasured(what, must, reason)],
    };
  }
  const all = readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const labels = quick ? all.filter((_, i) => i % 10 === 3) : all;
  const engine = await openEngine();
  /** @type {{ id: number, circuit: string, seconds: number, place: number }[]} */
  const found = [];
  for (const label of labels) {
    /** @type {Spectrum} */
    const spectrum = {
      frequency: Float64Array.from(label.frequency_hz),
      real: Float64Array.from(label.z_real_ohm),
      imaginary: Float64Array.from(label.z_imag_ohm),
    };
    const began = performance.now();
    const { candidates } = await identify(spectrum, { engine, workers: 0 });
    const seconds = (performance.now() - began) / 1000;
    const { id, circuit } = label;
    found.push({ id, circuit, seconds, place: await placeOf(label, spectrum, candidates) });
  }
  await engine.close();

  const share = (/** @type {typeof found} */ some, /** @type {number} */ most) =>
    some.filter(({ place }) => place < most).length / some.length;
  const percent = (/** @type {number} */ fraction) => `${(100 * fraction).toFixed(1)} %`;
  const times = found.map(({ seconds }) => seconds).sort((a, b) => a - b);
  const [p50, p99, worst] = [percentile(times, 0.5), percentile(times, 0.99), times[times.length - 1]];
  const families = Object.keys(circuits).map((family) => {
    const own = found.filter(({ circuit }) => circuit === family);
    return { family, spectra: own.length, first: share(own, 1), three: share(own, 3) };
  });
  const wrong = found.filter(({ place }) => place > 0);
  return {
    text: [
      `identify: ${found.length} labelled spectra, one thread, ${engine.build}`,
      `first ${percent(share(found, 1))}, first three ${percent(share(found, 3))}; seconds a spectrum: median ${p50.toFixed(2)}, 99 % ${p99.toFixed(2)}, most ${worst.toFixed(2)}`,
      ...families.map(
        ({ family, spectra, first, three }) =>
          `  ${family.padEnd(20)} ${String(spectra).padStart(4)} spectra, first ${percent(first)}, first three ${percent(three)}`,
      ),
      `not first: ${wrong.map(({ id, place }) => `${id} (${place === Infinity ? "not listed" : place + 1})`).join(", ") || "none"}`,
    ].join("\n"),
    json: {
      spectra: found.length,
      first: share(found, 1),
      three: share(found, 3),
      seconds: { p50, p99, worst },
      families,
      wrong: wrong.map(({ id, place }) => ({ id, place: place === Infinity ? null : place + 1 })),
    },
    requirements: [
      {
        what: quick ? `${what} (every tenth)` : what,
        must,
        measured: `${percent(share(found, 1))} / ${percent(share(found, 3))}, median ${p50.toFixed(2)} s, most ${worst.toFixed(2)} s`,
        pass: share(found, 1) >= 0.8 && share(found, 3) >= 0.95 && worst <= 2,
        anchors: "AutoEIS: minutes, and Julia",
      },
    ],
  };
}
