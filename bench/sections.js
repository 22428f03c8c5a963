/**
 * The sections in the order of the report.
 *
 * @import { Section } from "./section.js"
 */
import { benchCampaign } from "./campaign.js";
import { benchCertainty } from "./certainty.js";
import { benchCircuits } from "./circuits.js";
import { benchCoin } from "./coin.js";
import { benchEis } from "./eis.js";
import { benchElements } from "./elements.js";
import { benchEvaluation } from "./evaluation.js";
import { benchHalfCycles } from "./halfcycles.js";
import { benchIdentify } from "./identify.js";
import { benchLineShapes } from "./lineshapes.js";
import { benchLoad } from "./load.js";
import { benchNist } from "./nist.js";
import { benchPage } from "./page.js";
import { benchPageSeries } from "./pageSeries.js";
import { benchPapers } from "./papers.js";
import { benchPeaks } from "./peaks.js";
import { benchPressure } from "./pressure.js";
import { benchQuantities } from "./quantities.js";
import { benchRelaxation } from "./relaxation.js";
import { benchSearch } from "./search.js";
import { benchSeries } from "./series.js";
import { benchShorts } from "./shorts.js";
import { benchSizes } from "./sizes.js";
import { benchSpectra } from "./spectra.js";
import { benchStarts } from "./starts.js";
import { benchTables } from "./tables.js";
import { benchValidity } from "./validity.js";
import { benchWorkers } from "./workers.js";
import { benchXps } from "./xps.js";

/** @type {readonly Section[]} */
export const sections = [
  {
    name: "eis",
    about: "9 parameters, 70 points, 1,000 spectra, given starts: kernels and their peers",
    run: benchEis,
  },
  {
    name: "kernels",
    about: "single evaluations, with and without derivatives, per build",
    run: benchEvaluation,
  },
  {
    name: "elements",
    about: "largest errors of the elements and their derivatives, per build",
    run: benchElements,
  },
  { name: "search", about: "simulated two- and three-arc spectra without starting values", run: benchSearch },
  {
    name: "starts",
    about: "starts where the data relax against random ones",
    run: benchStarts,
  },
  { name: "coin", about: "measured coin cells without starting values, two workers", run: benchCoin },
  {
    name: "validity",
    about: "Kramers–Kronig verdicts: time, and the coin cells",
    run: benchValidity,
  },
  {
    name: "identify",
    about: "labelled solid-state spectra whose circuit is to be found",
    run: benchIdentify,
  },
  { name: "circuits", about: "fits whose optimum others have computed", run: benchCircuits },
  {
    name: "drt",
    about: "distributions of relaxation times: time per choice of λ, errors against analytic truths",
    run: benchRelaxation,
  },
  {
    name: "certainty",
    about: "coverage of the 95 % intervals of every method in 2,000 simulated spectra of two circuits",
    run: benchCertainty,
  },
  { name: "nist", about: "certified regressions as formulas: digits reached, per build", run: benchNist },
  {
    name: "lineshapes",
    about: "ns per point of every line shape; Voigt beside SciPy's wofz",
    run: benchLineShapes,
  },
  {
    name: "spectra",
    about: "areas of overlapping lines: bias and coverage; a depth profile of 10,000 spectra",
    run: benchSpectra,
  },
  {
    name: "xps",
    about: "14 parameters with bounds, 300 points, 500 spectra; Gauss1 as a formula and of built-in lines",
    run: benchXps,
  },
  {
    name: "peaks",
    about: "peaks of 10⁷ samples beside SciPy, native C++ and plain JavaScript",
    run: benchPeaks,
  },
  {
    name: "quantities",
    about: "quantities of cells from simulated data: bias and coverage of their intervals",
    run: benchQuantities,
  },
  {
    name: "papers",
    about: "published numbers against those that campaigns recover from simulated papers, over seeds",
    run: benchPapers,
  },
  {
    name: "sizes",
    about: "what a page downloads until it has fitted: bundled, not bundled, elements",
    run: benchSizes,
  },
  {
    name: "campaign",
    about: "a campaign of four papers: cold, unchanged, one file changed",
    run: benchCampaign,
  },
  { name: "load", about: "size of each build, time to compile and instantiate it", run: benchLoad },
  { name: "series", about: "1,000 spectra as one problem: 2 shared and 7 own parameters", run: benchSeries },
  {
    name: "page",
    about: "the page in Chromium: 1,000 spectra refitted while one types; sizes",
    run: benchPage,
  },
  {
    name: "pageseries",
    about: "the page in Chromium: a file of 10⁷ rows opened and zoomed; its memory as the browser counts it",
    run: benchPageSeries,
  },
  {
    name: "tables",
    about: "text tables of cyclers: bytes to columns beside papaparse and parsers by hand",
    run: benchTables,
  },
  { name: "workers", about: "10,000 spectra with one worker, two, and none", run: benchWorkers },
  {
    name: "halfcycles",
    about: "the half-cycle reducer: ns per sample beside plain JavaScript, memory of 1e8 rows",
    run: benchHalfCycles,
  },
  {
    name: "shorts",
    about: "1,000 simulated cells of each kind: hard and soft shorts, activation",
    run: benchShorts,
  },
  {
    name: "pressure",
    about: "1,000 simulated cells under stack pressure: early warning, ends, clocks",
    run: benchPressure,
  },
];
