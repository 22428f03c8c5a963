/** What the lines of a fitted spectrum measure, with standard errors from the covariance of the fit. */

import { areaWithin, type Line, measureLine } from "../fit/linemeasures.ts";
import {
  type Derived,
  type Estimate,
  estimate,
  exact,
  product,
  quotient,
  scaled,
  sum,
} from "../fit/propagation.ts";
import type { Solution } from "../fit/result.ts";
import { evaluateTape, valuesOfTape } from "../fit/tapeValues.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { latticeSpacing, secondLine } from "./diffraction.ts";
import { type CompiledLine, type CompiledModel, hasFiniteArea, type Quantity } from "./modelTape.ts";
import { doubletLabels } from "./spinOrbit.ts";

/** One line of a component. */
export interface ComponentLine {
  /** "2p3/2", "Kα1"; the component's name for a single line. */
  readonly name: string;
  readonly center: number;
  readonly fwhm: number;
  readonly height: number;
  readonly area: number;
}

/** A component of a fitted spectrum. Center, width and height of a doublet are those of its first line, the area is that of both. */
export interface Component {
  readonly name: string;
  readonly label: string;
  readonly substance?: string;
  readonly element?: string;
  readonly level?: string;
  readonly shape: string;
  /** Where the line is highest, in the unit of x. */
  readonly center: Estimate;
  readonly fwhm: Estimate;
  readonly height: Estimate;
  readonly area: Estimate;
  /** Whether the area is that within the region: the shape has no finite one. */
  readonly isAreaOfRegion: boolean;
  /** Share of the area of all components. */
  readonly fraction: Estimate;
  /** Of a diffractogram: lattice spacing d in Å (of Kα1). */
  readonly spacing?: Estimate;
  readonly lines: readonly ComponentLine[];
  /** Values of the shape's own parameters by their symbols, tied ones too. Of asymmetric shapes `center` is not the highest place. */
  readonly shapeValues: Readonly<Record<string, number>>;
}

/** A component with the derivatives of its area, for ratios. */
export interface MeasuredComponent extends Component {
  readonly areaOf: Derived;
}

const GAUSSIAN = 2 * Math.sqrt(Math.LN2 / Math.PI);
const LORENTZIAN = 2 / Math.PI;

/** Measures of one line with their slopes in the parameters of the line. */
type Measured = Record<"center" | "fwhm" | "height" | "area", Derived>;

/**
 * Measures every component.
 * @param range the region, for areas that are not finite
 * @param wavelength of Kα1 in Å, for lattice spacings
 */
export function measureComponents(
  kernel: Kernel,
  compiled: CompiledModel,
  solution: Solution,
  range: readonly [number, number],
  wavelength?: Estimate,
): MeasuredComponent[] {
  const values = Array.from(solution.values);
  const of = (quantity: Quantity): Derived => derivedOf(kernel, quantity, values);
  const parts = compiled.lines.map((line) => {
    const given = line.quantities.map(of);
    const { doublet } = line;
    const shapeValues = Object.fromEntries(line.symbols.map(({ symbol }, k) => [symbol, given[k].value]));
    const at = (symbol: string): number => line.symbols.findIndex((one) => one.symbol === symbol);
    if (!doublet) return { line, shapeValues, measured: [measureOne(kernel, compiled, line, given, range)] };
    const ratio = of(doublet.ratio);
    const width = of(doublet.width);
    const first = [...given];
    const second = [...given];
    const area = at("area");
    if (area >= 0) {
      first[area] = quotient(given[area], sum(exact(1), ratio));
      second[area] = product(first[area], ratio);
    } else {
      second[at("height")] = product(given[at("height")], quotient(ratio, width));
    }
    line.symbols.forEach(({ unit, symbol }, k) => {
      if (unit === "x" && symbol !== "center") second[k] = product(given[k], width);
    });
    const center = given[at("center")];
    second[at("center")] = doublet.isKAlpha
      ? { value: secondLine(center.value), slopes: center.slopes }
      : sum(center, scaled(of(doublet.splitting), compiled.axis === "binding" ? 1 : -1));
    return {
      line,
      shapeValues,
      measured: [first, second].map((one) => measureOne(kernel, compiled, line, one, range)),
    };
  });
  const areas = parts.map(({ measured }) => sum(...measured.map(({ area }) => area)));
  // Errors of a fit hold for parameters at a bound as they stand there: an absent component must not leave the shares of the others undetermined
  const settled = areas.map((area, i) => (isAtBound(solution, area) ? exact(areas[i].value) : area));
  return parts.map(({ line, measured, shapeValues }, i): MeasuredComponent => {
    const { name, substance, element, level } = line.model;
    const names = namesOfLines(line);
    const as = (one: Derived): Estimate => estimate(solution, one);
    const center = as(measured[0].center);
    return {
      name,
      label: line.label,
      shape: line.shape,
      ...(substance === undefined ? {} : { substance }),
      ...(element === undefined ? {} : { element }),
      ...(level === undefined ? {} : { level }),
      center,
      fwhm: as(measured[0].fwhm),
      height: as(measured[0].height),
      area: as(areas[i]),
      areaOf: areas[i],
      isAreaOfRegion: !hasFiniteArea(line),
      fraction: as(quotient(areas[i], sum(...settled.map((area, j) => (j === i ? areas[i] : area))))),
      ...(wavelength &&
        center.value > 0 &&
        center.value < 180 && { spacing: latticeSpacing(center, wavelength) }),
      shapeValues,
      lines: measured.map((one, k) => ({
        name: names[k],
        center: one.center.value,
        fwhm: one.fwhm.value,
        height: one.height.value,
        area: one.area.value,
      })),
    };
  });
}

/** Whether an area hangs on a parameter that lies at a bound. */
export function isAtBound({ states }: Pick<Solution, "states">, { slopes }: Derived): boolean {
  return [...slopes.keys()].some((p) => states[p] === "at lower bound" || states[p] === "at upper bound");
}

function namesOfLines({ model, doublet }: CompiledLine): readonly string[] {
  if (!doublet) return [model.name];
  if (doublet.isKAlpha) return ["Kα1", "Kα2"];
  return model.level && /^[1-7][pdf]$/.test(model.level) ? doubletLabels(model.level) : ["1", "2"];
}

/** The value of a quantity, and its derivative in every parameter of the model. */
export function derivedOf(kernel: Kernel, quantity: Quantity, values: readonly number[]): Derived {
  if (quantity.kind === "constant") return exact(quantity.value);
  if (quantity.kind === "parameter") {
    return { value: values[quantity.index], slopes: new Map([[quantity.index, 1]]) };
  }
  const columns = quantity.tape.predictors.map(() => Float64Array.of(0));
  const { values: at, derivatives } = evaluateTape(kernel, quantity.tape, columns, values);
  // A parameter that the tie does not read must not bring in its covariance: it may be not determined
  return {
    value: at[0],
    slopes: new Map(derivatives.flatMap(([slope], p) => (slope === 0 ? [] : [[p, slope]]))),
  };
}

/** One line: in closed form where there is one, else from the kernel's own values. */
function measureOne(
  kernel: Kernel,
  compiled: CompiledModel,
  line: CompiledLine,
  given: readonly Derived[],
  range: readonly [number, number],
): Measured {
  const at = (symbol: string): Derived => given[line.symbols.findIndex((one) => one.symbol === symbol)];
  if (line.isCatalogued && line.symbols[0].symbol === "area") {
    const [area, center] = given;
    if (line.shape === "gaussian") {
      const fwhm = at("fwhm");
      return { center, fwhm, area, height: scaled(quotient(area, fwhm), GAUSSIAN) };
    }
    if (line.shape === "lorentzian") {
      const fwhm = at("fwhm");
      return { center, fwhm, area, height: scaled(quotient(area, fwhm), LORENTZIAN) };
    }
    if (line.shape === "pseudovoigt") {
      const fwhm = at("fwhm");
      const mixed = sum(exact(GAUSSIAN), scaled(at("fraction"), LORENTZIAN - GAUSSIAN));
      return { center, fwhm, area, height: product(quotient(area, fwhm), mixed) };
    }
  }
  const values = given.map(({ value }) => value);
  const measure = (numbers: readonly number[]): readonly number[] =>
    line.isCatalogued
      ? catalogued(kernel, compiled, line, numbers, range)
      : ownMeasures(kernel, line, numbers, range);
  const here = measure(values);
  const slopes = here.map(() => new Map<number, number>());
  given.forEach((one, k) => {
    if (one.slopes.size === 0) return;
    const h = 1e-4 * Math.max(Math.abs(one.value), line.symbols[k].unit === "" ? 1e-2 : 1e-6);
    const h1 = line.symbols[k].symbol === "center" ? 1e-3 * Math.abs(here[1] || 1) : h;
    const up = measure(values.map((value, i) => (i === k ? value + h1 : value)));
    const down = measure(values.map((value, i) => (i === k ? value - h1 : value)));
    here.forEach((_, m) => {
      const slope = (up[m] - down[m]) / (2 * h1);
      for (const [p, inner] of one.slopes) slopes[m].set(p, (slopes[m].get(p) ?? 0) + slope * inner);
    });
  });
  const derived = here.map((value, m): Derived => ({ value, slopes: slopes[m] }));
  return { center: derived[0], fwhm: derived[1], height: derived[2], area: derived[3] };
}

/** Position, width, height and area; an amplitude that is not positive has no highest point, so that of 1 is measured and scaled. */
function catalogued(
  kernel: Kernel,
  { axis }: CompiledModel,
  { shape, model }: CompiledLine,
  [amplitude, ...rest]: readonly number[],
  [low, high]: readonly [number, number],
): readonly number[] {
  const line: Line = { type: shape, amplitude: model.amplitude, axis, parameters: [1, ...rest] };
  const { position, fwhm, height, area } = measureLine(kernel, line);
  const finite = Number.isFinite(area) ? area : areaWithin(kernel, line, low, high, 2000);
  return [position, fwhm, amplitude * height, amplitude * finite];
}

/** The same for a shape of the user's own, from 4001 points across the region and its width again on both sides. */
function ownMeasures(
  kernel: Kernel,
  line: CompiledLine,
  numbers: readonly number[],
  [low, high]: readonly [number, number],
): readonly number[] {
  const names = line.symbols.map(({ symbol }) => symbol);
  const find = (symbol: string): number | undefined => numbers[names.indexOf(symbol)];
  const n = 4001;
  const step = (3 * (high - low)) / (n - 1);
  const x = Float64Array.from({ length: n }, (_, i) => low - (high - low) + i * step);
  const y = valuesOfTape(kernel, line.own!, [x], numbers);
  let top = 0;
  let area = 0;
  for (let i = 0; i < n; i++) {
    if (y[i] > y[top]) top = i;
    area += y[i] * step * (i === 0 || i === n - 1 ? 0.5 : 1);
  }
  const half = 0.5 * y[top];
  const crossing = (direction: 1 | -1): number => {
    for (let i = top; i > 0 && i < n - 1; i += direction) {
      const next = y[i + direction];
      if (next <= half) return x[i] + (direction * step * (y[i] - half)) / (y[i] - next);
    }
    return Number.NaN;
  };
  return [
    find("center") ?? x[top],
    crossing(1) - crossing(-1),
    find("height") ?? y[top],
    find("area") ?? area,
  ];
}
