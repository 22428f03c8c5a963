import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { interphase, scratch } from "./interphase.ts";

const folder = scratch();
const file = join(folder, "tof.csv");
/** The integral of a normal distribution, by a fine sum. */
function cumulated(z: number): number {
  const n = 4000;
  const h = (z + 10) / n;
  let sum = 0;
  for (let i = 0; i <= n; i++) {
    const t = -10 + i * h;
    sum += (i === 0 || i === n ? 1 : i % 2 === 1 ? 4 : 2) * Math.exp(-0.5 * t * t);
  }
  return (sum * h) / 3 / Math.sqrt(2 * Math.PI);
}
const rows = Array.from({ length: 401 }, (_, i) => {
  const share = cumulated((i - 200) / 20);
  return [i, 1000 * (1 - share), 1000 * share, 7].join(",");
});
writeFileSync(file, `time,Li+,S-,flat\n${rows.join("\n")}\n`);

test("a step broadened by a Gaussian of σ has 16–84 % width 1.989 σ, rising and falling", async () => {
  const { code, stdout } = await interphase(["profile", file, "--json"]);
  expect(code).toBe(0);
  const { profiles } = JSON.parse(stdout);
  const [lithium, sulfur, flat] = profiles[0].interfaces;
  for (const { ion, position, width, sigma } of [lithium, sulfur]) {
    expect(["Li+", "S-"]).toContain(ion);
    expect(position).toBeCloseTo(200, 3);
    expect(width / 20).toBeCloseTo(2 * 0.994458, 2);
    expect(sigma).toBeCloseTo(20, 1);
  }
  expect(flat.message).toContain("there is no step between them");
  const total = Object.values(profiles[0].ions as Record<string, number[]>).reduce(
    (sum, ion) => sum + ion[100],
    0,
  );
  expect(total).toBeCloseTo(1, 12);
});

test("an ion that is not there costs the file, with the names that are", async () => {
  const { code, stderr } = await interphase(["profile", file, "--ion", "Q-"]);
  expect(code).toBe(1);
  expect(stderr).toContain('expected a column "Q-", found "time", "Li+", "S-", "flat"');
});

test("ranges and levels that make no sense are refused", async () => {
  expect((await interphase(["profile", file, "--levels", "0.8..0.2"])).code).toBe(2);
  expect((await interphase(["profile", file, "--levels", "0..0.84"])).stderr).toContain(
    "levels lie between 0 and 1",
  );
});
