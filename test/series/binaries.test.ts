import { strToU8, zipSync } from "fflate";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { FormatError, readSeries } from "../../src/formats/series/index.ts";
import type { SeriesRecord } from "../../src/series/record.ts";
import { writeBinary } from "../formats/biologic.ts";
import { truth } from "./made.ts";

const t = truth();
const rows = t.time.length;

async function readAll(
  bytes: Uint8Array,
): Promise<{ record: SeriesRecord; columns: Record<string, number[]> }> {
  const record = await readSeries("made", bytes);
  const columns: Record<string, number[]> = Object.fromEntries(
    record.columns.map(({ column }) => [column, []]),
  );
  for await (const block of record.blocks) {
    for (const name of Object.keys(columns)) columns[name].push(...block.columns[name]!);
  }
  return { record, columns };
}

/** Largest difference of two lists. */
const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, i) => Math.abs(value - b[i])), Math.abs(a.length - b.length));

/** Time of the test where steps follow one another without a gap. */
const summed = t.time.map(
  (time, i) => time - 10 * (t.stepTime.slice(0, i + 1).filter((one) => one === 0).length - 1),
);

/** Running number of the step. */
const stepCounts = t.stepTime.map((_, i) => t.stepTime.slice(0, i + 1).filter((one) => one === 0).length);

describe("BioLogic .mpr", () => {
  const column = (id: number, width: 1 | 2 | 4 | 8, values: readonly number[]) => ({ id, width, values });

  test("with a current in mA", async () => {
    const { record, columns } = await readAll(
      writeBinary({
        version: 3,
        technique: 127,
        columns: [
          column(
            1,
            1,
            t.time.map(() => 1),
          ),
          column(131, 2, t.step),
          column(4, 8, t.time),
          column(6, 4, t.voltage),
          column(
            11,
            8,
            t.current.map((value) => value * 1000),
          ),
          column(24, 8, t.cycle),
        ],
      }),
    );
    expect(record.format).toBe("biologic-mpr");
    expect(columns.test_time_second).toEqual(t.time);
    expect(columns.voltage_volt).toEqual(t.voltage.map(Math.fround));
    expect(columns.current_ampere).toEqual(t.current);
    expect(columns.cycle_count).toEqual(t.cycle);
    expect(columns.step_index).toEqual(t.step);
  });

  test("a column of its own, such as a pressure sensor at an analogue input, under the name and unit that are asked for", async () => {
    const bytes = writeBinary({
      version: 3,
      columns: [
        column(4, 8, t.time),
        column(6, 4, t.voltage),
        column(
          16,
          4,
          t.time.map((_, i) => i / 4),
        ),
      ],
    });
    const { blocks } = await readSeries("made", bytes, {
      columns: { surface_pressure_pa: "Analog IN 1/V[kPa]", sensor: "Analog IN 1/V" },
    });
    for await (const { columns } of blocks) {
      expect(columns.surface_pressure_pa![8]).toBe(2000);
      expect(columns.sensor![8]).toBe(2);
    }
    await expect(readSeries("made", bytes, { columns: { sensor: "Analog IN 2/V" } })).rejects.toThrow(
      FormatError,
    );
  });

  test("without a current: that of the charges that passed", async () => {
    const charge = t.time.map((time, i) => (i === 0 ? 0 : (t.current[i] * (time - t.time[i - 1])) / 3.6));
    const { record, columns } = await readAll(
      writeBinary({
        version: 11,
        technique: 4,
        columns: [column(4, 8, t.time), column(6, 4, t.voltage), column(7, 8, charge)],
      }),
    );
    expect(distance(columns.current_ampere, t.current)).toBeLessThan(1e-15);
    expect(record.columns.find((fact) => fact.column === "current_ampere")?.from).toBe("3600·(dq/mA.h)/dt");
  });
});

/** Fields of a record at their places. */
function recordOf(length: number, fill: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(length);
  fill(new DataView(bytes.buffer));
  return bytes;
}

/** Record of .nda version 29 and, moved, of .ndc version 5: range 20 mA counts in µA. */
function rangedRecord(i: number, wide: boolean): Uint8Array {
  const base = wide ? 2 : 1;
  return recordOf(wide ? 86 : 87, (view) => {
    if (wide) view.setUint8(0, 0x55);
    view.setUint32(base, i + 1, true);
    view.setUint32(base + 4, t.cycle[i] - 1, true);
    if (wide) {
      view.setUint16(base + 8, t.step[i], true);
      view.setUint8(base + 11, stepCounts[i]);
    } else view.setUint8(base + 8, t.step[i]);
    const [time, volt, charge, date, range] = wide ? [12, 20, 36, 68, 76] : [15, 23, 35, 67, 74];
    view.setBigUint64(base + time, BigInt(t.stepTime[i] * 1000), true);
    view.setInt32(base + volt, Math.round(t.voltage[i] * 1e4), true);
    view.setInt32(base + volt + 4, Math.round(t.current[i] * 1e6), true);
    view.setBigInt64(
      base + charge,
      BigInt(Math.round(Math.max(0, t.current[i]) * t.stepTime[i] * 1e6)),
      true,
    );
    view.setBigInt64(
      base + charge + 8,
      BigInt(Math.round(Math.max(0, -t.current[i]) * t.stepTime[i] * 1e6)),
      true,
    );
    const when = new Date(t.unix[i] * 1000);
    view.setUint16(base + date, when.getUTCFullYear(), true);
    [
      when.getUTCMonth() + 1,
      when.getUTCDate(),
      when.getUTCHours(),
      when.getUTCMinutes(),
      when.getUTCSeconds(),
    ].forEach((value, k) => {
      view.setUint8(base + date + 2 + k, value);
    });
    view.setInt32(base + range, 20, true);
  });
}

/** Pages of an .ndc: a first one, then records behind the mask that says which are valid. */
function ndc(
  kind: number,
  version: number,
  records: readonly (Uint8Array | undefined)[],
  length: number,
): Uint8Array {
  const perPage = Math.floor((4096 - 133) / length);
  const pages = Math.ceil(records.length / perPage);
  const bytes = new Uint8Array(4096 * (1 + pages));
  bytes[0] = kind;
  bytes[2] = version;
  records.forEach((record, i) => {
    if (record === undefined) return;
    const page = 4096 * (1 + Math.floor(i / perPage));
    const within = i % perPage;
    bytes[page + 4 + (within >> 3)] |= 1 << (within & 7);
    bytes.set(record, page + 132 + length * within);
  });
  return bytes;
}

function expectNeware(columns: Record<string, number[]>): void {
  expect(distance(columns.test_time_second, summed)).toBeLessThan(1e-9);
  expect(distance(columns.voltage_volt, t.voltage)).toBeLessThan(6e-5);
  expect(distance(columns.current_ampere, t.current)).toBeLessThan(1e-7);
  expect(columns.cycle_count).toEqual(t.cycle);
  expect(columns.step_index).toEqual(t.step);
  expect(columns.step_count).toEqual(stepCounts);
  expect(distance(columns.step_time_second, t.stepTime)).toBeLessThan(1e-9);
  expect(distance(columns.unix_time_second, t.unix)).toBeLessThan(1e-6);
  const charged = t.current.map((current, i) => (Math.max(0, current) * t.stepTime[i]) / 3600);
  expect(distance(columns.charging_capacity_ah, charged)).toBeLessThan(1e-7);
}

describe("Neware", () => {
  test(".nda of version 29, records in disorder and twice, zeros behind them", async () => {
    const records = t.time.map((_, i) => rangedRecord(i, true));
    // the first record says where the data begin
    const order = [0, ...records.keys(), 7, 3].filter((_, k) => k !== 1);
    [order[5], order[9]] = [order[9], order[5]];
    const bytes = new Uint8Array(2304 + 86 * (order.length + 10));
    bytes.set(strToU8("NEWARE20200325"));
    bytes[14] = 29;
    order.forEach((i, k) => {
      bytes.set(records[i], 2304 + 86 * k);
    });
    const { record, columns } = await readAll(bytes);
    expect([record.format, record.warnings]).toEqual(["neware-nda", []]);
    expectNeware(columns);
  });

  test(".ndax of version 5: complete records", async () => {
    const data = ndc(
      1,
      5,
      t.time.map((_, i) => rangedRecord(i, false)),
      87,
    );
    const { record, columns } = await readAll(zipSync({ "data.ndc": data }));
    expect([record.format, record.warnings]).toEqual(["neware-ndax", []]);
    expectNeware(columns);
    expectNeware((await readAll(data)).columns);
  });

  test(".ndax of version 14: times of some points, the others carried on; 0 V is a point", async () => {
    const points = t.time.map((_, i) =>
      recordOf(8, (view) => {
        view.setFloat32(0, t.voltage[i], true);
        view.setFloat32(4, t.current[i], true);
      }),
    );
    const times = t.time.flatMap((_, i) =>
      i % 5 > 0
        ? []
        : [
            recordOf(55, (view) => {
              view.setUint32(0, t.stepTime[i] * 1000, true);
              view.setFloat32(5, (Math.max(0, t.current[i]) * t.stepTime[i]) / 3600, true);
              view.setFloat32(9, (Math.min(0, t.current[i]) * t.stepTime[i]) / 3600, true);
              view.setInt32(29, 10_000, true);
              view.setUint32(33, t.unix[i], true);
              view.setUint32(37, stepCounts[i], true);
              view.setUint32(41, i + 1, true);
            }),
          ],
    );
    const steps = [...new Set(stepCounts)].map((count) =>
      recordOf(37, (view) => {
        const i = stepCounts.indexOf(count);
        view.setUint32(0, t.cycle[i] - 1, true);
        view.setUint32(4, t.step[i], true);
      }),
    );
    const auxiliary = t.time.map((_, i) => recordOf(4, (view) => view.setFloat32(0, 20 + i, true)));
    const archive = zipSync({
      "data.ndc": ndc(1, 14, points, 8),
      "data_runInfo.ndc": ndc(18, 14, times, 55),
      "data_step.ndc": ndc(7, 14, steps, 37),
      "data_AUX_1_0_0.ndc": ndc(5, 14, auxiliary, 4),
      "TestInfo.xml": strToU8(
        '<root><config><TestInfo><Aux AuxID="1" ChlType="103"/></TestInfo></config></root>',
      ),
    });
    const { record, columns } = await readAll(archive);
    expectNeware(columns);
    expect(columns.surface_temperature_celsius).toEqual(t.time.map((_, i) => 20 + i));
    expect(record.warnings).toEqual([
      `made: ${rows - rows / 5} of ${rows} records have no time in the file; time and charge were carried on with the interval and the current, as Neware's software does`,
    ]);
  });
});

describe("workbooks", () => {
  const sheet = (lines: readonly (readonly (string | number)[])[], strings: string[]): string =>
    `<worksheet><sheetData>${lines
      .map(
        (cells, r) =>
          `<row r="${r + 1}">${cells
            .map((cell, c) => {
              const reference = `r="${String.fromCharCode(65 + c)}${r + 1}"`;
              if (cell === "") return "";
              if (typeof cell === "number")
                return `<c ${reference}${c === 5 ? ' s="1"' : ""}><v>${cell}</v></c>`;
              if (!strings.includes(cell)) strings.push(cell);
              return `<c ${reference} t="s"><v>${strings.indexOf(cell)}</v></c>`;
            })
            .join("")}</row>`,
      )
      .join("")}</sheetData></worksheet>`;

  test("the sheet with the records is found; dates, words and gaps between cells are read", async () => {
    const strings: string[] = [];
    const first = sheet(
      [
        ["Cycle", "CE"],
        [1, 99.5],
      ],
      strings,
    );
    const second = sheet(
      [
        ["Record", "TestTime/Sec", "Current/mA", "Voltage/V", "Step-State", "SysTime", "", "Cycle-Index"],
        ...t.time.map((time, i) => [
          ...[
            i + 1,
            time,
            t.current[i] * 1000,
            t.voltage[i],
            "R & D",
            t.unix[i] / 86400 + 25569,
            "",
            t.cycle[i],
          ],
        ]),
      ],
      strings,
    );
    const files = {
      "[Content_Types].xml": "<Types/>",
      "xl/workbook.xml":
        '<workbook><sheets><sheet name="Cycle" r:id="rId1"/><sheet name="Record" r:id="rId2"/></sheets></workbook>',
      "xl/_rels/workbook.xml.rels":
        '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
      "xl/sharedStrings.xml": `<sst>${strings.map((text) => `<si><t>${text.replace("&", "&amp;")}</t></si>`).join("")}</sst>`,
      "xl/styles.xml": '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>',
      "xl/worksheets/sheet1.xml": first,
      "xl/worksheets/sheet2.xml": second,
    };
    const bytes = zipSync(
      Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])),
    );
    const { record, columns } = await readAll(bytes);
    expect([record.format, record.facts.sheet]).toEqual(["xlsx, land", "Record"]);
    expect(columns.test_time_second).toEqual(t.time);
    expect(columns.voltage_volt).toEqual(t.voltage);
    expect(distance(columns.current_ampere, t.current)).toBeLessThan(1e-15);
    expect(columns.cycle_count).toEqual(t.cycle);
    expect(distance(columns.unix_time_second, t.unix)).toBeLessThan(2e-3);
    await expect(readSeries("made", bytes, { sheet: "Cycle" })).rejects.toThrow(FormatError);
  });
});

describe("Battery Data Format, Parquet", () => {
  test("columns by name, nulls as missing", async () => {
    const buffer = parquetWriteBuffer({
      columnData: [
        { name: "test_time_second", data: [...t.time], type: "DOUBLE" },
        { name: "voltage_volt", data: [...t.voltage], type: "DOUBLE" },
        { name: "cycle_count", data: t.cycle.map((value) => BigInt(value)), type: "INT64" },
        {
          name: "current_ampere",
          data: t.current.map((value, i) => (i === 3 ? null : value)),
          type: "DOUBLE",
          nullable: true,
        },
        { name: "note", data: t.time.map(() => "x"), type: "STRING" },
      ],
    });
    const { record, columns } = await readAll(new Uint8Array(buffer));
    expect(record.format).toBe("bdf-parquet");
    expect(columns.test_time_second).toEqual(t.time);
    expect(columns.cycle_count).toEqual(t.cycle);
    expect(columns.current_ampere).toEqual(t.current.map((value, i) => (i === 3 ? Number.NaN : value)));
    expect(record.facts.other_columns).toBe('"note"');
  });

  test("of a file of the browser only what is at hand is read, each part about once", async () => {
    const rows = 300_000;
    const time = Float64Array.from({ length: rows }, (_, k) => k / 10);
    const voltage = time.map((value) => 3 + 0.5 * Math.sin(value));
    const buffer = parquetWriteBuffer({
      columnData: [
        { name: "test_time_second", data: time, type: "DOUBLE" },
        { name: "voltage_volt", data: voltage, type: "DOUBLE" },
      ],
      rowGroupSize: 70_000,
    });
    const taken: number[] = [];
    class Watched extends Blob {
      override slice(from = 0, to = this.size): Blob {
        taken.push(to - from);
        return super.slice(from, to);
      }
      override arrayBuffer(): Promise<ArrayBuffer> {
        throw new Error("the whole file was asked for");
      }
    }
    const told: number[] = [];
    const blob = new Watched([buffer]);
    const record = await readSeries("long.parquet", blob, { onProgress: (bytes) => told.push(bytes) });
    let at = 0;
    for await (const { rows: count, columns } of record.blocks) {
      expect(columns.voltage_volt).toEqual(voltage.slice(at, at + count));
      expect(columns.test_time_second).toEqual(time.slice(at, at + count));
      at += count;
    }
    expect(at).toBe(rows);
    // The format is found in the first megabyte
    expect(taken.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(1.2 * blob.size + (1 << 20));
    expect(Math.max(...taken.slice(1))).toBeLessThan(blob.size / 2);
    expect(told.at(-1)).toBe(blob.size);
    expect(told.length).toBeGreaterThan(4);
  });
});
