/** Impedance: single spectra, and over cycles. */
import type { Quantity } from "../../cell/quantity.ts";
import { resultName } from "../../report/text.ts";
import { type Finding, type FoundNumber, numberOf } from "../finding.ts";
import { fittingFaults, listFaults } from "../fittingFaults.ts";
import type { Role } from "../role.ts";
import { figuresHtml, foldedQuantities } from "../section.ts";
import { resistancesOf } from "../spectra.ts";
import { bendOf } from "./bend.ts";
import { conductivityOf } from "./conductivity.ts";
import { fitEntry, overlay, parameters } from "./fittedSpectra.ts";
import { track, trendFigures } from "./resistanceTrend.ts";

export const impedance: Role<"impedance"> = {
  title: "Impedance",
  together: true,
  needs: ({ conductivity }) => (conductivity === undefined ? [] : ["area", "thickness"]),
  faults: (entry) =>
    fittingFaults(entry, {
      ...prefixed(entry.resistances),
      ...(entry.conductivity !== undefined && { conductivity: entry.conductivity }),
    }),
  shows: (entry) => [
    ...Object.keys(resistancesOf(entry.circuit, entry.resistances)),
    ...(entry.conductivity === undefined ? [] : ["ionic conductivity"]),
  ],
  run: async (work, bench): Promise<Finding> => {
    const { entry, id } = work;
    const { fitted, notes, failures } = await fitEntry(work, bench, { of: "spectrum", key: "spectra" });
    const found = track(fitted, resistancesOf(entry.circuit, entry.resistances), bench.confidence, {});
    const quantities: { readonly quantity: Quantity; readonly file: string; readonly model: string }[] = [];
    const lost: string[] = [];
    const { conductivity } = entry;
    if (conductivity !== undefined) {
      for (const one of fitted) {
        try {
          const quantity = conductivityOf(
            one,
            { entry: { conductivity }, sample: work.sample },
            bench.confidence,
          );
          quantities.push({ quantity, file: one.spectrum.file ?? "", model: one.result.circuit });
        } catch (error) {
          lost.push(`${one.spectrum.file}: ${(error as Error).message}`);
        }
      }
    }
    return {
      numbers: [
        ...quantities.map(({ quantity, file, model }) => numberOf(quantity, { files: [file], model })),
        ...found.numbers,
      ],
      trends: [],
      html: figuresHtml(
        [
          overlay(fitted, bench, entry.circuit, {
            id: `${id}nyquist`,
            label: ({ result, place }) => resultName(result, place),
          }),
        ],
        parameters(fitted) +
          (quantities.length === 0 ? "" : foldedQuantities(quantities.map(({ quantity }) => quantity))),
      ),
      notes: [...notes, ...found.notes, ...lost],
      failures,
    };
  },
};

/** Sums with the keys under which they stand. */
function prefixed(sums: Readonly<Record<string, string>> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(sums ?? {}).map(([name, sum]) => [`resistances.${name}`, sum]));
}

export const impedanceByCycle: Role<"impedance-by-cycle"> = {
  title: "Impedance over cycles",
  together: true,
  needs: [],
  faults: (entry, { files }) => [
    ...fittingFaults(entry, prefixed(entry.resistances)),
    ...listFaults("cycles", entry.cycles, { files }),
    ...(entry.at ?? []).flatMap((cycle, k) =>
      (entry.cycles?.includes(cycle) ?? true)
        ? []
        : [
            {
              key: `at[${k}]`,
              sentence: `${cycle} is not among the cycles; they are ${entry.cycles?.join(", ")}`,
            },
          ],
    ),
  ],
  shows: (entry) => Object.keys(resistancesOf(entry.circuit, entry.resistances)),
  run: async (work, bench): Promise<Finding> => {
    const { entry, id } = work;
    const of = "cycle";
    const { fitted, notes, failures } = await fitEntry(work, bench, {
      of,
      fact: "cycle",
      key: "cycles",
      ...(entry.cycles && { given: entry.cycles }),
    });
    const places = fitted.map(({ place }) => place);
    const shown = entry.at ?? [places[0], places[places.length - 1]];
    const found = track(fitted, resistancesOf(entry.circuit, entry.resistances), bench.confidence, {
      of,
      shown,
    });
    const bends: FoundNumber[] = [];
    const straight: string[] = [];
    for (const trend of entry.bend ? found.trends : []) {
      const bend = await bendOf(trend, bench);
      if (bend) bends.push(bend);
      else straight.push(`${trend.name} does not bend over the cycles: one line does`);
    }
    const missing = (entry.at ?? []).filter((cycle) => !places.includes(cycle));
    return {
      ...found,
      numbers: [...bends, ...found.numbers],
      html: figuresHtml(
        [
          overlay(fitted, bench, entry.circuit, {
            id: `${id}nyquist`,
            label: ({ place }) => `cycle ${place}`,
            wanted: shown,
          }),
          ...trendFigures(found.trends, id, {
            sums: resistancesOf(entry.circuit, entry.resistances),
            circuit: entry.circuit,
          }),
        ],
        parameters(fitted),
      ),
      notes: [
        ...notes,
        ...found.notes,
        ...straight,
        ...(missing.length > 0
          ? [`no spectrum of cycle ${missing.join(", ")} was read, which "at" asks for`]
          : []),
      ],
      failures,
    };
  },
};
