/** A ladder of rising currents: the critical current density. */
import type { CyclesFile } from "../../report/cyclesDocument.ts";
import { criticalSentence } from "../../report/cyclesPage.ts";
import type { Finding, FoundNumber, FoundTrend } from "../finding.ts";
import type { Role } from "../role.ts";
import { analyse, eventNumbers } from "./cycles.ts";
import { listed } from "./record.ts";

function criticalNumbers({ criticalCurrent, file }: CyclesFile): FoundNumber[] {
  if (!criticalCurrent) return [];
  const { lastClean, firstFailing, unit, step } = criticalCurrent;
  return [
    listed(lastClean, {
      name: "critical current density",
      unit,
      files: [file],
      lower: lastClean,
      upper: firstFailing,
      definition: ["the highest level without a short; the truth lies between it and the next one"],
      formula: `last level without a short, step ${step}`,
      source: `protocol of the ladder: ${criticalSentence(criticalCurrent)}`,
    }),
  ];
}

/** The overpotential over the current density of the levels. */
function ladderTrend({ halfCycles, file }: CyclesFile): FoundTrend[] {
  const rows = halfCycles.filter(({ currentDensity_mA_cm2 }) => currentDensity_mA_cm2 !== null);
  if (!rows.some(({ overpotentialPlateau_V }) => overpotentialPlateau_V !== null)) return [];
  return [
    {
      name: "overpotential",
      of: "current density (mA·cm⁻²)",
      unit: "V",
      x: rows.map(({ currentDensity_mA_cm2 }) => Math.abs(currentDensity_mA_cm2!)),
      y: rows.map(({ overpotentialPlateau_V }) => overpotentialPlateau_V),
      stderr: rows.map(() => null),
      model: "",
      files: [file],
    },
  ];
}

export const steppedCurrent: Role<"stepped-current"> = {
  title: "Critical current",
  together: false,
  needs: ["area"],
  shows: () => ["critical current density"],
  run: async (work, bench): Promise<Finding> => {
    const { document, html } = await analyse({ ...work, entry: { ...work.entry, cell: "symmetric" } }, bench);
    return {
      numbers: [...criticalNumbers(document), ...eventNumbers(document)],
      trends: ladderTrend(document),
      html,
      notes: [
        ...document.warnings,
        ...(document.criticalCurrent
          ? []
          : [`${document.file}: no ladder of rising currents was found, so there is no critical current`]),
      ],
      failures: [],
    };
  },
};
