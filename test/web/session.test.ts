import { expect, test } from "vitest";
import { readSession, writeSession } from "../../src/web/shell/session.ts";

test("numbers come back to the last bit: denormals, signed zero, infinities, NaN, extremes", () => {
  const frequency = Float64Array.of(0.1, -0, 5e-324, 1.7976931348623157e308, Infinity, Number.NaN, 1 / 3);
  const text = writeSession({ views: { impedance: { frequency, name: "cell é ∥" } } }, "1.2.3");
  const { frequency: read, name } = readSession(text, "a").views.impedance as {
    frequency: Float64Array;
    name: string;
  };
  expect(new BigUint64Array(read.buffer)).toEqual(new BigUint64Array(frequency.buffer));
  expect(name).toBe("cell é ∥");
});

test("other files are refused with a sentence that names the file, what is wrong and the cure", () => {
  expect(() => readSession("{", "a.json")).toThrow(
    /^a\.json: it is not a whole session file .*; save the session again$/,
  );
  expect(() => readSession("[1]", "a.json")).toThrow(
    /^a\.json: expected a session of Interphase, found other JSON; /,
  );
  expect(() => readSession("null", "a.json")).toThrow(/expected a session/);
  const future = writeSession({ views: {} }, "9").replace('"formatVersion":1', '"formatVersion":2');
  expect(() => readSession(future, "a.json")).toThrow(/session of format 2, and this page reads format 1/);
});
