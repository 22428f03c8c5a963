/**
 * A series of 1,000 spectra: own fits in a chain, then two shared exponents as one sparse problem; beside them the same spectra
 * one by one. One thread; the data come from the formula of `jobs.js` and from no kernel.
 *
 * @import { Report, Settings } from "./section.js"
 * @import { SeriesResult, Spectrum } from "../dist/index.js"
 */
import { solveChain } from "../dist/fit/chain.js";
import { planSeries } from "../dist/fit/series.js";
import { fitSeries, openFitter, parseCircuit } from "../dist/index.js";
import { alignedTable, median } from "./clock.js";
import { impedanceOf } from "./jobs.js";
import { normal, uniform } from "./random.js";

const circuit = "R0-p(R1,CPE1)-p(R2,CPE2)-CPE3";
const shared = ["CPE1.n", "CPE2.n"];
/** Exponents of all spectra, and the standard deviation of Z′ and of Z″ relative to |Z|. */
const exponents = [0.92, 0.85];
const noise = 0.002;

/**
 * An ageing cell: resistances drift by a factor of two to three and scatter by 2 %, two exponents stay.
 *
 * @param {number} count
 * @param {number} seed
 * @returns {{ spectra: Spectrum[], truth: number[][] }} truth in the order of the circuit's text
 */
export function simulateSeries(count, seed) {
  const gauss = normal(uniform(seed));
  const points = 70;
  const frequency = Float64Array.from({ length: points }, (_, i) => 7e6 * (0.1 / 7e6) ** (i / (points - 1)));
  const truth = Array.from({ length: count }, (_, s) => {
    const t = s / count;
    const scatter = () => Math.exp(0.02 * gauss());
    return [
      12 * (1 + 0.5 * t) * scatter(),
      80 * Math.exp(1.1 * t) * scatter(),
      2e-7 * Math.exp(-0.5 * t) * scatter(),
      exponents[0],
      350 * Math.exp(0.8 * Math.sin(3 * t)) * scatter(),
      3e-5 * Math.exp(0.3 * t) * scatter(),
      exponents[1],
      4e-3 * Math.exp(-0.4 * t) * scatter(),
      0.62 + 0.05 * t,
    ];
  });
  const spectra = truth.map((values, s) => {
    const real = new Float64Array(points);
    const imaginary = new Float64Array(points);
    frequency.forEach((f, i) => {
      const [x, y] = impedanceOf(values, f);
      const sigma = noise * Math.hypot(x, y);
      real[i] = x + sigma * gauss();
      imaginary[i] = y + sigma * gauss();
    });
    return { frequency, real, imaginary, name: String(s), facts: { cycle: s } };
  });
  return { spectra, truth };
}

/**
 * @param {Settings} settings
 * @returns {Promise<Report>}
 */
export async function benchSeries({ seed, rounds, quick }) {
  const count = quick ? 200 : 1000;
  const { spectra, truth } = simulateSeries(count, seed);
  const fitter = await openFitter({ kernel: "simd" });
  const { engine } = fitter;
  try {
    const timed = async (/** @type {() => Promise<unknown>} */ work) => {
      const began = performance.now();
      await work();
      return (performance.now() - began) / 1000;
    };
    const options = { by: "cycle", shared, engine };
    // The first run is timed too: it is what a user waits for
    const cold = await timed(() => fitSeries(circuit, spectra, options));
    const plan = planSeries(parseCircuit(circuit), spectra, options, engine);
    const seconds = { chain: [0], whole: [0], many: [0] };
    for (const list of Object.values(seconds)) list.length = 0;
    /** @type {SeriesResult | undefined} */
    let result;
    for (let round = 0; round < Math.max(3, Math.min(rounds, 7)); round++) {
      seconds.chain.push(await timed(() => solveChain(engine, plan.prepared, {})));
      seconds.whole.push(
        await timed(async () => {
          result = await fitSeries(circuit, spectra, options);
        }),
      );
    }
    seconds.many.push(await timed(() => fitter.fitMany(circuit, spectra, { workers: 0 })));
    if (!result) throw new Error("the series was not fitted");
    const { shared: found, spectra: fits, iterations, status } = result;
    // In the units of the errors that the fit states: near 1 when these are right
    const deviations = found.map(({ value, stderr }, k) => (value - exponents[k]) / stderr);
    let square = 0;
    let gain = 0;
    fits.forEach(({ values, stderr, own }, s) => {
      square += ((values[1] - truth[s][1]) / stderr[1]) ** 2 / count;
      gain += own.stderr[1] / stderr[1] / count;
    });
    const spread = Math.sqrt(square);
    const times = {
      cold,
      whole: median(seconds.whole),
      chain: median(seconds.chain),
      many: median(seconds.many),
    };
    const joint = Math.max(0, times.whole - times.chain);
    const ms = (/** @type {number} */ value) => (1000 * value).toFixed(0);
    const converged = fits.filter((fit) => fit.status !== "failed").length;
    return {
      text: [
        `series: ${count} spectra, ${circuit}, ${shared.join(" and ")} shared, 70 points, ${100 * noise} % noise, no starting values, one thread, simd`,
        "",
        alignedTable(
          ["", "ms"],
          [
            ["fitSeries, first call", ms(times.cold)],
            ["fitSeries", ms(times.whole)],
            ["  own fits: anchors and chain", ms(times.chain)],
            ["  joint solution and results", ms(joint)],
            ["fitMany, the same spectra", ms(times.many)],
          ],
        ),
        "",
        `${status} after ${iterations} joint steps, ${converged} of ${count} fits; shared exponents ${deviations.map((z) => z.toFixed(2)).join(" and ")} standard errors from the truth`,
        `R1.R: spread ${spread.toFixed(3)} in units of its standard errors; these are ${gain.toFixed(2)} times smaller than without sharing`,
      ].join("\n"),
      json: { spectra: count, seed, seconds: { ...times, joint }, iterations, deviations, spread, gain },
      requirements: [
        {
          what: `series of ${count} spectra from the data, 2 shared and 7 own parameters, one thread`,
          must: "≤ 2 s",
          measured: `${times.cold.toFixed(2)} s at first, then ${times.whole.toFixed(2)} s (${ms(joint)} ms the joint solution); one by one ${times.many.toFixed(1)} s`,
          pass: quick ? null : times.cold <= 2 && status !== "failed" && converged === count,
          anchors: "–",
        },
      ],
    };
  } finally {
    await fitter.close();
  }
}
