/** Resistances of fits as numbers, and as trends over an abscissa. */
import { figureHtml } from "../../report/html.ts";
import { finite } from "../../report/table.ts";
import { resultName } from "../../report/text.ts";
import { trendPlot } from "../../report/trend.ts";
import { type FoundNumber, type FoundTrend, numberOf, type Place } from "../finding.ts";
import { resistanceOf } from "../spectra.ts";
import type { Fitted } from "./fittedSpectra.ts";

export interface Tracked {
  readonly numbers: readonly FoundNumber[];
  readonly trends: readonly FoundTrend[];
  readonly notes: readonly string[];
}

/** Each named sum of resistances of each spectrum. @param shown which places stand in the summary; all without */
export function track(
  fits: readonly Fitted[],
  sums: Readonly<Record<string, string>>,
  confidence: number,
  abscissa: { readonly of?: string; readonly shown?: readonly number[] },
): Tracked {
  const notes: string[] = [];
  const numbers: FoundNumber[] = [];
  const trends: FoundTrend[] = [];
  for (const [name, sum] of Object.entries(sums)) {
    const rows = fits.flatMap((one, i) => {
      try {
        return [{ ...one, quantity: resistanceOf(one.result, name, sum, confidence) }];
      } catch (error) {
        notes.push(`${resultName(one.result, i)}: ${name} is not known: ${(error as Error).message}`);
        return [];
      }
    });
    for (const { quantity, place, spectrum, result } of rows) {
      const at: Place | undefined = abscissa.of === undefined ? undefined : { of: abscissa.of, value: place };
      numbers.push(
        numberOf(quantity, {
          files: [spectrum.file ?? ""],
          model: result.circuit,
          ...(at && { at }),
          summary: abscissa.shown === undefined || abscissa.shown.includes(place),
        }),
      );
    }
    if (abscissa.of !== undefined && rows.length > 1) {
      trends.push({
        name,
        of: abscissa.of,
        unit: "Ω",
        x: rows.map(({ place }) => place),
        y: rows.map(({ quantity }) => finite(quantity.value)),
        stderr: rows.map(({ quantity }) => finite(quantity.stderr)),
        model: rows[0].result.circuit,
        files: [...new Set(rows.map(({ spectrum }) => spectrum.file ?? ""))],
      });
    }
  }
  const doubtful = fits.filter(({ result }) => result.status === "failed");
  if (doubtful.length > 0)
    notes.push(`${doubtful.length} of ${fits.length} fits failed: ${doubtful[0].result.message}`);
  return { numbers, trends, notes };
}

/** Trends of one abscissa as figures. @param sums which resistances of the circuit each name stands for */
export function trendFigures(
  trends: readonly FoundTrend[],
  id: string,
  { sums, circuit }: { readonly sums: Readonly<Record<string, string>>; readonly circuit: string },
): string[] {
  return trends.map(({ name, of, unit, x, y, stderr }, k) =>
    figureHtml(
      trendPlot(
        [
          {
            label: name,
            x,
            y: y.map((value) => value ?? Number.NaN),
            stderr: stderr.map((value) => value ?? Number.NaN),
          },
        ],
        {
          xLabel: of,
          yLabel: name,
          unit,
          id: `${id}trend${k}`,
        },
      ),
      `${name === sums[name] || sums[name] === undefined ? name : `${name} = ${sums[name]}`} of the fits of ${circuit} against the ${of}; bars, where they are longer than a symbol: standard errors.`,
    ),
  );
}
