/** Figures behind quantities of cells: data with what was fitted to them. */
import type { ArrheniusData, ArrheniusLaw } from "../cell/arrhenius.ts";
import type { ExchangeCurrent } from "../cell/kinetics.ts";
import type { MeyerNeldel, MeyerNeldelSample } from "../cell/meyerNeldel.ts";
import type { Onset } from "../cell/onset.ts";
import type { TransientAnalysis } from "../cell/transient.ts";
import { fieldUnit } from "../cell/unit.ts";
import type { WarburgTail } from "../cell/warburgTail.ts";
import { arrheniusPlot } from "./arrhenius.ts";
import { onsetMarks } from "./cellCaptions.ts";
import { curvePlot } from "./curvePlot.ts";
import { displayUnit, heading } from "./number.ts";
import type { FigureOptions } from "./svg.ts";

/** Current over time since the step, with the law of the most weight. */
export function transientPlot(
  { models, time, current }: TransientAnalysis,
  options: FigureOptions = {},
): string {
  const { fitted } = models[0].fit;
  const { factor, unit } = displayUnit(Math.max(...Array.from(current, Math.abs)), "A");
  const shown = (values: ArrayLike<number>) => Array.from(values, (value) => value / factor);
  return curvePlot(
    {
      x: time,
      measured: shown(current),
      fitted: shown(fitted),
      line: { x: time, y: shown(fitted) },
      xLabel: "time since the step (s)",
      yLabel: heading("I", unit),
      modelName: "fit",
    },
    options,
  );
}

/** log10|j| over |η| with the Tafel lines, drawn down to η = 0, both branches in one. */
export function tafelPlot(
  { branches, overpotential, currentDensity }: ExchangeCurrent,
  options: FigureOptions = {},
): string {
  // Close to equilibrium the logarithm runs to −∞ and says nothing
  const most = currentDensity.reduce((largest, j) => Math.max(largest, Math.abs(j)), 0);
  const rows = overpotential.map((_, i) => i).filter((i) => Math.abs(currentDensity[i]) > 1e-3 * most);
  const inWindow = (i: number): number => {
    const branch = branches.find(({ x, name }) =>
      x.includes(name === "anodic" ? overpotential[i] : -overpotential[i]),
    );
    if (!branch) return Number.NaN;
    const [a, s] = branch.fit.values;
    return a - 1 + s * Math.abs(overpotential[i]);
  };
  const ends = branches.flatMap(({ fit, x, name }) => {
    const sign = name === "anodic" ? 1 : -1;
    const [a, s] = fit.values;
    const far = Math.max(...x);
    const points: [number, number][] = [
      [0, a - 1],
      [sign * far, a - 1 + s * far],
      [Number.NaN, Number.NaN],
    ];
    return points;
  });
  return curvePlot(
    {
      x: rows.map((i) => overpotential[i]),
      // A·m⁻² to mA·cm⁻²
      measured: rows.map((i) => Math.log10(Math.abs(currentDensity[i])) - 1),
      fitted: rows.map(inWindow),
      line: { x: ends.map(([x]) => x), y: ends.map(([, y]) => y) },
      xLabel: "η of one interface (V)",
      yLabel: "log₁₀ |j/(mA·cm⁻²)|",
      modelName: "Tafel lines",
    },
    options,
  );
}

/** j over η with Butler–Volmer, where it was fitted. */
export function butlerVolmerPlot(
  { butlerVolmer, overpotential, currentDensity }: ExchangeCurrent,
  options: FigureOptions = {},
): string | undefined {
  if (!butlerVolmer) return undefined;
  const order = overpotential.map((_, i) => i).sort((a, b) => overpotential[a] - overpotential[b]);
  const fitted = order.map((i) => butlerVolmer.fitted[i] / 10);
  const x = order.map((i) => overpotential[i]);
  return curvePlot(
    {
      x,
      measured: order.map((i) => currentDensity[i] / 10),
      fitted,
      line: { x, y: fitted },
      xLabel: "η of one interface (V)",
      yLabel: "j (mA·cm⁻²)",
      modelName: "Butler–Volmer",
    },
    options,
  );
}

/** Z′ over ω^(−1/2) with the line of the tail. */
export function warburgPlot(
  { result, root, real, inTail }: WarburgTail,
  options: FigureOptions = {},
): string {
  const [R, S] = ["R", "S"].map((name) => result.values[result.parameters.indexOf(name)]);
  const tail = root.filter((_, i) => inTail[i]);
  const fitted = root.map((x, i) => (inTail[i] ? R + S * x : Number.NaN));
  const ends = [Math.min(...tail), Math.max(...tail)];
  const { factor, unit } = displayUnit(Math.max(...Array.from(real, Math.abs)), "Ω");
  const shown = (values: ArrayLike<number>) => Array.from(values, (value) => value / factor);
  return curvePlot(
    {
      x: root,
      measured: shown(real),
      fitted: shown(fitted),
      line: { x: ends, y: shown(ends.map((x) => R + S * x)) },
      xLabel: "ω⁻½ (s½)",
      yLabel: heading("Z′", unit),
      modelName: "line of the tail",
    },
    options,
  );
}

/** The sweep with its base line and the tangent, and the onset potentials A, B, C … from the lowest on. */
export function onsetPlot(
  { potential, current, baseline, tangent, quantities }: Onset,
  options: FigureOptions = {},
): string {
  const at = ({ fit: { values }, centre }: Onset["baseline"], E: number): number =>
    (values[0] + values[1] * (E - centre)) / 10;
  const base = [potential[0], potential[potential.length - 1]];
  const top = Math.max(...current);
  const reach = tangent
    ? [0, top].map((j) => tangent.centre + (j - tangent.fit.values[0]) / tangent.fit.values[1])
    : [];
  return curvePlot(
    {
      x: potential,
      measured: current.map((j) => j / 10),
      fitted: potential.map((E) => at(baseline, E)),
      line: {
        x: [...base, Number.NaN, ...reach],
        y: [...base.map((E) => at(baseline, E)), Number.NaN, ...reach.map((E) => at(tangent!, E))],
      },
      xLabel: "E (V)",
      yLabel: "j (mA·cm⁻²)",
      modelName: "base line and tangent",
      marks: onsetMarks(quantities).map(({ quantity, label }) => ({ x: quantity.value, label })),
      residuals: false,
    },
    options,
  );
}

/** The Arrhenius plot of a sample, in the unit of the field. */
export function lawPlot({ law }: ArrheniusLaw, data: ArrheniusData, options: FigureOptions = {}): string {
  return arrheniusPlot(law, data, { points: "measured", display: fieldUnit(law.unit), ...options });
}

/** ln A over Ea of the samples with the Meyer–Neldel line. */
export function meyerNeldelPlot(
  { lnA00, slope }: MeyerNeldel,
  samples: readonly MeyerNeldelSample[],
  options: FigureOptions = {},
): string {
  const numbersOf = (name: string) => samples.map(({ fit }) => fit.values[fit.parameters.indexOf(name)]);
  const x = numbersOf("E");
  const ends = [Math.min(...x), Math.max(...x)];
  return curvePlot(
    {
      x,
      measured: numbersOf("lnA"),
      fitted: x.map((E) => lnA00 + slope * E),
      line: { x: ends, y: ends.map((E) => lnA00 + slope * E) },
      xLabel: "Ea (eV)",
      yLabel: "ln A",
    },
    options,
  );
}
