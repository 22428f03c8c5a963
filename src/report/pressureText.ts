/** Stack-pressure analyses for a terminal: warning, baseline, clocks, and a table over the cell's life. */
import { percent, significant, uncertain } from "./number.ts";
import type { PressureCycle, PressureFile } from "./pressureDocument.ts";
import { textTable } from "./text.ts";

/** Cycles of a life that the table shows. */
const ROWS = 10;

export function pressureText(files: readonly PressureFile[]): string {
  return files.map(fileText).join("\n");
}

/** "12 cycles, 24 half-cycles with pressure, 61.2 h, 12345 rows". */
export function pressureWords({ cycles, halfCycles, rows }: PressureFile): string {
  const hours = ((halfCycles.at(-1)?.endTime_s ?? 0) - (halfCycles[0]?.startTime_s ?? 0)) / 3600;
  return `${cycles.length} cycles, ${halfCycles.length} half-cycles with pressure, ${significant(hours, 3)} h, ${rows} rows`;
}

/** What the analysis says in sentences, the warning first. */
export function pressureSentences(file: PressureFile): string[] {
  return [
    warningSentence(file),
    baselineSentence(file),
    linearitySentence(file),
    clockSentence(file),
    temperatureSentence(file),
  ].filter((sentence) => sentence !== "");
}

function warningSentence({ warning, reference, cycles }: PressureFile): string {
  if (warning) {
    const at = warning.time_s === null ? "" : ` (${significant(warning.time_s / 3600, 4)} h)`;
    return `Warning of penetrating lithium at the end of cycle ${warning.cycle}${at}: ${warning.rule}.`;
  }
  if (!reference)
    return `No early warning: it needs more than 8 discharges with pressure, there are ${cycles.length}.`;
  return `No warning of penetrating lithium; reference: cycles ${reference.from} to ${reference.to}.`;
}

function baselineSentence({ baseline }: PressureFile): string {
  if (!baseline) return "";
  const kilo = (mega: number | null): number => 1000 * (mega ?? Number.NaN);
  const slope = uncertain(kilo(baseline.perCycle_MPa), kilo(baseline.perCycle_stderr));
  const { change } = baseline;
  return change === null
    ? `The pressure of the discharged cell drifts by ${slope} kPa per cycle.`
    : `The pressure of the discharged cell drifts by ${slope} kPa per cycle behind cycle ${change.cycle} (${significant(change.time_s / 3600, 3)} h), before it by ${uncertain(kilo(change.before_MPa), kilo(change.before_stderr))} kPa.`;
}

function linearitySentence({ linearity: { charge, discharge } }: PressureFile): string {
  const words = [
    [charge, "charge"],
    [discharge, "discharge"],
  ] as const;
  const known = words.filter(([value]) => value !== null);
  if (known.length === 0) return "";
  return `Pressure against charge is straight with a median R² of ${known.map(([value, name]) => `${significant(value!, 5)} on ${name}`).join(" and ")}.`;
}

function clockSentence({ alignment }: PressureFile): string {
  if (!alignment) return "";
  const { offset_s, offset_stderr, drift, drift_stderr, turns } = alignment;
  return `The logger's clock: offset ${uncertain(offset_s ?? Number.NaN, offset_stderr ?? Number.NaN)} s, drift ${uncertain(1e6 * (drift ?? Number.NaN), 1e6 * (drift_stderr ?? Number.NaN))} ppm, from ${turns} turning points.`;
}

function temperatureSentence({ temperature }: PressureFile): string {
  if (!temperature) return "";
  const { coefficient_kPa_per_K, coefficient_stderr, rests, applied, reference_celsius } = temperature;
  const slope = uncertain(coefficient_kPa_per_K ?? Number.NaN, coefficient_stderr ?? Number.NaN);
  return `In ${rests} rests the pressure follows the temperature by ${slope} kPa·K⁻¹; ${applied ? `pressures were reduced to ${significant(reference_celsius ?? Number.NaN, 3)} °C` : "nothing was taken off"}.`;
}

function fileText(file: PressureFile): string {
  const lines = [`${file.file}: ${pressureWords(file)}`, ...pressureSentences(file).map((one) => `  ${one}`)];
  return `${lines.join("\n")}\n${lifeTable(file).replace(/^(?=.)/gmu, "  ")}\n`;
}

/** Normalised swing of the file: per mass where it is known, else per area, else none. */
export function normalised({ mass_g, area_cm2 }: Pick<PressureFile, "mass_g" | "area_cm2">): {
  readonly of: (cycle: PressureCycle) => readonly [value: number | null, error: number | null];
  readonly unit: string;
} | null {
  if (mass_g !== null) {
    return {
      of: (one) => [one.perCapacity_MPa_g_per_Ah, one.perCapacity_stderr],
      unit: "MPa·g·(A·h)⁻¹",
    };
  }
  if (area_cm2 === null) return null;
  return { of: (one) => [one.perArea_MPa_cm2_per_mAh, one.perArea_stderr], unit: "MPa·cm²·(mA·h)⁻¹" };
}

function lifeTable(file: PressureFile): string {
  const { cycles, warning } = file;
  const count = Math.min(ROWS, cycles.length);
  const places = Array.from({ length: count }, (_, k) =>
    Math.round((k * (cycles.length - 1)) / Math.max(1, count - 1)),
  );
  // The cycle of the warning and the one before its fall belong to the story
  cycles.forEach(({ cycle }, k) => {
    if (warning && (cycle === warning.cycle || cycle === warning.onset)) places.push(k);
  });
  const chosen = [...new Set(places)].sort((a, b) => a - b);
  const norm = normalised(file);
  const pair = (value: number | null, error: number | null): string =>
    value === null ? "–" : uncertain(value, error ?? Number.NaN, "");
  const head = [
    "cycle",
    "ΔP, charged (MPa)",
    "Δ(ΔP) (MPa)",
    ...(norm ? [`Δ(ΔP)/Q (${norm.unit})`] : []),
    "Q (mAh)",
    "efficiency",
  ];
  const rows = chosen.map((k) => {
    const one = cycles[k];
    return [
      `${one.cycle}${warning?.cycle === one.cycle ? " ⚠" : ""}`,
      pair(one.deltaP_MPa, one.deltaP_stderr),
      pair(one.deltaDeltaP_MPa, one.deltaDeltaP_stderr),
      ...(norm ? [pair(...norm.of(one))] : []),
      one.discharge_mAh === null ? "–" : significant(one.discharge_mAh, 4),
      one.coulombicEfficiency === null ? "–" : percent(one.coulombicEfficiency, 4),
    ];
  });
  return textTable([head, ...rows], { align: ["right"] });
}
