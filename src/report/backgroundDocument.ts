/** Backgrounds of spectra, computed from the data alone: the output of `background --json`, and their table. */
import type { BackgroundModel } from "../spectra/background.ts";
import type { Scan } from "../spectra/measurement.ts";
import { plainUnit } from "./spectrumDocument.ts";
import { type Column, type FailedInput, finite } from "./table.ts";

/** The background of one range of one scan. Arrays run along rising binding energy; of other spectra as the scan rises. */
export interface ComputedBackground {
  readonly scan: Scan;
  readonly file: string;
  readonly model: BackgroundModel;
  readonly status: "converged" | "warning" | "failed";
  readonly message: string;
  readonly xLabel: string;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly background: Float64Array;
  /** ∫ (y − background) dx over rising x, by the trapezoidal rule; NaN without points. */
  readonly area: number;
  readonly iterations: number;
}

export interface BackgroundDocumentEntry {
  readonly file: string;
  /** Name of the scan in its file. */
  readonly region: string | null;
  readonly kind: string;
  /** Degree, width, points … as far as they were given. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly status: "converged" | "warning" | "failed";
  readonly message: string;
  readonly range: readonly [number, number] | null;
  readonly xLabel: string;
  readonly xUnit: string;
  readonly yUnit: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly background: readonly number[];
  /** y − background */
  readonly net: readonly number[];
  /** ∫ net dx */
  readonly area: number | null;
  readonly iterations: number;
}

export interface BackgroundDocument {
  readonly backgrounds: readonly BackgroundDocumentEntry[];
  readonly summary: { readonly backgrounds: number; readonly failed: number };
}

export function backgroundDocument(
  computed: readonly ComputedBackground[],
  kind: string,
  failures: readonly FailedInput[],
): BackgroundDocument {
  return {
    backgrounds: [
      ...computed.map(({ scan, file, model, x, y, background, ...one }): BackgroundDocumentEntry => {
        const { kind: name, ...options } = model;
        return {
          file,
          region: scan.name ?? null,
          kind: name,
          options,
          status: one.status,
          message: one.message,
          range: x.length === 0 ? null : [Math.min(x[0]!, x.at(-1)!), Math.max(x[0]!, x.at(-1)!)],
          xLabel: one.xLabel,
          xUnit: scan.xUnit,
          yUnit: scan.yUnit,
          x: Array.from(x),
          y: Array.from(y),
          background: Array.from(background),
          net: Array.from(y, (value, i) => value - background[i]!),
          area: finite(one.area),
          iterations: one.iterations,
        };
      }),
      ...failures.map(
        ({ file, spectrum, message }): BackgroundDocumentEntry => ({
          file,
          region: spectrum ?? null,
          kind,
          options: {},
          status: "failed",
          message,
          range: null,
          xLabel: "",
          xUnit: "",
          yUnit: "",
          x: [],
          y: [],
          background: [],
          net: [],
          area: null,
          iterations: 0,
        }),
      ),
    ],
    summary: {
      backgrounds: computed.length + failures.length,
      failed: failures.length + computed.filter(({ status }) => status === "failed").length,
    },
  };
}

/** One row per point: `file, region, x_ev, y_counts, background_counts, net_counts`; a column for each unit that occurs. */
export function backgroundColumns(computed: readonly ComputedBackground[]): Column[] {
  const rows = computed.flatMap((one) => Array.from(one.x, (_, i) => ({ one, i })));
  const strings = (name: string, of: (one: ComputedBackground) => string | undefined): Column => ({
    name,
    type: "STRING",
    data: rows.map(({ one }) => of(one) ?? null),
  });
  const numbers = (
    name: string,
    unitOf: (scan: Scan) => string,
    of: (one: ComputedBackground, i: number) => number,
  ): Column[] =>
    [...new Set(computed.map(({ scan }) => plainUnit(unitOf(scan))))].map((unit) => ({
      name: unit === "" ? name : `${name}_${unit}`,
      type: "DOUBLE",
      data: rows.map(({ one, i }) => (plainUnit(unitOf(one.scan)) === unit ? finite(of(one, i)) : null)),
    }));
  return [
    strings("file", ({ file }) => file),
    strings("region", ({ scan }) => scan.name),
    strings("kind", ({ model }) => model.kind),
    ...numbers(
      "x",
      ({ xUnit }) => xUnit,
      ({ x }, i) => x[i]!,
    ),
    ...numbers(
      "y",
      ({ yUnit }) => yUnit,
      ({ y }, i) => y[i]!,
    ),
    ...numbers(
      "background",
      ({ yUnit }) => yUnit,
      ({ background }, i) => background[i]!,
    ),
    ...numbers(
      "net",
      ({ yUnit }) => yUnit,
      ({ y, background }, i) => y[i]! - background[i]!,
    ),
  ];
}
