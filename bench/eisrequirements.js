/**
 * The rows of the table that the EIS job fills in.
 *
 * @import { Entry } from "./eis.js"
 * @import { Requirement } from "./requirement.js"
 */
import { median, pairedRatio } from "./clock.js";
import { names } from "./contenders.js";
import { unmeasured } from "./requirement.js";

/**
 * How many times `a` takes as long as `b`: median of the ratios within rounds, and the ratio of the fastest runs.
 *
 * @param {Entry} a @param {Entry} b
 */
const compare = (a, b) => ({ ratio: pairedRatio(a.perFit, b.perFit), ofMinima: a.minPerFit / b.minPerFit });

/** @param {{ ratio: number, ofMinima: number }} comparison */
const times = ({ ratio, ofMinima }) => `${ratio.toFixed(2)}× (fastest runs ${ofMinima.toFixed(2)}×)`;

/** @param {Entry} entry */
const microseconds = ({ perFit }) => `${(median(perFit) * 1e6).toFixed(1)} µs`;

/**
 * @param {readonly Entry[]} entries
 * @param {string | undefined} skipped why there is no native solver
 * @param {number} [major] version of Node: the requirement against JavaScript depends on it
 * @returns {Requirement[]} rows of contenders that did not run are left out
 */
export function eisRequirements(entries, skipped, major = Number(process.versions.node.split(".")[0])) {
  const find = (/** @type {string} */ name) => entries.find(({ timing }) => timing.name === name);
  const simd = find(names.simd);
  const free = find(names.simdFree);
  const js = find(names.js);
  const native = find("native C++");
  /** @type {Requirement[]} */
  const rows = [];

  for (const [entry, what] of /** @type {const} */ ([
    [simd, "EIS job, simd against native AVX, exponents ≤ 1"],
    [free, "EIS job, simd against native AVX, exponents free as there"],
  ])) {
    if (!entry) continue;
    if (native) {
      const comparison = compare(entry, native);
      rows.push({
        what,
        must: "≤ 3×",
        measured: `${times(comparison)}; ${microseconds(entry)} against ${microseconds(native)}`,
        pass: comparison.ratio <= 3,
        anchors: "ms a fit: AVX-512 0.009, SSE2 0.018, cminpack 0.086, Ceres 0.19, SciPy 1.3–1.5",
      });
    } else if (skipped !== undefined) rows.push(unmeasured(what, "≤ 3×", skipped));
  }
  for (const [entry, what, fraction] of /** @type {const} */ ([
    [simd, "EIS job, cost within 1 % of the best known, exponents ≤ 1", 0.998],
    [free, "EIS job, cost within 1 % of the best known, exponents free", 1],
  ])) {
    if (!entry) continue;
    const { successes, spectra } = entry.verdict;
    rows.push({
      what,
      must: `${fraction < 1 ? "≥ " : ""}${Math.ceil(fraction * spectra)}/${spectra}`,
      measured: `${successes}/${spectra}`,
      pass: successes >= Math.ceil(fraction * spectra),
      anchors: fraction < 1 ? "two optima lie just above 1" : "–",
    });
  }
  if (simd && js) {
    const comparison = compare(js, simd);
    const least = major === 20 ? 3 : major === 24 ? 2.5 : undefined;
    rows.push({
      what: "simd against the js build, EIS job",
      must: "≥ 3× on Node 20, ≥ 2.5× on Node 24",
      measured: `${times(comparison)} on Node ${major}`,
      pass: least === undefined ? null : comparison.ratio >= least,
      anchors: "prototype 3.5× on Node 20, about 2× on Node 24",
    });
  }
  for (const [name, what, isRequired] of /** @type {const} */ ([
    [names.plain, "simd against hand-written JavaScript, idiomatic", true],
    [names.tiled, "simd against hand-written JavaScript, tiled after profiling", false],
  ])) {
    const peer = find(name);
    if (!simd || !peer) continue;
    const comparison = compare(peer, simd);
    rows.push({
      what,
      must: isRequired ? "≥ 3× on Node 20" : "–",
      measured: `${times(comparison)} on Node ${major}`,
      pass: isRequired && major === 20 ? comparison.ratio >= 3 : null,
      anchors: "–",
    });
  }
  return rows;
}
