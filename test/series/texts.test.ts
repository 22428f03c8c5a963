import { describe, expect, test } from "vitest";
import { FormatError, readSeries, type SeriesOptions } from "../../src/formats/series/index.ts";
import type { SeriesInput } from "../../src/formats/series/input.ts";
import type { SeriesRecord } from "../../src/series/record.ts";
import { bdfText, encodeText, textMirrors, withDecimalCommas } from "../../src/series/simulate/mirrors.ts";
import { simulateWedgeShort } from "../../src/series/simulate/traces.ts";
import { type Made, madeFiles, type Truth, truth } from "./made.ts";

const t = truth();

interface Whole {
  readonly record: SeriesRecord;
  readonly rows: number;
  readonly columns: Record<string, number[]>;
}

async function readAll(file: string, input: SeriesInput, options: SeriesOptions = {}): Promise<Whole> {
  const record = await readSeries(file, input, options);
  const columns: Record<string, number[]> = Object.fromEntries(
    record.columns.map(({ column }) => [column, []]),
  );
  let rows = 0;
  for await (const block of record.blocks) {
    expect(block.first).toBe(rows);
    for (const [name, values] of Object.entries(columns)) {
      expect(block.columns[name]?.length, name).toBe(block.rows);
      values.push(...block.columns[name]!);
    }
    rows += block.rows;
  }
  return { record, rows, columns };
}

const names: Readonly<Record<keyof Truth, string>> = {
  time: "test_time_second",
  stepTime: "step_time_second",
  voltage: "voltage_volt",
  current: "current_ampere",
  cycle: "cycle_count",
  step: "step_index",
  unix: "unix_time_second",
};

function expectTruth({ columns, rows }: Whole, { has, format, time }: Made): void {
  const truth = time === undefined ? t : { ...t, time };
  expect(rows, format).toBe(t.time.length);
  for (const key of ["time", "voltage", "current", ...has] as (keyof Truth)[]) {
    const found = columns[names[key]];
    expect(found, `${format}: ${key}`).toBeDefined();
    // minutes and hours are rounded once more
    const most = Math.max(...found.map((value, i) => Math.abs(value - truth[key][i])));
    expect(most, `${format}: ${key}`).toBeLessThan(key === "unix" ? 1e-6 : 1e-9);
  }
}

const made = madeFiles(t);
const titled = made.map((file, i) => [`${file.format} (${i})`, file] as const);

describe("text formats of cyclers", () => {
  test.each(titled)(
    "%s: times, voltages, signed currents in SI, cycles and steps as written",
    async (_, file) => {
      const whole = await readAll("made.txt", encodeText(file.text, "utf-8"));
      expect(whole.record.format).toBe(file.format);
      expectTruth(whole, file);
      expect(whole.record.warnings).toEqual([]);
    },
  );

  test.each(titled)("%s: random pieces give the same blocks", async (_, file) => {
    const bytes = encodeText(file.text, "utf-8");
    const reference = await readAll("made.txt", bytes);
    let state = 5;
    const random = (): number => {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
      return state / 0x7fffffff;
    };
    for (const most of [1, 3, 40, 1000]) {
      const pieces: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; ) {
        const end = Math.min(bytes.length, at + 1 + Math.floor(most * random()));
        pieces.push(bytes.subarray(at, end));
        at = end;
      }
      expect((await readAll("made.txt", pieces)).columns).toEqual(reference.columns);
    }
  });
});

describe("mirrors of every text format give the same blocks (G9)", () => {
  const isPlain = ({ text }: Made): boolean => !/"|\d,\d*\t/.test(text);
  const mirror = (file: Made, encoding: Parameters<typeof encodeText>[1]): Promise<Whole> =>
    readAll("made.txt", encodeText(file.text, encoding));

  test.each(titled)("%s: encodings, line ends, no last line end, decimal commas", async (_, file) => {
    const { columns, record } = await mirror(file, "utf-8");
    for (const { name, bytes } of textMirrors(file.text)) {
      // Dates, clocks and texts in quotes have points and commas of their own: those files are made anew below
      if (name === "decimal commas" && !isPlain(file)) continue;
      const whole = await readAll("made.txt", bytes);
      expect(whole.columns, name).toEqual(columns);
      expect(whole.record.format, name).toBe(record.format);
    }
    const unmarked = encodeText(file.text, "utf-16le").subarray(2);
    expect((await readAll("made.txt", unmarked)).columns).toEqual(columns);
  });

  test("a simulated cell with its short circuit is the same in every mirror", async () => {
    const { record } = simulateWedgeShort({ interval: 60 });
    const text = await bdfText(record);
    const { columns } = await readAll("cell.csv", encodeText(text, "utf-8"));
    const mirrors = textMirrors(text);
    expect(mirrors.map(({ name }) => name)).toContain("decimal commas");
    for (const { name, bytes } of mirrors) {
      expect((await readAll("cell.csv", bytes)).columns, name).toEqual(columns);
    }
    expect(withDecimalCommas("a,b\n1.5,-2e-3\n2,.5E+2\n")).toBe("a;b\n1,5;-2e-3\n2;,5E+2\n");
  });

  test.each(
    madeFiles(t, { delimiter: ";", decimal: "," }).map((file, i) => [`${file.format} (${i})`, file] as const),
  )("%s: semicolons (or tabs) and decimal commas", async (_, file) => {
    const whole = await mirror(file, "utf-8");
    expect(whole.record.format).toBe(file.format);
    expectTruth(whole, file);
    expect(whole.record.facts.decimal).toBe(",");
  });

  test("windows-1252 and GB 18030, where a file has letters of them", async () => {
    let latin = 0;
    let chinese = 0;
    for (const file of made) {
      const { columns } = await mirror(file, "utf-8");
      if (/[\u4e00-\u9fff]/.test(file.text)) {
        chinese++;
        const whole = await mirror(file, "gb18030");
        expect(whole.record.facts.encoding).toBe("gb18030");
        expect(whole.columns).toEqual(columns);
      } else if (/[\u0080-\u00ff]/.test(file.text)) {
        latin++;
        const whole = await mirror(file, "latin1");
        expect(whole.record.facts.encoding).toBe("windows-1252");
        expect(whole.columns).toEqual(columns);
      }
    }
    expect([latin, chinese]).toEqual([3, 2]);
  });
});

describe("what a text does not say", () => {
  const ask = async (text: string, options: SeriesOptions = {}): Promise<string> => {
    try {
      await readAll("cell.txt", encodeText(text, "utf-8"), options);
    } catch (error) {
      if (error instanceof FormatError) return error.message;
      throw error;
    }
    return "";
  };
  const bare =
    "Rec,Cyc#,Step,TestTime,Current,Voltage\n1,1,1,00:00:00,0.5,3.1\n2,1,1,00:00:10,0.5,3.2\n3,1,1,00:00:20,0.5,3.3\n";

  test("a missing unit is asked for with the option that gives it, and the option works", async () => {
    expect(await ask(bare)).toBe(
      'cell.txt: expected units in the header for voltage_volt, current_ampere, found "Voltage", "Current" without any; say them: --column "voltage_volt=Voltage[V]" --column "current_ampere=Current[A]", with the unit that the program used',
    );
    const { columns } = await readAll("cell.txt", encodeText(bare, "utf-8"), {
      columns: { voltage_volt: "Voltage[V]", current_ampere: "5[mA]" },
    });
    expect(columns.current_ampere).toEqual([0.0005, 0.0005, 0.0005]);
    expect(columns.test_time_second).toEqual([0, 10, 20]);
    expect(await ask(bare, { columns: { voltage_volt: "Volt[V]" } })).toContain(
      'expected the column "Volt[V]"',
    );
  });

  test("a clock without a unit is read by the dates beside it, and said", async () => {
    const text = `Rec\tCyc#\tStep\tTestTime\tAmps\tVolts\tMd\tDPT Time\n${[0, 1, 2, 3]
      .map((k) => `${k}\t1\t1\t${k}.0\t0.5\t3.1\tD\t5/11/2021 3:4${k}:24 PM`)
      .join("\n")}\n`;
    const { columns, record } = await readAll("m.txt", encodeText(text, "utf-8"));
    expect(columns.test_time_second).toEqual([0, 60, 120, 180]);
    expect(columns.current_ampere).toEqual([-0.5, -0.5, -0.5, -0.5]);
    expect(record.warnings[0]).toContain("60 s per unit");
    // one day is not enough to tell May from November
    expect(record.warnings[1]).toContain("--dates mdy or --dates dmy");
    const said = await readAll("m.txt", encodeText(text, "utf-8"), { dateOrder: "dmy" });
    expect(said.columns.unix_time_second[0]).toBe(Date.UTC(2021, 10, 5, 15, 40, 24) / 1000);
  });

  test("names for fewer columns than the rows have are refused", async () => {
    const text = "time/s\tEwe/V\tI/mA\n0\t1\t2\t3\n1\t1\t2\t3\n";
    expect(await ask(text)).toContain(
      "expected a name for every column, found 3 names above rows of 4 cells",
    );
  });

  test("multiples of 2π in cycle_count are kept and said", async () => {
    const text = `test_time_second,voltage_volt,current_ampere,cycle_count\n0,3,0,${2 * Math.PI}\n1,3,0,${2 * Math.PI}\n`;
    const { columns, record } = await readAll("x.csv", encodeText(text, "utf-8"));
    expect(columns.cycle_count[0]).toBe(2 * Math.PI);
    expect(record.warnings[0]).toContain("2π");
  });

  test("time that goes back is said", async () => {
    const text = "test_time_second,voltage_volt,current_ampere\n0,3,0\n10,3,0\n5,3,0\n20,3,0\n";
    const { record } = await readAll("x.csv", encodeText(text, "utf-8"));
    expect(record.warnings).toEqual([
      "x.csv: the time goes back once, first at row 3 of the table; the rows keep the order of the file",
    ]);
  });

  test("a BioLogic file without current has 3600·dq/dt", async () => {
    const rows = [
      [0, 3.0, 0],
      [10, 3.1, 0.5],
      [10, 3.1, 0],
      [20, 3.0, -0.25],
    ];
    const text = `mode\ttime/s\tEwe/V\tdq/mA.h\n${rows.map((row) => `1\t${row.join("\t")}`).join("\n")}\n`;
    const { columns } = await readAll("g.mpt", encodeText(text, "utf-8"));
    expect(columns.current_ampere.map((value) => value.toPrecision(12))).toEqual(
      [0, 0.18, 0, -0.09].map((value) => value.toPrecision(12)),
    );
  });
});

describe("damaged texts", () => {
  const header = "test_time_second,voltage_volt,current_ampere,cycle_count\n";
  const row = (i: number): string => `${i},3.${1000 + i},0.5,1\n`;
  const rows = (count: number): string => Array.from({ length: count }, (_, i) => row(i)).join("");

  test("rows that cannot be read are named by their lines, the others are read", async () => {
    const text = `${header}${rows(3)}3,oops,0.5,1\n\n4,3.5\n${row(5)},,,\n${row(6)}`;
    const { columns, record } = await readAll("d.csv", encodeText(text, "utf-8"));
    expect(columns.test_time_second).toEqual([0, 1, 2, 5, 6]);
    expect(record.warnings).toEqual([
      'd.csv, line 5: expected a number in column 2 (voltage_volt), found "oops" ("3,oops,0.5,1"); the row was left out',
      'd.csv, line 7: expected at least 4 cells, found 2 ("4,3.5"); the row was left out',
    ]);
  });

  test("many unreadable rows are counted, not listed", async () => {
    const text = `${header}${Array.from({ length: 200 }, (_, i) => `${row(2 * i)}x,${i},,\n`).join("")}`;
    const { rows: read, record } = await readAll("d.csv", encodeText(text, "utf-8"));
    expect(read).toBe(200);
    expect(record.warnings.length).toBe(13);
    expect(record.warnings[12]).toBe(
      "d.csv: 188 further rows could not be read and were left out; export the file again if they matter",
    );
  });

  test("a tail of binary garbage or of zeros costs the tail only", async () => {
    const body = encodeText(header + rows(1000), "utf-8");
    for (const fill of [0, 255, 7]) {
      const bytes = new Uint8Array(body.length + 5000).fill(fill);
      bytes.set(body);
      const { columns } = await readAll("d.csv", bytes);
      expect(columns.test_time_second.length).toBe(1000);
    }
  });

  test("a file that ends within a line loses this line, wherever it is cut", async () => {
    const whole = header + rows(50);
    const last = whole.lastIndexOf("\n", whole.length - 2) + 1;
    for (let end = last + 1; end < whole.length - 3; end++) {
      const { columns, record } = await readAll("d.csv", encodeText(whole.slice(0, end), "utf-8"));
      expect(columns.test_time_second.length, whole.slice(last, end)).toBe(49);
      expect(record.warnings.length).toBe(1);
    }
  });

  test("cells without numbers in columns that are not needed count as missing", async () => {
    const text = `${header}0,3,0.5,1\n1,3,0.5,x\n2,3,0.5,\n3,3,0.5,NaN\n`;
    const { columns, record } = await readAll("d.csv", encodeText(text, "utf-8"));
    expect(columns.cycle_count).toEqual([1, Number.NaN, Number.NaN, Number.NaN]);
    expect(record.warnings).toEqual([
      'd.csv: 1 cell of cycle_count holds no number (first in line 3: "x") and counts as missing',
    ]);
  });

  test("empty files, headers without rows, other files: a sentence", async () => {
    for (const [bytes, part] of [
      [new Uint8Array(0), "an empty file"],
      [encodeText(header, "utf-8"), "expected rows of numbers"],
      [
        encodeText("frequency,real,imaginary\n1,2,3\n1,2,3\n1,2,3\n", "utf-8"),
        "expected a series of a cycler",
      ],
      [Uint8Array.from({ length: 3000 }, (_, i) => (i * 37) & 255), "expected a series of a cycler"],
    ] as const) {
      await expect(readAll("x", bytes)).rejects.toThrow(part);
      await expect(readAll("x", bytes)).rejects.toThrow(FormatError);
    }
  });
});

describe("long files", () => {
  test("blocks have 65,536 rows, whatever rows were left out between, and the same numbers in every build", async () => {
    const lines = ["test_time_second,voltage_volt,current_ampere"];
    for (let i = 0; i < 140_000; i++) lines.push(i % 1000 === 999 ? `${i},,` : `${i},${3 + i * 1e-6},0.5`);
    const bytes = encodeText(`${lines.join("\n")}\n`, "utf-8");
    for (const kernel of ["simd", "scalar", "js"] as const) {
      const { blocks } = await readSeries("long.csv", bytes, { kernel });
      const rows: number[] = [];
      let next = 0;
      for await (const block of blocks) {
        rows.push(block.rows);
        expect(block.first).toBe(next);
        next += block.rows;
      }
      expect(rows).toEqual([65536, 65536, 140_000 - 140 - 131072]);
    }
  });
});
