/** What can be taken away from the impedance view. Writers of Parquet and HTML are loaded when they are needed. */
import type { FitResult } from "../../fit/result.ts";
import { arcsOf } from "../../impedance/arcs.ts";
import type { Spectrum } from "../../impedance/spectrum.ts";
import type { Column } from "../../report/table.ts";
import type { TakeAway, Work } from "../view.ts";

/** What is on the page now. */
export interface Findings {
  readonly spectra: readonly Spectrum[];
  /** Fits that are there, each with the index of its spectrum. */
  readonly results: readonly FitResult[];
  readonly fitted: readonly Spectrum[];
  readonly seconds: number;
  readonly notes: readonly string[];
  readonly circuit: string;
  readonly command: string;
  readonly abscissa:
    | { readonly label: string; readonly x: readonly number[]; readonly group: readonly string[] }
    | undefined;
  /** The model of a result. */
  curveOf(result: FitResult, spectrum: Spectrum): import("../../report/series.ts").ModelCurve | undefined;
}

type Tables = typeof import("../../report/tableFile.ts");

/** The same columns as CSV, Parquet and JSON. */
export function tableItems(label: string, name: string, columns: () => Promise<Column[]>): TakeAway[] {
  const write = async (make: (files: Tables, columns: Column[]) => string | Uint8Array<ArrayBuffer>) =>
    make(await import("../../report/tableFile.ts"), await columns());
  return [
    {
      group: "Tables",
      label: `${label}, CSV`,
      file: `${name}.csv`,
      // Excel takes the letters for UTF-8 only behind a byte order mark
      make: () => write((files, all) => `\ufeff${files.csvOf(all)}`),
    },
    {
      group: "Tables",
      label: `${label}, Parquet`,
      file: `${name}.parquet`,
      make: () => write((files, all) => files.parquetOf(all)),
    },
  ];
}

/** A figure as SVG and as PNG of 300 dpi, 170 mm wide. */
export function figureItems(label: string, name: string, draw: () => Promise<string> | string): TakeAway[] {
  return [
    { group: "Figures", label: `${label}, SVG`, file: `${name}.svg`, make: async () => draw() },
    {
      group: "Figures",
      label: `${label}, PNG`,
      file: `${name}.png`,
      make: async () => (await import("../figure/pngPainter.ts")).pngOf(await draw()),
    },
  ];
}

function bandOf({ frequency }: Spectrum): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const f of frequency) [low, high] = [Math.min(low, f), Math.max(high, f)];
  return [low, high];
}

export function resultItems(findings: Findings): TakeAway[] {
  const { results, fitted, seconds, circuit } = findings;
  if (results.length === 0) return [];
  const arcs = (result: FitResult) => arcsOf(result, { band: bandOf(fitted[results.indexOf(result)]) });
  const columns = async (): Promise<Column[]> => {
    const [{ fitColumns }, { arcColumns }] = await Promise.all([
      import("../../report/table.ts"),
      import("../../report/arcs.ts"),
    ]);
    return [...fitColumns(results), ...arcColumns(results, results.map(arcs), 0)];
  };
  const summary = async () => (await import("../../report/document.ts")).summarize(results, seconds);
  const json = async (): Promise<string> => {
    const { fitDocument } = await import("../../report/document.ts");
    return JSON.stringify(fitDocument(results, await summary(), { circuit, arcsOf: arcs }), null, 1);
  };
  return [
    ...tableItems("Parameters", "parameters", columns),
    { group: "Tables", label: "Parameters, JSON", file: "parameters.json", make: json },
    { group: "Reports", label: "Report", file: "report.html", make: (run) => reportOf(findings, run) },
  ];
}

export function spectraItems(spectra: readonly Spectrum[]): TakeAway[] {
  return tableItems("Spectra", "spectra", async () => {
    const { pointColumns } = await import("../../report/points.ts");
    const files = [...new Set(spectra.map(({ file }) => file ?? ""))];
    return pointColumns(
      files.map((file) => ({
        file,
        format: "interphase",
        spectra: spectra.filter((spectrum) => (spectrum.file ?? "") === file),
        warnings: [],
      })),
    );
  });
}

/** The page that `interphase fit --report` writes. */
async function reportOf(findings: Findings, { progress }: Work): Promise<string> {
  const { results, fitted, seconds, notes, circuit, command, abscissa, curveOf } = findings;
  const [{ fitReport, reportSpectra }, { summarize }, { today }] = await Promise.all([
    import("../../report/html.ts"),
    import("../../report/document.ts"),
    import("../../report/today.ts"),
  ]);
  const drawn = new Set(reportSpectra(results));
  const curves = results.map((result, i) => {
    if (!drawn.has(i)) return undefined;
    progress(i, results.length);
    return curveOf(result, fitted[i]);
  });
  return fitReport({
    title: `Impedance fit: ${circuit}`,
    results,
    spectra: fitted,
    curves,
    arcs: results.length === 1 ? [arcsOf(results[0], { band: bandOf(fitted[0]) })] : undefined,
    summary: summarize(results, seconds),
    notes,
    trends: abscissa,
    version: __VERSION__,
    date: today(),
    command,
  });
}
