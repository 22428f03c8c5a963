/** Distributions of relaxation times as tables and as one JSON document. */
import type { DrtPeak, DrtResult, DrtStatus } from "../impedance/relaxationResult.ts";
import type { KernelBuild } from "../kernel/build.ts";
import { displayUnit, quantity, significant } from "./number.ts";
import { type Column, type FailedInput, finite } from "./table.ts";
import { textTable } from "./text.ts";

/** One peak of the document; see `DrtPeak`. */
export interface DrtDocumentPeak {
  readonly tau: number;
  readonly resistance: number;
  /** Full width at half maximum in decades of τ. */
  readonly width: number | null;
  readonly tauStderr: number | null;
  readonly resistanceStderr: number | null;
  readonly capacitance: number;
  readonly height: number;
  readonly shoulder: boolean;
  readonly overlapping: boolean;
  readonly outside: boolean;
  readonly sharp: boolean;
  readonly vague: boolean;
}

/** One spectrum of the document; SI units, arrays over τ have equal lengths and are empty for an input that failed. */
export interface DrtDocumentSpectrum {
  readonly file: string | null;
  readonly spectrum: string | null;
  readonly status: DrtStatus;
  readonly message: string;
  readonly tau: readonly number[];
  readonly gamma: readonly number[];
  readonly lower: readonly (number | null)[];
  readonly upper: readonly (number | null)[];
  readonly lambda: number | null;
  readonly rInf: number | null;
  readonly rInfStderr: number | null;
  readonly inductance: number | null;
  readonly tail: DrtResult["tail"];
  readonly tailValue: number | null;
  readonly polarization: number | null;
  readonly polarizationStderr: number | null;
  readonly peaks: readonly DrtDocumentPeak[];
  readonly arcs: DrtResult["arcs"];
  readonly rms: number | null;
  readonly warnings: readonly string[];
}

export interface DrtDocument {
  readonly kernel: KernelBuild | null;
  readonly spectra: readonly DrtDocumentSpectrum[];
  readonly summary: {
    readonly spectra: number;
    readonly done: number;
    readonly failed: number;
    readonly seconds: number;
  };
}

/** The document of a run. JSON has no NaN: a number that is not determined is null. */
export function drtDocument(
  results: readonly DrtResult[],
  failures: readonly FailedInput[],
  seconds: number,
): DrtDocument {
  const failed = results.filter(({ status }) => status === "failed").length;
  return {
    kernel: results[0]?.kernel ?? null,
    spectra: [
      ...results.map((result) => ({
        file: result.file ?? null,
        spectrum: result.spectrum ?? null,
        status: result.status,
        message: result.message,
        tau: Array.from(result.tau),
        gamma: Array.from(result.gamma),
        lower: Array.from(result.lower, finite),
        upper: Array.from(result.upper, finite),
        lambda: finite(result.lambda),
        rInf: finite(result.rInf),
        rInfStderr: finite(result.rInfStderr),
        inductance: finite(result.inductance),
        tail: result.tail,
        tailValue: finite(result.tailValue),
        polarization: finite(result.polarization),
        polarizationStderr: finite(result.polarizationStderr),
        peaks: result.peaks.map((peak) => ({
          tau: peak.tau,
          resistance: peak.resistance,
          width: finite(peak.width),
          tauStderr: finite(peak.tauStderr),
          resistanceStderr: finite(peak.resistanceStderr),
          capacitance: peak.capacitance,
          height: peak.height,
          shoulder: peak.shoulder,
          overlapping: peak.overlapping,
          outside: peak.outside,
          sharp: peak.sharp,
          vague: peak.vague,
        })),
        arcs: result.arcs,
        rms: finite(result.rms),
        warnings: result.warnings,
      })),
      ...failures.map((failure) => ({
        file: failure.file,
        spectrum: failure.spectrum ?? null,
        status: "failed" as const,
        message: failure.message,
        tau: [],
        gamma: [],
        lower: [],
        upper: [],
        lambda: null,
        rInf: null,
        rInfStderr: null,
        inductance: null,
        tail: "none" as const,
        tailValue: null,
        polarization: null,
        polarizationStderr: null,
        peaks: [],
        arcs: [],
        rms: null,
        warnings: [],
      })),
    ],
    summary: {
      spectra: results.length + failures.length,
      done: results.length - failed,
      failed: failed + failures.length,
      seconds,
    },
  };
}

/** A row of the table of peaks: a peak, a spectrum without any, or an input that failed. */
interface Row {
  readonly result?: DrtResult;
  readonly peak?: DrtPeak;
  readonly number?: number;
  readonly failure?: FailedInput;
}

/**
 * One row per peak, in the order of rising τ; a spectrum without peaks, and an input that failed, has one row with empty peak columns.
 * Values are in SI.
 */
export function drtColumns(results: readonly DrtResult[], failures: readonly FailedInput[] = []): Column[] {
  const rows: Row[] = [
    ...results.flatMap((result): Row[] =>
      result.peaks.length === 0
        ? [{ result }]
        : result.peaks.map((peak, k) => ({ result, peak, number: k + 1 })),
    ),
    ...failures.map((failure) => ({ failure })),
  ];
  const text = (name: string, of: (row: Row) => string | undefined): Column => ({
    name,
    type: "STRING",
    data: rows.map((row) => of(row) ?? null),
  });
  const number = (name: string, of: (row: Row) => number | undefined): Column => ({
    name,
    type: "DOUBLE",
    data: rows.map((row) => finite(of(row) ?? Number.NaN)),
  });
  return [
    text("file", ({ result, failure }) => result?.file ?? failure?.file),
    text("spectrum", ({ result, failure }) => result?.spectrum ?? failure?.spectrum),
    text("status", ({ result }) => result?.status ?? "failed"),
    text("message", ({ result, failure }) => result?.message ?? failure?.message),
    { name: "peak", type: "INT32", data: rows.map((row) => row.number ?? null) },
    number("tau (s)", ({ peak }) => peak?.tau),
    number("tau relative stderr", ({ peak }) => peak?.tauStderr),
    number("frequency (Hz)", ({ peak }) => peak && 1 / (2 * Math.PI * peak.tau)),
    number("resistance (Ω)", ({ peak }) => peak?.resistance),
    number("resistance stderr (Ω)", ({ peak }) => peak?.resistanceStderr),
    number("capacitance (F)", ({ peak }) => peak?.capacitance),
    number("width (decades)", ({ peak }) => peak?.width),
    number("height (Ω)", ({ peak }) => peak?.height),
    text("kind", ({ peak }) => (peak === undefined ? undefined : peak.shoulder ? "shoulder" : "maximum")),
    text("remarks", ({ peak }) => peak && remarksOf(peak).join("; ")),
    number("lambda", ({ result }) => result?.lambda),
    number("R∞ (Ω)", ({ result }) => result?.rInf),
    number("R∞ stderr (Ω)", ({ result }) => result?.rInfStderr),
    number("L (H)", ({ result }) => result?.inductance),
    number("polarisation resistance (Ω)", ({ result }) => result?.polarization),
    number("polarisation resistance stderr (Ω)", ({ result }) => result?.polarizationStderr),
    text("tail", ({ result }) => result?.tail),
    number("tail value (1/F or Ω·s⁻½)", ({ result }) => result?.tailValue),
    number("rms", ({ result }) => result?.rms),
    text("warnings", ({ result }) => result?.warnings.join("; ")),
  ];
}

/** What is to be known of a peak before its numbers are used. */
function remarksOf({ overlapping, outside, sharp, vague }: DrtPeak): string[] {
  return [
    ...(outside ? ["beyond 1/ω of the data"] : []),
    ...(overlapping ? ["overlapping"] : []),
    ...(vague ? ["R not above its error"] : []),
    ...(sharp ? ["sharper than drawn"] : []),
  ];
}

/** The header and the cells of a table of peaks for people; values with errors and units. */
export function peakRows(peaks: readonly DrtPeak[]): string[][] {
  return [
    ["peak", "τ", "1/(2πτ)", "R", "C = τ/R", "width (decades)", ""],
    ...peaks.map((peak, k) => [
      String(k + 1),
      peak.tauStderr < 1 || !Number.isFinite(peak.tauStderr)
        ? withError(peak.tau, peak.tau * peak.tauStderr, "s")
        : "–",
      peak.tauStderr >= 1 ? "–" : withError(1 / (2 * Math.PI * peak.tau), Number.NaN, "Hz"),
      peak.vague ? "–" : withError(peak.resistance, peak.resistanceStderr, "Ω"),
      peak.vague ? "–" : withError(peak.capacitance, Number.NaN, "F"),
      Number.isFinite(peak.width) ? significant(peak.width, 2) : "–",
      [...(peak.shoulder ? ["shoulder"] : []), ...remarksOf(peak)].join(", "),
    ]),
  ];
}

/** Value ± error; without an error the value alone, with three digits. */
function withError(value: number, stderr: number, unit: string): string {
  if (Number.isFinite(stderr)) return quantity(value, stderr, unit);
  const display = displayUnit(value, unit);
  return `${significant(value / display.factor, 3)}\u00a0${display.unit}`;
}

/** What the spectrum has beside its peaks, each with its error: "R∞ = 20.00 ± 0.02 Ω". */
export function drtValues(result: DrtResult): string[] {
  const { tail, tailValue, tailValueStderr } = result;
  return [
    `R∞ = ${withError(result.rInf, result.rInfStderr, "Ω")}`,
    `polarisation resistance = ${withError(result.polarization, result.polarizationStderr, "Ω")}`,
    ...(result.inductance > 0 ? [`L = ${withError(result.inductance, result.inductanceStderr, "H")}`] : []),
    ...(tail === "capacitor" && tailValue > 0
      ? [`C of the tail = ${withError(1 / tailValue, tailValueStderr / tailValue ** 2, "F")}`]
      : []),
    ...(tail === "warburg" ? [`A of the tail = ${withError(tailValue, tailValueStderr, "Ω·s⁻½")}`] : []),
  ];
}

/** One spectrum for a terminal. */
export function drtText(result: DrtResult, width?: number): string {
  if (result.peaks.length === 0) return "no peaks";
  return textTable(peakRows(result.peaks), { width, align: ["right"] });
}
