/** Impedance over temperatures: conductivities and their activation energy. */
import { arrheniusLaw } from "../../cell/arrhenius.ts";
import { lawWords } from "../../report/cellCaptions.ts";
import { lawPlot } from "../../report/cellFigures.ts";
import { figureHtml } from "../../report/html.ts";
import { finite } from "../../report/table.ts";
import { type Finding, numberOf } from "../finding.ts";
import { fittingFaults, listFaults } from "../fittingFaults.ts";
import type { Role } from "../role.ts";
import { figuresHtml, foldedQuantities } from "../section.ts";
import { conductivityOf } from "./conductivity.ts";
import { fitEntry, overlay, parameters } from "./fittedSpectra.ts";

export const impedanceByTemperature: Role<"impedance-by-temperature"> = {
  title: "Impedance over temperatures",
  together: true,
  needs: ["area", "thickness"],
  faults: (entry, { files }) => [
    ...fittingFaults(entry, { conductivity: entry.conductivity }),
    ...listFaults("temperatures", entry.temperatures, { files, least: 3 }),
    ...(entry.temperatures ?? []).flatMap((celsius, k) =>
      celsius > -273.15
        ? []
        : [{ key: `temperatures[${k}]`, sentence: `${celsius} °C is below absolute zero; give °C` }],
    ),
  ],
  shows: () => ["ionic conductivity", "activation energy"],
  run: async (work, bench): Promise<Finding> => {
    const { entry, id } = work;
    const { fitted, notes, failures } = await fitEntry(work, bench, {
      of: "temperature",
      fact: "temperature_celsius",
      key: "temperatures",
      ...(entry.temperatures && { given: entry.temperatures }),
    });
    const lost: string[] = [];
    const rows = fitted.flatMap((one) => {
      try {
        return [{ ...one, quantity: conductivityOf(one, work, bench.confidence) }];
      } catch (error) {
        lost.push(`${one.spectrum.file}, ${one.place} °C: ${(error as Error).message}`);
        return [];
      }
    });
    const data = {
      temperature: rows.map(({ place }) => place + 273.15),
      value: rows.map(({ quantity }) => quantity.value),
      unit: "S·m⁻¹",
      symbol: "σ",
    };
    const law = await arrheniusLaw(data, {
      confidence: bench.confidence,
      engine: bench.fitter.engine,
      ...(entry.form && { form: entry.form }),
    });
    const files = [...new Set(rows.map(({ spectrum }) => spectrum.file ?? ""))];
    const model = `${law.quantity.formula}; ${entry.circuit}`;
    return {
      numbers: [
        numberOf(law.quantity, { files, model }),
        ...rows.map(({ quantity, place, spectrum }) =>
          numberOf(quantity, {
            files: [spectrum.file ?? ""],
            model: entry.circuit,
            at: { of: "temperature (°C)", value: place },
            summary: false,
          }),
        ),
      ],
      trends: [
        {
          name: "ionic conductivity",
          of: "temperature (°C)",
          unit: "S·cm⁻¹",
          x: rows.map(({ place }) => place),
          y: rows.map(({ quantity }) => finite(quantity.value / 100)),
          stderr: rows.map(({ quantity }) => finite(quantity.stderr / 100)),
          model: entry.circuit,
          files,
        },
      ],
      html: figuresHtml(
        [
          overlay(fitted, bench, entry.circuit, {
            id: `${id}nyquist`,
            label: ({ place }) => `${place} °C`,
            most: 3,
          }),
          figureHtml(
            lawPlot(
              law,
              { ...data, stderr: rows.map(({ quantity }) => quantity.stderr) },
              { id: `${id}law` },
            ),
            lawWords("ionic conductivity", "σ", law.quantity.formula, `from the fits of ${entry.circuit}`),
          ),
        ],
        parameters(fitted) + foldedQuantities([law.quantity]),
      ),
      notes: [...notes, ...lost],
      failures,
    };
  },
};
