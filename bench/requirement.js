/**
 * The table that says whether the toolkit reaches what it must: one row per requirement, filled in by the sections.
 *
 * @typedef {object} Requirement
 * @property {string} what
 * @property {string} must the figure to reach, in words; "–" where a figure is shown and nothing is required of it
 * @property {string} measured
 * @property {boolean | null} pass null where nothing is required here, or where it could not be measured
 * @property {string} anchors figures of others that the reader may compare with
 */

/**
 * A row for something that could not be measured here.
 *
 * @param {string} what
 * @param {string} must
 * @param {string} reason "skipped: no shared folder …"
 * @returns {Requirement}
 */
export const unmeasured = (what, must, reason) => ({
  what,
  must,
  measured: reason,
  pass: null,
  anchors: "–",
});

/** @param {boolean | null} pass */
const verdict = (pass) => (pass === null ? "–" : pass ? "pass" : "FAIL");

/**
 * The rows as a table in Markdown, padded so that it can be read on a terminal and quoted in a README.
 *
 * @param {readonly Requirement[]} rows
 */
export function requirementTable(rows) {
  const lines = [
    ["what", "must", "measured", "", "anchors"],
    ...rows.map(({ what, must, measured, pass, anchors }) => [what, must, measured, verdict(pass), anchors]),
  ].map((cells) => cells.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = lines[0].map((_, c) => Math.max(3, ...lines.map((cells) => cells[c].length)));
  const printed = lines.map((cells) => `| ${cells.map((cell, c) => cell.padEnd(widths[c])).join(" | ")} |`);
  return [
    printed[0],
    `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`,
    ...printed.slice(1),
  ].join("\n");
}
