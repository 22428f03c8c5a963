/** What scans are fitted with: models from files, presets, and lines that the data propose; and which scans a model speaks of. */
import { parseLineFormula } from "../program/lineFormula.ts";
import { isLineType, lineKinds, lineParameters } from "../program/lineshape.ts";
import { parseBackground } from "../spectra/backgroundChoice.ts";
import { onBindingEnergy, type Scan } from "../spectra/measurement.ts";
import {
  type BackgroundChoice,
  type LineModel,
  ModelError,
  type ParameterModel,
  type SpectrumModel,
} from "../spectra/model.ts";
import { readSpectrumModel } from "../spectra/modelFile.ts";
import { presetModel } from "../spectra/presetModel.ts";
import { presetDoubts, presets } from "../spectra/presets/index.ts";
import type { ScanTreatment } from "../spectra/scanRegion.ts";
import { splittingOf } from "../spectra/spinOrbit.ts";
import type { Arguments, OptionKind } from "./command.ts";
import { UsageError } from "./mistake.ts";
import { whole } from "./options.ts";
import { readOptionText } from "./spectra.ts";

export const modelOptionKinds: readonly OptionKind[] = [
  {
    name: "model",
    value: "FILE",
    repeatable: true,
    text: "a model as JSON: lines, background, ties, region",
  },
  {
    name: "preset",
    value: "NAME",
    repeatable: true,
    text: "a model of the library, such as s2p-argyrodite; --presets lists them",
  },
  {
    name: "lines",
    value: "N",
    text: "a model without a file: N lines where the data propose them",
  },
  {
    name: "shape",
    value: "SHAPE",
    repeatable: true,
    text: 'a shape of your own for the model: "mine(area,center,width)=area/width*exp(-((x-center)/width)^2)"; with --lines also a name: voigt',
  },
  {
    name: "background",
    value: "B",
    text: "instead of the model's: shirley, active:shirley+linear, static:shirley, tougaard, snip:width=40, none …",
  },
];

/** A model as it was named; of `--lines` it depends on the scan. */
export interface ModelSource {
  readonly name: string;
  readonly modelFor: (scan: Scan, treatment?: ScanTreatment) => SpectrumModel;
  /** Sentences about energies that were not checked against their source. */
  readonly doubts: readonly string[];
}

/** Most lines that `--lines` proposes. */
const MOST_LINES = 30;

/** @throws UsageError, ModelError */
export function readModelSources(given: Arguments): ModelSource[] {
  const shapes = given.texts("shape");
  const own = shapes.filter((shape) => shape.includes("="));
  const background = readBackground(given);
  const finished = (model: SpectrumModel): SpectrumModel => ({ ...model, ...(background && { background }) });
  const sources: ModelSource[] = [];
  for (const file of given.texts("model")) {
    const model = finished(modelOf(readOptionText("--model", file), file, own));
    sources.push({ name: model.name ?? file, modelFor: () => model, doubts: [] });
  }
  for (const name of given.texts("preset")) {
    const model = finished(presetOf(name));
    const withShapes = { ...model, shapes: [...model.shapes, ...own] };
    sources.push({ name, modelFor: () => withShapes, doubts: presetDoubts(name) });
  }
  const lines = whole(given, "lines", 1);
  if (lines !== undefined) {
    if (lines > MOST_LINES)
      throw new UsageError(`--lines ${lines}: at most ${MOST_LINES} lines are proposed`);
    const shape = shapes.at(-1);
    const type =
      shape === undefined ? "pseudovoigt" : shape.includes("=") ? parseLineFormula(shape).name : shape;
    if (!isLineType(type) && !shape?.includes("=")) throw unknownShape(type);
    sources.push({
      name: `${lines} ${lines === 1 ? "line" : "lines"}`,
      modelFor: (scan, treatment = {}) => finished(proposedModel(lines, type, own, scan, treatment)),
      doubts: [],
    });
  } else {
    const named = shapes.find((shape) => !shape.includes("="));
    if (named !== undefined) {
      throw new UsageError(
        `--shape ${named}: the shapes of a model stand in its file; a shape of your own is written "${named}(area,center,width)=…"`,
      );
    }
  }
  if (sources.length === 0) {
    throw new UsageError(
      "interphase spectrum needs a model: --preset s2p-argyrodite (--presets lists them), --model FILE, or --lines 3",
    );
  }
  return sources;
}

function unknownShape(type: string): UsageError {
  return new UsageError(
    `--shape "${type}" is not known; known are ${lineKinds.map((kind) => kind.type).join(", ")}, and formulas such as "mine(area,center,width)=…"`,
  );
}

function readBackground(given: Arguments): BackgroundChoice | undefined {
  const text = given.text("background");
  if (text === undefined) return undefined;
  try {
    return parseBackground(text);
  } catch (error) {
    throw new UsageError(`--background ${text}: ${(error as Error).message}`);
  }
}

/** A model file with the shapes of the command line added before it is checked: its lines may name them. */
function modelOf(text: string, file: string, shapes: readonly string[]): SpectrumModel {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ModelError(`${file}: it is not JSON: ${(error as Error).message}`);
  }
  const record = value as { shapes?: unknown } | null;
  const isRecord = typeof record === "object" && record !== null && !Array.isArray(record);
  const widened =
    shapes.length > 0 && isRecord && (record.shapes === undefined || Array.isArray(record.shapes))
      ? { ...record, shapes: [...(record.shapes ?? []), ...shapes] }
      : value;
  return readSpectrumModel(widened, file);
}

function presetOf(name: string): SpectrumModel {
  if (!presets.some((one) => one.name === name)) {
    const near = presets.find((one) => one.name.startsWith(name.slice(0, 3)))?.name;
    throw new UsageError(
      `there is no preset "${name}"${near === undefined ? "" : `; did you mean ${near}?`} There are ${presets.map((one) => one.name).join(", ")}; --presets says what they hold`,
    );
  }
  return presetModel(name);
}

/**
 * Lines whose places the data decide, within the range and no narrower than its steps. Electrons have a Shirley background, Kα1 is followed
 * by Kα2, other spectra stand on a straight line.
 */
function proposedModel(
  count: number,
  shape: string,
  shapes: readonly string[],
  scan: Scan,
  treatment: ScanTreatment,
): SpectrumModel {
  const isElectron = scan.axis === "binding" || scan.axis === "kinetic";
  const isTube = scan.axis === "two-theta" && scan.facts?.anode !== undefined;
  const whole = extentOf(scan, treatment);
  const [low, high] = treatment.region
    ? [Math.max(treatment.region[0], whole[0]), Math.min(treatment.region[1], whole[1])]
    : whole;
  const step = (whole[1] - whole[0]) / Math.max(1, scan.x.length - 1);
  const isOpen = low < high && step > 0 && !shapes.some((own) => parseLineFormula(own).name === shape);
  const symbols = isOpen ? lineParameters(shape).map(({ symbol }) => symbol) : [];
  const within = (symbol: string, bounds: readonly [number, number]) =>
    symbols.includes(symbol) ? { [symbol]: { bounds } } : {};
  return {
    name: `${count} ${count === 1 ? "line" : "lines"}`,
    background: { mode: "active", terms: [isElectron ? "shirley" : "linear"], degree: 2 },
    shapes,
    lines: Array.from(
      { length: count },
      (_, k): LineModel => ({
        name: `L${k + 1}`,
        shape,
        parameters: {
          ...within("center", [low, high]),
          ...within("fwhm", [Math.min(step, 0.5 * (high - low)), high - low]),
        },
        ...(isTube && { doublet: "kalpha" as const }),
      }),
    ),
    ratios: [],
  };
}

/** Both ends of a scan as it is fitted. */
function extentOf(
  scan: Scan,
  { shift = 0, photonEnergy }: ScanTreatment,
): readonly [low: number, high: number] {
  const energy = scan.photonEnergy ?? photonEnergy;
  const { x } = scan.axis === "kinetic" && energy !== undefined ? onBindingEnergy(scan, energy) : scan;
  const ends = [x[0] + shift, x[x.length - 1] + shift];
  return [Math.min(...ends), Math.max(...ends)];
}

/** A scan narrower than that steps over its lines. */
const POINTS_PER_WIDTH = 2;

/** Start values of the centers of a model with those of their partners. */
function centersOf(model: SpectrumModel): number[] {
  return model.lines.flatMap(({ parameters, element, level, doublet }) => {
    const center = startOf(parameters.center);
    if (center === undefined) return [];
    const known = element && level ? splittingOf(element, level)?.value : undefined;
    const given = typeof doublet === "object" ? doublet.splitting : undefined;
    const splitting =
      doublet === false || doublet === "kalpha" ? undefined : typeof given === "number" ? given : known;
    return splitting === undefined ? [center] : [center, center + splitting];
  });
}

function startOf(parameter: ParameterModel | undefined): number | undefined {
  if (typeof parameter === "number") return parameter;
  return typeof parameter === "object" ? (parameter.fixed ?? parameter.start) : undefined;
}

/** Whether a model belongs to a range that was asked for: any range, if it says no place of its own. */
export function liesIn(model: SpectrumModel, [low, high]: readonly [number, number]): boolean {
  const centers = centersOf(model);
  if (centers.length > 0) return centers.some((center) => center >= low && center <= high);
  return model.region === undefined || (model.region[0] < high && model.region[1] > low);
}

/** Why a scan is none of a model's, as the end of a sentence; undefined when it is. */
export function foreignTo(
  scan: Scan,
  model: SpectrumModel,
  { region, ...treatment }: ScanTreatment,
): string | undefined {
  const ofElectrons = model.lines.some(({ level }) => level !== undefined);
  if (ofElectrons && scan.axis !== "binding" && scan.axis !== "kinetic") {
    return `its abscissa is ${scan.xLabel}, and the model is one of binding energies`;
  }
  if (ofElectrons && scan.axis === "kinetic" && (scan.photonEnergy ?? treatment.photonEnergy) === undefined) {
    return "it is over kinetic energy and does not state its photon energy: give --photon-energy 1486.6 (Al Kα)";
  }
  const [low, high] = extentOf(scan, treatment);
  const has = `it has ${short(low)} … ${short(high)} ${scan.xUnit}`;
  const wanted = region ?? model.region;
  if (wanted && (wanted[1] <= low || wanted[0] >= high)) {
    return `${has}, not ${short(wanted[0])} … ${short(wanted[1])}`;
  }
  const outside = centersOf(model).filter((center) => center < low || center > high);
  if (outside.length > 0 && region === undefined)
    return `${has}, and a line of the model lies at ${short(outside[0])}`;
  const widths = model.lines.flatMap(({ parameters }) => startOf(parameters.fwhm) ?? []);
  const step = (high - low) / (scan.x.length - 1);
  if (widths.length > 0 && step * POINTS_PER_WIDTH > Math.min(...widths) && ofElectrons) {
    return `its points are ${short(step)} ${scan.xUnit} apart, too far for lines of ${short(Math.min(...widths))} ${scan.xUnit}`;
  }
  return undefined;
}

function short(value: number): string {
  return String(Number(value.toPrecision(5)));
}
