import { describe, expect, test } from "vitest";
import { readImpedance } from "../../src/formats/index.ts";
import { type Points, plain, read, spectrumOf } from "./truth.ts";

const first = spectrumOf(1);
const second = spectrumOf(2.5, 21);

const DELIMITERS = {
  tab: "\t",
  semicolon: ";",
  comma: ",",
  bar: "|",
  blank: " ",
  blanks: "   ",
  "comma and blank": ", ",
};
const ENDS = { LF: "\n", CRLF: "\r\n", CRCRLF: "\r\r\n", CR: "\r" };

function number(value: number, decimal: string, exponential = false): string {
  return (exponential ? value.toExponential() : String(value)).replace(".", decimal);
}

function rows(
  points: Points,
  delimiter: string,
  decimal: string,
  negated = false,
  exponential = false,
): string[] {
  return points.frequency.map((f, i) =>
    [f, points.real[i], negated ? -points.imaginary[i] : points.imaginary[i]]
      .map((value) => number(value, decimal, exponential))
      .join(delimiter),
  );
}

describe("one spectrum written in many ways is read as the same doubles", () => {
  for (const [name, delimiter] of Object.entries(DELIMITERS)) {
    for (const decimal of [".", ","]) {
      if (decimal === "," && delimiter.includes(",")) continue;
      test(`delimiter ${name}, decimal mark ${decimal}, with and without header, all line ends`, () => {
        for (const end of Object.values(ENDS)) {
          for (const header of [
            [["frequency_hertz", "real_impedance_ohm", "imaginary_impedance_ohm"].join(delimiter)],
            [],
          ]) {
            for (const exponential of [false, true]) {
              for (const close of ["", end]) {
                const lines = [...header, ...rows(first, delimiter, decimal, false, exponential)];
                const dataset = read(lines.join(end) + close);
                expect(dataset.format).toBe("delimited");
                expect(dataset.spectra.map(plain)).toEqual([first]);
                expect(dataset.warnings.length).toBe(header.length === 1 ? 0 : 2);
              }
            }
          }
        }
      });
    }
  }

  test("byte-order marks and UTF-16 with and without mark", () => {
    const text = ["Frequency (Hz);Z' (Ω);-Z'' (Ω)", ...rows(first, ";", ",", true)].join("\r\n");
    const utf16 = (little: boolean): Uint8Array => {
      const bytes = new Uint8Array(2 * text.length);
      const view = new DataView(bytes.buffer);
      for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), little);
      return bytes;
    };
    const utf8 = new TextEncoder().encode(text);
    const latin = Uint8Array.from(text.replaceAll("Ω", "Ohm").replace("Hz)", "Hz)\u00b0".slice(0, 3)), (c) =>
      c.charCodeAt(0),
    );
    for (const bytes of [
      utf8,
      Uint8Array.from([0xef, 0xbb, 0xbf, ...utf8]),
      Uint8Array.from([0xff, 0xfe, ...utf16(true)]),
      Uint8Array.from([0xfe, 0xff, ...utf16(false)]),
      utf16(true),
      utf16(false),
      latin,
      Uint8Array.from([...utf8, 0, 0, 0, 0]),
    ]) {
      const { spectra, warnings } = readImpedance(bytes, "a.csv");
      expect(spectra.map(plain)).toEqual([first]);
      expect(warnings).toEqual([]);
    }
  });

  test("Chinese headers in GB 18030", () => {
    // 频率(Hz),实部(Ohm),虚部(Ohm)
    const header = [
      0xc6, 0xb5, 0xc2, 0xca, 0x28, 0x48, 0x7a, 0x29, 0x2c, 0xca, 0xb5, 0xb2, 0xbf, 0x2c, 0xd0, 0xe9, 0xb2,
      0xbf, 0x0a,
    ];
    const bytes = Uint8Array.from([...header, ...new TextEncoder().encode(rows(first, ",", ".").join("\n"))]);
    const { spectra, warnings } = readImpedance(bytes, "a.csv");
    expect(spectra.map(plain)).toEqual([first]);
    expect(warnings).toEqual([]);
  });

  test("quoted cells, trailing delimiters, comment lines, blank lines, a preamble and a row of units", () => {
    const data = rows(first, ",", ".");
    const quoted = data.map((line) =>
      line
        .split(",")
        .map((cell) => `"${cell}"`)
        .join(","),
    );
    const german = rows(first, ",", ",").map((_, i) =>
      [first.frequency[i], first.real[i], first.imaginary[i]].map((v) => `"${number(v, ",")}"`).join(","),
    );
    for (const text of [
      `"f/Hz","Z'/Ohm","Z''/Ohm"\n${quoted.join("\n")}`,
      `"f/Hz","Z'/Ohm","Z''/Ohm"\n${german.join("\n")}`,
      `f/Hz,Z'/Ohm,Z''/Ohm,\n${data.map((line) => `${line},`).join("\n")}\n`,
      `# a cell\n# 2024-05-01, 3 electrodes, 25 C\n# f/Hz,Z'/Ohm,Z''/Ohm\n${data.join("\n")}`,
      `# comment\n\nfreq,Zre,Zim\nHz,Ohm,Ohm\n\n${data.join("\n\n")}\n\n\n`,
      `Sample: A\nDate: 2024-05-01\nPoints: 25\nArea: 1.13 cm2\n\nfreq,Zre,Zim\n${data.slice(0, 9).join("\n")}\n# pause\n${data.slice(9).join("\n")}`,
      `f | Re(Z)/Ohm | Im(Z)/Ohm\n---|---|---\n${rows(first, " | ", ".").join("\n")}`,
      `"f (Hz)" "Re(Z)" "Im(Z)"\n${data.map((line, i) => `"${i + 1}" ${line.replaceAll(",", " ")}`).join("\n")}`,
    ]) {
      const { spectra, warnings } = read(text);
      expect(spectra.map(plain), text.slice(0, 60)).toEqual([first]);
      expect(warnings, text.slice(0, 60)).toEqual([]);
    }
  });

  test("columns are found by the names of many vendors, with the sign that the name says", () => {
    for (const [f, re, im, negated] of [
      ["freq/Hz", "Re(Z)/Ohm", "-Im(Z)/Ohm", true],
      ["Frequency (Hz)", "Z' (Ω)", "-Z'' (Ω)", true],
      ["Frequency (Hz)", "Z′ (Ω)", "−Z″ (Ω)", true],
      ["frequency_hertz", "real_impedance_ohm", "imaginary_impedance_ohm", false],
      ["frequency_hz", "z_real_ohm", "z_imag_ohm", false],
      ["frequency_hz", "z_real_ohm", "z_imag_neg_ohm", true],
      ["Frequency", "Zre", "Zimg", false],
      ["Frequency (Hz)", "Zre (ohms)", "Zim (ohms)", false],
      ["Freq/Hz", "Z'/ohm", 'Z"/ohm', false],
      ["Freq(Hz)", "Z'(a)", "Z''(b)", false],
      ["freq / Hz", "Z' / Ohm", "neg. Z'' / Ohm", true],
      ["freq. /Hz", "Z1 /ohm", "Z2 /ohm", false],
      ["Freq", "Zreal", "Zimag", false],
      ["f", "Re", "-Im", true],
      ["f [Hz]", "Re(Z) [Ohm]", "Im(Z) [Ohm]", false],
      ["Frequenz / Hz", "Realteil", "x", undefined],
      ["Data: Frequency", "Data: Z'", "Data: Z''", false],
      ["Frequency, Hz", "Z real", "minus Z imag", true],
    ] as const) {
      if (negated === undefined) continue;
      const text = [[f, re, im].join("\t"), ...rows(first, "\t", ".", negated)].join("\n");
      const { spectra, warnings } = read(text);
      expect(spectra.map(plain), im).toEqual([first]);
      expect(warnings, im).toEqual([]);
    }
  });

  test("the order of the columns and further columns do not matter", () => {
    const text = [
      "Pt\tZimag\tTemp/°C\tnote\tFreq\tRe(Y)/S\tZreal",
      ...first.frequency.map((f, i) => `${i}\t${first.imaginary[i]}\t25\tok\t${f}\t0.1\t${first.real[i]}`),
    ].join("\n");
    const { spectra, warnings } = read(text);
    expect(plain(spectra[0])).toEqual(first);
    expect(spectra[0].facts).toEqual({ temperature_celsius: 25, re_y_s: 0.1 });
    expect(warnings).toEqual([]);
  });
});

describe("units in headers are converted to SI, and the conversion is said", () => {
  const cases: [string, string, string, number, number][] = [
    ["f (kHz)", "Z' (kΩ)", "Z'' (kΩ)", 1e-3, 1e-3],
    ["f/MHz", "Z'/MOhm", "Z''/MOhm", 1e-6, 1e-6],
    ["f/mHz", "Z'/mOhm", "Z''/mOhm", 1e3, 1e3],
    ["freq_khz", "z_real_mohm", "z_imag_mohm", 1e-3, 1e3],
  ];
  for (const [f, re, im, hertz, ohm] of cases) {
    test(`${f} and ${re}`, () => {
      const text = [
        [f, re, im].join(";"),
        ...first.frequency.map((value, i) =>
          [value * hertz, first.real[i] * ohm, first.imaginary[i] * ohm]
            .map((v) => v.toPrecision(12))
            .join(";"),
        ),
      ].join("\n");
      const { spectra, warnings } = read(text);
      for (const key of ["frequency", "real", "imaginary"] as const) {
        spectra[0][key].forEach((value, i) => {
          expect(Math.abs(value - first[key][i])).toBeLessThanOrEqual(1e-10 * Math.abs(first[key][i]));
        });
      }
      expect(warnings.length).toBe(3);
      expect(warnings[0]).toMatch(/^spectra\.csv: column ".+" was converted from .+ to Hz$/);
    });
  }

  test("an angular frequency is divided by 2π", () => {
    const text = [
      "omega (rad/s),Zre,Zim",
      ...rows({ ...first, frequency: first.frequency.map((f) => 2 * Math.PI * f) }, ",", "."),
    ];
    const { spectra, warnings } = read(text.join("\n"));
    spectra[0].frequency.forEach((f, i) => {
      expect(f).toBeCloseTo(first.frequency[i], 8);
    });
    expect(warnings[0]).toContain("divided by 2π");
  });

  test('"mhz" may be mHz or MHz and is refused', () => {
    expect(() => read(["freq_mhz,Zre,Zim", ...rows(first, ",", ".")].join("\n"))).toThrow(
      /line 1: expected a unit of frequency in column 1, found "freq_mhz"; write "mHz"/,
    );
  });

  test("Ω·cm² is kept as a number and said", () => {
    const { warnings } = read(["f/Hz,Z'/Ω·cm²,Z''/Ω·cm²", ...rows(first, ",", ".")].join("\n"));
    expect(warnings[0]).toContain("is a resistance times an area");
  });
});

describe("|Z| and phase become Z′ and Z″", () => {
  const polar = (unit: number): string[] =>
    first.frequency.map((f, i) => {
      const re = first.real[i];
      const im = first.imaginary[i];
      return [f, Math.hypot(re, im), Math.atan2(im, re) * unit].join(",");
    });
  const close = (text: string, sentences: number): void => {
    const { spectra, warnings } = read(text);
    first.frequency.forEach((_, i) => {
      expect(spectra[0].real[i]).toBeCloseTo(first.real[i], 10);
      expect(spectra[0].imaginary[i]).toBeCloseTo(first.imaginary[i], 10);
    });
    expect(warnings.length).toBe(sentences);
  };
  const degree = 180 / Math.PI;
  test("in degrees, in radian, negated", () => {
    close(["f/Hz,|Z|/Ohm,Phase(Z)/deg", ...polar(degree)].join("\n"), 0);
    close(["Frequency (Hz),Zmod (ohm),Theta (rad)", ...polar(1)].join("\n"), 0);
    close(["freq / Hz,Z / Ohm,neg. Phase / °", ...polar(-degree)].join("\n"), 0);
    close(["freq / Hz,Z / Ohm,-Phase / °", ...polar(-degree)].join("\n"), 0);
  });
  test("without a unit, the slope of |Z| tells degrees from radian (Kramers–Kronig), and the guess is said", () => {
    close(["f,|Z|,phase", ...polar(degree)].join("\n"), 1);
    close(["f,|Z|,phase", ...polar(1)].join("\n"), 1);
  });
  test("a positive phase at low frequency is doubtful and said", () => {
    const { spectra, warnings } = read(["f/Hz,|Z|/Ohm,Phase/deg", ...polar(-degree)].join("\n"));
    expect(spectra[0].imaginary[20]).toBeGreaterThan(0);
    expect(warnings[0]).toContain(`force the other sign: option imaginary, value "-Z''"`);
    const forced = read(["f/Hz,|Z|/Ohm,Phase/deg", ...polar(-degree)].join("\n"), { imaginary: "-Z''" });
    expect(forced.spectra[0].imaginary[20]).toBeCloseTo(first.imaginary[20], 10);
    expect(forced.warnings).toEqual([]);
  });
});

describe("several spectra in one table", () => {
  const truth = [first, second];
  const names = ["1", "2"];

  test("long: a column that names the spectrum, numbers or text, in any place", () => {
    for (const name of ["spectrum", "Cycle Number", "loop_index", "file", "id", "sweep"]) {
      const text = [
        `freq,${name},Zre,Zim`,
        ...truth.flatMap((points, s) =>
          points.frequency.map((f, i) => `${f},${names[s]},${points.real[i]},${points.imaginary[i]}`),
        ),
      ];
      const { spectra, warnings } = read(text.join("\n"));
      expect(spectra.map(plain), name).toEqual(truth);
      expect(spectra[1].name, name).toMatch(/2$/);
      expect(warnings).toEqual([]);
    }
    const text = [
      "file,freq,Zre,Zim",
      ...truth.flatMap((points, s) =>
        points.frequency.map((f, i) => `cell ${"AB"[s]}.z,${f},${points.real[i]},${points.imaginary[i]}`),
      ),
    ];
    expect(read(text.join("\n")).spectra.map(({ name }) => name)).toEqual(["cell A.z", "cell B.z"]);
  });

  test("long and interleaved: rows sorted by frequency", () => {
    const text = ["cell,freq,Zre,Zim"];
    for (let i = 0; i < first.frequency.length; i++) {
      truth.forEach((points, s) => {
        if (i < points.frequency.length)
          text.push(`${s},${points.frequency[i]},${points.real[i]},${points.imaginary[i]}`);
      });
    }
    expect(read(text.join("\n")).spectra.map(plain)).toEqual(truth);
  });

  test("a number of the point is no name of a spectrum", () => {
    const text = ["id,freq,Zre,Zim", ...rows(first, ",", ".").map((row, i) => `${i},${row}`)];
    expect(read(text.join("\n")).spectra.map(plain)).toEqual([first]);
  });

  test("long without a name: the frequency starts again, falling or rising", () => {
    const reversed = (points: Points): Points => ({
      frequency: [...points.frequency].reverse(),
      real: [...points.real].reverse(),
      imaginary: [...points.imaginary].reverse(),
    });
    for (const list of [truth, truth.map(reversed), [first, first, second]]) {
      for (const header of [["freq,Zre,Zim"], []]) {
        const { spectra } = read([...header, ...list.flatMap((points) => rows(points, ",", "."))].join("\n"));
        expect(spectra.map(plain)).toEqual(list);
        expect(spectra[0].name).toBe("sweep 1");
      }
    }
  });

  test("a second sweep that starts lower than the first is a sweep of its own", () => {
    const dense = spectrumOf(1, 25);
    const low: Points = {
      frequency: dense.frequency.slice(14),
      real: dense.real.slice(14).map((x) => x + 1),
      imaginary: dense.imaginary.slice(14),
    };
    expect(
      read(["freq,Zre,Zim", ...rows(dense, ",", "."), ...rows(low, ",", ".")].join("\n")).spectra.length,
    ).toBe(2);
  });

  test("each spectrum under its own header", () => {
    const text = truth.flatMap((points) => ["freq,Zre,Zim", ...rows(points, ",", "."), ""]);
    expect(read(text.join("\n")).spectra.map(plain)).toEqual(truth);
    const other = ["freq,Zre,Zim", ...rows(first, ",", "."), "freq,-Zim,Zre"].concat(
      second.frequency.map((f, i) => `${f},${-second.imaginary[i]},${second.real[i]}`),
    );
    expect(read(other.join("\n")).spectra.map(plain)).toEqual(truth);
  });

  test("a turn of the sweep is no restart: up and down is one spectrum, and the repeated frequencies are said", () => {
    const down = rows(first, ",", ".");
    const up = first.frequency.map((f, i) => `${f},${first.real[i] + 1},${first.imaginary[i]}`).reverse();
    const { spectra, warnings } = read(["freq,Zre,Zim", ...down, ...up].join("\n"));
    expect(spectra[0].frequency.length).toBe(50);
    expect(warnings[0]).toContain("25 frequencies measured again with another impedance");
  });

  test("wide: one frequency column and pairs, numbered, named, repeated, with shorter spectra left empty", () => {
    const same = spectrumOf(2.5);
    for (const header of [
      "f/Hz,Z'_1,Z''_1,Z'_2,Z''_2",
      "f/Hz,Z' 1 (Ohm),Z'' 1 (Ohm),Z' 2 (Ohm),Z'' 2 (Ohm)",
      "f/Hz,Z',Z'',Z',Z''",
      "f/Hz,Z'/Ohm,Z''/Ohm,Z'/Ohm.1,Z''/Ohm.1",
      "f/Hz,Z' (Ohm),Z'' (Ohm),Z' (Ohm).1,Z'' (Ohm).1",
      "f/Hz,Zre cellA,Zim cellA,Zre cellB,Zim cellB",
      "f/Hz,cellA Re(Z),cellA Im(Z),cellB Re(Z),cellB Im(Z)",
    ]) {
      const text = [
        header,
        ...first.frequency.map((f, i) =>
          [f, first.real[i], first.imaginary[i], same.real[i], same.imaginary[i]].join(","),
        ),
      ];
      const { spectra, warnings } = read(text.join("\n"));
      expect(spectra.map(plain), header).toEqual([first, same]);
      expect(new Set(spectra.map(({ name }) => name)).size, header).toBe(2);
      expect(warnings, header).toEqual([]);
    }
    const short = [
      "f/Hz;Z'_a;Z''_a;Z'_b;Z''_b",
      ...first.frequency.map((f, i) =>
        [f, first.real[i], first.imaginary[i], second.real[i] ?? "", second.imaginary[i] ?? ""].join(";"),
      ),
    ];
    const { spectra, warnings } = read(short.join("\n"));
    expect(spectra.map(plain)).toEqual(truth);
    expect(spectra.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(warnings).toEqual([]);
  });

  test("wide: grouped by quantity, and repeated triples with their own frequencies", () => {
    const same = spectrumOf(2.5);
    const grouped = [
      "f/Hz\tZ'_1\tZ'_2\t-Z''_1\t-Z''_2",
      ...first.frequency.map((f, i) =>
        [f, first.real[i], same.real[i], -first.imaginary[i], -same.imaginary[i]].join("\t"),
      ),
    ];
    expect(read(grouped.join("\n")).spectra.map(plain)).toEqual([first, same]);
    const crossed = [
      "f/Hz\tZ'_1\tZ'_2\t-Z''_2\t-Z''_1",
      ...first.frequency.map((f, i) =>
        [f, first.real[i], same.real[i], -same.imaginary[i], -first.imaginary[i]].join("\t"),
      ),
    ];
    expect(read(crossed.join("\n")).spectra.map(plain)).toEqual([first, same]);
    const triples = [
      "f/Hz\tZ'\tZ''\tf/Hz\tZ'\tZ''",
      ...first.frequency.map((f, i) =>
        [
          f,
          first.real[i],
          first.imaginary[i],
          second.frequency[i] ?? "",
          second.real[i] ?? "",
          second.imaginary[i] ?? "",
        ].join("\t"),
      ),
    ];
    expect(read(triples.join("\n")).spectra.map(plain)).toEqual(truth);
  });

  test("columns of fits and errors beside the measurement are no spectra", () => {
    const text = [
      "f/Hz,Z',Z'',Z'_fit,Z''_fit,Z'_std,Re(Z) error",
      ...first.frequency.map((f, i) => [f, first.real[i], first.imaginary[i], 1, -1, 0.1, 0.1].join(",")),
    ];
    expect(read(text.join("\n")).spectra.map(plain)).toEqual([first]);
  });

  test("columns with one value per spectrum are facts, in SI units", () => {
    const text = [
      "cycle,freq,Zre,Zim,T (K),I/mA,time/h,SOC",
      ...truth.flatMap((points, s) =>
        points.frequency.map(
          (f, i) =>
            `${s + 4},${f},${points.real[i]},${points.imaginary[i]},${298.15 + s},2,${1 + i},${50 + s}`,
        ),
      ),
    ];
    const { spectra } = read(text.join("\n"));
    expect(spectra[1].facts?.temperature_celsius).toBeCloseTo(26, 10);
    expect(spectra[1].facts).toMatchObject({ cycle: 5, current_ampere: 0.002, time_second: 3600, soc: 51 });
    expect(spectra[1].name).toBe("cycle 5");
  });

  test("a column of standard deviations becomes sigma", () => {
    const text = ["freq,Zre,Zim,sigma", ...rows(first, ",", ".").map((row, i) => `${row},${(i + 1) / 8}`)];
    expect([...read(text.join("\n")).spectra[0].sigma!]).toEqual(first.frequency.map((_, i) => (i + 1) / 8));
  });
});

describe("the sign of Z″", () => {
  const header = (name: string, extra = ""): string => `freq,Zre,${name}${extra}`;
  const phase = first.frequency.map(
    (_, i) => (Math.atan2(first.imaginary[i], first.real[i]) * 180) / Math.PI,
  );
  const withPhase = (negated: boolean): string[] =>
    rows(first, ",", ".", negated).map((row, i) => `${row},${phase[i]}`);

  test("header and physics agree: no word", () => {
    expect(read([header("-Zim"), ...rows(first, ",", ".", true)].join("\n")).warnings).toEqual([]);
  });
  test("header and physics disagree, and a phase column is there: the phase column decides, with a warning", () => {
    const { spectra, warnings } = read([header("Z''", ",Phase/deg"), ...withPhase(true)].join("\n"));
    expect(plain(spectra[0])).toEqual(first);
    expect(warnings[0]).toContain("the phase column and the capacitive points at low frequency say -Z''");
  });
  test("header and physics disagree without a phase column: the header is kept, and the warning says how to force", () => {
    const text = [header("Z''"), ...rows(first, ",", ".", true)].join("\n");
    const { spectra, warnings } = read(text);
    expect([...spectra[0].imaginary]).toEqual(first.imaginary.map((x) => -x));
    expect(warnings[0]).toContain(`if that is wrong, force the other sign: option imaginary, value "-Z''"`);
    const forced = read(text, { imaginary: "-Z''" });
    expect(forced.spectra.map(plain)).toEqual([first]);
    expect(forced.warnings).toEqual([]);
  });
  test("without header physics decides, with a warning", () => {
    const { spectra, warnings } = read(rows(first, ",", ".", true).join("\n"));
    expect(spectra.map(plain)).toEqual([first]);
    expect(warnings.join()).toContain(
      "read as -Z'' because most points at low frequency are then capacitive",
    );
  });
  test("an inductive spectrum whose header and phase agree is kept", () => {
    const rising = [
      header("Z''", ",Phase/deg"),
      ...rows(first, ",", ".", true).map((row, i) => `${row},${-phase[i]}`),
    ];
    const { spectra, warnings } = read(rising.join("\n"));
    expect([...spectra[0].imaginary]).toEqual(first.imaginary.map((x) => -x));
    expect(warnings[0]).toContain("and the phase column agrees");
  });
  test("a phase column alone against header and physics is said", () => {
    const { spectra, warnings } = read(
      [
        header("-Z''", ",Phase/deg"),
        ...rows(first, ",", ".", true).map((row, i) => `${row},${-phase[i]}`),
      ].join("\n"),
    );
    expect(spectra.map(plain)).toEqual([first]);
    expect(warnings[0]).toContain("contradict each other");
  });
});

describe("forced columns", () => {
  const text = [
    "a;b;c;d",
    ...first.frequency.map((f, i) => `${i};${first.imaginary[i]};${f};${first.real[i]}`),
  ].join("\n");
  test("by name and by number from 1", () => {
    for (const columns of [
      { frequency: "c", real: "d", imaginary: "b" },
      { frequency: 3, real: 4, imaginary: 2 },
    ]) {
      expect(read(text, { columns }).spectra.map(plain)).toEqual([first]);
      if (typeof columns.frequency === "number") {
        expect(read(text.slice(text.indexOf("\n") + 1), { columns }).spectra.map(plain)).toEqual([first]);
      }
    }
  });
  test("a column that does not exist is named", () => {
    expect(() => read(text, { columns: { frequency: "nu", real: "d", imaginary: "b" } })).toThrow(
      /line 1: expected the columns that were asked for \("nu", "d", "b"\), found "a", "b", "c", "d"/,
    );
    expect(() => read(text, { columns: { frequency: 9, real: 1, imaginary: 2 } })).toThrow(
      /columns are counted from 1/,
    );
  });
});
