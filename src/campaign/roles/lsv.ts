/** Linear sweeps: the onset of decomposition. */
import { currentDensityRole, potentialRole } from "../../cell/measurement.ts";
import { onset } from "../../cell/onset.ts";
import { numberOf as plain } from "../../cell/quantity.ts";
import { readMeasured } from "../../cell/unit.ts";
import { onsetWords } from "../../report/cellCaptions.ts";
import { onsetPlot } from "../../report/cellFigures.ts";
import type { Role } from "../role.ts";
import { areaCure, columnsOf, findingOf } from "./quantities.ts";

export const lsv: Role<"lsv"> = {
  title: "Onset of decomposition",
  together: false,
  needs: [],
  shows: () => ["onset potential"],
  run: async ({ entry, sample, files: [file], id }, bench) => {
    const area = sample.sizes.area && plain(sample.sizes.area);
    const { columns, notes } = await columnsOf(
      bench,
      file,
      [potentialRole, currentDensityRole(area, areaCure)],
      entry.columns,
    );
    const found = await onset(
      { potential: columns[0]!, currentDensity: columns[1]! },
      {
        confidence: bench.confidence,
        engine: bench.fitter.engine,
        ...(entry.threshold !== undefined && {
          threshold: readMeasured(entry.threshold, "A·m⁻²", "threshold", "10uA/cm2").value,
        }),
        ...(entry.baseline && { baseline: entry.baseline }),
      },
    );
    return findingOf(
      {
        quantities: found.quantities,
        figures: [
          {
            svg: onsetPlot(found, { id: `${id}onset` }),
            caption: onsetWords(found.quantities),
          },
        ],
        notes: [...notes, ...found.warnings.map((text) => `${file}: ${text}`)],
        model: "base line and tangent",
        files: [file],
      },
      found.quantities.length,
    );
  },
};
