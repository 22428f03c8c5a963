/**
 * Neware .nda: "NEWARE", a date, the version in byte 14. Versions 26 to 29: records of 86 bytes from the first "55 00" with number 1 on;
 * version 130: from byte 1024 on, records of 88 bytes (BTS 9.0), or of a length of their own (BTS 9.1). Little-endian.
 *
 * The layouts are those that NewareNDA (© SES AI) and fastnda (© Empa), both BSD-3-Clause, found and publish.
 */

import type { ColumnFact } from "../../series/record.ts";
import { FormatError } from "../formatError.ts";
import { type BinaryFormat, beginsWith, countRuns, testTime } from "./binary.ts";
import { rangeFactor } from "./newareRange.ts";

const STEP = "unsigned, from the beginning of each step";

/** Records as columns of numbers; NaN where a version has none. */
export interface NewareRecords {
  readonly count: number;
  readonly index: Float64Array;
  readonly cycle?: Float64Array;
  readonly stepIndex: Float64Array;
  /** Changes where a step begins. */
  readonly stepMark: Float64Array;
  readonly stepTime?: Float64Array;
  readonly totalTime?: Float64Array;
  readonly voltage: Float64Array;
  readonly current: Float64Array;
  readonly charged: Float64Array;
  readonly discharged: Float64Array;
  readonly chargedEnergy: Float64Array;
  readonly dischargedEnergy: Float64Array;
  readonly unix: Float64Array;
}

type Field = (view: DataView, at: number) => number;

/** Seconds since 1970 of year (u16), month, day, hour, minute, second (u8 each). */
export const packedDate: Field = (view, at) =>
  Date.UTC(
    view.getUint16(at, true),
    view.getUint8(at + 2) - 1,
    view.getUint8(at + 3),
    view.getUint8(at + 4),
    view.getUint8(at + 5),
    view.getUint8(at + 6),
  ) / 1000;

/** A count of 8 bytes; exact below 2⁵³. */
export const long: Field = (view, at) => Number(view.getBigInt64(at, true));

export function takeField(view: DataView, places: readonly number[], field: Field): Float64Array {
  const values = new Float64Array(places.length);
  for (let i = 0; i < places.length; i++) values[i] = field(view, places[i]);
  return values;
}

/** The record of versions 26 to 29, and of the .ndc files of versions 2 and 5, from its number on. Ranges say the units. */
export function rangedRecords(
  view: DataView,
  places: readonly number[],
  offsets: { stepWide: boolean; date: number; range: number },
  unknownRanges: Set<number>,
): NewareRecords {
  const scale = takeField(view, places, (v, at) => {
    const range = v.getInt32(at + offsets.range, true);
    const factor = rangeFactor(range);
    if (factor === undefined) unknownRanges.add(range);
    return factor ?? Number.NaN;
  });
  const scaled = (field: Field, divisor: number): Float64Array =>
    takeField(view, places, field).map((value, i) => (value === 0 ? 0 : (value * scale[i]) / divisor));
  const stepIndex = takeField(view, places, (v, at) =>
    offsets.stepWide ? v.getUint16(at + 8, true) : v.getUint8(at + 8),
  );
  return {
    count: places.length,
    index: takeField(view, places, (v, at) => v.getUint32(at, true)),
    cycle: takeField(view, places, (v, at) => v.getUint32(at + 4, true) + 1),
    stepIndex,
    stepMark: offsets.stepWide ? takeField(view, places, (v, at) => v.getUint8(at + 11)) : stepIndex,
    stepTime: takeField(view, places, (v, at) => long(v, at + (offsets.stepWide ? 12 : 15)) / 1000),
    voltage: takeField(view, places, (v, at) => v.getInt32(at + (offsets.stepWide ? 20 : 23), true) / 10000),
    // milliamperes
    current: scaled((v, at) => v.getInt32(at + (offsets.stepWide ? 24 : 27), true), 1000),
    // mA·s
    charged: scaled((v, at) => long(v, at + (offsets.stepWide ? 36 : 35)), 3.6e6),
    discharged: scaled((v, at) => long(v, at + (offsets.stepWide ? 44 : 43)), 3.6e6),
    chargedEnergy: scaled((v, at) => long(v, at + (offsets.stepWide ? 52 : 51)), 3.6e6),
    dischargedEnergy: scaled((v, at) => long(v, at + (offsets.stepWide ? 60 : 59)), 3.6e6),
    unix: takeField(view, places, (v, at) => packedDate(v, at + offsets.date)),
  };
}

/** Columns of records in the order of their numbers, each number once. */
export function seriesOfRecords(records: NewareRecords): {
  values: Record<string, Float64Array>;
  columns: ColumnFact[];
} {
  const { index } = records;
  const order = Array.from({ length: records.count }, (_, i) => i);
  if (order.some((i) => i > 0 && index[i] <= index[i - 1]))
    order.sort((a, b) => index[a] - index[b] || a - b);
  const kept = order.filter((row, i) => i === 0 || index[row] !== index[order[i - 1]]);
  const pick = (values: Float64Array): Float64Array => Float64Array.from(kept, (row) => values[row]);
  const stepCount = countRuns(pick(records.stepMark));
  const values: Record<string, Float64Array> = {};
  const columns: ColumnFact[] = [];
  const put = (column: string, data: Float64Array | undefined, from: string, counts?: string): void => {
    if (data === undefined) return;
    values[column] = data;
    columns.push({ column, from, factor: 1, ...(counts === undefined ? {} : { counts }) });
  };
  const stepTime = records.stepTime === undefined ? undefined : pick(records.stepTime);
  put(
    "test_time_second",
    stepTime === undefined ? pick(records.totalTime!) : testTime(stepTime, stepCount),
    stepTime === undefined ? "time of the test" : "time of the step, summed over the steps",
  );
  put("voltage_volt", pick(records.voltage), "voltage");
  put("current_ampere", pick(records.current), "current");
  put("unix_time_second", pick(records.unix), "date, as if its clock showed UTC");
  put("cycle_count", records.cycle === undefined ? undefined : pick(records.cycle), "cycle, from 1");
  put("step_count", stepCount, "changes of the step");
  put("step_index", pick(records.stepIndex), "step");
  put("step_time_second", stepTime, "time of the step");
  put("charging_capacity_ah", pick(records.charged), "charge", STEP);
  put("discharging_capacity_ah", pick(records.discharged), "charge", STEP);
  put("charging_energy_wh", pick(records.chargedEnergy), "energy", STEP);
  put("discharging_energy_wh", pick(records.dischargedEnergy), "energy", STEP);
  return { values, columns };
}

function findBytes(bytes: Uint8Array, pattern: readonly number[], from = 0): number {
  for (let at = bytes.indexOf(pattern[0], from); at >= 0; at = bytes.indexOf(pattern[0], at + 1)) {
    if (pattern.every((byte, i) => bytes[at + i] === byte)) return at;
  }
  return -1;
}

/** Places of records of a fixed length whose byte `mark` at `offset` says that they are records. */
function placesOf(bytes: Uint8Array, first: number, length: number, offset: number, mark: number): number[] {
  const places: number[] = [];
  for (let at = first; at + length <= bytes.length; at += length)
    if (bytes[at + offset] === mark) places.push(at);
  return places;
}

function readRanged(
  bytes: Uint8Array,
  view: DataView,
  warnings: string[],
  file: string,
): NewareRecords | undefined {
  const first = findBytes(bytes, [0x55, 0, 1, 0, 0, 0]);
  if (first < 0) return undefined;
  // zero fields behind the records, where the file is padded, have number 0
  const places = placesOf(bytes, first, 86, 0, 0x55).filter((at) => view.getUint32(at + 2, true) > 0);
  const unknown = new Set<number>();
  const records = rangedRecords(
    view,
    places.map((at) => at + 2),
    { stepWide: true, date: 68, range: 76 },
    unknown,
  );
  if (unknown.size > 0) {
    warnings.push(
      `${file}: the current ranges ${[...unknown].join(", ")} are not known; current and charge are missing there: please report them with the file`,
    );
  }
  return records;
}

function readBts90(bytes: Uint8Array, view: DataView): NewareRecords {
  const places = placesOf(bytes, 1024, 88, 4, 85);
  const f32 =
    (offset: number, divisor = 1): Field =>
    (v, at) =>
      v.getFloat32(at + offset, true) / divisor;
  const stepIndex = takeField(view, places, (v, at) => v.getUint8(at + 9));
  return {
    count: places.length,
    index: takeField(view, places, (v, at) => v.getUint32(at + 16, true)),
    stepIndex,
    stepMark: stepIndex,
    stepTime: takeField(view, places, (v, at) => long(v, at + 28) / 1e6),
    voltage: takeField(view, places, f32(36)),
    current: takeField(view, places, f32(40, 1000)),
    charged: takeField(view, places, f32(52, 3.6e6)),
    chargedEnergy: takeField(view, places, f32(56, 3.6e6)),
    // negative in the file
    discharged: takeField(view, places, f32(60, 3.6e6)).map(Math.abs),
    dischargedEnergy: takeField(view, places, f32(64, 3.6e6)).map(Math.abs),
    unix: takeField(view, places, (v, at) => long(v, at + 68) / 1e6),
  };
}

function readBts91(bytes: Uint8Array, view: DataView): NewareRecords | undefined {
  const mark = [bytes[1024], bytes[1025]];
  const second = findBytes(bytes, mark, 1026);
  const length = second - 1024;
  if (length < 52 || length > 4096) return undefined;
  const places = placesOf(bytes, 1024, length, 0, mark[0]).filter((at) => bytes[at + 1] === mark[1]);
  const f32 =
    (offset: number): Field =>
    (v, at) =>
      v.getFloat32(at + offset, true);
  const stepIndex = takeField(view, places, (v, at) => v.getUint8(at + 2));
  const charge = takeField(view, places, f32(28)).map((value) => value / 3.6e6);
  const energy = takeField(view, places, f32(32)).map((value) => value / 3.6e6);
  return {
    count: places.length,
    index: takeField(view, places, (v, at) => v.getUint32(at + 8, true)),
    cycle: takeField(view, places, (v, at) => v.getUint32(at + 36, true) + 1),
    stepIndex,
    stepMark: stepIndex,
    totalTime: takeField(
      view,
      places,
      (v, at) => v.getUint32(at + 12, true) + v.getUint32(at + 16, true) / 1e9,
    ),
    current: takeField(view, places, f32(20)).map((value) => value / 1000),
    voltage: takeField(view, places, f32(24)),
    charged: charge.map((value) => Math.max(0, value)),
    discharged: charge.map((value) => Math.max(0, -value)),
    chargedEnergy: energy.map((value) => Math.max(0, value)),
    dischargedEnergy: energy.map((value) => Math.max(0, -value)),
    unix: takeField(view, places, (v, at) => v.getUint32(at + 44, true) + v.getUint32(at + 48, true) / 1e9),
  };
}

export const newareNda: BinaryFormat = {
  name: "neware-nda",
  detect: (head) => beginsWith(head, "NEWARE"),
  read({ bytes, file }) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const version = bytes[14];
    const warnings: string[] = [];
    const records =
      version === 130
        ? bytes[1024] === 18
          ? readBts90(bytes, view)
          : readBts91(bytes, view)
        : version >= 26 && version <= 29
          ? readRanged(bytes, view, warnings, file)
          : undefined;
    if (records === undefined || records.count === 0) {
      throw new FormatError({
        file,
        expected: "records of a Neware file of version 26 to 29 or 130",
        found: records === undefined ? `version ${version} of another layout` : "none",
        cure: "export the test as .csv, .xlsx or .ndax in BTSDA",
      });
    }
    const { values, columns } = seriesOfRecords(records);
    return { columns, facts: { version }, warnings, values };
  },
};
