import {
  backgroundColumns,
  backgroundDocument,
  type ComputedBackground,
} from "../report/backgroundDocument.ts";
import { areaText, backgroundReport } from "../report/backgroundPage.ts";
import { significant } from "../report/number.ts";
import type { FailedInput } from "../report/table.ts";
import { textTable } from "../report/text.ts";
import { type BackgroundModel, staticBackground } from "../spectra/background.ts";
import { parseBackground } from "../spectra/backgroundChoice.ts";
import { cumulative } from "../spectra/region.ts";
import { directionOf, regionOfScan } from "../spectra/scanRegion.ts";
import type { Arguments, Command } from "./command.ts";
import { UsageError } from "./mistake.ts";
import { csvOf, formatOf, parquetOf, writeWhole } from "./outputs.ts";
import { today, typedCommand } from "./report.ts";
import { counted, say, sayAll } from "./say.ts";
import { readScanOptions, readScans, type ScanOptions, type ScanReading, scanOptionKinds } from "./scans.ts";
import { findSources } from "./sources.ts";
import { readTargets, targetOptionKinds } from "./targets.ts";
import { version } from "./version.ts";

export const backgroundCommand: Command = {
  name: "background",
  operands: "FILE…",
  summary: "the background of spectra, computed from the data alone",
  options: [
    {
      name: "kind",
      value: "B",
      text: "shirley (default), tougaard, linear, constant, polynomial:degree=3, snip:width=40, als, arpls:stiffness=1e6, none",
    },
    ...scanOptionKinds,
    ...targetOptionKinds.map((option) =>
      option.name === "out"
        ? { ...option, text: "x, y, background and net as .csv, .json or .parquet, one row per point" }
        : option,
    ),
    { name: "json", text: "one JSON document on stdout and nothing else there" },
    {
      name: "quiet",
      text: "no progress, warnings or summary; no table when --out or --report gets the results",
    },
  ],
  notes: [
    "Options of a kind follow behind colon and comma: points of shirley, tougaard, linear and constant (averaged at each end), degree of polynomial, width in points of snip, stiffness and asymmetry of als, stiffness of arpls.",
    "Exit code: 0 all computed, 1 some input failed, 2 wrong usage.",
  ],
  examples: [
    'interphase background cell.vms --region "S 2p" --region 158..170 --report background.html',
    "interphase background raman.wdf --kind arpls --out net.csv",
  ],
  run: async (given) => runBackground(given),
};

function runBackground(given: Arguments): number {
  const scans = readScanOptions(given, "background");
  const kind = given.text("kind") ?? "shirley";
  const model = readKind(kind);
  const targets = readTargets(given);
  const quiet = given.has("quiet");
  const inputs = findSources(given, targets);
  const reading = readScans(inputs, scans, { undone: "No background", quiet });
  const { computed, failures: outside } = computeAll(reading, model, scans);
  const failures: FailedInput[] = [...reading.failures, ...outside];
  sayAll(
    outside.map(({ message }) => `No background: ${message}`),
    Infinity,
    "",
  );
  const document = backgroundDocument(computed, model.kind, failures);
  const json = `${JSON.stringify(document, null, 1)}\n`;
  const { out, report, own } = targets;
  if (out !== undefined) {
    const format = formatOf(out, "out");
    const columns = backgroundColumns(computed);
    writeWhole(out, format === "json" ? json : format === "csv" ? csvOf(columns) : parquetOf(columns));
  }
  if (report !== undefined) {
    writeWhole(
      report,
      backgroundReport({
        kind,
        computed,
        failures,
        notes: reading.warnings,
        version,
        date: today(),
        command: typedCommand(),
      }),
    );
  }
  if (given.has("json")) process.stdout.write(json);
  else if (computed.length > 0 && (!quiet || own.length === 0)) process.stdout.write(resultsText(computed));
  if (!quiet) {
    const { backgrounds, failed } = document.summary;
    say(
      [
        `${counted(backgrounds - failed, "background")} computed${failed > 0 ? `, ${failed} failed` : ""}`,
        own.length > 0 ? `written: ${own.join(", ")}` : "",
      ]
        .filter(Boolean)
        .join("; "),
    );
  }
  return document.summary.failed > 0 ? 1 : 0;
}

function readKind(kind: string): BackgroundModel {
  let problem: string;
  try {
    const text = /\b(?:static|active)\b/.test(kind) ? kind : `${kind}:static`;
    // snip, als and the like are static without the word
    const choice = parseBackground(text);
    if (choice.mode === "static") return choice.model;
    problem = "it is fitted together with lines by interphase spectrum; here a background stands alone";
  } catch (error) {
    problem = (error as Error).message;
  }
  throw new UsageError(`--kind ${kind}: ${problem}`);
}

/** Points without which no background has a meaning. */
const LEAST_POINTS = 5;

function computeAll(
  { scans }: ScanReading,
  model: BackgroundModel,
  { ranges, shift, photonEnergy }: ScanOptions,
): { readonly computed: readonly ComputedBackground[]; readonly failures: readonly FailedInput[] } {
  const computed: ComputedBackground[] = [];
  const failures: FailedInput[] = [];
  // A range that one scan of a file does not have, another has: only what is nowhere is a failure
  const left = new Map<string, FailedInput>();
  for (const scan of scans) {
    for (const range of ranges.length > 0 ? ranges : [undefined]) {
      const key = `${scan.file}\n${range?.join() ?? scan.name ?? ""}`;
      const where = scan.name === undefined ? scan.file : `${scan.file}, scan ${scan.name}`;
      const base = {
        scan,
        file: scan.file,
        model,
        xLabel:
          scan.axis === "kinetic" && directionOf(scan, photonEnergy) === "binding"
            ? "Binding energy"
            : scan.xLabel,
      };
      try {
        const region = regionOfScan(
          scan,
          "unit",
          { shift, photonEnergy, ...(range && { region: range }) },
          LEAST_POINTS,
        );
        const { values, converged, iterations, doubt } = staticBackground(model, region);
        const net = region.y.map((value, i) => value - values[i]);
        const areas = cumulative(region.x, net);
        const area = areas[areas.length - 1] * Math.sign(region.x[region.x.length - 1] - region.x[0]);
        computed.push({
          ...base,
          status: converged && doubt === undefined ? "converged" : "warning",
          message: doubt ?? (converged ? "computed" : `it still changed after ${iterations} iterations`),
          x: region.x,
          y: region.y,
          background: values,
          area,
          iterations,
        });
        left.set(key, { file: "", message: "" });
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        const failure = { file: scan.file, spectrum: scan.name, message: `${where}: ${error.message}` };
        if (range === undefined) failures.push(failure);
        else if (!left.has(key)) left.set(key, failure);
      }
    }
  }
  failures.push(...[...left.values()].filter(({ message }) => message !== ""));
  return { computed, failures };
}

const MOST_ROWS = 60;

function resultsText(computed: readonly ComputedBackground[]): string {
  const rows = [
    ["scan", "status", "range", "points", "net area", ""],
    ...computed
      .slice(0, MOST_ROWS)
      .map((one) => [
        [one.file, one.scan.name].filter(Boolean).join(" · "),
        one.status,
        `${significant(Math.min(one.x[0], one.x[one.x.length - 1]), 5)} … ${significant(Math.max(one.x[0], one.x[one.x.length - 1]), 5)} ${one.scan.xUnit}`,
        String(one.x.length),
        areaText(one),
        one.message === "computed" ? "" : one.message,
      ]),
  ];
  const more =
    computed.length > MOST_ROWS
      ? `… and ${computed.length - MOST_ROWS} more: --out and --json have them\n`
      : "";
  const align = ["left", "left", "left", "right", "right", "left"] as const;
  return `${textTable(rows, { align })}\n${more}`;
}
