/**
 * Which circuit: the labelled solid-state spectra of the shared data, and simulated spectra with noise, without being told anything,
 * on one thread. Seconds are those of the processor, so that neighbours on the machine do not count.
 *
 * @import { Report, Settings } from "./section.js"
 * @import { Candidate, Engine, Spectrum } from "../dist/index.js"
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { evaluate, identify, openEngine } from "../dist/index.js";
import { percentile } from "./coin.js";
import { sharedFolder } from "./jobs.js";
import { normal, uniform } from "./random.js";
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

/** Circuits whose every element shows in the spectrum, with their values. @type {readonly (readonly [string, readonly number[]])[]} */
const truths = [
  ["R0", [10]],
  ["R0-C1", [10, 1e-3]],
  ["p(R1,C1)", [100, 1e-6]],
  ["R0-p(R1,CPE1)", [10, 100, 1e-5, 0.85]],
  ["R0-p(R1,C1)-W2", [10, 100, 1e-5, 20]],
  ["R0-p(R1-W1,C1)", [10, 50, 30, 1e-5]],
  ["R0-p(R1-W1,CPE1)", [10, 50, 30, 2e-5, 0.85]],
  ["R0-p(R1,CPE1)-Wo2", [10, 100, 1e-5, 0.85, 40, 1]],
  ["R0-p(R1-Wo1,C1)", [10, 50, 60, 1, 1e-5]],
  ["R0-G1", [10, 100, 0.01]],
  ["R0-p(R1,C1)-Ws2", [10, 50, 1e-6, 80, 0.3]],
  ["L0-R0-p(R1,C1)", [1e-7, 5, 100, 1e-5]],
  ["R0-p(R1,C1)-p(R2,C2)", [10, 100, 1e-6, 50, 1e-4]],
  ["L0-R0-p(R1,CPE1)-p(R2,CPE2)", [1e-7, 10, 30, 1e-6, 0.9, 60, 3e-4, 0.8]],
  ["R0-p(R1,CPE1)-p(R2,CPE2)-CPE3", [15, 800, 3e-10, 0.95, 450, 3e-7, 0.85, 6e-4, 0.75]],
];
const NOISE = 0.003;

/**
 * How often the true circuit is first and among the first three, by criterion: 61 points from 7 MHz to 0.1 Hz with noise.
 *
 * @param {Engine} engine @param {number} repeats spectra of each circuit
 */
async function simulated(engine, repeats) {
  const frequency = Float64Array.from({ length: 61 }, (_, k) => 7e6 * (0.1 / 7e6) ** (k / 60));
  const gauss = normal(uniform(1));
  const counts = { spectra: 0, bic: [0, 0], aicc: [0, 0] };
  for (const [circuit, values] of truths) {
    for (let s = 0; s < repeats; s++) {
      const { real, imaginary } = await evaluate(circuit, values, frequency);
      for (let i = 0; i < frequency.length; i++) {
        const sigma = (NOISE / Math.SQRT2) * Math.hypot(real[i], imaginary[i]);
        real[i] += sigma * gauss();
        imaginary[i] += sigma * gauss();
      }
      counts.spectra++;
      for (const criterion of /** @type {const} */ (["bic", "aicc"])) {
        const { candidates } = await identify(
          { frequency, real, imaginary },
          { engine, workers: 0, criterion },
        );
        const place = candidates.findIndex((candidate) => candidate.circuit === circuit);
        if (place === 0) counts[criterion][0]++;
        if (place >= 0 && place < 3) counts[criterion][1]++;
      }
    }
  }
  return counts;
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
    const began = process.cpuUsage();
    const { candidates } = await identify(spectrum, { engine, workers: 0 });
    const { user, system } = process.cpuUsage(began);
    const seconds = (user + system) / 1e6;
    const { id, circuit } = label;
    found.push({ id, circuit, seconds, place: await placeOf(label, spectrum, candidates) });
  }
  const noisy = await simulated(engine, quick ? 1 : 4);
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
      `simulated with ${100 * NOISE} % of noise, ${noisy.spectra} spectra of ${truths.length} circuits: true circuit first and in the first three by BIC ${noisy.bic.join(" and ")}, by AICc ${noisy.aicc.join(" and ")}`,
      `labelled, not first: ${wrong.map(({ id, place }) => `${id} (${place === Infinity ? "not listed" : place + 1})`).join(", ") || "none"}`,
    ].join("\n"),
    json: {
      spectra: found.length,
      first: share(found, 1),
      three: share(found, 3),
      seconds: { p50, p99, worst },
      families,
      noisy,
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
