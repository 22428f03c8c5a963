import { describe, expect, test } from "vitest";
import { readTableRows, type TablePlan } from "../../src/kernel/table.ts";
import { builds, kernelOf } from "./builds.ts";

/** Seeded noise (mulberry32). */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const encoder = new TextEncoder();

/** A number as programs write them, or write them badly. */
function numberText(random: () => number): string {
  const digits = (count: number): string =>
    Array.from({ length: count }, () => Math.floor(10 * random())).join("");
  const sign = random() < 0.3 ? "-" : random() < 0.05 ? "+" : "";
  const pick = random();
  if (pick < 0.2) return sign + digits(1 + Math.floor(12 * random()));
  if (pick < 0.5)
    return `${sign}${digits(1 + Math.floor(7 * random()))}.${digits(Math.floor(12 * random()))}`;
  if (pick < 0.55) return `${sign}.${digits(1 + Math.floor(20 * random()))}`;
  if (pick < 0.6)
    return `${sign}0.${"0".repeat(Math.floor(12 * random()))}${digits(1 + Math.floor(10 * random()))}`;
  // what String() writes: up to 17 digits
  if (pick < 0.8) return String((random() - 0.5) * 10 ** (12 * random() - 6));
  const e = `${random() < 0.5 ? "E" : "e"}${["", "+", "-"][Math.floor(3 * random())]}${digits(1 + Math.floor(3 * random()))}`;
  return `${sign}${digits(1)}.${digits(Math.floor(18 * random()))}${e}`;
}

const plan = (columns: number, more: Partial<TablePlan> = {}): TablePlan => ({
  delimiter: ",",
  decimal: ".",
  columns: Array.from({ length: columns }, () => ({ kind: "number" as const, required: false, shift: 0 })),
  ...more,
});

/** Values of a table with a number in every cell; `slow` of them came by `Number`. */
async function read(
  build: (typeof builds)[number],
  text: string,
  table: TablePlan,
): Promise<{ values: Float64Array[]; slow: number }> {
  const kernel = await kernelOf(build);
  const values: number[][] = table.columns.map(() => []);
  let slow = 0;
  let bytes = encoder.encode(text);
  for (;;) {
    const consumed = readTableRows(kernel, table, [bytes], 65536, (rows) => {
      const columns = table.columns.map((_, k) => Float64Array.from(rows.numbers(k)));
      for (const { row, column, from, length } of rows.flags) {
        if (column < 0) continue;
        const cell = new TextDecoder().decode(rows.text.slice(from, from + length));
        const shift = table.columns[column]!.shift;
        const [digits, power = "0"] = cell.toLowerCase().split("e");
        columns[column][row] = Number(`${digits.replace(",", ".")}e${Number(power) + shift}`);
        slow++;
      }
      columns.forEach((column, k) => {
        for (const value of column) values[k].push(value);
      });
      return rows.consumed;
    });
    if (consumed === 0) break;
    bytes = bytes.slice(consumed);
  }
  return { values: values.map((column) => Float64Array.from(column)), slow };
}

describe.each(builds)("the tokenizer of the %s build", (build) => {
  // the debug build is slow, and differs from scalar only in optimisation
  const rows = { simd: 200_000, scalar: 200_000, js: 200_000, debug: 4000 }[build];

  test("reads the double that Number reads, in millions of seeded cells", { timeout: 120_000 }, async () => {
    const random = noise(7);
    for (const shift of [0, -3]) {
      const cells = Array.from({ length: 5 }, () => [] as string[]);
      const lines: string[] = [];
      for (let row = 0; row < rows; row++) {
        const line = cells.map((column) => {
          const text = numberText(random);
          column.push(text);
          return text;
        });
        lines.push(line.join(","));
      }
      const table = plan(5);
      const { values, slow } = await read(build, `${lines.join("\n")}\n`, {
        ...table,
        columns: table.columns.map((column) => ({ ...column!, shift })),
      });
      let wrong = 0;
      cells.forEach((column, k) => {
        expect(values[k].length).toBe(rows);
        column.forEach((text, row) => {
          const [digits, power = "0"] = text.toLowerCase().split("e");
          const truth = shift === 0 ? Number(text) : Number(`${digits}e${Number(power) + shift}`);
          if (!Object.is(values[k][row], truth)) wrong++;
        });
      });
      expect(wrong).toBe(0);
      // the share that only Number can read: exponents beyond ±22 and more than 18 digits
      expect(slow / (5 * rows)).toBeLessThan(0.2);
    }
  });

  test("hard cases: halves between doubles, limits of the fast path, signs of zero", async () => {
    const cells = [
      "9007199254740991",
      "9007199254740992",
      "9007199254740993",
      "9007199254740994.5",
      "0.1000000000000000055511151231257827",
      "100000000000000000",
      "123456789012345678",
      "0.30000000000000004",
      "4.35",
      "1e22",
      "1e23",
      "1e-22",
      "123456789.123456789",
      "999999999999999999",
      "-0",
      "-0.0",
      "0e999",
      "5e-324",
      "1.7976931348623157e308",
      "2.2250738585072014e-308",
      "8.5e-3",
      "000000000000000000001.5",
      "1.",
      ".5",
      "0.000000000000000000000000000001",
    ];
    const { values } = await read(build, cells.map((cell) => `${cell},1\n`).join(""), plan(2));
    cells.forEach((cell, row) => {
      expect(Object.is(values[0][row], Number(cell)), `${cell}: ${values[0][row]}`).toBe(true);
    });
  });

  test("decimal commas, Fortran's D, quotes, blanks, empty cells, any line end, blank lines", async () => {
    const comma = await read(
      build,
      '1,5;"2,25"; -3,125 ;\r\n\r\n  \r\n4,0D+02;;5;6\r1;2;3;4\r\r\n',
      plan(4, { delimiter: ";", decimal: "," }),
    );
    expect(comma.values.map((column) => [...column])).toEqual([
      [1.5, 400, 1],
      [2.25, Number.NaN, 2],
      [-3.125, 5, 3],
      [Number.NaN, 6, 4],
    ]);
    const blanks = await read(build, "  1   2\t3  \n4 5 6\n", plan(3, { delimiter: " " }));
    expect(blanks.values.map((column) => [...column])).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
  });

  test("what is no number is flagged with its place; rows without their required cells, too", async () => {
    const kernel = await kernelOf(build);
    const table: TablePlan = {
      delimiter: ",",
      decimal: ".",
      columns: [
        { kind: "number", required: true, shift: 0 },
        undefined,
        { kind: "range", required: false, shift: 0 },
        { kind: "number", required: true, shift: 0 },
      ],
    };
    const text = '1,"a,b",00:01:02,3\nx,,,4\n5,6\n7,,"q ""r""",\n';
    const seen = readTableRows(kernel, table, [encoder.encode(text)], 10, (rows) => ({
      rows: rows.rows,
      lines: [...rows.places].filter((_, i) => i % 2 === 1),
      cells: rows.flags.map(({ row, column, from, length }) => [
        row,
        column,
        text.slice(from, from + length),
      ]),
      words: Array.from({ length: rows.rows }, (_, row) => {
        const [from, length] = rows.ranges(2).slice(2 * row, 2 * row + 2);
        return text.slice(from, from + length);
      }),
      first: [...rows.numbers(0)],
    }));
    expect(seen).toEqual({
      rows: 4,
      lines: [0, 1, 2, 3],
      cells: [
        [1, 0, "x"],
        [2, -1, "5,6"],
        [3, 3, ""],
      ],
      words: ["00:01:02", "", "", 'q ""r""'],
      first: [1, Number.NaN, 5, 7],
    });
  });

  test("a line that is not complete stays for the next call", async () => {
    const kernel = await kernelOf(build);
    const ends = ["1,2\n3,4", "1,2\r", "1,2\r\r", "1,2"].map((text) =>
      readTableRows(kernel, plan(2), [encoder.encode(text)], 10, ({ rows, consumed }) => [rows, consumed]),
    );
    expect(ends).toEqual([
      [1, 4],
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
  });
});
