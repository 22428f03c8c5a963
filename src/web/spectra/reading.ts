/** Files of XPS, XRD, FTIR and Raman, and the example. */
import { readSpectrum, spectrumScore } from "../../formats/spectra/index.ts";
import type { KindOfReading } from "../reading/readers.ts";
import { cycledInterphase } from "./example.ts";
import { spectraKind } from "./kind.ts";

export const spectraReading: KindOfReading = {
  kind: spectraKind,
  read: readSpectrum,
  about: "XPS, XRD, FTIR, Raman",
  score: spectrumScore,
  examples: {
    interphase: () => {
      const content = cycledInterphase();
      return [{ file: content.file, content }];
    },
  },
};
