import { expect, test } from "vitest";
import { readJsonText } from "../../src/formats/jsonText.ts";
import { nearestWord } from "../../src/formats/nearestWord.ts";
import { seeded } from "../../src/series/simulate/random.ts";

const random = seeded(7);
const pick = <T>(of: readonly T[]): T => of[Math.floor(random.uniform() * of.length)];

function anything(depth: number): unknown {
  const kind = pick(depth > 3 ? ["number", "text", "word"] : ["number", "text", "word", "list", "object"]);
  const size = Math.floor(random.uniform() * 4);
  if (kind === "number") return pick([0, -1, 1.5e-7, 1e300, -0.25, 123456789, random.normal()]);
  if (kind === "word") return pick([true, false, null]);
  if (kind === "text")
    return pick(["", "a b", 'quo"te', "back\\slash", "Ω·cm² €", "\u0000\n\t", "// no", "/* no */", "{[,"]);
  if (kind === "list") return Array.from({ length: size }, () => anything(depth + 1));
  return Object.fromEntries(
    Array.from({ length: size }, (_, k) => [
      pick(["a", "b.c", "__proto__", "", "R0.R"]) + k,
      anything(depth + 1),
    ]),
  );
}

test("strict JSON is read as JSON.parse reads it, in whatever layout", () => {
  for (let k = 0; k < 400; k++) {
    const value = anything(0);
    const text = JSON.stringify(value, null, pick(["", " ", "\t"]));
    const read = readJsonText(text);
    expect(read.faults).toEqual([]);
    expect(read.value).toEqual(JSON.parse(text));
  }
});

test("text that JSON.parse refuses is refused, unless it is a comment or a last comma", () => {
  const text = JSON.stringify({ a: [1, "b", { c: null }], d: 2.5 });
  for (let k = 0; k < text.length; k++) {
    for (const put of ["", '"', "}", "]", ":", "x", "\\"]) {
      const broken = text.slice(0, k) + put + text.slice(k + 1);
      let valid = true;
      try {
        JSON.parse(broken);
      } catch {
        valid = false;
      }
      const allowed = /,\s*[}\]]/.test(broken);
      const { faults, value } = readJsonText(broken);
      if (valid) expect({ broken, faults, value }).toEqual({ broken, faults: [], value: JSON.parse(broken) });
      else if (!allowed) expect(faults, broken).not.toEqual([]);
    }
  }
});

test("every key has its line, and what is not there that of the nearest above it", () => {
  const { placeOf } = readJsonText('{\n  "a": [\n    {"b": 1},\n    {"R0.R": 2}\n  ]\n}');
  expect(placeOf("a")).toEqual({ line: 2, column: 3 });
  expect(placeOf("a[0].b")).toEqual({ line: 3, column: 6 });
  expect(placeOf("a[1].R0.R")).toEqual({ line: 4, column: 6 });
  expect(placeOf("a[1].missing.too")).toEqual({ line: 4, column: 5 });
  expect(placeOf("")).toEqual({ line: 1, column: 1 });
});

test("numbers of other languages and words without quotes have their cure", () => {
  const sentence = (text: string): string => readJsonText(`{"a": ${text}}`).faults[0]?.sentence ?? "";
  expect(sentence(".5")).toMatch(/write it as 0\.5/);
  expect(sentence("0.785cm2")).toMatch(/unit in quotes/);
  expect(sentence("NaN")).toMatch(/put text in quotes/);
  expect(sentence("“a”")).toMatch(/no quote of JSON/);
  expect(readJsonText('{"a": "C:\\data"}').faults[0].sentence).toMatch(/\/ in a path/);
});

test("the nearest word", () => {
  const known = ["thickness", "temperature", "area", "mass"];
  expect(nearestWord("thicknes", known)).toBe("thickness");
  expect(nearestWord("Temprature", known)).toBe("temperature");
  expect(nearestWord("aera", known)).toBe("area");
  expect(nearestWord("colour", known)).toBeUndefined();
});
