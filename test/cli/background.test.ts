import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { BackgroundDocument } from "../../src/report/backgroundDocument.ts";
import { readMarkup } from "../report/markup.ts";
import { interphase, scratch } from "./interphase.ts";
import { argyrodite, csvOf, madeSpectrum } from "./spectrumFiles.ts";

const folder = scratch();
const at = (name: string): string => join(folder, name);
const made = madeSpectrum(argyrodite(0.73), [150, 175], { base: 0 });
writeFileSync(at("s2p.csv"), csvOf(made));
writeFileSync(
  at("line.csv"),
  `Binding energy (eV),Counts (counts)\n${[0, 1, 2, 3, 4, 5, 6, 7].map((x) => `${x},${10 + 2 * x + (x === 3 ? 40 : 0)}`).join("\n")}\n`,
);

const run = async (...args: string[]): Promise<BackgroundDocument["backgrounds"][number]> => {
  const { code, stdout, stderr } = await interphase(["background", ...args, "--json"]);
  expect(stderr).not.toContain("    at ");
  expect(code).toBe(0);
  return (JSON.parse(stdout) as BackgroundDocument).backgrounds[0];
};

describe("interphase background", () => {
  test("a straight line under a spike leaves the spike: background, net and area by hand", async () => {
    const one = await run(at("line.csv"), "--kind", "linear");
    expect(one).toMatchObject({ kind: "linear", region: null, status: "converged", xUnit: "eV" });
    one.x.forEach((x, i) => {
      expect(one.background[i]).toBeCloseTo(10 + 2 * x, 9);
      expect(one.net[i]).toBeCloseTo(x === 3 ? 40 : 0, 9);
    });
    expect(one.area).toBeCloseTo(40, 9);
  });

  test("Shirley: the area above it is that of the lines but for their tails; --region and --shift cut before", async () => {
    const one = await run(at("s2p.csv"));
    expect(one.kind).toBe("shirley");
    // The tails of 30 % Lorentzian beyond the ends, and what the background takes of those within
    expect(one.area! / 34600).toBeGreaterThan(0.94);
    expect(one.area! / 34600).toBeLessThan(1.01);
    const part = await run(at("s2p.csv"), "--region", "157..167", "--shift", "0.5");
    expect(part.range![0]).toBeCloseTo(157, 9);
    expect(part.x[0]).toBeLessThan(part.x[1]);
    expect(part.background[0]).toBeCloseTo(part.y[0], 9);
    expect(part.background.at(-1)).toBeCloseTo(part.y.at(-1)!, 6);
  });

  test("--out and --report: a row per point, a page with the figure", async () => {
    const { code, stdout } = await interphase([
      "background",
      at("s2p.csv"),
      ...["--kind", "snip:width=60", "--out", at("net.csv"), "--report", at("net.html")],
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain("net area");
    const rows = readFileSync(at("net.csv"), "utf8").trimEnd().split("\r\n");
    expect(rows[0]).toBe("file,region,kind,x_ev,y_counts,background_counts,net_counts");
    expect(rows).toHaveLength(1 + made.x.length);
    const [, , , x, y, background, net] = rows[100].split(",").map(Number);
    expect(x).toBeCloseTo(made.x[99], 9);
    expect(y - background).toBeCloseTo(net, 9);
    const page = readFileSync(at("net.html"), "utf8");
    expect(readMarkup(page).filter(({ attributes }) => attributes.class === "figure")).toHaveLength(1);
  });

  test.each<[string[], string, number]>([
    [["--kind", "snip"], "snip needs its width in points: snip:width=40", 2],
    [["--kind", "active:shirley"], "it is fitted together with lines by interphase spectrum", 2],
    [["--kind", "slope"], "slope", 2],
    [["--kind", "shirly"], '"shirly" is not a background', 2],
    [["--region", "3..4"], "0 of 501 points lie in the region", 1],
    [["--region", "3..x"], '--region 3..x: "x" is not a number', 2],
  ])("%j", async (args, expected, exit) => {
    const { code, stdout, stderr } = await interphase(["background", at("s2p.csv"), ...args]);
    expect(stderr).toContain(expected);
    expect(stderr).not.toContain("    at ");
    expect(stdout).toBe("");
    expect(code).toBe(exit);
  });
});
