/** The ionic conductivity of a fitted spectrum with the sizes of its sample. */
import { ionicConductivity } from "../../cell/conductivity.ts";
import type { Quantity } from "../../cell/quantity.ts";
import type { Sample } from "../sample.ts";
import { partsOf } from "../spectra.ts";
import type { Fitted } from "./fittedSpectra.ts";

export function conductivityOf(
  { result }: Fitted,
  { entry, sample }: { readonly entry: { readonly conductivity: string }; readonly sample: Sample },
  confidence: number,
): Quantity {
  return ionicConductivity(
    {
      resistance: { result, parameters: partsOf(entry.conductivity) },
      thickness: sample.sizes.thickness!,
      area: sample.sizes.area!,
    },
    { confidence },
  );
}
