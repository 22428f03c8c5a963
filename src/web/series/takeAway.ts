/** What can be taken away from the view of series. Writers are loaded when they are needed. */
import { cycleTrends } from "../../report/cycleFigures.ts";
import type { CyclesPart } from "../../report/cyclesPage.ts";
import { type EnvelopeTrace, envelopesPlot } from "../../report/envelopePlot.ts";
import type { Mark } from "../../report/mark.ts";
import type { PressurePart } from "../../report/pressurePage.ts";
import { type ProfileSeries, profilePlot } from "../../report/profilePlot.ts";
import { trendGrid } from "../../report/trendgrid.ts";
import { byGroup, FIGURE_WIDTH, figureItems, tableItems } from "../takeAwayItems.ts";
import type { TakeAway } from "../view.ts";
import type { ChargeUnit } from "./halfCyclesPanel.ts";
import type { OpenRecord } from "./openRecord.ts";
import { plotted } from "./quantities.ts";
import type { TimeWindow } from "./tracePlot.ts";

/** What is on the page now. */
export interface SeriesFindings {
  readonly cycles: readonly CyclesPart[];
  readonly pressures: readonly PressurePart[];
  readonly commands: { readonly cycles: string; readonly pressure: string };
  /** The record that is looked at. */
  readonly shown:
    | {
        readonly record: OpenRecord;
        readonly window: TimeWindow;
        /** At s. */
        readonly marks: readonly Mark[];
        readonly part: CyclesPart | undefined;
        readonly pressure: PressurePart | undefined;
        readonly profiles: readonly ProfileSeries[];
        readonly charge: ChargeUnit;
      }
    | undefined;
}

const width = { width: FIGURE_WIDTH };
/** Columns of a printed trace. */
const COLUMNS = 1400;

export function takeAwayOf({ cycles, pressures, commands, shown }: SeriesFindings): TakeAway[] {
  const about = { failures: [], version: __VERSION__ };
  const files = cycles.map(({ document }) => document);
  const pressed = pressures.map(({ document }) => document);
  const items: TakeAway[] = [
    ...(shown ? figureItems("Record as shown", "record", () => recordFigure(shown)) : []),
    ...(cycles.length > 0
      ? [
          ...tableItems("Half-cycles", "halfcycles", async () => {
            const { cyclesDocument, halfCycleColumns } = await import("../../report/cyclesDocument.ts");
            return { columns: () => halfCycleColumns(files), document: () => cyclesDocument(files, []) };
          }),
          {
            group: "Reports" as const,
            label: "Report of the cycles",
            file: "cycles.html",
            make: async () => {
              const [{ cyclesReport }, { today }] = await Promise.all([
                import("../../report/cyclesPage.ts"),
                import("../../report/today.ts"),
              ]);
              return cyclesReport({ ...about, parts: cycles, date: today(), command: commands.cycles });
            },
          },
        ]
      : []),
    ...(shown && shown.profiles.length > 0
      ? figureItems("Voltage against charge", "profiles", () =>
          profilePlot(shown.profiles, { ...shown.charge, ...width }),
        )
      : []),
    ...(shown?.part
      ? figureItems("Over the cycles", "life", () =>
          trendGrid(cycleTrends(shown.part!.document, () => []).trends, width),
        )
      : []),
    ...(pressures.length > 0
      ? [
          ...tableItems("Pressure of the cycles", "pressure", async () => {
            const { pressureColumns, pressureDocument } = await import("../../report/pressureDocument.ts");
            return { columns: () => pressureColumns(pressed), document: () => pressureDocument(pressed, []) };
          }),
          {
            group: "Reports" as const,
            label: "Report of the pressure",
            file: "pressure.html",
            make: async () => {
              const [{ pressureReport }, { today }] = await Promise.all([
                import("../../report/pressurePage.ts"),
                import("../../report/today.ts"),
              ]);
              return pressureReport({
                ...about,
                parts: pressures,
                date: today(),
                command: commands.pressure,
              });
            },
          },
        ]
      : []),
    ...(shown?.pressure
      ? figureItems("Pressure over the cycles", "pressure-life", async () => {
          const { pressureTrends } = await import("../../report/pressurePage.ts");
          const { document, drawing } = shown.pressure!;
          return trendGrid(pressureTrends(document, drawing), width);
        })
      : []),
  ];
  return byGroup(items);
}

/** The window in print. */
function recordFigure({ record, window, marks }: NonNullable<SeriesFindings["shown"]>): string {
  const traces = record.columns.flatMap((column): EnvelopeTrace[] => {
    const spans = record.envelope(column, window.from, window.to, COLUMNS);
    if (!spans) return [];
    const kept = Array.from(spans.least, (_, k) => k).filter(
      (k) => spans.right[k] >= window.from && spans.left[k] <= window.to && !Number.isNaN(spans.least[k]),
    );
    const { name, symbol } = plotted[column];
    const isPressure = column === "surface_pressure_pa";
    const pick = (values: Float64Array, factor = 1): Float64Array =>
      Float64Array.from(kept, (k) => factor * values[k]);
    const scale = isPressure ? 1e-6 : 1;
    return [
      {
        name,
        symbol,
        unit: isPressure ? "MPa" : column === "voltage_volt" ? "V" : "A",
        envelope: {
          from: pick(spans.from),
          to: pick(spans.to),
          left: pick(spans.left),
          right: pick(spans.right),
          least: pick(spans.least, scale),
          greatest: pick(spans.greatest, scale),
        },
      },
    ];
  });
  const hours = marks
    .filter(({ x }) => x >= window.from && x <= window.to)
    .map(({ x, label }) => ({ x: x / 3600, label }));
  return envelopesPlot(traces, { ...width, marks: hours });
}
