/** The rows of the list of scans. */
import { qualityText } from "../../report/spectrumTable.ts";
import type { DataRow } from "../dataList.ts";
import type { AllFindings } from "./findings.ts";
import { placesOf, type SpectraState, scanLabels } from "./state.ts";

export function scanRows(state: SpectraState, findings: AllFindings): DataRow[] {
  const labels = scanLabels(state.groups.flatMap(({ scans }) => scans));
  return placesOf(state).map(({ group, scan }, i): DataRow => {
    const result = findings.groups[group]?.fits[scan]?.result;
    if (!result) return { label: labels[i] };
    const quality = qualityText(result).split(",")[0];
    return {
      label: labels[i],
      title: result.message,
      fit: { status: result.status, quality, words: `fit ${result.status}, ${quality}` },
    };
  });
}
