/** How the fits went, in one sentence. */
import { significant } from "../../report/number.ts";
import { statusCounts } from "../../report/statusCounts.ts";
import type { Scan } from "../../spectra/measurement.ts";
import type { SpectraFitting } from "./fits.ts";
import type { SummaryState } from "./modelPanel.ts";
import { presetsFor, type ScanGroup } from "./state.ts";

export function summaryOf(
  groups: readonly ScanGroup[],
  fitting: SpectraFitting,
  group: ScanGroup | undefined,
  scan: Scan | undefined,
): readonly [state: SummaryState, text: string] {
  const fits = groups.flatMap((one) => fitting.of(one) ?? []);
  const results = fits.flatMap((fit) => fit.results);
  const fault = fitting.of(group)?.fault;
  const count = results.length.toLocaleString("en");
  if (fault !== undefined) return ["failed", fault];
  if (fitting.halted)
    return [
      "stopped",
      `Stopped: ${count} ${results.length === 1 ? "scan is" : "scans are"} fitted; any change of the model goes on.`,
    ];
  if (results.length === 0) {
    const some = scan && presetsFor(scan, group?.treatment).length > 0 ? "Choose a preset, find" : "Find";
    return ["none", scan ? `${some} lines, or click where they are in the spectrum.` : ""];
  }
  const seconds = fits.reduce((sum, fit) => sum + fit.seconds, 0);
  const scans = results.length === 1 ? "1 scan" : `${count} scans`;
  return ["done", `${scans} fitted in ${significant(seconds, 2)} s: ${statusCounts(results)}.`];
}
