/** Figures of cycling: voltage over time, overpotentials, capacities and curves of chosen half-cycles. */
import { type Envelope, emptyEnvelope } from "../series/envelope.ts";
import type { HalfCycleTable } from "../series/reduce.ts";
import { rangeOf } from "./axis.ts";
import { differentialFigures, profileFigures } from "./cycleCurves.ts";
import type { CyclesFile, EventEntry, HalfCycleEntry } from "./cyclesDocument.ts";
import { type EnvelopeTrace, envelopesPlot } from "./envelopePlot.ts";
import { figureHtml, wideFigure } from "./html.ts";
import type { Mark } from "./mark.ts";
import { significant } from "./number.ts";
import { escapeXml } from "./svg.ts";
import { type TrendOptions, type TrendSeries, trendPlot } from "./trend.ts";

/** What the figures of one file share. */
export interface CycleDrawing {
  /** Begins the names inside the figures. */
  readonly id: string;
  /** The events at places on an abscissa; null has none. */
  readonly marks: (of: (event: EventEntry) => number | null) => Mark[];
  /** What the letters stand for, a sentence behind a caption. */
  readonly said: string;
}

type Drawn = Pick<HalfCycleTable, "envelope" | "halfCycles" | "traces">;

/** The voltage over time; where the current is the protocol, as in a ladder, the current below it. */
export function voltageFigure(document: CyclesFile, table: Drawn, { id, marks, said }: CycleDrawing): string {
  const traces: EnvelopeTrace[] = [{ envelope: table.envelope, name: "Voltage", symbol: "V", unit: "V" }];
  const stepped = document.criticalCurrent !== null || document.rates.length > 1;
  const current = stepped ? currentTrace(document) : undefined;
  if (current) traces.push(current);
  const words = current
    ? `Voltage V of the cell, measured, and mean ${current.name.toLowerCase()} ${current.symbol} of its half-cycles against time t.`
    : "Voltage V of the cell against time t, measured; each column of the picture spans its least to its greatest voltage.";
  return figureHtml(
    envelopesPlot(traces, {
      width: wideFigure,
      marks: marks(({ time_s }) => time_s / 3600),
      id: `${id}trace`,
    }),
    `${words}${said}`,
    true,
  );
}

/** The mean current of each half-cycle as a trace. */
function currentTrace({ halfCycles, area_cm2 }: CyclesFile): EnvelopeTrace | undefined {
  const known = halfCycles.filter(
    ({ startTime_s, endTime_s, current_mA }) =>
      startTime_s !== null && endTime_s !== null && current_mA !== null,
  );
  if (known.length === 0) return undefined;
  const perArea = area_cm2 !== null && known.every((one) => one.currentDensity_mA_cm2 !== null);
  const values = Float64Array.from(known, (one) => (perArea ? one.currentDensity_mA_cm2! : one.current_mA!));
  const envelope: Envelope = {
    ...emptyEnvelope(known.length),
    left: Float64Array.from(known, ({ startTime_s }) => startTime_s!),
    right: Float64Array.from(known, ({ endTime_s }) => endTime_s!),
    least: values,
    greatest: values,
  };
  return perArea
    ? { envelope, name: "Current density", symbol: "j", unit: "mA·cm⁻²" }
    : { envelope, name: "Current", symbol: "I", unit: "mA" };
}

/** Overpotentials of symmetric cells, capacities of full ones, curves of chosen half-cycles. What never changes is a sentence. */
export function cycleFigures(
  document: CyclesFile,
  table: Drawn | undefined,
  { id, marks, said }: CycleDrawing,
): string {
  const figures: string[] = [];
  const sentences: string[] = [];
  const add = (
    name: string,
    series: readonly TrendSeries[],
    options: TrendOptions,
    caption: string,
    marked = true,
  ): void => {
    if (!rangeOf(series.map(({ y }) => y))) return;
    const events = marked ? marks(({ cycle }) => cycle) : (options.marks ?? []);
    const svg = trendPlot(series, {
      xLabel: "cycle",
      scale: "linear",
      ...options,
      marks: events,
      id: `${id}${name}`,
    });
    figures.push(figureHtml(svg, `${caption}${events.length > 0 ? said : ""}`));
  };
  const symmetric = document.cell === "symmetric";
  if (symmetric) overpotentials(document, add, marks);
  const capacity = capacitySeries(document);
  const constant = constantValue(capacity.series);
  if (constant !== undefined && symmetric) {
    sentences.push(`Every half-cycle passes ${significant(constant, 4)} ${capacity.unit}.`);
  } else {
    add(
      "capacity",
      capacity.series,
      {
        yLabel: "Q",
        unit: capacity.unit,
        // What hardly changes is shown against zero, not against its own noise
        ...(isSteady(capacity.series) && { include: 0 }),
      },
      `Charge Q that passed in each ${symmetric ? "half-cycle" : "charge and discharge"}, in ${capacity.unit}.`,
    );
  }
  if (!symmetric) {
    const efficiency: TrendSeries = {
      label: "efficiency",
      x: document.cycles.map(({ cycle }) => cycle),
      y: document.cycles.map((one) => 100 * (one.coulombicEfficiency ?? Number.NaN)),
    };
    const same = constantValue([efficiency], 1e-4);
    if (same !== undefined) {
      sentences.push(
        `The coulombic efficiency (${document.efficiency}) is ${significant(same, 5)} % in every cycle.`,
      );
    } else {
      add(
        "efficiency",
        [efficiency],
        { yLabel: "coulombic efficiency", unit: "%", ...(isSteady([efficiency]) && { include: 100 }) },
        `Coulombic efficiency of each cycle in %: ${document.efficiency}.`,
      );
    }
  }
  if (table) {
    figures.push(...profileFigures(document, table, id));
    if (!symmetric) figures.push(...differentialFigures(document, table, id));
  }
  const text = sentences.map((sentence) => `<p>${escapeXml(sentence)}</p>`).join("");
  return `${text}${figures.length === 0 ? "" : `<div class="figures">${figures.join("")}</div>`}`;
}

/** Q of charges and discharges over the cycle: per area of a symmetric cell, per mass of a full one, where these are known. */
function capacitySeries({ cell, cycles, mass_g, area_cm2 }: CyclesFile): {
  readonly unit: string;
  readonly series: readonly TrendSeries[];
} {
  const perArea = cell === "symmetric" ? area_cm2 : null;
  const of = (value: number | null, perGram: number | null): number =>
    (perArea !== null && value !== null ? value / perArea : mass_g === null ? value : perGram) ?? Number.NaN;
  const x = cycles.map(({ cycle }) => cycle);
  return {
    unit: perArea !== null ? "mAh·cm⁻²" : mass_g === null ? "mAh" : "mAh·g⁻¹",
    series: [
      { label: "charge", x, y: cycles.map((one) => of(one.charge_mAh, one.charge_mAh_g)) },
      { label: "discharge", x, y: cycles.map((one) => of(one.discharge_mAh, one.discharge_mAh_g)) },
    ],
  };
}

/** The value that all points share within a part of it; undefined if they do not, or are fewer than three. */
function constantValue(series: readonly TrendSeries[], part = 2e-3): number | undefined {
  const range = rangeOf(series.map(({ y }) => y));
  if (!range || series.reduce((sum, { y }) => sum + y.length, 0) < 3) return undefined;
  return range[1] - range[0] <= part * Math.abs(range[1]) ? (range[0] + range[1]) / 2 : undefined;
}

function isSteady(series: readonly TrendSeries[]): boolean {
  const range = rangeOf(series.map(({ y }) => y));
  return range !== undefined && range[1] - range[0] < 0.05 * Math.abs(range[1]);
}

type Add = (
  name: string,
  series: readonly TrendSeries[],
  options: TrendOptions,
  caption: string,
  marked?: boolean,
) => void;

/** Plateaus and wedges of a symmetric cell; of a ladder over the current density. */
function overpotentials(document: CyclesFile, add: Add, marks: CycleDrawing["marks"]): void {
  const { halfCycles, events, criticalCurrent } = document;
  // A half-cycle in which a filament touches has no shape, nor has one behind a hard short
  const broken = new Set(
    events.filter(({ kind }) => kind.endsWith("short")).map(({ halfCycle }) => halfCycle),
  );
  const dead = Math.min(
    ...events.filter(({ kind }) => kind === "hard-short").map(({ halfCycle }) => halfCycle),
    Number.POSITIVE_INFINITY,
  );
  const level = (one: HalfCycleEntry): number | null => {
    const value = one.currentDensity_mA_cm2 ?? one.current_mA;
    return value === null ? null : Math.abs(value);
  };
  const ladder = criticalCurrent !== null && halfCycles.every((one) => level(one) !== null);
  const halves = (
    of: (one: HalfCycleEntry) => number | null,
    abscissa: (one: HalfCycleEntry) => number | null,
  ): TrendSeries[] =>
    (["charge", "discharge"] as const).map((direction) => {
      const rows = halfCycles.filter((one) => one.direction === direction);
      return {
        label: direction,
        x: rows.map((one) => abscissa(one) ?? Number.NaN),
        y: rows.map((one) => of(one) ?? Number.NaN),
      };
    });
  const eta = (one: HalfCycleEntry): number | null => one.overpotentialPlateau_V;
  if (ladder) {
    const { unit, lastClean } = criticalCurrent;
    const at = (event: EventEntry): number | null => {
      const one = halfCycles.find(({ index }) => index === event.halfCycle);
      return one ? level(one) : null;
    };
    add(
      "eta",
      halves(eta, level),
      { xLabel: `j (${unit})`, yLabel: "η", unit: "V", marks: marks(at) },
      `Overpotential η of each half-cycle, the median over 20 to 80 % of its charge, against the current density j in ${unit}.${lastClean === null ? "" : ` Last level without a short: ${significant(lastClean, 4, true)} ${unit}.`}`,
      false,
    );
  } else {
    add(
      "eta",
      halves(eta, ({ cycle }) => cycle),
      { yLabel: "η", unit: "V" },
      "Overpotential η of each half-cycle, the median over 20 to 80 % of its charge.",
    );
  }
  add(
    "wedge",
    halves(
      ({ wedge, index }) => (broken.has(index) || index >= dead || wedge === null ? null : 100 * wedge),
      ({ cycle }) => cycle,
    ),
    { yLabel: "(η₉₅ − η₅)/η", unit: "%" },
    "Growth of the overpotential from 5 to 95 % of the charge of a half-cycle, over its plateau, in %: 0 is flat, a wedge is positive. Half-cycles with a short and behind a hard one have none.",
  );
}
