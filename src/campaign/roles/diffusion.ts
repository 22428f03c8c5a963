/** Tails of spectra: the diffusion coefficient. */
import { warburgDiffusion } from "../../cell/warburg.ts";
import { warburgTail } from "../../cell/warburgTail.ts";
import { warburgWords } from "../../report/cellCaptions.ts";
import { warburgPlot } from "../../report/cellFigures.ts";
import type { Role } from "../role.ts";
import { readSpectra } from "../spectra.ts";
import { findingOf } from "./quantities.ts";

export const diffusion: Role<"diffusion"> = {
  title: "Diffusion coefficient",
  together: false,
  needs: ["area", "temperature", "concentration"],
  faults: ({ fmin, fmax }) =>
    fmin !== undefined && fmax !== undefined && fmin >= fmax
      ? [{ key: "fmin", sentence: `${fmin} Hz is not below fmax, ${fmax} Hz` }]
      : [],
  shows: () => ["diffusion coefficient"],
  run: async ({ entry, sample, files: [file], id }, bench) => {
    const { spectra, notes, failures } = readSpectra(bench.store, [file]);
    if (failures.length > 0) throw new Error(failures[0].message);
    const { fmin, fmax } = entry;
    const tail = await warburgTail(spectra[0], {
      engine: bench.fitter.engine,
      ...((fmin ?? fmax) !== undefined && { band: [fmin ?? 0, fmax ?? Infinity] }),
    });
    const { area, temperature, concentration } = sample.sizes;
    const quantity = warburgDiffusion(
      { coefficient: tail, area: area!, temperature: temperature!, concentration: concentration! },
      { confidence: bench.confidence },
    );
    return findingOf({
      quantities: [quantity],
      figures: [
        {
          svg: warburgPlot(tail, { id: `${id}tail` }),
          caption: warburgWords(tail),
        },
      ],
      notes: [
        ...notes,
        ...(spectra.length > 1 ? [`${file}: the first of ${spectra.length} spectra was used`] : []),
      ],
      model: "Warburg tail",
      files: [file],
    });
  },
};
