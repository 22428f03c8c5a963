/**
 * Quantities of cells from simulated data whose truth is known: bias, and how often the 95 % interval holds the truth.
 *
 * @import { Requirement } from "./requirement.js"
 * @import { Report, Settings } from "./section.js"
 * @import { Engine, Quantity } from "../dist/index.js"
 */
import {
  analyseTransient,
  arrheniusLaw,
  bruceVincent,
  electronicConductivity,
  evaluate,
  exchangeCurrent,
  meyerNeldel,
  onset,
  openEngine,
  roughness,
  warburgDiffusion,
  warburgTail,
} from "../dist/index.js";
import { alignedTable } from "./clock.js";
import { normal, uniform } from "./random.js";

const T = 303.15;
const thermal = (8.314462618 * T) / 96485.33212;
const boltzmann = 8.617333262145179e-5;

/**
 * Current density of Butler–Volmer behind an ohmic drop.
 *
 * @param {number} E V @param {number} R Ω·m² @param {number} N interfaces @param {number} j0 A·m⁻²
 */
function butlerVolmer(E, R, N, j0) {
  let [low, high] = [-1e4, 1e4];
  for (let k = 0; k < 100; k++) {
    const j = (low + high) / 2;
    if (2 * j0 * Math.sinh((E - j * R) / N / (2 * thermal)) > j) low = j;
    else high = j;
  }
  return (low + high) / 2;
}

/**
 * @typedef {object} Trial
 * @property {string} name
 * @property {number} truth
 * @property {(engine: Engine, gauss: () => number) => Promise<Pick<Quantity, "value" | "lower" | "upper">>} run
 */

const seconds = Array.from({ length: 300 }, (_, i) => 12 * (i + 1));
const frequency = Array.from({ length: 71 }, (_, i) => 1e6 * 10 ** (-i / 8.75));
const potential = Array.from({ length: 801 }, (_, i) => 3 + 0.004 * i);
const voltages = Array.from({ length: 61 }, (_, i) => -0.3 + 0.01 * i);
const kelvins = [45, 60, 75, 90, 105, 120, 135].map((C) => C + 273.15);

/**
 * @param {(t: number) => number} law A over s
 * @returns {Trial["run"]}
 */
const steadyOf = (law) => async (engine, gauss) => {
  const current = seconds.map((t) => law(t) + 2e-8 * gauss());
  const { steady } = await analyseTransient({ time: seconds, current }, { engine });
  return electronicConductivity({ current: steady, voltage: 1, thickness: 1, area: 1 });
};

/**
 * @param {string} circuit @param {Record<string, number>} values @param {number} noise
 * @returns {Trial["run"]}
 */
const tailOf = (circuit, values, noise) => async (engine, gauss) => {
  const { real, imaginary } = await evaluate(circuit, values, frequency);
  const size = real.map((z, i) => noise * Math.hypot(z, imaginary[i]));
  const tail = await warburgTail(
    {
      frequency: Float64Array.from(frequency),
      real: real.map((z, i) => z + size[i] * gauss()),
      imaginary: imaginary.map((z, i) => z + size[i] * gauss()),
    },
    { engine },
  );
  return warburgDiffusion({ coefficient: tail, area: 1e-4, temperature: T, concentration: 1000 });
};

/** @param {number} sigma Ω·s⁻½ */
const diffusion = (sigma) => 0.5 * (thermal / (1e-4 * 96485.33212 * 1000 * sigma)) ** 2;

/**
 * @param {number} method index among the quantities @returns {Trial["run"]}
 */
const exchangeOf = (method) => async (engine, gauss) => {
  const currentDensity = voltages.map(
    (E) => butlerVolmer(E, 0.005, 2, 1.33) * (1 + 0.01 * gauss()) + 0.002 * gauss(),
  );
  const { quantities } = await exchangeCurrent(
    { overpotential: voltages, currentDensity },
    {
      engine,
      temperature: T,
      interfaces: 2,
      ohmicResistance: { value: 0.005 + 0.0002 * gauss(), stderr: 0.0002 },
    },
  );
  return quantities[method];
};

/** @type {Trial["run"]} */
const arrhenius = async (engine, gauss) => {
  const value = kelvins.map((K) => Math.exp(10 - 0.36 / (boltzmann * K) + 0.01 * gauss()));
  return (await arrheniusLaw({ temperature: kelvins, value, unit: "S·m⁻¹" }, { engine })).quantity;
};

/** @type {Trial["run"]} */
const rule = async (engine, gauss) => {
  const samples = [];
  for (const E of [0.25, 0.32, 0.38, 0.45, 0.5]) {
    const value = kelvins.map((K) => Math.exp(2 + E / 0.05 - E / (boltzmann * K) + 0.01 * gauss()));
    const { fit } = await arrheniusLaw({ temperature: kelvins, value, unit: "S·m⁻¹" }, { engine });
    samples.push({ name: String(E), fit, range: /** @type {const} */ ([kelvins[0], kelvins[6]]) });
  }
  return meyerNeldel(samples).quantity;
};

/** @type {Trial["run"]} */
const transference = async (engine, gauss) => {
  const [I0, Is] = [0.01 / 490, 0.01 / (400 / 0.19 + 90)];
  const current = seconds.map((t) => Is + (I0 - Is) * Math.exp(-t / 400) + 5e-8 * gauss());
  const { ends } = await analyseTransient({ time: seconds, current }, { engine });
  const measured = () => ({ value: 90 + 0.5 * gauss(), stderr: 0.5 });
  return bruceVincent({ voltage: 0.01, currents: ends, before: measured(), after: measured() });
};

/** @type {Trial["run"]} */
const threshold = async (engine, gauss) => {
  const currentDensity = potential.map(
    (E) => 0.005 + 0.002 * (E - 3) + 0.1 * Math.exp(Math.min((E - 4.7) / 0.08, 6)) + 0.003 * gauss(),
  );
  return (await onset({ potential, currentDensity }, { engine })).quantities[0];
};

/** @type {Trial["run"]} */
const rough = async (_, gauss) => {
  const values = Float64Array.from({ length: 64 * 64 }, (_, i) => 5e-9 * gauss() + 1e-10 * (i % 64));
  return roughness({ values, columns: 64 }).quantities[1];
};

/** @type {readonly Trial[]} */
const trials = [
  {
    name: "steady current, two exponentials",
    truth: 2e-6,
    run: steadyOf((t) => 2e-6 + 3e-6 * Math.exp(-t / 60) + 1e-6 * Math.exp(-t / 600)),
  },
  { name: "steady current, t^−½", truth: 2e-6, run: steadyOf((t) => 2e-6 + 8e-6 / Math.sqrt(t)) },
  { name: "transference number", truth: 0.19, run: transference },
  { name: "exchange current, Butler–Volmer", truth: 1.33, run: exchangeOf(0) },
  { name: "exchange current, micropolarisation", truth: 1.33, run: exchangeOf(2) },
  {
    name: "diffusion coefficient, Randles, 0.2 %",
    truth: diffusion(20),
    run: tailOf(
      "R0-p(R1-W1,CPE1)",
      { "R0.R": 10, "R1.R": 80, "W1.A": 20, "CPE1.Q": 2e-6, "CPE1.n": 0.9 },
      0.002,
    ),
  },
  {
    name: "diffusion coefficient, arc before the tail, 1 %",
    truth: diffusion(40),
    run: tailOf(
      "R0-p(R1,CPE1)-W1",
      { "R0.R": 10, "R1.R": 300, "CPE1.Q": 1e-5, "CPE1.n": 0.85, "W1.A": 40 },
      0.01,
    ),
  },
  { name: "onset by threshold", truth: 4.7, run: threshold },
  { name: "activation energy, 1 %", truth: 0.36, run: arrhenius },
  { name: "Meyer–Neldel energy, 1 %", truth: 0.05, run: rule },
  { name: "roughness Rq", truth: 5e-9, run: rough },
];

/**
 * @param {Settings} settings
 * @returns {Promise<Report>}
 */
export async function benchQuantities({ seed, quick }) {
  const count = quick ? 100 : 500;
  const engine = await openEngine();
  const gauss = normal(uniform(seed));
  /** @type {{ name: string, bias: number, coverage: number }[]} */
  const rows = [];
  for (const { name, truth, run } of trials) {
    let [bias, covered] = [0, 0];
    for (let k = 0; k < count; k++) {
      const { value, lower, upper } = await run(engine, gauss);
      bias += (value / truth - 1) / count;
      if (lower <= truth && truth <= upper) covered++;
    }
    rows.push({ name, bias, coverage: covered / count });
  }
  await engine.close();
  const [least, most] = [Math.min, Math.max].map((of) => of(...rows.map(({ coverage }) => coverage)));
  const worst = Math.max(...rows.map(({ bias }) => Math.abs(bias)));
  /** @type {Requirement[]} */
  const requirements = [
    {
      what: `95 % intervals of ${rows.length} quantities of cells, ${count} simulations each`,
      must: "92–99 % hold the truth",
      measured: `${(100 * least).toFixed(1)}–${(100 * most).toFixed(1)} %; largest mean bias ${(100 * worst).toFixed(2)} %`,
      pass: least >= 0.92 && most <= 0.995,
      anchors: "–",
    },
  ];
  const text = alignedTable(
    ["quantity", "mean bias", "coverage of 95 %"],
    rows.map(({ name, bias, coverage }) => [
      name,
      `${(100 * bias).toFixed(3)} %`,
      `${(100 * coverage).toFixed(1)} %`,
    ]),
  );
  return {
    text: `quantities: ${count} simulations each, ${engine.build}\n${text}`,
    json: rows,
    requirements,
  };
}
