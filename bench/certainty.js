/**
 * Do the intervals hold what they say? Simulated spectra with known truth are fitted, and it is counted how often the 95 % interval
 * of a parameter holds the true value. Fits start beside the truth: whether a search finds the optimum is measured elsewhere.
 *
 * @import { Report, Settings } from "./section.js"
 * @import { Fitter, Spectrum } from "../dist/index.js"
 */
import {
  bootstrap,
  covarianceIntervals,
  evaluate,
  openFitter,
  profileIntervals,
  sample,
} from "../dist/index.js";
import { alignedTable } from "./clock.js";
import { normal, uniform } from "./random.js";

const NOISE = 0.005;
const POINTS = 60;
const REPLICATES = 500; // the default is twice as many
/** Enough for ends that scatter by an eighth of a standard deviation; the default is five times as long. */
const CHAIN = { steps: 1500, burn: 500, thin: 10 };

/**
 * Truths of the middle; every scale is drawn within a factor of 1.5 about it, every exponent within 0.03.
 *
 * The sampler takes minutes: it runs on the first circuit.
 *
 * @type {readonly { text: string, sampled: boolean, middle: Readonly<Record<string, number>> }[]}
 */
const circuits = [
  {
    text: "R0-p(R1,CPE1)-p(R2,CPE2)-CPE3",
    sampled: true,
    middle: {
      "R0.R": 12,
      "R1.R": 80,
      "CPE1.Q": 2e-7,
      "CPE1.n": 0.92,
      "R2.R": 350,
      "CPE2.Q": 3e-5,
      "CPE2.n": 0.85,
      "CPE3.Q": 4e-3,
      "CPE3.n": 0.62,
    },
  },
  {
    text: "L0-R0-p(R1,CPE1)-Wo1",
    sampled: false,
    middle: {
      "L0.L": 1e-6,
      "R0.R": 8,
      "R1.R": 60,
      "CPE1.Q": 2e-5,
      "CPE1.n": 0.88,
      "Wo1.Z0": 40,
      "Wo1.tau": 1.5,
    },
  },
];

/** @typedef {{ spectrum: Spectrum, truth: readonly number[] }} Simulated */
/** @typedef {{ readonly lower: ArrayLike<number>, readonly upper: ArrayLike<number> }} Interval */

/**
 * @param {(typeof circuits)[number]} circuit
 * @param {number} count
 * @param {number} seed
 * @returns {Promise<Simulated[]>}
 */
async function simulate({ text, middle }, count, seed) {
  const random = uniform(seed);
  const gauss = normal(random);
  const frequency = Float64Array.from({ length: POINTS }, (_, i) => 1e6 * 1e-7 ** (i / (POINTS - 1)));
  /** @type {Simulated[]} */
  const made = [];
  for (let s = 0; s < count; s++) {
    const truth = Object.entries(middle).map(([name, value]) =>
      name.endsWith(".n") ? value + 0.03 * (2 * random() - 1) : value * 1.5 ** (2 * random() - 1),
    );
    const { real, imaginary } = await evaluate(text, truth, frequency);
    for (let i = 0; i < POINTS; i++) {
      const sigma = NOISE * Math.hypot(real[i], imaginary[i]);
      real[i] += sigma * gauss();
      imaginary[i] += sigma * gauss();
    }
    made.push({ spectrum: { frequency, real, imaginary, name: String(s) }, truth });
  }
  return made;
}

/**
 * Share of the intervals that hold the truth, per parameter.
 *
 * @param {readonly Interval[]} intervals
 * @param {readonly Simulated[]} simulated
 */
function coverage(intervals, simulated) {
  return simulated[0].truth.map(
    (_, i) =>
      intervals.filter(
        ({ lower, upper }, s) => lower[i] <= simulated[s].truth[i] && simulated[s].truth[i] <= upper[i],
      ).length / intervals.length,
  );
}

/**
 * @param {Fitter} fitter
 * @param {(typeof circuits)[number]} circuit
 * @param {readonly Simulated[]} simulated
 */
async function measure(fitter, { text, sampled, middle }, simulated) {
  const spectra = simulated.map(({ spectrum }) => spectrum);
  // Each spectrum starts at the same middle of the truths
  const fit = { start: middle, starts: 0 };
  const results = await fitter.fitMany(text, spectra, { ...fit, workers: 0 });
  const options = { fit, results, engine: fitter.engine, workers: 0 };
  /** @type {readonly (false | { name: string, run: () => Promise<readonly Interval[]> })[]} */
  const methods = [
    { name: "covariance", run: async () => results.map((result) => covarianceIntervals(result)) },
    { name: "profile", run: () => profileIntervals(text, spectra, options) },
    {
      name: `residual bootstrap (${REPLICATES})`,
      run: () => bootstrap(text, spectra, { ...options, replicates: REPLICATES }),
    },
    {
      name: `wild bootstrap (${REPLICATES})`,
      run: () => bootstrap(text, spectra, { ...options, replicates: REPLICATES, kind: "wild" }),
    },
    sampled && {
      name: `sampler (32 × ${CHAIN.steps + CHAIN.burn})`,
      run: () => sample(text, spectra, { ...options, ...CHAIN }),
    },
  ];
  const rows = [];
  for (const method of methods) {
    if (!method) continue;
    const { name, run } = method;
    const started = performance.now();
    const intervals = await run();
    const seconds = (performance.now() - started) / 1000 / spectra.length;
    const covered = coverage(intervals, simulated);
    rows.push({
      circuit: text,
      method: name,
      spectra: spectra.length,
      mean: covered.reduce((sum, share) => sum + share, 0) / covered.length,
      least: Math.min(...covered),
      most: Math.max(...covered),
      parameters: Object.fromEntries(Object.keys(middle).map((parameter, i) => [parameter, covered[i]])),
      seconds,
    });
  }
  return rows;
}

/** @param {number} share */
const percent = (share) => `${(100 * share).toFixed(1)} %`;

/**
 * @param {Settings} settings
 * @returns {Promise<Report>}
 */
export async function benchCertainty({ seed, quick }) {
  const count = quick ? 200 : 2000;
  const fitter = await openFitter();
  const rows = [];
  try {
    for (const [k, circuit] of circuits.entries())
      rows.push(...(await measure(fitter, circuit, await simulate(circuit, count, seed + k))));
  } finally {
    await fitter.close();
  }
  // of 200 spectra a coverage of 95 % is known to 1.5 %
  const [low, high] = quick ? [0.9, 0.995] : [0.93, 0.97];
  return {
    text: [
      `certainty: ${count} spectra of each circuit, ${POINTS} points, ${100 * NOISE} % noise, one thread, ${fitter.kernel}; how often the 95 % interval holds the truth`,
      "",
      alignedTable(
        ["circuit, method", "mean", "least parameter", "most", "per spectrum"],
        rows.map(({ circuit, method, mean, least, most, seconds }) => [
          `${circuit}, ${method}`,
          percent(mean),
          percent(least),
          percent(most),
          `${(1000 * seconds).toPrecision(2)} ms`,
        ]),
      ),
    ].join("\n"),
    json: rows,
    requirements: rows.map(({ circuit, method, mean, least, most, seconds }) => ({
      what: `95 % intervals, ${method}, ${count.toLocaleString("en")} spectra of ${circuit}`,
      must: `each parameter ${100 * low}–${100 * high} %`,
      measured: `${percent(mean)}, parameters ${percent(least)}–${percent(most)}; ${(1000 * seconds).toPrecision(2)} ms a spectrum`,
      pass: least >= low && most <= high,
      anchors: `standard deviation of the count: ${percent(Math.sqrt((0.95 * 0.05) / count))}`,
    })),
  };
}
