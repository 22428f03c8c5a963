/** The report of a run of `interphase cycles`: one HTML page that opens offline. */
import type { EventKind } from "../series/event.ts";
import type { HalfCycleTable } from "../series/reduce.ts";
import { cycleFigures, voltageFigure } from "./cycleFigures.ts";
import type { CyclesFile, EventEntry } from "./cyclesDocument.ts";
import { failedInputs, notes, pageHeader } from "./html.ts";
import type { Mark } from "./mark.ts";
import { commonFolder } from "./name.ts";
import { percent, significant } from "./number.ts";
import { htmlPage } from "./page.ts";
import { escapeXml } from "./svg.ts";
import type { FailedInput } from "./table.ts";

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
  const folder = commonFolder(report.parts.map(({ document }) => document.file));
  const parts = report.parts.map((part) => ({
    ...part,
    document: { ...part.document, file: part.document.file.slice(folder.length) },
  }));
  const only = parts.length === 1 ? parts[0].document : undefined;
  const title = only ? `Cycling of ${only.file}` : `Cycling of ${parts.length} files`;
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

/**
 * One file with its events, critical current, capacities and figures.
 *
 * @param id begins the names inside its figures
 * @param tabled the caller prints capacities by current with their errors; the section does not say them again
 */
export function cyclesSection(
  { document, table }: CyclesPart,
  { id, named, tabled = false }: { readonly id: string; readonly named: boolean; readonly tabled?: boolean },
): string {
  const { events } = document;
  const letters = events.map((_, k) => letterOf(k));
  const marks = (of: (event: EventEntry) => number | null): Mark[] =>
    events.flatMap((event, k) => {
      const x = of(event);
      return x === null ? [] : [{ x, label: letters[k] }];
    });
  const drawing = { id, marks, said: eventWords(events, letters) };
  const sections = [
    named ? `<h2>${escapeXml(document.file)}</h2><p>${escapeXml(cellWords(document))}</p>` : "",
    eventTable(document, letters),
    criticalText(document),
    capacityText(document, tabled),
    table === undefined
      ? `<h2>Voltage</h2><p>An earlier run read this file, so its voltage trace is not drawn; run without --resume to draw it.</p>`
      : `<h2>Voltage</h2>${voltageFigure(document, table, drawing)}`,
    `<h2>Cycles</h2>${cycleFigures(document, table, drawing)}`,
    notes(document.warnings),
  ];
  return `<section>${sections.join("\n")}</section>`;
}

function letterOf(k: number): string {
  const letter = String.fromCharCode(65 + (k % 26));
  return k < 26 ? letter : `${letter}${Math.floor(k / 26)}`;
}

/** "A: hard short, cycle 14": what the letters of a figure stand for; the rules stand in the table. */
function eventWords(events: readonly EventEntry[], letters: readonly string[]): string {
  const named = events
    .slice(0, 4)
    .map(({ kind, cycle }, k) => `${letters[k]}: ${eventNames[kind]}, cycle ${cycle}`);
  const more = events.length > 4 ? `; ${events.length - 4} more in the table` : "";
  return events.length === 0 ? "" : ` ${named.join("; ")}${more} (rules in the table of events).`;
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

function capacityText({ retention, rates, cell }: CyclesFile, tabled: boolean): string {
  if (cell === "symmetric") return "";
  const sentences: string[] = [];
  // Between currents a capacity changes for other reasons than age
  if (retention && rates.length < 2) sentences.push(retentionSentence(retention));
  if (rates.length > 1 && !tabled) {
    sentences.push(
      `By current (medians of the discharges): ${rates.map((rate) => `${significant(rate.discharge_mAh_g ?? rate.discharge_mAh, 4)} ${rate.discharge_mAh_g === null ? "mAh" : "mAh·g⁻¹"} at ${significant(rate.current_mA, 3, true)} mA`).join(", ")}.`,
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
