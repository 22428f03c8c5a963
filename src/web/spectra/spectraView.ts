/** The way to the view of spectra: its code is loaded when the first spectra come. */
import type { View } from "../view.ts";
import { spectraKind } from "./kind.ts";

export const spectraView: View = {
  kind: spectraKind,
  title: "Spectra",
  open: async (host) => {
    const [{ OpenSpectra }, engine] = await Promise.all([import("./view.ts"), host.engine.of("curves")]);
    return new OpenSpectra({ ...host, engine });
  },
};
