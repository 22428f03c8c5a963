/** The spectra of an entry with their fits: on an abscissa, as an overlay, as a table. */
import { evaluateCircuit } from "../../fit/evaluate.ts";
import type { FitResult } from "../../fit/result.ts";
import type { Spectrum } from "../../impedance/spectrum.ts";
import { parseCircuit } from "../../program/syntax.ts";
import { figureHtml } from "../../report/html.ts";
import { modelFrequencies } from "../../report/modelFrequencies.ts";
import { percent } from "../../report/number.ts";
import { nyquistPlot } from "../../report/nyquist.ts";
import { resultTable } from "../../report/resulttable.ts";
import { selectSpectra } from "../../report/selection.ts";
import type { SpectrumSeries } from "../../report/series.ts";
import type { FailedInput } from "../../report/table.ts";
import type { Bench } from "../role.ts";
import { type Fitting, fitSpectra, readSpectra } from "../spectra.ts";

export interface Fitted {
  readonly spectrum: Spectrum;
  readonly result: FitResult;
  /** On the abscissa; the number of the spectrum where there is none. */
  readonly place: number;
}

export interface Fits {
  readonly fitted: readonly Fitted[];
  readonly notes: readonly string[];
  readonly failures: readonly FailedInput[];
}

export async function fitEntry(
  { entry, files }: { readonly entry: Fitting; readonly files: readonly string[] },
  bench: Bench,
  abscissa: {
    readonly of: string;
    readonly fact?: string;
    readonly given?: readonly number[];
    readonly key: string;
  },
): Promise<Fits> {
  const { spectra, notes, failures } = readSpectra(bench.store, files, entry);
  const { given, fact, of } = abscissa;
  if (given && failures.length === 0 && given.length !== spectra.length) {
    throw new Error(
      `${given.length} ${abscissa.key} for ${spectra.length} spectra; give one for each, in the order of the files`,
    );
  }
  const facts = spectra.map((one) => (fact === undefined ? undefined : one.facts?.[fact]));
  const known = facts.every((value) => typeof value === "number") && new Set(facts).size === spectra.length;
  const listed = given !== undefined && given.length === spectra.length;
  if (fact !== undefined && !listed && !known) {
    const cure = `write "${abscissa.key}": [one number for each spectrum]`;
    if (fact === "temperature_celsius")
      throw new Error(`the files do not say the ${of} of their spectra; ${cure}`);
  }
  const guessed =
    fact !== undefined && !listed && !known
      ? [`the files do not say the ${of}: the spectra count in their order from 0; ${abscissa.key} says it`]
      : [];
  const results = await fitSpectra(bench, spectra, entry);
  const fitted = spectra.map((spectrum, i) => ({
    spectrum,
    result: results[i],
    place: listed ? given[i] : known ? (facts[i] as number) : i,
  }));
  return {
    fitted: fact === undefined ? fitted : fitted.toSorted((a, b) => a.place - b.place),
    notes: [...notes, ...guessed],
    failures,
  };
}

/** An overlay of chosen spectra with their fits. */
export function overlay(
  fits: readonly Fitted[],
  bench: Bench,
  circuit: string,
  {
    id,
    label,
    wanted = [],
    most = 6,
  }: {
    readonly id: string;
    readonly label: (one: Fitted) => string;
    readonly wanted?: readonly number[];
    readonly most?: number;
  },
): string {
  const sound = fits.filter(({ result }) => result.values.length > 0 && result.values.every(Number.isFinite));
  if (sound.length === 0) return "";
  const named = sound.filter(({ place }) => wanted.includes(place));
  const chosen =
    named.length > 1
      ? named
      : selectSpectra(
          sound.map(({ result }) => result.rms),
          most,
        ).map((i) => sound[i]);
  const parsed = parseCircuit(circuit);
  const series = chosen.map(
    (one): SpectrumSeries => ({
      spectrum: one.spectrum,
      curve: evaluateCircuit(
        bench.fitter.engine.kernel,
        parsed,
        one.result.values,
        modelFrequencies(one.spectrum.frequency),
      ),
      label: label(one),
    }),
  );
  const rms = Math.max(...sound.map(({ result }) => result.rms));
  return figureHtml(
    nyquistPlot(series, {
      id,
      coloring: chosen.length > 2 ? "sequential" : "distinct",
      decades: chosen.length <= 4,
    }),
    overlayWords({ drawn: chosen.length, of: fits.length, wanted: named.length > 1, circuit, rms }),
  );
}

function overlayWords({
  drawn,
  of,
  wanted,
  circuit,
  rms,
}: {
  readonly drawn: number;
  readonly of: number;
  readonly wanted: boolean;
  readonly circuit: string;
  readonly rms: number;
}): string {
  const chosen = wanted ? "those that the campaign asks for" : "first, last and the worst fits";
  const which =
    drawn === of ? (of === 1 ? "" : `All ${of} spectra. `) : `${drawn} of ${of} spectra, ${chosen}. `;
  return `Nyquist plot with equal axes: −Z″ against Z′. ${which}Symbols: measured, filled ones with their frequency; lines: fits of ${circuit}. Below, residuals Δ: measured less fit, over |Z|. The rms of the ${of === 1 ? "fit is" : "fits is at most"} ${percent(rms)}.`;
}

/** Parameters of up to so many spectra stand in the section. */
const TABLE = 8;

export function parameters(fits: readonly Fitted[]): string {
  const results = fits.map(({ result }) => result);
  if (results.length === 0 || results.length > TABLE) return "";
  return `<details><summary>Parameters of the fits</summary>${resultTable(results)}</details>`;
}
