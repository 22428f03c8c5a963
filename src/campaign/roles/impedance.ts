/** Impedance: single spectra, over cycles, over temperatures. */
import { arrheniusLaw } from "../../cell/arrhenius.ts";
import { ionicConductivity } from "../../cell/conductivity.ts";
import type { Quantity } from "../../cell/quantity.ts";
import { evaluateCircuit } from "../../fit/evaluate.ts";
import type { FitResult } from "../../fit/result.ts";
import type { Spectrum } from "../../impedance/spectrum.ts";
import { parseCircuit } from "../../program/syntax.ts";
import { lawPlot } from "../../report/cellFigures.ts";
import { figureHtml } from "../../report/html.ts";
import { modelFrequencies } from "../../report/modelFrequencies.ts";
import { percent } from "../../report/number.ts";
import { nyquistPlot } from "../../report/nyquist.ts";
import { resultTable } from "../../report/resulttable.ts";
import { selectSpectra } from "../../report/selection.ts";
import type { SpectrumSeries } from "../../report/series.ts";
import { type FailedInput, finite } from "../../report/table.ts";
import { resultName } from "../../report/text.ts";
import { trendPlot } from "../../report/trend.ts";
import { type Finding, type FoundNumber, type FoundTrend, numberOf, type Place } from "../finding.ts";
import { foldedQuantities } from "../folded.ts";
import type { Bench, Role, Work } from "../role.ts";
import {
  type Fitting,
  fitSpectra,
  fittingFaults,
  readSpectra,
  resistanceOf,
  resistancesOf,
} from "../spectra.ts";

interface Fitted {
  readonly spectrum: Spectrum;
  readonly result: FitResult;
  /** On the abscissa; the number of the spectrum where there is none. */
  readonly place: number;
}

interface Fits {
  readonly fitted: readonly Fitted[];
  readonly notes: readonly string[];
  readonly failures: readonly FailedInput[];
}

async function fitEntry(
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
function overlay(
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
    `${chosen.length === fits.length ? "All" : `${chosen.length} of ${fits.length}`} spectra with the fits of ${circuit}; largest rms of all fits ${percent(rms)}.`,
  );
}

interface Tracked {
  readonly numbers: readonly FoundNumber[];
  readonly trends: readonly FoundTrend[];
  readonly notes: readonly string[];
}

/** Each named sum of resistances of each spectrum. @param shown which places stand in the summary; all without */
function track(
  fits: readonly Fitted[],
  sums: Readonly<Record<string, string>>,
  confidence: number,
  abscissa: { readonly of?: string; readonly shown?: readonly number[] },
): Tracked {
  const notes: string[] = [];
  const numbers: FoundNumber[] = [];
  const trends: FoundTrend[] = [];
  for (const [name, sum] of Object.entries(sums)) {
    const rows = fits.flatMap((one, i) => {
      try {
        return [{ ...one, quantity: resistanceOf(one.result, name, sum, confidence) }];
      } catch (error) {
        notes.push(`${resultName(one.result, i)}: ${name} is not known: ${(error as Error).message}`);
        return [];
      }
    });
    for (const { quantity, place, spectrum, result } of rows) {
      const at: Place | undefined = abscissa.of === undefined ? undefined : { of: abscissa.of, value: place };
      numbers.push(
        numberOf(quantity, {
          files: [spectrum.file ?? ""],
          model: result.circuit,
          ...(at && { at }),
          summary: abscissa.shown === undefined || abscissa.shown.includes(place),
        }),
      );
    }
    if (abscissa.of !== undefined && rows.length > 1) {
      trends.push({
        name,
        of: abscissa.of,
        unit: "Ω",
        x: rows.map(({ place }) => place),
        y: rows.map(({ quantity }) => finite(quantity.value)),
        stderr: rows.map(({ quantity }) => finite(quantity.stderr)),
        files: [...new Set(rows.map(({ spectrum }) => spectrum.file ?? ""))],
      });
    }
  }
  const doubtful = fits.filter(({ result }) => result.status === "failed");
  if (doubtful.length > 0)
    notes.push(`${doubtful.length} of ${fits.length} fits failed: ${doubtful[0].result.message}`);
  return { numbers, trends, notes };
}

/** Trends of one abscissa as figures. */
export function trendFigures(trends: readonly FoundTrend[], id: string): string[] {
  return trends.map(({ name, of, unit, x, y, stderr }, k) =>
    figureHtml(
      trendPlot(
        [
          {
            label: name,
            x,
            y: y.map((value) => value ?? Number.NaN),
            stderr: stderr.map((value) => value ?? Number.NaN),
          },
        ],
        {
          xLabel: of,
          yLabel: name,
          unit,
          id: `${id}trend${k}`,
        },
      ),
    ),
  );
}

function page(figures: readonly string[], rest = ""): string {
  return `<div class="figures">${figures.join("")}</div>${rest}`;
}

/** Parameters of up to so many spectra stand in the section. */
const TABLE = 8;

function parameters(fits: readonly Fitted[]): string {
  const results = fits.map(({ result }) => result);
  if (results.length === 0 || results.length > TABLE) return "";
  return `<details><summary>Parameters of the fits</summary>${resultTable(results)}</details>`;
}

function conductivityOf(
  { result }: Fitted,
  {
    entry,
    sample,
  }: { readonly entry: { readonly conductivity: string }; readonly sample: Work<"impedance">["sample"] },
  confidence: number,
): Quantity {
  return ionicConductivity(
    {
      resistance: { result, parameters: entry.conductivity.split("+").map((part) => part.trim()) },
      thickness: sample.sizes.thickness!,
      area: sample.sizes.area!,
    },
    { confidence },
  );
}

const sizesFor = (conductivity: string | undefined, { sizes }: Work<"impedance">["sample"]) =>
  conductivity === undefined
    ? []
    : (["area", "thickness"] as const)
        .filter((name) => sizes[name] === undefined)
        .map((name) => ({
          key: "conductivity",
          sentence: `it needs the ${name} of the sample; give "${name}" there`,
        }));

export const impedance: Role<"impedance"> = {
  title: "Impedance",
  together: true,
  needs: [],
  faults: (entry, sample) => [
    ...fittingFaults(entry, {
      ...prefixed(entry.resistances),
      ...(entry.conductivity !== undefined && { conductivity: entry.conductivity }),
    }),
    ...sizesFor(entry.conductivity, sample),
  ],
  shows: (entry) => [
    ...Object.keys(resistancesOf(entry.circuit, entry.resistances)),
    ...(entry.conductivity === undefined ? [] : ["ionic conductivity"]),
  ],
  run: async (work, bench): Promise<Finding> => {
    const { entry, id } = work;
    const { fitted, notes, failures } = await fitEntry(work, bench, { of: "spectrum", key: "spectra" });
    const found = track(fitted, resistancesOf(entry.circuit, entry.resistances), bench.confidence, {});
    const quantities: { readonly quantity: Quantity; readonly file: string; readonly model: string }[] = [];
    const lost: string[] = [];
    const { conductivity } = entry;
    if (conductivity !== undefined) {
      for (const one of fitted) {
        try {
          const quantity = conductivityOf(
            one,
            { entry: { conductivity }, sample: work.sample },
            bench.confidence,
          );
          quantities.push({ quantity, file: one.spectrum.file ?? "", model: one.result.circuit });
        } catch (error) {
          lost.push(`${one.spectrum.file}: ${(error as Error).message}`);
        }
      }
    }
    return {
      numbers: [
        ...quantities.map(({ quantity, file, model }) => numberOf(quantity, { files: [file], model })),
        ...found.numbers,
      ],
      trends: [],
      html: page(
        [
          overlay(fitted, bench, entry.circuit, {
            id: `${id}nyquist`,
            label: ({ result, place }) => resultName(result, place),
          }),
        ],
        parameters(fitted) +
          (quantities.length === 0 ? "" : foldedQuantities(quantities.map(({ quantity }) => quantity))),
      ),
      notes: [...notes, ...found.notes, ...lost],
      failures,
    };
  },
};

/** Sums with the keys under which they stand. */
function prefixed(sums: Readonly<Record<string, string>> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(sums ?? {}).map(([name, sum]) => [`resistances.${name}`, sum]));
}

export const impedanceByCycle: Role<"impedance-by-cycle"> = {
  title: "Impedance over cycles",
  together: true,
  needs: [],
  faults: (entry) => fittingFaults(entry, prefixed(entry.resistances)),
  shows: (entry) => Object.keys(resistancesOf(entry.circuit, entry.resistances)),
  run: async (work, bench): Promise<Finding> => {
    const { entry, id } = work;
    const of = "cycle";
    const { fitted, notes, failures } = await fitEntry(work, bench, {
      of,
      fact: "cycle",
      key: "cycles",
      ...(entry.cycles && { given: entry.cycles }),
    });
    const places = fitted.map(({ place }) => place);
    const shown = entry.at ?? [places[0], places[places.length - 1]];
    const found = track(fitted, resistancesOf(entry.circuit, entry.resistances), bench.confidence, {
      of,
      shown,
    });
    const missing = (entry.at ?? []).filter((cycle) => !places.includes(cycle));
    return {
      ...found,
      html: page(
        [
          overlay(fitted, bench, entry.circuit, {
            id: `${id}nyquist`,
            label: ({ place }) => `cycle ${place}`,
            wanted: shown,
          }),
          ...trendFigures(found.trends, id),
        ],
        parameters(fitted),
      ),
      notes: [
        ...notes,
        ...found.notes,
        ...(missing.length > 0
          ? [`no spectrum of cycle ${missing.join(", ")} was read, which "at" asks for`]
          : []),
      ],
      failures,
    };
  },
};

export const impedanceByTemperature: Role<"impedance-by-temperature"> = {
  title: "Impedance over temperatures",
  together: true,
  needs: ["area", "thickness"],
  faults: (entry) => fittingFaults(entry, { conductivity: entry.conductivity }),
  shows: () => ["ionic conductivity", "activation energy"],
  run: async (work, bench): Promise<Finding> => {
    const { entry, id } = work;
    const { fitted, notes, failures } = await fitEntry(work, bench, {
      of: "temperature",
      fact: "temperature_celsius",
      key: "temperatures",
      ...(entry.temperatures && { given: entry.temperatures }),
    });
    const lost: string[] = [];
    const rows = fitted.flatMap((one) => {
      try {
        return [{ ...one, quantity: conductivityOf(one, work, bench.confidence) }];
      } catch (error) {
        lost.push(`${one.spectrum.file}, ${one.place} °C: ${(error as Error).message}`);
        return [];
      }
    });
    const data = {
      temperature: rows.map(({ place }) => place + 273.15),
      value: rows.map(({ quantity }) => quantity.value),
      unit: "S·m⁻¹",
      symbol: "σ",
    };
    const law = await arrheniusLaw(data, {
      confidence: bench.confidence,
      engine: bench.fitter.engine,
      ...(entry.form && { form: entry.form }),
    });
    const files = [...new Set(rows.map(({ spectrum }) => spectrum.file ?? ""))];
    const model = `${law.quantity.formula}; ${entry.circuit}`;
    return {
      numbers: [
        numberOf(law.quantity, { files, model }),
        ...rows.map(({ quantity, place, spectrum }) =>
          numberOf(quantity, {
            files: [spectrum.file ?? ""],
            model: entry.circuit,
            at: { of: "temperature (°C)", value: place },
            summary: false,
          }),
        ),
      ],
      trends: [
        {
          name: "ionic conductivity",
          of: "temperature (°C)",
          unit: "S·cm⁻¹",
          x: rows.map(({ place }) => place),
          y: rows.map(({ quantity }) => finite(quantity.value / 100)),
          stderr: rows.map(({ quantity }) => finite(quantity.stderr / 100)),
          files,
        },
      ],
      html: page(
        [
          overlay(fitted, bench, entry.circuit, {
            id: `${id}nyquist`,
            label: ({ place }) => `${place} °C`,
            most: 3,
          }),
          figureHtml(lawPlot(law, data, { id: `${id}law` }), law.quantity.formula),
        ],
        parameters(fitted) + foldedQuantities([law.quantity]),
      ),
      notes: [...notes, ...lost],
      failures,
    };
  },
};
