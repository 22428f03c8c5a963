/**
 * Neware .ndax: a zip archive of .ndc and .xml files. Voltage and current of every point stand in data.ndc; times, charges and steps
 * only of some points in data_runInfo.ndc. Between those time goes on by the interval and the charge by the current, as Neware's own
 * software fills them; a warning says how many. A single .ndc of version 2 or 5 is read, too.
 */
import type { ColumnFact } from "../../series/record.ts";
import { FormatError } from "../formatError.ts";
import { filesInZip, isZip, namesInZip } from "../spectra/archive.ts";
import { decodeText } from "../text.ts";
import { type BinaryFormat, type BinarySeries, countRuns, testTime } from "./binary.ts";
import { seriesOfRecords } from "./newareNda.ts";
import {
  isSplit,
  isWhole,
  NDC_POINTS,
  NDC_STEPS,
  NDC_TIMES,
  type Ndc,
  type NdcTime,
  openNdc,
  readAuxiliary,
  readPoints,
  readSteps,
  readTimes,
  readWholeRecords,
} from "./newareNdc.ts";

const STEP = "unsigned, from the beginning of each step";

export const newareNdax: BinaryFormat = {
  name: "neware-ndax",
  detect: (head) => isZip(head) && namesInZip(head).some((name) => /\.ndc$/i.test(name)),
  read({ bytes, file }) {
    const files = filesInZip(bytes, file, (name) => /\.(ndc|xml)$/i.test(name));
    const ndc = (name: string): Ndc | undefined =>
      files[name] === undefined ? undefined : openNdc(files[name]);
    const points = ndc("data.ndc");
    if (points === undefined || points.kind !== NDC_POINTS) {
      throw new FormatError({
        file,
        expected: "data.ndc with the points of a test",
        found: `the files ${Object.keys(files).join(", ")}`,
        cure: "export the test again from BTSDA",
      });
    }
    if (isWhole(points)) return whole(points, file);
    const times = ndc("data_runInfo.ndc");
    if (!isSplit(points) || times === undefined || times.kind !== NDC_TIMES)
      throw unknown(file, points, times);
    const steps = ndc("data_step.ndc");
    return split(file, points, times, steps?.kind === NDC_STEPS ? steps : undefined, auxiliariesOf(files));
  },
};

export const newareNdc: BinaryFormat = {
  name: "neware-ndc",
  detect: (head) =>
    head.length >= 512 &&
    [NDC_POINTS, 5, NDC_STEPS, 9, 16, NDC_TIMES].includes(head[0]) &&
    head[1] === 0 &&
    [2, 5, 11, 14, 16, 17].includes(head[2]) &&
    head[3] === 0,
  read({ bytes, file }) {
    const ndc = openNdc(bytes)!;
    if (ndc.kind === NDC_POINTS && isWhole(ndc)) return whole(ndc, file);
    throw new FormatError({
      file,
      expected: "an .ndc file with complete records (version 2 or 5)",
      found:
        ndc.kind === NDC_POINTS
          ? `version ${ndc.version}, which holds voltages and currents without their times`
          : `${{ 5: "an auxiliary channel", 7: "the steps of a test", 9: "the log of a test", 16: "the settings of a test", 18: "the times of a test" }[ndc.kind]} (kind ${ndc.kind}) without its points`,
      cure: "give the .ndax file, which holds all of the test",
    });
  },
};

function unknown(file: string, points: Ndc, times: Ndc | undefined): FormatError {
  return new FormatError({
    file,
    expected: "Neware data of version 2, 5, 11, 14, 16 or 17 with their times",
    found: `version ${points.version}${times === undefined ? " without data_runInfo.ndc" : ""}`,
    cure: "export the test as .csv or .xlsx in BTSDA",
  });
}

function none(file: string): FormatError {
  return new FormatError({
    file,
    expected: "records",
    found: "none",
    cure: "the test seems never to have begun: give another file",
  });
}

function whole(ndc: Ndc, file: string): BinarySeries {
  const ranges = new Set<number>();
  const records = readWholeRecords(ndc, ranges);
  if (records.count === 0) throw none(file);
  const { values, columns } = seriesOfRecords(records);
  const warnings =
    ranges.size === 0
      ? []
      : [
          `${file}: the current ranges ${[...ranges].join(", ")} are not known; current and charge are missing there: please report them with the file`,
        ];
  return { columns, facts: { version: ndc.version }, warnings, values };
}

interface Auxiliary {
  readonly name: string;
  readonly values: Map<number, number>;
}

/** Channels of temperature (kind 103), set temperature (335) and humidity (345); the n-th file is the n-th channel in TestInfo.xml. */
function auxiliariesOf(files: Readonly<Record<string, Uint8Array>>): Auxiliary[] {
  const named = Object.keys(files)
    .map((name) => ({ name, numbers: /data_AUX_(\d+)_(\d+)_(\d+)\.ndc$/.exec(name)?.slice(1).map(Number) }))
    .filter((one): one is { name: string; numbers: number[] } => one.numbers !== undefined)
    .sort(
      (a, b) => a.numbers[0] - b.numbers[0] || a.numbers[1] - b.numbers[1] || a.numbers[2] - b.numbers[2],
    );
  const info = files["TestInfo.xml"];
  const text = info === undefined ? "" : (decodeText(info) ?? "");
  const channels = [...text.matchAll(/<Aux\w*\s([^>]*)>/gi)].map(([, attributes]) => ({
    kind: Number(/ChlType="(\d+)"/.exec(attributes)?.[1]),
    id: /AuxID="([^"]*)"/.exec(attributes)?.[1],
  }));
  if (channels.length !== named.length) return [];
  const kinds: Readonly<Record<number, string>> = {
    103: "temperature_celsius",
    335: "set_temperature_celsius",
    345: "humidity_percent",
  };
  const found: Auxiliary[] = [];
  named.forEach(({ name }, i) => {
    const ndc = openNdc(files[name]);
    const kind = kinds[channels[i].kind];
    if (ndc === undefined || kind === undefined || (ndc.version !== 14 && ndc.version !== 17)) return;
    const isFirst =
      channels[i].kind === 103 && !found.some((one) => one.name === "surface_temperature_celsius");
    found.push({
      name: isFirst ? "surface_temperature_celsius" : `aux${channels[i].id ?? i + 1}_${kind}`,
      values: readAuxiliary(ndc),
    });
  });
  return found;
}

function split(
  file: string,
  points: Ndc,
  timesFile: Ndc,
  stepsFile: Ndc | undefined,
  auxiliaries: readonly Auxiliary[],
): BinarySeries {
  const { number, voltage, current } = readPoints(points);
  if (number.length === 0) throw none(file);
  const times = readTimes(timesFile);
  const rows = number.length;
  const make = (): Float64Array => new Float64Array(rows).fill(Number.NaN);
  const stepTime = make();
  const unix = make();
  const step = make();
  const charged = make();
  const discharged = make();
  const chargedEnergy = make();
  const dischargedEnergy = make();
  let filled = 0;
  let last: NdcTime | undefined;
  let passed = 0;
  let charge = 0;
  let energy = 0;
  for (let row = 0; row < rows; row++) {
    const own = times.get(number[row]);
    if (own !== undefined) {
      last = own;
      passed = 0;
      charge = 0;
      energy = 0;
    } else if (last !== undefined) {
      filled++;
      passed += last.interval;
      charge += (last.interval * current[row]) / 3600;
      energy += (last.interval * current[row] * voltage[row]) / 3600;
    }
    if (last === undefined) continue;
    stepTime[row] = last.stepTime + passed;
    unix[row] = last.unix + passed;
    step[row] = last.step;
    charged[row] = Math.abs(last.charged) + Math.max(0, charge);
    discharged[row] = Math.abs(last.discharged) + Math.max(0, -charge);
    chargedEnergy[row] = Math.abs(last.chargedEnergy) + Math.max(0, energy);
    dischargedEnergy[row] = Math.abs(last.dischargedEnergy) + Math.max(0, -energy);
  }
  const warnings: string[] = [];
  if (filled > 0) {
    warnings.push(
      `${file}: ${filled} of ${rows} records have no time in the file; time and charge were carried on with the interval and the current, as Neware's software does`,
    );
  }
  // points before the first time cannot be placed
  const first = step.findIndex((value) => !Number.isNaN(value));
  if (first < 0) throw none(file);
  if (first > 0) warnings.push(`${file}: the first ${first} records have no time and were left out`);
  const cut = (values: Float64Array): Float64Array => values.slice(first);
  const steps = stepsFile === undefined ? [] : readSteps(stepsFile);
  // the numbers of the file where they count its steps, else the changes
  const numbered = cut(step);
  const stepCount = numbered.every((k) => k >= 1 && k <= steps.length) ? numbered : countRuns(numbered);
  const values: Record<string, Float64Array> = {};
  const columns: ColumnFact[] = [];
  const put = (column: string, data: Float64Array, from: string, counts?: string): void => {
    values[column] = data;
    columns.push({ column, from, factor: 1, ...(counts === undefined ? {} : { counts }) });
  };
  put("test_time_second", testTime(cut(stepTime), stepCount), "time of the step, summed over the steps");
  put("voltage_volt", cut(voltage), "voltage");
  put("current_ampere", cut(current), "current");
  put("unix_time_second", cut(unix), "date");
  if (steps.length > 0) {
    put(
      "cycle_count",
      stepCount.map((k) => steps[k - 1]?.cycle ?? Number.NaN),
      "cycle, from 1",
    );
  }
  put("step_count", stepCount, "changes of the step");
  if (steps.length > 0)
    put(
      "step_index",
      stepCount.map((k) => steps[k - 1]?.index ?? Number.NaN),
      "step",
    );
  put("step_time_second", cut(stepTime), "time of the step");
  put("charging_capacity_ah", cut(charged), "charge", STEP);
  put("discharging_capacity_ah", cut(discharged), "charge", STEP);
  put("charging_energy_wh", cut(chargedEnergy), "energy", STEP);
  put("discharging_energy_wh", cut(dischargedEnergy), "energy", STEP);
  for (const { name, values: channel } of auxiliaries) {
    put(
      name,
      Float64Array.from(number.slice(first), (n) => channel.get(n) ?? Number.NaN),
      "auxiliary channel",
    );
  }
  return { columns, facts: { version: points.version }, warnings, values };
}
