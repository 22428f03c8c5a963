/** The results of `interphase spectrum` on a terminal. */

import { grouped } from "../report/grouped.ts";
import type { FileComposition, FittedSpectrum } from "../report/spectrumDocument.ts";
import {
  componentText,
  compositionText,
  fitName,
  markedText,
  qualityText,
  rankingText,
  spectraText,
} from "../report/spectrumTable.ts";
import { counted } from "./say.ts";

/** Up to so many fits get a block each, more become a table. */
const BLOCKS = 4;
const MOST_ROWS = 60;

export function resultsText(
  fits: readonly FittedSpectrum[],
  compositions: readonly FileComposition[],
  out: string | undefined,
): string {
  const width = process.stdout.columns || undefined;
  const legend = markedText(fits.map(({ result }) => result));
  const parts: string[] = [];
  if (fits.length > BLOCKS) {
    const rows = out !== undefined ? fits.slice(0, MOST_ROWS) : fits;
    for (const group of grouped(rows, ({ model }) => model).values()) {
      parts.push(`${spectraText(group, { width })}\n\n`);
    }
    if (rows.length < fits.length) parts.push(`… the other ${fits.length - rows.length} are in ${out}\n`);
    const told = fits.filter(({ result }) => result.status === "failed").slice(0, 10);
    parts.push(...told.map((fit) => `${fitName(fit)}: ${fit.result.message}\n`));
    if (legend !== "") parts.push(`${legend}\n`);
  } else {
    for (const fit of fits) {
      const { result } = fit;
      const tries =
        result.starts > 0
          ? `, ${result.agreement} of ${counted(result.starts, "try", "tries")} ended here`
          : "";
      const block = [result.message, componentText(fit, { width: width && width - 2 }), rankingText(fit)];
      parts.push(
        `${fitName(fit)}: ${result.status}, ${qualityText(result)}${tries}\n`,
        `${block
          .filter(Boolean)
          .join("\n")
          .replace(/^(?=.)/gmu, "  ")}\n`,
      );
      if (fit !== fits.at(-1)) parts.push("\n");
    }
    if (legend !== "") parts.push(`\n${legend}\n`);
  }
  for (const one of compositions.slice(0, BLOCKS)) {
    const scans = one.regions.filter(Boolean).join(", ");
    parts.push(
      `\n${one.file}${scans === "" ? "" : ` · ${scans}`}\n  ${compositionText(one).replace("\n", "\n  ")}\n`,
    );
  }
  return parts.join("");
}
