/** What a series adds to the document, the table and the page of its fits. */
import type { ArrheniusParameter, SeriesResult } from "../fit/seriesResult.ts";
import type { Cell } from "../impedance/cell.ts";
import { arrheniusPlot, energyText, lawText } from "./arrhenius.ts";
import type { FitDocument } from "./document.ts";
import { figureHtml } from "./html.ts";
import { heading, quantity, significant, uncertain } from "./number.ts";
import { isDoubtful } from "./resulttable.ts";
import { escapeXml } from "./svg.ts";
import type { Column } from "./table.ts";
import { finite } from "./table.ts";

/** The field `series` of the document of a series; arrays over spectra follow `FitDocument.spectra`. */
export interface SeriesDocument {
  readonly coordinate: { readonly name: string; readonly unit: string; readonly values: readonly number[] };
  /** K */
  readonly temperatures: readonly (number | null)[];
  /** How each spectrum's own fit was reached. */
  readonly routes: readonly string[];
  /** Whether each spectrum takes part in the joint solution. */
  readonly joint: readonly boolean[];
  readonly shared: readonly {
    readonly name: string;
    readonly value: number | null;
    readonly stderr: number | null;
    readonly unit: string;
    readonly state: string;
  }[];
  readonly arrhenius: readonly {
    readonly parameter: string;
    /** eV */
    readonly activationEnergy: number | null;
    readonly activationEnergyStderr: number | null;
    /** At the reference temperature, in `unit`. */
    readonly value: number | null;
    readonly stderr: number | null;
    readonly unit: string;
    /** K */
    readonly reference: number;
    readonly form: string;
    readonly sense: string;
    readonly lnPrefactor: number | null;
    readonly lnPrefactorStderr: number | null;
    /** At the reference temperature, of a resistance with an area (R·A in Ω·m²) and a thickness (L/(R·A) in S·m⁻¹); else null. */
    readonly areaSpecificResistance: number | null;
    readonly areaSpecificResistanceStderr: number | null;
    readonly conductivity: number | null;
    readonly conductivityStderr: number | null;
  }[];
  readonly correlation: readonly (number | null)[];
  readonly cost: number | null;
  readonly penalty: number | null;
  readonly degreesOfFreedom: number | null;
  /** Rise of the cost through sharing, per parameter saved, in variances: 1 is expected. */
  readonly excess: number | null;
  readonly iterations: number;
  readonly status: string;
  readonly message: string;
  readonly warnings: readonly string[];
}

/** R·A in Ω·m² and L/(R·A) in S·m⁻¹ of a resistance under a law at its reference temperature; NaN where a size is missing. */
function perSize({ value, stderr, unit }: ArrheniusParameter, { area, thickness }: Cell) {
  const known = unit === "Ω" && area !== undefined;
  const areaSpecificResistance = known ? value * area : Number.NaN;
  const conductivity = thickness === undefined ? Number.NaN : thickness / areaSpecificResistance;
  const relative = stderr / value;
  return {
    areaSpecificResistance,
    areaSpecificResistanceStderr: areaSpecificResistance * relative,
    conductivity,
    conductivityStderr: conductivity * relative,
  };
}

/** ", 12.3 ± 0.4 Ω·cm², 1.2 ± 0.1 mS·cm⁻¹": as far as the sizes are known. */
function perSizeText(law: ArrheniusParameter, cell: Cell): string {
  const size = perSize(law, cell);
  const parts = [
    [size.areaSpecificResistance, size.areaSpecificResistanceStderr, 1e4, "Ω·cm²"],
    [size.conductivity, size.conductivityStderr, 10, "mS·cm⁻¹"],
  ] as const;
  return parts
    .filter(([value]) => Number.isFinite(value))
    .map(([value, stderr, factor, unit]) => `, ${quantity(value * factor, stderr * factor, unit)}`)
    .join("");
}

/** @param cell sizes that make a resistivity of a resistance */
export function seriesDocument(result: SeriesResult, cell: Cell = {}): SeriesDocument {
  const { coordinate } = result;
  return {
    coordinate: { ...coordinate, values: Array.from(coordinate.values) },
    temperatures: result.spectra.map(({ temperature }) => temperature ?? null),
    routes: result.spectra.map(({ route }) => route),
    joint: result.spectra.map(({ joint }) => joint),
    shared: result.shared.map((one) => ({ ...one, value: finite(one.value), stderr: finite(one.stderr) })),
    arrhenius: result.arrhenius.map((law) => ({
      parameter: law.parameter,
      activationEnergy: finite(law.activationEnergy),
      activationEnergyStderr: finite(law.activationEnergyStderr),
      value: finite(law.value),
      stderr: finite(law.stderr),
      unit: law.unit,
      reference: law.reference,
      form: law.form,
      sense: law.sense,
      lnPrefactor: finite(law.lnPrefactor),
      lnPrefactorStderr: finite(law.lnPrefactorStderr),
      ...finiteFields(perSize(law, cell)),
    })),
    correlation: Array.from(result.correlation, finite),
    cost: finite(result.cost),
    penalty: finite(result.penalty),
    degreesOfFreedom: finite(result.degreesOfFreedom),
    excess: finite(result.excess),
    iterations: result.iterations,
    status: result.status,
    message: result.message,
    warnings: result.warnings,
  };
}

function finiteFields<T extends string>(record: Readonly<Record<T, number>>): Record<T, number | null> {
  return Object.fromEntries(
    Object.entries<number>(record).map(([name, value]) => [name, finite(value)]),
  ) as Record<T, number | null>;
}

/** The document of `series --json`: that of the fits, in the order of the series, with what they share. */
export interface SeriesFitDocument extends FitDocument {
  readonly series: SeriesDocument;
}

/** The document of the fits with the series. */
export function withSeries(document: FitDocument, result: SeriesResult, cell: Cell = {}): SeriesFitDocument {
  return { ...document, series: seriesDocument(result, cell) };
}

/** The columns of a series: coordinate, temperature where it is known, route, joint. @param failures rows behind the spectra */
export function seriesColumns({ spectra, coordinate }: SeriesResult, failures: number): Column[] {
  const padding = new Array<null>(failures).fill(null);
  const known = spectra.some(({ temperature }) => temperature !== undefined) && coordinate.unit !== "K";
  return [
    {
      name: heading(coordinate.name, coordinate.unit),
      type: "DOUBLE",
      data: [...coordinate.values, ...padding],
    },
    ...(known
      ? [
          {
            name: "temperature (K)",
            type: "DOUBLE" as const,
            data: [...spectra.map(({ temperature }) => temperature ?? null), ...padding],
          },
        ]
      : []),
    { name: "route", type: "STRING", data: [...spectra.map(({ route }) => route), ...padding] },
    {
      name: "joint",
      type: "STRING",
      data: [...spectra.map(({ joint }) => (joint ? "yes" : "no")), ...padding],
    },
  ];
}

/** Sentences on what the spectra share, for a terminal. */
export function seriesSentences(result: SeriesResult, cell: Cell = {}): string[] {
  return [
    ...result.shared.map(
      ({ name, value, stderr, unit, state }) =>
        `${name} = ${quantity(value, stderr, unit)} in all spectra${state === "free" ? "" : ` (${state})`}`,
    ),
    ...result.arrhenius.map(
      (law) =>
        `${law.parameter}: Ea = ${energyText(law)}, ${quantity(law.value, law.stderr, law.unit)}${perSizeText(law, cell)} at ${significant(law.reference, 5, true)} K; ${lawText(law)}`,
    ),
  ];
}

/** The section of the report: what is shared, with its errors, and the Arrhenius plots. */
export function seriesSection(result: SeriesResult, cell: Cell = {}): string {
  const routes = new Map<string, number>();
  for (const { route } of result.spectra) routes.set(route, (routes.get(route) ?? 0) + 1);
  const words = `${result.spectra.length} spectra by ${heading(result.coordinate.name, result.coordinate.unit)}; own fits: ${[...routes].map(([route, count]) => `${count} ${route}`).join(", ")}. ${result.message}.`;
  const row = (cells: readonly string[]): string =>
    `<tr>${cells.map((cell, k) => (k === 0 ? `<th scope="row">${escapeXml(cell)}</th>` : `<td>${escapeXml(cell)}</td>`)).join("")}</tr>`;
  const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
    rows.length === 0
      ? ""
      : `<div class="scroll" tabindex="0" role="region" aria-label="${escapeXml(head[0]!)}"><table><thead><tr>${head.map((cell) => `<th scope="col">${escapeXml(cell)}</th>`).join("")}</tr></thead><tbody>${rows.map(row).join("")}</tbody></table></div>`;
  const shared = table(
    ["shared by all spectra", "value ± standard error", "state"],
    result.shared.map(({ name, value, stderr, unit, state }) => [name, quantity(value, stderr, unit), state]),
  );
  const laws = table(
    ["Arrhenius", "Ea (eV)", "value", "at (K)", "ln p₀", "law"],
    result.arrhenius.map((law) => [
      law.parameter,
      uncertain(law.activationEnergy, law.activationEnergyStderr),
      `${quantity(law.value, law.stderr, law.unit)}${perSizeText(law, cell)}`,
      significant(law.reference, 5, true),
      uncertain(law.lnPrefactor, law.lnPrefactorStderr),
      lawText(law),
    ]),
  );
  const plots = result.arrhenius.map((law, k) => {
    const at = result.spectra[0]?.parameters.indexOf(law.parameter) ?? -1;
    const known = result.spectra.filter(
      ({ temperature, own }) => temperature && Number.isFinite(own.values[at]),
    );
    const points = {
      temperature: known.map(({ temperature }) => temperature!),
      value: known.map(({ own }) => own.values[at]!),
      stderr: known.map(({ own }) => own.stderr[at]!),
      doubtful: known.map((one) => !one.joint || isDoubtful({ ...one, states: one.own.states }, at)),
    };
    return figureHtml(
      arrheniusPlot(law, points, { id: `arrhenius${k}` }),
      `${law.parameter}: points from fits of single spectra, line and band (one standard error) from the joint solution.`,
    );
  });
  const figures = plots.length > 0 ? `<div class="figures">${plots.join("")}</div>` : "";
  return `<section><h2>Series</h2><p>${escapeXml(words)}</p>${shared}${laws}${figures}</section>`;
}
