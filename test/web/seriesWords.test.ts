/** What the view of series says: command lines, reading options, times, and what a session keeps of it. */
import { describe, expect, test } from "vitest";
import { Kernel } from "../../src/kernel/kernel.ts";
import { simulatePressure } from "../../src/series/simulate/pressure.ts";
import { simulateSymmetric } from "../../src/series/simulate/symmetric.ts";
import { type Survey, surveyRecord } from "../../src/series/survey.ts";
import { commandLines } from "../../src/web/series/commandLine.ts";
import { findingsOf } from "../../src/web/series/findings.ts";
import { readingWishes, wordsFor } from "../../src/web/series/readingWords.ts";
import { checkSaved, savedOf } from "../../src/web/series/saved.ts";
import type { CellRecord } from "../../src/web/series/state.ts";
import { tickLabels, timeText, timeTicks, timeUnit } from "../../src/web/series/timeAxis.ts";
import { readSession, writeSession } from "../../src/web/shell/session.ts";

const kernel = await Kernel.load(undefined, "series");
const symmetric = await surveyRecord(simulateSymmetric({ halfCycles: 6 }), kernel);
const pressed = await surveyRecord(simulatePressure({ cycles: 10 }), kernel);
const named = (survey: Survey, file: string): Survey => ({ ...survey, file });

describe("command lines", () => {
  const record = (survey: Survey, more: Partial<CellRecord> = {}): CellRecord => ({
    survey,
    sizes: {},
    ...more,
  });
  const texts = (records: readonly CellRecord[]) => commandLines({ records }).map(({ text }) => text);

  test("records of equal sizes share one; each report has a name of its own", () => {
    const sizes = {
      area_cm2: 0.785,
      thickness_um: 500,
      conductivity: 2e-3,
      cell: "symmetric",
      reference: 2,
    } as const;
    expect(
      texts([record(named(symmetric, "a.csv"), { sizes }), record(named(symmetric, "b c.csv"), { sizes })]),
    ).toEqual([
      'interphase cycles a.csv "b c.csv" --area 0.785 --thickness 500 --conductivity 0.002 --reference 2 --cell symmetric --report cycles.html',
    ]);
    expect(
      texts([record(named(symmetric, "a.csv"), { sizes: { area_cm2: 1 } }), record(named(pressed, "p.csv"))]),
    ).toEqual([
      "interphase cycles a.csv --area 1 --report cycles-1.html",
      "interphase cycles p.csv --report cycles-2.html",
      "interphase pressure p.csv --report pressure-1.html",
    ]);
  });

  test("reading options go to the commands that know them, loggers with their files", () => {
    const words =
      '--column "current_ampere=I[mA]" --pressure-column "Load[kgf]" --sensor-area 1.3 --temperature-term';
    expect(
      texts([record(named(pressed, "p.csv"), { words, logger: "log.csv", sizes: { mass_g: 0.01 } })]),
    ).toEqual([
      'interphase cycles p.csv --mass 0.01 --column "current_ampere=I[mA]" --report cycles.html',
      'interphase pressure p.csv --mass 0.01 --pressure-file log.csv --column "current_ampere=I[mA]" --pressure-column "Load[kgf]" --sensor-area 1.3 --temperature-term --report pressure.html',
    ]);
  });
});

describe("reading options", () => {
  test("are those of the command line", () => {
    const wishes = readingWishes(
      `--column "current_ampere=I[mA]" --column 'x=2' --dates dmy --sheet "Sheet 2" --threshold 1e-6 --pressure-column "Load[0.5 MPa]" --clock-offset -30 --polarity falls`,
    );
    expect(wishes.options).toEqual({
      columns: { current_ampere: "I[mA]", x: "2" },
      dateOrder: "dmy",
      sheet: "Sheet 2",
    });
    expect(wishes.threshold).toBe(1e-6);
    expect(wishes.pressureColumn).toEqual({ name: "Load", factor: 5e5 });
    expect(wishes.clock).toMatchObject({ offset: -30, polarity: "falls" });
    expect(readingWishes("").options).toEqual({});
    expect(wordsFor("cycles", "--threshold 1 --polarity falls")).toEqual(["--threshold", "1"]);
  });

  test.for([
    ["--colum x=1", /^"--colum" is no option of reading; there are --column, /],
    ["--column", /^--column needs a value behind it$/],
    ["--column x", /^--column x: write NAME=COLUMN\[UNIT\]/],
    ["--dates today", /^--dates today: write ymd or mdy or dmy$/],
    ["--threshold -1", /^--threshold -1: write a positive number$/],
    [
      '--pressure-column "Load[kgf]"',
      /^--pressure-column Load\[kgf\]: a force becomes a pressure by the area/,
    ],
    ['--pressure-column "Load[m]"', /^--pressure-column Load\[m\]: write COLUMN\[UNIT\]; the units are Pa/],
  ] as const)("%s is refused with a sentence", ([words, sentence]) => {
    expect(() => readingWishes(words)).toThrow(sentence);
  });
});

describe("times", () => {
  test("the unit suits the window; far behind the beginning its labels begin anew", () => {
    expect(timeUnit(100 * 3600, 0).label).toBe("t (h)");
    expect(timeUnit(300, 60).label).toBe("t (min)");
    const late = timeUnit(20, 1234.5 * 3600);
    expect(late.label).toBe("t − 1,234 h (s)");
    const ticks = timeTicks(1234.5 * 3600, 1234.5 * 3600 + 20, late, 4);
    expect(ticks.map((tick) => tick - 1234 * 3600)).toEqual([1800, 1805, 1810, 1815, 1820]);
    expect(tickLabels(ticks, late)).toEqual(["1,800", "1,805", "1,810", "1,815", "1,820"]);
    const hours = timeUnit(3 * 3600, 0);
    expect(tickLabels(timeTicks(-1800, 9000, hours, 6), hours)).toEqual([
      "−0.5",
      "0.0",
      "0.5",
      "1.0",
      "1.5",
      "2.0",
      "2.5",
    ]);
    expect(timeText(3661, 7200)).toBe("1.017\u00a0h");
  });
});

describe("a session", () => {
  test("keeps a survey to the last bit: maps, all kinds of numbers, what is not finite", () => {
    const records: CellRecord[] = [
      { survey: pressed, sizes: { mass_g: 0.01 } },
      { survey: symmetric, sizes: {} },
    ];
    const { saved, cut } = savedOf({ records }, 1, []);
    expect(cut).toEqual([]);
    const text = writeSession({ views: { series: saved } }, "0");
    const back = checkSaved(readSession(text, "s.json").views.series);
    expect(back.records).toEqual(records);
    expect(back.current).toBe(1);
    expect(back.records[0].survey.table?.traces).toBeInstanceOf(Map);
    expect(findingsOf(back.records[0])).toEqual(findingsOf(records[0]));
  });

  test("leaves out samples that are too many, and refuses what is none of its own", () => {
    const codes = [new Uint16Array(4)];
    const store = { length: 1e8, base: new Float64Array(1), step: new Float64Array(1), codes };
    const survey: Survey = {
      ...symmetric,
      times: store,
      traces: symmetric.traces.map((trace) => ({ ...trace, samples: store })),
    };
    const { saved, cut } = savedOf({ records: [{ survey, sizes: {} }] }, 0, []);
    expect(cut).toEqual(["symmetric"]);
    expect(saved.records[0].survey.times).toBeNull();
    expect(saved.records[0].survey.traces.every(({ samples }) => samples === null)).toBe(true);
    for (const wrong of [null, {}, { records: [{}] }, { records: [{ survey: { file: "x" }, sizes: {} }] }]) {
      expect(() => checkSaved(wrong)).toThrow("its series part is damaged");
    }
  });
});
