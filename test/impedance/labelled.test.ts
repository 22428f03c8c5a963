import { expect, test } from "vitest";
import { identifyMany } from "../../src/impedance/identify.ts";
import { openEngine } from "../../src/workers/engine.ts";
import { describeShared, shared } from "../shared.ts";
import { placeOf, readLabelled } from "./labelled.ts";

describeShared("labelled solid-state spectra", () => {
  test("every twentieth: a right circuit is first in at least 80 % and among the first three in at least 95 %", {
    timeout: 240_000,
  }, async () => {
    const labels = readLabelled(shared("data/impedance/labelled/solid-state-880.jsonl")).filter(
      (_, i) => i % 20 === 7,
    );
    const engine = await openEngine();
    const found = await identifyMany(
      labels.map(({ spectrum }) => spectrum),
      { engine, workers: 0 },
    );
    const places = found.map((one, i) => placeOf(engine.kernel, labels[i], one));
    const wrong = labels.flatMap(({ id, family }, i) =>
      places[i] === 0 ? [] : [`${id} ${family}: place ${places[i]}, ${found[i].candidates[0].circuit}`],
    );
    const share = (most: number): number => places.filter((place) => place < most).length / places.length;
    expect(labels).toHaveLength(44);
    expect(new Set(labels.map(({ family }) => family)).size).toBe(9);
    expect(share(1), wrong.join("\n")).toBeGreaterThanOrEqual(0.8);
    expect(share(3), wrong.join("\n")).toBeGreaterThanOrEqual(0.95);
    await engine.close();
  });
});
