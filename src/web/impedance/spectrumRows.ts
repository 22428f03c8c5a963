/** The rows of the list of spectra. */
import type { FitResult } from "../../fit/result.ts";
import type { Spectrum } from "../../impedance/spectrum.ts";
import type { Verdict } from "../../impedance/verdict.ts";
import { shortened } from "../../report/name.ts";
import { percent } from "../../report/number.ts";
import type { DataRow } from "../dataList.ts";
import { spectrumLabel } from "./state.ts";

const verdictWords: Readonly<Record<Verdict, string>> = {
  valid: "KK ✓",
  invalid: "KK ✗",
  undecided: "KK ?",
  failed: "KK –",
};

export function spectrumRows(
  spectra: readonly Spectrum[],
  results: readonly (FitResult | undefined)[],
  verdictOf: (spectrum: Spectrum) => Verdict | undefined,
): DataRow[] {
  const names = shortened(spectra.map(({ file, name }) => ({ file, spectrum: name })));
  return spectra.map((spectrum, i): DataRow => {
    const { file, spectrum: name } = names[i];
    const result = results[i];
    const verdict = verdictOf(spectrum);
    return {
      label: spectrumLabel({ ...spectrum, file, name }, i),
      ...(result && {
        title: result.message,
        fit: {
          status: result.status,
          quality: percent(result.rms),
          words: `fit ${result.status}, rms ${percent(result.rms)}`,
        },
      }),
      ...(verdict && {
        mark: { kind: verdict, text: verdictWords[verdict], words: `Kramers–Kronig: ${verdict}` },
      }),
    };
  });
}
