/** What is shown of a record: its row in the list, its facts, marks and curves, its parts of the reports. */
import { type CyclesPart, cellWords, letterOf } from "../../report/cyclesPage.ts";
import type { Mark } from "../../report/mark.ts";
import { shortened } from "../../report/name.ts";
import { significant } from "../../report/number.ts";
import { distinctLooks } from "../../report/palette.ts";
import type { PressurePart } from "../../report/pressurePage.ts";
import type { ProfileSeries } from "../../report/profilePlot.ts";
import { profileOfSamples, profileOfTrace } from "../../series/profile.ts";
import type { Survey } from "../../series/survey.ts";
import type { DataRow } from "../dataList.ts";
import { type Findings, findingsOf } from "./findings.ts";
import { halfCycleName } from "./halfCyclesPanel.ts";
import type { OpenRecord } from "./openRecord.ts";
import type { Looked } from "./saved.ts";
import type { CellRecord } from "./state.ts";

/** Half-cycles with more samples are drawn from the curve that the reduction kept, or not at all. */
const MOST_SAMPLES = 2_000_000;

/** Events and the warning of the pressure, in the order of time; at s. */
export function marksOf(findings: Findings | undefined): Mark[] {
  if (!findings) return [];
  const { document, pressure } = findings;
  return [
    ...document.events.map(({ time_s }, k) => ({ x: time_s, label: letterOf(k) })),
    ...(pressure?.warning?.time_s ? [{ x: pressure.warning.time_s, label: "W" }] : []),
  ].sort((a, b) => a.x - b.x);
}

/** Curves of the selected half-cycles, the current one first. */
export function profilesOf(
  record: OpenRecord,
  findings: Findings | undefined,
  looked: Looked,
): ProfileSeries[] {
  if (!findings) return [];
  const { table, document } = findings;
  const places = [...new Set([looked.current, ...looked.selected])].slice(0, distinctLooks);
  return places.flatMap((place): ProfileSeries[] => {
    const one = table.halfCycles[place];
    if (!one) return [];
    const label = halfCycleName(document.halfCycles[place]);
    const trace = table.traces.get(one.index);
    if (trace) return [{ label, ...profileOfTrace(trace, one) }];
    const samples = record.samplesBetween(one.startTime, one.endTime, MOST_SAMPLES);
    if (!samples) return [];
    return [{ label, ...profileOfSamples(one, samples.time, samples.voltage, samples.current) }];
  });
}

export function recordRows(records: readonly CellRecord[]): DataRow[] {
  const labels = shortened(records.map(({ survey: { file } }) => ({ file })));
  return records.map((record, k): DataRow => {
    const { survey } = record;
    const findings = findingsOf(record);
    const count = (findings?.document.events.length ?? 0) + (findings?.pressure?.warning ? 1 : 0);
    return {
      label: labels[k].file ?? survey.file,
      title: `${survey.file}: ${survey.format}, ${survey.rows.toLocaleString("en")} rows`,
      ...(count > 0 && {
        mark: {
          kind: "invalid",
          text: count === 1 ? "1 event" : `${count} events`,
          words: count === 1 ? "1 event" : `${count} events`,
        },
      }),
    };
  });
}

export function partOf(record: CellRecord): CyclesPart | undefined {
  const findings = findingsOf(record);
  return findings && { document: findings.document, table: findings.table };
}

export function pressurePartOf(record: CellRecord): PressurePart | undefined {
  const document = findingsOf(record)?.pressure;
  return document && record.survey.pressure ? { document, drawing: record.survey.pressure } : undefined;
}

export function factsOf(survey: Survey, findings: Findings | undefined): string {
  if (findings) return `${survey.format}: ${cellWords(findings.document)}.`;
  const hours = (survey.lastTime - survey.firstTime) / 3600;
  return `${survey.format}: ${survey.rows.toLocaleString("en")} rows, ${significant(hours, 3)} h.`;
}
