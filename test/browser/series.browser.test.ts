import { zipSync } from "fflate";
import { parquetWriteBuffer } from "hyparquet-writer";
import { expect, test } from "vitest";
import { FormatError, readSeries } from "../../src/formats/series/index.ts";
import { encodeText } from "../../src/series/simulate/mirrors.ts";
import { madeFiles, truth } from "../series/made.ts";

const t = truth();

async function voltages(input: Blob | Uint8Array): Promise<number[]> {
  const values: number[] = [];
  const { blocks } = await readSeries("made", input);
  for await (const { columns } of blocks) values.push(...columns.voltage_volt!);
  return values;
}

test("texts of cyclers from a Blob, in several encodings", async () => {
  for (const { text } of madeFiles(t)) {
    for (const encoding of ["utf-8", "utf-16le"] as const) {
      const blob = new Blob([encodeText(text, encoding) as Uint8Array<ArrayBuffer>]);
      expect(await voltages(blob)).toEqual(t.voltage);
    }
  }
});

test("Parquet, whose reader is loaded when it is needed", async () => {
  const buffer = parquetWriteBuffer({
    columnData: [
      { name: "test_time_second", data: [...t.time], type: "DOUBLE" },
      { name: "voltage_volt", data: [...t.voltage], type: "DOUBLE" },
    ],
  });
  expect(await voltages(new Uint8Array(buffer))).toEqual(t.voltage);
});

test("Access databases: the reader works without the Buffer of Node, and says what is wrong with a damaged file", async () => {
  const bytes = new Uint8Array(20000);
  bytes.set(new TextEncoder().encode("\0\x01\0\0Standard Jet DB\0"));
  await expect(voltages(bytes)).rejects.toThrow("a readable Access database");
  await expect(voltages(bytes)).rejects.toThrow(FormatError);
});

test("archives without a test", async () => {
  await expect(voltages(zipSync({ "data.ndc": new Uint8Array(8192) }))).rejects.toThrow(FormatError);
});
