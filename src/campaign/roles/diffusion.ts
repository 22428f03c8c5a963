/** Tails of spectra: the diffusion coefficient. */
import { warburgDiffusion } from "../../cell/warburg.ts";
import { warburgTail } from "../../cell/warburgTail.ts";
import { warburgPlot } from "../../report/cellFigures.ts";
import { frequencyLabel } from "../../report/number.ts";
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
    const [low, high] = tail.band.map((f) => frequencyLabel(f));
    return findingOf({
      quantities: [quantity],
      figures: [
        {
          svg: warburgPlot(tail, { id: `${id}tail` }),
          caption: `Real part Z′ against ω⁻½, ω = 2πf. Line: fit to the tail of ${tail.points} points from ${low} to ${high}, its slope is the Warburg coefficient; grey points are not in the fit. Below, measured less fit.`,
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
