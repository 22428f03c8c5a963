/** Files of impedance, and the examples. */
import { impedanceScore, readImpedance } from "../../formats/index.ts";
import { simulateAgeing } from "../../impedance/ageing.ts";
import type { Dataset } from "../../impedance/spectrum.ts";
import type { KindOfReading } from "../reading/readers.ts";
import { impedanceKind } from "./kind.ts";
import type { PageDataset } from "./pageDataset.ts";

export const impedanceReading: KindOfReading = {
  kind: impedanceKind,
  read: readForPage,
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

/** Larger files are not read again only to know what can be turned. */
const READ_AGAIN = 1_000_000;

/** Files whose imaginary column may be said to hold the other sign are read with both: one of them is what was found. */
function readForPage(bytes: Uint8Array, file: string): PageDataset {
  const dataset = readImpedance(bytes, file);
  if (bytes.length > READ_AGAIN) return dataset;
  const signs = (["Z''", "-Z''"] as const).map((imaginary) => readImpedance(bytes, file, { imaginary }));
  const first = ({ spectra }: Dataset): number => spectra[0]?.imaginary.find((value) => value !== 0) ?? 0;
  const [plain, turned] = signs.map(first);
  if (plain === turned) return dataset;
  return { ...dataset, imaginary: first(dataset) === plain ? "Z''" : "-Z''" };
}
