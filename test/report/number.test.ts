import { describe, expect, test } from "vitest";
import {
  columnUnit,
  displayUnit,
  errorDecimals,
  frequencyLabel,
  intervalText,
  notDetermined,
  percent,
  powerOfTen,
  quantity,
  significant,
  uncertain,
} from "../../src/report/number.ts";
import { readNumber } from "./markup.ts";

/** No-break spaces are right on the page and hard to type here. */
const plain = (text: string) => text.replaceAll("\u00a0", " ");

describe("value ± standard error", () => {
  test.each([
    [7.3984, 0.031, "7.40 ± 0.03"],
    [7.3984, 0.0123, "7.398 ± 0.012"],
    [7.3984, 0.0249, "7.398 ± 0.025"],
    [7.3984, 0.0296, "7.40 ± 0.03"],
    [7.3984, 0.0996, "7.40 ± 0.10"],
    [7.3984, 0.097, "7.40 ± 0.10"],
    [740, 34, "740 ± 30"],
    [4.6, 181, "0 ± 180"],
    [-0.5, 0.1, "−0.50 ± 0.10"],
    [12345678, 23456, "(1.2346 ± 0.0023) × 10⁷"],
    [1.2343e-6, 4e-9, "(1.234 ± 0.004) × 10⁻⁶"],
  ])(
    "%f ± %f has two digits of the error if the first is 1 or 2, else one, and the value the same last place",
    (value, error, text) => {
      expect(plain(uncertain(value, error))).toBe(text);
    },
  );

  test("the last place is between a third and a thirtieth of the error, for errors of every size", () => {
    for (let exponent = -12; exponent <= 12; exponent++) {
      for (let mantissa = 1; mantissa < 10; mantissa += 0.0317) {
        const error = mantissa * 10 ** exponent;
        const place = 10 ** -errorDecimals(error);
        expect(place / error).toBeLessThanOrEqual(1 / 2.9);
        expect(place / error).toBeGreaterThanOrEqual(1 / 30);
      }
    }
  });

  test("reads back to the value and to the error, each within half the last place: a sixth of the error at most", () => {
    for (let i = 1; i < 2000; i++) {
      const value = Math.sin(i) * 10 ** ((i % 25) - 12);
      const error = Math.abs(value) * 10 ** -(1 + (i % 7));
      const text = plain(uncertain(value, error));
      const match = /^\(?(\S+) ± ([^\s)]+)\)?(?: × (\S+))?$/.exec(text);
      expect(match, text).not.toBeNull();
      const scale = match![3] ? readNumber(match![3]) : 1;
      expect(Math.abs(readNumber(match![1]!) * scale - value)).toBeLessThanOrEqual(0.1725 * error);
      expect(Math.abs(readNumber(match![2]!) * scale - error)).toBeLessThanOrEqual(0.1725 * error);
    }
  });

  test("a value below the last place of its error reads as zero there: both have the same places", () => {
    for (const [value, error, text] of [
      [5e-5, 0.006, "0.000 ± 0.006"],
      [0.0007, 0.006, "0.001 ± 0.006"],
      [-0.0004, 0.011, "0.000 ± 0.011"],
      [0.3, 7, "0 ± 7"],
      [5, 181, "10 ± 180"],
      [1e-9, 3e-8, "(0 ± 3) × 10⁻⁸"],
    ] as const)
      expect(plain(uncertain(value, error))).toBe(text);
  });

  test("a value without hold, smaller than its error by more than four decades, keeps a digit as its error does", () => {
    expect(plain(uncertain(2, 1e9))).toBe("2 ± 1 × 10⁹");
    expect(plain(uncertain(1e-9, 5))).toBe("1 × 10⁻⁹ ± 5");
  });

  test("the ends of an interval have the same last place, at most one finer than that of the error", () => {
    expect(intervalText(6097.1, 6111.12, 3.6)).toBe("6097.1 … 6111.1");
    expect(intervalText(93.5, 110, 4.1)).toBe("93.5 … 110.0");
    expect(intervalText(0.14694, 0.15391, 0.0017)).toBe("0.1469 … 0.1539");
    expect(intervalText(42945, 43046, 26)).toBe("42945 … 43046");
    expect(plain(intervalText(7.5085e-4, 7.5228e-4, 4e-7))).toBe("(7.5085 … 7.5228) × 10⁻⁴");
    expect(intervalText(1.8, 1.9, Number.NaN)).toBe("1.8 … 1.9");
    expect(intervalText(2.5, Number.NaN, Number.NaN)).toBe("2.5 … –");
    for (let i = 1; i < 1000; i++) {
      const value = Math.sin(i) * 10 ** ((i % 19) - 9);
      const error = Math.abs(value) * 10 ** -(i % 5);
      const ends = plain(intervalText(value - 2 * error, value + 2 * error, error))
        .replace(/^\(|\)?( × .*)?$/g, "")
        .split(" … ");
      const places = ends.map((end) => end.split(".")[1]?.length ?? 0);
      expect(places[0], ends.join()).toBe(places[1]);
    }
  });

  test("an error of zero means an exact number, NaN an error that is not determined: the words say so", () => {
    expect(uncertain(10, 0)).toBe("10");
    expect(uncertain(7.39842, Number.NaN)).toBe(`7.398 (error ${notDetermined})`);
    expect(uncertain(Number.NaN, 1)).toBe(notDetermined);
    expect(quantity(Number.POSITIVE_INFINITY, 1, "Ω")).toBe(notDetermined);
    expect(significant(Number.NaN)).toBe(notDetermined);
    expect(percent(Number.NaN)).toBe(notDetermined);
  });
});

describe("units", () => {
  test.each([
    [7.3984, 0.031, "Ω", "7.40 ± 0.03 Ω"],
    [12345, 27, "Ω", "12.345 ± 0.027 kΩ"],
    [1.5e-6, 4e-8, "F", "1.50 ± 0.04 µF"],
    [2e-7, 0, "H", "200 nH"],
    [1.234e-5, 5e-7, "S·sⁿ", "(1.23 ± 0.05) × 10⁻⁵ S·sⁿ"],
    [12.34, 0.5, "Ω·s⁻½", "12.3 ± 0.5 Ω·s⁻½"],
    [0.91234, 0.004, "", "0.912 ± 0.004"],
    [1234567, 3000, "s", "(1.235 ± 0.003) × 10⁶ s"],
  ])("%f ± %f %s takes an SI prefix only where the unit allows one", (value, error, unit, text) => {
    expect(plain(quantity(value, error, unit))).toBe(text);
  });

  test("a number in a display unit times its factor is the number in SI, for prefixes and for powers of ten", () => {
    for (let exponent = -15; exponent <= 14; exponent++) {
      for (const unit of ["Ω", "S·sⁿ", ""]) {
        const { factor, unit: shown } = displayUnit(2 * 10 ** exponent, unit);
        const prefix = shown.slice(0, shown.length - unit.length).trim();
        const powers: Record<string, number> = {
          f: -15,
          p: -12,
          n: -9,
          µ: -6,
          m: -3,
          k: 3,
          M: 6,
          G: 9,
          T: 12,
        };
        expect(factor).toBe(
          prefix === "" ? 1 : prefix in powers ? Number(`1e${powers[prefix]}`) : readNumber(prefix),
        );
      }
    }
  });

  test("a column takes the unit of its median; zeros and numbers that are not finite do not count", () => {
    expect(columnUnit([0, Number.NaN, 1200, 1500, 9e12], "Ω").unit).toBe("kΩ");
    expect(columnUnit([], "Ω")).toEqual({ factor: 1, unit: "Ω" });
  });

  test.each([
    [7e6, "7 MHz"],
    [0.01, "10 mHz"],
    [1, "1 Hz"],
    [1258.9, "1.26 kHz"],
    [999.96, "1 kHz"],
  ])("the frequency %f is labelled %s", (frequency, text) => {
    expect(plain(frequencyLabel(frequency))).toBe(text);
  });

  test("significant digits carry into the next decade when they round up", () => {
    expect(significant(9.9996, 4)).toBe("10.00");
    expect(significant(0.00099996, 4)).toBe("0.001000");
    expect(plain(significant(1.23456e7, 3))).toBe("1.23 × 10⁷");
    expect(powerOfTen(-12)).toBe("10⁻¹²");
  });
});
