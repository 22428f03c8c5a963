import { describe, expect, test } from "vitest";
import { type ReadOptions, readImpedance } from "../../src/formats/index.ts";
import { formatError, type Points, plain, read, spectrumOf } from "./truth.ts";

const first = spectrumOf(1);
const second = spectrumOf(2.5, 21);

function rows(points: Points, delimiter: string, sign: 1 | -1 = 1): string[] {
  return points.frequency.map((f, i) => [f, points.real[i], sign * points.imaginary[i]].join(delimiter));
}

/** |Z| and phase in degrees as programs print them. */
function polar(points: Points, i: number): [number, number] {
  const { real, imaginary } = points;
  return [Math.hypot(real[i], imaginary[i]), (Math.atan2(imaginary[i], real[i]) * 180) / Math.PI];
}

describe("CH Instruments", () => {
  const header = (technique: string): string[] => [
    "Nov. 3, 2024   7:47:14",
    technique,
    "File: c:\\eis.bin",
    "Data Source:  Experiment",
    "Instrument Model:  CHI660E",
    "Header: ",
    "Note: ",
    "",
    "Init E (V) = -0.85",
  ];

  test("rows, date and direct potential", () => {
    const text = [...header("A.C. Impedance"), "", `Freq/Hz, Z'/ohm, Z"/ohm, Z/ohm, Phase/deg`, ""];
    const data = first.frequency.map((f, i) =>
      [f, first.real[i], first.imaginary[i], ...polar(first, i)].join(", "),
    );
    const { spectra, format, warnings } = read([...text, ...data].join("\r\n"));
    expect(format).toBe("chi");
    expect(spectra.map(plain)).toEqual([first]);
    expect(spectra[0].facts).toEqual({ start_time: "2024-11-03T07:47:14", voltage_volt: -0.85 });
    expect(warnings).toEqual([]);
  });

  test("the sign is checked with the phase column: −Z″ under the name of Z″ is turned and said", () => {
    const text = [...header("A.C. Impedance"), "", `Freq/Hz, Z'/ohm, Z"/ohm, Z/ohm, Phase/deg`, ""];
    const data = first.frequency.map((f, i) =>
      [f, first.real[i], -first.imaginary[i], ...polar(first, i)].join(", "),
    );
    const { spectra, warnings } = read([...text, ...data].join("\n"));
    expect(spectra.map(plain)).toEqual([first]);
    expect(warnings[0]).toContain("the phase column and the capacitive points at low frequency say -Z''");
  });

  test("another technique is refused by its name", () => {
    const text = [
      ...header("Cyclic Voltammetry"),
      "",
      "Potential/V, Current/A",
      "",
      "0.1, 1e-6",
      "0.2, 2e-6",
    ];
    expect(formatError(() => read(text.join("\n"))).message).toContain(
      'found a CH Instruments file of the technique "Cyclic Voltammetry" without them',
    );
  });
});

describe("Autolab", () => {
  const header = [
    "Frequency (Hz)",
    "Z' (Ω)",
    "-Z'' (Ω)",
    "Z (Ω)",
    "-Phase (°)",
    "Time (s)",
    "Potential (DC) (V)",
  ];
  const data = (delimiter: string, decimal: string): string[] =>
    first.frequency.map((f, i) => {
      const [modulus, phase] = polar(first, i);
      return [f, first.real[i], -first.imaginary[i], modulus, -phase, 10 + i, 1.25]
        .map((value) => String(value).replace(".", decimal))
        .join(delimiter);
    });

  for (const [name, delimiter, decimal] of [
    ["semicolons and decimal commas", ";", ","],
    ["tabs", "\t", "."],
    ["commas", ",", "."],
  ]) {
    test(`NOVA with ${name}: −Z″, time and direct potential`, () => {
      for (const index of ["", `Index${delimiter}`]) {
        const lines = data(delimiter, decimal).map((line, i) =>
          index === "" ? line : `${i + 1}${delimiter}${line}`,
        );
        const { spectra, format, warnings } = read([index + header.join(delimiter), ...lines].join("\r\n"));
        expect(format).toBe("autolab");
        expect(spectra.map(plain)).toEqual([first]);
        expect(spectra[0].facts).toEqual({ time_second: 10, voltage_volt: 1.25 });
        expect(warnings).toEqual([]);
      }
    });
  }

  test("NOVA with three columns, several measurements below each other", () => {
    const text = ["Frequency (Hz);Z' (Ω);-Z'' (Ω)", ...rows(first, ";", -1), ...rows(second, ";", -1)];
    const { spectra, format } = read(text.join("\n"));
    expect(format).toBe("autolab");
    expect(spectra.map(plain)).toEqual([first, second]);
  });

  test("FRA's own file: title, dates, number of points", () => {
    const cells = (i: number): number[] => [
      first.frequency[i],
      first.real[i],
      -first.imaginary[i],
      59.3,
      0.31,
      1.8e-7,
    ];
    const text = (count: number): string =>
      [
        "Title    : a cell",
        "01-02-2003 10:11:12 - 01-02-2003 10:20:00 i(init)= 183.1nA - i(end)= 7.88nA",
        "R(RC)",
        "t =  736.4 s",
        " f/Hz       \t Z'/Ohm     \t -Z''/Ohm   \t time/s    \t Edc/V     \t Idc/A     \t",
        ` ${count} `,
        ...first.frequency.map(
          (_, i) =>
            `${cells(i)
              .map((value) => ` ${value.toExponential()}`)
              .join("\t")}\t`,
        ),
      ].join("\r\n");
    const { spectra, format, warnings } = read(text(25), {}, "a.P00");
    expect(format).toBe("autolab");
    expect(spectra.map(plain)).toEqual([first]);
    expect(spectra[0].facts).toEqual({
      start_time: "01-02-2003 10:11:12",
      time_second: 59.3,
      voltage_volt: 0.31,
      current_ampere: 1.8e-7,
    });
    expect(warnings).toEqual([]);
    expect(read(text(29), {}, "a.P00").warnings).toEqual([
      "a.P00: the header states 29 points, the file holds 25; it may be cut off or edited",
    ]);
  });
});

describe("Ivium", () => {
  const dataFile = (
    points: Points,
    title: string,
    method = "Impedance",
    count = points.frequency.length,
  ): string[] => [
    "QR=QR",
    `starttime=7/1/2014 11:20:30 AM`,
    `Title=${title}`,
    `Method=${method}`,
    "primary_data",
    "3",
    String(count),
    ...points.frequency.map(
      (f, i) =>
        ` ${points.real[i].toExponential(6)} ${points.imaginary[i].toExponential(6)} ${f.toExponential(6)} `,
    ),
    "MeasConfig=1",
  ];
  /** Bytes of the program around the text. */
  const bytesOf = (lines: readonly string[], binary: boolean): Uint8Array => {
    const text = lines.join("\r\n");
    const head = binary ? Array.from({ length: 40 }, (_, i) => i % 8) : [];
    return Uint8Array.from([...head, ...Array.from(text, (letter) => letter.charCodeAt(0)), 0, 1, 2]);
  };

  test("a data file, with and without binary bytes around it", () => {
    for (const binary of [false, true]) {
      const { spectra, format, warnings } = readImpedance(
        bytesOf(["", ...dataFile(first, "cell")], binary),
        "cell.idf",
      );
      expect(format).toBe("ivium");
      expect(spectra.map(plain)).toEqual([first]);
      expect(spectra[0].facts).toEqual({ start_time: "7/1/2014 11:20:30 AM" });
      expect(warnings).toEqual([]);
    }
  });

  test("a data set: impedances get their titles, other measurements are no spectra", () => {
    const sweep = Array.from({ length: 30 }, (_, i) => 0.1 * (i - 15));
    const voltammogram = { frequency: sweep, real: sweep, imaginary: sweep };
    const lines = [
      ...dataFile(first, "fresh"),
      ...dataFile(voltammogram, "cv", "CyclicVoltammetry"),
      ...dataFile(second, "aged"),
    ];
    const { spectra } = readImpedance(bytesOf(lines, true), "cell.ids");
    expect(spectra.map(({ name }) => name)).toEqual(["fresh", "aged"]);
    expect(spectra.map(plain)).toEqual([first, second]);
    const only = bytesOf(dataFile(voltammogram, "cv", "CyclicVoltammetry"), true);
    expect(formatError(() => readImpedance(only, "cv.idf")).message).toContain(
      'found an Ivium file of the method "CyclicVoltammetry" without them',
    );
  });

  test("fewer rows than the file states are a warning", () => {
    const { spectra, warnings } = readImpedance(
      bytesOf(dataFile(first, "a", "Impedance", 40), false),
      "a.idf",
    );
    expect(spectra.map(plain)).toEqual([first]);
    expect(warnings).toEqual([
      "a.idf: the header states 40 points, the file holds 25; it may be cut off or edited",
    ]);
  });

  test("text exports with tabs, semicolons and decimal commas", () => {
    for (const [delimiter, decimal] of [
      ["\t", "."],
      ["; ", "."],
      ["; ", ","],
    ]) {
      const header = ["freq. /Hz", "Z1 /ohm", "Z2 /ohm"].join(delimiter);
      const lines = rows(first, delimiter).map((line) => line.replaceAll(".", decimal));
      const { spectra, format, warnings } = read([header, ...lines].join("\n"));
      expect(format).toBe("ivium");
      expect(spectra.map(plain)).toEqual([first]);
      expect(warnings).toEqual([]);
    }
  });
});

interface Session {
  readonly capital?: boolean;
  readonly utf16?: boolean;
  readonly tail?: string;
}

describe("PalmSens session", () => {
  type Json = Record<string, unknown>;
  const array = (type: number, description: string, unit: Json, values: readonly number[]): Json => ({
    type: "PalmSens.Data.DataArray",
    arraytype: type,
    description,
    unit,
    datavalues: values.map((v) => ({ v, s: 0 })),
  });
  const ohm = (q: string, type = "PalmSens.Units.Ohm"): Json => ({ type, s: "Ω", q, a: "Z" });
  const dataset = (points: Points): Json => ({
    type: "PalmSens.Data.DataSetEIS",
    values: [
      array(
        0,
        "time",
        { type: "PalmSens.Units.Time", s: "s", q: "Time" },
        points.frequency.map((_, i) => 5 + i),
      ),
      array(
        1,
        "potential",
        { type: "PalmSens.Units.Volt", s: "V", q: "Potential" },
        points.frequency.map(() => 0.5),
      ),
      array(
        2,
        "Idc",
        { type: "PalmSens.Units.MicroAmpere", s: "A", q: "Current" },
        points.frequency.map(() => 2),
      ),
      array(5, "Frequency", { type: "PalmSens.Units.Hertz", s: "Hz", q: "Frequency" }, points.frequency),
      array(7, "ZRe", ohm("Z'"), points.real),
      array(
        8,
        "ZIm",
        ohm("-Z''"),
        points.imaginary.map((value) => -value),
      ),
      array(
        10,
        "Z",
        ohm("Z"),
        points.real.map((_, i) => polar(points, i)[0]),
      ),
      array(
        6,
        "Phase",
        { type: "PalmSens.Units.Degrees", s: "°", q: "-Phase" },
        points.real.map((_, i) => -polar(points, i)[1]),
      ),
    ],
  });
  const measurement = (title: string, data: Json, list: readonly Json[]): Json => ({
    title,
    // 2024-05-06T07:08:09Z in .NET ticks
    utctimestamp: 638505760890000000,
    method: "#EIS\r\nMETHOD_ID=eis\r\n",
    dataset: data,
    curves: [],
    eisdatalist: list.map((one) => ({ title, dataset: one })),
  });
  const encode = (
    measurements: readonly Json[],
    { capital = false, utf16 = true, tail = "\ufeff" }: Session = {},
  ): Uint8Array => {
    const session = {
      type: "PalmSens.DataFiles.SessionFile",
      coreversion: "5.11",
      methodformeasurement: "",
      measurements,
    };
    const plainText = JSON.stringify(session);
    const text = capital
      ? plainText.replace(/"(\w)(\w*)":/g, (_, a: string, b: string) => `"${a.toUpperCase()}${b}":`)
      : plainText;
    if (!utf16) return new TextEncoder().encode(text + tail);
    const bytes = new Uint8Array(2 * (text.length + tail.length + 1));
    const view = new DataView(bytes.buffer);
    view.setUint16(0, 0xfeff, true);
    Array.from(text + tail).forEach((letter, i) => {
      view.setUint16(2 * i + 2, letter.charCodeAt(0), true);
    });
    return bytes;
  };
  const open = (bytes: Uint8Array, options: ReadOptions = {}) => readImpedance(bytes, "a.pssession", options);
  const facts = {
    start_time: "2024-05-06T07:08:09Z",
    time_second: 5,
    voltage_volt: 0.5,
    current_ampere: 2e-6,
  };

  test("UTF-16 with a mark behind its end, and UTF-8; names with small and with capital letters", () => {
    for (const form of [
      {},
      { capital: true },
      { tail: "" },
      { utf16: false },
      { utf16: false, tail: "\n" },
    ]) {
      const { spectra, format, warnings } = open(
        encode([measurement("EIS", dataset(first), [dataset(first)])], form),
      );
      expect(format).toBe("palmsens-pssession");
      expect(spectra.map(plain)).toEqual([first]);
      expect(spectra[0].facts).toEqual(facts);
      expect(warnings).toEqual([]);
    }
  });

  test("the dataset is read where the list of spectra is missing or shorter", () => {
    for (const list of [[], [{ values: [] }]]) {
      expect(open(encode([measurement("EIS", dataset(first), list)])).spectra.map(plain)).toEqual([first]);
    }
  });

  test("units with prefixes are converted, and Z″ whose unit has no minus is not turned", () => {
    const data = dataset(first);
    const values = data.values as Json[];
    values[4] = array(
      7,
      "ZRe",
      ohm("Z'", "PalmSens.Units.KiloOhm"),
      first.real.map((value) => value / 1000),
    );
    values[5] = array(8, "ZIm", ohm("Z''"), first.imaginary);
    const { spectra } = open(encode([measurement("EIS", data, [])]));
    expect([...spectra[0].imaginary]).toEqual(first.imaginary);
    spectra[0].real.forEach((value, i) => {
      expect(value).toBeCloseTo(first.real[i], 10);
    });
  });

  test("measurements, channels and repeated sweeps become spectra; other techniques are passed over", () => {
    const twice: Points = {
      frequency: [...first.frequency, ...first.frequency],
      real: [...first.real, ...first.real.map((value) => 1.5 * value)],
      imaginary: [...first.imaginary, ...first.imaginary.map((value) => 1.5 * value)],
    };
    const voltammogram = {
      title: "CV",
      method: "METHOD_ID=cv\r\n",
      dataset: { values: [] },
      curves: [],
      eisdatalist: [],
    };
    const { spectra } = open(
      encode([
        measurement("fresh", dataset(first), [dataset(first)]),
        voltammogram,
        measurement("two channels", { values: [] }, [dataset(first), dataset(second)]),
        measurement("series", dataset(twice), []),
      ]),
    );
    expect(spectra.map(({ name, frequency }) => [name, frequency.length])).toEqual([
      ["fresh", 25],
      ["two channels, channel 1", 25],
      ["two channels, channel 2", 21],
      ["series, sweep 1", 25],
      ["series, sweep 2", 25],
    ]);
    expect(formatError(() => open(encode([voltammogram]))).message).toContain(
      'found a PalmSens session of 1 measurement ("cv") without one; give the session of an impedance measurement',
    );
  });

  test("a session that breaks off is refused", () => {
    const whole = encode([measurement("EIS", dataset(first), [])]);
    expect(formatError(() => open(whole.subarray(0, whole.length >> 1))).message).toContain(
      "breaks off or is damaged",
    );
  });
});

describe("VersaStudio", () => {
  const head = [
    "<Application>",
    "Name=VersaStudio",
    "</Application>",
    "<Action1>",
    "Name=Open Circuit",
    "</Action1>",
    "<Action2>",
    "Name=Potentiostatic EIS",
    "</Action2>",
    "<Segment1>",
    "Type=30",
    "Definition=Segment #, Point #, E(V), I(A), Elapsed Time(s), Frequency(Hz), Z Real, Z Imag, Status, 0",
  ];
  const segment = (points: Points, number: number): string[] =>
    points.frequency.map((f, i) =>
      [number, i, 3.5, -1e-3, 100 * number + i, f, points.real[i], points.imaginary[i], 5, 0].join(","),
    );

  test("segments become spectra, rows of other actions are dropped", () => {
    const rest = Array.from({ length: 20 }, (_, i) => `0,${i},3.5,0,${i},0,0,0,5,0`);
    const text = [...head, ...rest, ...segment(first, 1), ...segment(second, 2), "</Segment1>"].join("\n");
    const { spectra, format } = read(text, {}, "a.par");
    expect(format).toBe("versastudio");
    expect(spectra.map(plain)).toEqual([first, second]);
    expect(spectra.map(({ name, facts }) => [name, facts])).toEqual(
      [1, 2].map((number) => [
        `segment ${number}`,
        { voltage_volt: 3.5, current_ampere: -1e-3, time_second: 100 * number, segment: number },
      ]),
    );
  });

  test("a file without impedance names its actions", () => {
    const rest = Array.from({ length: 20 }, (_, i) => `0,${i},3.5,0,${i},0,0,0,5,0`);
    const error = formatError(() => read([...head, ...rest, "</Segment1>"].join("\n"), {}, "a.par"));
    expect(error.message).toContain(
      'a VersaStudio file of the actions "Open Circuit", "Potentiostatic EIS" without one',
    );
  });
});

test("RelaxIS: spectra side by side get the names and facts of their column", () => {
  const other = spectrumOf(2.5, 25);
  const cells = (points: Points, i: number): number[] => [
    points.frequency[i],
    points.real[i],
    points.imaginary[i],
    ...polar(points, i),
  ];
  const names = "Data: Frequency\tData: Z'\tData: Z''\tData: |Z|\tData: Theta (Z)";
  const about = (name: string, volt: number): string =>
    `DC=${volt}, TM=12.5\tModel: none\t(WE/RE Spectrum) ${name}\t\t`;
  const text = [
    "RelaxIS 3.0 Spectrum export",
    "Date: 12/16/2025 2:29:15 PM",
    `${names}\t${names}`,
    `${about("a.mpr_1", 3.7)}\t${about("a.mpr_2", 3.8)}`,
    ...first.frequency.map((_, i) => [...cells(first, i), ...cells(other, i)].join("\t")),
  ].join("\r\n");
  const { spectra, format } = read(text);
  expect(format).toBe("relaxis");
  expect(spectra.map(plain)).toEqual([first, other]);
  expect(spectra.map(({ name, facts }) => [name, facts?.voltage_volt, facts?.mean_time_second])).toEqual([
    ["a.mpr_1", 3.7, 12.5],
    ["a.mpr_2", 3.8, 12.5],
  ]);
});

describe("PARSTAT and PowerSUITE", () => {
  test("headers without rows are refused, with rows read", () => {
    const parstat = "Potential (V)\tCurrent (A)\tElapsed Time (s)\tFrequency (Hz)\tZre (ohms)\tZim (ohms)\t";
    const powersuite = "Frequency\t Zre\t Zimg\t";
    expect(formatError(() => read(parstat)).message).toContain(
      "expected rows under Frequency (Hz), Zre (ohms)",
    );
    expect(formatError(() => read(powersuite)).message).toContain(
      "expected rows under Frequency, Zre and Zimg",
    );
    const rowsOf = rows(first, "\t").map((line) => `3.5\t0.1\t7\t${line}\t`);
    const read1 = read([parstat, ...rowsOf].join("\n"));
    expect([read1.format, read1.spectra.map(plain)]).toEqual(["parstat", [first]]);
    const read2 = read([powersuite, ...rows(first, "\t ")].join("\r\r\n"));
    expect([read2.format, read2.spectra.map(plain)]).toEqual(["powersuite", [first]]);
  });
});

describe("JSON", () => {
  const object = (points: Points, more: Record<string, unknown> = {}): Record<string, unknown> => ({
    ...more,
    frequency_hz: points.frequency,
    z_real_ohm: points.real,
    z_imag_ohm: points.imaginary,
  });

  test("one object per line, an array, an object with spectra, one object", () => {
    const a = object(first, { id: 7, circuit: "R-RC", parameters: { R1: 10 }, temperature_celsius: 25 });
    const b = object(second, { id: 8 });
    for (const text of [
      `${JSON.stringify(a)}\n${JSON.stringify(b)}\n`,
      JSON.stringify([a, b]),
      JSON.stringify({ spectra: [a, b] }, null, 1),
    ]) {
      const { spectra, format, warnings } = read(text);
      expect(format).toBe("spectra-json");
      expect(spectra.map(plain)).toEqual([first, second]);
      expect(spectra.map(({ name }) => name)).toEqual(["7", "8"]);
      expect(spectra[0].facts).toEqual({ circuit: "R-RC", temperature_celsius: 25 });
      expect(warnings).toEqual([]);
    }
    expect(read(JSON.stringify(a)).spectra.map(plain)).toEqual([first]);
  });

  test("names of the Battery Data Format, units and signs in the names", () => {
    const text = JSON.stringify({
      frequency_khz: first.frequency.map((f) => f / 1000),
      real_impedance_ohm: first.real,
      "-Z''/Ohm": first.imaginary.map((value) => -value),
    });
    const { spectra, warnings } = read(text);
    expect([...spectra[0].imaginary]).toEqual(first.imaginary);
    expect(spectra[0].frequency[0]).toBeCloseTo(1e5, 8);
    expect(warnings[0]).toContain("was converted from khz to Hz");
  });

  test("an object is one spectrum, whatever its frequencies do", () => {
    const twice: Points = {
      frequency: [...first.frequency, ...second.frequency],
      real: [...first.real, ...second.real],
      imaginary: [...first.imaginary, ...second.imaginary],
    };
    expect(read(JSON.stringify(object(twice))).spectra.map(plain)).toEqual([twice]);
  });

  test("a line that is no JSON or has arrays of different lengths is left out and named", () => {
    const text = [
      JSON.stringify(object(first)),
      '{"frequency_hz": [1, 2',
      JSON.stringify({ ...object(second), z_real_ohm: [1, 2] }),
      JSON.stringify({ note: "nothing" }),
    ].join("\n");
    const { spectra, warnings } = read(text, {}, "a.jsonl");
    expect(spectra.map(plain)).toEqual([first]);
    expect(warnings).toEqual([
      "a.jsonl: 3 entries were left out (line 2: it is no JSON object; line 3: its arrays differ in length (frequency_hz 21, z_real_ohm 2, z_imag_ohm 21); line 4: it has no arrays of frequency, real and imaginary impedance)",
    ]);
  });

  test("other JSON is refused with the names that are expected", () => {
    for (const text of ['{"a": 1}', '[{"x": [1, 2, 3]}]']) {
      expect(formatError(() => read(text)).message).toContain("found JSON without arrays of frequencies");
    }
    expect(formatError(() => read('{"frequency": [1, 2], "gain": [3, 4]}')).message).toContain(
      "it has no arrays of frequency, real and imaginary impedance",
    );
  });
});
