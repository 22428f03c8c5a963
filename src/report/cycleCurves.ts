/** Curves of chosen half-cycles: voltage over charge, dQ/dV. */
import { differentialCapacity } from "../series/differentialCapacity.ts";
import type { HalfCycle } from "../series/halfCycle.ts";
import type { HalfCycleTable } from "../series/reduce.ts";
import type { Trace } from "../series/trace.ts";
import { rangeOf } from "./axis.ts";
import type { CyclesFile } from "./cyclesDocument.ts";
import { figureHtml } from "./html.ts";
import { significant } from "./number.ts";
import { type TrendSeries, trendPlot } from "./trend.ts";

type Kept = Pick<HalfCycleTable, "halfCycles" | "traces">;

/** The first, the middle and the last of some half-cycles. */
function chosenOf(halfCycles: readonly HalfCycle[]): HalfCycle[] {
  return [
    ...new Set([halfCycles[0], halfCycles[halfCycles.length >> 1], halfCycles[halfCycles.length - 1]]),
  ].filter((one) => one !== undefined);
}

/** Most points of a curve that is drawn. */
const MOST_POINTS = 300;

const everyOf = (length: number): number[] => {
  const every = Math.ceil(length / MOST_POINTS);
  return Array.from({ length: Math.floor(length / Math.max(every, 1)) }, (_, k) => k * every);
};

/** Voltage over charge of chosen cycles: charge and discharge of a full cell, both directions of a symmetric one. */
export function profileFigures(
  { cell, mass_g, area_cm2 }: CyclesFile,
  { traces, halfCycles }: Kept,
  id: string,
): string[] {
  const perArea = cell === "symmetric" ? area_cm2 : null;
  const unit = perArea !== null ? "mAh·cm⁻²" : cell === "full" && mass_g !== null ? "mAh·g⁻¹" : "mAh";
  const factor = 3.6 * (perArea ?? (cell === "full" && mass_g !== null ? mass_g : 1));
  const discharges = chosenOf(
    halfCycles.filter(({ index, direction }) => direction === "discharge" && traces.has(index)),
  );
  const series = discharges.flatMap((one): TrendSeries[] => {
    const charge = halfCycles.find(({ cycle, direction }) => cycle === one.cycle && direction === "charge");
    const halves = [charge && traces.get(charge.index), traces.get(one.index)].filter(
      (trace): trace is Trace => trace !== undefined && trace.voltage.length > 1,
    );
    if (halves.length === 0) return [];
    // One curve per cycle, interrupted between its halves
    const x: number[] = [];
    const y: number[] = [];
    for (const trace of halves) {
      for (const k of everyOf(trace.voltage.length)) {
        x.push(trace.charge[k] / factor);
        y.push(trace.voltage[k]);
      }
      x.push(Number.NaN);
      y.push(Number.NaN);
    }
    return [{ label: `cycle ${one.vendorCycle ?? one.cycle}`, x, y, curve: true }];
  });
  if (!rangeOf(series.map(({ y }) => y))) return [];
  const svg = trendPlot(series, {
    xLabel: `Q (${unit})`,
    yLabel: "V",
    unit: "V",
    scale: "linear",
    id: `${id}profile`,
  });
  return [
    figureHtml(
      svg,
      `Voltage V of the cell against the charge Q that has passed in the half-cycle, in ${unit}: charge and discharge of chosen cycles.`,
    ),
  ];
}

/** dQ/dV of the discharges whose curves were kept: the first, the middle and the last of them. */
export function differentialFigures(
  { mass_g }: CyclesFile,
  { traces, halfCycles }: Kept,
  id: string,
): string[] {
  const kept = halfCycles.filter(({ index, direction }) => direction === "discharge" && traces.has(index));
  const curves = chosenOf(kept)
    .map((one) => ({ one, curve: differentialCapacity(traces.get(one.index)!) }))
    .filter(({ curve }) => curve.value.some(Number.isFinite));
  if (curves.length === 0) return [];
  const [unit, factor] = mass_g === null ? ["mAh·V⁻¹", 3.6] : ["mAh·g⁻¹·V⁻¹", 3.6 * mass_g];
  const series = curves.map(({ one, curve }): TrendSeries => {
    const places = everyOf(curve.voltage.length);
    return {
      label: `cycle ${one.vendorCycle ?? one.cycle}`,
      x: places.map((k) => curve.voltage[k]),
      y: places.map((k) => curve.value[k] / factor),
      curve: true,
    };
  });
  const { step, window } = curves[0].curve;
  const millivolts = (volts: number): string => `${significant(1000 * volts, 3, true)} mV`;
  return [
    figureHtml(
      trendPlot(series, { xLabel: "V (V)", yLabel: "dQ/dV", unit, scale: "linear", id: `${id}dqdv` }),
      `Differential capacity |dQ/dV| in ${unit} of chosen discharges: the derivative of a parabola (Savitzky–Golay) over ${millivolts(window)} in steps of ${millivolts(step)}.`,
    ),
  ];
}
