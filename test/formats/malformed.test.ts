import { describe, expect, test } from "vitest";
import { nameRows } from "../../src/formats/cleaning.ts";
import { parseNumber, scanNumber } from "../../src/formats/dialect.ts";
import { readHeading } from "../../src/formats/heading.ts";
import { readImpedance } from "../../src/formats/index.ts";
import { readUnit } from "../../src/formats/unit.ts";
import { formatError, plain, read, spectrumOf } from "./truth.ts";

const truth = spectrumOf(1);
const header = "freq,Zre,Zim";
const rows = truth.frequency.map((f, i) => `${f},${truth.real[i]},${truth.imaginary[i]}`);

describe("rows that cannot be used are dropped, counted and named", () => {
  test("frequencies ≤ 0, cells that are no numbers, impedances of zero, repeated rows", () => {
    const text = [
      header,
      "0,1,-1",
      "-5,1,-1",
      ...rows.slice(0, 5),
      "1000,NaN,-1",
      "1000,1,inf",
      "1000,abc,-1",
      "1000,1",
      ...rows.slice(5),
      rows[24],
      "1e999,1,-1",
      "0.09,0,0",
    ].join("\n");
    const { spectra, warnings } = read(text);
    expect(plain(spectra[0])).toEqual(truth);
    expect(warnings).toEqual([
      "spectra.csv: 2 rows with a frequency that is zero or negative dropped (lines 2–3)",
      "spectra.csv: 5 rows with a cell that is no finite number dropped (lines 9–12, 34)",
      "spectra.csv: 1 row with an impedance of exactly zero dropped (line 35)",
      "spectra.csv: 1 row equal to an earlier row dropped (line 33)",
    ]);
  });

  test("a spectrum with nothing left is left out, the others stay", () => {
    const text = [
      "spectrum,freq,Zre,Zim",
      ...rows.map((row) => `1,${row}`),
      ...rows.slice(0, 9).map((row) => `2,${row.split(",")[0]},NaN,NaN`),
    ];
    const { spectra, warnings } = read(text.join("\n"));
    expect(spectra.map(plain)).toEqual([truth]);
    expect(warnings.at(-1)).toBe("spectra.csv, spectrum 2: no point is left, and the spectrum was left out");
  });

  test("nothing left at all names the first bad cell", () => {
    const error = formatError(() => read([header, "1000,abc,-1", "100,abc,-2", "10,abc,-3"].join("\n")));
    expect(error.message).toBe(
      'spectra.csv, line 2: expected a number under "Zre" in column 2, found "abc"; give every row a frequency, a real and an imaginary part',
    );
    expect([error.file, error.line, error.column]).toEqual(["spectra.csv", 2, 2]);
  });

  test("a cell that is no frequency in a table without header costs its row; when all are, line and column are named", () => {
    const { spectra, warnings } = read(
      rows.map((row, i) => (i === 6 ? row.replace(/^[^,]+/, "abc") : row)).join("\n"),
    );
    expect(spectra[0].frequency.length).toBe(24);
    expect(warnings.join()).toContain("1 row with a cell that is no finite number dropped (line 7)");
    expect(() => read(rows.map((row) => row.replace(/^[^,]+/, "abc")).join("\n"))).toThrow(
      /^spectra\.csv, line 1: expected a frequency in column 1, found "abc"; put a line with names/,
    );
  });

  test("lines of text inside a table are skipped and said", () => {
    const { spectra, warnings } = read(
      [header, ...rows.slice(0, 5), "operator went for lunch", ...rows.slice(5)].join("\n"),
    );
    expect(plain(spectra[0])).toEqual(truth);
    expect(warnings).toEqual([
      "spectra.csv: 1 line without numbers inside the table was skipped (first: line 7)",
    ]);
  });

  test("rows are named as ranges, four at most", () => {
    expect(nameRows([7], "line")).toBe("line 7");
    expect(nameRows([2, 3, 4, 9], "line")).toBe("lines 2–4, 9");
    expect(nameRows([1, 3, 5, 7, 9, 11], "point")).toBe("points 1, 3, 5, 7 and 2 more");
  });
});

describe("files that would give wrong numbers that look right are refused", () => {
  test("a decimal comma between commas", () => {
    const german = truth.frequency.map((f, i) =>
      [f, truth.real[i], truth.imaginary[i]].map((v) => v.toFixed(3).replace(".", ",")).join(","),
    );
    expect(() => read([header, ...german].join("\n"))).toThrow(
      /line 2: expected 3 cells as in the header in line 1, found 6; the comma seems to be both/,
    );
    expect(() => read(german.join("\n"))).toThrow(/commas that may be delimiters or decimal marks/);
  });
  test("rows with more cells than the header has names", () => {
    expect(() => read([header, ...rows.map((row) => `7.5,${row}`)].join("\n"))).toThrow(
      /expected 3 cells as in the header in line 1, found 4/,
    );
  });
  test("a point in a file with decimal commas may separate thousands", () => {
    const german = truth.frequency.map((f, i) =>
      [f, truth.real[i], truth.imaginary[i]].map((v) => String(v).replace(".", ",")).join(";"),
    );
    german[0] = german[0].replace(/^[^;]+/, "100.000");
    const { spectra, warnings } = read([header.replaceAll(",", ";"), ...german].join("\n"));
    expect(spectra[0].frequency.length).toBe(24);
    expect(warnings[0]).toContain("1 row with a cell that is no finite number dropped (line 2)");
  });
  test("three columns of time, voltage and current without header", () => {
    const text = Array.from({ length: 200 }, (_, i) => `${1 + i},${(3.5 + i / 1000).toFixed(3)},0.5`).join(
      "\n",
    );
    expect(formatError(() => read(text)).message).toContain(
      "expected frequencies that rise or fall over a sweep in column 1",
    );
  });
  test("frequency, |Z| and phase in degrees without header are not taken for Z′ and Z″", () => {
    const polar = truth.frequency.map((f, i) => {
      const degrees = (Math.atan2(truth.imaginary[i], truth.real[i]) * 180) / Math.PI;
      return `${f},${Math.hypot(truth.real[i], truth.imaginary[i])},${degrees}`;
    });
    expect(() => read(polar.join("\n"))).toThrow(/found numbers that run like \|Z\| and a phase in degrees/);
  });
  test("a real part without imaginary part beside a pair is said", () => {
    const text = ["freq,Z'_1,Z''_1,Z'_2", ...rows.map((row) => `${row},5`)].join("\n");
    expect(read(text).warnings).toEqual([
      `spectra.csv: column 4 ("Z'_2") has no partner and was not read; give both parts the same label`,
    ]);
  });
  test("prose that names the columns in another order does not count against the header next to the numbers", () => {
    const text = ["frequency,Zreal,Zimag are given", "freq,-Zim,Zre"].concat(
      truth.frequency.map((f, i) => `${f},${-truth.imaginary[i]},${truth.real[i]}`),
    );
    expect(read(text.join("\n")).spectra.map(plain)).toEqual([truth]);
  });
  test("rows that are commented out are no rows", () => {
    const { spectra, warnings } = read(
      [header, ...rows.slice(0, 3), "#1000,1,-1", ...rows.slice(3)].join("\n"),
    );
    expect(spectra.map(plain)).toEqual([truth]);
    expect(warnings).toEqual([]);
  });
  test("|Z| that is not the modulus of Z′ and Z″ is said", () => {
    const text = ["freq/Hz,Zre/Ohm,Zim/Ohm,|Z|/Ohm", ...rows.map((row) => `${row},0.5`)].join("\n");
    expect(read(text).warnings[0]).toContain('column "|Z|/Ohm" is not the modulus');
  });
  test("a .z file in which Z″ is read from Z''(b), never from a column that is near", () => {
    const text = [
      '"ZPlotW Data File: Version 3.2c"',
      "25",
      `"  Freq(Hz)    Ampl     Bias   Time(Sec)   Z'(a)    Z''(b)    GD   Err   Range"`,
    ];
    text.push(
      ...truth.frequency.map(
        (f, i) => `${f}, 0.01, 0, ${i}, ${truth.real[i]}, ${truth.imaginary[i]}, 0, 0, 5`,
      ),
    );
    const dataset = read(text.join("\r\n"));
    expect(dataset.format).toBe("zplot");
    expect(dataset.spectra.map(plain)).toEqual([truth]);
    expect(dataset.warnings).toEqual([]);
  });
});

describe("instrument files in other locales", () => {
  const comma = (value: number): string => value.toExponential(7).replace(".", ",");
  test("BioLogic with decimal commas, two loops told apart by cycle number, direct-current rows", () => {
    const line = (f: number, re: number, im: number, cycle: number): string =>
      [comma(f), comma(re), comma(-im), comma(cycle), ""].join("\t");
    const lines = [
      "BT-Lab ASCII FILE",
      "Nb header lines : 5                          ",
      "",
      "Galvano Electrochemical Impedance Spectroscopy",
      "freq/Hz\tRe(Z)/Ohm\t-Im(Z)/Ohm\tcycle number\t",
    ];
    for (const cycle of [1, 2]) {
      lines.push(line(0, 0, 0, cycle));
      truth.frequency.forEach((f, i) => {
        lines.push(line(f, truth.real[i], truth.imaginary[i], cycle));
      });
    }
    for (const text of [lines.join("\r\n"), lines.slice(4).join("\r\n")]) {
      const dataset = read(text, {}, "a.mpt");
      expect(dataset.format).toBe("biologic-mpt");
      expect(dataset.spectra.map(plain)).toEqual([truth, truth]);
      expect(dataset.spectra.map(({ name }) => name)).toEqual(["cycle 1", "cycle 2"]);
      expect(dataset.warnings.length).toBe(2);
    }
  });
  test("Gamry with decimal commas, and a drift-corrected second table", () => {
    const table = (name: string): string[] => [
      `${name}\tTABLE\t25`,
      "\tPt\tTime\tFreq\tZreal\tZimag\tZsig\tZmod\tZphz\tIdc\tVdc\tIERange",
      "\t#\ts\tHz\tohm\tohm\tV\tohm\t°\tA\tV\t#",
      ...truth.frequency.map((f, i) => {
        const re = truth.real[i];
        const im = truth.imaginary[i];
        const degrees = (Math.atan2(im, re) * 180) / Math.PI;
        return `\t${i}\t${i}\t${[f, re, im, 1, Math.hypot(re, im), degrees, 0, 3.5].map(comma).join("\t")}\t9`;
      }),
    ];
    const lines = ["EXPLAIN", "TAG\tEISPOT", "DATE\tLABEL\t4/23/2018\tDate", ...table("ZCURVE")];
    const one = read(lines.join("\r\n"), {}, "a.DTA");
    expect(one.format).toBe("gamry-dta");
    expect(one.spectra.map(plain)).toEqual([truth]);
    expect(one.spectra[0].facts?.voltage_volt).toBe(3.5);
    expect(one.warnings).toEqual([]);
    const keys = [
      "CONDIT\tTWOPARAM\tF\t1,50000E+001\t1,00000E+000\t2,0\tConditionin&g",
      "VDC\tPOTEN\t1\t2\t3\t4",
    ];
    expect(read([...lines, ...keys].join("\n"), {}, "a.DTA").spectra.map(plain)).toEqual([truth]);
    const two = read([...lines, ...table("ZCURVEDRIFT")].join("\n"), {}, "a.DTA");
    expect(two.spectra.map(plain)).toEqual([truth, truth]);
    expect(two.spectra.map(({ name }) => name)).toEqual(["ZCURVE", "ZCURVEDRIFT"]);
    expect(two.warnings.length).toBe(1);
  });
});

test("long lines and many lines that look like headers are not slow", () => {
  const start = performance.now();
  const blanks = " ".repeat(150000);
  for (const line of [
    `f${blanks}z`,
    `f${"_".repeat(150000)}z`,
    `f${"(".repeat(150000)}z`,
    `${"freq Z' ".repeat(15000)}`,
  ]) {
    formatError(() => read([line, "1,2,3,4,5", line].join("\n")));
    expect(read([line, header, ...rows].join("\n")).spectra.map(plain)).toEqual([truth]);
  }
  const log = Array.from({ length: 30000 }, (_, i) => `${i} freq off, Zero reading`).join("\n");
  formatError(() => read(`1,2,3\n${log}`));
  expect(performance.now() - start).toBeLessThan(10000);
});

describe("files that are no impedance files say what they look like", () => {
  const bytes = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
  const cases: [string, Uint8Array, RegExp][] = [
    ["nothing", new Uint8Array(0), /an empty file/],
    ["blank lines", bytes("\n\n   \r\n\t\n"), /only blank lines/],
    ["zeros", new Uint8Array(64), /an empty file|binary|blank/],
    ["a PNG", bytes("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01"), /a PNG image/],
    ["a PDF", bytes("%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"), /a PDF document/],
    [
      "an Excel workbook",
      bytes("PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0[Content_Types].xml"),
      /an Excel workbook/,
    ],
    ["a zip archive", bytes("PK\x03\x04\x14\0\0\0\x08\0\0\0!\0data.txt"), /a zip archive/],
    ["HTML", bytes("<!DOCTYPE html>\n<html><head><title>404</title></head></html>"), /a web page/],
    ["JSON", bytes('{"frequency": [1, 2, 3]}'), /JSON/],
    ["prose", bytes("Dear colleague,\nthe data of 3 cells follow next week.\n"), /text without a table/],
    ["one column", bytes("1\n2\n3\n4\n5\n"), /no table with at least three columns/],
    ["two columns", bytes("1,2\n2,4\n3,9\n4,16\n"), /found 2 columns/],
    [
      "cycling data",
      bytes("time/s,Ewe/V,I/mA\n1,3.5,1\n2,3.5,1\n3,3.6,1\n4,3.6,1\n"),
      /found the columns "time\/s", "Ewe\/V", "I\/mA"/,
    ],
    ["a header alone", bytes("freq,Zre,Zim\n"), /expected an impedance spectrum/],
  ];
  for (const [title, content, sentence] of cases) {
    test(title, () => {
      const { message } = formatError(() => readImpedance(content, "data/folder.d/"));
      expect(message).toMatch(sentence);
      expect(message).toMatch(/^data\/folder\.d\/(, line \d+)?: expected .+; .+/);
    });
  }
});

describe("cells and headers", () => {
  test("numbers are decimal, with the decimal mark of the file", () => {
    expect(parseNumber("-1.5e-3", ".")).toBe(-1.5e-3);
    expect(parseNumber("−1,5", ",")).toBe(-1.5);
    expect(parseNumber("1.0D-03", ".")).toBe(1e-3);
    for (const cell of ["", "abc", "0x10", "0b1", "1,234.5", "Infinity", "12:30", "1-2", "+"]) {
      expect(parseNumber(cell, "."), cell).toBeNaN();
    }
    for (const cell of ["1.234", "1.234,5", "1,2,3"]) expect(parseNumber(cell, ","), cell).toBeNaN();
  });
  test("numbers scanned in place are the doubles of the language", () => {
    let state = 1;
    const random = (): number => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return state / 2 ** 32;
    };
    let plainNumbers = 0;
    for (let i = 0; i < 20000; i++) {
      const value = (random() - 0.5) * 10 ** Math.floor(40 * random() - 20);
      for (const text of [
        String(value),
        value.toExponential(7),
        value.toFixed(4),
        value.toPrecision(9),
        value.toExponential(15),
      ]) {
        const scanned = scanNumber(`;${text};`, 1, 1 + text.length, ".");
        if (scanned === undefined) continue;
        plainNumbers++;
        if (!Object.is(scanned, Number(text))) throw new Error(`${text} was read as ${scanned}`);
      }
    }
    expect(plainNumbers).toBeGreaterThan(50000);
    for (const text of ["", "-", ".", "1e", "1e+", "1-2", "1.2.3", "0x10", "abc", "1,5"]) {
      expect(scanNumber(text, 0, text.length, "."), text).toBeUndefined();
    }
    expect(scanNumber("-1,5", 0, 4, ",")).toBe(-1.5);
  });
  test("capitals of prefixes count", () => {
    expect(readUnit("mΩ")?.factor).toBe(1e-3);
    expect(readUnit("MΩ")?.factor).toBe(1e6);
    expect(readUnit("KOhm")?.factor).toBe(1e3);
    expect(readUnit("µΩ")?.factor).toBe(1e-6);
    expect(readUnit("mHz")?.factor).toBe(1e-3);
    expect(readUnit("MHz")?.factor).toBe(1e6);
    expect(readUnit("GHz")?.factor).toBe(1e9);
    expect(readUnit("mA.h")).toBeUndefined();
    expect(readUnit("Ohm-1")).toBeUndefined();
  });
  test("columns that only look like impedance are none", () => {
    for (const text of [
      "E Real",
      "I Imag",
      "Re(Y)/Ohm-1",
      "Phase(Y)/deg",
      "Re(Zce)/Ohm",
      "|Ewe|/V",
      "Z' fit",
      "Zreal_std",
      "Current Range",
      "Cs/µF",
      "R/Ohm",
      "(Q-Qo)/mA.h",
    ]) {
      expect(readHeading(text).quantity, text).toBe("other");
    }
  });
});
