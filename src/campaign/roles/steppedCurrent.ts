/** A ladder of rising currents: the critical current density. */
import type { CyclesFile } from "../../report/cyclesDocument.ts";
import { criticalSentence } from "../../report/cyclesPage.ts";
import type { Finding, FoundNumber } from "../finding.ts";
import type { Role } from "../role.ts";
import { analyse, eventNumbers } from "./cycles.ts";
import { listed, trendOf } from "./record.ts";

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
      definition: [
        criticalSentence(criticalCurrent),
        "the highest level without a short; the truth lies between it and the next one",
      ],
      formula: `last level without a short, step ${step}`,
      source: "protocol of the ladder",
    }),
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
      trends: trendOf(
        "overpotential",
        "V",
        document.file,
        document.halfCycles.map((one) => ({ cycle: one.cycle, value: one.overpotentialPlateau_V })),
      ),
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
