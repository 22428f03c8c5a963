import { expect, test } from "vitest";
import { elementKinds } from "../../src/program/element.ts";

test("the catalogue of elements loads in a browser, every element with a name of its own", () => {
  expect(typeof window).toBe("object");
  const types = elementKinds.map((kind) => kind.type);
  expect(types).toContain("CPE");
  expect(new Set(types).size).toBe(types.length);
});
