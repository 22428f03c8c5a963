/** Stack pressure: the swing per capacity, and the cycle at which its change warns of a short. */
import { eventNames } from "../../report/cyclesPage.ts";
import { pressureFile } from "../../report/pressureDocument.ts";
import { type PressureEvents, pressureSection } from "../../report/pressurePage.ts";
import { normalised } from "../../report/pressureText.ts";
import { analyseCycling } from "../../series/analysis.ts";
import type { CellEvent } from "../../series/event.ts";
import { analysePressure } from "../../series/pressure/analysis.ts";
import { demoted, type Finding } from "../finding.ts";
import type { Role } from "../role.ts";
import { valueAt } from "./neighbours.ts";
import { aloneFaults } from "./quantities.ts";
import { laboratory, listed, openRecord, remarksOf, trendOf } from "./record.ts";

/** The short that the voltage shows, beside the warning of the pressure. */
function shortOf(event: CellEvent | undefined): PressureEvents {
  if (!event) return { time: [], cycle: [], said: "" };
  const { cycle, time, kind, rule } = event;
  return {
    time: [{ x: time / 3600, label: "S" }],
    cycle: [{ x: cycle, label: "S" }],
    said: ` S: ${eventNames[kind]}, cycle ${cycle}: ${rule}.`,
  };
}

export const pressure: Role<"pressure"> = {
  title: "Stack pressure",
  together: false,
  needs: ["mass"],
  faults: ({ logger }, { files }) => (logger === undefined ? [] : aloneFaults(files, "logger")),
  beside: ({ logger }) => (logger === undefined ? [] : [["logger", logger]]),
  shows: () => ["ΔP/Q", "capacity"],
  run: async ({ entry, sample, files: [file], id }, bench): Promise<Finding> => {
    const record = await openRecord(bench, file, entry.columns);
    const logger =
      entry.logger === undefined
        ? undefined
        : await openRecord(bench, entry.logger, undefined, ["test_time_second", "surface_pressure_pa"]);
    const analysis = await analysePressure(record, bench.kernel, {
      ...(bench.signal && { signal: bench.signal }),
      ...(logger && { logger: { record: logger } }),
    });
    const document = pressureFile(
      {
        format: record.format,
        ...(entry.logger !== undefined && { pressureFile: entry.logger }),
        remarks: [...remarksOf(record), ...(logger ? remarksOf(logger) : [])],
      },
      analysis,
      laboratory(sample),
    );
    const { pressure: trace, current, curves } = analysis;
    const shorts = analyseCycling(analysis.table, {}).events.filter(({ kind }) => kind.endsWith("short"));
    const section = pressureSection(
      { document: { ...document, warnings: [] }, drawing: { pressure: trace, current, curves } },
      { id, named: false, at: shortOf(shorts[0]), folded: true },
    );
    const norm = normalised(document);
    const rows = document.cycles.map((one) => {
      const [value, stderr] = norm ? norm.of(one) : [null, null];
      return { cycle: one.cycle, value, stderr };
    });
    const unit = norm?.unit ?? "";
    const swing =
      entry.at === undefined
        ? undefined
        : await valueAt(rows, entry.at, {
            name: "ΔP/Q",
            unit,
            files: [file],
            source: "Δ(ΔP)_Q of doi 10.1016/j.ensm.2022.05.050",
            definition: [
              "pressure at the beginning of the discharge less that at its end, over its capacity",
            ],
            size: sample.sizes.mass!,
            bench,
          });
    const { change } = analysis.baseline ?? { change: null };
    const { warning } = document;
    return {
      numbers: [
        ...(swing ? [swing] : []),
        ...(warning
          ? [
              listed(warning.cycle, {
                name: "cycle of the warning",
                unit: "",
                files: [file],
                definition: [warning.rule, `last cycle before the fall: ${warning.onset}`],
              }),
              listed(warning.onset, { name: "last cycle before the fall", unit: "", files: [file] }),
            ]
          : []),
        ...(change
          ? [
              listed(change.cycle, {
                name: "last cycle before the baseline bends",
                unit: "",
                files: [file],
                definition: [
                  "pressure at the end of the discharges: the strongest bend of a line of two pieces",
                ],
              }),
            ]
          : []),
        ...shorts.slice(0, 1).map(({ cycle, kind, rule }) =>
          listed(cycle, {
            name: `cycle of ${eventNames[kind]}`,
            unit: "",
            files: [file],
            definition: [rule],
          }),
        ),
      ],
      trends: [
        ...trendOf("ΔP/Q", unit, file, rows),
        ...trendOf(
          "capacity",
          "mAh·g⁻¹",
          file,
          document.cycles.map((one) => ({ cycle: one.cycle, value: one.discharge_mAh_g })),
        ),
      ],
      html: demoted(section, 2),
      notes: [
        ...document.warnings,
        ...(entry.at !== undefined && !swing
          ? [`${file}: there is no cycle ${entry.at}, which "at" asks for`]
          : []),
      ],
      failures: [],
    };
  },
};
