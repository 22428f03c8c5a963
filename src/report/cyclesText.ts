/** Cycling analyses for a terminal: what the cell is, what happened to it, and a table over its life. */
import type { CyclesFile } from "./cyclesDocument.ts";
import { cellWords, criticalSentence, eventNames, retentionSentence } from "./cyclesPage.ts";
import { percent, significant } from "./number.ts";
import { textTable } from "./text.ts";

/** Cycles of a life that the table shows. */
const ROWS = 8;

export function cyclesText(files: readonly CyclesFile[]): string {
  return files.map(fileText).join("\n");
}

function fileText(file: CyclesFile): string {
  const lines = [`${file.file}: ${cellWords(file)}`];
  for (const event of file.events) {
    const until = event.lastCycle > event.cycle ? ` to ${event.lastCycle}` : "";
    lines.push(
      `  ${eventNames[event.kind]}, cycle ${event.cycle}${until}, ${significant(event.time_s / 3600, 4)} h, confidence ${percent(event.confidence)}: ${event.rule}`,
    );
  }
  if (file.events.length === 0) lines.push("  no short circuit, depletion or activation was found");
  if (file.criticalCurrent) lines.push(`  ${criticalSentence(file.criticalCurrent)}`);
  if (file.cell === "full" && file.retention) lines.push(`  ${retentionSentence(file.retention)}`);
  const table = lifeTable(file);
  return `${lines.join("\n")}\n${table === "" ? "" : `${table.replace(/^(?=.)/gmu, "  ")}\n`}`;
}

function lifeTable({ cycles, cell, efficiency, mass_g }: CyclesFile): string {
  if (cycles.length === 0) return "";
  const count = Math.min(ROWS, cycles.length);
  const chosen = [
    ...new Set(
      Array.from({ length: count }, (_, k) => Math.round((k * (cycles.length - 1)) / Math.max(1, count - 1))),
    ),
  ];
  const number = (value: number | null, digits = 4): string =>
    value === null ? "–" : significant(value, digits);
  const millivolts = (volts: number | null): string => number(volts === null ? null : 1000 * volts);
  const perGram = mass_g !== null;
  const unit = perGram ? "mAh/g" : "mAh";
  const head =
    cell === "symmetric"
      ? ["cycle", "η charge (mV)", "η discharge (mV)", `Q charge (${unit})`, `Q discharge (${unit})`]
      : ["cycle", `Q charge (${unit})`, `Q discharge (${unit})`, efficiency];
  const rows = chosen.map((k) => {
    const one = cycles[k];
    const capacities = [
      number(perGram ? one.charge_mAh_g : one.charge_mAh),
      number(perGram ? one.discharge_mAh_g : one.discharge_mAh),
    ];
    return cell === "symmetric"
      ? [
          String(one.cycle),
          millivolts(one.chargeOverpotential_V),
          millivolts(one.dischargeOverpotential_V),
          ...capacities,
        ]
      : [
          String(one.cycle),
          ...capacities,
          one.coulombicEfficiency === null ? "–" : percent(one.coulombicEfficiency, 4),
        ];
  });
  return textTable([head, ...rows], { align: ["right"] });
}
