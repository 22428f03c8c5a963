import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { expect, it } from "vitest";
import { median } from "../../src/fit/median.ts";
import { readSeries } from "../../src/formats/series/index.ts";
import { describeShared, shared } from "../shared.ts";
import { reduced } from "./simulated.ts";

/** Files of four instruments that count charge themselves, all steps of which were logged more than once. */
const files = [
  "data/cycling/maccor_txt/cellpy__maccor_002.txt",
  "data/cycling/neware_csv/cellpy__neware_uio.csv",
  "data/cycling/biologic_mpr/biologic-converter__jdb11-1.mpr",
  "data/cycling/bdf_csv/datalab__arbin_example.bdf.csv",
];

describeShared("charge of instruments", () => {
  it.each(files)("the integral of the current agrees with %s to 1e-3 in every half-cycle", async (path) => {
    const record = await readSeries(basename(path), readFileSync(shared(path)));
    const { halfCycles } = await reduced(record);
    expect(halfCycles.length).toBeGreaterThan(3);
    const apart = halfCycles.map(({ charge, integral }) => Math.abs(integral / charge - 1));
    expect(halfCycles.every(({ chargeFrom }) => chargeFrom === "instrument")).toBe(true);
    expect(Math.max(...apart)).toBeLessThan(1e-3);
    expect(median(apart)).toBeLessThan(1e-4);
  });

  it("a current written with four decimals on a cell of 0.2 mA is told, and the instrument's charge taken", async () => {
    const path = "data/cycling/land_csv";
    const name = readdirSync(shared(path)).find((file) => file.endsWith(".csv"))!;
    const { halfCycles, warnings } = await reduced(
      await readSeries(name, readFileSync(shared(`${path}/${name}`))),
    );
    expect(halfCycles.every(({ chargeFrom }) => chargeFrom === "instrument")).toBe(true);
    expect(warnings.join()).toMatch(/written in steps of 0\.00010 A/);
  });
});
