/** The report of a run of `interphase cycles`: one HTML page that opens offline. */
import { type DifferentialCapacity, differentialCapacity } from "../series/differentialCapacity.ts";
import type { EventKind } from "../series/event.ts";
import type { HalfCycle } from "../series/halfCycle.ts";
import type { HalfCycleTable } from "../series/reduce.ts";
import { rangeOf } from "./axis.ts";
import type { CyclesFile, EventEntry } from "./cyclesDocument.ts";
import { envelopePlot } from "./envelopePlot.ts";
import { failedInputs, figureHtml, notes, pageHeader } from "./html.ts";
import type { Mark } from "./mark.ts";
import { commonFolder } from "./name.ts";
import { percent, significant } from "./number.ts";
import { htmlPage } from "./page.ts";
import { escapeXml } from "./svg.ts";
import type { FailedInput } from "./table.ts";
import { type TrendSeries, trendPlot } from "./trend.ts";

/** One file: its numbers, and what is drawn of it. */
export interface CyclesPart {
  readonly document: CyclesFile;
  /** Absent of a result that an earlier run left. */
  readonly table?: Pick<HalfCycleTable, "envelope" | "halfCycles" | "traces">;
}

export interface CyclesReport {
  readonly parts: readonly CyclesPart[];
  readonly failures: readonly FailedInput[];
  readonly version?: string;
  readonly date?: string;
  readonly command?: string;
}

/** Names of events for people. */
export const eventNames: Readonly<Record<EventKind, string>> = {
  "hard-short": "hard short",
  "soft-short": "soft short",
  depletion: "lithium depleted",
  activation: "slow activation",
};

export function cyclesReport(report: CyclesReport): string {
  const { parts } = report;
  const only = parts.length === 1 ? parts[0].document : undefined;
  const title = only
    ? `Cycling of ${only.file.slice(commonFolder([only.file]).length)}`
    : `Cycling of ${parts.length} files`;
  const body = [
    pageHeader(title, [
      ["cell", only ? cellWords(only) : ""],
      ["program", `Interphase${report.version ? ` ${report.version}` : ""}`],
      ["date", report.date ?? ""],
      ["command", report.command ?? ""],
    ]),
    failedInputs(report.failures, "read"),
    ...parts.map((part, k) => cyclesSection(part, { id: `cell${k}`, named: parts.length > 1 })),
    `<footer><p>Overpotentials are the medians over 20 to 80 % of the charge of each half-cycle. A hard short stays below half of what the half-cycles before let expect; a soft short is a sudden fall that is smaller or recovers; both are judged by how fast the overpotential falls, not by how low it is. Depletion is a sharp rise at the end of stripping. A flat and low overpotential is no proof of a good interface: soft shorts give it too (Menkin et al., Faraday Discuss. 2023). Each column of a voltage trace spans its least to its greatest voltage.</p></footer>`,
  ].join("\n");
  return htmlPage(title, body, report.version);
}

export function cellWords({ cell, halfCycles, cycles, rows }: CyclesFile): string {
  const last = halfCycles.at(-1);
  const hours = ((last?.endTime_s ?? 0) - (halfCycles[0]?.startTime_s ?? 0)) / 3600;
  const count = (many: number, one: string): string => `${many} ${one}${many === 1 ? "" : "s"}`;
  return `${cell}, ${count(halfCycles.length, "half-cycle")} in ${count(cycles.length, "cycle")}, ${significant(hours, 3)} h, ${count(rows, "row")}`;
}

/** One file with its events, critical current, capacities and figures. @param id begins the names inside its figures */
export function cyclesSection(
  { document, table }: CyclesPart,
  { id, named }: { readonly id: string; readonly named: boolean },
): string {
  const { events } = document;
  const letters = events.map((_, k) => letterOf(k));
  const marks = (of: (event: EventEntry) => number): Mark[] =>
    events.map((event, k) => ({ x: of(event), label: letters[k] }));
  const sections = [
    named ? `<h2>${escapeXml(document.file)}</h2><p>${escapeXml(cellWords(document))}</p>` : "",
    eventTable(document, letters),
    criticalText(document),
    capacityText(document),
    table === undefined
      ? `<h2>Voltage</h2><p>An earlier run read this file, so its voltage trace is not drawn; run without --resume to draw it.</p>`
      : `<h2>Voltage</h2>${figureHtml(
          envelopePlot(table.envelope, { marks: marks(({ time_s }) => time_s / 3600), id: `${id}trace` }),
          events.length > 0
            ? `Voltage against time; ${letters.join(", ")}: the event${letters.length > 1 ? "s" : ""} above.`
            : "Voltage against time.",
        ).replace("<figure>", '<figure class="wide">')}`,
    `<h2>Cycles</h2><div class="figures">${figures(
      { document, table },
      id,
      marks(({ cycle }) => cycle),
    ).join("")}</div>`,
    notes(document.warnings),
  ];
  return `<section>${sections.join("\n")}</section>`;
}

function letterOf(k: number): string {
  const letter = String.fromCharCode(65 + (k % 26));
  return k < 26 ? letter : `${letter}${Math.floor(k / 26)}`;
}

function eventTable({ events }: CyclesFile, letters: readonly string[]): string {
  if (events.length === 0)
    return `<h2>Events</h2><p>No short circuit, depletion or activation was found.</p>`;
  const head = ["event", "cycle", "t (h)", "rule", "confidence"];
  const rows = events.map((event, k) => {
    const cells = [
      `${letters[k]}: ${eventNames[event.kind]}`,
      event.lastCycle > event.cycle ? `${event.cycle} … ${event.lastCycle}` : String(event.cycle),
      significant(event.time_s / 3600, 4),
      event.rule,
      percent(event.confidence),
    ];
    return `<tr>${cells.map((cell, c) => `<td${c === 3 ? ' class="l w"' : c === 0 ? ' class="l"' : ""}>${escapeXml(cell)}</td>`).join("")}</tr>`;
  });
  return `<h2>Events</h2><div class="scroll" tabindex="0" role="region" aria-label="Events"><table><thead><tr>${head.map((cell, c) => `<th scope="col"${c === 0 || c === 3 ? ' class="l"' : ""}>${cell}</th>`).join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

function criticalText({ criticalCurrent }: CyclesFile): string {
  const sentence = criticalCurrent && criticalSentence(criticalCurrent);
  return sentence ? `<h2>Critical current</h2><p>${escapeXml(sentence)}</p>` : "";
}

/** "Endures 1.8 mA·cm⁻², fails at 1.9 (step 0.1); fixed time, 600 s per half-cycle, 25 levels of 2 half-cycles". */
export function criticalSentence(found: NonNullable<CyclesFile["criticalCurrent"]>): string {
  const { lastClean, firstFailing, step, unit, protocol, held, levels, halfCyclesPerLevel } = found;
  const three = (value: number | null): string => (value === null ? "" : significant(value, 4, true));
  const endured =
    lastClean === null
      ? `The first level, ${three(firstFailing)} ${unit}, fails`
      : firstFailing === null
        ? `Endures ${three(lastClean)} ${unit}, the highest level; the step is ${three(step)}`
        : `Endures ${three(lastClean)} ${unit}, fails at ${three(firstFailing)} (step ${three(step)})`;
  const kept =
    protocol === "fixed-time"
      ? `fixed time, ${three(held)} s per half-cycle`
      : protocol === "fixed-capacity"
        ? `fixed capacity, ${three(held)} ${unit.replace("mA", "mAh")} per half-cycle`
        : "neither time nor capacity of the half-cycles is fixed";
  return `${endured}; ${kept}, ${levels} levels of ${halfCyclesPerLevel} half-cycles.`;
}

function capacityText({ retention, rates, cell }: CyclesFile): string {
  if (cell === "symmetric") return "";
  const sentences: string[] = [];
  if (retention) sentences.push(retentionSentence(retention));
  if (rates.length > 1) {
    sentences.push(
      `By current: ${rates.map((rate) => `${significant(rate.discharge_mAh_g ?? rate.discharge_mAh, 4)} ${rate.discharge_mAh_g === null ? "mAh" : "mAh/g"} at ${significant(rate.current_mA, 3)} mA`).join(", ")}.`,
    );
  }
  return sentences.length === 0
    ? ""
    : `<h2>Capacity</h2>${sentences.map((sentence) => `<p>${escapeXml(sentence)}</p>`).join("")}`;
}

export function retentionSentence(retention: NonNullable<CyclesFile["retention"]>): string {
  const { referenceCycle, lastCycle } = retention;
  return `Cycle ${lastCycle} gives ${percent(retention.retention, 3)} of the discharge capacity of cycle ${referenceCycle}: ${percent(retention.linearDecayPerCycle)} per cycle linearly, ${percent(retention.compoundDecayPerCycle)} compound.`;
}

function figures({ document, table }: CyclesPart, id: string, marks: readonly Mark[]): string[] {
  const { halfCycles, cycles, events, mass_g, area_cm2 } = document;
  const pictures: string[] = [];
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
    pictures.push(
      figureHtml(
        trendPlot(series, {
          xLabel: "cycle",
          yLabel,
          unit,
          scale: "linear",
          marks,
          ...(steady && { include: against }),
          id: `${id}${name}`,
        }),
        caption,
      ),
    );
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
    if (table) pictures.push(...differential(table, id));
  }
  return pictures;
}

/** dQ/dV of the discharges whose curves were kept: the first, the middle and the last of them. */
function differential({ traces, halfCycles }: NonNullable<CyclesPart["table"]>, id: string): string[] {
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
    figureHtml(
      trendPlot(series, {
        xLabel: "V (V)",
        yLabel: "dQ/dV",
        unit: "mAh/V",
        scale: "linear",
        id: `${id}dqdv`,
      }),
      `Discharge, Savitzky–Golay over ${significant(1000 * window, 2)} mV in steps of ${significant(1000 * step, 2)} mV.`,
    ),
  ];
}

/** Most points of a curve that is drawn point by point. */
const MOST_POINTS = 150;

function thinned({ voltage, value }: DifferentialCapacity): { x: number[]; y: number[] } {
  const every = Math.ceil(voltage.length / MOST_POINTS);
  const places = Array.from({ length: Math.floor(voltage.length / every) }, (_, k) => k * every);
  return { x: places.map((k) => voltage[k]), y: places.map((k) => value[k] / 3.6) };
}
