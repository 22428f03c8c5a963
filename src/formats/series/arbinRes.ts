/**
 * Arbin .res: an Access database (Jet 4), read with mdb-reader (MIT). The rows are those of Channel_Normal_Table in the order of
 * Data_Point; units of the database are s, A, V, Ah, Wh, Ω.
 */

import type { ColumnFact } from "../../series/record.ts";
import { FormatError } from "../formatError.ts";
import { ARBIN_COUNTS, ARBIN_NAMES } from "./arbin.ts";
import { type BinaryFormat, beginsWith } from "./binary.ts";
import { canonical } from "./heading.ts";

/** Rows that are held as objects at a time. */
const PART = 1 << 15;
const DAY = 86400;
/** Days from 1899-12-30, from which databases count, to 1970-01-01. */
const EPOCH = 25569;

export const arbinRes: BinaryFormat = {
  name: "arbin-res",
  detect: (head) => beginsWith(head, "\0\x01\0\0Standard Jet DB"),
  async read({ bytes, file }) {
    const { Buffer, MDBReader } = await import("../../../build/accessDatabase.js");
    let tables: string[];
    let database: Database;
    try {
      database = new MDBReader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      tables = database.getTableNames();
    } catch (error) {
      throw damaged(file, error);
    }
    if (!tables.includes("Channel_Normal_Table")) {
      throw new FormatError({
        file,
        expected: "the table Channel_Normal_Table of an Arbin database",
        found: tables.length === 0 ? "no tables" : `the tables ${tables.slice(0, 6).join(", ")}`,
        cure: "give the .res file of a test",
      });
    }
    const table = database.getTable("Channel_Normal_Table");
    const names = table.getColumnNames();
    const picked: { column: string; name: string; counts?: string }[] = [];
    for (const rule of ARBIN_NAMES) {
      if (picked.some(({ column }) => column === rule.column)) continue;
      const name = names.find((one) => rule.name.test(canonical(one)) && !picked.some((p) => p.name === one));
      if (name !== undefined) picked.push({ column: rule.column, name, counts: rule.counts });
    }
    const rows = table.rowCount;
    const warnings: string[] = [];
    const raw = picked.map(() => new Float64Array(rows).fill(Number.NaN));
    const points = new Float64Array(rows).fill(Number.NaN);
    const wanted = [...new Set([...picked.map(({ name }) => name), "Data_Point", "Test_ID"])].filter((name) =>
      names.includes(name),
    );
    const tests = new Set<unknown>();
    let read = 0;
    try {
      for (let first = 0; first < rows; first += PART) {
        const part = table.getData({ columns: wanted, rowOffset: first, rowLimit: PART });
        for (const row of part) {
          picked.forEach(({ name }, i) => {
            const value = row[name];
            if (typeof value === "number") raw[i][read] = value;
            else if (value instanceof Date) raw[i][read] = value.getTime() / 1000 / DAY + EPOCH;
          });
          points[read] = Number(row.Data_Point);
          tests.add(row.Test_ID);
          read++;
        }
      }
    } catch (error) {
      if (read === 0) throw damaged(file, error);
      warnings.push(
        `${file}: the database is damaged behind record ${read} of ${rows}; the records before it were read`,
      );
    }
    if (tests.size > 1) {
      warnings.push(`${file}: the database holds ${tests.size} tests, whose records follow one another`);
    }
    const order = Array.from({ length: read }, (_, i) => i);
    const isSorted = tests.size > 1 || order.every((i) => i === 0 || !(points[i] < points[i - 1]));
    if (!isSorted) order.sort((a, b) => points[a] - points[b]);
    const values: Record<string, Float64Array> = {};
    const columns: ColumnFact[] = [];
    picked.forEach(({ column, name, counts }, i) => {
      const isDate = column === "unix_time_second";
      values[column] = Float64Array.from(order, (row) =>
        isDate ? (raw[i][row] - EPOCH) * DAY : raw[i][row],
      );
      columns.push({
        column,
        from: name,
        factor: isDate ? DAY : 1,
        ...(counts === undefined ? {} : { counts: ARBIN_COUNTS }),
      });
    });
    if (read === 0 || values.test_time_second === undefined || values.voltage_volt === undefined) {
      throw new FormatError({
        file,
        expected: "records with Test_Time and Voltage",
        found: read === 0 ? "none" : `the columns ${names.join(", ")}`,
        cure: "the test seems never to have begun: give another file",
      });
    }
    return { columns, facts: globalFacts(database, tables), warnings, values };
  },
};

type Database = InstanceType<typeof import("../../../build/accessDatabase.js")["MDBReader"]>;

function globalFacts(database: Database, tables: readonly string[]): Record<string, number | string> {
  if (!tables.includes("Global_Table")) return {};
  let row: Record<string, unknown> | undefined;
  try {
    [row] = database.getTable("Global_Table").getData();
  } catch {
    return {};
  }
  const facts: Record<string, number | string> = {};
  const put = (key: string, value: unknown): void => {
    if (typeof value === "string" && value !== "") facts[key] = value;
    else if (typeof value === "number" && value !== 0) facts[key] = value;
  };
  put("test", row?.Test_Name);
  put("schedule", row?.Schedule_File_Name);
  put("channel", row?.Channel_Number);
  // kilograms in the database
  put("mass_kilogram", row?.MASS);
  return facts;
}

function damaged(file: string, error: unknown): FormatError {
  return new FormatError({
    file,
    expected: "a readable Access database",
    found: `a damaged one (${(error as Error).message})`,
    cure: "copy the file again from the instrument",
  });
}
