import { expect, test } from "vitest";
import { evaluateTape } from "../../src/fit/tapeValues.ts";
import { lineFormula, parseLineFormula } from "../../src/program/lineFormula.ts";
import { compileModel, parseModel } from "../../src/program/model.ts";
import { TapeBuilder } from "../../src/program/tape.ts";
import { kernelOf } from "../kernel/builds.ts";

test("two lines of one's own are the formula written out, derivatives too", async () => {
  const kernel = await kernelOf("simd", "curves");
  const definition = parseLineFormula("mine(area,center,width)=area/width*exp(-abs((x-center)/width)^3)");
  const builder = new TapeBuilder(["energy"]);
  const x = builder.predictor("energy");
  const line = (k: number) =>
    lineFormula(
      builder,
      definition,
      ["A", "c", "w"].map((name) => builder.parameter(`${name}${k}`)),
      x,
    );
  const tape = builder.tape(builder.apply("+", [line(1), line(2)]));
  const written = compileModel(
    parseModel("A1/w1*exp(-abs((energy-c1)/w1)^3)+A2/w2*exp(-abs((energy-c2)/w2)^3)"),
    ["energy"],
  ).tape;
  expect(tape.parameters).toEqual(["A1", "c1", "w1", "A2", "c2", "w2"]);
  const point: Record<string, number> = { A1: 3, c1: 1, w1: 0.5, A2: 2, c2: 2.2, w2: 0.8 };
  const energy = Float64Array.from({ length: 33 }, (_, i) => i / 10);
  const values = (names: readonly string[]) => names.map((name) => point[name]);
  const own = evaluateTape(kernel, tape, [energy], values(tape.parameters));
  const direct = evaluateTape(kernel, written, [energy], values(written.parameters));
  expect(own.values).toEqual(direct.values);
  tape.parameters.forEach((name, p) => {
    expect(own.derivatives[p]).toEqual(direct.derivatives[written.parameters.indexOf(name)]);
  });
});
