/** Files of impedance, and the examples. */
import { impedanceScore, readImpedance } from "../../formats/index.ts";
import { simulateAgeing } from "../../impedance/ageing.ts";
import type { Dataset } from "../../impedance/spectrum.ts";
import type { KindOfReading } from "../reading/readers.ts";
import { readWhole } from "../reading/source.ts";
import { impedanceKind } from "./kind.ts";

export const impedanceReading: KindOfReading = {
  kind: impedanceKind,
  read: readWhole(readImpedance),
  about: "impedance",
  score: impedanceScore,
  examples: {
    ageing: () => ageing({ cells: 1, cycles: 50 }),
    "ageing-1000": () => ageing({ cells: 5, cycles: 200 }),
  },
};

/** Simulated ageing of Li | Li6PS5Cl | Li cells, a file for each cell. */
function ageing(size: { readonly cells: number; readonly cycles: number }) {
  const spectra = simulateAgeing({ ...size, seed: 1 }).map(({ spectrum }) => spectrum);
  return [...new Set(spectra.map(({ file }) => file ?? ""))].map((file) => {
    const content: Dataset = {
      file,
      format: "simulated",
      spectra: spectra.filter((spectrum) => spectrum.file === file),
      warnings: [],
    };
    return { file, content };
  });
}
