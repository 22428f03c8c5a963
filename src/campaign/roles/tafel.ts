/** Polarisation curves: the exchange current density. */
import { exchangeCurrent } from "../../cell/kinetics.ts";
import { currentDensityRole, potentialRole } from "../../cell/measurement.ts";
import { numberOf as plain } from "../../cell/quantity.ts";
import { readMeasured } from "../../cell/unit.ts";
import { butlerVolmerWords, tafelWords } from "../../report/cellCaptions.ts";
import { butlerVolmerPlot, tafelPlot } from "../../report/cellFigures.ts";
import type { Role } from "../role.ts";
import { areaCure, columnsOf, findingOf } from "./quantities.ts";

export const tafel: Role<"tafel"> = {
  title: "Exchange current",
  together: false,
  needs: ["temperature", "interfaces"],
  shows: () => ["exchange current density"],
  run: async ({ entry, sample, files: [file], id }, bench) => {
    const { sizes } = sample;
    const area = sizes.area && plain(sizes.area);
    const { columns, otherUnit, notes } = await columnsOf(
      bench,
      file,
      [potentialRole, currentDensityRole(area, areaCure)],
      entry.columns,
    );
    const found = await exchangeCurrent(
      { overpotential: columns[0]!, currentDensity: columns[1]! },
      {
        temperature: sizes.temperature!,
        interfaces: sample.interfaces!,
        ...(otherUnit[1] && sizes.area !== undefined && { area: sizes.area }),
        confidence: bench.confidence,
        engine: bench.fitter.engine,
        ...(entry.ohmic !== undefined && {
          ohmicResistance: readMeasured(entry.ohmic, "Ω·m²", "ohmic", "35ohm*cm2"),
        }),
        ...(entry.window && { window: entry.window }),
      },
    );
    const curve = butlerVolmerPlot(found, { id: `${id}bv` });
    return findingOf({
      quantities: found.quantities,
      figures: [
        ...(curve === undefined
          ? []
          : [
              {
                svg: curve,
                caption: butlerVolmerWords,
              },
            ]),
        ...(found.branches.length === 0
          ? []
          : [
              {
                svg: tafelPlot(found, { id: `${id}tafel` }),
                caption: tafelWords,
              },
            ]),
      ],
      notes,
      model: found.quantities[0]?.formula ?? "",
      files: [file],
    });
  },
};
