/**
 * What one section of the bench is given and gives back. `run.js` reads the command line and prints; sections only measure.
 *
 * @import { Requirement } from "./requirement.js"
 *
 * @typedef {object} Settings
 * @property {readonly string[]} words parts of contenders' names; none means all
 * @property {number} rounds timed runs of each contender
 * @property {number} warmup untimed runs before
 * @property {number} seed of the order of turns, and of data made here
 * @property {boolean} quick a smaller sample where a section takes a minute: figures for a look, not for publication
 * @property {string} [reference] part of the name of the contender that the ratios are taken to
 *
 * @typedef {object} Section
 * @property {string} name
 * @property {string} about what it measures, in a few words
 * @property {(settings: Settings) => Promise<Report>} run
 *
 * @typedef {object} Report
 * @property {string} text for people
 * @property {unknown} json for programs: seconds, fractions, ratios; null stands for infinity
 * @property {readonly Requirement[]} requirements rows of the table that this section fills in
 */

/** The command line asks for something that does not exist: a sentence, and no stack trace. */
export class UsageError extends Error {}
