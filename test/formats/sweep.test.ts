import { describe, expect, test } from "vitest";
import { findFrequencyFault, looksLikeFrequencies } from "../../src/formats/sweep.ts";
import { formatError, type Points, plain, read, spectrumOf } from "./truth.ts";

const truth = spectrumOf(1, 40);
const few = spectrumOf(1, 6);

function rows(points: Points): string[] {
  return points.frequency.map((f, i) => `${f},${points.real[i]},${points.imaginary[i]}`);
}

function column(values: readonly number[]): Float64Array {
  return Float64Array.from(values);
}

describe("a table without header: rows that cleaning drops do not make the file unreadable", () => {
  test("one row with a negative frequency is dropped with a warning, wherever it stands", () => {
    for (const at of [0, 1, 20, 40]) {
      const { spectra, warnings } = read(rows(truth).toSpliced(at, 0, "-3,1,1").join("\n"));
      expect(spectra.map(plain), `row ${at}`).toEqual([truth]);
      expect(warnings).toContain(
        `spectra.csv: 1 row with a frequency that is zero or negative dropped (line ${at + 1})`,
      );
    }
  });

  test("one negative frequency is allowed in the shortest table, a tenth of the rows in a long one", () => {
    expect(read([...rows(few), "-3,1,1"].join("\n")).spectra.map(plain)).toEqual([few]);
    const negative = ["-3,1,1", "-2,1,1", "-1,1,1", "-4,1,1"];
    expect(read([...rows(truth), ...negative].join("\n")).spectra.map(plain)).toEqual([truth]);
  });

  test("more than a tenth is refused, and the first negative row is named, not the first line", () => {
    const negative = ["-3,1,1", "-2,1,1", "-1,1,1", "-4,1,1", "-5,1,1"];
    const text = [...rows(truth).slice(0, 7), ...negative, ...rows(truth).slice(7)].join("\n");
    const error = formatError(() => read(text));
    expect(error.message).toMatch(
      /^spectra\.csv, line 8: expected a positive frequency in column 1, found "-3"; put a line with names/,
    );
    expect([error.line, error.column]).toEqual([8, 1]);
  });

  test("a row repeated in a table of six, behind itself or later, is dropped with a warning", () => {
    for (const at of [3, 4, 6]) {
      const { spectra, warnings } = read(rows(few).toSpliced(at, 0, rows(few)[2]).join("\n"));
      expect(spectra.map(plain), `row ${at}`).toEqual([few]);
      expect(warnings).toContain(`spectra.csv: 1 row equal to an earlier row dropped (line ${at + 1})`);
    }
  });

  test("frequencies measured again with another impedance are kept, and the warning counts them", () => {
    for (const [again, words] of [
      [[2], "1 frequency measured again"],
      [[2, 4], "2 frequencies measured again"],
    ] as const) {
      const text = rows(few).flatMap((row, i) =>
        (again as readonly number[]).includes(i) ? [row, `${few.frequency[i]},1,-1`] : [row],
      );
      const { spectra, warnings } = read(text.join("\n"));
      expect(spectra.map((spectrum) => spectrum.frequency.length)).toEqual([
        few.frequency.length + again.length,
      ]);
      expect(warnings).toContain(`spectra.csv: ${words} with another impedance; all points were kept`);
    }
  });
});

describe("the first point again at the end of a file", () => {
  const header = "frequency_hertz,real_impedance_ohm,imaginary_impedance_ohm";

  test("written twice, it is dropped with a warning and makes no spectrum of one point", () => {
    for (const points of [truth, few]) {
      for (const head of [[header], []]) {
        const { spectra, warnings } = read([...head, ...rows(points), rows(points)[0]].join("\n"));
        expect(spectra.map(plain)).toEqual([points]);
        expect(spectra[0].name).toBeUndefined();
        expect(warnings).toContain(
          `spectra.csv: 1 row equal to an earlier row dropped (line ${points.frequency.length + head.length + 1})`,
        );
      }
    }
  });

  test("measured again with another impedance, it stays with the sweep, and the warning says so", () => {
    const again = `${truth.frequency[0]},${1.1 * truth.real[0]},${truth.imaginary[0]}`;
    const { spectra, warnings } = read([header, ...rows(truth), again].join("\n"));
    expect(spectra.map(({ frequency }) => frequency.length)).toEqual([41]);
    expect(warnings).toContain(
      "spectra.csv: 1 frequency measured again with another impedance; all points were kept",
    );
  });

  test("behind several sweeps, it belongs to the last; two points more are a sweep of their own", () => {
    const text = [header, ...rows(truth), ...rows(few), rows(few)[0]].join("\n");
    expect(read(text).spectra.map(({ frequency }) => frequency.length)).toEqual([40, 6]);
    const begun = [header, ...rows(truth), "100000,1,2", "56000,2,3"].join("\n");
    expect(read(begun).spectra.map(({ frequency }) => frequency.length)).toEqual([40, 2]);
  });
});

describe("a table without header: a sweep out and back", () => {
  const down = rows(truth);
  // the way back is measured at other frequencies and gives other impedances
  const up = truth.frequency
    .map((f, i) => `${f * 1.2},${truth.real[i] * 1.01},${truth.imaginary[i]}`)
    .reverse();

  test("one turn, at the bottom or at the top, in the middle or near an end, is one spectrum in the order of the file", () => {
    for (const lines of [
      [...down, ...up],
      [...up, ...down],
      [...up.slice(-12), ...down],
      [...down, ...up.slice(0, 12)],
      [...down, ...down.map((row) => `${row}1`).reverse()],
      [
        ...down,
        ...down
          .map((row) => `${row}1`)
          .reverse()
          .slice(1),
      ],
    ]) {
      const { spectra } = read(lines.join("\n"));
      expect(spectra.length).toBe(1);
      expect([...spectra[0].frequency]).toEqual(lines.map((line) => Number(line.split(",")[0])));
    }
  });

  test("a negative frequency at the turn does not hide the turn", () => {
    const { spectra } = read([...down, "-3,1,1", ...up].join("\n"));
    expect(spectra.map(({ frequency }) => frequency.length)).toEqual([80]);
  });

  test("in a table of few rows a turn proves nothing, and the row that turns is named", () => {
    expect(() => read("25,3,1\n60,3,1\n300,3,1\n1900,3,1\n40,3,1")).toThrow(
      /^spectra\.csv, line 5: expected frequencies that rise or fall over a sweep in column 1, found "40"; put/,
    );
  });
});

describe("numbers that are no frequencies", () => {
  const even = Array.from({ length: 60 }, (_, i) => 0.01 + i / 60);
  const settings = [0.1, 1, 10, 100];
  const cases: [string, number[], RegExp][] = [
    ["a time", even, /evenly/],
    ["a potential up and down", [...even, ...even.toReversed()], /rise or fall/],
    ["a current that is mostly zero", [1, ...even.map(() => 0), 10, ...even.map(() => 0), 100], /positive/],
    ["a potential through zero", even.map((x) => x - 0.5), /positive frequency/],
    ["a current of few settings", settings.flatMap((x) => Array<number>(30).fill(x)), /many times/],
    ["two numbers in turns", Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 1 : 100)), /rise or fall/],
    [
      "a voltage that hardly changes",
      Array.from({ length: 40 }, (_, i) => 3.5 * 1.002 ** i),
      /half a decade/,
    ],
    ["one number", Array<number>(40).fill(5), /fewer than three/],
    ["nothing", [], /fewer than three/],
    ["only negative numbers", even.map((x) => -x), /positive frequency/],
    ["two turns", [0, 1, 2, 3, 4, 3.2, 2.2, 1.5, 1.9, 2.9, 3.7, 4.5].map((x) => 10 ** x), /rise or fall/],
  ];
  for (const [title, values, sentence] of cases) {
    test(title, () => {
      const fault = findFrequencyFault(column(values));
      expect(`${fault?.expected} ${fault?.found}`).toMatch(sentence);
      expect(looksLikeFrequencies(column(values))).toBe(false);
    });
  }

  test("−Z″ of arcs that rises and falls over decades, at two to thirty points per decade, depressed or with a tail", () => {
    for (const density of [2, 3, 5, 8, 10, 30]) {
      for (const shift of [0, 0.25, 0.5, 0.75]) {
        const ratio = Array.from({ length: 6 * density + 1 }, (_, i) => 10 ** ((i + shift) / density - 3));
        for (const alpha of [1, 0.9, 0.7]) {
          const peak = ratio.map((x) => 1 / (x ** alpha + x ** -alpha));
          const valley = ratio.map((x) => x ** alpha + x ** -0.5);
          expect(looksLikeFrequencies(column(peak)), `${density}, ${shift}, ${alpha}`).toBe(false);
          expect(looksLikeFrequencies(column(valley)), `${density}, ${shift}, ${alpha}`).toBe(false);
        }
      }
    }
  });

  test("nine numbers in random order, too few for a restart, are hardly ever taken for a sweep with a turn", () => {
    let state = 1;
    const random = (): number => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return state / 2 ** 32;
    };
    let taken = 0;
    for (let k = 0; k < 2000; k++) {
      const values = Array.from({ length: 9 }, () => 10 ** (5 * random()));
      if (looksLikeFrequencies(column(values))) taken++;
    }
    expect(taken).toBeLessThan(10);
  });

  test("the number named is the one that leaves the direction of the others", () => {
    const values = Array.from({ length: 30 }, (_, i) => 1e5 * 10 ** (-i / 5));
    for (const k of [7, 13, 20]) values[k] *= 3;
    expect(findFrequencyFault(column(values))?.row).toBe(7);
  });
});
