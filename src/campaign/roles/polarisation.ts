/** Steps of voltage: the transference number, and the electronic conductivity. */
import { electronicConductivity } from "../../cell/conductivity.ts";
import { currentRole, timeRole } from "../../cell/measurement.ts";
import { bruceVincent } from "../../cell/transference.ts";
import { analyseTransient } from "../../cell/transient.ts";
import { lawsOf, transientWords } from "../../report/cellCaptions.ts";
import { transientPlot } from "../../report/cellFigures.ts";
import { fittingFaults } from "../fittingFaults.ts";
import type { Role } from "../role.ts";
import { fitSpectra, partsOf, readSpectra } from "../spectra.ts";
import { aloneFaults, columnsOf, findingOf, stepOf, volts } from "./quantities.ts";

export const polarisation: Role<"polarisation"> = {
  title: "Transference number",
  together: false,
  needs: [],
  beside: ({ before, after }) => [
    ["before", before],
    ["after", after],
  ],
  faults: (entry, { files }) => [
    ...fittingFaults(entry, { interfaces: entry.interfaces }),
    ...aloneFaults(files, "before and after"),
    ...(entry.before === entry.after
      ? [
          {
            key: "after",
            sentence: `${entry.after} is that of before, too; give the impedance after the step`,
          },
        ]
      : []),
  ],
  shows: () => ["transference number of the cation"],
  run: async ({ entry, files: [file], id }, bench) => {
    const { columns, notes } = await columnsOf(bench, file, [timeRole, currentRole], entry.columns);
    const engine = bench.fitter.engine;
    const analysis = await analyseTransient(
      { time: columns[0]!, current: columns[1]! },
      { engine, ...stepOf(entry) },
    );
    const resistances = [];
    const said = [...notes];
    for (const path of [entry.before, entry.after]) {
      const { spectra, failures, notes: own } = readSpectra(bench.store, [path], entry);
      if (failures.length > 0) throw new Error(failures[0].message);
      const [result] = await fitSpectra(bench, spectra.slice(0, 1), entry);
      said.push(...own);
      resistances.push({ result, parameters: partsOf(entry.interfaces) });
    }
    const quantity = bruceVincent(
      {
        voltage: volts(entry.voltage),
        currents: analysis.ends,
        before: resistances[0],
        after: resistances[1],
      },
      { confidence: bench.confidence },
      { definition: lawsOf(analysis), warnings: analysis.warnings },
    );
    return findingOf({
      quantities: [quantity],
      figures: [{ svg: transientPlot(analysis, { id: `${id}step` }), caption: transientWords(analysis) }],
      notes: said,
      model: entry.circuit,
      files: [file, entry.before, entry.after],
    });
  },
};

export const dcPolarisation: Role<"dc-polarisation"> = {
  title: "Electronic conductivity",
  together: false,
  needs: ["area", "thickness"],
  shows: () => ["electronic conductivity"],
  run: async ({ entry, sample, files: [file], id }, bench) => {
    const { columns, notes } = await columnsOf(bench, file, [timeRole, currentRole], entry.columns);
    const analysis = await analyseTransient(
      { time: columns[0]!, current: columns[1]! },
      { engine: bench.fitter.engine, ...stepOf(entry) },
    );
    const { thickness, area } = sample.sizes;
    const quantity = electronicConductivity(
      { voltage: volts(entry.voltage), thickness: thickness!, area: area!, current: analysis.steady },
      { confidence: bench.confidence },
      { definition: lawsOf(analysis), warnings: analysis.warnings },
    );
    const figures = [
      { svg: transientPlot(analysis, { id: `${id}step` }), caption: transientWords(analysis) },
    ];
    return findingOf({ quantities: [quantity], figures, notes, model: lawsOf(analysis)[0], files: [file] });
  },
};
