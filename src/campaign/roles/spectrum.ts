/** Spectra of electrons and X-rays: components with areas and ratios; reflections with lattice spacings. */
import { normalQuantile } from "../../fit/distribution.ts";
import type { Estimate } from "../../fit/propagation.ts";
import { readSpectrum } from "../../formats/spectra/index.ts";
import type { FittedSpectrum } from "../../report/spectrumDocument.ts";
import { spectrumSection } from "../../report/spectrumPage.ts";
import { formulaName } from "../../report/substance.ts";
import { findLines } from "../../spectra/findLines.ts";
import { fitSpectrum } from "../../spectra/fitSpectrum.ts";
import { onBindingEnergy, type Scan } from "../../spectra/measurement.ts";
import type { SpectrumModel } from "../../spectra/model.ts";
import { parseSpectrumModel, readSpectrumModel } from "../../spectra/modelFile.ts";
import { presetModel } from "../../spectra/presetModel.ts";
import { presetDoubts } from "../../spectra/presets/index.ts";
import type { Entry } from "../entry.ts";
import { demoted, type Finding, type FoundNumber } from "../finding.ts";
import type { Bench, EntryFault, Role, Surroundings } from "../role.ts";

type Modelled = Pick<Entry<"xps">, "preset" | "model">;

function modelOf({ preset, model }: Modelled, { store }: Pick<Bench, "store">): SpectrumModel {
  if (preset !== undefined) return presetModel(preset);
  if (typeof model === "string")
    return parseSpectrumModel(new TextDecoder().decode(store.bytes(model)), model);
  return readSpectrumModel(model, "model");
}

function modelFaults({ model }: Pick<Modelled, "model">, { store }: Surroundings): EntryFault[] {
  if (model === undefined) return [];
  try {
    if (typeof model !== "string") readSpectrumModel(model, "model");
    else if (store.find(model).length === 1) modelOf({ model }, { store });
    return [];
  } catch (error) {
    if (typeof model === "string")
      return (error as Error).message.split("\n").map((sentence) => ({ key: "model", sentence }));
    return (error as Error).message.split("\n").map((line) => {
      const [, key = "", sentence = line] = /^model(?:, ([^:]*))?: (.*)$/s.exec(line) ?? [];
      return { key: key === "" ? "model" : `model.${key}`, sentence };
    });
  }
}

const besideModel = ({ model }: Pick<Modelled, "model">): (readonly [string, string])[] =>
  typeof model === "string" ? [["model", model]] : [];

/** Widths of the region of a model above which a scan is a survey. */
const SURVEY = 6;

function extentOf(x: Float64Array): readonly [number, number] {
  return [x.reduce((a, b) => Math.min(a, b), Infinity), x.reduce((a, b) => Math.max(a, b), -Infinity)];
}

/** Scans of a file in the region of the model. */
function scansOf(
  { store }: Bench,
  file: string,
  { region, range }: { readonly region?: string; readonly range?: readonly [number, number] },
): { readonly scans: readonly Scan[]; readonly notes: readonly string[] } {
  const { scans, warnings } = readSpectrum(store.bytes(file), file);
  const plain = (name: string): string => name.replace(/[\s_]+/g, "").toLowerCase();
  const named =
    region === undefined
      ? scans
      : scans.filter(({ name }) => name !== undefined && plain(name) === plain(region));
  if (named.length === 0) {
    throw new Error(
      `${file}: there is no scan "${region}"; there are ${scans.map(({ name }) => name ?? "unnamed ones").join(", ")}`,
    );
  }
  const turned = named.map((scan) => onBindingEnergy(scan));
  const covering = turned.filter(({ x }) => {
    if (!range) return true;
    const [low, high] = extentOf(x);
    const shared = Math.min(high, range[1]) - Math.max(low, range[0]);
    return shared > 0.5 * Math.min(range[1] - range[0], high - low);
  });
  // A survey covers every region, and is for none where that was measured by itself
  const close = covering.filter(({ x }) => {
    const [low, high] = extentOf(x);
    return !range || high - low < SURVEY * (range[1] - range[0]);
  });
  const inside = close.length > 0 ? close : covering;
  if (inside.length === 0) {
    throw new Error(`${file}: no scan covers ${range?.join(" to ")}, the region of the model`);
  }
  return { scans: inside, notes: warnings };
}

function estimated(
  { value, stderr }: Estimate,
  confidence: number,
  about: Pick<FoundNumber, "name" | "unit" | "files" | "model" | "formula" | "summary"> & {
    readonly warnings: readonly string[];
    readonly factor?: number;
  },
): FoundNumber {
  const { factor = 1, ...rest } = about;
  const known = Number.isFinite(stderr);
  const z = normalQuantile(0.5 + 0.5 * confidence);
  return {
    at: null,
    source: "areas of the components with the covariance of the fit",
    definition: [],
    ...rest,
    value: Number.isFinite(value) ? value * factor : null,
    stderr: known ? stderr * factor : null,
    lower: known ? (value - z * stderr) * factor : null,
    upper: known ? (value + z * stderr) * factor : null,
    confidence: known ? confidence : null,
  };
}

function numbersOf({ result, file, model }: FittedSpectrum, confidence: number): FoundNumber[] {
  const warnings = result.status === "converged" ? [] : [result.message];
  const shared = { files: [file], model, warnings };
  const unit = result.xUnit;
  return [
    ...result.ratios.map((ratio) => {
      const of = result.components.find(({ name }) => name === ratio.numerator);
      const line = [of?.element, of?.level].filter(Boolean).join(" ");
      const [above, below] = [ratio.numerator, ratio.denominator].map((name) =>
        formulaName({ name, substance: name }),
      );
      return estimated(ratio, confidence, {
        ...shared,
        name: `${line === "" ? "" : `${line}: `}${above} / ${below}`,
        unit: "",
        formula: "ratio of areas",
        summary: true,
      });
    }),
    ...result.components.flatMap((component) => {
      const name = [formulaName(component), component.element, component.level].filter(Boolean).join(" ");
      return [
        ...(result.components.length > 1
          ? [
              estimated(component.fraction, confidence, {
                ...shared,
                name: `share of ${name}`,
                unit: "%",
                factor: 100,
                formula: "area over the area of all components",
                summary: false,
              }),
            ]
          : []),
        estimated(component.center, confidence, {
          ...shared,
          name: `position of ${name}`,
          unit,
          formula: "where the line is highest",
          summary: false,
        }),
        estimated(component.fwhm, confidence, {
          ...shared,
          name: `FWHM of ${name}`,
          unit,
          formula: "full width at half maximum",
          summary: false,
        }),
        ...(component.spacing
          ? [
              estimated(component.spacing, confidence, {
                ...shared,
                name: `d of ${name}`,
                unit: "Å",
                formula: "d = λ/(2 sin θ)",
                summary: false,
              }),
            ]
          : []),
      ];
    }),
  ];
}

function findingOf(
  fits: readonly FittedSpectrum[],
  {
    id,
    confidence,
    notes,
  }: { readonly id: string; readonly confidence: number; readonly notes: readonly string[] },
): Finding {
  return {
    numbers: fits.flatMap((fit) => numbersOf(fit, confidence)),
    trends: [],
    html: demoted(fits.map((fit, k) => spectrumSection(fit, { name: `${id}${k}`, count: 1 })).join(""), 2),
    notes,
    failures: [],
  };
}

export const xps: Role<"xps"> = {
  title: "Photoelectrons",
  together: false,
  needs: [],
  beside: besideModel,
  faults: (entry, about) => [
    ...modelFaults(entry, about),
    ...((entry.preset === undefined) === (entry.model === undefined)
      ? [
          {
            key: "preset",
            sentence: `${entry.preset === undefined ? "neither a preset nor a model is there" : "both a preset and a model are there"}; give one of the two`,
          },
        ]
      : []),
  ],
  shows: () => [],
  run: async ({ entry, files: [file], id }, bench) => {
    const model = modelOf(entry, bench);
    const { scans, notes } = scansOf(bench, file, {
      ...(entry.region !== undefined && { region: entry.region }),
      ...(model.region && { range: model.region }),
    });
    const fits: FittedSpectrum[] = [];
    for (const scan of scans) {
      const result = await fitSpectrum(scan, model, { engine: bench.fitter.engine });
      fits.push({ result, scan, file, model: model.name ?? entry.preset ?? "model" });
    }
    const doubts = entry.preset === undefined ? [] : presetDoubts(entry.preset);
    return findingOf(fits, { id, confidence: bench.confidence, notes: [...notes, ...doubts] });
  },
};

/** Scans of one file; more are a map. */
export const MOST_SCANS = 50;

export const xrd: Role<"xrd"> = {
  title: "Diffraction",
  together: false,
  needs: [],
  beside: besideModel,
  faults: (entry, about) => [
    ...modelFaults(entry, about),
    ...(entry.lines !== undefined && entry.model !== undefined
      ? [{ key: "lines", sentence: "the model says its lines itself; leave one of the two out" }]
      : []),
  ],
  shows: () => [],
  run: async ({ entry, files: [file], id }, bench) => {
    const { scans, notes } = scansOf(bench, file, { ...(entry.range && { range: entry.range }) });
    if (scans.length > MOST_SCANS) {
      throw new Error(
        `${file}: ${scans.length} scans, as of a map of reciprocal space; the role takes up to ${MOST_SCANS}: export the diffractograms that count`,
      );
    }
    const fits: FittedSpectrum[] = [];
    for (const scan of scans) {
      const options = { engine: bench.fitter.engine, ...(entry.range && { region: entry.range }) };
      if (entry.model === undefined) {
        const found = await findLines(scan, { ...options, ...(entry.lines && { lines: entry.lines }) });
        fits.push({
          result: found.result,
          scan,
          file,
          model: "lines that the data support",
          lines: found.ranked,
        });
      } else {
        const model = modelOf(entry, bench);
        fits.push({
          result: await fitSpectrum(scan, model, options),
          scan,
          file,
          model: model.name ?? "model",
        });
      }
    }
    return findingOf(fits, { id, confidence: bench.confidence, notes });
  },
};
