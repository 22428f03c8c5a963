/** The report of a run of `interphase pressure`: one HTML page that opens offline. */

import type { Envelope } from "../series/envelope.ts";
import type { PressureAnalysis } from "../series/pressure/analysis.ts";
import { envelopesPlot } from "./envelopePlot.ts";
import { failedInputs, figureHtml, notes, pageHeader, wideFigure } from "./html.ts";
import type { Mark } from "./mark.ts";
import { commonFolder } from "./name.ts";
import { significant, uncertain } from "./number.ts";
import { htmlPage } from "./page.ts";
import type { PressureCycle, PressureFile } from "./pressureDocument.ts";
import { normalised, pressureSentences, pressureWords } from "./pressureText.ts";
import { escapeXml } from "./svg.ts";
import type { FailedInput } from "./table.ts";
import type { TrendSeries } from "./trend.ts";
import { type Trend, trendGrid } from "./trendgrid.ts";

/** One file: its numbers, and what is drawn of it. */
export interface PressurePart {
  readonly document: PressureFile;
  /** Absent of a result that an earlier run left. */
  readonly drawing?: Pick<PressureAnalysis, "pressure" | "current" | "curves">;
}

export interface PressureReport {
  readonly parts: readonly PressurePart[];
  readonly failures: readonly FailedInput[];
  readonly version?: string;
  readonly date?: string;
  readonly command?: string;
}

export function pressureReport(report: PressureReport): string {
  const folder = commonFolder(report.parts.map(({ document }) => document.file));
  const parts = report.parts.map(({ document, ...part }) => ({
    ...part,
    document: { ...document, file: document.file.slice(folder.length) },
  }));
  const only = parts.length === 1 ? parts[0].document : undefined;
  const title = only ? `Stack pressure of ${only.file}` : `Stack pressure of ${parts.length} cells`;
  const body = [
    pageHeader(title, [
      ["cell", only ? pressureWords(only) : ""],
      ["sizes", only ? sizeWords(only) : ""],
      ["pressure from", only?.pressureFile ?? ""],
      ["program", `Interphase${report.version ? ` ${report.version}` : ""}`],
      ["date", report.date ?? ""],
      ["command", report.command ?? ""],
    ]),
    failedInputs(report.failures, "read"),
    parts.length > 1 ? comparison(parts) : "",
    ...parts.map((part, k) => pressureSection(part, { id: `cell${k}`, named: parts.length > 1 })),
    `<footer><p>The pressures at the ends of a half-cycle are those of robust lines through its first and last 2 %; bars are standard errors. ΔP is the pressure less that at the beginning of the record, Δ(ΔP) what it loses in a discharge (the swing), Δ(ΔP)/Q the swing over the discharge capacity, as in doi 10.1016/j.ensm.2022.05.050. The warning asks for a fall of the swing per charge that speeds up: each cycle is compared with a line through eight cycles before it, by CUSUM and EWMA, and a bend must explain the last twelve cycles at least twice as well as a jump. Each column of a trace spans its least to its greatest value.</p></footer>`,
  ].join("\n");
  return htmlPage(title, body, report.version);
}

function sizeWords({ mass_g, area_cm2 }: PressureFile): string {
  return [
    mass_g === null ? "" : `${significant(1000 * mass_g, 4, true)} mg`,
    area_cm2 === null ? "" : `${significant(area_cm2, 4, true)} cm²`,
  ]
    .filter(Boolean)
    .join(", ");
}

/** Events of the voltage beside the warning of the pressure: times in h, cycles, and what their letters stand for. */
export interface PressureEvents {
  readonly time: readonly Mark[];
  readonly cycle: readonly Mark[];
  readonly said: string;
}

/**
 * One file with its findings, figures and table.
 *
 * @param id begins the names inside its figures @param at events that the voltage shows, such as the short that follows a warning
 * @param folded the table of cycles stands folded away
 */
export function pressureSection(
  { document, drawing }: PressurePart,
  {
    id,
    named,
    at = { time: [], cycle: [], said: "" },
    folded = false,
  }: {
    readonly id: string;
    readonly named: boolean;
    readonly at?: PressureEvents;
    readonly folded?: boolean;
  },
): string {
  const [first, ...rest] = pressureSentences(document);
  const flagged = document.warning ? ` class="warn"` : "";
  const sections = [
    named
      ? `<h2>${escapeXml(document.file)}</h2><p>${escapeXml(pressureWords(document))}</p>`
      : "<h2>Findings</h2>",
    `<p${flagged}>${document.warning ? "<b>⚠</b> " : ""}${escapeXml(first)}</p>`,
    rest.map((sentence) => `<p>${escapeXml(sentence)}</p>`).join(""),
    drawing === undefined
      ? `<p class="soft">An earlier run read this file, so its traces are not drawn; run without --resume to draw them.</p>`
      : figureHtml(
          envelopesPlot(
            [
              { envelope: scaled(drawing.pressure, 1e-6), name: "Pressure", symbol: "P", unit: "MPa" },
              { envelope: drawing.current, name: "Current", symbol: "I", unit: "A" },
            ],
            { width: wideFigure, marks: [...timeMarks(document), ...at.time], id: `${id}trace` },
          ),
          `Stack pressure P and current I against time t${document.warning ? ". W: end of the cycle of the warning" : ""}.${at.said}`,
          true,
        ),
    figureHtml(
      trendGrid(trends(document, drawing, at.cycle), { width: wideFigure, columns: 2, id: `${id}trends` }),
      `${caption(document, drawing)}${at.said}`,
      true,
    ),
    folded ? `<details><summary>Table of the cycles</summary>${table(document)}</details>` : table(document),
    notes(document.warnings),
  ];
  return `<section>${sections.join("\n")}</section>`;
}

function scaled(envelope: Envelope, factor: number): Envelope {
  return {
    ...envelope,
    least: envelope.least.map((value) => factor * value),
    greatest: envelope.greatest.map((value) => factor * value),
  };
}

function timeMarks({ warning }: PressureFile): Mark[] {
  return warning && warning.time_s !== null ? [{ x: warning.time_s / 3600, label: "W" }] : [];
}

function cycleMarks({ warning }: PressureFile): Mark[] {
  return warning ? [{ x: warning.cycle, label: "W" }] : [];
}

function over(
  cycles: readonly PressureCycle[],
  label: string,
  of: (cycle: PressureCycle) => readonly [value: number | null, error: number | null],
): TrendSeries {
  const pairs = cycles.map(of);
  return {
    label,
    x: cycles.map(({ cycle }) => cycle),
    y: pairs.map(([value]) => value ?? Number.NaN),
    stderr: pairs.map(([, error]) => error ?? Number.NaN),
  };
}

/** ΔP, its normalised form, the pressure at both ends of charge, and pressure against charge of chosen cycles. */
function trends(document: PressureFile, drawing: PressurePart["drawing"], events: readonly Mark[]): Trend[] {
  const { cycles } = document;
  const norm = normalised(document);
  const marks = [...cycleMarks(document), ...events];
  const base = { xLabel: "cycle", scale: "linear", marks } as const;
  const pictures: Trend[] = [
    {
      ...base,
      yLabel: "Δ(ΔP)",
      unit: "MPa",
      series: [over(cycles, "discharge", (one) => [one.deltaDeltaP_MPa, one.deltaDeltaP_stderr])],
    },
  ];
  if (norm) {
    pictures.push({
      ...base,
      yLabel: "Δ(ΔP)/Q",
      unit: norm.unit,
      series: [over(cycles, "discharge", norm.of)],
    });
  }
  pictures.push({
    ...base,
    yLabel: "ΔP",
    unit: "MPa",
    series: [
      over(cycles, "charged", (one) => [one.deltaP_MPa, one.deltaP_stderr]),
      over(cycles, "discharged", (one) => [one.discharged_MPa, one.discharged_stderr]),
    ],
  });
  if (drawing && drawing.curves.length > 0) {
    pictures.push({
      xLabel: "Q (mAh)",
      yLabel: "P − P₀",
      unit: "MPa",
      scale: "linear",
      series: drawing.curves.map(({ cycle, charge, pressure }) => ({
        label: `cycle ${cycle}`,
        x: charge.map((value) => value / 3.6),
        y: pressure.map((value) => (value - pressure[0]) / 1e6),
        curve: true,
      })),
    });
  }
  return pictures;
}

function caption(document: PressureFile, drawing: PressurePart["drawing"]): string {
  const norm = normalised(document);
  const letters = [
    "pressure swing Δ(ΔP) of each discharge in MPa, bars: standard errors",
    norm ? `swing per discharge capacity Δ(ΔP)/Q in ${norm.unit}` : "",
    "pressure ΔP at the end of charge and of discharge, less that at the beginning of the record",
    drawing && drawing.curves.length > 0
      ? "pressure less that at the beginning of the discharge, P₀, against the discharged charge Q of chosen cycles"
      : "",
  ].filter((word) => word !== "");
  const words = letters.map((word, k) => `(${String.fromCharCode(97 + k)}) ${word}`).join("; ");
  return `${words}${document.warning ? `. W: the warning, cycle ${document.warning.cycle} (its rule stands above)` : ""}.`;
}

const subscript = (k: number): string =>
  [...String(k)].map((digit) => String.fromCharCode(0x2080 + Number(digit))).join("");

/** Several cells in one figure, as the paper sets coated against uncoated lithium. */
function comparison(parts: readonly PressurePart[]): string {
  const norms = parts.map(({ document }) => normalised(document));
  const unit = norms[0]?.unit;
  const shared = unit !== undefined && norms.every((norm) => norm?.unit === unit);
  const series = parts.map(({ document }, k) =>
    over(
      document.cycles,
      document.file,
      shared ? norms[k]!.of : (one) => [one.deltaDeltaP_MPa, one.deltaDeltaP_stderr],
    ),
  );
  const warned = parts.filter(({ document }) => document.warning !== null);
  const marks = warned.map(({ document }, k) => ({
    x: document.warning!.cycle,
    label: `W${subscript(k + 1)}`,
  }));
  const picture = trendGrid(
    [
      {
        xLabel: "cycle",
        yLabel: shared ? "Δ(ΔP)/Q" : "Δ(ΔP)",
        unit: shared ? unit : "MPa",
        scale: "linear",
        series,
        marks,
      },
    ],
    { width: wideFigure / 2, id: "comparison" },
  );
  const words = `Pressure swing${shared ? ` per discharge capacity, Δ(ΔP)/Q in ${unit}` : ", Δ(ΔP) in MPa"}, of all cells; bars: standard errors${warned.map(({ document }, k) => `; W${subscript(k + 1)}: warning of ${document.file}, cycle ${document.warning!.cycle}`).join("")}.`;
  return `<section><h2>All cells</h2><div class="figures wide">${figureHtml(picture, words)}</div></section>`;
}

/** Most rows of the table that stand open. */
const OPEN_ROWS = 30;

function table(document: PressureFile): string {
  const norm = normalised(document);
  const head = [
    "cycle",
    "ΔP, charged (MPa)",
    "ΔP, discharged (MPa)",
    "Δ(ΔP) (MPa)",
    norm ? `Δ(ΔP)/Q (${norm.unit})` : "",
    "Q (mAh)",
    "efficiency (%)",
  ].filter(Boolean);
  const pair = (value: number | null, error: number | null): string =>
    value === null ? "–" : uncertain(value, error ?? Number.NaN, "");
  const rows = document.cycles.map((one) => {
    const cells = [
      String(one.cycle),
      pair(one.deltaP_MPa, one.deltaP_stderr),
      pair(one.discharged_MPa, one.discharged_stderr),
      pair(one.deltaDeltaP_MPa, one.deltaDeltaP_stderr),
      ...(norm ? [pair(...norm.of(one))] : []),
      one.discharge_mAh === null ? "–" : significant(one.discharge_mAh, 4),
      one.coulombicEfficiency === null ? "–" : significant(100 * one.coulombicEfficiency, 4),
    ];
    const flag = document.warning?.cycle === one.cycle ? `<span class="flag">warning</span>` : "";
    return `<tr>${cells.map((cell, k) => `<td${flag ? ' class="f"' : ""}>${escapeXml(cell)}${k === 0 ? flag : ""}</td>`).join("")}</tr>`;
  });
  const body = (part: readonly string[]): string =>
    `<div class="scroll" tabindex="0" role="region" aria-label="Cycles"><table><thead><tr>${head.map((cell) => `<th scope="col">${cell}</th>`).join("")}</tr></thead><tbody>${part.join("")}</tbody></table></div>`;
  const more = rows.slice(OPEN_ROWS);
  return `<h2>Cycles</h2>${body(rows.slice(0, OPEN_ROWS))}${more.length > 0 ? `<details><summary>${more.length} more</summary>${body(more)}</details>` : ""}`;
}
