/** Figures over the life of a cell: overpotential, wedge, capacity, efficiency, dQ/dV. */
import { type DifferentialCapacity, differentialCapacity } from "../series/differentialCapacity.ts";
import type { HalfCycle } from "../series/halfCycle.ts";
import { rangeOf } from "./axis.ts";
import type { CyclesPart } from "./cyclesPage.ts";
import type { Mark } from "./mark.ts";
import { significant } from "./number.ts";
import type { TrendSeries } from "./trend.ts";
import type { Trend } from "./trendgrid.ts";

export interface CyclesFigure extends Trend {
  readonly name: string;
  readonly caption: string;
  /** A value that the ordinate must show. */
  readonly include?: number;
}

/** The quantities of the cycles and half-cycles of a file, one figure each. */
export function cyclesFigures({ document, table }: CyclesPart, marks: readonly Mark[]): CyclesFigure[] {
  const { halfCycles, cycles, events, mass_g, area_cm2 } = document;
  const pictures: CyclesFigure[] = [];
  const plot = (
    series: readonly TrendSeries[],
    yLabel: string,
    unit: string,
    name: string,
    caption: string,
    /** What hardly changes is shown against this value, not against its own noise. */
    against?: number,
  ): void => {
    const range = rangeOf(series.map(({ y }) => y));
    if (!range) return;
    const steady = range[1] - range[0] < 0.05 * Math.abs(range[1]);
    pictures.push({
      series,
      xLabel: "cycle",
      yLabel,
      unit,
      scale: "linear",
      marks,
      ...(steady && { include: against }),
      name,
      caption,
    });
  };
  // A half-cycle in which a filament touches has no shape, nor has one behind a hard short
  const broken = new Set(
    events.filter(({ kind }) => kind.endsWith("short")).map(({ halfCycle }) => halfCycle),
  );
  const dead = Math.min(
    ...events.filter(({ kind }) => kind === "hard-short").map(({ halfCycle }) => halfCycle),
    Number.POSITIVE_INFINITY,
  );
  const halves = (
    label: string,
    direction: HalfCycle["direction"],
    of: (k: number) => number | null,
    shape = false,
  ): TrendSeries => {
    const rows = halfCycles.flatMap((one, k) => (one.direction === direction ? [k] : []));
    return {
      label,
      x: rows.map((k) => halfCycles[k].cycle),
      y: rows.map((k) => {
        const { index } = halfCycles[k];
        return shape && (broken.has(index) || index >= dead) ? Number.NaN : (of(k) ?? Number.NaN);
      }),
    };
  };
  if (document.cell === "symmetric") {
    plot(
      [
        halves("charge", "charge", (k) => halfCycles[k].overpotentialPlateau_V),
        halves("discharge", "discharge", (k) => halfCycles[k].overpotentialPlateau_V),
      ],
      "η",
      "V",
      "eta",
      "Overpotential of the plateaus.",
    );
    plot(
      [
        halves("charge", "charge", (k) => halfCycles[k].wedge, true),
        halves("discharge", "discharge", (k) => halfCycles[k].wedge, true),
      ],
      "(η₉₅ − η₅)/η",
      "",
      "wedge",
      "Growth of the overpotential from 5 to 95 % of a half-cycle.",
    );
  }
  const perArea = document.cell === "symmetric" ? area_cm2 : null;
  const capacity = (value: number | null, perGram: number | null): number =>
    (perArea !== null && value !== null ? value / perArea : mass_g === null ? value : perGram) ?? Number.NaN;
  plot(
    [
      {
        label: "charge",
        x: cycles.map(({ cycle }) => cycle),
        y: cycles.map((one) => capacity(one.charge_mAh, one.charge_mAh_g)),
      },
      {
        label: "discharge",
        x: cycles.map(({ cycle }) => cycle),
        y: cycles.map((one) => capacity(one.discharge_mAh, one.discharge_mAh_g)),
      },
    ],
    "Q",
    perArea !== null ? "mAh·cm⁻²" : mass_g === null ? "mAh" : "mAh/g",
    "capacity",
    "Charge of each half-cycle.",
    0,
  );
  if (document.cell === "full") {
    plot(
      [
        {
          label: "efficiency",
          x: cycles.map(({ cycle }) => cycle),
          y: cycles.map((one) => 100 * (one.coulombicEfficiency ?? Number.NaN)),
        },
      ],
      "Coulombic efficiency",
      "%",
      "efficiency",
      `Coulombic efficiency, ${document.efficiency}.`,
      100,
    );
    if (table) pictures.push(...differential(table));
  }
  return pictures;
}

/** dQ/dV of the discharges whose curves were kept: the first, the middle and the last of them. */
function differential({ traces, halfCycles }: NonNullable<CyclesPart["table"]>): CyclesFigure[] {
  const kept = halfCycles.filter(({ index, direction }) => direction === "discharge" && traces.has(index));
  const chosen = [...new Set([kept[0], kept[kept.length >> 1], kept[kept.length - 1]])].filter(
    (one) => one !== undefined,
  );
  const curves = chosen
    .map((one) => ({ one, curve: differentialCapacity(traces.get(one.index)!) }))
    .filter(({ curve }) => curve.value.some(Number.isFinite));
  if (curves.length === 0) return [];
  const series = curves.map(
    ({ one, curve }): TrendSeries => ({
      label: `cycle ${one.vendorCycle ?? one.cycle}`,
      ...thinned(curve),
    }),
  );
  const { step, window } = curves[0].curve;
  return [
    {
      series,
      xLabel: "V (V)",
      yLabel: "dQ/dV",
      unit: "mAh/V",
      scale: "linear",
      name: "dqdv",
      caption: `Discharge, Savitzky–Golay over ${significant(1000 * window, 2)} mV in steps of ${significant(1000 * step, 2)} mV.`,
    },
  ];
}

/** Most points of a curve that is drawn point by point. */
const MOST_POINTS = 150;

function thinned({ voltage, value }: DifferentialCapacity): { x: number[]; y: number[] } {
  const every = Math.ceil(voltage.length / MOST_POINTS);
  const places = Array.from({ length: Math.floor(voltage.length / every) }, (_, k) => k * every);
  return { x: places.map((k) => voltage[k]), y: places.map((k) => value[k] / 3.6) };
}
