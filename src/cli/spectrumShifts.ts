/** How the lines of a series moved: shifts against one of its scans. */

import { grouped } from "../report/grouped.ts";
import type { FittedSpectrum } from "../report/spectrumDocument.ts";
import { shiftsOf } from "../spectra/shift.ts";
import { UsageError } from "./mistake.ts";

/** Abscissae whose shifts say something without being asked for: those of photoelectrons move with charging. */
const telling: ReadonlySet<string> = new Set([
  "two-theta",
  "angle",
  "wavenumber",
  "raman-shift",
  "wavelength",
]);

/**
 * The fits with the shifts of their components against the reference, where one model has several fits.
 * @param wanted the reference, counted from 1 among the fits of a model; undefined for the first one of the telling abscissae
 * @throws UsageError for a number that no model has
 */
export function withShifts(
  fits: readonly FittedSpectrum[],
  wanted: number | undefined,
): { readonly fits: readonly FittedSpectrum[]; readonly remarks: readonly string[] } {
  const remarks: string[] = [];
  const shifted = [...fits];
  const groups = grouped(
    fits.map((_, i) => i),
    (i) => [fits[i].model, fits[i].scan.axis, fits[i].result.xUnit].join("\n"),
  );
  const most = Math.max(0, ...[...groups.values()].map((group) => group.length));
  if (wanted !== undefined && fits.length > 0 && wanted > most) {
    throw new UsageError(`--reference ${wanted}: no model has more than ${most} scans; count from 1`);
  }
  for (const group of groups.values()) {
    const at = (wanted ?? 1) - 1;
    if (group.length < 2 || at >= group.length) continue;
    if (wanted === undefined && !telling.has(fits[group[0]].scan.axis)) continue;
    const results = group.map((i) => fits[i].result);
    if (results[at].status === "failed" || results[at].components.length === 0) {
      remarks.push(
        `${fits[group[0]].model}: no shifts, because scan ${at + 1} was not fitted; choose another with --reference`,
      );
      continue;
    }
    const columns = new Map(
      results[at].components.map(({ name }) => [name, shiftsOf(results, name, at)] as const),
    );
    group.forEach((i, k) => {
      const { components } = fits[i].result;
      shifted[i] = {
        ...fits[i],
        shifts: components.map(
          ({ name }) => columns.get(name)?.[k] ?? { value: Number.NaN, stderr: Number.NaN },
        ),
      };
    });
  }
  return { fits: shifted, remarks };
}
